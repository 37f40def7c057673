"""What a page offers to take away: the record as JSON and as YAML, and the audit pack where one was made."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.site.addresses import relative
from cardwright.site.interface import data_address
from cardwright.site.published import Published
from cardwright.site.yaml_text import yaml_text

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry

PACKS = "packs"
PACK_MARKS = b'CreatorTool="Cardwright ', b"CreatorTool>Cardwright "
ATTACHED = re.compile(rb"/EmbeddedFile[^\n]*>>\s*stream\r?\n")
LONGEST_MANIFEST = 8_000_000
"""Bytes of an attached file, unpacked, beyond which it is not looked into."""


class Download(NamedTuple):
    """One file: what it is, where it stands, a sentence about it, and what is wrong with it, if anything."""

    label: str
    href: str
    about: str
    caution: str = ""


def downloads_of(published: Published, entry: Entry, page: str) -> list[Download]:
    """Return the files that go with an entity."""
    found = [
        Download("JSON", relative(data_address(entry.ref), page), "The record and what the site knows of it"),
        Download("YAML", relative(record_address(entry.ref), page), "The record alone, as the catalog has it"),
    ]
    if entry.ref in published.packs:
        about = "The audit pack as it was last made; its cover says of which state"
        caution = caution_about(published, entry.ref, published.packs[entry.ref])
        found.insert(0, Download("PDF pack", relative(pack_address(entry), page), about, caution))
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


def caution_about(published: Published, ref: str, pack: Path) -> str:
    """What a reader must know before taking a pack for what this page says; empty when both say the same.

    It looks at what the pack says of itself and proves nothing: that is what `cardwright verify` is for.
    """
    said = manifest_of(pack.read_bytes())
    catalog = said.get("catalog")
    if not isinstance(catalog, dict) or said.get("pack") != ref:
        return "The PDF pack does not say which state of the catalog it was made from."
    as_of = str(said.get("as_of"))[:10]
    if catalog.get("digest") != published.catalog.digest:
        return f"The PDF pack was made from another state of the catalog, as of {as_of}."
    return "" if as_of == published.as_of.isoformat() else f"The PDF pack was made as of {as_of}."


def manifest_of(pdf: bytes) -> dict[str, Any]:
    """What a pack says it is about; empty where it says nothing that can be read.

    A library that reads PDF would take longer than the rest of the page. A pack stores what is attached in plain
    objects, so that finding the one that is a manifest takes no more than a search.
    """
    for found in ATTACHED.finditer(pdf):
        if b"json" not in pdf[pdf.rfind(b"\n", 0, found.start()) + 1 : found.end()]:
            continue
        try:
            content = zlib.decompressobj().decompress(memoryview(pdf)[found.end() :], LONGEST_MANIFEST)
            said = json.loads(content) if b'"pack"' in content and b'"entities"' in content else None
        except (zlib.error, ValueError, RecursionError):
            continue
        if isinstance(said, dict) and {"pack", "as_of", "catalog", "entities"} <= said.keys():
            return said
    return {}


def _is_pack(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    content = path.read_bytes()
    return content.startswith(b"%PDF-") and any(mark in content for mark in PACK_MARKS)
