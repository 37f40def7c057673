"""The ways in which facts follow from fields: one value, any of several, a list that is filled or holds something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cardwright.catalog.graph import Entry
from cardwright.rules.asking import Asking, any_true

Derive = Callable[[Asking], Any]
"""How a fact follows: a function of one question about an entity."""


def declared(kind: str, path: str) -> Derive:
    """The value of one field."""
    return lambda ask: ask.one(kind, path)


def any_is(kind: str, path: str, *values: object) -> Derive:
    """Whether the field is true, or one of `values`, on any entity of the kind that counts."""

    def derive(ask: Asking) -> Any:
        found = ask.values(kind, path)
        return any_true([None if value is None else (value in values if values else value) for value in found])

    return derive


def filled(kind: str, path: str) -> Derive:
    """Whether a list is stated and not empty, on any entity of the kind."""
    return lambda ask: any_true([None if v is None else bool(v) for v in lists(ask, kind, path)])


def holds(kind: str, path: str, *values: str) -> Derive:
    """Whether a list holds one of the values."""
    return lambda ask: any_true([None if v is None else not set(values).isdisjoint(v) for v in lists(ask, kind, path)])


def lists(ask: Asking, kind: str, path: str) -> list[Any]:
    """The lists at a path, whole, one for each entity of the kind; None for an absent one."""
    found = [list_of(ask, entry, path) for entry in ask.entities(kind)]
    return [*found, None] if ask.leaves_out(kind) else found


def list_of(ask: Asking, entry: Entry, path: str) -> Any:
    """The list at a path of one entity, whole; None, and noted, when it is absent."""
    value: Any = entry.value
    for step in path.split("."):
        value = getattr(value, step, None)
    if value is None:
        ask.need(entry, tuple(path.split(".")))
    return value


def either(*derivations: Derive) -> Derive:
    """True as soon as one of several derivations is."""
    return lambda ask: any_true([value for derive in derivations if (value := derive(ask)) is not None])


def claimed(kind: str, path: str) -> Derive:
    """A claim: absent is false, because that is the stricter side."""

    def derive(ask: Asking) -> Any:
        stated = [value for value in ask.values(kind, path) if value is not None]
        ask.missing.clear()
        return any(value is True or (value is not False and bool(value)) for value in stated)

    return derive
