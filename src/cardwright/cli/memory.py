"""Remembering what `check` said of a catalog, so that an unchanged one need not be read and judged again.

An answer is kept under a key made of everything it follows from: the bytes of every file in the catalog folder, where
links lead, the commit, the date, the options, and Cardwright itself.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cardwright import cache
from cardwright.catalog.folder import OFFERED, is_made

PACKAGE = Path(__file__).parents[1]
AT_ONCE = 1 << 20
"""Bytes up to which a file is read in one go."""


class Answer(NamedTuple):
    """What `check` printed, in UTF-8, and the levels at which it fails."""

    text: bytes
    fails: tuple[str, ...]


class Question:
    """What is asked of a catalog, and the state it is in."""

    def __init__(self, folder: Path, options: Mapping[str, object]) -> None:
        self.files = dict(_files(str(folder)))
        asked = sorted((name, str(value)) for name, value in options.items())
        state = repr((sorted(self.files.items()), asked, sorted(_tool(str(PACKAGE)))))
        self.key = hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()

    def answer(self) -> Answer | None:
        """The answer given before, or None when there is none that is whole."""
        head, _, text = (cache.recall("check", self.key) or b"").partition(b"\n")
        length, *fails = head.decode("ascii", "replace").split() or [""]
        return Answer(text, tuple(fails)) if length == str(len(text)) else None

    def remember(self, answer: Answer, read: Mapping[str, str]) -> None:
        """Keep an answer, unless a file was other when it was read."""
        if all(self.files.get(path) == digest for path, digest in read.items()):
            head = " ".join([str(len(answer.text)), *answer.fails])
            cache.keep("check", self.key, b"%s\n%s" % (head.encode(), answer.text))


def _files(folder: str) -> Iterator[tuple[str, str]]:
    """Every file below a folder with the digest of its bytes; of what is no plain file, what can be known."""
    root, folders = os.path.realpath(folder), [""]
    for within in folders:
        try:
            entries = list(os.scandir(f"{folder}/{within}"))
        except OSError:
            yield within, "closed"
            continue
        made = bool(within) and is_made(entries)
        for entry in entries:
            path = f"{within}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and not (made and entry.name == OFFERED):
                    folders.append(f"{path}/")
            else:
                yield path, _known(entry, root)


def _known(entry: os.DirEntry[str], root: str) -> str:
    """What a file or a link is known by; nothing outside the catalog is opened."""
    try:
        if not entry.is_symlink():
            return _content(entry.path)
        leads = os.path.realpath(entry.path)
        open_to_all = leads.startswith(f"{root}/") and "/." not in leads.removeprefix(root)
        return f"link {leads} {_content(leads) if open_to_all else 'not followed'}"
    except OSError as error:
        return f"unreadable {error.errno}"


def _content(path: str) -> str:
    """The digest of a regular file, or what else there is."""
    with open(path, "rb", buffering=0, opener=_open) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return f"special {status.st_mode}"
        if status.st_size > AT_ONCE:
            return hashlib.file_digest(file, "sha256").hexdigest()
        return hashlib.sha256(file.read()).hexdigest()


def _open(path: str, flags: int) -> int:
    """Open what is neither a link nor waits for a writer."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW)


def _tool(folder: str) -> Iterator[tuple[str, int, int]]:
    """Cardwright's own files, by name, size and time: another version may judge otherwise."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".yaml")):
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns
            elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                yield from _tool(entry.path)
