"""A folder written beside its final place and swapped in whole, so that a kill leaves the old site or the new one.

Only folders that Cardwright made are ever replaced: each carries a marker that lists every file in it. A file that the
marker does not list was put there by somebody else, and then nothing is touched.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cardwright.catalog.folder import MARKER
from cardwright.errors import CardwrightError

AT_FDCWD, RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


class Staging:
    """A new folder beside `output`; `publish` puts it there, `discard` removes it.

    The folder is locked as long as it is in use, so that another build can tell it from one that a killed build left.
    `option` is how the command line names another place.
    """

    def __init__(self, output: Path, option: str = "-d") -> None:
        self.output = output
        self.option = option
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            with _locked(output.parent):
                _recover(output)
                self.folder = _sibling(output)
                self.folder.mkdir()
                self._lock = os.open(self.folder, os.O_RDONLY)
                fcntl.flock(self._lock, fcntl.LOCK_EX)
                (self.folder / MARKER).touch()
        except OSError as error:
            raise CardwrightError(f"cannot write to {output}: {error.strerror}") from None

    def publish(self) -> None:
        """Swap the new folder in and remove the one that it replaces. Raises CardwrightError if that is not ours."""
        _write_marker(self.folder)
        with _locked(self.output.parent):
            require_replaceable(self.output, self.option)
            replaced = _swap(self.folder, self.output)
        os.close(self._lock)
        if replaced:
            _remove(replaced)

    def discard(self) -> None:
        """Remove the new folder; the old site stays as it is."""
        _remove(self.folder)
        with suppress(OSError):
            os.close(self._lock)


def require_output(output: Path, keep: tuple[Path, ...], option: str = "-d") -> None:
    """Raise CardwrightError unless a folder of ours may be written to `output`.

    `keep` are folders that it may not contain or replace: the catalog, the project, the home of the user.
    """
    if output.is_symlink():
        raise CardwrightError(f"{output} is a symbolic link; name the folder itself with {option}")
    place = output.resolve()
    for folder in (*keep, Path("~").expanduser(), Path("/")):
        if folder.resolve().is_relative_to(place):
            raise CardwrightError(f"{output} holds {folder}; name another folder with {option}")
    require_replaceable(output, option)


def require_apart(catalog: Path, pages: Path) -> None:
    """Raise CardwrightError when the catalog lies among the pages written by hand.

    MkDocs copies what it finds there into the site as it stands, with what nobody but the catalog's authors may see.
    """
    if catalog.resolve().is_relative_to(pages.resolve()):
        raise CardwrightError(f"the catalog {catalog} lies in docs_dir, {pages}, which is published as it stands")


def require_replaceable(output: Path, option: str = "-d") -> None:
    """Raise CardwrightError unless `output` is missing, empty, or a folder of ours without a file of anybody else's."""
    if not output.exists() and not output.is_symlink():
        return
    if output.is_symlink() or not output.is_dir():
        raise CardwrightError(f"{output} is not a folder; name another place with {option}")
    foreign = _foreign_file(output)
    if foreign == MARKER:
        raise CardwrightError(
            f"{output} was not made by Cardwright and is not empty; name another folder with {option}"
        )
    if foreign:
        raise CardwrightError(
            f"{output / foreign} was not made by Cardwright; move it away or name another folder with {option}"
        )


def _foreign_file(folder: Path) -> str | None:
    """The first file that the marker does not list; the marker's name where a folder that is not empty has none."""
    files = sorted(_files_in(folder))
    if not files and not any(folder.iterdir()):
        return None
    try:
        listed = set(json.loads((folder / MARKER).read_text())["files"])
    except (OSError, ValueError, TypeError, KeyError):
        return MARKER
    return next((file for file in files if file not in listed), None)


def _files_in(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        within = "" if parent == str(folder) else f"{os.path.relpath(parent, folder)}/"
        links = [name for name in folders if os.path.islink(f"{parent}/{name}")]  # noqa: PTH114  as quick as it goes
        yield from (f"{within}{name}" for name in (*files, *links) if within or name != MARKER)


def _write_marker(folder: Path) -> None:
    content = {"made_by": "cardwright", "kind": "site", "files": sorted(_files_in(folder))}
    (folder / MARKER).write_text(json.dumps(content, indent=0) + "\n")


def _sibling(output: Path) -> Path:
    return output.with_name(f".{output.name}.cardwright-{secrets.token_hex(6)}")


def _recover(output: Path) -> None:
    """Clear away what killed builds left beside `output`; a site that was being replaced goes back to its place."""
    pattern = re.compile(rf"\.{re.escape(output.name)}\.cardwright-[0-9a-f]{{12}}")
    for folder in sorted(output.parent.iterdir()):
        if not pattern.fullmatch(folder.name) or folder.is_symlink() or not _is_ours(folder):
            continue
        with _abandoned(folder) as abandoned:
            if not abandoned:
                continue
            if not output.exists() and _is_whole(folder):
                folder.rename(output)
            else:
                _remove(folder)


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARKER).is_file() or not any(folder.iterdir()))


def _is_whole(folder: Path) -> bool:
    """Whether all files of the folder were written: the marker is filled last."""
    return (folder / MARKER).is_file() and (folder / MARKER).stat().st_size > 0


def _remove(folder: Path) -> None:
    """Remove a folder of ours, its marker last, so that a kill on the way leaves one that is still known as ours."""
    with suppress(OSError):
        (folder / MARKER).write_bytes(b"")
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry, ignore_errors=True)
                elif entry.name != MARKER:
                    Path(entry).unlink()
        (folder / MARKER).unlink(missing_ok=True)
        folder.rmdir()


@contextmanager
def _abandoned(folder: Path) -> Iterator[bool]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _swap(new: Path, output: Path) -> Path | None:
    """Put `new` at `output` and return where the old folder is now, if there was one.

    Linux exchanges two names in one step. Elsewhere there is an instant with neither; `_recover` mends it.
    """
    if not output.exists():
        new.rename(output)
        return None
    if _exchange(new, output):
        return new
    old = _sibling(output)
    output.rename(old)
    new.rename(output)
    return old


def _exchange(first: Path, second: Path) -> bool:
    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), RENAME_EXCHANGE) == 0)
