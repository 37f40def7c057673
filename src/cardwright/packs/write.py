"""Writing packs: which ones, under which names, each whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.errors import CardwrightError
from cardwright.packs.delta import OldPack, changes_since, require_heirs
from cardwright.packs.jobs import GENEROUS, Job, Limits
from cardwright.packs.kept import KeptPress
from cardwright.packs.leftovers import clear_unfinished, place_file
from cardwright.packs.making import Pack, make_pack
from cardwright.packs.pdf import Printed
from cardwright.packs.presses import Press, open_press
from cardwright.packs.scope import scope_of
from cardwright.packs.selection import EVERYTHING, Selection, choose_subjects, limit
from cardwright.proof.signature import sign

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry
    from cardwright.rules.report import Report

MADE_BY_US = b'CreatorTool="Cardwright ', b"CreatorTool>Cardwright "


class PacksFailedError(CardwrightError):
    """Some packs could not be made; the others were `written`."""

    code = 1

    def __init__(self, message: str, written: Sequence[Path]) -> None:
        super().__init__(message)
        self.written = written


class Step(NamedTuple):
    """Where the work stands: how many packs of how many are done, which one this is about, and what there is to say."""

    done: int
    total: int
    ref: str
    remark: str = ""
    failed: bool = False

    @property
    def text(self) -> str:
        """The step as a line."""
        if self.remark:
            return f"{self.ref}: {self.remark}"
        return f"pack {self.done} of {self.total}: {self.ref}{' failed' if self.failed else ''}"


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Workshop:
    """How packs are printed: so many at once or on the Dask cluster at `scheduler`, within limits, nothing twice.

    `kept` is the folder of what was printed before. `signer` signs what is written. `since` are older packs, each
    compared with the new one about the same entity.
    """

    jobs: int = 1
    scheduler: str | None = None
    limits: Limits = GENEROUS
    kept: Path | None = None
    signer: Any = None
    timestamp_server: str | None = None
    since: Sequence[OldPack] = ()

    def finish(self, pack: Pack) -> bytes:
        """The bytes to write."""
        if self.signer is None:
            return pack.pdf
        return sign(pack.pdf, self.signer, "Audit pack", self.timestamp_server)


PLAIN = Workshop()


def write_packs(
    catalog: Catalog,
    report: Report,
    refs: Sequence[str],
    folder: Path,
    progress: Progress = lambda step: None,
    selection: Selection = EVERYTHING,
    workshop: Workshop = PLAIN,
) -> list[Path]:
    """Write a pack for each reference, for every system when there is none, and return the files written.

    A pack that fails does not stop the others. Raises CardwrightError for a reference that no pack can be made for,
    before any is written, and PacksFailedError at the end for those that failed.
    """
    subjects = choose_subjects(catalog, refs, selection)
    require_heirs(workshop.since, {subject.ref for subject in subjects}, report.as_of, selection.audience)
    report, selection = limit(report, selection.framework), selection.over(report)
    _make_folder(folder)
    written: dict[str, Path] = {}
    failed: dict[str, str] = {}

    def make(subject: Entry) -> Generator[Job, Printed, Pack]:
        scope = scope_of(catalog, report, subject)
        old = next((old for old in workshop.since if old.subject == subject.ref), None)
        changes = changes_since(old, scope, selection) if old else None
        return (yield from make_pack(scope, selection, workshop.limits, changes, signed=workshop.signer is not None))

    def end(subject: Entry, outcome: Pack | Exception) -> None:
        try:
            if isinstance(outcome, Exception):
                raise outcome
            for warning in outcome.warnings:
                progress(Step(len(written) + len(failed), len(subjects), subject.ref, warning))
            written[subject.ref] = _write(folder / selection.file_name(subject), workshop.finish(outcome))
        except Exception as error:  # noqa: BLE001  the printer fails in many ways, and the other packs must come
            failed[subject.ref] = _reason(error)
        progress(Step(len(written) + len(failed), len(subjects), subject.ref, failed=subject.ref in failed))

    with open_press(workshop.jobs, workshop.scheduler) as press:
        _make_all(subjects, make, KeptPress(press, workshop.kept) if workshop.kept else press, end)
    if failed:
        done = f"; {len(written)} of {len(subjects)} packs were written" if len(subjects) > 1 else ""
        reasons = ", ".join(f"{ref} ({failed[ref]})" for ref in sorted(failed))
        raise PacksFailedError(f"no pack could be made for {reasons}{done}", [*written.values()])
    return [written[subject.ref] for subject in subjects]


def _make_all(
    subjects: Sequence[Entry],
    make: Callable[[Entry], Generator[Job, Printed, Pack]],
    press: Press,
    end: Callable[[Entry, Pack | Exception], None],
) -> None:
    """Keep the press busy: while some packs are being printed, the pages of the next are made."""
    waiting = list(reversed(subjects))
    printing: dict[Future[Printed], tuple[Entry, Generator[Job, Printed, Pack]]] = {}

    def advance(subject: Entry, pack: Generator[Job, Printed, Pack], done: Future[Printed] | None) -> None:
        try:
            job = pack.send(done.result()) if done else next(pack)
            printing[press.submit(job)] = subject, pack
        except StopIteration as finished:
            end(subject, finished.value)
        except Exception as error:  # noqa: BLE001  `end` names it
            end(subject, error)

    while waiting or printing:
        while waiting and len(printing) < press.width:
            subject = waiting.pop()
            advance(subject, make(subject), None)
        for done in press.wait(printing):
            advance(*printing.pop(done), done)


def _reason(error: Exception) -> str:
    """Why a pack failed, in a line: our own words for what we expect, and the kind of error for the rest."""
    if isinstance(error, CardwrightError):
        return str(error)
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clear_unfinished(folder)
    except OSError as error:
        reason = "it is a file" if folder.is_file() else (error.strerror or str(error)).lower()
        raise CardwrightError(f"packs cannot be written to {folder}: {reason}") from None


def _write(path: Path, pdf: bytes) -> Path:
    """Put a pack in its place, whole. A file that is no pack is not replaced: raises CardwrightError."""
    if path.exists() and not _is_pack(path):
        raise CardwrightError(f"{path} exists and is not a pack: move it away, or choose another folder")
    umask = os.umask(0)
    os.umask(umask)
    try:
        place_file(path, pdf, 0o666 & ~umask)
    except OSError as error:
        raise CardwrightError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None
    return path


def _is_pack(path: Path) -> bool:
    if not path.is_file():
        return False
    content = path.read_bytes()
    return content.startswith(b"%PDF-") and any(mark in content for mark in MADE_BY_US)
