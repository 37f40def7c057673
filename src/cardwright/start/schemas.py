"""JSON Schemas as files for an editor, or as one text."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cardwright.errors import CardwrightError
from cardwright.start.entity_file import require_kind

SCHEMAS = "schemas"
"""Name of the folder that `init` and `new` look for."""


def schema_text(kind: str | None) -> str:
    """The schema of a kind; without one, a schema that picks among all kinds and carries them (a bundle, in the words
    of JSON Schema). Raises CardwrightError for an unknown kind."""
    from cardwright.catalog.entities import ENTITY_CLASSES
    from cardwright.catalog.schema import DIALECT, file_name, schema_for

    if kind is not None:
        return _text(schema_for(require_kind(kind), asked()))
    asking = asked()
    return _text(
        {
            "$schema": DIALECT,
            "title": "Catalog entity",
            "oneOf": [{"$ref": file_name(name)} for name in ENTITY_CLASSES],
            "$defs": {name: {"$id": file_name(name), **schema_for(name, asking)} for name in ENTITY_CLASSES},
        }
    )


@cache
def asked() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """What asks for each field, over all frameworks that come with Cardwright."""
    from cardwright.rules.crosswalk import provisions_by_member
    from cardwright.rules.shelf import shipped_frameworks

    return provisions_by_member(tuple(shipped_frameworks().values()))


def write_schema_files(folder: Path, kind: str | None) -> list[Path]:
    """Write the files of all kinds, or of one, and return their paths. Raises CardwrightError."""
    from cardwright.catalog.schema import file_name, write_schemas

    if kind is None:
        return write_schemas(folder, asked())
    path = folder / file_name(require_kind(kind))
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside.write_text(schema_text(kind), encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        raise CardwrightError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None
    return [path]


def schema_folder(catalog: Path) -> Path:
    """The folder for schemas: beside the catalog, or in it where it is the current folder and so the whole project."""
    catalog = catalog.resolve()
    return (catalog if catalog == Path.cwd().resolve() else catalog.parent) / SCHEMAS


def ensure_schema(folder: Path, kind: str) -> bool:
    """Write the schema of a kind that a folder of schemas lacks; return False when there is no such folder."""
    from cardwright.catalog.schema import file_name

    if not folder.is_dir():
        return False
    if not (folder / file_name(kind)).is_file():
        write_schema_files(folder, kind)
    return True


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
