"""The facts about an entity, each derived when first looked at, with the fields that would settle an unknown one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cardwright.catalog.graph import Catalog, Entry
from cardwright.rules.asking import Asking, Need
from cardwright.rules.classification import classify
from cardwright.rules.derivations import DERIVATIONS, OF_PARTS
from cardwright.rules.matcher import UNKNOWN, AtLeast
from cardwright.rules.paths import Spot


@dataclass(frozen=True, slots=True)
class Fact:
    """A value, and the fields that would settle it when it is unknown."""

    value: Any
    needs: tuple[Need, ...] = ()


class Facts(Mapping[str, Any]):
    """The facts about one entity, within one system that reaches it; each is derived when it is first looked at.

    Facts that only the system decides are shared by all its parts. `memo` keeps what else is worked out once for them.
    """

    def __init__(self, catalog: Catalog, entry: Entry, within: Facts | None, given: Mapping[str, Any]) -> None:
        self.catalog = catalog
        self.entry = entry
        self.within = within
        self.system = within.entry if within else None
        self.memo: dict[Any, Any] = {}
        self.spots: dict[tuple[str, str], list[Spot]] = {}
        """The places that paths lead to, by path and entity; checks keep them here."""
        self._known = {name: Fact(value) for name, value in given.items()}

    def fact(self, name: str) -> Fact:
        """The fact with what it needs. Raises KeyError for a name that is no fact."""
        known = self._known.get(name)
        if known is None:
            shared = self.within is not None and name not in OF_PARTS
            known = self.within.fact(name) if shared and self.within else self._derive(name)
            self._known[name] = known
        return known

    def _derive(self, name: str) -> Fact:
        asking = Asking(self.catalog, self.entry, self.system)
        value = DERIVATIONS[name](asking)
        return Fact(value, tuple(asking.missing) if is_open(value) else ())

    def __getitem__(self, name: str) -> Any:
        return (self._known.get(name) or self.fact(name)).value

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a fact, or the default for a name that is none."""
        known = self._known.get(name)
        return known.value if known else self[name] if name in DERIVATIONS else default

    def __iter__(self) -> Iterator[str]:
        return iter(DERIVATIONS)

    def __len__(self) -> int:
        return len(DERIVATIONS)


class FactBook:
    """The facts of every entity of a catalog. `given` pins facts, for the examples of rules."""

    def __init__(self, catalog: Catalog, given: Mapping[str, Any] | None = None) -> None:
        self._catalog = catalog
        self._given = given or {}
        self._known: dict[str, Facts] = {}

    def of(self, entry: Entry) -> list[Facts]:
        """The facts about an entity: once for every system that reaches it, and once without when none does."""
        if entry.kind not in ("model", "model_version", "dataset"):
            return [self._own(entry)]
        systems = self._catalog.reach(entry, "system")
        return [self._make(entry, self._own(system)) for system in systems] or [self._make(entry, None)]

    def _own(self, entry: Entry) -> Facts:
        if entry.ref not in self._known:
            self._known[entry.ref] = self._make(entry, None)
        return self._known[entry.ref]

    def _make(self, entry: Entry, within: Facts | None) -> Facts:
        return Facts(self._catalog, entry, within, {"kind": entry.kind, **self._given})


def is_open(value: Any) -> bool:
    """Whether the value of a fact is unknown, or a set that may hold more."""
    return isinstance(value, AtLeast) or (isinstance(value, str) and value == UNKNOWN)


def derivation_of(catalog: Catalog, system: Entry) -> list[str]:
    """The steps by which the class of a system follows from its facts."""
    return classify(Asking(catalog, system, None)).steps
