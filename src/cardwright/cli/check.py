"""`cardwright check`."""

from __future__ import annotations

import datetime
import os
import pkgutil
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardwright import reports
from cardwright.catalog.commit import commit_of
from cardwright.cli.options import as_of_option, catalog_option, find_catalog
from cardwright.errors import CardwrightError

if TYPE_CHECKING:
    from cardwright.cli.memory import Answer

FORMATS = sorted((module.name for module in pkgutil.iter_modules(reports.__path__)), reverse=True)
"""Every module of `reports` is a format, text first."""


@click.command()
@catalog_option
@as_of_option
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True, help="Format.")
@click.option("-o", "--output-file", type=click.Path(path_type=Path), metavar="FILE", help="Write there; - is stdout.")
@click.option("--select", multiple=True, metavar="PREFIX", help="Only rules whose id starts so; comma or repeat.")
@click.option("--ignore", multiple=True, metavar="PREFIX", help="No rules whose id starts so; comma or repeat.")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning", "note")),
    default="error",
    show_default=True,
    help="Exit with 1 from this level on.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule.")
@click.option("--cache/--no-cache", "use_cache", default=True, help="Reuse what was found when nothing has changed.")
def check(
    catalog: Path | None,
    as_of: datetime.date,
    output_format: str,
    output_file: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    exit_zero: bool,
    statistics: bool,
    use_cache: bool,
) -> None:
    """Judge the catalog and print every finding at its place, with a remedy.

    Exit code: 0 nothing at or above --fail-on, 1 findings, 2 Cardwright could not do the job.

    \b
    cardwright check
    cardwright check --as-of 2027-12-02 --select AIA
    cardwright check --output-format json -o report.json --exit-zero
    """
    from cardwright.cli.memory import Question

    folder = find_catalog(catalog)
    to_stdout = output_file is None or str(output_file) == "-"
    colour = to_stdout and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    options = {
        "as of": as_of, "format": output_format, "select": select, "ignore": ignore, "colour": colour,
        "statistics": statistics, "commit": commit_of(folder) if output_format != "text" else "",
    }  # fmt: skip
    question = Question(folder, options) if use_cache else None
    answer = question.answer() if question else None
    if answer is None:
        answer, read = _judge(folder, as_of, output_format, (select, ignore), colour=colour, statistics=statistics)
        if question:
            question.remember(answer, read)
    if to_stdout:
        click.echo(answer.text, nl=False)
    else:
        _write(output_file, answer.text)  # type: ignore[arg-type]  # it is named
    if fail_on in answer.fails and not exit_zero:
        sys.exit(1)


def _judge(
    folder: Path,
    as_of: datetime.date,
    output_format: str,
    chosen: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    colour: bool,
    statistics: bool,
) -> tuple[Answer, Mapping[str, str]]:
    """Judge the catalog; returns what to print and where it fails, and the digests of the files that were read."""
    from cardwright.catalog.load import load_catalog
    from cardwright.cli.memory import Answer
    from cardwright.finding import LEVELS
    from cardwright.rules.judge import judge

    select, ignore = chosen
    prefixes = _prefixes(select), _prefixes(ignore)
    report = judge(load_catalog(folder), as_of).selected(*prefixes)
    voice = import_module(f"cardwright.reports.{output_format}")
    text: str = voice.render(report, colour=colour, statistics=statistics)
    return Answer(text, tuple(level for level in LEVELS if report.fails(level))), report.catalog.hashes


def _prefixes(values: tuple[str, ...]) -> tuple[str, ...]:
    """The prefixes, of which every one must begin the id of a rule: a slip would select nothing and look clean."""
    from cardwright.rules.shelf import shipped_frameworks

    prefixes = tuple(part.strip().upper() for value in values for part in value.split(",") if part.strip())
    if values and not prefixes:
        raise CardwrightError("--select and --ignore take the beginning of a rule's id; `cardwright rules` lists them")
    known = {rule.id for framework in shipped_frameworks().values() for rule in framework.rules}
    for prefix in prefixes:
        if not any(rule.startswith(prefix) for rule in known):
            raise CardwrightError(f"no rule starts with {prefix}; `cardwright rules` lists them")
    return prefixes


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all; a pipe or a device is written to, never replaced."""
    target = Path(os.path.realpath(path))
    beside = target.parent / f".{target.name}.{os.getpid()}"
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")
            return
        beside.write_text(text, encoding="utf-8")
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CardwrightError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None
