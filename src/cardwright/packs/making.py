"""Making a pack: its pages, its attachments, and the printings that it takes. Nothing is written."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from cardwright import __version__
from cardwright.errors import CardwrightError
from cardwright.packs.documents import choose_documents, read_documents
from cardwright.packs.glyphs import in_a_line, specimen_of
from cardwright.packs.jobs import GENEROUS, Job, Limits
from cardwright.packs.manifest import Attached, attach, manifest_of
from cardwright.packs.pages import Pages
from cardwright.packs.pdf import Printed
from cardwright.packs.pictures import find_pictures
from cardwright.packs.scope import Scope
from cardwright.packs.selection import EVERYTHING, Selection
from cardwright.proof.opened import open_pdf
from cardwright.proof.parts import print_of
from cardwright.proof.seal import seal
from cardwright.shipped import find_vendor

if TYPE_CHECKING:
    from cardwright.packs.delta import Changes
    from cardwright.rules.report import Report


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack ready to be written, and what its maker should know."""

    pdf: bytes
    warnings: tuple[str, ...]


def make_pack(
    scope: Scope,
    selection: Selection = EVERYTHING,
    limits: Limits = GENEROUS,
    changes: Changes | None = None,
    *,
    signed: bool = False,
) -> Generator[Job, Printed, Pack]:
    """Make the pack of a scope: yields what is to be printed, takes what came of it, and returns the pack.

    Whether a font can draw a character shows only in printing, so unusual ones are printed on a page of their own
    first; those that none can draw are written as code points. What shows only in its context takes a second printing.
    `signed` says that the pack is to be signed: its manifest tells, so that a signature taken off is missed.
    """
    instant = instant_of(scope.report)
    attached, left = attach(scope)
    attached = sorted([*attached, _json_report(scope, selection.judged)], key=lambda item: item.name)
    manifest = manifest_of(attached, {**_about(scope), "audience": selection.audience, "signed": signed})
    pictures = find_pictures(attached)
    pages = Pages(
        scope=scope,
        choices=choose_documents(read_documents(selection.templates), scope, selection),
        selection=selection,
        attached=attached,
        left=left,
        manifest=manifest,
        pictures=pictures,
        version=__version__,
        instant=instant.strftime("%Y-%m-%dT%H:%M:%SZ"),
        templates=selection.templates,
        changes=changes,
    )
    enclosed = sorted([*attached, manifest], key=lambda item: item.name)
    assets = {**_assets(selection.templates), **{pages.asset_name(path): content for path, content in pictures.items()}}
    html = pages.render()
    specimen = specimen_of(html)
    missing = (yield Job(specimen, assets, (), instant, limits)).missing if specimen else ()
    printed = yield Job(pages.render(missing) if missing else html, assets, enclosed, instant, limits)
    if printed.missing:
        missing = tuple(sorted({*missing, *printed.missing}))
        printed = yield Job(pages.render(missing), assets, enclosed, instant, limits)
    return Pack(_sealed(printed.pdf), tuple(_warnings(printed, missing, pages)))


def _sealed(pdf: bytes) -> bytes:
    with open_pdf(pdf) as opened:
        return seal(pdf, print_of(opened))


def _warnings(printed: Printed, missing: Sequence[str], pages: Pages) -> list[str]:
    warnings = [f"{in_a_line(item.path)} is not attached: {item.reason}" for item in pages.left]
    if missing:
        points = ", ".join(f"U+{ord(character):04X}" for character in missing)
        warnings.append(f"no font at hand draws {points}; the pack shows the code points")
    return [*warnings, *(f"printing: {complaint}" for complaint in printed.complaints)]


def _json_report(scope: Scope, judged: bool) -> Attached:
    """The report as JSON; for readers who do not see the judging without it, and not with lists of nothing."""
    from cardwright.reports.json import as_data, as_text

    data, about = as_data(scope.narrowed), "Every outcome and finding on the entities in scope"
    if not judged:
        del data["findings"], data["coverage"]
        data, about = {**data, "judged": False}, "The entities in scope; how they were judged is withheld"
    return Attached("report.json", as_text(data).encode(), "Data", about)


def _about(scope: Scope) -> Mapping[str, object]:
    catalog = {"digest": scope.catalog.digest, "commit": scope.catalog.commit}
    frameworks = {framework.id: framework.edition for framework in scope.report.frameworks}
    about = {"pack": scope.subject.ref, "as_of": str(scope.report.as_of), "catalog": catalog}
    entities = {ref: entry.digest for ref, entry in scope.entries.items()}
    return {**about, "cardwright": __version__, "frameworks": frameworks, "entities": entities}


def instant_of(report: Report) -> datetime:
    """The moment written into the PDF: SOURCE_DATE_EPOCH, else the start of the as-of date, both in UTC.

    Raises CardwrightError when SOURCE_DATE_EPOCH is not a number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.combine(report.as_of, time(), UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise CardwrightError(f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds since 1970") from None


def _assets(templates: Sequence[Path]) -> dict[str, bytes]:
    fonts = find_vendor() / "print"
    assets = {f"fonts/{path.name}": path.read_bytes() for path in sorted(fonts.iterdir())}
    styles = [path for folder in templates if (path := folder / "print" / "print.css").is_file()]
    return {**assets, "print.css": styles[0].read_bytes()}
