"""Reading a whole catalog: every file is read, typed and linked, and what is wrong with one leaves the others alone."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Any

from cardwright.catalog.commit import commit_of
from cardwright.catalog.folder import Unreadable, find_frameworks, find_sources, hash_file, read_file
from cardwright.catalog.graph import WELL_FORMED, Catalog, Entry, Link
from cardwright.catalog.reading import FileRead, read_entity
from cardwright.catalog.source import MAXIMUM_BYTES, Source
from cardwright.finding import Path, Place, Problem
from cardwright.parallel import deal, work_on

LONGEST_CLAIM = 300
"""Characters; a longer reference is none, see `entities.reference.LONGEST_ID`."""


def load_catalog(folder: FilePath) -> Catalog:
    """Read the catalog in a folder.

    What is wrong with its files stands in `problems`. Raises CardwrightError when there is no such folder.
    """
    reading = _Reading(folder)
    sources = list(find_sources(folder))
    files = _read_all(folder, [found for found in sources if isinstance(found, str)])
    for found in sources:
        if isinstance(found, Problem):
            reading.problems.append(found)
        else:
            reading.add(files[found])
    reading.read_frameworks()
    return reading.catalog()


def framework_files(folder: FilePath) -> dict[str, bytes]:
    """The files of the organisation's own frameworks, by path; what cannot be read is left out."""
    reading = _Reading(folder)
    reading.read_frameworks()
    return reading.framework_files


def _read_all(folder: FilePath, paths: Sequence[str]) -> dict[str, FileRead]:
    """Read files, each on its own, by their paths."""

    def read(share: Sequence[str]) -> list[FileRead]:
        return [read_entity(folder, path) for path in share]

    # In order of their names large and small files take turns, as a version does with its model; mixed, no share is
    # heavier than another.
    mixed = sorted(paths, key=lambda path: zlib.crc32(path.encode("utf-8", "surrogateescape")))
    return {file.path: file for files in work_on(deal(mixed), read) for file in files}


class _Reading:
    """What has been read so far."""

    def __init__(self, folder: FilePath) -> None:
        self.folder = folder
        self.entries: dict[str, Entry] = {}
        self.claims: dict[str, Source] = {}
        self.judged: set[str] = set()
        self.unread: set[str] = set()
        self.problems: list[Problem] = []
        self.hashes: dict[str, str] = {}
        self.framework_files: dict[str, bytes] = {}

    def read_frameworks(self) -> None:
        """Read the files of the organisation's own frameworks as they are; what they mean is for the rules to say."""
        for found in find_frameworks(self.folder):
            if isinstance(found, Problem):
                self.problems.append(found)
            elif (content := self.content(found)) is not None:
                self.framework_files[found] = content

    def content(self, relative: str) -> bytes | None:
        """The bytes of a file; None, and a problem noted, when it cannot be read."""
        try:
            content = read_file(self.folder, relative, most_bytes=MAXIMUM_BYTES)
        except Unreadable as error:
            self.problems.append(Problem("CAT012", Place(relative, 1, 1), str(error)))
            return None
        self.hashes[relative] = hashlib.sha256(content).hexdigest()
        return content

    def add(self, file: FileRead) -> None:
        """Add what a file holds, unless another file already claims its reference."""
        self.problems += file.problems
        if file.digest is not None:
            self.hashes[file.path] = file.digest
        if file.source is not None:
            if file.entry is None:
                self.add_unread(file.source)
            else:
                self.add_entry(file.entry)

    def add_entry(self, entry: Entry) -> None:
        """Add an entity; the first to claim a reference has it."""
        self.claim(entry.ref, entry.source, entry.ref)
        if entry.ref.casefold() not in self.judged:
            self.judged.add(entry.ref.casefold())
            self.entries[entry.ref] = entry

    def add_unread(self, source: Source) -> None:
        """Remember the reference of a file that could not become an entity: it is known, and still clashes."""
        if claim := _claim(source):
            self.unread.add(claim)
            self.claim(claim, source, "")

    def claim(self, ref: str, source: Source, entity: str) -> None:
        """Claim a reference; when another file has claimed it, in whatever case, name both places."""
        first = self.claims.setdefault(ref.casefold(), source)
        for here, other in ((source, first), (first, source)) if first is not source else ():
            place = _claimed_at(other)
            message = f"{ref} is also claimed at {place.path}:{place.line}:{place.column}"
            self.problems.append(Problem("CAT033", _claimed_at(here), message, entity))

    def catalog(self) -> Catalog:
        """The catalog of all that was read, with its references followed."""
        entities = dict(sorted(self.entries.items()))
        bare = Catalog(self.folder, entities, (), self.hashes, frozenset(self.unread))
        self.problems += _organisations(bare)
        for entry in entities.values():
            self.problems += _references(bare, entry)
        self.problems += _cycles(bare)
        self._hash_evidence(bare)
        return Catalog(
            self.folder, entities, tuple(self.problems), self.hashes, bare.unread, commit_of(self.folder),
            self.framework_files,
        )  # fmt: skip

    def _hash_evidence(self, catalog: Catalog) -> None:
        """Hash the files that entities point at, each once, so that the digest of the catalog covers them."""
        known: dict[str, tuple[str, int] | Unreadable] = {}
        places = {problem.place for problem in self.problems}
        for entry in catalog.entities.values():
            for path, text in entry.files:
                if text not in known:
                    known[text] = _hashed(self.folder, text)
                if not (isinstance(known[text], Unreadable) and entry.at(path) in places):
                    self.problems += self._evidence(entry, path, text, known[text])

    def _evidence(self, entry: Entry, path: Path, text: str, hashed: tuple[str, int] | Unreadable) -> Iterator[Problem]:
        if isinstance(hashed, Unreadable):
            yield Problem(hashed.rule, entry.at(path), f"`{text}`: {hashed}", entry.ref)
            return
        digest, size = hashed
        self.hashes[text] = digest
        pinned = _pinned(entry, path)
        if pinned and pinned != digest:
            message = f"`{text}` has the SHA-256 digest {digest}, not the one recorded"
            yield Problem("CAT052", entry.at((*path[:-1], "sha256")), message, entry.ref)
        if size == 0:
            yield Problem("CAT052", entry.at(path), f"`{text}` is empty", entry.ref)


def _hashed(folder: FilePath, relative: str) -> tuple[str, int] | Unreadable:
    try:
        return hash_file(folder, relative)
    except Unreadable as error:
        return error


def _pinned(entry: Entry, path: Path) -> str | None:
    """The digest written beside an evidence file."""
    holder: Any = entry.source.data
    for step in path[:-1]:
        holder = holder[step]
    return holder.get("sha256") if isinstance(holder, dict) else None


def _claimed_at(source: Source) -> Place:
    return source.at(("version",) if source.data.get("kind") == "model_version" else ("id",))


def _claim(source: Source) -> str | None:
    """The reference that a file seems to claim which could not become an entity."""
    kind, ident, model, version = (source.data.get(key) for key in ("kind", "id", "model", "version"))
    parts = (model, "@", version) if kind == "model_version" else (kind, ":", ident)
    claim = "".join(part for part in parts if isinstance(part, str)).casefold()
    return claim if len(claim) < LONGEST_CLAIM and WELL_FORMED.fullmatch(claim) else None


def _organisations(catalog: Catalog) -> Iterator[Problem]:
    found = catalog.by_kind("organisation")
    if not found and not any(ref.startswith("organisation:") for ref in catalog.unread):
        message = "no file describes the organisation (`kind: organisation`), so no framework is switched on"
        yield Problem("CAT034", Place("catalog.yaml", 1, 1), message)
    for entry in found[1:]:
        first = found[0].at(("id",))
        message = f"a second organisation; the first stands at {first.path}:{first.line}:{first.column}"
        yield Problem("CAT034", entry.at(("id",)), message, entry.ref)


def _references(catalog: Catalog, entry: Entry) -> Iterator[Problem]:
    for link in entry.references:
        if link.target.casefold() == entry.ref.casefold():
            if link.path[-1] in OWN_RESULTS:
                continue
            yield Problem("CAT031", entry.at(link.path), f"{entry.ref} refers to itself", entry.ref)
        elif catalog.find(link.target) is None and link.target.casefold() not in catalog.unread:
            yield Problem("CAT030", entry.at(link.path), _dangling(catalog, link), entry.ref)


OWN_RESULTS = ("dataset", "model_version")
"""Members of metrics and tests: what was measured on a dataset may stand in that dataset."""


def _dangling(catalog: Catalog, link: Link) -> str:
    import difflib

    near = difflib.get_close_matches(link.target, catalog.entities, 1, cutoff=0.75)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"{link.target} is not in the catalog{hint}"


LINEAGE = {("parents",), ("origin", "parents"), ("parent",)}
"""Fields that say what an entity came from or belongs to; following them must end."""


def _cycles(catalog: Catalog) -> Iterator[Problem]:
    """Every cycle of lineage, once, named with all its places."""
    parents: dict[str, list[Link]] = {}
    for ref in catalog.entities:
        for link in catalog.links.out(ref):
            if tuple(step for step in link.path if isinstance(step, str)) in LINEAGE:
                parents.setdefault(ref, []).append(link)
    done: set[str] = set()
    for start in sorted(parents):
        yield from _follow(catalog, parents, start, done)


def _follow(catalog: Catalog, parents: dict[str, list[Link]], start: str, done: set[str]) -> Iterator[Problem]:
    """Walk up from `start` without recursion; a link back into the trail closes a cycle."""
    trail: list[tuple[Link | None, Iterator[Link]]] = [(None, iter(parents.get(start, ())))]
    names = [start]
    while trail and start not in done:
        link = next(trail[-1][1], None)
        if link is None:
            done.add(names.pop())
            trail.pop()
        elif link.target in names:
            ring = [step for step, _ in trail[names.index(link.target) + 1 :] if step] + [link]
            yield _cycle(catalog, ring)
        elif link.target not in done:
            names.append(link.target)
            trail.append((link, iter(parents.get(link.target, ()))))


def _cycle(catalog: Catalog, ring: list[Link]) -> Problem:
    first = min(range(len(ring)), key=lambda index: ring[index].source)
    ring = ring[first:] + ring[:first]
    places = [catalog.entities[link.source].at(link.path) for link in ring]
    way = " -> ".join([ring[0].source, *(link.target for link in ring)])
    where = ", ".join(f"{place.path}:{place.line}:{place.column}" for place in places[1:])
    return Problem("CAT032", places[0], f"cycle {way}" + (f" (also {where})" if where else ""), ring[0].source)
