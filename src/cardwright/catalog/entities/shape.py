"""The shape of an entity: which fields its class has, what each holds and who may read it.

`shape_of` compiles a class once, when it is first asked for. `walk` runs over the reader's raw data with it, fast
enough for every scalar of a large catalog; `field_at` and `fields_of` answer what pages and messages ask of a class.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from cardwright.catalog.entities.field import Audience, audience_of, narrower
from cardwright.catalog.entities.text import NATIVE, PARSERS, Form

Path = tuple[str | int, ...]
ALL_FORMS = frozenset({"enum", "ref", "entity_ref", *NATIVE, *PARSERS})
Raw = Any  # what the reader yields: dict, list, str or None, nested


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A leaf (`form`), a list or a map of one `item`, or a record with `fields`."""

    holds: Literal["leaf", "list", "map", "record"]
    form: Form | None = None
    values: tuple[str, ...] = ()
    item: "Shape | None" = None
    record: type[BaseModel] | None = None
    fields: Mapping[str, "FieldShape"] = field(default_factory=dict)

    @property
    def leaf(self) -> "Shape":
        """The shape of the single items, below any lists and maps."""
        return self.item.leaf if self.item else self


@dataclass(frozen=True, slots=True, eq=False)
class FieldShape:
    """One field: its name, its shape and what its declaration says.

    `audience` is the mark of the declaration, None for a section or a member without one of its own; `field_at` and
    `fields_of` return fields whose audience is the one that counts at that place.
    """

    name: str
    shape: Shape
    description: str
    audience: Audience | None
    required: bool
    examples: tuple[Any, ...]
    std: tuple[str, ...]

    @property
    def form(self) -> Form | None:
        """The form of the field's scalars; None where it holds records."""
        return self.shape.leaf.form

    @property
    def values(self) -> tuple[str, ...]:
        """The values that an enumeration allows; empty for every other form."""
        return self.shape.leaf.values

    @property
    def is_list(self) -> bool:
        """Whether the field holds a list."""
        return self.shape.holds == "list"

    @property
    def record(self) -> type[BaseModel] | None:
        """The class of the records it holds, one or a list of them; None where it holds scalars."""
        return self.shape.leaf.record


@cache
def shape_of(record: type[BaseModel]) -> Shape:
    """Return the compiled shape of a record class."""
    return Shape("record", record=record, fields={name: _declared(record, name) for name in record.model_fields})


def _declared(record: type[BaseModel], name: str) -> FieldShape:
    info = record.model_fields[name]
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    shape = _compile(info.annotation, tuple(info.metadata))
    section = (shape.record.__doc__ if shape.record else None) or ""
    return FieldShape(
        name=name,
        shape=shape,
        description=info.description or " ".join(section.split()).removesuffix("."),
        audience=audience_of(extra),
        required=info.is_required(),
        examples=tuple(info.examples or ()),
        std=tuple(extra.get("std", ())),  # type: ignore[arg-type]  # a tuple of names, see `field`
    )


def _compile(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    """Return the shape of a type as the entity classes write it; optional types have the shape of what they hold."""
    form = next((mark for mark in metadata if isinstance(mark, Form)), None)
    if form:
        return Shape("leaf", form=form)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _compile(next(item for item in arguments if item is not type(None)))
    if origin is Literal:
        return Shape("leaf", form=Form("enum"), values=arguments)
    if origin is list:
        return Shape("list", item=_compile(arguments[0]))
    if origin is dict:
        return Shape("map", item=_compile(arguments[1]))
    if hasattr(annotation, "__metadata__"):
        return _compile(arguments[0], annotation.__metadata__)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape_of(annotation)
    raise TypeError(f"no form is known for {annotation!r}")


def walk(shape: Shape, data: Raw, forms: frozenset[str] = ALL_FORMS) -> Iterator[tuple[Path, Form, str]]:
    """Yield the path, the form and the text of every scalar that stands where its class expects one of these forms.

    Unknown keys and values of the wrong kind are passed over: naming them is the work of validation.
    """
    found: list[tuple[Path, Form, str]] = []
    _collect(shape, data, (), found, forms)
    return iter(found)


def _collect(shape: Shape, data: Raw, path: Path, found: list[tuple[Path, Form, str]], forms: frozenset[str]) -> None:
    holds = shape.holds
    if holds == "leaf":
        if isinstance(data, str) and shape.form.name in forms:  # type: ignore[union-attr]
            found.append((path, shape.form, data))  # type: ignore[arg-type]  # a leaf has a form
    elif holds == "record":
        if isinstance(data, dict):
            fields = shape.fields
            for key, value in data.items():
                known = fields.get(key)
                if known is None:
                    continue
                below = known.shape
                if below.holds == "leaf":  # most are: one call less for each
                    if below.form.name in forms and isinstance(value, str):  # type: ignore[union-attr]
                        found.append(((*path, key), below.form, value))  # type: ignore[arg-type]
                else:
                    _collect(below, value, (*path, key), found, forms)
    elif holds == "list":
        if isinstance(data, list):
            for index, value in enumerate(data):
                _collect(shape.item, value, (*path, index), found, forms)  # type: ignore[arg-type]  # a list has an item
    elif isinstance(data, dict):
        for key, value in data.items():
            _collect(shape.item, value, (*path, key), found, forms)  # type: ignore[arg-type]  # and so has a map


def field_at(record: type[BaseModel], path: Sequence[str | int]) -> FieldShape | None:
    """Return the field that a path of keys leads to, or None where there is none; list indexes are passed over.

    A key of a map leads to a field of that name with the description of the map.
    """
    return _field_at(record, tuple(key for key in path if not isinstance(key, int)))


@lru_cache(maxsize=10_000)
def _field_at(record: type[BaseModel], keys: tuple[str, ...]) -> FieldShape | None:
    shape, at, audience = shape_of(record), None, None
    for key in keys:
        below = shape.leaf if shape.holds != "map" else shape
        if below.holds == "record" and key in below.fields:
            at = below.fields[key]
        elif below.holds == "map" and at and below.item:
            at = replace(at, name=key, shape=below.item, required=False, examples=())
        else:
            return None
        shape, audience = at.shape, narrower(audience, at.audience)
    return replace(at, audience=audience) if at else None


def fields_of(record: type[BaseModel]) -> list[tuple[str, FieldShape]]:
    """Return every field with its dotted path, sections and members of structures included, in the order declared."""
    found: list[tuple[str, FieldShape]] = []
    _list_fields(shape_of(record), "", None, found)
    return found


def _list_fields(shape: Shape, prefix: str, audience: Audience | None, found: list[tuple[str, FieldShape]]) -> None:
    for name, declared in shape.fields.items():
        counts = narrower(audience, declared.audience)
        found.append((prefix + name, replace(declared, audience=counts)))
        _list_fields(declared.shape.leaf, f"{prefix}{name}.", counts, found)
