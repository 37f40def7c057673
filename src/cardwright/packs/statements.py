"""What the sections of a document say: a statement for each field and entity, or the gap with who asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.record import Link, Shown, show_value
from cardwright.cards.words import label_of
from cardwright.catalog.entities.shape import Shape, field_at
from cardwright.finding import Finding, Outcome, pointer
from cardwright.finding import Path as FieldSteps

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry
    from cardwright.packs.documents import Asked, Document, Section
    from cardwright.packs.scope import Scope
    from cardwright.rules.paths import FieldPath, Steps

INDEX = re.compile(r"\[[^\]]*\]")
ITEM = re.compile(r"\[\d+\]")


class RuleMark(NamedTuple):
    """The rules of a section that turned out one way on an entity, neighbours by number joined."""

    outcome: Outcome
    rules: str


class Said(NamedTuple):
    """A finding, all the rules that say the same, and of how many more items of the list they say it."""

    finding: Finding
    rules: str
    more: int


def said_once(findings: Iterable[Finding]) -> list[Said]:
    """Findings with those together that differ in their rule, as of several frameworks, or in the item of a list."""
    found: dict[tuple[str | None, ...], list[Finding]] = {}
    for item in findings:
        found.setdefault((item.outcome, ITEM.sub("[]", item.message), item.waiver, item.entity), []).append(item)
    return [
        Said(same[0], joined({item.rule for item in same}), len({item.message for item in same}) - 1)
        for same in found.values()
    ]


@dataclass(frozen=True, slots=True)
class Statement:
    """One field of one entity: its value, or without one the gap; what rules say there; path and line as its mark."""

    entry: Entry
    path: str
    line: int
    label: str
    value: Shown | None
    findings: tuple[Finding, ...]
    asked_by: tuple[RuleMark, ...]

    @property
    def plain_path(self) -> str:
        """The field without selectors."""
        return INDEX.sub("", self.path)


@dataclass(frozen=True, slots=True)
class Point:
    """A section with what the catalog says on it."""

    section: Section
    is_below: bool
    groups: tuple[tuple[Entry, tuple[Statement, ...]], ...]
    sheets: tuple[Entry, ...]
    remarks: tuple[Finding, ...]
    marks: tuple[RuleMark, ...]
    unapplied: str


def fill_document(document: Document, scope: Scope, link: Link) -> list[Point]:
    """Return every section of a document with its statements and gaps."""
    filling = _Filling(document, scope, link)
    return [filling.point(section) for section in document.sections]


class _Filling:
    """What filling one document needs at hand, looked up once."""

    def __init__(self, document: Document, scope: Scope, link: Link) -> None:
        self.document = document
        self.scope = scope
        self.link = link
        self.rules_of: dict[str, list[str]] = {}
        for framework in scope.report.frameworks:
            for rule in framework.rules if framework.id in document.frameworks else ():
                for provision in rule.cites:
                    self.rules_of.setdefault(provision, []).append(rule.id)
        self.outcomes = {(result.rule, result.entity): result.outcome for result in scope.results}
        self.found_in: dict[str, list[Finding]] = {}
        for finding in scope.findings:
            self.found_in.setdefault(finding.path, []).append(finding)

    def point(self, section: Section) -> Point:
        cited = (rule for provision in section.provisions for rule in self.rules_of.get(provision, ()))
        rules = tuple(dict.fromkeys(cited))
        by_kind: dict[str, list[Asked]] = {}
        for asked in section.fields:
            by_kind.setdefault(asked.kind, []).append(asked)
        groups = [
            (entry, tuple(self.statement(entry, asked, rules) for asked in fields))
            for kind, fields in by_kind.items()
            for entry in self.scope.answering(kind)
        ]
        placed = {id(finding) for _, statements in groups for item in statements for finding in item.findings}
        remarks = tuple(
            finding for finding in self.scope.findings if finding.rule in rules and id(finding) not in placed
        )
        marks, unapplied = self.marks(rules)
        below = self.document.is_below(section)
        return Point(section, below, tuple(groups), self.sheets(section), remarks, marks, unapplied)

    def sheets(self, section: Section) -> tuple[Entry, ...]:
        return tuple(entry for kind in section.sheets for entry in self.scope.by_kind(kind))

    def marks(self, rules: Sequence[str]) -> tuple[tuple[RuleMark, ...], str]:
        """The rules of a section by the outcomes they had on the entities in scope, and those that judged none."""
        found: dict[Outcome, list[str]] = {}
        unapplied = []
        for rule in rules:
            outcomes = {self.outcomes[rule, ref] for ref in self.scope.entries if (rule, ref) in self.outcomes}
            for outcome in outcomes:
                found.setdefault(outcome, []).append(rule)
            if not outcomes:
                unapplied.append(rule)
        return tuple(RuleMark(outcome, joined(names)) for outcome, names in sorted(found.items())), joined(unapplied)

    def statement(self, entry: Entry, asked: Asked, rules: Sequence[str]) -> Statement:
        path = asked.path.text.partition(":")[2]
        field = field_at(type(entry.value), [name for name, _ in asked.path.steps])
        if field is None:
            raise ValueError(f"{entry.kind} has no field {path}")
        found = list(pick(entry.source.data, asked.path.steps, type(entry.value)))
        value = _shown(field.shape, found, asked.path.steps, self.link)
        findings = tuple(self.concerning(entry, asked.path, [pointer(place) for place, _ in found], rules))
        marks: dict[Outcome, list[str]] = {}
        for rule in rules:
            outcome = self.outcomes.get((rule, entry.ref)) or self.outcomes.get((rule, self.scope.subject.ref))
            if outcome:
                marks.setdefault(outcome, []).append(rule)
        asked_by = tuple(RuleMark(outcome, joined(names)) for outcome, names in marks.items())
        line = entry.at(found[0][0]).line if found else 0
        label = asked.label or label_of(asked.path.steps[-1][0])
        return Statement(entry, path, line, label, value, findings, asked_by)

    def concerning(
        self, entry: Entry, path: FieldPath, places: Sequence[str], rules: Sequence[str]
    ) -> Iterator[Finding]:
        """The findings at a field or in it; where it is missing, those of the section's rules on what it is part of.

        A rule on one entity may look for a field of another, as one on a system does for the address of its
        organisation. Of a list from which items are picked: those on these items, and of the section's rules those on
        the whole list.
        """
        is_picked = not path.names
        foreign = (item for item in self.found_in.get(entry.path, ()) if item.entity != entry.ref)
        of_others = (finding for finding in foreign if finding.rule in rules)
        for finding in (*self.scope.findings_of.get(entry.ref, ()), *of_others):
            plain = INDEX.sub("", finding.pointer)
            if is_picked:
                is_within = any(points_to(finding.pointer, place) for place in places)
                is_around = points_to(path.plain, finding.pointer)
            else:
                is_within, is_around = points_to(plain, path.plain), not places and points_to(path.plain, plain)
            if is_within or (is_around and finding.rule in rules):
                yield finding


def pick(raw: Any, steps: Steps, record: type[Any], at: FieldSteps = ()) -> Iterator[tuple[FieldSteps, Any]]:
    """Yield every stated value that steps lead to with its place; a selector picks items of a list by what they say."""
    if raw is None:
        return
    if not steps:
        yield at, raw
        return
    (name, selector), rest = steps[0], steps[1:]
    if isinstance(raw, Mapping):
        field = field_at(record, [name])
        below = field.record if field and field.record else record
        value = raw.get(name)
        if selector is not None and isinstance(value, list):
            for index, item in enumerate(value):
                if _is_selected(item, below, selector):
                    yield from pick(item, rest, below, (*at, name, index))
        elif selector is None:
            yield from pick(value, rest, below, (*at, name))
    elif isinstance(raw, list):
        for index, item in enumerate(raw):
            yield from pick(item, steps, record, (*at, index))


def _is_selected(item: Any, record: type[Any], selector: str) -> bool:
    select = getattr(record, "select", None)
    value = item.get(select) if select and isinstance(item, Mapping) else None
    return selector in value if isinstance(value, list) else value == selector


def _shown(shape: Shape, found: Sequence[tuple[FieldSteps, Any]], steps: Steps, link: Link) -> Shown | None:
    """What was found as one value: as it is, or the items that a selector or a list on the way led to as a list."""
    if not found:
        return None
    if steps[-1][1] is not None:  # items of the field itself
        return show_value(shape, [raw for _, raw in found], link)
    if len(found) == 1:
        return show_value(shape, found[0][1], link)
    listed = shape if shape.holds == "list" else replace(Shape("list"), item=shape)
    values = [raw for _, raw in found]
    flat = [item for raw in values for item in (raw if isinstance(raw, list) and shape.holds == "list" else [raw])]
    return show_value(listed, flat, link)


def joined(rules: Iterable[str]) -> str:
    """Rule ids on one line, three or more that follow one another by their first and last.

    >>> joined(["AIA401", "AIA402", "AIA403", "AIA410"])
    'AIA401 to AIA403, AIA410'
    """
    spans: list[list[str]] = []
    for rule in sorted(rules):
        stem, number = rule[:-3], rule[-3:]
        last = spans[-1][-1] if spans else ""
        if last and number.isdigit() and last == f"{stem}{int(number) - 1:03d}":
            spans[-1].append(rule)
        else:
            spans.append([rule])
    return ", ".join(f"{span[0]} to {span[-1]}" if len(span) > 2 else ", ".join(span) for span in spans)


def points_to(pointer: str, path: str) -> bool:
    """Whether a finding's place is a field or something in it.

    >>> points_to("risk_management.risks[2].hazard", "risk_management.risks"), points_to("version", "versions")
    (True, False)
    """
    return pointer == path or pointer.startswith((f"{path}.", f"{path}["))
