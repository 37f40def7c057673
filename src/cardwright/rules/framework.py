"""A regulation as data: its provisions, its dates of application and its rules, read from a folder."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from cardwright.catalog.source import Source, read_source
from cardwright.errors import CardwrightError
from cardwright.finding import Level
from cardwright.rules.checks import Check, compile_checks
from cardwright.rules.derivations import DERIVATIONS
from cardwright.rules.matcher import Verdict, match

ALWAYS = "catalog"
"""The framework of structure and hygiene, which is never switched off."""
Reporter = Literal["reader", "typing", "links", "hygiene", "evidence", "waivers", "approvals", "facts"]
"""Parts of Cardwright that find what a rule of the `catalog` framework describes."""


def _truths(value: Any) -> Any:
    """Turn the texts `true` and `false` of a condition into truth values; everything else is compared as written."""
    if isinstance(value, dict):
        return {key: _truths(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_truths(item) for item in value]
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


Many = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Condition = Annotated[Any, BeforeValidator(_truths)]
Examples = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Application(_Data):
    """One date of application, with the condition under which it counts.

    `warn_from` is the literal date where a later one is arguable: from then on a warning, from `from` the rule's level.
    """

    date: Annotated[datetime.date, BeforeValidator(lambda text: datetime.date.fromisoformat(text))]
    when: Condition = None
    warn_from: datetime.date | None = None
    contested: str | None = None
    source: str | None = None
    before_amendment: datetime.date | None = None
    note: str | None = None


class Provision(_Data):
    """One citable clause. `verified` says how far its content was checked against the text."""

    id: str
    ref: str
    title: str
    verified: str = "unknown"


class NotCheckable(_Data):
    """A provision that no rule can test, and why."""

    provision: str
    reason: str


class Rule(_Data):
    """A testable statement drawn from provisions."""

    id: str
    name: str
    title: str
    cites: Many
    level: Level
    applies: Condition = None
    from_: Any = None
    check: Any = None
    reported_by: Reporter | None = None
    why: str
    remedy: str
    review: str | None = None
    audience: str | None = None
    good: Examples = ()
    bad: Examples = ()
    bad_at: Many = ()
    bad_made: dict[str, str] | None = None
    given: Condition = None

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The compiled checks; all must hold. Raises ValueError for what is no check."""
        return tuple(compile_checks(self.check)) if self.check is not None else ()

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of entity it judges."""
        kind = (self.applies or {}).get("kind", ())
        return tuple(kind) if isinstance(kind, list) else (kind,) if kind else ()

    @cached_property
    def condition_key(self) -> str:
        """The condition as text: rules with the same one need be matched once an entity."""
        return repr(self.condition)

    @cached_property
    def date_key(self) -> str:
        """The dates of application as text, for the same reason."""
        return repr(self.from_)

    @cached_property
    def condition(self) -> Mapping[str, Any]:
        """What must hold besides the kind."""
        return {key: value for key, value in (self.applies or {}).items() if key != "kind"}


class _Header(_Data):
    id: str
    prefix: str
    title: str
    issuer: str
    edition: str
    amended_by: Many = ()
    source: str | None = None
    knowledge: datetime.date
    legal_nature: str = ""
    notes: Many = ()
    dates: dict[str, tuple[Application, ...]] = {}
    provisions: tuple[Provision, ...] = ()
    not_checkable: tuple[NotCheckable, ...] = ()


@dataclass(frozen=True, eq=False)
class Framework:
    """A framework with its rules in the order of their ids."""

    header: _Header
    rules: tuple[Rule, ...]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.header, name)

    @cached_property
    def provisions_by_id(self) -> Mapping[str, Provision]:
        """Its provisions by id."""
        return {provision.id: provision for provision in self.header.provisions}

    @cached_property
    def not_checked(self) -> tuple[Provision, ...]:
        """Provisions for which there is neither a rule nor a reason why there is none."""
        covered = {cited for rule in self.rules for cited in rule.cites}
        covered |= {item.provision for item in self.header.not_checkable}
        return tuple(provision for provision in self.header.provisions if provision.id not in covered)

    def cited(self, rule: Rule) -> tuple[str, ...]:
        """The provisions of a rule as they are printed."""
        return tuple(self.provisions_by_id[cited].ref for cited in rule.cites)

    def applications(self, rule: Rule) -> tuple[Application, ...]:
        """The dates of application of a rule; none when it holds on any date."""
        if rule.from_ is None:
            return ()
        if isinstance(rule.from_, list):
            return tuple(Application.model_validate(_renamed(item)) for item in rule.from_)
        named = self.header.dates.get(rule.from_)
        return named if named is not None else (Application(date=rule.from_),)

    def application(self, rule: Rule, facts: Mapping[str, Any]) -> Application | None:
        """The date that counts under these facts; where they leave it open, the earliest that may."""
        possible: list[Application] = []
        for application in self.applications(rule):
            verdict = match(application.when, facts) if application.when else Verdict(True)
            if verdict.truth:
                possible.append(application)
                break
            if verdict.truth is None:
                possible.append(application)
        return min(possible, key=lambda item: item.warn_from or item.date, default=None)


def _renamed(data: Any) -> Any:
    return {("date" if key == "from" else key): value for key, value in data.items()}


@cache
def shipped_frameworks() -> Mapping[str, Framework]:
    """Every framework that comes with Cardwright, by id."""
    folder = resources.files("cardwright") / "frameworks"
    found = (Path(str(item)) for item in folder.iterdir() if (item / "framework.yaml").is_file())
    return {path.name: read_framework(path) for path in sorted(found)}


def read_framework(folder: Path) -> Framework:
    """Read a framework from its folder. Raises CardwrightError naming every place that is wrong."""
    faults: list[str] = []
    source = _read(folder / "framework.yaml", faults)
    data = dict(source.data)
    data["dates"] = {name: [_renamed(item) for item in items] for name, items in data.get("dates", {}).items()}
    header = _validate(_Header, data, source, (), faults)
    rules: list[Rule] = []
    for path in sorted((folder / "rules").glob("*.yaml")):
        rules += _read_rules(path, faults)
    if faults or header is None:
        raise CardwrightError("\n".join([f"the framework in {folder.name} cannot be read:", *faults]))
    framework = Framework(header, tuple(sorted(rules, key=lambda rule: rule.id)))
    _cross_check(framework)
    return framework


def _read(path: Path, faults: list[str]) -> Source:
    source = read_source(path.name, path.read_bytes())
    faults += (f"{p.place.path}:{p.place.line}:{p.place.column}: {p.message}" for p in source.problems())
    return source


def _read_rules(path: Path, faults: list[str]) -> Iterable[Rule]:
    source = _read(path, faults)
    shared = dict(source.data.get("shared") or {})
    given = source.data.get("given")
    for index, item in enumerate(source.data.get("rules") or ()):
        data = {"given": given, **shared, **item}
        if "from" in data:
            data["from_"] = data.pop("from")
        rule = _validate(Rule, data, source, ("rules", index), faults)
        if rule is not None:
            yield rule


def _validate(model: Any, data: Any, source: Source, path: tuple[str | int, ...], faults: list[str]) -> Any:
    try:
        made = model.model_validate(data)
        if isinstance(made, Rule):
            _ = made.checks
        return made
    except ValidationError as error:
        for item in error.errors(include_url=False):
            place = source.at((*path, *item["loc"]))
            faults.append(
                f"{place.path}:{place.line}:{place.column}: {item['msg']} ({'.'.join(map(str, item['loc']))})"
            )
    except ValueError as error:
        place = source.at((*path, "check"))
        faults.append(f"{place.path}:{place.line}:{place.column}: {error}")
    return None


def _cross_check(framework: Framework) -> None:
    """Citations resolve, ids and names are unique and carry the prefix. Raises CardwrightError."""
    faults: list[str] = []
    seen: set[str] = set()
    for rule in framework.rules:
        faults += (
            f"{rule.id} cites {c}, which is no provision" for c in rule.cites if c not in framework.provisions_by_id
        )
        if not rule.id.startswith(framework.header.prefix):
            faults.append(f"{rule.id} does not start with {framework.header.prefix}")
        for name in (rule.id, rule.name):
            if name in seen:
                faults.append(f"{name} stands twice")
            seen.add(name)
        if isinstance(rule.from_, str) and rule.from_ not in framework.header.dates and not rule.from_[:4].isdigit():
            faults.append(f"{rule.id} is dated by {rule.from_}, which framework.yaml does not name")
        faults += (
            f"{rule.id} applies by `{name}`, which is no fact" for name in _facts_in(rule.applies) - set(DERIVATIONS)
        )
        if not rule.checks and rule.reported_by is None:
            faults.append(f"{rule.id} checks nothing")
    if faults:
        raise CardwrightError("\n".join([f"the framework {framework.header.id} contradicts itself:", *faults]))


def _facts_in(condition: Any) -> set[str]:
    """The facts that a condition names."""
    if isinstance(condition, list):
        return set().union(*map(_facts_in, condition))
    names: set[str] = set()
    for name, value in (condition or {}).items():
        names |= _facts_in(value) if name in ("any", "not") else {name}
    return names


def frameworks_for(switched_on: Sequence[str] | None) -> tuple[Framework, ...]:
    """The frameworks to judge by: `catalog`, and those switched on; all that have rules when nobody said which."""
    shipped = shipped_frameworks()
    if switched_on is None:
        return tuple(framework for framework in shipped.values() if framework.rules)
    names = dict.fromkeys([ALWAYS, *switched_on])
    return tuple(shipped[name] for name in names if name in shipped)
