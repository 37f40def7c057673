"""What a page offers to take away: the record as JSON and as YAML, and the audit pack where one was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cardwright.site.addresses import relative
from cardwright.site.interface import data_address
from cardwright.site.published import Published
from cardwright.site.yaml_text import yaml_text

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry

PACKS = "packs"
PACK_MARKS = b'CreatorTool="Cardwright ', b"CreatorTool>Cardwright "


class Download(NamedTuple):
    """One file: what it is, where it stands, and a sentence about it."""

    label: str
    href: str
    about: str


def downloads_of(published: Published, entry: Entry, page: str) -> list[Download]:
    """Return the files that go with an entity."""
    found = [
        Download("JSON", relative(data_address(entry.ref), page), "The record and what the site knows of it"),
        Download("YAML", relative(record_address(entry.ref), page), "The record alone, as the catalog has it"),
    ]
    if entry.ref in published.packs:
        about = "The audit pack as it was last made; its cover says of which state"
        found.insert(0, Download("PDF pack", relative(pack_address(entry), page), about))
    return found


def record_address(ref: str) -> str:
    """The YAML file of an entity, relative to the site: beside its JSON."""
    return data_address(ref).removesuffix(".json") + ".yaml"


def record_files(published: Published) -> Iterator[tuple[str, str]]:
    """Yield the record of every entity: its address and its text."""
    for entry in published.catalog.entities.values():
        yield record_address(entry.ref), yaml_text(entry.source.data)


def pack_address(entry: Entry) -> str:
    """The audit pack of an entity, relative to the site; it has the name that `cardwright pack` gives it."""
    name = entry.id if entry.kind == "system" else f"{entry.kind}@{entry.id}"
    return f"{PACKS}/{name}.pdf"


def find_packs(catalog: Catalog, project: Path) -> dict[str, Path]:
    """The packs that stand in `packs/` of a project, by the entity they are about; files that are none are left out."""
    if not (project / PACKS).is_dir():
        return {}
    kinds = ("system", "use_case", "model", "organisation")
    paths = {entry.ref: project / pack_address(entry) for kind in kinds for entry in catalog.by_kind(kind)}
    return {ref: path for ref, path in paths.items() if _is_pack(path)}


def _is_pack(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    content = path.read_bytes()
    return content.startswith(b"%PDF-") and any(mark in content for mark in PACK_MARKS)
