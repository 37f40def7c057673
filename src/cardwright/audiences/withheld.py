"""What an edition leaves out, by name and never by value: nobody should take a withheld field for one not stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cardwright.audiences.edition import Edition
from cardwright.catalog.entities.shape import FieldShape, shape_of


def withheld_of(edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """Return the stated fields that an audience does not see whole, by the reference of their entity in the edition.

    A field that is left out whole is named as a whole. Of entities that are hidden altogether nothing is said.
    """
    found = {}
    for ref, name in edition.names.items():
        entry = edition.whole.entities[ref]
        fields = tuple(_left_out(shape_of(type(entry.value)).fields, entry.source.data, edition.shown[ref].data, ""))
        if fields:
            found[name] = fields
    return dict(sorted(found.items()))


def _left_out(fields: Mapping[str, FieldShape], whole: Any, shown: Any, prefix: str) -> Iterator[str]:
    for name, field in fields.items():
        stated = whole.get(name) if isinstance(whole, Mapping) else None
        seen = shown.get(name) if isinstance(shown, Mapping) else None
        if stated is None or seen == stated:
            continue
        is_section = field.shape.holds == "record" and field.audience is None and not prefix
        if field.shape.holds == "record" and isinstance(stated, Mapping) and (is_section or seen is not None):
            yield from _left_out(field.shape.fields, stated, seen, f"{prefix}{name}.")
        elif seen is None:
            yield f"{prefix}{name}"
        elif _leaves(stated) != _leaves(seen):
            yield f"{prefix}{name} (in part)"


def _leaves(value: Any) -> int:
    """How many texts a value holds: a reference under another name is no text withheld."""
    if isinstance(value, Mapping):
        return sum(map(_leaves, value.values()))
    return sum(map(_leaves, value)) if isinstance(value, list) else 1
