"""Asking the catalog for what a fact needs, and keeping note of the fields that do not answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Path, Place, pointer
from cardwright.rules.matcher import UNKNOWN, AtLeast
from cardwright.rules.paths import Spot, parse_path

Need = tuple[str, Place]
"""A field that would settle a fact: the entity that lacks it, and the place to write it."""
PARTS = ("model", "model_version", "dataset")
"""What a system is made of."""


class Asking:
    """One question about an entity, within one of the systems that reach it.

    `missing` collects the fields that were asked for and are absent; they are what to supply when the answer is
    unknown.
    """

    def __init__(self, catalog: Catalog, entry: Entry, system: Entry | None) -> None:
        self.catalog = catalog
        self.entry = entry
        self.system = system
        self.missing: dict[Need, None] = {}

    def entities(self, kind: str) -> list[Entry]:
        """The entities of a kind that count here, as far as the catalog names them."""
        if self.system is None or kind in (self.entry.kind, "organisation"):
            return self.catalog.reach(self.entry, kind)
        within = self.catalog.reach(self.system, kind)
        if kind not in PARTS:
            return within
        own = {entry.ref for entry in self.catalog.reach(self.entry, kind)}
        return [entry for entry in within if entry.ref in own]

    def leaves_out(self, kind: str) -> bool:
        """Whether there may be more entities of a kind than those named; the fields that would name them are noted."""
        if kind == "organisation":
            return not self.catalog.reach(self.entry, kind)
        if kind == "use_case":
            return self._is_unassigned()
        gaps = list(_gaps(self.catalog, self.entry, kind))
        for entry, path in gaps:
            self.need(entry, path)
        return bool(gaps)

    def _is_unassigned(self) -> bool:
        """Whether the system in question has no use case: only one could say what the system is used for."""
        system = self.system or (self.entry if self.entry.kind == "system" else None)
        if system is None or self.catalog.reach(system, "use_case"):
            return False
        self.need(system, ())
        return True

    def need(self, entry: Entry, path: Path) -> None:
        """Note a field that does not answer."""
        self.missing[entry.ref, entry.at(path)._replace(pointer=pointer(path))] = None

    def spots(self, kind: str, path: str) -> list[Spot]:
        """The values at a path of every entity of a kind that counts here; absent ones are noted."""
        found: list[Spot] = []
        for entry in self.entities(kind):
            for spot in parse_path(path).spots(self.catalog, entry):
                if spot.value is None and not spot.none:
                    self.need(entry, spot.path)
                found.append(spot)
        if self.leaves_out(kind):
            found.append(Spot(self.entry, (), None))
        return found

    def values(self, kind: str, path: str) -> list[Any]:
        """The values at a path; None stands for an absent one, False for a list stated to be empty."""
        return [False if spot.none else spot.value for spot in self.spots(kind, path)]

    def one(self, kind: str, path: str) -> Any:
        """The value of the one entity of a kind, or UNKNOWN; None when there is no such entity."""
        values = self.values(kind, path)
        if not values:
            return None
        return UNKNOWN if values[0] is None else values[0]


def _gaps(catalog: Catalog, entry: Entry, kind: str) -> Iterator[tuple[Entry, Path]]:
    """The references on the way from an entity to those of a kind that are absent, or lead to nothing."""
    if kind == entry.kind:
        return
    if entry.kind == "use_case":
        yield from _unnamed(catalog, entry, ("systems",))
    elif entry.kind == "system" and kind in PARTS:
        yield from _unnamed(catalog, entry, ("composition", "models"), "model")
    elif entry.kind == "model_version" and kind == "dataset":
        yield from _unnamed(catalog, entry, ("data", "datasets"), "dataset")
    elif entry.kind == "model_version" and kind == "model" and not catalog.reach(entry, kind):
        yield entry, ("model",)
    following = {"use_case": "system", "system": "model_version", "model": "model_version"}.get(entry.kind, kind)
    if kind in PARTS and kind != following and not (entry.kind == "model" and kind != "dataset"):
        for between in catalog.reach(entry, following):
            yield from _gaps(catalog, between, kind)


def _unnamed(catalog: Catalog, entry: Entry, path: Path, member: str = "") -> Iterator[tuple[Entry, Path]]:
    items: Any = entry.value
    for step in path:
        items = getattr(items, str(step), None)
    if items is None:
        yield entry, path
    for index, item in enumerate(items or ()):
        ref = getattr(item, member, None) if member else item
        if ref is None or catalog.find(ref) is None:
            yield entry, (*path, index, member) if member else (*path, index)


def any_true(values: Iterable[Any]) -> Any:
    """True as soon as one is true, False when every one is false, else UNKNOWN; None (no such thing) for nothing."""
    stated = list(values)
    if not stated:
        return None
    if any(value is True for value in stated):
        return True
    return UNKNOWN if any(value is None or value == UNKNOWN for value in stated) else False


def union(groups: Iterable[Any]) -> Any:
    """All members of several sets; as an AtLeast when one of them is not stated, UNKNOWN when none is."""
    stated = list(groups)
    members = frozenset(member for group in stated if group is not None for member in group)
    if any(group is None or isinstance(group, AtLeast) for group in stated):
        return AtLeast(members) if members else UNKNOWN
    return members
