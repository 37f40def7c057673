"""`cardwright init`, `cardwright new`, `cardwright schema` and `cardwright doctor`."""

from __future__ import annotations

import datetime
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardwright.cli.options import NamedPath, as_of_option, catalog_option, find_catalog
from cardwright.errors import CardwrightError
from cardwright.finding import printable

if TYPE_CHECKING:
    from cardwright.start.machine import Item


@click.command()
@click.argument("folder", metavar="DIR", type=NamedPath())
@as_of_option
def init(folder: Path, as_of: datetime.date) -> None:
    """Begin a catalog in DIR: a small one that reads clean, with its site, CI workflow, pre-commit hook and schemas.

    DIR must be new, or empty but for .git: nothing is ever overwritten.

    \b
    cardwright init my-catalog
    """
    from cardwright.start.starter import write_starter

    for name in write_starter(folder, as_of):
        click.echo(printable(str(folder / name)))
    there = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    click.echo(printable(f"next: {there}cardwright check"))


@click.command()
@click.argument("kind")
@click.argument("identifier", metavar="ID")
@catalog_option
@as_of_option
@click.option("-o", "--output-file", type=NamedPath(), metavar="FILE", help="Write there instead; - is stdout.")
def new(kind: str, identifier: str, catalog: Path | None, as_of: datetime.date, output_file: Path | None) -> None:
    """Write the file of a new entity: what is certain filled in, the rest as comments with examples.

    KIND is organisation, team, use_case, system, model, model_version, dataset, approval or waiver. The ID of a model
    version is MODEL@VERSION. No file is ever overwritten.

    \b
    cardwright new system credit-scoring
    cardwright new model_version credit-default@2.1.0
    cardwright new dataset loans -o -
    """
    from cardwright.start.entity_file import new_text, place_of, require_unclaimed, write_new
    from cardwright.start.schemas import ensure_schema, schema_folder

    identifier = "@".join(part.strip() for part in identifier.split("@"))
    if str(output_file) == "-":
        click.echo(new_text(kind, identifier, as_of), nl=False)
        return
    folder = find_catalog(catalog)
    path = output_file or folder / place_of(kind, identifier)
    schemas = schema_folder(folder)
    text = new_text(kind, identifier, as_of, Path(os.path.realpath(path)), schemas)
    require_unclaimed(folder, kind, identifier)
    write_new(path, text)
    click.echo(printable(str(path)))
    if not ensure_schema(schemas, kind):
        click.echo(printable(f"`cardwright schema -o {schemas}` lets editors complete its fields"), err=True)


@click.command()
@click.argument("kind", required=False)
@click.option(
    "-o",
    "--output-dir",
    type=NamedPath(),
    metavar="DIR",
    help="Write there, a file for each kind and one for all; - is stdout.",
)
def schema(kind: str | None, output_dir: Path | None) -> None:
    """Write the JSON Schema of every kind of entity, or of one KIND, for editors.

    Without -o it goes to stdout; for every kind that is one schema that holds them all.

    \b
    cardwright schema -o schemas
    cardwright schema model_version
    """
    from cardwright.start.schemas import schema_text, write_schema_files

    if output_dir is None or str(output_dir) == "-":
        click.echo(schema_text(kind), nl=False)
        return
    for path in write_schema_files(output_dir, kind):
        click.echo(printable(str(path)))


@click.command()
@catalog_option
def doctor(catalog: Path | None) -> None:
    """Say what this machine has and lacks: `ok`, `missing` for what check or build need, `note` for the rest.

    Exit code: 0 check and build work, 1 something they need is missing.

    \b
    cardwright doctor
    """
    from cardwright.start.machine import Item, examine

    folder, no_catalog = None, None
    try:
        folder = find_catalog(catalog)
    except CardwrightError as error:
        no_catalog = Item("note" if catalog is None else "missing", str(error))
    items: list[Item] = []
    for item in examine(folder, no_catalog):
        click.echo(printable(f"{item.state:8}{item.text}"))
        items.append(item)
    click.echo(_verdict(items))
    if any(item.state == "missing" for item in items):
        sys.exit(1)


def _verdict(items: list[Item]) -> str:
    missing = sum(item.state == "missing" for item in items)
    notes = sum(item.state == "note" for item in items)
    ready = f"{missing} missing: check and build may fail" if missing else "check and build work"
    return f"{ready}{f'; {notes} to note' if notes else ''}"
