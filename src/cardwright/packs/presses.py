"""Where print jobs are done: in child processes of this machine, or on a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import Connection
from typing import Any, Protocol
from urllib.parse import urlsplit

from cardwright import __version__
from cardwright.errors import CardwrightError
from cardwright.packs.jobs import Job
from cardwright.packs.pdf import Printed, import_weasyprint

GRACE = 5
"""Seconds by which a child may be late, in answering and in ending, before it is killed."""
ANSWERS_WITHIN = 10
"""Seconds in which a scheduler must answer."""


class Press(Protocol):
    """Somewhere to send jobs to; `width` is how many it is worth sending at once."""

    width: int

    def submit(self, job: Job) -> Future[Printed]:
        """Print a job some time; the future holds what came of it, or a CardwrightError that says why nothing did."""


@contextmanager
def open_press(jobs: int, scheduler: str | None = None) -> Iterator[Press]:
    """A press for so many jobs at once, each in a child process; or the Dask cluster at an address such as `tcp://…`.

    Raises CardwrightError when no cluster answers, its workers differ from this machine, or Dask is not installed.
    """
    if scheduler is not None:
        with _cluster(scheduler) as (executor, workers):
            yield _Far(executor, workers)
        return
    import_weasyprint()  # before anything is begun: without it no child could print
    with ThreadPoolExecutor(jobs) as threads:  # each thread only waits for its child
        try:
            yield _Near(threads, jobs)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


class _Near:
    def __init__(self, threads: ThreadPoolExecutor, jobs: int) -> None:
        self.width = jobs + 1  # one more is being made ready
        self._threads = threads

    def submit(self, job: Job) -> Future[Printed]:
        return self._threads.submit(_print_in_child, job)


class _Far:
    def __init__(self, executor: Any, workers: int) -> None:
        self.width = 2 * workers
        self._executor = executor

    def submit(self, job: Job) -> Future[Printed]:
        future: Future[Printed] = self._executor.submit(_print_alone, job, pure=False)
        return future


# --- Child processes -------------------------------------------------------------------------------------------------


@cache
def _context() -> Any:
    """Children come from a server that has the printer loaded, because a process with threads should not be forked."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["weasyprint", "cardwright.packs.jobs"])
    return context


def _print_in_child(job: Job) -> Printed:
    context = _context()
    reading, writing = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(writing, job), daemon=True)
    child.start()
    writing.close()
    answer: Printed | CardwrightError | None = None
    try:
        if reading.poll(job.limits.seconds + GRACE):
            answer = reading.recv()
            child.join(GRACE)
    except (EOFError, OSError):
        child.join(GRACE)  # it died, and its exit code says of what
    finally:
        ended = child.exitcode
        child.kill()
        child.join()
        reading.close()
    if isinstance(answer, Printed):
        return answer
    raise answer or CardwrightError(_end_of(ended, job))


def _work(writing: Connection, job: Job) -> None:
    """Print a job within its limits and send what came of it; the whole life of a child."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what must be known is in the answer
    resource.setrlimit(resource.RLIMIT_AS, (job.limits.memory, job.limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (job.limits.seconds, job.limits.seconds + GRACE))
    try:
        answer: Printed | CardwrightError = job.run()
    except CardwrightError as error:
        answer = error
    except MemoryError:
        answer = CardwrightError(f"printing needs more than {job.limits.memory // 2**20} MiB of memory")
    except Exception as error:  # noqa: BLE001  the printer fails in many ways; each must be named and none may stop us
        answer = CardwrightError(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
    writing.send(answer)


def _end_of(code: int | None, job: Job) -> str:
    if code is None or code == -signal.SIGXCPU:
        return f"printing took longer than {job.limits.seconds} seconds"
    return f"printing ended by {signal.Signals(-code).name}" if code < 0 else f"printing ended with code {code}"


# --- Dask ------------------------------------------------------------------------------------------------------------

_turn = threading.Lock()
"""A worker may have several threads; the printer's messages can be listened to by one."""


def _print_alone(job: Job) -> Printed:
    with _turn:
        return job.run()


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
        yield client.get_executor(), len(versions)  # type: ignore[no-untyped-call]


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
