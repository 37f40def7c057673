"""Verifying within bounds: a hostile file may be made to fill the memory, to take for ever, or to crash a library."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cardwright.errors import CardwrightError
from cardwright.proof.opened import OpenedPack
from cardwright.proof.verify import Answer, Check, verify


class Bounds(NamedTuple):
    """What verifying one file may take: its own bytes, bytes of memory beside them, seconds of CPU, and of waiting."""

    size: int = 2**30
    memory: int = 3 * 2**30
    cpu: int = 120
    seconds: int = 600


USUAL = Bounds()


def read_pack(path: Path, bounds: Bounds = USUAL) -> OpenedPack:
    """Return a file as a pack to look into. Raises CardwrightError when it cannot be read or is too large."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # opening a named pipe would wait
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise CardwrightError(f"{path} cannot be read: it is no file")
            if status.st_size > bounds.size:
                raise CardwrightError(f"{path} is larger than {bounds.size // 2**20} MiB, so it is not read")
            return OpenedPack(file.read(bounds.size + 1))
    except OSError as error:
        raise CardwrightError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None


def verify_within(pack: OpenedPack, further: Sequence[tuple[str, Check]] = (), bounds: Bounds = USUAL) -> list[Answer]:
    """Verify a pack in a child process. What goes beyond the bounds, or ends the child, is a failed check."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _verify_here(pack, further, bounds, writing)
    os.close(writing)
    try:
        text = _receive(reading, bounds.seconds)
    finally:
        os.close(reading)
        if os.waitpid(child, os.WNOHANG) == (0, 0):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    if text is None:
        return [Answer("bounds", False, f"it was given up after {bounds.seconds} seconds, which no pack takes")]
    try:
        return [Answer(*answer) for answer in json.loads(text)]
    except ValueError:
        return [Answer("bounds", False, "it broke the program that reads it, or took more time than any pack does")]


def _verify_here(pack: OpenedPack, further: Sequence[tuple[str, Check]], bounds: Bounds, writing: int) -> None:
    """The whole life of the child."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what must be known is in the answers
        memory = bounds.memory + 2 * len(pack.content)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu, bounds.cpu))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _send(writing, verify(pack, *further))
        code = 0
    except (MemoryError, RecursionError):
        needs = f"it needs more than {bounds.memory // 2**20} MiB of memory, which no pack does"
        _send(writing, [Answer("bounds", False, needs)])
    finally:
        os._exit(code)


def _send(writing: int, answers: Sequence[Answer]) -> None:
    text = json.dumps([[*answer] for answer in answers]).encode()
    while text:
        text = text[os.write(writing, text) :]


def _receive(reading: int, seconds: float) -> bytes | None:
    """All that comes until the other end is closed; None when that takes too long."""
    until, text = time.monotonic() + seconds, b""
    while select.select([reading], [], [], max(0.0, until - time.monotonic()))[0]:
        part = os.read(reading, 1 << 16)
        if not part:
            return text
        text += part
    return None
