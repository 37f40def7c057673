"""`cardwright check` and `cardwright baseline`."""

from __future__ import annotations

import datetime
import os
import pkgutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cardwright import reports
from cardwright.catalog.commit import commit_of
from cardwright.catalog.folder import require_no_part
from cardwright.cli.options import NamedPath, as_of_option, catalog_option, find_catalog, way_from_repository
from cardwright.cli.streams import print_utf8
from cardwright.errors import CardwrightError
from cardwright.finding import Level, printable

if TYPE_CHECKING:
    from cardwright.cli.memory import Answer
    from cardwright.rules.report import Report

FORMATS = sorted((module.name for module in pkgutil.iter_modules(reports.__path__)), reverse=True)
"""Every module of `reports` is a format, text first."""
WITH_DUE = ("text", "json", "markdown")
"""The formats that can show what is not open yet."""


@click.command()
@catalog_option
@as_of_option
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True, help="Format.")
@click.option("-o", "--output-file", type=NamedPath(), metavar="FILE", help="Write there; - is stdout.")
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
@click.option(
    "--baseline",
    type=NamedPath(),
    metavar="FILE",
    help="Fail only on findings that this file, written by `cardwright baseline`, does not know.",
)
@click.option(
    "--due-by",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="List also what becomes due until then (text, json, markdown).",
)
@click.option("--cache/--no-cache", "use_cache", default=True, help="Reuse what was found when nothing has changed.")
def check(
    catalog: Path | None,
    as_of: datetime.date,
    output_format: str,
    output_file: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: Level,
    exit_zero: bool,
    statistics: bool,
    baseline: Path | None,
    due_by: datetime.datetime | None,
    use_cache: bool,
) -> None:
    """Judge the catalog and print every finding at its place, with a remedy.

    Exit code: 0 nothing at or above --fail-on, 1 findings, 2 Cardwright could not do the job.

    \b
    cardwright check
    cardwright check --as-of 2027-12-02 --select AIA
    cardwright check --due-by 2028-12-31
    cardwright check --output-format sarif -o cardwright.sarif --exit-zero
    """
    from cardwright.cli.memory import Question

    folder = find_catalog(catalog)
    to_stdout = output_file is None or str(output_file) == "-"
    colour = to_stdout and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    style = reports.Style(colour, statistics, way_from_repository(folder), fail_on)
    asked = Asked(as_of, output_format, style, select, ignore, _known(baseline), _until(due_by, as_of, output_format))
    known = sorted(asked.baseline) if asked.baseline is not None else None
    options = {**asked._asdict(), "baseline": known, "commit": commit_of(folder) if output_format != "text" else ""}
    question = Question(folder, options) if use_cache else None
    answer = question.answer() if question else None
    if answer is None:
        answer, read = _judge(folder, asked)
        if question:
            question.remember(answer, read)
    if to_stdout:
        print_utf8(answer.text)
    else:
        write_whole(output_file, answer.text.decode(), folder)  # type: ignore[arg-type]  # it is named
    if fail_on in answer.fails and not exit_zero:
        sys.exit(1)


@click.command()
@catalog_option
@as_of_option
@click.option(
    "-o",
    "--output-file",
    type=NamedPath(),
    default="cardwright-baseline.json",
    show_default=True,
    metavar="FILE",
    help="Write there; - is stdout.",
)
def baseline(catalog: Path | None, as_of: datetime.date, output_file: Path) -> None:
    """Write down the findings that are open today, so that `check --baseline` fails only on new ones.

    Known findings stay in every report, marked as known.

    \b
    cardwright baseline
    cardwright check --baseline cardwright-baseline.json
    """
    from cardwright.catalog.load import load_catalog
    from cardwright.rules.baseline import baseline_text
    from cardwright.rules.judge import judge

    folder = find_catalog(catalog)
    report = judge(load_catalog(folder), as_of)
    text = baseline_text(report)
    if str(output_file) == "-":
        click.echo(text, nl=False)
        return
    write_whole(output_file, text, folder)
    found = len(report.open_findings())
    click.echo(f"{found} finding{'s' if found != 1 else ''} written to {printable(str(output_file))}", err=True)


class Asked(NamedTuple):
    """Everything a report follows from besides the catalog."""

    as_of: datetime.date
    output_format: str
    style: reports.Style
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    baseline: frozenset[str] | None
    due_by: datetime.date | None


def _known(path: Path | None) -> frozenset[str] | None:
    if path is None:
        return None
    from cardwright.rules.baseline import read_baseline

    return read_baseline(path)


def _until(due_by: datetime.datetime | None, as_of: datetime.date, output_format: str) -> datetime.date | None:
    """The last day of interest, which must lie ahead and be wanted in a format that can show it."""
    if due_by is None:
        return None
    if due_by.date() <= as_of:
        raise CardwrightError(f"--due-by {due_by.date()} is not after {as_of}, the date of the report")
    if output_format not in WITH_DUE:
        raise CardwrightError(f"--due-by goes with {', '.join(WITH_DUE)}, not with {output_format}")
    return due_by.date()


def _judge(folder: Path, asked: Asked) -> tuple[Answer, Mapping[str, str]]:
    """Judge the catalog; returns what to print and where it fails, and the digests of the files that were read."""
    from cardwright.catalog.load import load_catalog
    from cardwright.cli.memory import Answer
    from cardwright.finding import LEVELS
    from cardwright.rules.due import with_due
    from cardwright.rules.judge import judge

    report = judge(load_catalog(folder), asked.as_of)
    prefixes = _prefixes(asked.select, report), _prefixes(asked.ignore, report)
    if asked.due_by:
        report = with_due(report, asked.due_by)
    report = replace(report, baseline=asked.baseline).selected(*prefixes)
    voice = import_module(f"cardwright.reports.{asked.output_format}")
    text: str = voice.render(report, asked.style)
    return Answer(
        text.encode("utf-8", "backslashreplace"), tuple(level for level in LEVELS if report.fails(level))
    ), report.catalog.hashes


def _prefixes(values: tuple[str, ...], report: Report) -> tuple[str, ...]:
    """The prefixes, of which every one must begin the id of a rule: a slip would select nothing and look clean."""
    from cardwright.rules.shelf import shipped_frameworks

    prefixes = tuple(part.strip().upper() for value in values for part in value.split(",") if part.strip())
    if values and not prefixes:
        raise CardwrightError("--select and --ignore take the beginning of a rule's id; `cardwright rules` lists them")
    frameworks = (*shipped_frameworks().values(), *report.frameworks)
    known = {rule.id for framework in frameworks for rule in framework.rules}
    for prefix in prefixes:
        if not any(rule.startswith(prefix) for rule in known):
            raise CardwrightError(f"no rule starts with {prefix}; `cardwright rules` lists them")
    return prefixes


def write_whole(path: Path, content: str | bytes, catalog: Path) -> None:
    """Write a file whole or not at all, texts as UTF-8; a pipe or a device is written to, never replaced.

    Raises CardwrightError when it cannot be written, or is part of the catalog.
    """
    require_no_part(catalog, path)
    target = Path(os.path.realpath(path))
    beside = target.parent / f".{target.name}.{os.getpid()}"
    data = content.encode() if isinstance(content, str) else content
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as error:
        raise CardwrightError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        with suppress(OSError):
            beside.unlink()
