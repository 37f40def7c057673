"""Writing packs: which ones, under which names, each whole or not at all."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from cardwright import __version__
from cardwright.errors import CardwrightError
from cardwright.packs.documents import read_documents
from cardwright.packs.glyphs import in_a_line, specimen_of
from cardwright.packs.manifest import Attached, attach, manifest_of
from cardwright.packs.pages import Pages
from cardwright.packs.pdf import Printed, import_weasyprint, print_pdf
from cardwright.packs.pictures import find_pictures
from cardwright.packs.scope import Scope, scope_of
from cardwright.shipped import find_templates, find_vendor

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry
    from cardwright.rules.report import Report

Progress = Callable[[str], None]
SUBJECTS = ("system", "model")
MADE_BY_US = b'CreatorTool="Cardwright ', b"CreatorTool>Cardwright "


def write_packs(
    catalog: Catalog, report: Report, refs: Sequence[str], folder: Path, progress: Progress = lambda line: None
) -> list[Path]:
    """Write a pack for each reference, for every system when there is none, and return the files written.

    `progress` is told of each pack, one line at a time. A pack that fails does not stop the others. Raises
    CardwrightError for a reference that no pack can be made for, before any is written, and at the end for those that
    failed.
    """
    subjects = _subjects(catalog, refs)
    import_weasyprint()  # before anything is begun: without it no pack can be made
    _make_folder(folder)
    written, failed = [], []
    for number, subject in enumerate(subjects, 1):
        progress(f"pack {number} of {len(subjects)}: {subject.ref}")
        try:
            pack = render_pack(scope_of(catalog, report, subject))
            for warning in pack.warnings:
                progress(f"{subject.ref}: {warning}")
            written.append(_write(folder / file_name(subject), pack.pdf))
        except Exception as error:  # noqa: BLE001  # the renderer fails in many ways, and the other packs must come
            failed.append(f"{subject.ref} ({_reason(error)})")
    if failed:
        done = f"; {len(written)} of {len(subjects)} packs were written" if len(subjects) > 1 else ""
        raise CardwrightError(f"no pack could be made for {', '.join(failed)}{done}")
    return written


def _reason(error: Exception) -> str:
    """Why a pack failed, in a line: our own words for what we expect, and the kind of error for the rest."""
    if isinstance(error, CardwrightError):
        return str(error)
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack ready to be written, and what its maker should know."""

    pdf: bytes
    warnings: tuple[str, ...]


def render_pack(scope: Scope) -> Pack:
    """Return the pack of a scope. Nothing is written.

    Whether a font can draw a character shows only in printing, so unusual ones are printed on a page of their own
    first; those that none can draw are written as code points. What shows only in its context takes a second printing.
    """
    instant = instant_of(scope.report)
    attached, left = attach(scope)
    attached = sorted([*attached, _json_report(scope)], key=lambda item: item.name)
    pictures = find_pictures(attached)
    pages = Pages(
        scope=scope,
        documents=read_documents(find_templates() / "documents"),
        attached=attached,
        left=left,
        pictures=pictures,
        version=__version__,
        instant=instant.strftime("%Y-%m-%dT%H:%M:%SZ"),
        templates=find_templates(),
    )
    enclosed = sorted([*attached, manifest_of(attached, _about(scope))], key=lambda item: item.name)
    assets = {**_assets(), **{pages.asset_name(path): content for path, content in pictures.items()}}
    html = pages.render()
    specimen = specimen_of(html)
    missing = print_pdf(specimen, assets, (), instant).missing if specimen else ()
    printed = print_pdf(pages.render(missing) if missing else html, assets, enclosed, instant)
    if printed.missing:
        missing = tuple(sorted({*missing, *printed.missing}))
        printed = print_pdf(pages.render(missing), assets, enclosed, instant)
    return Pack(printed.pdf, tuple(_warnings(printed, missing, pages)))


def _warnings(printed: Printed, missing: Sequence[str], pages: Pages) -> list[str]:
    warnings = [f"{in_a_line(item.path)} is not attached: {item.reason}" for item in pages.left]
    if missing:
        points = ", ".join(f"U+{ord(character):04X}" for character in missing)
        warnings.append(f"no font at hand draws {points}; the pack shows the code points")
    return [*warnings, *(f"printing: {complaint}" for complaint in printed.complaints)]


def _json_report(scope: Scope) -> Attached:
    from cardwright.reports.json import render

    content = render(scope.narrowed).encode()
    return Attached("report.json", content, "Data", "Every outcome and finding on the entities in scope")


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


def _assets() -> dict[str, bytes]:
    fonts = find_vendor() / "print"
    assets = {f"fonts/{path.name}": path.read_bytes() for path in sorted(fonts.iterdir())}
    return {**assets, "print.css": (find_templates() / "print" / "print.css").read_bytes()}


def _subjects(catalog: Catalog, refs: Sequence[str]) -> list[Entry]:
    if not refs:
        systems = catalog.by_kind("system")
        if not systems:
            raise CardwrightError("the catalog has no system to make a pack for")
        return systems
    return list(dict.fromkeys(_subject(catalog, ref) for ref in refs))


def _subject(catalog: Catalog, ref: str) -> Entry:
    entry = catalog.find(ref) or catalog.find(f"system:{ref}")
    if entry is None:
        near = difflib.get_close_matches(ref, [item for item in catalog.entities if item.startswith(SUBJECTS)], 1, 0.5)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise CardwrightError(f"{ref} is not in the catalog{hint}")
    if entry.kind not in SUBJECTS:
        kind = entry.kind.replace("_", " ")
        raise CardwrightError(f"{entry.ref} is a {kind}; packs are made for systems and models")
    return entry


def file_name(subject: Entry) -> str:
    """The name of a subject's pack. Ids are lower-case ASCII; `@`, which no id has, keeps models apart from systems."""
    return f"{subject.id}.pdf" if subject.kind == "system" else f"{subject.kind}@{subject.id}.pdf"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CardwrightError(f"packs cannot be written to {folder}: {error.strerror}") from None


def _write(path: Path, pdf: bytes) -> Path:
    """Write a pack beside its place and swap it in. A file that is no pack is not replaced: raises CardwrightError."""
    if path.exists() and not _is_pack(path):
        raise CardwrightError(f"{path} exists and is not a pack: move it away, or choose another folder")
    handle, fresh = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(fresh).chmod(0o666 & ~umask)
        Path(fresh).replace(path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
    return path


def _is_pack(path: Path) -> bool:
    if not path.is_file():
        return False
    content = path.read_bytes()
    return content.startswith(b"%PDF-") and any(mark in content for mark in MADE_BY_US)
