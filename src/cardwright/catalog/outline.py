"""What an entity is made of: the fields that hold something, and its records by their structures.

It is worked out in one walk over the entity, so that the many rules about what is not there need not look for it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from cardwright.catalog.entities.shape import Shape, shape_of
from cardwright.finding import Path


class Outline(NamedTuple):
    """The dotted names of all fields with a value, in whichever item of a list, and the records with their places."""

    fields: set[str]
    records: dict[str, list[tuple[Path, BaseModel]]]


def outline_of(entity: BaseModel) -> Outline:
    """Return the outline of an entity; a list or a map that is empty is a value."""
    outline = Outline(set(), {})
    _walk_record(entity, (), "", outline)
    return outline


def _walk_record(record: BaseModel, path: Path, prefix: str, outline: Outline) -> None:
    dotted, nested = _names(type(record), prefix)
    members = record.__dict__
    outline.fields.update([dotted[name] for name, value in members.items() if value is not None])
    for name in nested:
        value = members.get(name)
        if value is not None:
            _walk(value, (*path, name), dotted[name], outline)


def _walk(value: Any, path: Path, field: str, outline: Outline) -> None:
    if isinstance(value, list):
        for index, item in enumerate(value):
            _walk(item, (*path, index), field, outline)
    elif isinstance(value, dict):
        for key, item in value.items():
            if item is not None:
                outline.fields.add(f"{field}.{key}")
                _walk(item, (*path, key), f"{field}.{key}", outline)
    elif hasattr(value, "__dict__"):  # in a map there are scalars too
        outline.records.setdefault(type(value).__name__, []).append((path, value))
        _walk_record(value, path, f"{field}.", outline)


@lru_cache(maxsize=4096)
def _names(record: type[BaseModel], prefix: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The dotted names of the members of a structure at a place, and which hold more than scalars and lists of them.

    All entities share the names, because every one of them has hundreds.
    """
    fields = shape_of(record).fields
    nested = tuple(name for name, field in fields.items() if not _is_flat(field.shape))
    return {name: prefix + name for name in fields}, nested


def _is_flat(shape: Shape) -> bool:
    return shape.holds == "leaf" or (shape.holds == "list" and shape.item is not None and _is_flat(shape.item))
