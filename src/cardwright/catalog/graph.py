"""The catalog: every entity, the references between them, and how one reaches another."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from cardwright.catalog.entities import Entity
from cardwright.catalog.entities.shape import shape_of, walk
from cardwright.catalog.entities.text import Form
from cardwright.catalog.outline import Outline, outline_of
from cardwright.catalog.reach import Reach
from cardwright.catalog.source import Source
from cardwright.finding import Path, Place, Problem

Leaf = tuple[Path, Form, str]
"""One scalar of an entity: where it stands in it, what its field takes, and the text as written."""
READ_FORMS = frozenset({"str", "text", "role", "value", "ref", "entity_ref", "file", "date"})
"""Forms of scalars that hygiene, references, evidence and calendars look at; figures and choices are only typed."""


class Link(NamedTuple):
    """A reference from one entity to another, and the field that makes it."""

    source: str
    target: str
    path: Path


@dataclass(frozen=True, eq=False)
class Entry:
    """One entity in the catalog: typed, as written, and with its place."""

    ref: str
    value: Entity
    source: Source
    references: tuple[Link, ...] = field(repr=False)
    """Every well-formed reference it makes, as written; typing has named the others."""
    files: tuple[tuple[Path, str], ...] = field(repr=False)
    """The evidence files it points at, and where."""

    def __getstate__(self) -> dict[str, Any]:
        """Everything but what is quicker to work out again than to send to another process."""
        return {name: value for name, value in vars(self).items() if name not in ("leaves", "outline")}

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Its scalars in the order of the file, but for figures and choices, which are only typed."""
        return _leaves(self.value, self.source)

    @cached_property
    def outline(self) -> Outline:
        """The fields of it that hold something, and its records."""
        return outline_of(self.value)

    @cached_property
    def kind(self) -> str:
        """Its kind, as the file says."""
        return str(self.value.kind)  # type: ignore[attr-defined]  # every entity class has it

    @property
    def id(self) -> str:
        """The id after the kind: `credit-default`, for a version `credit-default@2.1.0`."""
        return self.ref.partition(":")[2]

    @property
    def name(self) -> str:
        """The name shown to people: its own, or its id."""
        return str(getattr(self.value, "name", None) or self.id)

    @property
    def path(self) -> str:
        """Its file, relative to the catalog folder."""
        return self.source.path

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the file says, whatever its comments, order of keys and quoting."""
        return digest_of(self.source.data)

    def at(self, path: Path) -> Place:
        """Where a field stands, or its nearest parent."""
        return self.source.at(path)


def digest_of(data: object) -> str:
    """Return the SHA-256 digest of raw data in one canonical form: JSON with sorted keys."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_entry(value: Entity, source: Source) -> Entry:
    """Return the entry of a typed entity; its reference follows from its kind and id."""
    ref, leaves = reference_of(value), _leaves(value, source)
    files = tuple((path, text) for path, form, text in leaves if form.name == "file")
    entry = Entry(ref, value, source, tuple(_references(ref, leaves)), files)
    vars(entry)["leaves"] = leaves
    return entry


def _leaves(value: Entity, source: Source) -> tuple[Leaf, ...]:
    return tuple(walk(shape_of(type(value)), source.data, READ_FORMS))


def reference_of(value: Entity) -> str:
    """Return the reference of an entity: `kind:id`, for a version `model:id@version`."""
    if value.kind == "model_version":  # type: ignore[attr-defined]
        return f"{value.model}@{value.version}"  # type: ignore[attr-defined]
    return f"{value.kind}:{value.id}"  # type: ignore[attr-defined]


@dataclass(frozen=True, eq=False)
class Catalog:
    """All entities of one folder, by reference in sorted order, with what the reader found wrong.

    `unread` are references of files that claim an id but could not be made into an entity: they are known, not judged.
    `hashes` maps every file read to its SHA-256 digest. `framework_files` are those of the organisation's own
    frameworks, by path, as they are.
    """

    folder: FilePath
    entities: Mapping[str, Entry]
    problems: tuple[Problem, ...]
    hashes: Mapping[str, str]
    unread: frozenset[str] = frozenset()
    commit: str | None = None
    framework_files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the digests of all files read: the state of the catalog in one value."""
        return digest_of(dict(sorted(self.hashes.items())))

    @cached_property
    def organisation(self) -> Entry | None:
        """The organisation; None when the catalog names none, or more than one."""
        found = self.by_kind("organisation")
        return found[0] if len(found) == 1 else None

    @cached_property
    def _kinds(self) -> Mapping[str, list[Entry]]:
        kinds: dict[str, list[Entry]] = {}
        for entry in self.entities.values():
            kinds.setdefault(entry.kind, []).append(entry)
        return kinds

    def by_kind(self, kind: str) -> list[Entry]:
        """Every entity of a kind, sorted by reference."""
        return self._kinds.get(kind, [])

    def find(self, ref: str) -> Entry | None:
        """The entity a reference names; ids are compared without case."""
        return self.entities.get(ref) or self._folded.get(ref.casefold())

    @cached_property
    def _folded(self) -> Mapping[str, Entry]:
        return {ref.casefold(): entry for ref, entry in self.entities.items()}

    @cached_property
    def links(self) -> Links:
        """Every reference between entities."""
        return Links(self)

    def reach(self, entry: Entry, kind: str) -> list[Entry]:
        """The entities of a kind that an entity leads to, sorted; itself when it is of that kind."""
        return self._reach.reach(entry, kind)

    @cached_property
    def _reach(self) -> Reach:
        return Reach(self)


WELL_FORMED = re.compile(r"[a-z_]+:[a-z0-9][a-z0-9.-]*(@\S+)?")


def kind_of(ref: str) -> str:
    """The kind of entity that a reference names."""
    kind = ref.partition(":")[0]
    return "model_version" if kind == "model" and "@" in ref else kind


def _references(ref: str, leaves: Iterable[Leaf]) -> Iterator[Link]:
    for path, form, text in leaves:
        if form.kinds or (form.name == "str" and text.startswith("model:") and "@" in text):
            target = text.strip()
            if WELL_FORMED.fullmatch(target) and (not form.kinds or kind_of(target) in form.kinds):
                yield Link(ref, target, path)


class Links:
    """References that lead somewhere, seen from both ends."""

    def __init__(self, catalog: Catalog) -> None:
        self._out: dict[str, list[Link]] = {}
        self._into: dict[str, list[Link]] = {}
        for entry in catalog.entities.values():
            for link in entry.references:
                target = catalog.find(link.target)
                if target is not None and target.ref != entry.ref:
                    found = link._replace(target=target.ref)
                    self._out.setdefault(entry.ref, []).append(found)
                    self._into.setdefault(target.ref, []).append(found)

    def out(self, ref: str) -> list[Link]:
        """The references an entity makes."""
        return self._out.get(ref, [])

    def into(self, ref: str) -> list[Link]:
        """The references made to an entity."""
        return self._into.get(ref, [])
