"""A build as a process: what MkDocs logs is said in our words, progress is counted, and a request to end is heard."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def ending() -> Iterator[None]:
    """Let a process that is asked to end, as by a CI job that takes too long, clear away what it has half made."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def listening(level: int = logging.WARNING) -> Iterator[list[str]]:
    """Print what MkDocs logs, from `level` up, to stderr; yield the list that its errors go to instead."""
    logger, handler = logging.getLogger("mkdocs"), _Voice(level)
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
    try:
        yield handler.errors
    finally:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before


class _Voice(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())
        else:
            word = "warning: " if record.levelno >= logging.WARNING else ""
            click.echo(f"{word}{record.getMessage()}", err=True)


def show_progress(done: int, total: int) -> None:
    """Count pages on one line of the terminal, which is empty again at the end."""
    if done == total:
        click.echo("\r\033[K", nl=False, err=True)
    elif done % 25 == 0:
        click.echo(f"\rpages: {done:,} of {total:,}", nl=False, err=True)
