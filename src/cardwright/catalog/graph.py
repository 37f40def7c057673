"""The catalog: every entity, the references between them, and how one reaches another."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import NamedTuple

from cardwright.catalog.entities import Entity
from cardwright.catalog.entities.shape import shape_of, walk
from cardwright.catalog.entities.text import Form
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
    leaves: tuple[Leaf, ...] = field(repr=False)

    @property
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
    return Entry(reference_of(value), value, source, tuple(walk(shape_of(type(value)), source.data, READ_FORMS)))


def reference_of(value: Entity) -> str:
    """Return the reference of an entity: `kind:id`, for a version `model:id@version`."""
    if value.kind == "model_version":  # type: ignore[attr-defined]
        return f"{value.model}@{value.version}"  # type: ignore[attr-defined]
    return f"{value.kind}:{value.id}"  # type: ignore[attr-defined]


@dataclass(frozen=True, eq=False)
class Catalog:
    """All entities of one folder, by reference in sorted order, with what the reader found wrong.

    `unread` are references of files that claim an id but could not be made into an entity: they are known, not judged.
    `hashes` maps every file read to its SHA-256 digest.
    """

    folder: FilePath
    entities: Mapping[str, Entry]
    problems: tuple[Problem, ...]
    hashes: Mapping[str, str]
    unread: frozenset[str] = frozenset()
    commit: str | None = None

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


def references(entry: Entry) -> Iterator[Link]:
    """Every well-formed reference an entity makes, as written; typing has named the others."""
    for path, form, text in entry.leaves:
        if form.kinds or (form.name == "str" and text.startswith("model:") and "@" in text):
            target = text.strip()
            if WELL_FORMED.fullmatch(target) and (not form.kinds or kind_of(target) in form.kinds):
                yield Link(entry.ref, target, path)


class Links:
    """References that lead somewhere, seen from both ends."""

    def __init__(self, catalog: Catalog) -> None:
        self._out: dict[str, list[Link]] = {}
        self._into: dict[str, list[Link]] = {}
        for entry in catalog.entities.values():
            for link in references(entry):
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


CHAIN = ("use_case", "system", "model_version", "dataset")
"""Each reaches the next by its fields, and the one before by reading them backwards; a model hangs on its versions."""
FIELDS: Mapping[tuple[str, str], set[tuple[str, ...]]] = {
    ("use_case", "system"): {("systems",)},
    ("system", "model_version"): {("composition", "models", "model"), ("operation", "deployments", "models")},
    ("model_version", "dataset"): {("data", "datasets", "dataset"), ("generation", "retrieval", "sources")},
}
TEAMS = {("owner",), ("developer",), ("reviews", "reviewer")}


class Reach:
    """Which entities an entity leads to: use case, system, model version and dataset in a chain, the model beside it.

    Source: the dictionary of fields, section `resolution`.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._known: dict[tuple[str, str], list[Entry]] = {}
        self._down: dict[str, set[str]] = {}
        self._up: dict[str, set[str]] = {}
        self._versions: dict[str, list[str]] = {}
        for entry in catalog.entities.values():
            self._learn(entry)

    def _learn(self, entry: Entry) -> None:
        for link in self.catalog.links.out(entry.ref):
            target = self.catalog.entities[link.target]
            fields: set[tuple[str, ...]] = FIELDS.get((entry.kind, target.kind), set())
            if tuple(step for step in link.path if isinstance(step, str)) in fields and not _retired(entry, link.path):
                self._down.setdefault(entry.ref, set()).add(target.ref)
                self._up.setdefault(target.ref, set()).add(entry.ref)
        if entry.kind == "model_version":
            model = self.catalog.find(entry.ref.partition("@")[0])
            if model:
                self._versions.setdefault(model.ref, []).append(entry.ref)

    def reach(self, entry: Entry, kind: str) -> list[Entry]:
        """The entities of a kind that an entity leads to, sorted by reference."""
        key = (entry.ref, kind)
        if key not in self._known:
            self._known[key] = self._find(entry, kind)
        return self._known[key]

    def _find(self, entry: Entry, kind: str) -> list[Entry]:
        if entry.kind == kind:
            return [entry]
        if kind == "organisation":
            return [self.catalog.organisation] if self.catalog.organisation else []
        if kind == "team":
            return self._teams(entry)
        if kind == "approval":
            return self._approvals(entry)
        if entry.kind == "model":
            return self._all([self.reach(version, kind) for version in self._in_use(entry)])
        if kind == "model":
            versions = self.reach(entry, "model_version")
            return self._all([[self.catalog.find(version.ref.partition("@")[0])] for version in versions])
        return self._along_chain(entry, kind)

    def _along_chain(self, entry: Entry, kind: str) -> list[Entry]:
        if entry.kind not in CHAIN or kind not in CHAIN:
            return []
        start, goal = CHAIN.index(entry.kind), CHAIN.index(kind)
        steps = self._down if goal > start else self._up
        refs = {entry.ref}
        for _ in range(abs(goal - start)):
            refs = set().union(*(steps.get(ref, set()) for ref in refs))
        return [self.catalog.entities[ref] for ref in sorted(refs)]

    def _in_use(self, model: Entry) -> list[Entry]:
        """The versions that a system uses; when none does, the one released last."""
        versions = [self.catalog.entities[ref] for ref in self._versions.get(model.ref, [])]
        used = [version for version in versions if version.ref in self._up]
        released = sorted(versions, key=lambda version: (str(version.value.released_on or ""), version.ref))  # type: ignore[attr-defined]
        return used or released[-1:]

    def versions(self, model: Entry) -> list[Entry]:
        """Every version of a model, sorted by reference."""
        return [self.catalog.entities[ref] for ref in self._versions.get(model.ref, [])]

    def _teams(self, entry: Entry) -> list[Entry]:
        links = self.catalog.links.out(entry.ref)
        named = {link.target for link in links if tuple(s for s in link.path if isinstance(s, str)) in TEAMS}
        return [self.catalog.entities[ref] for ref in sorted(named)]

    def _approvals(self, entry: Entry) -> list[Entry]:
        """The approvals that accept the entity in the state it is in."""
        found = (self.catalog.entities[link.source] for link in self.catalog.links.into(entry.ref))
        return [
            approval
            for approval in found
            if approval.kind == "approval"
            and approval.value.digest == entry.digest  # type: ignore[attr-defined]
            and approval.value.decision != "rejected"  # type: ignore[attr-defined]
        ]

    @staticmethod
    def _all(groups: Iterable[Iterable[Entry | None]]) -> list[Entry]:
        found = {entry.ref: entry for group in groups for entry in group if entry is not None}
        return [found[ref] for ref in sorted(found)]


def _retired(entry: Entry, path: Path) -> bool:
    """Whether the reference stands in a deployment that has ended."""
    if path[:2] != ("operation", "deployments"):
        return False
    operation = entry.value.operation  # type: ignore[attr-defined]
    deployments = operation.deployments if operation else None
    return bool(deployments and deployments[path[2]].retired_on)
