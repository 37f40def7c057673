"""`cardwright pack`."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from cardwright.cache import cache_folder
from cardwright.catalog.commit import commit_of
from cardwright.cli.options import NamedPath, as_of_option, catalog_option, find_catalog
from cardwright.cli.proof import signer_of
from cardwright.cli.unchanged import Work, state_of
from cardwright.errors import CardwrightError
from cardwright.shipped import find_templates, find_vendor, template_folders

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from cardwright.catalog.entities.field import Audience
    from cardwright.catalog.graph import Catalog
    from cardwright.packs.selection import Selection
    from cardwright.packs.write import Progress, Step, Workshop
    from cardwright.rules.report import Report

PACKS = Path("packs")


@click.command()
@catalog_option
@as_of_option
@click.argument("refs", nargs=-1, metavar="[REF]...")
@click.option("--all", "every", is_flag=True, help="Every system, use case and model, and the organisation's register.")
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="NAME",
    help="Print this document alone, due or not; may be repeated. `--document list` names them all.",
)
@click.option("--framework", default="", metavar="ID", help="Leave out all frameworks but this one.")
@click.option(
    "--audience",
    type=click.Choice(["public", "customer", "regulator", "internal"]),
    default="internal",
    show_default=True,
    help="Withhold what these readers may not see, and say so. Who does not see how the catalog was judged gets the"
    " documents that the record speaks of.",
)
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="Size of a page.")
@click.option(
    "-d",
    "--packs-dir",
    type=NamedPath(),
    default=PACKS,
    show_default=True,
    metavar="PACKS",
    help="Folder.",
)
@click.option(
    "--since",
    multiple=True,
    type=NamedPath(),
    metavar="OLD.pdf",
    help="Say what changed since this older pack; may be repeated.",
)
@click.option(
    "--templates",
    metavar="DIR",
    help="Your own templates, before ours file by file. Default: templates/ beside mkdocs.yml, where there is one.",
)
@click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Print so many at once. Default: one a core.")
@click.option(
    "--scheduler", metavar="ADDRESS", help="Print on the Dask cluster at this address, such as tcp://host:8786."
)
@click.option("--sign", "key", type=NamedPath(), metavar="KEY.p12", help="Sign what is written (PAdES).")
@click.option("--timestamp-server", metavar="URL", help="With --sign: have the time vouched for (RFC 3161).")
@click.option(
    "--memory", type=click.IntRange(256), default=4096, show_default=True, metavar="MIB", help="Most per pack."
)
@click.option(
    "--timeout", type=click.IntRange(1), default=1800, show_default=True, metavar="SECONDS", help="Most per pack."
)
@click.option("--pages", type=click.IntRange(1), default=20_000, show_default=True, metavar="N", help="Most per pack.")
@click.option("--cache/--no-cache", "use_cache", default=True, help="Reuse what was printed when nothing has changed.")
def pack(
    catalog: Path | None,
    as_of: datetime.date,
    refs: tuple[str, ...],
    every: bool,
    documents: tuple[str, ...],
    framework: str,
    audience: Audience,
    paper: Literal["a4", "letter"],
    packs_dir: Path,
    since: tuple[Path, ...],
    templates: str | None,
    jobs: int | None,
    scheduler: str | None,
    key: Path | None,
    timestamp_server: str | None,
    memory: int,
    timeout: int,
    pages: int,
    use_cache: bool,
) -> None:
    """Write audit packs: one PDF for each system, use_case, model or organisation named, for every system by default.

    A pack holds the documents that are due by the facts on record, and says which are not.

    \b
    cardwright pack
    cardwright pack system:credit-scoring -d /tmp/packs
    cardwright pack use_case:credit-approval --framework mas-airg
    cardwright pack system:credit-scoring --document annex-v --paper letter
    cardwright pack system:credit-scoring --audience customer
    cardwright pack system:credit-scoring --since last-year/credit-scoring.pdf
    cardwright pack --all --jobs 4 --sign signer.p12
    """
    folders = template_folders(Path(), templates) if templates or Path("mkdocs.yml").is_file() else (find_templates(),)
    if "list" in documents:
        _list_documents(folders)
        return
    if timestamp_server and not key:
        raise click.UsageError("--timestamp-server goes with --sign")
    folder = find_catalog(catalog)
    asked = (refs, every, documents, framework, audience, paper, packs_dir, timestamp_server, memory, timeout, pages)
    state = {"asked": asked, "since": [*map(state_of, since)], "key": state_of(key) if key else "", "as_of": as_of}
    state = {**state, "templates": folders, "commit": commit_of(folder)}
    work = Work("pack", folder, state) if use_cache else None
    said = work.done() if work else None
    if said is not None:
        click.echo("nothing has changed since these were made", err=True)
        click.echo(said)
        return
    from cardwright.packs.delta import read_old
    from cardwright.packs.jobs import Limits, printed_with
    from cardwright.packs.selection import Selection
    from cardwright.packs.write import PacksFailedError, Workshop

    workshop = Workshop(
        jobs or cores(), scheduler, Limits(memory * 2**20, timeout, pages), kept() if use_cache else None,
        signer_of(key) if key else None, timestamp_server, [read_old(path) for path in since],
    )  # fmt: skip
    selection = Selection(
        every=every,
        documents=tuple(dict.fromkeys(documents)),
        framework=framework,
        paper=paper,
        audience=audience,
        templates=folders,
    )
    loaded, report = judge_catalog(folder, as_of)
    try:
        written = write_edition(report, refs, packs_dir, selection, workshop)
    except PacksFailedError as error:
        click.echo("".join(f"pack: {path}\n" for path in error.written), nl=False)
        raise
    text = "\n".join(f"pack: {path}" for path in written)
    click.echo(text)
    if work:
        work.remember(text, [*written, *folders, find_vendor(), *printed_with()], loaded.hashes)


def _list_documents(templates: tuple[Path, ...]) -> None:
    from cardwright.packs.documents import read_documents

    documents = read_documents(templates)
    width = max(len(document.name) for document in documents)
    for document in documents:
        kinds = ", ".join(document.kinds)
        about = f"{document.title} ({document.short})" if document.short else document.title
        click.echo(f"{document.name:{width}}  {about}: {kinds}")


def judge_catalog(folder: Path, as_of: datetime.date) -> tuple[Catalog, Report]:
    """Read a catalog and judge it."""
    from cardwright.catalog.load import load_catalog
    from cardwright.rules.judge import judge

    catalog = load_catalog(folder)
    return catalog, judge(catalog, as_of)


def write_packs(
    catalog: Catalog,
    report: Report,
    refs: tuple[str, ...],
    folder: Path,
    selection: Selection | None = None,
    workshop: Workshop | None = None,
) -> list[Path]:
    """Write packs and return their files; what happens on the way is said on standard error."""
    from cardwright.packs import write_packs
    from cardwright.packs.selection import EVERYTHING
    from cardwright.packs.write import Workshop

    workshop = workshop or Workshop(cores(), kept=kept())
    with _progress() as progress:
        return write_packs(catalog, report, refs, folder, progress, selection or EVERYTHING, workshop)


def write_edition(
    report: Report, refs: tuple[str, ...], folder: Path, selection: Selection, workshop: Workshop | None = None
) -> list[Path]:
    """Write packs for an audience: from a catalog that holds no more than its readers may see."""
    from cardwright.audiences.narrowing import narrow
    from cardwright.audiences.withheld import withheld_of
    from cardwright.packs.leftovers import scratch_folder
    from cardwright.packs.selection import choose_subjects

    if selection.framework and not selection.judged:
        raise CardwrightError(
            f"--framework: what it was held against is not shown to the audience {selection.audience}"
        )
    narrowed = narrow(report, selection.audience)
    if narrowed.edition is None:
        return write_packs(report.catalog, report, refs, folder, selection, workshop)
    names = narrowed.edition.names
    asked = [entry.ref for entry in choose_subjects(report.catalog, refs, selection)] if refs else []
    hidden = [ref for ref in asked if ref not in names]
    if hidden:
        raise CardwrightError(f"{', '.join(hidden)} is not shown to the audience {selection.audience}")
    refs = tuple(names[ref] for ref in asked)
    with scratch_folder() as written:
        catalog = narrowed.edition.write(written)
        selection = replace(selection, withheld=withheld_of(narrowed.edition))
        return write_packs(catalog, replace(narrowed.report, catalog=catalog), refs, folder, selection, workshop)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show the steps on standard error: as a bar with names at a terminal, else as lines."""
    if not sys.stderr.isatty():
        yield lambda step: click.echo(step.text, err=True)
        return
    bar: ProgressBar[int] | None = None

    def show(step: Step) -> None:
        nonlocal bar
        if bar is None:
            bar = click.progressbar(
                length=step.total, label="packs", file=sys.stderr, item_show_func=lambda ref: ref or ""
            )
            bar.render_progress()
        if step.remark:
            click.echo(f"\r{step.text}", err=True)
        bar.current_item = f"{step.ref} failed" if step.failed else step.ref  # type: ignore[assignment]  # as it is
        bar.update(step.done - bar.pos)

    try:
        yield show
    finally:
        if bar is not None:
            bar.render_finish()  # which shows the cursor again


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def kept() -> Path:
    """The folder of what was printed before."""
    return cache_folder() / "packs"
