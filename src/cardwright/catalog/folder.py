"""Reaching files below the catalog folder, and none outside it.

Links that lead out, devices, pipes and hidden files are never opened: a catalog may come from a stranger's pull
request.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BufferedReader
from pathlib import Path, PurePosixPath

from cardwright.errors import CardwrightError
from cardwright.finding import Place, Problem

SUFFIXES = (".yaml", ".yml")
READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
"""A link is followed only after a look at where it leads, and a pipe must not hang the reader."""
MAXIMUM_FOLDERS = 50
FRAMEWORKS = "frameworks"
NOT_ENTITIES = ("evidence", FRAMEWORKS)
"""Folders at the top of a catalog whose YAML files are not entities: evidence, and the organisation's own rules."""
OTHER_TOOLS = ("mkdocs.yml", "mkdocs.yaml")
"""Configuration that may stand beside `catalog.yaml` when the catalog is the project's root."""
MARKER = ".cardwright-site"
"""By this file a folder that Cardwright made is known. It may lie in a catalog."""
OFFERED = "api"
"""The folder in such a one that offers entities to download. Nothing else of it is passed over: a marker set beside
entities hides none."""


class Unreadable(Exception):  # noqa: N818  it says what the file is
    """A file that is not read; the message says why. `rule` is the rule that the catalog breaks."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def require_folder(folder: Path) -> None:
    """Raise CardwrightError when there is no such folder, or none that a catalog can be."""
    if not os.path.isdir(folder):  # noqa: PTH112  Path.is_dir() raises for a name that is too long
        raise CardwrightError(f"there is no catalog folder {folder}; `cardwright init DIR` makes one")
    if os.path.realpath(folder) == "/":
        raise CardwrightError(f"{folder} is the whole file system; name the folder that holds the catalog")


def require_no_part(folder: Path, path: Path) -> None:
    """Raise CardwrightError when a file written to `path` would be, or replace, an entity or evidence."""
    way = Path(os.path.relpath(os.path.realpath(path), os.path.realpath(folder))).parts
    if way and way[0] != ".." and (way[0] in NOT_ENTITIES or way[-1].lower().endswith(SUFFIXES)):
        raise CardwrightError(f"{path} is part of the catalog; name another file")


def find_sources(folder: Path) -> Iterator[str | Problem]:
    """Yield the relative paths of the YAML files that hold entities, sorted; a problem for what cannot be entered.

    Raises CardwrightError when the folder itself cannot be read.
    """
    require_folder(folder)
    _real_folder.cache_clear()  # a folder may have become a link since the last reading
    try:
        entries = _listed(folder)
    except OSError as error:
        raise CardwrightError(f"the catalog folder {folder} cannot be read: {_reason(error)}") from None
    yield from _find(folder, "", entries)


def find_frameworks(folder: Path) -> Iterator[str | Problem]:
    """Yield the relative paths of the YAML files of the organisation's own frameworks, as `find_sources` does."""
    path = folder / FRAMEWORKS
    if path.is_symlink():
        yield _problem("CAT012", FRAMEWORKS, "a link to a folder is not followed")
    elif path.is_dir():
        yield from _find_below(folder, f"{FRAMEWORKS}/")


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _find(folder: Path, prefix: str, entries: list[os.DirEntry[str]]) -> Iterator[str | Problem]:
    for entry in entries:
        relative = f"{prefix}{entry.name}"
        if entry.name.startswith(".") or relative in NOT_ENTITIES or relative in OTHER_TOOLS:
            continue
        is_source = entry.name.lower().endswith(SUFFIXES)
        try:
            if entry.is_dir(follow_symlinks=False):
                if is_source:
                    yield _problem("CAT012", relative, "a folder with the name of a YAML file")
                yield from _find_below(folder, f"{relative}/")
            elif is_source:
                yield relative
            elif entry.is_symlink() and stat.S_ISDIR(entry.stat().st_mode):
                yield _problem("CAT012", relative, "a link to a folder is not followed")
        except OSError as error:
            yield _problem("CAT012", relative, f"it cannot be looked at: {_reason(error)}")


def _find_below(folder: Path, prefix: str) -> Iterator[str | Problem]:
    if prefix.count("/") > MAXIMUM_FOLDERS:
        yield _problem("CAT012", prefix, f"folders nested deeper than {MAXIMUM_FOLDERS} levels; nothing below is read")
        return
    try:
        entries = _listed(folder / prefix)
    except OSError as error:
        yield _problem("CAT012", prefix, f"the folder cannot be read: {_reason(error)}")
        return
    if is_made(entries):
        entries = [entry for entry in entries if entry.name != OFFERED]
    yield from _find(folder, prefix, entries)


def is_made(entries: Iterable[os.DirEntry[str]]) -> bool:
    """Whether a folder with these entries is one that Cardwright made."""
    return any(entry.name == MARKER for entry in entries)


def read_file(folder: Path, relative: str, *, most_bytes: int | None = None) -> bytes:
    """Return the content of a regular file below the folder.

    At most `most_bytes` + 1 bytes are read, so that a caller sees that there are more. Raises Unreadable.
    """
    try:
        with _open(folder, relative) as file:
            return file.read() if most_bytes is None else file.read(most_bytes + 1)
    except OSError as error:
        raise Unreadable("CAT012", f"the file cannot be read: {_reason(error)}") from None


def hash_file(folder: Path, relative: str) -> tuple[str, int]:
    """Return the SHA-256 digest and the size in bytes of a regular file below the folder. Raises Unreadable."""
    try:
        with _open(folder, relative) as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size
    except OSError as error:
        raise Unreadable("CAT012", f"the file cannot be read: {_reason(error)}") from None


def _open(folder: Path, relative: str) -> BufferedReader:
    """Open a regular file below the folder, having made sure that it is one. Raises Unreadable or OSError."""
    path = PurePosixPath(relative)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in relative or "\0" in relative:
        raise Unreadable("CAT051", "the path leads outside the catalog")
    if any(part.startswith(".") for part in path.parts):
        raise Unreadable("CAT051", "hidden files are not part of a catalog")
    try:
        real = f"{_real_folder(folder, str(path.parent))}/{path.name}"
        try:
            descriptor = os.open(real, READING)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            descriptor = os.open(_followed(folder, Path(real)), READING)
    except FileNotFoundError:
        raise Unreadable("CAT050", "there is no such file in the catalog") from None
    except ValueError as error:
        raise Unreadable("CAT012", f"the file cannot be read: {_reason(error)}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("CAT012", "it is not a regular file")
    return os.fdopen(descriptor, "rb")


@lru_cache(maxsize=4096)
def _real_folder(folder: Path, parent: str) -> str:
    """The real path of a folder inside the catalog. Raises Unreadable when it lies outside, FileNotFoundError."""
    return str(_followed(folder, folder / parent))


def _followed(folder: Path, path: Path) -> Path:
    """Where a path really leads, which must be inside the folder and not to anything hidden."""
    root, real = Path(os.path.realpath(folder)), Path(os.path.realpath(path, strict=True))
    if not real.is_relative_to(root) or any(part.startswith(".") for part in real.relative_to(root).parts):
        raise Unreadable("CAT051", "the path leads outside the catalog")
    return real


def _problem(rule: str, relative: str, message: str) -> Problem:
    return Problem(rule, Place(relative.rstrip("/"), 1, 1), message)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
