"""What a check is given, and what it answers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Path, pointer
from cardwright.rules.facts import Facts
from cardwright.rules.paths import FieldPath, Spot, descend, parse_path


class Case(NamedTuple):
    """One entity judged by one rule: the catalog around it, its facts, and the date the report is made for.

    `item` narrows the case to one item of a list; paths then start there.
    """

    catalog: Catalog
    entry: Entry
    facts: Facts
    as_of: datetime.date
    item: Spot | None = None

    def spots(self, path: FieldPath) -> list[Spot]:
        """The places a path leads to from the entity; rules that look at the same path share them."""
        if self.item is not None and path.kind is None:
            return descend(self.item.entry, self.item.value, self.item.path, path.steps)
        key = path.text, self.entry.ref
        known = self.facts.spots.get(key)
        if known is None:
            entries = [self.entry] if path.kind is None else self._reached(path.kind)
            known = self.facts.spots[key] = path.spots_in(entries)
        return known

    def is_blank(self, path: FieldPath) -> bool:
        """Whether a path leads from the entity to no value at all; always false for a path that starts at an item."""
        if self.item is not None:
            return False
        entries = [self.entry] if path.kind is None else self._reached(path.kind)
        if all(path.plain not in entry.outline.fields for entry in entries):
            return True
        return not path.names and all(spot.value is None for spot in self.spots(path))

    def inside(self, item: Spot) -> Case:
        """The case narrowed to an item."""
        return Case(self.catalog, self.entry, self.facts, self.as_of, item)

    def _reached(self, kind: str) -> list[Entry]:
        """The entities of another kind that count here; a use case or a system only through the system in question."""
        around = self.facts.system if kind != self.entry.kind and kind in ("system", "use_case") else None
        return self.catalog.reach(around or self.entry, kind)


class Fault(NamedTuple):
    """What a check objects to: where, and in which words.

    `fact` names an unknown fact that leaves it undecided. With `to_read` it is no objection: there is an answer, but
    only a person can tell whether it is a good one. `lapsed` is the last day on which there was nothing to object to,
    where time alone made the difference.
    """

    entry: Entry
    path: Path
    message: str
    fact: str | None = None
    to_read: bool = False
    lapsed: datetime.date | None = None


Check = Callable[[Case], Iterable[Fault]]
"""A check made from its arguments: the faults of one entity."""

LINKS: dict[tuple[str, str], Path] = {
    ("use_case", "system"): ("systems",),
    ("system", "model_version"): ("composition", "models"),
    ("system", "model"): ("composition", "models"),
    ("system", "dataset"): ("composition", "models"),
    ("model_version", "dataset"): ("data", "datasets"),
}
"""The field to fill in when an entity should lead to one of another kind and does not."""


def paths(of: Any) -> list[FieldPath]:
    """The paths of an argument that takes one or several; where a list would mean values, `{paths: [...]}` says so."""
    if isinstance(of, dict):
        of = of.get("paths", of)
    return [parse_path(text) for text in (of if isinstance(of, list) else [of])]


def named(case: Case, spot: Spot) -> str:
    """The field of a spot in a message: with its entity, when that is not the one judged."""
    field = f"`{pointer(spot.path)}`"
    return field if spot.entry.ref == case.entry.ref else f"{field} of {spot.entry.ref}"


def unreached(case: Case, path: FieldPath) -> Iterator[Fault]:
    """The fault of a path that leads to no entity at all."""
    kind = path.kind or case.entry.kind
    field = LINKS.get((case.entry.kind, kind), ())
    message = f"`{path.plain}` cannot be shown, because no {kind.replace('_', ' ')} is linked"
    yield Fault(case.entry, field, message)


def at(spot: Spot, message: str) -> Fault:
    """A fault at a spot."""
    return Fault(spot.entry, spot.path, message)


NOTHING = ""
"""The message of a fault that is none."""
SEEN_NOTHING = (Fault(None, (), NOTHING),)  # type: ignore[arg-type]  # it is about no entity
"""The answer of a check that had nothing to judge."""


def nothing(case: Case) -> Fault:
    """Says that there was nothing to judge: a check that saw nothing must not count as passed."""
    return Fault(case.entry, (), NOTHING)


def looking_at(*groups: Sequence[FieldPath]) -> Callable[[Check], Check]:
    """Mark a check that has nothing to judge where all paths of one of the groups lead to nothing: it is not run then.

    Most checks have nothing to judge on most entities, and looking where their fields are is quicker than running them.
    """
    own = [{path.plain for path in group} for group in groups if all(path.kind is None for path in group)]
    others = [group for group in groups if not all(path.kind is None and path.names for path in group)]

    def marked(check: Check) -> Check:
        def run(case: Case) -> Iterable[Fault]:
            if case.item is None:
                fields = case.entry.outline.fields
                for names in own:
                    if fields.isdisjoint(names):
                        return SEEN_NOTHING
                for group in others:
                    if all(map(case.is_blank, group)):
                        return SEEN_NOTHING
            return check(case)

        return run

    return marked


def joined(case: Case, answers: Iterable[Iterable[Fault]]) -> list[Fault]:
    """The faults of several checks that must all hold; there was nothing to judge when none of them saw anything."""
    faults, judged = sifted(answers)
    return faults if judged else [*faults, nothing(case)]


def sifted(answers: Iterable[Iterable[Fault]]) -> tuple[list[Fault], bool]:
    """The faults in the answers of several checks, and whether one of them saw something to judge."""
    faults: list[Fault] = []
    judged = False
    for answer in answers:
        if answer is SEEN_NOTHING:  # as most are
            continue
        saw_something = True
        for fault in answer:
            if fault.message == NOTHING:
                saw_something = False
            else:
                faults.append(fault)
        judged = judged or saw_something
    return faults, judged
