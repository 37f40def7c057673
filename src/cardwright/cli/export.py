"""`cardwright export`."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import click

from cardwright.catalog.folder import require_no_part
from cardwright.cli.check import write_whole
from cardwright.cli.options import NamedPath, as_of_option, catalog_option, find_catalog
from cardwright.cli.pack import judge_catalog
from cardwright.errors import CardwrightError
from cardwright.finding import printable

if TYPE_CHECKING:
    from cardwright.catalog.entities.field import Audience

Format = Literal["xlsx", "csv"]


@click.group()
def export() -> None:
    """Write the catalog in a form for other programs.

    \b
    cardwright export register
    """


@export.command()
@catalog_option
@as_of_option
@click.option(
    "--format", "form", type=click.Choice(get_args(Format)), default="xlsx", show_default=True, help="Format."
)
@click.option(
    "-o",
    "--output",
    type=NamedPath(),
    metavar="PATH",
    help="The workbook, or the folder of the CSV files. Default: register.xlsx, register/.",
)
@click.option(
    "--audience",
    type=click.Choice(("public", "customer", "regulator", "internal")),
    default="internal",
    show_default=True,
    help="Leave out what is not for these readers.",
)
def register(catalog: Path | None, as_of: datetime.date, form: Format, output: Path | None, audience: Audience) -> None:
    """Write the inventory register: a sheet for each kind of entity with all its fields, and one with the findings.

    Nothing in it is a formula, whatever a field says, and the same catalog gives the same bytes.

    \b
    cardwright export register
    cardwright export register --format csv -o register --audience regulator
    """
    from cardwright.audiences.narrowing import narrow
    from cardwright.packs.making import instant_of
    from cardwright.register.sheets import sheets_of
    from cardwright.register.write import csv_of, workbook_of

    folder = find_catalog(catalog)
    report = narrow(judge_catalog(folder, as_of)[1], audience).report
    sheets = sheets_of(report)
    if form == "xlsx":
        target = output or Path("register.xlsx")
        write_whole(target, workbook_of(sheets, instant_of(report)), folder)
        click.echo(printable(str(target)))
        return
    target = output or Path("register")
    require_no_part(folder, target)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CardwrightError(f"{target} is no folder to write to: {(error.strerror or '').lower()}") from None
    for sheet in sheets:
        write_whole(target / f"{sheet.name}.csv", csv_of(sheet).encode(), folder)
        click.echo(printable(os.fspath(target / f"{sheet.name}.csv")))
