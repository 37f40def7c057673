"""Sharing work out to every processor core.

A forked process has everything its parent has in memory, so only its answer travels. It may do nothing that its parent
could not do in its place, and whatever becomes of it, the answers are the same.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from io import BufferedReader
from itertools import pairwise
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


LEAST = 64
"""Items in a share from which on a process is worth its start."""


def deal(items: Sequence[Item]) -> list[Sequence[Item]]:
    """Deal items out like cards, into a share for each core.

    >>> deal("abc")
    ['abc']
    """
    number = _shares(items)
    return [items[start::number] for start in range(number)]


def stretches(items: Sequence[Item]) -> list[Sequence[Item]]:
    """Cut items into a share for each core, so that neighbours stay together."""
    number = _shares(items)
    cuts = [len(items) * cut // number for cut in range(number + 1)]
    return [items[start:end] for start, end in pairwise(cuts)]


def _shares(items: Sequence[Item]) -> int:
    return max(1, min(_cores(), len(items) // LEAST))


def work_on(shares: Sequence[Item], work: Callable[[Item], Answer]) -> list[Answer]:
    """Do the work on every share at the same time; returns the answers in the order of the shares.

    The first share is worked on here, each other one in a forked process. The share of a process that fails, or is
    killed, is worked on here too: what was wrong with it then shows itself.
    """
    processes: dict[int, _Process] = {}
    try:
        for number, share in enumerate(shares[1:], 1):
            with contextlib.suppress(OSError):  # the machine may allow no more processes
                processes[number] = _start(work, share)
        answers = [work(share) for share in shares[:1]]
        for number, share in enumerate(shares[1:], 1):
            data = _finish(processes.pop(number)) if number in processes else None
            answers.append(work(share) if data is None else pickle.loads(data))  # noqa: S301  written by this program
        return answers
    finally:
        for process in processes.values():  # none, unless this one is stopped
            os.kill(process.number, signal.SIGKILL)
            _finish(process)


class _Process(NamedTuple):
    """A process, and where its answer comes from."""

    number: int
    pipe: BufferedReader


def _cores() -> int:
    """How many processes may run at once: one where forking is unsafe, because of the system or of other threads."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def _start(work: Callable[[Item], Answer], share: Item) -> _Process:
    reading, writing = os.pipe()
    number = os.fork()
    if number:
        os.close(writing)
        return _Process(number, os.fdopen(reading, "rb"))
    code = 1
    try:  # in the new process, which must never return to its caller
        os.close(reading)
        answer = pickle.dumps(work(share), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        code = 0
    finally:
        os._exit(code)


def _finish(process: _Process) -> bytes | None:
    """The answer of a process, which is then gone; None when it did not do its job."""
    with process.pipe:
        data = process.pipe.read()
    _, status = os.waitpid(process.number, 0)
    return data if os.waitstatus_to_exitcode(status) == 0 else None
