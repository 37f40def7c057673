"""The folder that `cardwright init` makes: a small catalog with its site, workflow, hook and schemas."""

from __future__ import annotations

import datetime
import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from cardwright import __version__
from cardwright.errors import CardwrightError
from cardwright.shipped import find_templates
from cardwright.start.schemas import SCHEMAS

HIDDEN = "dot-"
"""Beginning of template names that stands for the dot of a hidden file, which packaging tools tend to drop."""
STAGING, FRESH = ".cardwright-init-", "fresh"
"""Beginning of the name of the folder that all is first written to, and the one in it that is then moved."""
SHOWN = 10  # files that a message names


def write_starter(folder: Path, today: datetime.date) -> list[str]:
    """Make `folder`, which may exist when it is empty or holds nothing but `.git`; return the paths of its files.

    All is written beside and then moved, so that a kill leaves no half of a file and, where the folder is new, no half
    of it. `today` dates the answers of the first catalog. Raises CardwrightError, with nothing written, when the
    folder holds something or cannot be written.
    """
    try:
        _require_empty(folder)
        return _write(folder, today)
    except OSError as error:
        raise CardwrightError(f"cannot write to {folder}: {(error.strerror or str(error)).lower()}") from None


def _require_empty(folder: Path) -> None:
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise CardwrightError(f"{folder} exists and is not a folder; name another place")
    _clear_abandoned(folder)
    found = sorted(path.name for path in folder.iterdir() if path.name != ".git")
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise CardwrightError(
            f"{folder} is not empty: it holds {', '.join(found[:SHOWN])}{more};"
            " init overwrites nothing, so name a new folder"
        )


def _write(folder: Path, today: datetime.date) -> list[str]:
    """Fill a new folder, beside the place or, where the place exists, inside it, and move it there."""
    exists = folder.is_dir()
    parent = folder if exists else folder.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(parent)
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=parent))
    lock = os.open(staging, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fresh = staging / FRESH
        fresh.mkdir()  # with the usual permissions, which a temporary folder has not
        written = _fill(fresh, today)
        if exists:
            _move_in(fresh, folder)
        else:
            fresh.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        os.close(lock)
    return written


def _clear_abandoned(parent: Path) -> None:
    """Remove what killed runs left in a folder: theirs by name and content, and locked by nobody."""
    for path in parent.glob(f"{STAGING}*"):
        if path.is_symlink() or not path.is_dir() or {entry.name for entry in path.iterdir()} - {FRESH}:
            continue
        lock = os.open(path, os.O_RDONLY)
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _fill(folder: Path, today: datetime.date) -> list[str]:
    from cardwright.catalog.schema import write_schemas
    from cardwright.start.schemas import asked

    templates = find_templates() / "init"
    written = []
    for template in sorted(path for path in templates.rglob("*") if path.is_file()):
        parts = template.relative_to(templates).parts
        path = folder.joinpath(
            *(f".{part.removeprefix(HIDDEN)}" if part.startswith(HIDDEN) else part for part in parts)
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        text = template.read_text(encoding="utf-8").replace("%TODAY%", today.isoformat())
        path.write_text(text.replace("%VERSION%", __version__), encoding="utf-8", newline="\n")
        written.append(path.relative_to(folder).as_posix())
    schemas = write_schemas(folder / SCHEMAS, asked())
    return sorted([*written, *(path.relative_to(folder).as_posix() for path in schemas)])


def _move_in(fresh: Path, folder: Path) -> None:
    """Move what is in `fresh` to an existing folder, or none of it when one name is taken meanwhile."""
    moved: list[Path] = []
    try:
        for path in sorted(fresh.iterdir()):
            place = folder / path.name
            if os.path.lexists(place):
                raise CardwrightError(f"{place} has come to exist, and init overwrites nothing")
            path.rename(place)
            moved.append(place)
    except BaseException:
        for place in moved:
            place.rename(fresh / place.name)
        raise
