"""The documents of a pack as data: a folder in `templates/documents/` each, whose sections name the fields they print.

A section of a document answers provisions. It prints a statement for each of its fields and each entity that has it; a
field that is not stated is printed as a gap, with the rules that ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.record import Link, Shown, show_value
from cardwright.cards.words import label_of
from cardwright.catalog.entities.shape import field_at
from cardwright.errors import CardwrightError
from cardwright.finding import Finding, Outcome

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry
    from cardwright.packs.scope import Scope


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part of a document. `fields` are written `kind:path`; `sheets` are kinds printed whole."""

    number: str
    title: str
    asks: str = ""
    provisions: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    heading: bool = False


@dataclass(frozen=True)
class Document:
    """A compliance document: what it is called, for which kinds of entity it is made, and its sections."""

    name: str
    title: str
    kinds: tuple[str, ...]
    about: str
    framework: str
    sections: tuple[Section, ...]
    whole: tuple[str, ...]

    @cached_property
    def covered(self) -> frozenset[str]:
        """The fields that its sections print, as `kind:path`."""
        return frozenset(field for section in self.sections for field in section.fields)

    @cached_property
    def covered_kinds(self) -> frozenset[str]:
        """The kinds of entity of which it prints every field."""
        return frozenset(self.whole).union(*(section.sheets for section in self.sections))


def read_documents(folder: Path) -> list[Document]:
    """Return the documents in a folder of templates, in the order that their `order` gives."""
    import yaml

    found = []
    for path in sorted(folder.glob("*/document.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        sections = tuple(_section(item) for item in data.get("sections", ()))
        texts = {key: data.get(key, "") for key in ("title", "about", "framework")}
        kinds, whole = tuple(data["kinds"]), tuple(data.get("whole", ()))
        found.append((data["order"], Document(path.parent.name, kinds=kinds, sections=sections, whole=whole, **texts)))
    if not found:
        raise CardwrightError(f"there are no documents in {folder}: reinstall Cardwright")
    return [document for _, document in sorted(found, key=lambda item: item[0])]


def _section(data: Mapping[str, Any]) -> Section:
    listed: dict[str, Any] = {key: tuple(data[key]) for key in ("provisions", "fields", "sheets") if key in data}
    plain = {key: data[key] for key in ("title", "asks", "heading") if key in data}
    return Section(str(data["number"]), **plain, **listed)


class RuleMark(NamedTuple):
    """The rules of a section that turned out one way on an entity, neighbours by number joined."""

    outcome: Outcome
    rules: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One field of one entity: its value, or without one the gap; what rules say there; the field path as its mark."""

    entry: Entry
    path: str
    label: str
    value: Shown | None
    findings: tuple[Finding, ...]
    asked_by: tuple[RuleMark, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A section with what the catalog says on it."""

    section: Section
    groups: tuple[tuple[Entry, tuple[Statement, ...]], ...]
    sheets: tuple[Entry, ...]
    remarks: tuple[Finding, ...]
    marks: tuple[tuple[str, tuple[Outcome, ...]], ...]


def fill_document(document: Document, scope: Scope, link: Link) -> list[Point]:
    """Return every section of a document with its statements and gaps."""
    filling = _Filling(document, scope, link)
    return [filling.point(section) for section in document.sections]


class _Filling:
    """What filling one document needs at hand, looked up once."""

    def __init__(self, document: Document, scope: Scope, link: Link) -> None:
        self.scope = scope
        self.link = link
        self.framework = document.framework
        self.rules_of: dict[str, list[str]] = {}
        for framework in scope.report.frameworks:
            for rule in framework.rules if framework.id == self.framework else ():
                for provision in rule.cites:
                    self.rules_of.setdefault(provision, []).append(rule.id)
        self.outcomes = {(result.rule, result.entity): result.outcome for result in scope.results}
        self.findings: dict[str, list[Finding]] = {}
        for finding in scope.findings:
            self.findings.setdefault(finding.entity, []).append(finding)

    def point(self, section: Section) -> Point:
        cited = (rule for provision in section.provisions for rule in self.rules_of.get(provision, ()))
        rules = tuple(dict.fromkeys(cited))
        groups: list[tuple[Entry, tuple[Statement, ...]]] = []
        by_kind: dict[str, list[str]] = {}
        for name in section.fields:
            kind, _, path = name.partition(":")
            by_kind.setdefault(kind, []).append(path)
        for kind, paths in by_kind.items():
            groups += (
                (entry, tuple(self.statement(entry, path, rules) for path in paths))
                for entry in self.scope.by_kind(kind)
                if entry.ref in self.scope.direct
            )
        placed = {id(finding) for _, statements in groups for item in statements for finding in item.findings}
        remarks = tuple(
            finding for finding in self.scope.findings if finding.rule in rules and id(finding) not in placed
        )
        return Point(section, tuple(groups), self.sheets(section), remarks, tuple(self.marks(rules)))

    def sheets(self, section: Section) -> tuple[Entry, ...]:
        return tuple(entry for kind in section.sheets for entry in self.scope.by_kind(kind))

    def marks(self, rules: Sequence[str]) -> Iterator[tuple[str, tuple[Outcome, ...]]]:
        """Each rule of a section with the outcomes it had on the entities in scope."""
        for rule in rules:
            found = [self.outcomes[rule, ref] for ref in self.scope.entries if (rule, ref) in self.outcomes]
            yield rule, tuple(dict.fromkeys(found))

    def statement(self, entry: Entry, path: str, rules: Sequence[str]) -> Statement:
        steps = path.split(".")
        field = field_at(type(entry.value), steps)
        if field is None:
            raise ValueError(f"{entry.kind} has no field {path}")
        raw = dig(entry.source.data, steps)
        value = None if raw is None else show_value(field.shape, raw, self.link)
        findings = tuple(finding for finding in self.findings.get(entry.ref, ()) if points_to(finding.pointer, path))
        marks: dict[Outcome, list[str]] = {}
        for rule in rules:
            if (rule, entry.ref) in self.outcomes:
                marks.setdefault(self.outcomes[rule, entry.ref], []).append(rule)
        asked_by = tuple(RuleMark(outcome, joined(found)) for outcome, found in marks.items())
        return Statement(entry, path, label_of(steps[-1]), value, findings, asked_by)


def dig(raw: Any, steps: Iterable[str]) -> Any:
    """The value at a path of keys; None where there is none."""
    for step in steps:
        raw = raw.get(step) if isinstance(raw, Mapping) else None
    return raw


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
