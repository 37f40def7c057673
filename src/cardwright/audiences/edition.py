"""An edition of a catalog: what one audience may see of it, as a catalog of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

import yaml

from cardwright.audiences.marks import Shown, show
from cardwright.audiences.names import names_of
from cardwright.catalog.entities.field import Audience
from cardwright.catalog.folder import Unreadable, read_file
from cardwright.catalog.graph import Catalog, Entry, make_entry
from cardwright.catalog.source import read_source
from cardwright.catalog.typed import type_source


class _AsText(yaml.CSafeDumper):
    """Writes texts without quotes unless the reader of a catalog would take them for nothing, or for a merge key."""


_AsText.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in pairs if tag.endswith((":null", ":merge"))]
    for first, pairs in yaml.CSafeDumper.yaml_implicit_resolvers.items()
}
WIDTH = 110  # columns of the files of an edition
COMMIT_FOR = ("internal", "regulator")
"""Audiences that are told which state of the repository they look at."""


@dataclass(frozen=True, eq=False)
class Edition:
    """A catalog as far as an audience may see it.

    `names` maps the references of the whole catalog to those of the edition, `shown` what is seen of each entity, and
    `files` the path of each entity in the edition to its content.
    """

    audience: Audience
    whole: Catalog
    catalog: Catalog
    names: Mapping[str, str]
    shown: Mapping[str, Shown]
    files: Mapping[str, bytes]

    def entry(self, ref: str) -> Entry | None:
        """The entity of the edition that a reference of the whole catalog stands for."""
        return self.catalog.entities.get(self.names.get(ref, ""))

    def write(self, folder: FilePath) -> Catalog:
        """Write the edition's files and the evidence that it shows to a folder, and return its catalog there."""
        for path, content in {**self.files, **self._evidence()}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        return replace(self.catalog, folder=folder)

    def _evidence(self) -> dict[str, bytes]:
        found = {}
        for path in sorted({text for entry in self.catalog.entities.values() for _, text in entry.files}):
            try:
                found[path] = read_file(self.whole.folder, path)
            except Unreadable:
                continue  # the report of the whole catalog has named it
        return found


def edition_of(catalog: Catalog, audience: Audience) -> Edition:
    """Return the edition of a catalog for an audience."""
    names = dict(names_of(catalog, audience))
    folded = {ref.casefold(): name for ref, name in names.items()}
    entries: dict[str, Entry] = {}
    shown: dict[str, Shown] = {}
    files: dict[str, bytes] = {}
    for ref, name in sorted(names.items(), key=lambda item: item[1]):
        seen = show(catalog.entities[ref], audience, lambda text: folded.get(text.casefold()))
        path, content = _path(catalog.entities[ref], name), _yaml(seen.data)
        made = _entry(path, content)
        if made is not None and made.ref == name:
            entries[name], shown[ref], files[path] = made, seen, content
    kept = {ref: name for ref, name in names.items() if name in entries}
    evidence = {text for entry in entries.values() for _, text in entry.files}
    hashes = {path: digest for path, digest in catalog.hashes.items() if path in evidence}
    hashes |= {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    commit = catalog.commit if audience in COMMIT_FOR else None
    return Edition(
        audience, catalog, Catalog(catalog.folder, entries, (), hashes, commit=commit), kept, shown, files
    )  # fmt: skip


def _path(entry: Entry, name: str) -> str:
    """Where the file of an entity stands in an edition: as in any catalog, by its name there."""
    ident, _, version = name.partition(":")[2].partition("@")
    template = type(entry.value).file
    for slot, text in (("<id>", ident), ("<name>", ident), ("<version>", version)):
        template = template.replace(slot, text)
    return template


def _yaml(data: Mapping[str, Any]) -> bytes:
    text: str = yaml.dump(data, Dumper=_AsText, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text.encode()


def _entry(path: str, content: bytes) -> Entry | None:
    """The entity that a file of an edition holds; None when what is shown is no entity any more."""
    source = read_source(path, content)
    value = type_source(source).entity if source.whole else None
    return make_entry(value, source) if value is not None else None
