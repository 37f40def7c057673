"""The frameworks at hand: read from their folders, held against themselves, and chosen by the organisation."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cardwright.catalog.graph import Catalog
from cardwright.catalog.source import Source, read_source
from cardwright.errors import CardwrightError
from cardwright.finding import Problem
from cardwright.rules.derivations import DERIVATIONS
from cardwright.rules.framework import Framework, Header, Rule, application_data

ALWAYS = "catalog"
"""The framework of structure and hygiene, which is never switched off."""


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
    data["dates"] = {name: [application_data(item) for item in items] for name, items in data.get("dates", {}).items()}
    header = _validate(Header, data, source, (), faults)
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


def switched_on(catalog: Catalog) -> tuple[str, ...] | None:
    """The frameworks the organisation names; None when nobody said."""
    organisation: Any = catalog.organisation.value if catalog.organisation else None
    return tuple(organisation.frameworks) if organisation and organisation.frameworks is not None else None


def framework_problems(catalog: Catalog) -> Iterator[Problem]:
    """What is wrong with the choice of frameworks."""
    organisation = catalog.organisation
    if organisation is None:
        return
    shipped = shipped_frameworks()
    names = switched_on(catalog)
    if names is None:
        message = "`frameworks` does not say which frameworks count, so all of them do"
        yield Problem("CAT039", organisation.at(("frameworks",)), message, organisation.ref)
    for index, name in enumerate(names or ()):
        place = organisation.at(("frameworks", index))
        if name not in shipped:
            near = difflib.get_close_matches(name, shipped, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(shipped))}"
            yield Problem("CAT035", place, f"“{name}” is no framework; {hint}", organisation.ref)
        elif not shipped[name].rules:
            message = (
                f"{name} has no rules yet: all of its {len(shipped[name].header.provisions)} provisions are not checked"
            )
            yield Problem("CAT038", place, message, organisation.ref)
