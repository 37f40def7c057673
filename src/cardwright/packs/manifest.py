"""What is attached to a pack: sources, evidence and the report, once each, and a manifest that says what they are."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cardwright.catalog.credentials import holds_credential
from cardwright.catalog.folder import Unreadable, read_file
from cardwright.errors import CardwrightError

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry
    from cardwright.packs.scope import Scope

Relationship = Literal["Source", "Data", "Supplement"]
"""ISO 32000-2, 7.11.3: what the document was made from; data behind it; what completes it."""

MEDIA_TYPES = {
    "csv": "text/csv", "html": "text/html", "jpeg": "image/jpeg", "jpg": "image/jpeg", "json": "application/json",
    "md": "text/markdown", "pdf": "application/pdf", "png": "image/png", "py": "text/x-python", "svg": "image/svg+xml",
    "txt": "text/plain", "xml": "application/xml", "yaml": "application/yaml", "yml": "application/yaml",
}  # fmt: skip
LONGEST_NAME = 120
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Attached:
    """One file in the pack. `path` is where it stands in the catalog, empty for what Cardwright made."""

    name: str
    content: bytes
    relationship: Relationship
    description: str
    path: str = ""
    note: str = ""

    @property
    def sha256(self) -> str:
        """The digest of its content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_named_by_path(self) -> bool:
        """Whether its name is no more than its place in the catalog, with hyphens for the strokes."""
        flat = self.path.replace("/", "--")
        return bool(flat) and self.name in (flat, f"source--{flat}")

    @property
    def media_type(self) -> str:
        """The media type that its name stands for, the same on every machine."""
        return MEDIA_TYPES.get(self.name.rpartition(".")[2].lower(), "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Left:
    """An evidence file that an entity names and that could not be attached."""

    path: str
    reason: str


def attach(scope: Scope) -> tuple[list[Attached], list[Left]]:
    """Return the sources of the entities in scope, then their evidence files, and what could not be read."""
    attached: list[Attached] = []
    left: list[Left] = []
    for entry in sorted(scope.entries.values(), key=lambda entry: entry.path):
        try:
            attached.append(_source(scope, entry))
        except Unreadable as error:
            left.append(Left(entry.path, str(error)))
    for path, entries in sorted(evidence_files(scope.entries.values()).items()):
        try:
            content = _read(scope, path)
        except Unreadable as error:
            left.append(Left(path, str(error)))
            continue
        named_by = "Evidence of " + ", ".join(sorted(entries))
        attached.append(Attached(f"evidence--{path.removeprefix('evidence/')}", content, "Data", named_by, path))
    return _named(attached), left


def evidence_files(entries: Iterable[Entry]) -> Mapping[str, set[str]]:
    """The files that entities point at, each with the references of those that do."""
    files: dict[str, set[str]] = {}
    for entry in entries:
        for _, form, text in entry.leaves:
            if form.name == "file":
                files.setdefault(text, set()).add(entry.ref)
    return files


def _read(scope: Scope, path: str) -> bytes:
    """A file as it was judged. Raises CardwrightError when it has changed since: the pack would contradict itself."""
    content = read_file(scope.catalog.folder, path)
    judged = scope.catalog.hashes.get(path)
    if judged is not None and judged != hashlib.sha256(content).hexdigest():
        raise CardwrightError(f"{path} was changed while the pack was being made; make it again")
    return content


def _source(scope: Scope, entry: Entry) -> Attached:
    content = _read(scope, entry.path)
    name = f"source--{entry.path}"
    if not holds_credential(content.decode("utf-8", "replace")):
        return Attached(name, content, "Source", f"Source of {entry.ref}", entry.path)
    redacted = json.dumps(entry.source.data, indent=2, ensure_ascii=False).encode() + b"\n"
    note = "credentials taken out, so this is not the file itself"
    return Attached(f"{name}.redacted.json", redacted, "Source", f"Source of {entry.ref}; {note}", entry.path, note)


def _named(attached: Iterable[Attached]) -> list[Attached]:
    """Give each a name that every file system takes, and that no other has even without case; sorted by it."""
    taken: set[str] = set()
    named = []
    for item in attached:
        safe = UNSAFE.sub("_", item.name.replace("/", "--"))
        stem, dot, suffix = safe.rpartition(".")
        suffix = dot + suffix[:20] if stem else ""
        stem = (stem or safe)[: LONGEST_NAME - len(suffix)]
        name, count = stem + suffix, 1
        while name.casefold() in taken:
            count += 1
            name = f"{stem}-{count}{suffix}"
        taken.add(name.casefold())
        named.append(Attached(name, item.content, item.relationship, item.description, item.path, item.note))
    return sorted(named, key=lambda item: item.name)


def manifest_of(attached: Iterable[Attached], about: Mapping[str, Any]) -> Attached:
    """Return the manifest: SHA-256 digest and size in bytes of every other attachment, and what the pack is `about`."""
    files = [
        {
            "name": item.name,
            "path": item.path or None,
            "sha256": item.sha256,
            "size": len(item.content),
            "media_type": item.media_type,
            "relationship": item.relationship,
            "description": item.description,
        }
        for item in attached
    ]
    text = json.dumps({"schema": 1, **about, "files": files}, indent=2, ensure_ascii=False) + "\n"
    return Attached("manifest.json", text.encode(), "Supplement", "Digests of all other attachments")
