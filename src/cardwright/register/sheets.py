"""The sheets of the register, as plain texts: one a kind of entity, and the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cardwright.cards.words import plain_name
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import Shape, shape_of
from cardwright.catalog.graph import Entry
from cardwright.finding import LEVELS
from cardwright.rules.report import Report

BETWEEN_ITEMS, BETWEEN_FIELDS = "\n", "; "
NONE_STATED = "none (stated)"
"""An empty list or mapping: a statement, unlike a field that is absent."""
PLACE, COUNTS = ("reference", "file"), ("errors", "warnings", "notes")
FIRST = (*PLACE, *COUNTS)
UNKNOWN = "unknown fields"
"""The column of keys that the dictionary does not have: there may be thousands, and none of them heads a column."""
FINDING_COLUMNS = (
    "rule", "framework", "level", "outcome", "entity", "message", "remedy", "cites", "path", "line", "column",
    "pointer", "waiver", "fingerprint",
)  # fmt: skip


class Readers(NamedTuple):
    """Whom a register is for: what they see of the judging, and which stated fields they do not see, by entity."""

    audience: str = "internal"
    judged: bool = True
    findings_withheld: int = 0
    withheld: Mapping[str, tuple[str, ...]] = {}


EVERYBODY_INSIDE = Readers()


class Sheet(NamedTuple):
    """A table: its name, the heads of its columns, and rows of as many texts."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheets_of(report: Report, readers: Readers = EVERYBODY_INSIDE) -> list[Sheet]:
    """Return the register: what it was made from, a sheet for each kind that the catalog has, and the findings.

    Who does not see how the catalog was judged gets no counts and no sheet of findings, which would look like none.
    """
    kinds = [kind for kind in ENTITY_CLASSES if report.catalog.by_kind(kind)]
    sheets = [_about(report, readers), *(_sheet(report, kind, readers.judged) for kind in kinds)]
    sheets += [_findings(report)] if readers.judged else []
    return [*sheets, _withheld(readers)] if readers.withheld else sheets


def _about(report: Report, readers: Readers) -> Sheet:
    catalog = report.catalog
    rows = [
        ("as of", report.as_of.isoformat()),
        ("audience", readers.audience),
        ("catalog digest", catalog.digest),
        ("catalog commit", _commit(catalog.commit, readers)),
        *((f"framework {item.id}", f"{item.header.title}, {item.header.edition}") for item in report.frameworks),
        *_judging(report, readers),
        *(("not checked", f"{name}: no framework of this name") for name in report.unknown_frameworks),
    ]
    return Sheet("about", ("what", "value"), tuple(rows))


def _commit(commit: str | None, readers: Readers) -> str:
    return commit or ("none: not under version control" if readers.audience == "internal" else "not shown")


def _judging(report: Report, readers: Readers) -> Iterator[tuple[str, str]]:
    if not readers.judged:
        yield "what the rules found", f"not shown to the audience {readers.audience}; this register says nothing of it"
        return
    yield from ((f"{level}s", str(count)) for level, count in report.level_counts().items())
    if readers.findings_withheld:
        yield "findings withheld", f"{readers.findings_withheld}: they concern what this audience does not see"


def _sheet(report: Report, kind: str, judged: bool) -> Sheet:
    """One row an entity, one column for each field that any of them states, in the order of the dictionary."""
    entries = report.catalog.by_kind(kind)
    cells = [_cells(shape_of(type(entry.value)), entry.source.data) for entry in entries]
    stated = {column for row in cells for column in row}
    columns = [column for column in (*_columns(shape_of(ENTITY_CLASSES[kind]), ()), UNKNOWN) if column in stated]
    rows = [
        (*_first(report, entry, judged), *(row.get(column, "") for column in columns))
        for entry, row in zip(entries, cells, strict=True)
    ]
    return Sheet(kind, (*(FIRST if judged else PLACE), *columns), tuple(rows))


def _first(report: Report, entry: Entry, judged: bool) -> tuple[str, ...]:
    if not judged:
        return (entry.ref, entry.path)
    found = [item for item in report.findings_by_entity.get(entry.ref, ()) if item.outcome != "waived"]
    return (entry.ref, entry.path, *(str(sum(item.level == level for item in found)) for level in LEVELS))


def _columns(shape: Shape, path: tuple[str, ...]) -> Iterator[str]:
    """The fields of a class; a section has a column too, for one that was given as something else than its fields."""
    for name, member in shape.fields.items():
        yield ".".join((*path, name))
        if member.shape.holds == "record":
            yield from _columns(member.shape, (*path, name))


def _cells(shape: Shape, data: Mapping[str, Any]) -> dict[str, str]:
    """The texts of an entity by column: every stated field by its dotted path, unknown keys in a column of theirs."""
    known, unknown = _split(shape, data, ())
    return known | ({UNKNOWN: BETWEEN_ITEMS.join(unknown)} if unknown else {})


def _split(shape: Shape, data: Mapping[str, Any], path: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    known: dict[str, str] = {}
    unknown: list[str] = []
    for name, value in data.items():
        member, column = shape.fields.get(name), ".".join((*path, name))
        if member is None:
            unknown.append(f"{column}: {text_of(value)}")
        elif isinstance(value, Mapping) and value and member.shape.holds == "record":
            below, strange = _split(member.shape, value, (*path, name))
            known |= below
            unknown += strange
        elif value is not None:
            known[column] = text_of(value)
    return known, unknown


def text_of(value: Any) -> str:
    """Raw data as the text of a cell: items of a list in lines, fields of a record with their names.

    >>> text_of([{"name": "AUC", "value": "0.8"}, "x"])
    'name: AUC; value: 0.8\\nx'
    """
    if isinstance(value, Mapping | list | tuple) and not value:
        return NONE_STATED
    if isinstance(value, Mapping):
        fields = (f"{plain_name(str(key))}: {text_of(item)}" for key, item in value.items() if item is not None)
        return BETWEEN_FIELDS.join(fields)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return BETWEEN_ITEMS.join(map(text_of, value))
    return "" if value is None else str(value)


def _findings(report: Report) -> Sheet:
    rows = [
        tuple(
            BETWEEN_FIELDS.join(value) if isinstance(value, tuple) else "" if value is None else str(value)
            for value in (getattr(finding, column) for column in FINDING_COLUMNS)
        )
        for finding in report.findings
    ]
    return Sheet("findings", FINDING_COLUMNS, tuple(rows))


def _withheld(readers: Readers) -> Sheet:
    """Fields that the catalog states and these readers do not see, by name alone."""
    rows = [(ref, field) for ref, fields in sorted(readers.withheld.items()) for field in fields]
    return Sheet("withheld", ("reference", "field"), tuple(rows))
