"""Work that need not be done again: what was made from the same input is still there, as it was made."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from cardwright import cache
from cardwright.cli.memory import Question


class Work:
    """A piece of work on a catalog: what sort it is, and everything beside the catalog that it was asked with."""

    def __init__(self, sort: str, catalog: Path, options: Mapping[str, object]) -> None:
        self._sort = sort
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        self._question = Question(catalog, {**options, "sort": sort, "epoch": epoch, "in": Path.cwd()})

    def done(self) -> str | None:
        """What was said when this was done before; None when it was not, or what it made or was made from changed."""
        try:
            data = json.loads(cache.recall(self._sort, self._question.key) or b"null")
            states: dict[str, str] = data["states"]
            text: str = data["text"]
        except (ValueError, KeyError, TypeError):
            return None
        return text if all(state_of(path) == state for path, state in states.items()) else None

    def remember(self, text: str, places: Iterable[Path], read: Mapping[str, str]) -> None:
        """Keep what was said, with the state of what was made and of further input, unless the catalog changed."""
        if all(self._question.files.get(path) == digest for path, digest in read.items()):
            named = [os.path.abspath(path) for path in places]  # noqa: PTH100  of links, the name
            states = {path: state_of(path) for path in named}
            cache.keep(self._sort, self._question.key, json.dumps({"text": text, "states": states}).encode())


def state_of(path: str | Path) -> str:
    """The state of a file, by its bytes, or of a folder, by the names, sizes and times of all files below it."""
    try:
        if os.path.isdir(path):  # noqa: PTH112  paths are kept as texts
            return hashlib.sha256("\0".join(sorted(_listing(str(path)))).encode("utf-8", "surrogatepass")).hexdigest()
        with open(path, "rb") as file:  # noqa: PTH123
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"


def _listing(folder: str) -> list[str]:
    """Every file below a folder: its size, its time and its path, which holds no zero byte."""
    found, folders = [], [folder]
    for place in folders:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    status = entry.stat()
                    found.append(f"{status.st_size} {status.st_mtime_ns} {entry.path}")
    return found
