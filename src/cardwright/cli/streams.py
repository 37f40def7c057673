"""What is printed: streams that bear being closed, full, or read by nobody."""

from __future__ import annotations

import io
import os
import select
import sys
from typing import Any, TextIO

import click

STDOUT, STDERR = 1, 2


class NotPrinted(Exception):  # noqa: N818  it says what happened
    """A result could not be printed; the message says why, and is empty when the reader has left."""


def prepare_streams() -> None:
    """Make stdin, stdout and stderr safe to use, whatever the caller did to them.

    One that is closed is led to nowhere; left closed, the next file opened would take its number and be printed into.
    Characters that an encoding lacks are escaped. A stream that somebody put in place of the real one is kept.
    """
    for number in (0, STDOUT, STDERR):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free, which is this one
    sys.stdout = _prepared(sys.stdout, STDOUT, _Results)
    sys.stderr = _prepared(sys.stderr, STDERR, _Messages)


def print_utf8(text: bytes) -> None:
    """Print a text that is in UTF-8 already; encoding megabytes again would take longer than an unchanged catalog."""
    in_utf8 = sys.stdout.encoding.lower().replace("-", "") == "utf8"
    click.echo(text if in_utf8 else text.decode(), nl=False)


def _prepared(stream: TextIO | None, number: int, kind: type[io.FileIO]) -> TextIO:
    if stream is not None and stream not in (sys.__stdout__, sys.__stderr__):
        return stream
    raw = kind(number, "w", closefd=False)
    encoding = stream.encoding if stream is not None else "utf-8"
    by_line = number == STDERR or raw.isatty()
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, "backslashreplace", line_buffering=by_line)


class _Results(io.FileIO):
    """Stdout: what cannot be written raises NotPrinted, once; whatever is printed after that is dropped."""

    lost = False

    def write(self, data: Any, /) -> int:
        if self.lost:
            return len(data)
        try:
            return _write(self, data)
        except OSError as error:
            self.lost = True
            gone = isinstance(error, BrokenPipeError)
            raise NotPrinted("" if gone else (error.strerror or str(error)).lower()) from None


class _Messages(io.FileIO):
    """Stderr: what cannot be written is dropped, for no work should fail because nobody hears of its progress."""

    def write(self, data: Any, /) -> int:
        try:
            return _write(self, data)
        except OSError:
            return len(data)


def _write(stream: io.FileIO, data: Any) -> int:
    """Write, and wait where the stream would not."""
    while (count := io.FileIO.write(stream, data)) is None:
        select.select([], [stream], [])
    return count
