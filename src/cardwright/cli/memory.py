"""Remembering what `check` said of a catalog, so that an unchanged one need not be read and judged again.

An answer is kept under a key made of everything it follows from: the bytes of every file in the catalog folder, where
links lead, the commit, the date, the options, and Cardwright itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cardwright import cache

PACKAGE = Path(__file__).parents[1]


class Answer(NamedTuple):
    """What `check` printed, and the levels at which it fails."""

    text: str
    fails: tuple[str, ...]


class Question:
    """What is asked of a catalog, and the state it is in."""

    def __init__(self, folder: Path, options: Mapping[str, object]) -> None:
        self.files = dict(_files(folder))
        state = {"files": self.files, "options": {name: str(value) for name, value in options.items()}, "tool": _tool()}
        text = json.dumps(state, sort_keys=True).encode("utf-8", "surrogatepass")
        self.key = hashlib.sha256(text).hexdigest()

    def answer(self) -> Answer | None:
        """The answer given before, or None."""
        data = cache.recall("check", self.key)
        try:
            return Answer(str(data["text"]), tuple(map(str, data["fails"])))
        except (KeyError, TypeError):
            return None

    def remember(self, answer: Answer, read: Mapping[str, str]) -> None:
        """Keep an answer, unless a file was other when it was read."""
        if all(self.files.get(path) == digest for path, digest in read.items()):
            cache.keep("check", self.key, answer._asdict())


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file below a folder with the digest of its bytes; of what is no plain file, what can be known."""
    root = os.path.realpath(folder)
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in (*files, *folders):
            path = os.path.join(parent, name)  # noqa: PTH118  a Path for each of thousands of files costs more
            known = _digest(path, root)
            if known is not None:
                yield os.path.relpath(path, folder), known


def _digest(path: str, root: str) -> str | None:
    """What a file, a link or a folder that cannot be entered is known by; nothing outside the catalog is opened."""
    try:
        status = os.lstat(path)
        if stat.S_ISDIR(status.st_mode):
            return None if os.access(path, os.R_OK | os.X_OK) else "closed"
        if stat.S_ISLNK(status.st_mode):
            leads = os.path.realpath(path)
            open_to_all = leads.startswith(f"{root}/") and "/." not in leads.removeprefix(root)
            return f"link {leads} {_content(leads) if open_to_all else 'not followed'}"
        return _content(path)
    except OSError as error:
        return f"unreadable {error.errno}"


def _content(path: str) -> str:
    """The digest of a regular file, or what else there is."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        return hashlib.file_digest(file, "sha256").hexdigest() if stat.S_ISREG(mode) else f"special {mode}"


def _tool() -> list[tuple[str, int, int]]:
    """Cardwright's own files, by name, size and time: another version may judge otherwise."""
    found = []
    for pattern in ("*.py", "*.yaml"):
        for path in sorted(PACKAGE.rglob(pattern)):
            status = path.stat()
            found.append((str(path.relative_to(PACKAGE)), status.st_size, status.st_mtime_ns))
    return found
