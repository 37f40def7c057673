"""Checks on records wherever they stand: an item of a list, or a section, of which part is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from cardwright.catalog.entities.shape import shape_of
from cardwright.finding import Path, pointer
from cardwright.rules.checks.case import Case, Check, Fault, nothing
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.manners import member_manner
from cardwright.rules.placeholders import has_substance

Wanted = Mapping[str, tuple[tuple[str, ...], ...]]
"""By the name of a structure: groups of members, of each of which one has to be there."""


@word
def whole(of: dict[str, list[str | list[str]]]) -> Check:
    """Every record of the structures named, wherever it stands in the entity, has the members named.

    The names are those of the dictionary of fields; a list of members means one of them.

    `whole: {of: {Evidence: [title, [file, url]], Split: [name, records]}}`
    """
    wanted: Wanted = {
        name: tuple((member,) if isinstance(member, str) else tuple(member) for member in members)
        for name, members in of.items()
    }

    def check(case: Case) -> Iterator[Fault]:
        found = _records(case)
        if found.keys().isdisjoint(wanted):
            yield nothing(case)
        for structure, groups in wanted.items():
            for path, record in found.get(structure, ()):
                for group in groups:
                    if not any(_stated(record, name) for name in group):
                        names = " or ".join(f"`{name}`" for name in group)
                        yield Fault(case.entry, (*path, group[0]), f"{names} is missing in `{pointer(path)}`")

    return check


def _records(case: Case) -> Mapping[str, list[tuple[Path, BaseModel]]]:
    """The records of an entity by the names of their structures, gathered once for all rules."""
    key = ("records", case.entry.ref)
    if key not in case.facts.memo:
        found: dict[str, list[tuple[Path, BaseModel]]] = {}
        for path, record in records_in(case.entry.value, ()):
            found.setdefault(type(record).__name__, []).append((path, record))
        case.facts.memo[key] = found
    records: Mapping[str, list[tuple[Path, BaseModel]]] = case.facts.memo[key]
    return records


def records_in(value: Any, path: Path) -> Iterator[tuple[Path, BaseModel]]:
    """Every record inside a value, with its place, in the order of the fields."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from records_in(item, (*path, index))
    elif not isinstance(value, dict):
        if path:
            yield path, value
        record: type[BaseModel] = type(value)
        for name in _holders(record):
            inner = getattr(value, name)
            if inner:
                yield from records_in(inner, (*path, name))


@lru_cache(maxsize=1024)
def _holders(record: type[BaseModel]) -> tuple[str, ...]:
    """The members of a structure that hold records."""
    return tuple(name for name, field in shape_of(record).fields.items() if field.record)


def _stated(record: BaseModel, name: str) -> bool:
    """Whether a member says something; an empty list is a statement."""
    value = getattr(record, name)
    if value is None or isinstance(value, dict):
        return value is not None
    return value == [] or has_substance(value, member_manner(type(record), name))
