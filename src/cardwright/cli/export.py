"""`cardwright export`."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Mapping
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
    from cardwright.register.sheets import Readers
    from cardwright.rules.report import Report

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

    Nothing in it is a formula, whatever a field says, and the same catalog gives the same bytes. What an audience does
    not see is named and left out. `-o -` writes the workbook to standard output.

    \b
    cardwright export register
    cardwright export register --format csv -o register --audience regulator
    """
    from cardwright.packs.making import instant_of
    from cardwright.register.sheets import sheets_of
    from cardwright.register.write import csv_of, workbook_of

    folder = find_catalog(catalog)
    report, readers = _narrowed(judge_catalog(folder, as_of)[1], audience)
    sheets = sheets_of(report, readers)
    if form == "xlsx":
        _write_workbook(output or Path("register.xlsx"), workbook_of(sheets, instant_of(report)), folder)
    else:
        _write_tables(output or Path("register"), {f"{sheet.name}.csv": csv_of(sheet) for sheet in sheets}, folder)


def _narrowed(report: Report, audience: Audience) -> tuple[Report, Readers]:
    """The report as far as an audience sees it, and what the register has to tell them of the rest."""
    from cardwright.audiences.narrowing import JUDGED_FOR, narrow
    from cardwright.audiences.withheld import withheld_of
    from cardwright.register.sheets import Readers

    narrowed = narrow(report, audience)
    withheld = withheld_of(narrowed.edition) if narrowed.edition else {}
    return narrowed.report, Readers(audience, audience in JUDGED_FOR, narrowed.withheld, withheld)


def _write_workbook(target: Path, workbook: bytes, catalog: Path) -> None:
    from cardwright.register.write import is_register

    if str(target) == "-":
        sys.stdout.buffer.write(workbook)
        return
    if target.is_file() and target.stat().st_size and not is_register(target):
        raise CardwrightError(f"{target} exists and is not a register: move it away, or name another file with -o")
    write_whole(target, workbook, catalog)
    click.echo(printable(str(target)))


def _write_tables(target: Path, tables: Mapping[str, str], catalog: Path) -> None:
    """Write the folder of tables whole or not at all: none of an older register, for others, may be left among them."""
    from cardwright.site.staging import Staging, require_output

    require_no_part(catalog, target)
    require_output(target, (catalog,), "-o")
    staging = Staging(target, "-o")
    try:
        for name, text in tables.items():
            (staging.folder / name).write_text(text, encoding="utf-8", newline="")
        staging.publish()
    except OSError as error:
        staging.discard()
        raise CardwrightError(f"cannot write to {target}: {(error.strerror or str(error)).lower()}") from None
    except BaseException:
        staging.discard()
        raise
    for name in tables:
        click.echo(printable(os.fspath(target / name)))
