"""The paths rules speak in: `purpose.intended_purpose`, `reviews[go_live].date`, `organisation:legal_identity.country`.

A step across a list means every item of it, `[value]` picks the items whose `select` member is, or holds, that value,
and `kind:` reaches another entity from the one judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import FieldShape, field_at
from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Path

Steps = tuple[tuple[str, str | None], ...]
"""Names of members, each with the selector that stands behind it."""

STEP = re.compile(r"([a-z][a-z0-9_]*)(?:\[([^\]]+)\])?")


class Spot(NamedTuple):
    """A value a path leads to: in which entity, where, and what stands there (None when nothing does).

    `none` is true where a list on the way is stated to be empty, which is an answer. `lacks` names the item that a
    selector did not find in a list.
    """

    entry: Entry
    path: Path
    value: Any
    none: bool = False
    lacks: str | None = None

    @property
    def parent(self) -> Spot:
        """The record or list that holds the value."""
        node: Any = self.entry.value
        for step in self.path[:-1]:
            node = node[step] if isinstance(step, int) or isinstance(node, dict) else getattr(node, step)
        return Spot(self.entry, self.path[:-1], node)

    @property
    def written(self) -> Any:
        """What the file says there, even when it could not be read as the field's type."""
        node: Any = self.entry.source.data
        for step in self.path:
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                return None
        return node


@dataclass(frozen=True, slots=True)
class FieldPath:
    """A path, taken apart: the kind it reaches (None for the entity judged), and its steps with their selectors."""

    text: str
    kind: str | None
    steps: Steps
    plain: str
    """The field without selectors, as the dictionary names it."""
    names: tuple[str, ...] = ()
    """The names of its steps, when none has a selector."""

    def spots(self, catalog: Catalog, entry: Entry) -> list[Spot]:
        """Every place the path leads to from an entity, with a None where it breaks off."""
        return self.spots_in([entry] if self.kind is None else catalog.reach(entry, self.kind))

    def spots_in(self, entries: list[Entry]) -> list[Spot]:
        """Every place the path leads to in some entities of its kind."""
        found: list[Spot] = []
        for reached in entries:
            value: Any = reached.value
            for name in self.names:  # most paths lead straight to one value
                if value is None or type(value) is list:
                    break
                value = member_of(value, name)
            else:
                if self.names:
                    found.append(Spot(reached, self.names, value))
                    continue
            if value is None:
                found.append(Spot(reached, self.names, None))
            else:
                _descend(reached, reached.value, (), self.steps, found)
        return found

    def field(self, kind: str) -> FieldShape | None:
        """The field it names, seen from an entity of `kind`; None when there is none."""
        record = ENTITY_CLASSES.get(self.kind or kind)
        return field_at(record, [name for name, _ in self.steps]) if record else None


@lru_cache(maxsize=4096)
def _parse(text: str) -> FieldPath:
    kind, colon, rest = text.rpartition(":")
    if colon and kind not in ENTITY_CLASSES:
        raise ValueError(f"`{kind}` in `{text}` is no kind of entity")
    steps = []
    for part in re.split(r"\.(?![^\[]*\])", rest):
        match = STEP.fullmatch(part)
        if not match:
            raise ValueError(f"`{part}` in `{text}` is not a step of a path")
        steps.append((match[1], match[2]))
    names = () if any(selector for _, selector in steps) else tuple(name for name, _ in steps)
    return FieldPath(text, kind or None, tuple(steps), ".".join(name for name, _ in steps), names)


def parse_path(text: str) -> FieldPath:
    """Take a path apart. Raises ValueError with what is wrong about it.

    >>> parse_path("organisation:legal_identity.country").steps
    (('legal_identity', None), ('country', None))
    """
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not a path")
    return _parse(text)


def member_of(value: Any, name: str) -> Any:
    """What a record or a map holds under a name; None for a name that is not there, and inside a scalar."""
    try:
        return value.__dict__.get(name)
    except AttributeError:
        return value.get(name) if type(value) is dict else None


def is_direct(steps: Steps, value: Any) -> bool:
    """Whether steps lead straight to a member of a value, as most do that start at an item of a list."""
    return len(steps) == 1 and steps[0][1] is None and type(value) is not list


def descend(entry: Entry, value: Any, path: Path, steps: Steps) -> list[Spot]:
    """Every place that steps lead to from a value, with a None where they break off."""
    if is_direct(steps, value):
        name = steps[0][0]
        return [Spot(entry, (*path, name), member_of(value, name))]
    found: list[Spot] = []
    _descend(entry, value, path, steps, found)
    return found


def _descend(entry: Entry, value: Any, path: Path, steps: Steps, found: list[Spot]) -> None:
    for number, (name, selector) in enumerate(steps):
        if isinstance(value, list):
            if selector is None and number + 1 == len(steps):  # most lists are one step from the end
                found += [Spot(entry, (*path, index, name), member_of(item, name)) for index, item in enumerate(value)]
            else:
                for index, item in enumerate(value):
                    _descend(entry, item, (*path, index), steps[number:], found)
            if not value:
                found.append(Spot(entry, path, None, none=True))
            return
        value = member_of(value, name)
        path = (*path, name)
        if value is None:
            found.append(Spot(entry, path + tuple(step for step, _ in steps[number + 1 :]), None))
            return
        if selector is not None:
            _select(entry, value, path, selector, steps[number + 1 :], found)
            return
    found.append(Spot(entry, path, value))


def _select(entry: Entry, items: Any, path: Path, selector: str, rest: Steps, found: list[Spot]) -> None:
    before = len(found)
    for index, item in enumerate(items if isinstance(items, list) else [items]):
        member = getattr(item, type(item).select or "", None) if hasattr(type(item), "select") else item
        if member == selector or (isinstance(member, list) and selector in member):
            _descend(entry, item, (*path, index), rest, found)
    if len(found) == before:
        found.append(Spot(entry, path, None, none=items == [], lacks=selector))
