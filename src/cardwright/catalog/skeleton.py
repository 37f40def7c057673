"""The text of a new entity: what is certain is filled in, the rest waits as comments for those who know it.

No line claims anything: a field that only its owner can fill in stands commented out beside an example, so that a new
file can be read at once and says no more than that the entity exists.
"""

import datetime
import json
import re
import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from pydantic_core import PydanticCustomError

from cardwright.catalog.entities import ENTITY_CLASSES, Entity
from cardwright.catalog.entities.reference import parse_id, parse_version
from cardwright.catalog.entities.shape import FieldShape, field_at
from cardwright.errors import CardwrightError

WIDTH = 100  # columns of a comment
ADVICE = "Remove the # before what you fill in. A field that is absent counts as unknown, never as no."
DATED_TODAY = frozenset({"date", "approved_on", "released_on"})

_plain = re.compile(r"[A-Za-z0-9_/.(+][^\n\t]*")
_not_plain = re.compile(r": | #|:$|^\s|\s$")
_nulls = frozenset({"null", "Null", "NULL"})


def skeleton_for(kind: str, identifier: str, *, today: datetime.date | None = None, schema: str | None = None) -> str:
    """Return the YAML text of a new entity with the fields of a small honest entry.

    `identifier` is its id, or `<model id>@<version>` for a model version. `schema` is the path of the JSON Schema,
    relative to the file, for the editor's first line. `today` dates the examples of fields that tell when something
    was decided or released. Raises `CardwrightError` for an unknown kind or an id that no entity can have.
    """
    if kind not in ENTITY_CLASSES:
        raise CardwrightError(f"There is no kind of entity named {kind!r}; the kinds are {', '.join(ENTITY_CLASSES)}")
    record = ENTITY_CLASSES[kind]
    known = _known(kind, identifier, record)
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    lines += [*_comment(record.__doc__ or ""), *_comment(ADVICE), ""]
    for section, paths in groupby(record.small, key=lambda path: path.partition(".")[0]):
        if section in known:
            lines += [*_described(_field(record, section)), f"{section}: {_scalar(known[section])}"]
        else:
            lines += ["", *_comment_out(_open_fields(record, section, list(paths), today))]
    return "\n".join(lines) + "\n"


def _known(kind: str, identifier: str, record: type[Entity]) -> dict[str, str]:
    """Return the fields that the kind and the id decide; the name is the id in words, for its owner to edit."""
    try:
        if kind == "model_version":
            model, at, version = identifier.partition("@")
            if not at:
                raise CardwrightError(f"A model version is named <model id>@<version>, not {identifier!r}")
            return {"kind": kind, "model": f"model:{parse_id(model)}", "version": parse_version(version)}
        known = {"kind": kind, "id": parse_id(identifier)}
    except PydanticCustomError as error:
        raise CardwrightError(error.message()[0].upper() + error.message()[1:]) from None
    if "name" in record.model_fields:
        known["name"] = re.sub("[-.]+", " ", known["id"]).strip().capitalize()
    return known


def _open_fields(record: type[Entity], section: str, paths: list[str], today: datetime.date | None) -> Iterator[str]:
    """Yield the lines of a field, or of a section with its fields, as they would stand in the file."""
    if paths == [section]:
        yield from _with_example(_field(record, section), today)
        return
    yield from _described(_field(record, section))
    yield f"{section}:"
    for path in paths:
        for line in _with_example(_field(record, path), today):
            yield f"  {line}"


def _with_example(field: FieldShape, today: datetime.date | None) -> Iterator[str]:
    yield from _described(field)
    example = field.examples[0] if field.examples else None
    if today and field.name in DATED_TODAY:
        example = today.isoformat()
    yield from _block({field.name: example})


def _field(record: type[Entity], path: str) -> FieldShape:
    field = field_at(record, path.split("."))
    if field is None:
        raise LookupError(f"{record.__name__} has no field {path}")
    return field


def _described(field: FieldShape) -> list[str]:
    choices = ""
    if len(field.values) > 1:
        choices = f" {'Any' if field.is_list else 'One'} of: {', '.join(field.values)}."
    return _comment(f"{field.description}.{choices}")


def _comment(text: str) -> list[str]:
    lines = textwrap.wrap(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]


def _comment_out(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines as comments; a comment at the left edge stays what it is."""
    for line in lines:
        yield line if line.startswith("#") else f"# {line}"


def _block(value: Any, indent: str = "") -> Iterator[str]:
    """Yield a mapping or a list of an example as lines of YAML in block style."""
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict | list) and item:
                yield f"{indent}{key}:"
                yield from _block(item, indent + "  ")
            else:
                yield f"{indent}{key}: {_scalar(item)}"
    else:
        for item in value:
            first, *rest = _block(item) if isinstance(item, dict | list) and item else [_scalar(item)]
            yield f"{indent}- {first}"
            yield from (f"{indent}  {line}" for line in rest)


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value)
    quoted = not _plain.fullmatch(value) or _not_plain.search(value) or value in _nulls
    return json.dumps(value, ensure_ascii=False) if quoted else value
