"""JSON Schemas as files for an editor, or as one text."""

from __future__ import annotations

import json
from pathlib import Path

from cardwright.start.entity_file import require_kind


def schema_text(kind: str | None) -> str:
    """The schema of a kind; without one, a schema that picks among all kinds and carries them (a bundle, in the words
    of JSON Schema). Raises CardwrightError for an unknown kind."""
    from cardwright.catalog.entities import ENTITY_CLASSES
    from cardwright.catalog.schema import DIALECT, file_name, schema_for

    if kind is not None:
        return _text(schema_for(require_kind(kind)))
    return _text(
        {
            "$schema": DIALECT,
            "title": "Catalog entity",
            "oneOf": [{"$ref": file_name(name)} for name in ENTITY_CLASSES],
            "$defs": {name: {"$id": file_name(name), **schema_for(name)} for name in ENTITY_CLASSES},
        }
    )


def write_schema_files(folder: Path, kind: str | None) -> list[Path]:
    """Write the files of all kinds, or of one, and return their paths. Raises CardwrightError."""
    from cardwright.catalog.schema import write_schemas

    return write_schemas(folder) if kind is None else [write_schema(folder, require_kind(kind))]
