"""Where print jobs are done: in child processes of this machine, or on a Dask cluster."""

from __future__ import annotations

import itertools
import socket
import sys
import threading
from collections import deque
from collections.abc import Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from cardwright import __version__
from cardwright.errors import CardwrightError
from cardwright.packs.children import Child, print_apart
from cardwright.packs.jobs import Job
from cardwright.packs.leftovers import scratch_folder
from cardwright.packs.pdf import Printed, import_weasyprint

ANSWERS_WITHIN = 10
"""Seconds in which a scheduler must answer."""


class Press(Protocol):
    """Somewhere to send jobs to; `width` is how many it is worth sending at once."""

    width: int

    def submit(self, job: Job) -> Future[Printed]:
        """Print a job some time; the future will hold what came of it, or a CardwrightError that says why nothing did.

        Nothing is sure to happen until somebody waits.
        """

    def wait(self, futures: Collection[Future[Printed]]) -> Collection[Future[Printed]]:
        """Wait until some of these are done, and return those."""


@contextmanager
def open_press(jobs: int, scheduler: str | None = None) -> Iterator[Press]:
    """A press for so many jobs at once, each in a child process; or the Dask cluster at an address such as `tcp://…`.

    Raises CardwrightError when no cluster answers, its workers differ from this machine, or Dask is not installed.
    """
    import_weasyprint()  # before anything is begun: without it no child could print
    if scheduler is not None:
        with _cluster(scheduler) as (executor, workers):
            yield _Hired(executor, 2 * workers)
    elif sys.platform == "linux" and threading.active_count() == 1:
        with scratch_folder() as folder, closing(_Own(jobs, folder)) as press:
            yield press
    else:  # where forking is unsafe, because of the system or of other threads
        with ThreadPoolExecutor(jobs) as threads:
            try:
                yield _Hired(threads, jobs + 1)
            finally:
                threads.shutdown(wait=False, cancel_futures=True)


class _Own:
    """Prints in forked children, so many at once; what is sent beyond that waits its turn."""

    def __init__(self, jobs: int, folder: Path) -> None:
        self.width = jobs + 1  # one more is being made ready
        self._jobs = jobs
        self._folders = (folder / str(number) for number in itertools.count())
        self._waiting: deque[tuple[Job, Future[Printed]]] = deque()
        self._printing: dict[Child, Future[Printed]] = {}

    def submit(self, job: Job) -> Future[Printed]:
        future: Future[Printed] = Future()
        self._waiting.append((job, future))
        self._begin()
        return future

    def wait(self, futures: Collection[Future[Printed]]) -> Collection[Future[Printed]]:
        while not (done := [future for future in futures if future.done()]) and self._printing:
            soonest = min(child.left for child in self._printing)
            answering = wait_for([child.answering for child in self._printing], soonest)
            for child in [*self._printing]:
                if child.answering in answering or not child.left:
                    _settle(self._printing.pop(child), child.finish())
            self._begin()
        return done

    def close(self) -> None:
        """Give up what is being printed."""
        for child in self._printing:
            child.kill()

    def _begin(self) -> None:
        while self._waiting and len(self._printing) < self._jobs:
            job, future = self._waiting.popleft()
            try:
                self._printing[Child(job, next(self._folders))] = future
            except OSError as error:
                _settle(future, CardwrightError(f"no process to print in could be started: {error.strerror}"))


def _settle(future: Future[Printed], answer: Printed | CardwrightError) -> None:
    if isinstance(answer, Printed):
        future.set_result(answer)
    else:
        future.set_exception(answer)


class _Hired:
    """Prints wherever an executor does its work: in the threads of this process, or on the workers of a cluster."""

    def __init__(self, executor: Any, width: int) -> None:
        self.width = width
        self._executor = executor

    def submit(self, job: Job) -> Future[Printed]:
        future: Future[Printed] = self._executor.submit(print_apart, job)
        return future

    def wait(self, futures: Collection[Future[Printed]]) -> Collection[Future[Printed]]:
        return wait(futures, return_when=FIRST_COMPLETED).done


# --- Dask ------------------------------------------------------------------------------------------------------------


@contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[Any, int]]:
    try:
        from distributed import Client
    except ImportError:
        raise CardwrightError("--scheduler needs Dask: pip install 'cardwright[cluster]'") from None
    _require_answer(scheduler)
    try:
        client = Client(scheduler, timeout=ANSWERS_WITHIN, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        raise CardwrightError(f"no Dask scheduler answers at {scheduler} ({type(error).__name__})") from None
    with client:
        versions = client.run(_versions)
        _require_alike(versions)
        yield client.get_executor(pure=False), len(versions)  # type: ignore[no-untyped-call]


def _require_answer(scheduler: str) -> None:
    """Somebody listens at an address, which Dask's client would take long to find out, and loudly."""
    parts = urlsplit(scheduler)
    try:
        if parts.scheme not in ("tcp", "tls") or not parts.hostname or not parts.port:
            raise CardwrightError(f"{scheduler} is no address of a scheduler, such as tcp://host:8786")
        socket.create_connection((parts.hostname, parts.port), ANSWERS_WITHIN).close()
    except (OSError, ValueError) as error:
        raise CardwrightError(f"no Dask scheduler answers at {scheduler} ({error})") from None


def _require_alike(found: dict[str, tuple[str, ...]]) -> None:
    """A pack must not depend on which worker printed it. Raises CardwrightError for one that differs, or for none."""
    if not found:
        raise CardwrightError("the Dask cluster has no worker")
    odd = sorted(worker for worker, versions in found.items() if versions != _versions())
    if odd:
        raise CardwrightError(f"other versions of Cardwright, WeasyPrint or Pango than here: {', '.join(odd)}")


def _versions() -> tuple[str, ...]:
    weasyprint = import_weasyprint()
    from weasyprint.text.ffi import pango

    return __version__, str(weasyprint.__version__), str(pango.pango_version())
