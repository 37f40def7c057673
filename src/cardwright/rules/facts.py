"""The facts about an entity, each derived when first looked at, with the fields that would settle an unknown one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cardwright.catalog.graph import Catalog, Entry
from cardwright.rules.asking import Asking, Need
from cardwright.rules.classification import classify
from cardwright.rules.derivations import DERIVATIONS
from cardwright.rules.matcher import UNKNOWN, AtLeast


@dataclass(frozen=True, slots=True)
class Fact:
    """A value, and the fields that would settle it when it is unknown."""

    value: Any
    needs: tuple[Need, ...] = ()


class Facts(Mapping[str, Any]):
    """The facts about one entity, within one system that reaches it; each is derived when it is first looked at."""

    def __init__(self, catalog: Catalog, entry: Entry, system: Entry | None, given: Mapping[str, Any]) -> None:
        self.catalog = catalog
        self.entry = entry
        self.system = system
        self._known = {name: Fact(value) for name, value in given.items()}

    def fact(self, name: str) -> Fact:
        """The fact with what it needs. Raises KeyError for a name that is no fact."""
        if name not in self._known:
            asking = Asking(self.catalog, self.entry, self.system)
            value = DERIVATIONS[name](asking)
            open_ = isinstance(value, AtLeast) or (isinstance(value, str) and value == UNKNOWN)
            self._known[name] = Fact(value, tuple(asking.missing) if open_ else ())
        return self._known[name]

    def __getitem__(self, name: str) -> Any:
        return self.fact(name).value

    def __iter__(self) -> Iterator[str]:
        return iter(DERIVATIONS)

    def __len__(self) -> int:
        return len(DERIVATIONS)


def facts_of(catalog: Catalog, entry: Entry, given: Mapping[str, Any] | None = None) -> list[Facts]:
    """The facts about an entity: once for every system that reaches it, and once without when none does.

    `given` pins facts, for the examples of rules.
    """
    pinned = {"kind": entry.kind, **(given or {})}
    systems: list[Entry | None] = [None]
    if entry.kind in ("model", "model_version", "dataset"):
        systems = [*catalog.reach(entry, "system")] or [None]
    return [Facts(catalog, entry, system, pinned) for system in systems]


def derivation_of(catalog: Catalog, system: Entry) -> list[str]:
    """The steps by which the class of a system follows from its facts."""
    return classify(Asking(catalog, system, None)).steps
