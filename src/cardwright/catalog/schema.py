"""JSON Schema (2020-12) of the entity classes, for editors: completion, hover texts and an early word on mistakes.

Cardwright itself never validates with it. Where the two differ the schema is the milder: the reader keeps scalars as
written, so an unquoted `version: 1.10` is right for Cardwright and must not be marked by an editor that sees a number.
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.country import COUNTRIES
from cardwright.catalog.entities.parsing import ANNEX_III_POINTS
from cardwright.catalog.entities.reference import ID, LONGEST_ID, REFERABLE, VERSION
from cardwright.catalog.entities.shape import FieldShape, Shape, shape_of
from cardwright.catalog.entities.text import Form
from cardwright.errors import CardwrightError

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Json = dict[str, Any]
Asked = Mapping[tuple[str, str], tuple[str, ...]]
"""What asks for a member of a record class, as printed, by the names of class and member."""

# An editor reads `1.10`, `2026` and `true` as a number or a truth value; for us each is the text as written.
ANY_SCALAR = ["string", "number", "boolean"]
ONE_LINE = r"^\s*\S.*\s*$"

FORMS: dict[str, Json] = {
    "str": {"description": "One line of text", "type": ANY_SCALAR, "pattern": ONE_LINE},
    "text": {"description": "Text, in Markdown if wanted", "type": ANY_SCALAR, "pattern": r"\S"},
    "value": {"description": "A number, a truth value or a short text", "type": ANY_SCALAR, "minLength": 1},
    "role": {
        "description": "A function or job title, never a person's name",
        "type": ANY_SCALAR,
        "pattern": ONE_LINE,
        "minLength": 3,
    },
    "bool": {"description": "true or false", "type": "boolean"},
    "int": {"description": "A whole number", "type": "integer"},
    "float": {"description": "A number", "type": "number"},
    "date": {
        "description": "A day, YYYY-MM-DD",
        "type": "string",
        "format": "date",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "examples": ["2026-05-30"],
    },
    "month": {
        "description": "A month, YYYY-MM",
        "type": "string",
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$",
        "examples": ["2026-03"],
    },
    "duration": {
        "description": "An ISO 8601 duration",
        "type": "string",
        "pattern": r"^P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$",
        "examples": ["P6M"],
    },
    "country": {"description": "An ISO 3166-1 alpha-2 code", "type": "string", "enum": sorted(COUNTRIES)},
    "language": {
        "description": "A BCP 47 language tag",
        "type": "string",
        "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
        "examples": ["de"],
    },
    "url": {"description": "An http or https address", "type": "string", "format": "uri", "pattern": r"^https?://\S+$"},
    "sha256": {
        "description": "A SHA-256 digest, lower-case hexadecimal",
        "type": ANY_SCALAR,
        "pattern": "^[0-9a-f]{64}$",
    },
    "id": {
        "description": "An identifier, lower case",
        "type": ANY_SCALAR,
        "pattern": f"^{ID}$",
        "maxLength": LONGEST_ID,
        "examples": ["credit-default"],
    },
    "version": {
        "description": "A version, as its registry writes it",
        "type": ANY_SCALAR,
        "pattern": f"^{VERSION}$",
        "maxLength": LONGEST_ID,
        "examples": ["2.1.0"],
    },
    "point": {
        "description": "A point of Annex III",
        "enum": [*ANNEX_III_POINTS, *(int(point) for point in ANNEX_III_POINTS if point.isdigit())],
    },
    "file": {
        "description": "The path of a file, relative to the catalog folder",
        "type": ANY_SCALAR,
        "pattern": r"^(?!/)(?!(.*/)?\.\.?(/|$))[^\\:]+$",
        "examples": ["evidence/report.pdf"],
    },
}


def schema_for(kind: str, asked: Asked | None = None) -> Json:
    """Return the JSON Schema of one kind of entity; a field's description ends with what asks for it."""
    definitions: dict[str, Json] = {}
    top = _record(ENTITY_CLASSES[kind], definitions, asked or {})
    return {
        "$schema": DIALECT,
        "title": kind.replace("_", " ").capitalize(),
        **top,
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def write_schemas(folder: Path, asked: Asked | None = None) -> list[Path]:
    """Write the schema of every kind and `catalog.schema.json`, which picks among them by `kind`; return the paths.

    Raises `CardwrightError` when the folder cannot be written.
    """
    documents = {file_name(kind): schema_for(kind, asked) for kind in ENTITY_CLASSES}
    documents["catalog.schema.json"] = {
        "$schema": DIALECT,
        "title": "Catalog entity",
        "oneOf": [{"$ref": file_name(kind)} for kind in ENTITY_CLASSES],
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(folder / name, document) for name, document in documents.items()]
    except OSError as error:
        raise CardwrightError(f"Cannot write the schemas to {folder}: {error.strerror or error}") from error


def file_name(kind: str) -> str:
    """Return the file name of a kind's schema."""
    return f"{kind}.schema.json"


def _write(path: Path, document: Json) -> Path:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    beside.replace(path)
    return path


def _record(record: type[BaseModel], definitions: dict[str, Json], asked: Asked) -> Json:
    shape = shape_of(record)
    required = [name for name, field in shape.fields.items() if field.required]
    return {
        "description": " ".join((record.__doc__ or "").split()).removesuffix("."),
        "type": "object",
        "properties": {
            name: _property(field, definitions, asked, asked.get((record.__name__, name), ()))
            for name, field in shape.fields.items()
        },
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _property(field: FieldShape, definitions: dict[str, Json], asked: Asked, provisions: tuple[str, ...]) -> Json:
    asking = f". Asked for by {'; '.join(provisions)}" if provisions else ""
    return {
        "description": f"{field.description}{asking}",
        **_value(field.shape, definitions, asked),
        **({"examples": list(field.examples)} if field.examples else {}),
        **({"x-audience": field.audience} if field.audience else {}),
        **({"x-asked-for-by": list(provisions)} if provisions else {}),
    }


def _value(shape: Shape, definitions: dict[str, Json], asked: Asked) -> Json:
    if shape.holds == "list" and shape.item:
        return {"type": "array", "items": _value(shape.item, definitions, asked)}
    if shape.holds == "map" and shape.item:
        return {"type": "object", "additionalProperties": _value(shape.item, definitions, asked)}
    if shape.values:
        return {"const": shape.values[0]} if len(shape.values) == 1 else {"enum": list(shape.values)}
    record = shape.record
    if record:
        return _shared(record.__name__, lambda: _record(record, definitions, asked), definitions)
    form = shape.form or Form("str")
    if form.kinds:
        return _shared(_reference_name(form), lambda: _reference(form), definitions)
    return _shared(form.name, lambda: FORMS[form.name], definitions)


def _shared(name: str, make: Callable[[], Json], definitions: dict[str, Json]) -> Json:
    """Return the pointer to a definition, which is made when it is first asked for."""
    if name not in definitions:
        definitions[name] = make()
    return {"$ref": f"#/$defs/{name}"}


def _reference_name(form: Form) -> str:
    return "entity_ref" if form.name == "entity_ref" else f"{form.kinds[0]}_ref"


def _reference(form: Form) -> Json:
    if form.kinds == ("model_version",):
        pattern, written = f"^model:{ID}@{VERSION}$", "model:<id>@<version>"
    elif form.kinds == REFERABLE:
        others = "|".join(kind for kind in REFERABLE if kind != "model_version")
        pattern, written = f"^(({others}):{ID}|model:{ID}@{VERSION})$", "<kind>:<id>, a version model:<id>@<version>"
    else:
        pattern, written = f"^({'|'.join(form.kinds)}):{ID}$", f"{form.kinds[0]}:<id>"
    return {"description": f"A reference, written {written}", "type": "string", "pattern": pattern}
