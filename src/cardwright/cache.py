"""The user's cache folder: what was worked out before, under a key made of everything it follows from.

It is readable by the user alone, and never in the catalog. Nothing depends on it: what cannot be read there is worked
out again, and what cannot be written is not kept.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

KEPT = 64
"""Entries kept of each sort; the oldest go first."""


def recall(sort: str, key: str) -> bytes | None:
    """What was kept of this sort under a key; None when there is nothing that can be read."""
    try:
        return _path(sort, key).read_bytes()
    except OSError:
        return None


def keep(sort: str, key: str, data: bytes) -> None:
    """Keep data under a key; failing to is no failure."""
    path = _path(sort, key)
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.touch(mode=0o600)
        beside.write_bytes(data)
        beside.replace(path)
        _forget(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()


def cache_folder() -> Path:
    """Where what can be made again is kept for the user."""
    home = os.path.expanduser("~")  # noqa: PTH111  Path.home() raises where there is none
    return Path(os.environ.get("XDG_CACHE_HOME") or f"{home}/.cache") / "cardwright"


def _path(sort: str, key: str) -> Path:
    return cache_folder() / sort / f"{key}.kept"


def _forget(folder: Path) -> None:
    kept = sorted(folder.glob("*.kept"), key=lambda path: path.stat().st_mtime_ns)
    for path in kept[:-KEPT]:
        path.unlink(missing_ok=True)
