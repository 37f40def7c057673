"""Reading a framework: YAML files become provisions and rules, and every fault is found at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from cardwright.catalog.source import Source, read_source
from cardwright.finding import Path, Place
from cardwright.rules.derivations import DERIVATIONS
from cardwright.rules.framework import Framework, Header, Rule, application_data

HEADER = "framework.yaml"
RULES = "rules/"


class Fault(NamedTuple):
    """What is wrong with a framework, and where."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place.path}:{self.place.line}:{self.place.column}: {self.message}"


class _Written(NamedTuple):
    """A rule and where it is written."""

    rule: Rule
    source: Source
    path: Path

    def at(self, *steps: str) -> Place:
        return self.source.at((*self.path, *steps))


def read_framework(files: Mapping[str, bytes], folder: str = "") -> tuple[Framework | None, tuple[Fault, ...]]:
    """Make a framework of the files in its folder: `framework.yaml`, and every YAML file below `rules/`.

    `files` holds contents by path below `folder`. The framework is None when it cannot be used; the faults say why.
    """
    faults: list[Fault] = []
    if HEADER not in files:
        return None, (Fault(Place(f"{folder}{HEADER}", 1, 1), f"a framework has a file {HEADER}"),)
    top = _source(folder, HEADER, files[HEADER], faults)
    header = _made(Header, _dated(top.data), top, (), faults)
    written: list[_Written] = []
    for name in sorted(files):
        if name.startswith(RULES):
            written += _rules(_source(folder, name, files[name], faults), faults)
    if header is None:
        return None, tuple(faults)
    rules = tuple(sorted((item.rule for item in written), key=lambda rule: rule.id))
    framework = Framework(header, rules)
    faults += _header_faults(framework, top)
    faults += _rule_faults(framework, written)
    return (None if faults else framework), tuple(faults)


def _source(folder: str, name: str, content: bytes, faults: list[Fault]) -> Source:
    source = read_source(f"{folder}{name}", content)
    faults += (Fault(problem.place, problem.message) for problem in source.problems())
    return source


def _dated(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a header, its dates of application under names that Python can use."""
    dates = data.get("dates")
    if not isinstance(dates, dict):
        return dict(data)
    named = {name: _applications(items) for name, items in dates.items()}
    return {**data, "dates": named}


def _applications(items: Any) -> Any:
    if not isinstance(items, list):
        return items
    return [application_data(item) if isinstance(item, dict) else item for item in items]


def _rules(source: Source, faults: list[Fault]) -> Iterator[_Written]:
    shared, given, items = (source.data.get(name) for name in ("shared", "given", "rules"))
    if not isinstance(items, list) or not isinstance(shared, dict | None):
        message = "a file of rules has a list `rules`, and may have a mapping `shared`"
        faults.append(Fault(source.at(("rules",)), message))
        return
    for index, item in enumerate(items):
        path: Path = ("rules", index)
        if not isinstance(item, dict):
            faults.append(Fault(source.at(path), "a rule is a mapping with `id`, `name`, `title`, `check`, …"))
            continue
        data = {"given": given, **(shared or {}), **item}
        if "from" in data:
            data["from_"] = data.pop("from")
        rule = _made(Rule, data, source, path, faults)
        if rule is not None:
            yield _Written(rule, source, path)


def _made(model: Any, data: Any, source: Source, path: Path, faults: list[Fault]) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            steps = tuple("from" if step == "from_" else step for step in item["loc"])
            name = ".".join(map(str, steps))
            faults.append(Fault(source.at((*path, *steps)), f"`{name}`: {item['msg'].lower()}"))
    return None


def _compiled(item: _Written) -> Iterator[Fault]:
    """Compile the checks of a rule, once and for all; a fault for what is no check."""
    try:
        if not item.rule.checks and item.rule.reported_by is None:
            yield Fault(item.at("id"), f"{item.rule.id} checks nothing")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        yield Fault(item.at("check"), f"`check`: {error}")


def _header_faults(framework: Framework, top: Source) -> Iterator[Fault]:
    """Exemptions and reasons must name provisions that exist, by facts that exist."""
    for index, exemption in enumerate(framework.header.exemptions):
        place = top.at(("exemptions", index))
        for name in sorted(facts_in(exemption.when) - set(DERIVATIONS)):
            yield Fault(place, f"an exemption counts by `{name}`, which is no fact")
        for name in exemption.provisions:
            if not any(cited == name or cited.startswith(f"{name}-") for cited in framework.provisions_by_id):
                yield Fault(place, f"an exemption lifts {name}, which is no provision")
    for index, item in enumerate(framework.header.not_checkable):
        if item.provision not in framework.provisions_by_id:
            yield Fault(top.at(("not_checkable", index)), f"{item.provision} is no provision of this framework")


def _rule_faults(framework: Framework, written: list[_Written]) -> Iterator[Fault]:
    """Ids and names are unique and carry the prefix; what a rule names exists."""
    seen: dict[str, _Written] = {}
    for item in written:
        rule = item.rule
        for name in (rule.id, rule.name):
            first = seen.setdefault(name, item)
            if first is not item:
                place = first.at("id")
                yield Fault(item.at("id"), f"{name} stands twice; first at {place.path}:{place.line}:{place.column}")
        if not rule.id.startswith(framework.header.prefix):
            message = f"{rule.id} does not start with {framework.header.prefix}, the framework's prefix"
            yield Fault(item.at("id"), message)
        for cited in rule.cites:
            if cited not in framework.provisions_by_id:
                yield Fault(item.at("cites"), f"{rule.id} cites {cited}, which is no provision of this framework")
        if not rule.cites:
            yield Fault(item.at("cites"), f"{rule.id} cites no provision")
        if isinstance(rule.from_, str) and rule.from_ not in framework.header.dates and not rule.from_[:4].isdigit():
            yield Fault(item.at("from"), f"{rule.id} is dated by {rule.from_}, which {HEADER} does not name")
        for name in sorted(facts_in(rule.applies) - set(DERIVATIONS)):
            yield Fault(item.at("applies"), f"{rule.id} applies by `{name}`, which is no fact")
        yield from _compiled(item)


def facts_in(condition: Any) -> set[str]:
    """The facts that a condition names."""
    if isinstance(condition, list):
        return set().union(*map(facts_in, condition))
    if not isinstance(condition, dict):
        return set()
    names: set[str] = set()
    for name, value in condition.items():
        names |= facts_in(value) if name in ("any", "not") else {name}
    return names
