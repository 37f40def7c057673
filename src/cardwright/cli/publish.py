"""`cardwright build` and `cardwright serve`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardwright.catalog.commit import commit_of
from cardwright.cli.options import NamedPath, as_of_option, catalog_option, find_catalog
from cardwright.cli.unchanged import Work
from cardwright.shipped import find_templates, template_folders

if TYPE_CHECKING:
    from cardwright.catalog.entities.field import Audience
    from cardwright.errors import CardwrightError
    from cardwright.rules.report import Report

MKDOCS = ("mkdocs.yml", "mkdocs.yaml")
TELLING = re.compile(r"catalog['\"]?\s*:|as_of|INHERIT")
"""What stands in a configuration that names a catalog or a day. Only then is it read first, which takes MkDocs."""

AUDIENCES = ("public", "customer", "regulator", "internal")
audience_option = click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    help="Whom it is for; what is above them is in none of its files. Default: what mkdocs.yml says, else internal.",
)
config_option = click.option(
    "-f",
    "--config-file",
    type=NamedPath(dir_okay=False, exists=True),
    metavar="FILE",
    help="MkDocs configuration. Default: mkdocs.yml in the current folder, else one that Cardwright brings.",
)


@click.command()
@catalog_option
@as_of_option
@config_option
@click.option("-d", "--site-dir", type=NamedPath(), metavar="SITE", help="Folder of the site.")
@click.option("--packs", is_flag=True, help="Write the audit packs too, to packs/.")
@audience_option
@click.option("--strict", is_flag=True, help="Let a warning fail the build.")
@click.option("--cache/--no-cache", "use_cache", default=True, help="Make nothing again when nothing has changed.")
def build(
    catalog: Path | None,
    as_of: datetime.date,
    config_file: Path | None,
    site_dir: Path | None,
    packs: bool,
    audience: Audience | None,
    strict: bool,
    use_cache: bool,
) -> None:
    """Build the site, and with --packs an audit pack of every system.

    The site is swapped in whole; a folder that Cardwright did not make is refused. Findings do not stop a build: they
    stand on its pages.

    \b
    cardwright build
    cardwright build --packs --as-of 2027-12-02 -d /tmp/site
    cardwright build --audience regulator --packs -d /tmp/for-the-authority
    """
    config = _config(config_file)
    folder, as_of = _settle(config, catalog, as_of)
    asked = {"config": config, "site": site_dir, "packs": packs, "audience": audience, "strict": strict, "as_of": as_of}
    work = Work("build", folder, {**asked, "commit": commit_of(folder)}) if use_cache else None
    said = work.done() if work else None
    if said is not None:
        click.echo("nothing has changed since this was made", err=True)
        click.echo(said)
        return
    text, made, read, failure = _build(folder, config, site_dir, as_of, strict, audience, packs, use_cache)
    click.echo(text)
    if failure:
        raise failure
    if work:
        _remember(work, config, text, made, read, packs)


def _build(
    folder: Path,
    config: Path | None,
    site_dir: Path | None,
    as_of: datetime.date,
    strict: bool,
    audience: Audience | None,
    packs: bool,
    use_cache: bool,
) -> tuple[str, list[Path], Mapping[str, str], CardwrightError | None]:
    """Make site and packs; returns what to say, what was made, the digests of the files read, and the failed packs.

    They do not lose the site.
    """
    from cardwright.cli.pack import judge_catalog
    from cardwright.reports.text import summary
    from cardwright.site.build import build_site, site_settings

    readers = audience or site_settings(config).audience if packs else audience
    loaded, report = judge_catalog(folder, as_of)
    written, failure = _write_packs(report, config, readers, use_cache) if packs else ((), None)
    site = build_site(config, folder, site_dir, as_of, strict, report, readers)  # its pages offer the packs
    lines = [f"site: {site / 'index.html'}", *(f"pack: {path}" for path in written), summary(report)]
    return "\n".join(lines), [site, *written], loaded.hashes, failure


def _write_packs(
    report: Report, config: Path | None, readers: Audience | None, use_cache: bool
) -> tuple[Sequence[Path], CardwrightError | None]:
    """Write the packs for these readers; returns those written, and what to say of those that failed."""
    from cardwright.cli.pack import PACKS, cores, kept, write_edition
    from cardwright.packs.selection import Selection
    from cardwright.packs.write import PacksFailedError, Workshop

    folders = template_folders(config.parent) if config else (find_templates(),)
    place = PACKS / readers if readers and readers != "internal" else PACKS
    selection = Selection(audience=readers or "internal", templates=folders)
    try:
        workshop = Workshop(cores(), kept=kept() if use_cache else None)
        return write_edition(report, (), place, selection, workshop), None
    except PacksFailedError as error:
        return error.written, error


def _remember(
    work: Work, config: Path | None, text: str, made: list[Path], read: Mapping[str, str], packs: bool
) -> None:
    """Keep what was made in mind, unless more than the files of the site decides what it looks like."""
    from cardwright.packs.jobs import printed_with
    from cardwright.site.build import site_inputs

    inputs = site_inputs(config)
    if inputs is not None:
        work.remember(text, [*made, *inputs, *(printed_with() if packs else ())], read)


@click.command()
@catalog_option
@as_of_option
@config_option
@click.option("-a", "--address", default=None, metavar="HOST:PORT", help="Where to listen. Default: that of MkDocs.")
@audience_option
def serve(
    catalog: Path | None,
    as_of: datetime.date,
    config_file: Path | None,
    address: str | None,
    audience: Audience | None,
) -> None:
    """Show the site on this machine, and build it anew on every edit of the catalog.

    \b
    cardwright serve
    cardwright serve -a 127.0.0.1:8123
    """
    from cardwright.site.build import serve_site

    place = _address(address) if address else None
    config = _config(config_file)
    serve_site(config, *_settle(config, catalog, as_of), place, audience)


def _config(named: Path | None) -> Path | None:
    """The MkDocs configuration to use; None for Cardwright's own."""
    if named is not None:
        return named
    return next((path for path in map(Path, MKDOCS) if path.is_file()), None)


def _settle(config: Path | None, catalog: Path | None, as_of: datetime.date) -> tuple[Path, datetime.date]:
    """The catalog and the day: as the command line says, else the configuration, else as for every command."""
    if config and TELLING.search(config.read_text(encoding="utf-8", errors="replace")):
        from cardwright.site.build import site_settings
        from cardwright.site.settings import report_date

        stated = site_settings(config)
        if stated.catalog and not _is_typed("catalog"):
            catalog = config.parent / stated.catalog
        if stated.as_of and not _is_typed("as_of"):
            as_of = report_date(stated.as_of)
    return find_catalog(catalog), as_of


def _is_typed(option: str) -> bool:
    """Whether an option stands on the command line."""
    return click.get_current_context().get_parameter_source(option) is click.core.ParameterSource.COMMANDLINE


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise click.BadParameter(f"'{text}' is not HOST:PORT", param_hint="--address")
    return host.strip("[]"), int(port)
