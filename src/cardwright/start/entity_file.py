"""The file of a new entity, at the place where the catalog's layout has it."""

from __future__ import annotations

import datetime
import difflib
import os
from pathlib import Path

from cardwright.errors import CardwrightError


def new_text(
    kind: str, identifier: str, today: datetime.date, path: Path | None = None, schemas: Path | None = None
) -> str:
    """The text of a new entity, for a file at `path` whose first line leads editors to the schema in `schemas`.

    Raises CardwrightError for a kind that does not exist or an id that no entity can have.
    """
    from cardwright.catalog.schema import file_name
    from cardwright.catalog.skeleton import skeleton_for

    require_kind(kind)
    schema = None
    if path is not None and schemas is not None:
        schema = Path(os.path.relpath(schemas / file_name(kind), path.parent)).as_posix()
    return skeleton_for(kind, identifier, today=today, schema=schema)


def place_of(kind: str, identifier: str) -> Path:
    """Where the layout has the file of an entity, relative to the catalog. Raises CardwrightError for an unknown kind.

    >>> place_of("model_version", "credit-default@2.1.0").as_posix()
    'models/credit-default/2.1.0.yaml'
    """
    from cardwright.catalog.entities import ENTITY_CLASSES

    ident, _, version = identifier.partition("@")
    place = ENTITY_CLASSES[require_kind(kind)].file
    return Path(place.replace("<id>", ident).replace("<name>", ident).replace("<version>", version))


def require_unclaimed(catalog: Path, kind: str, identifier: str) -> None:
    """Raise CardwrightError when the catalog has this entity, in whatever file and case, or a second organisation."""
    from cardwright.catalog.load import load_catalog

    known = load_catalog(catalog)
    wanted = f"{'model' if kind == 'model_version' else kind}:{identifier}"
    for entry in known.entities.values():
        if entry.ref.casefold() == wanted.casefold() or entry.kind == kind == "organisation":
            raise CardwrightError(f"{entry.ref} stands in {catalog / entry.path} already")
    if wanted.casefold() in known.unread:
        raise CardwrightError(f"a file that cannot be read yet claims {wanted}; `cardwright check` names it")


def write_new(path: Path, text: str) -> None:
    """Write a file that does not exist yet, whole or not at all. Raises CardwrightError."""
    beside = path.parent / f".{path.name}.{os.getpid()}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="\n")
        os.link(beside, path)  # fails where the name is taken, which a rename would not
    except FileExistsError:
        raise CardwrightError(f"{path} exists, and new overwrites nothing") from None
    except OSError as error:
        raise CardwrightError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        beside.unlink(missing_ok=True)


def require_kind(kind: str) -> str:
    """Return the kind. Raises CardwrightError, with the nearest one, when there is no such kind."""
    from cardwright.catalog.entities import ENTITY_CLASSES

    if kind in ENTITY_CLASSES:
        return kind
    near = difflib.get_close_matches(kind.lower().replace("-", "_"), ENTITY_CLASSES, 1)
    hint = f"did you mean {near[0]}?" if near else f"the kinds are {', '.join(ENTITY_CLASSES)}"
    raise CardwrightError(f"there is no kind of entity '{kind}'; {hint}")
