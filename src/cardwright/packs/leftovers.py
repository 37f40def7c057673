"""Writing so that a kill leaves nothing half done, and no more than the next run clears away.

What is being worked on is locked, and the system lets go of the lock of a process that ends. So another run can tell
what is still in use from what a killed one left.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = "cardwright-packs-"
"""How the names of temporary folders begin."""
UNFINISHED = re.compile(r"\..+\.cardwright-[a-z0-9_]{8}")
"""The name of a file that is being written, beside its place."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A temporary folder for this user alone, removed at the end; those that killed runs left are removed now."""
    top = Path(tempfile.gettempdir())
    for path in top.glob(f"{FOLDER}*"):
        with _abandoned(path, stat.S_ISDIR) as abandoned:
            if abandoned:
                shutil.rmtree(path, ignore_errors=True)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=FOLDER, dir=top))
        lock = os.open(folder, os.O_RDONLY)
        if _is_ours(lock):
            break
        os.close(lock)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def place_file(path: Path, content: bytes, mode: int) -> None:
    """Write a file beside its place and swap it in: a kill leaves the old or the new one, whole."""
    while True:
        handle, fresh = tempfile.mkstemp(prefix=f".{path.name[:100]}.cardwright-", dir=path.parent)
        if _is_ours(handle):
            break
        os.close(handle)
    with os.fdopen(handle, "wb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(handle)
            os.fchmod(handle, mode)
            Path(fresh).replace(path)
        except BaseException:
            Path(fresh).unlink(missing_ok=True)
            raise


def clear_unfinished(folder: Path) -> None:
    """Remove the files that killed runs were writing into a folder."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if UNFINISHED.fullmatch(entry.name)]
    for name in names:
        with _abandoned(folder / name, stat.S_ISREG) as abandoned, contextlib.suppress(OSError):
            if abandoned:
                (folder / name).unlink()


@contextmanager
def _abandoned(path: Path, is_right: Callable[[int], bool]) -> Iterator[bool]:
    """Whether something is of the right sort, this user's own, and locked by nobody; it is locked meanwhile."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        yield False
        return
    try:
        status = os.fstat(handle)
        mine = is_right(status.st_mode) and status.st_uid == os.geteuid()
        yield mine and _lock(handle, fcntl.LOCK_NB)
    finally:
        os.close(handle)


def _is_ours(handle: int) -> bool:
    """Lock what was just made; False when another run took it for abandoned before that."""
    _lock(handle)
    return os.fstat(handle).st_nlink > 0


def _lock(handle: int, wait: int = 0) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | wait)
    except OSError:  # in use; or a file system without locks, where nothing is taken for abandoned
        return False
    return True
