"""What was printed before, kept in the user's cache folder under the key of its job, for the user alone."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection
from concurrent.futures import Future
from pathlib import Path

from cardwright.packs.jobs import Job
from cardwright.packs.leftovers import clear_unfinished, place_file
from cardwright.packs.pdf import Printed
from cardwright.packs.presses import Press

LARGEST = 2 * 2**30
"""Bytes kept; what was not asked for the longest goes first."""


class KeptPress:
    """A press that prints nothing twice."""

    def __init__(self, press: Press, folder: Path) -> None:
        self.width = press.width
        self._press = press
        self._folder = folder
        with contextlib.suppress(OSError):
            clear_unfinished(folder)

    def submit(self, job: Job) -> Future[Printed]:
        """As of any press; what is kept is there at once."""
        key = job.key
        kept = self._find(key)
        if kept is None:
            future = self._press.submit(job)
            future.add_done_callback(lambda done: self._keep(key, done))
            return future
        found: Future[Printed] = Future()
        found.set_result(kept)
        return found

    def wait(self, futures: Collection[Future[Printed]]) -> Collection[Future[Printed]]:
        """As of any press."""
        return [future for future in futures if future.done()] or self._press.wait(futures)

    def _find(self, key: str) -> Printed | None:
        try:
            pdf = (self._folder / f"{key}.pdf").read_bytes()
            said = json.loads((self._folder / f"{key}.json").read_text(encoding="utf-8"))
            printed = Printed(pdf, tuple(said["missing"]), tuple(said["complaints"]))
            os.utime(self._folder / f"{key}.pdf")
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return printed if said.get("sha256") == _digest(pdf) else None

    def _keep(self, key: str, done: Future[Printed]) -> None:
        """Keep what was printed; failing to is no failure."""
        if done.cancelled() or done.exception() is not None:
            return
        printed = done.result()
        said = {"sha256": _digest(printed.pdf), "missing": printed.missing, "complaints": printed.complaints}
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            place_file(self._folder / f"{key}.pdf", printed.pdf, 0o600)
            place_file(self._folder / f"{key}.json", json.dumps(said).encode(), 0o600)
            self._make_room()

    def _make_room(self) -> None:
        room = LARGEST
        for path in sorted(self._folder.glob("*.pdf"), key=lambda path: -path.stat().st_mtime_ns):
            room -= path.stat().st_size
            if room < 0:
                path.unlink()
                path.with_suffix(".json").unlink(missing_ok=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
