"""What an audience may see of a record: the fields whose marks allow it, and nothing that carries no mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from cardwright.catalog.entities.field import AUDIENCES, Audience, narrower
from cardwright.catalog.entities.shape import FieldShape, Shape, field_at, shape_of
from cardwright.catalog.graph import Entry
from cardwright.finding import Path

Rename = Callable[[str], str | None]
"""The reference by which an edition knows an entity; None for one that it does not show."""
IDENTITY: Mapping[str, frozenset[str]] = {"model_version": frozenset({"kind", "model"})}
"""Fields that an edition cannot do without; it gives them names of its own."""
ALWAYS = frozenset({"kind", "id"})
REFERENCES = frozenset({"ref", "entity_ref"})
NOTHING: Any = object()


def sees(audience: Audience, mark: Audience | None) -> bool:
    """Whether an audience may see what carries a mark; what carries none is internal.

    >>> sees("regulator", "customer"), sees("public", "customer"), sees("regulator", None)
    (True, False, False)
    """
    return AUDIENCES.index(mark or "internal") <= AUDIENCES.index(audience)


def shows_kind(audience: Audience, record: Any) -> bool:
    """Whether an audience may know that entities of a class exist: it must see every field that they cannot lack."""
    kept = ALWAYS | IDENTITY["model_version"]
    required = (declared for declared in shape_of(record).fields.values() if declared.required)
    return all(declared.name in kept or sees(audience, declared.audience) for declared in required)


@dataclass(frozen=True, slots=True)
class Shown:
    """What an audience sees of a record. `moved` tells for lists that lost items where the others are now."""

    data: dict[str, Any]
    moved: Mapping[Path, Mapping[int, int]] = field(default_factory=dict)

    def path(self, path: Path) -> Path | None:
        """Where what stood at a path is now; None when it is not shown."""
        node: Any = self.data
        new: list[str | int] = []
        for depth, step in enumerate(path):
            place: str | int | None = step
            if isinstance(step, int):
                place = self.moved.get(path[:depth], {}).get(step, None if path[:depth] in self.moved else step)
            try:
                node = node[place]
            except (KeyError, IndexError, TypeError):
                return None
            new.append(place)  # type: ignore[arg-type]  # a place that was found
        return tuple(new)


def show(entry: Entry, audience: Audience, rename: Rename) -> Shown:
    """Return what an audience sees of an entity, with references in the names of its edition."""
    moved: dict[Path, Mapping[int, int]] = {}
    walk = _Walk(audience, rename, moved)
    data = walk.record(shape_of(type(entry.value)), entry.source.data, None, ())
    kept = IDENTITY.get(entry.kind, ALWAYS)
    ref = rename(entry.ref) or entry.ref
    identity = {"kind": entry.kind, "id": ref.partition(":")[2], "model": ref.partition("@")[0]}
    return Shown({**{name: identity[name] for name in identity if name in kept}, **data}, moved)


@dataclass(frozen=True, slots=True)
class _Walk:
    audience: Audience
    rename: Rename
    moved: dict[Path, Mapping[int, int]]

    def record(self, shape: Shape, data: Any, mark: Audience | None, path: Path) -> dict[str, Any]:
        """The members of a record that may be seen; keys that no class knows carry no mark."""
        shown: dict[str, Any] = {}
        for name, value in data.items() if isinstance(data, Mapping) else ():
            declared = shape.fields.get(name)
            if declared is not None and (path or not _names_itself(shape, name)):
                seen = self.member(declared, value, mark, (*path, name))
                if seen is not NOTHING:
                    shown[name] = seen
        return shown

    def member(self, declared: FieldShape, value: Any, mark: Audience | None, path: Path) -> Any:
        counts = narrower(mark, declared.audience)
        if counts is not None and not sees(self.audience, counts):
            return NOTHING
        return self.value(declared.shape, value, counts, path)

    def value(self, shape: Shape, value: Any, mark: Audience | None, path: Path) -> Any:
        """A value that may be seen; NOTHING for one that says nothing once all that may not be seen is gone."""
        if shape.holds == "leaf":
            return self.leaf(shape, value) if isinstance(value, str) and mark is not None else NOTHING
        if shape.holds == "list":
            return self.items(shape, value, mark, path) if isinstance(value, list) else NOTHING
        if not isinstance(value, Mapping):
            return NOTHING
        if shape.holds == "record":
            shown = self.record(shape, value, mark, path)
        else:
            parts = {key: self.value(_item(shape), item, mark, (*path, key)) for key, item in value.items()}
            shown = {key: item for key, item in parts.items() if item is not NOTHING}
        return shown if shown or not value else NOTHING

    def items(self, shape: Shape, value: Sequence[Any], mark: Audience | None, path: Path) -> Any:
        seen = [self.value(_item(shape), item, mark, (*path, place)) for place, item in enumerate(value)]
        kept = [place for place, item in enumerate(seen) if item is not NOTHING]
        if len(kept) < len(seen):
            self.moved[path] = {old: new for new, old in enumerate(kept)}
        return [seen[place] for place in kept] if kept or not value else NOTHING

    def leaf(self, shape: Shape, text: str) -> Any:
        form = shape.form
        if form is not None and (form.name in REFERENCES or (text.startswith("model:") and "@" in text)):
            return self.rename(text.strip()) or NOTHING
        return text


def _names_itself(shape: Shape, name: str) -> bool:
    """Whether a field at the top of an entity is its kind or its name."""
    return name in ALWAYS or (name == "model" and "version" in shape.fields)


def _item(shape: Shape) -> Shape:
    """What a list or a map holds."""
    if shape.item is None:
        raise TypeError(f"a {shape.holds} holds no items")
    return shape.item


def shows_field(audience: Audience, record: Any, path: str) -> bool:
    """Whether an audience sees the field at a dotted path of a class, or some field of the section there."""
    declared = field_at(record, path.split("."))
    if declared is None:
        return False
    if declared.audience is None and declared.shape.holds == "record":
        return bool(narrow_shape(record, audience).fields.get(path))
    return sees(audience, declared.audience)


@cache
def narrow_shape(record: Any, audience: Audience) -> Shape:
    """The shape of a class without the fields that an audience does not see, as if the class had never had them."""
    shape = shape_of(record)
    identity = {name: shape.fields[name] for name in shape.fields if _names_itself(shape, name)}
    narrowed = _narrowed(shape, audience, None)
    return replace(narrowed, fields={**identity, **narrowed.fields})


def _narrowed(shape: Shape, audience: Audience, mark: Audience | None) -> Shape:
    if shape.holds in ("list", "map") and shape.item is not None:
        return replace(shape, item=_narrowed(shape.item, audience, mark))
    if shape.holds != "record":
        return shape
    fields: dict[str, FieldShape] = {}
    for name, declared in shape.fields.items():
        counts = narrower(mark, declared.audience)
        below = _narrowed(declared.shape, audience, counts)
        section = counts is None and declared.shape.holds == "record"
        if below.fields if section else sees(audience, counts):
            fields[name] = replace(declared, shape=below)
    return replace(shape, fields=fields)
