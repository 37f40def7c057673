"""Asking the catalog for what a fact needs, and keeping note of the fields that do not answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Path, Place
from cardwright.rules.matcher import UNKNOWN, AtLeast
from cardwright.rules.paths import Spot, parse_path

Need = tuple[str, Place]
"""A field that would settle a fact: the entity that lacks it, and the place to write it."""


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

    def entities(self, kind: str) -> list[Entry] | None:
        """The entities of a kind that count here; None when the field that would name them is absent."""
        if kind in (self.entry.kind, "organisation"):
            return self.catalog.reach(self.entry, kind)
        if self.entry.kind == "model_version" and kind == "model":
            return self.catalog.reach(self.entry, kind)
        anchor = self.system or self.entry
        found = self.catalog.reach(anchor, kind)
        if not found and anchor.kind == "system" and kind in ("model", "model_version", "dataset"):
            self._ask_for_parts(anchor, kind)
            return None if self._lacks_parts(anchor, kind) else []
        return found

    def _lacks_parts(self, system: Entry, kind: str) -> bool:
        return getattr(system.value.composition, "models", None) is None or kind == "dataset"  # type: ignore[attr-defined]

    def _ask_for_parts(self, system: Entry, kind: str) -> None:
        if getattr(system.value.composition, "models", None) is None:  # type: ignore[attr-defined]
            self.need(system, ("composition", "models"))
        elif kind == "dataset":
            for version in self.catalog.reach(system, "model_version"):
                self.need(version, ("data", "datasets"))

    def need(self, entry: Entry, path: Path) -> None:
        """Note a field that does not answer."""
        self.missing[entry.ref, entry.at(path)._replace(pointer=".".join(str(step) for step in path))] = None

    def spots(self, kind: str, path: str) -> list[Spot]:
        """The values at a path of every entity of a kind that counts here; absent ones are noted."""
        entries = self.entities(kind)
        found: list[Spot] = []
        for entry in entries or ():
            for spot in parse_path(path).spots(self.catalog, entry):
                if spot.value is None and not spot.none:
                    self.need(entry, spot.path)
                found.append(spot)
        if entries is None:
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
    if any(group is None for group in stated):
        return AtLeast(members) if members else UNKNOWN
    return members
