"""What the explorer, the static JSON and the metrics know of an entity: what people sort and filter by."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cardwright.cards.words import shorten
from cardwright.finding import LEVELS, Level, Outcome
from cardwright.site.dates import Event, beginnings_by_entity, events_of, overdue_days
from cardwright.site.ownership import owner_of
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

KINDS_WITH_CLASS = ("system", "model", "model_version")
SUPPLIERS: Mapping[str, tuple[str, ...]] = {
    "system": ("actors.provider.name", "composition.components.supplier"),
    "model": ("supply.supplier.supplier",),
    "model_version": ("dependencies.supplier",),
}
"""The fields that name who supplied an entity or a part of it."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """One entity in a line. A value is empty where the kind of entity has none, and `unknown` where nothing decides it.

    `status` is the gravest level of an open finding, or `none`. `outcomes` are those that rules of each framework have
    had on it. `overdue` are the days since its oldest unanswered review or its approval ran out, 0 when none did.
    `applies` are the days ahead from which further rules concern it, each with their framework.
    """

    entry: Entry
    name: str
    owner: Entry | None
    risk_class: str
    materiality: str
    stage: str
    jurisdictions: tuple[str, ...]
    suppliers: tuple[str, ...]
    generative: str
    status: str
    levels: Mapping[Level, int]
    outcomes: Mapping[str, frozenset[Outcome]]
    overdue: int
    applies: Sequence[tuple[datetime.date, str]]


class Inventory:
    """The attributes of every entity of one state of the catalog."""

    def __init__(self, published: Published) -> None:
        self.published = published

    @property
    def events(self) -> Sequence[Event]:
        """Every event of the catalog, sorted by day."""
        return self.published.once(events_of)

    @cached_property
    def rows(self) -> tuple[Attributes, ...]:
        """One line for each entity, in the order of the catalog."""
        return tuple(self._attributes(entry) for entry in self.published.catalog.entities.values())

    def _attributes(self, entry: Entry) -> Attributes:
        published = self.published
        levels = published.levels(entry.ref)
        judged = _judged(published, entry)
        return Attributes(
            entry=entry,
            name=published.name_of(entry),
            owner=owner_of(published.catalog, entry),
            risk_class=_fact(judged, "risk_class") if entry.kind in KINDS_WITH_CLASS else "",
            materiality=_fact(judged, "risk_materiality"),
            stage=_text(entry.source.data.get("lifecycle_stage")),
            jurisdictions=tuple(_facts(judged, "jurisdiction")),
            suppliers=_suppliers(entry),
            generative=_fact(judged, "generative"),
            status=next((level for level in LEVELS if levels[level]), "none"),
            levels=levels,
            outcomes={row.framework: _seen(row.counts) for row in published.coverage_by_entity.get(entry.ref, ())},
            overdue=published.once(overdue_days).get(entry.ref, 0),
            applies=published.once(beginnings_by_entity).get(entry.ref, ()),
        )


def _judged(published: Published, entry: Entry) -> Any:
    """The entity whose facts count: a version has those of its model."""
    ref = entry.ref.partition("@")[0] if entry.kind == "model_version" else entry.ref
    return published.report.entities.get(ref)


def _seen(counts: Counter[Outcome] | Mapping[Outcome, int]) -> frozenset[Outcome]:
    return frozenset(outcome for outcome, count in counts.items() if count)


def _fact(judged: Any, name: str) -> str:
    """A fact as one word: as the rules have it, `yes` or `no`, empty where the kind of entity has no such fact."""
    value = judged.facts.get(name) if judged else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _facts(judged: Any, name: str) -> list[str]:
    value = judged.facts.get(name) if judged else None
    return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []


def _text(value: Any) -> str:
    return shorten(value) if isinstance(value, str) else ""


def _suppliers(entry: Entry) -> tuple[str, ...]:
    found = (text for path in SUPPLIERS.get(entry.kind, ()) for text in _texts(entry.source.data, path.split(".")))
    return tuple(sorted({shorten(text) for text in found if text.strip()}))


def _texts(node: Any, steps: list[str]) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _texts(item, steps)
    elif not steps:
        if isinstance(node, str):
            yield node
    elif isinstance(node, Mapping):
        yield from _texts(node.get(steps[0]), steps[1:])
