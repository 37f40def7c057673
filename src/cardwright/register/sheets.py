"""The sheets of the register, as plain texts: one a kind of entity, and the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cardwright.cards.words import plain_name
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import Shape, shape_of
from cardwright.catalog.graph import Entry
from cardwright.rules.report import Report

BETWEEN_ITEMS, BETWEEN_FIELDS = "\n", "; "
FIRST = ("reference", "file", "errors", "warnings", "notes")
FINDING_COLUMNS = (
    "rule", "framework", "level", "outcome", "entity", "message", "remedy", "cites", "path", "line", "column",
    "pointer", "waiver", "fingerprint",
)  # fmt: skip


class Sheet(NamedTuple):
    """A table: its name, the heads of its columns, and rows of as many texts."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheets_of(report: Report) -> list[Sheet]:
    """Return the register: what it was made from, a sheet for each kind that the catalog has, and the findings."""
    kinds = [kind for kind in ENTITY_CLASSES if report.catalog.by_kind(kind)]
    return [_about(report), *(_sheet(report, kind) for kind in kinds), _findings(report)]


def _about(report: Report) -> Sheet:
    catalog = report.catalog
    rows = [
        ("as of", report.as_of.isoformat()),
        ("catalog digest", catalog.digest),
        ("catalog commit", catalog.commit or "none: not under version control"),
        *((f"framework {item.id}", f"{item.header.title}, {item.header.edition}") for item in report.frameworks),
        *((f"{level}s", str(count)) for level, count in report.level_counts().items()),
        *(("not checked", f"{name}: no framework of this name") for name in report.unknown_frameworks),
    ]
    return Sheet("about", ("what", "value"), tuple(rows))


def _sheet(report: Report, kind: str) -> Sheet:
    """One row an entity, one column for each field that any of them states, in the order of the dictionary."""
    entries = report.catalog.by_kind(kind)
    cells = [dict(_cells(shape_of(type(entry.value)), entry.source.data, ())) for entry in entries]
    stated = {column for row in cells for column in row}
    columns = [column for column in _columns(shape_of(ENTITY_CLASSES[kind]), ()) if column in stated]
    columns += sorted(stated - set(columns))
    rows = [
        (*_first(report, entry), *(row.get(column, "") for column in columns))
        for entry, row in zip(entries, cells, strict=True)
    ]
    return Sheet(kind, (*FIRST, *columns), tuple(rows))


def _first(report: Report, entry: Entry) -> tuple[str, ...]:
    found = [item for item in report.findings_by_entity.get(entry.ref, ()) if item.outcome != "waived"]
    counts = (str(sum(item.level == level for item in found)) for level in ("error", "warning", "note"))
    return (entry.ref, entry.path, *counts)


def _columns(shape: Shape, path: tuple[str, ...]) -> Iterator[str]:
    for name, member in shape.fields.items():
        if member.shape.holds == "record":
            yield from _columns(member.shape, (*path, name))
        else:
            yield ".".join((*path, name))


def _cells(shape: Shape | None, data: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The fields of a record, those of records in it by their dotted path; what is unknown is shown as it is."""
    for name, value in data.items():
        member = shape.fields.get(name) if shape else None
        if isinstance(value, Mapping) and member is not None and member.shape.holds == "record":
            yield from _cells(member.shape, value, (*path, name))
        elif value is not None:
            yield ".".join((*path, name)), text_of(value)


def text_of(value: Any) -> str:
    """Raw data as the text of a cell: items of a list in lines, fields of a record with their names.

    >>> text_of([{"name": "AUC", "value": "0.8"}, "x"])
    'name: AUC; value: 0.8\\nx'
    """
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
