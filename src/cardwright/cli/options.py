"""Options that several commands share."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cardwright.errors import CardwrightError

Function = Callable[..., Any]


def catalog_option(function: Function) -> Function:
    """Add `--catalog DIR`."""
    return click.option(
        "--catalog",
        "catalog",
        envvar="CARDWRIGHT_CATALOG",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Catalog folder. Default: catalog/ below the current folder, else the current folder if it holds"
        " catalog.yaml. Environment: CARDWRIGHT_CATALOG.",
    )(function)


def as_of_option(function: Function) -> Function:
    """Add `--as-of DATE`."""
    return click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=lambda _context, _parameter, value: value.date() if value else today(),
        metavar="DATE",
        help="Date the report is made for, YYYY-MM-DD. Default: today, or the day of SOURCE_DATE_EPOCH.",
    )(function)


def today() -> datetime.date:
    """The day to judge by when none is named: that of SOURCE_DATE_EPOCH, else today's."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    try:
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise CardwrightError(f"SOURCE_DATE_EPOCH is '{epoch}', not a number of seconds") from None


def find_catalog(named: Path | None) -> Path:
    """The catalog folder to work on. Raises CardwrightError when there is none."""
    if named is not None:
        if not named.is_dir():
            raise CardwrightError(f"there is no catalog folder {named}; `cardwright init DIR` makes one")
        return named
    here = Path.cwd()
    if (here / "catalog").is_dir():
        return Path("catalog")
    if (here / "catalog.yaml").is_file():
        return Path()
    raise CardwrightError(
        "no catalog here: neither a folder catalog/ nor a file catalog.yaml;"
        " name one with --catalog DIR, or make one with `cardwright init DIR`"
    )
