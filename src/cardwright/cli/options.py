"""Options that several commands share."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cardwright.catalog.folder import require_folder
from cardwright.errors import CardwrightError

Function = Callable[..., Any]


class NamedPath(click.Path):
    """A path of some length: an empty one, as of a variable that was not set, would mean the current folder."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises click.BadParameter when it is empty."""
        if not str(value).strip():
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)


def catalog_option(function: Function) -> Function:
    """Add `--catalog DIR`."""
    return click.option(
        "--catalog",
        "catalog",
        envvar="CARDWRIGHT_CATALOG",
        type=NamedPath(),
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
        require_folder(named)
        return named
    if Path("catalog").is_dir():
        return Path("catalog")
    if Path("catalog.yaml").is_file():
        return Path()
    raise CardwrightError(
        "no catalog here: neither a folder catalog/ nor a file catalog.yaml;"
        " name one with --catalog DIR, or make one with `cardwright init DIR`"
    )


def way_from_repository(folder: Path) -> str:
    """The way from the top of the repository around a folder to it, with a slash at its end; from here without one.

    Tools that show findings beside changed lines name files so. Empty where the folder is that top, or lies elsewhere.
    """
    real = Path(os.path.realpath(folder))
    top = next((parent for parent in (real, *real.parents) if (parent / ".git").exists()), Path(os.path.realpath("")))
    if real == top or not real.is_relative_to(top):
        return ""
    return f"{real.relative_to(top).as_posix()}/"
