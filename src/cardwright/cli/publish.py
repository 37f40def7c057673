"""`cardwright build`, `cardwright serve` and `cardwright pack`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardwright.cli.options import NamedPath, as_of_option, catalog_option, find_catalog

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog
    from cardwright.rules.report import Report

MKDOCS = ("mkdocs.yml", "mkdocs.yaml")
PACKS = Path("packs")

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
@click.option("--strict", is_flag=True, help="Let a warning fail the build.")
def build(
    catalog: Path | None,
    as_of: datetime.date,
    config_file: Path | None,
    site_dir: Path | None,
    packs: bool,
    strict: bool,
) -> None:
    """Build the site, and with --packs an audit pack of every system.

    The site is swapped in whole; a folder that Cardwright did not make is refused. Findings do not stop a build: they
    stand on its pages.

    \b
    cardwright build
    cardwright build --packs --as-of 2027-12-02 -d /tmp/site
    """
    from cardwright.reports.text import summary
    from cardwright.site.build import build_site

    folder = find_catalog(catalog)
    loaded, report = _judge(folder, as_of)
    site = build_site(_config(config_file), folder, site_dir, as_of, strict, report)
    click.echo(f"site: {site / 'index.html'}")
    if packs:
        _write_packs(loaded, report, (), PACKS)
    click.echo(summary(report))


@click.command()
@catalog_option
@as_of_option
@config_option
@click.option("-a", "--address", default=None, metavar="HOST:PORT", help="Where to listen. Default: that of MkDocs.")
def serve(catalog: Path | None, as_of: datetime.date, config_file: Path | None, address: str | None) -> None:
    """Show the site on this machine, and build it anew on every edit of the catalog.

    \b
    cardwright serve
    cardwright serve -a 127.0.0.1:8123
    """
    from cardwright.site.build import serve_site

    serve_site(_config(config_file), find_catalog(catalog), as_of, _address(address) if address else None)


@click.command()
@catalog_option
@as_of_option
@click.argument("refs", nargs=-1, metavar="[REF]...")
@click.option(
    "-d",
    "--packs-dir",
    type=NamedPath(),
    default=PACKS,
    show_default=True,
    metavar="PACKS",
    help="Folder.",
)
def pack(catalog: Path | None, as_of: datetime.date, refs: tuple[str, ...], packs_dir: Path) -> None:
    """Write audit packs: one PDF each for the systems named, for every system by default.

    \b
    cardwright pack
    cardwright pack system:credit-scoring -d /tmp/packs
    """
    _write_packs(*_judge(find_catalog(catalog), as_of), refs, packs_dir)


def _judge(folder: Path, as_of: datetime.date) -> tuple[Catalog, Report]:
    from cardwright.catalog.load import load_catalog
    from cardwright.rules.judge import judge

    catalog = load_catalog(folder)
    return catalog, judge(catalog, as_of)


def _write_packs(catalog: Catalog, report: Report, refs: tuple[str, ...], folder: Path) -> None:
    from cardwright.packs import write_packs

    for path in write_packs(catalog, report, refs, folder, lambda line: click.echo(line, err=True)):
        click.echo(f"pack: {path}")


def _config(named: Path | None) -> Path | None:
    """The MkDocs configuration to use; None for Cardwright's own."""
    if named is not None:
        return named
    return next((path for path in map(Path, MKDOCS) if path.is_file()), None)


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise click.BadParameter(f"'{text}' is not HOST:PORT", param_hint="--address")
    return host.strip("[]"), int(port)
