"""A regulation as data: its provisions, its dates of application and its rules, read from a folder."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cardwright.finding import Level
from cardwright.rules.checks import Check, compile_checks
from cardwright.rules.matcher import Verdict, match, truths

Reporter = Literal["reader", "typing", "links", "hygiene", "evidence", "waivers", "approvals", "facts", "frameworks"]
"""Parts of Cardwright that find what a rule of the `catalog` framework describes."""


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


Many = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Condition = Annotated[Any, BeforeValidator(truths)]
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


class Exemption(_Data):
    """A condition under which provisions do not bind, and the reason that is shown instead of a verdict.

    `provisions` names articles and annexes, each with all of its parts; from the day of `until` on they bind again.
    """

    provisions: Many
    when: Condition
    reason: str
    source: str
    until: datetime.date | None = None

    def reaches(self, cited: str) -> bool:
        """Whether a provision belongs to those it lifts."""
        return any(cited == name or cited.startswith(f"{name}-") for name in self.provisions)


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


class Header(_Data):
    """What `framework.yaml` says about a framework."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,12}$")]
    title: str
    issuer: str
    edition: str
    amended_by: Many = ()
    source: str | None = None
    knowledge: datetime.date
    legal_nature: str = ""
    notes: Many = ()
    dates: dict[str, tuple[Application, ...]] = {}
    exemptions: tuple[Exemption, ...] = ()
    provisions: tuple[Provision, ...] = ()
    not_checkable: tuple[NotCheckable, ...] = ()


@dataclass(frozen=True, eq=False)
class Framework:
    """A framework with its rules in the order of their ids."""

    header: Header
    rules: tuple[Rule, ...]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.header, name)

    @cached_property
    def provisions_by_id(self) -> Mapping[str, Provision]:
        """Its provisions by id."""
        return {provision.id: provision for provision in self.header.provisions}

    @cached_property
    def rules_by_id(self) -> Mapping[str, Rule]:
        """Its rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def not_checked(self) -> tuple[Provision, ...]:
        """Provisions for which there is neither a rule nor a reason why there is none."""
        covered = {cited for rule in self.rules for cited in rule.cites}
        covered |= {item.provision for item in self.header.not_checkable}
        return tuple(provision for provision in self.header.provisions if provision.id not in covered)

    @cached_property
    def exemptions_by_rule(self) -> Mapping[str, tuple[Exemption, ...]]:
        """The exemptions that reach every provision a rule cites, by its id; rules without any are left out."""
        found = {
            rule.id: tuple(item for item in self.header.exemptions if all(map(item.reaches, rule.cites)))
            for rule in self.rules
        }
        return {rule: exemptions for rule, exemptions in found.items() if exemptions}

    def cited(self, rule: Rule) -> tuple[str, ...]:
        """The provisions of a rule as they are printed."""
        return self._cited[rule.cites]

    @cached_property
    def _cited(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        cited = {rule.cites for rule in self.rules}
        return {names: tuple(self.provisions_by_id[name].ref for name in names) for names in cited}

    def applications(self, rule: Rule) -> tuple[Application, ...]:
        """The dates of application of a rule; none when it holds on any date."""
        if rule.from_ is None:
            return ()
        if rule.date_key not in self._applications:
            self._applications[rule.date_key] = self._dated(rule.from_)
        return self._applications[rule.date_key]

    @cached_property
    def _applications(self) -> dict[str, tuple[Application, ...]]:
        return {}

    def _dated(self, begins: Any) -> tuple[Application, ...]:
        if isinstance(begins, list):
            return tuple(Application.model_validate(application_data(item)) for item in begins)
        named = self.header.dates.get(begins)
        return named if named is not None else (Application(date=begins),)

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


def application_data(data: Any) -> Any:
    """The data of a date of application with the name that Python can use for `from`."""
    return {("date" if key == "from" else key): value for key, value in data.items()}
