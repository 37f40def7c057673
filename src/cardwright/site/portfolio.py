"""The portfolio at a glance: systems by class and materiality, and how much of each framework the record answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cardwright.cards.record import Target
from cardwright.finding import OUTCOMES, Outcome
from cardwright.site.addresses import entity_address, framework_address, relative
from cardwright.site.explorer import link_to
from cardwright.site.published import CLASSES, Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

MATERIALITIES = ("high", "medium", "low", "unknown")
ENTITIES_SHOWN = 15
BEARING: tuple[Outcome, ...] = ("pass", "fail", "waived", "undecided", "review")
"""Outcomes of rules that bear on an entity today; the others ask nothing of it yet, or at all."""
STEPS = 5


class Count(NamedTuple):
    """How many systems there are of a kind, and the explorer narrowed to them."""

    number: int
    href: str


class ClassRow(NamedTuple):
    """The systems of one class: all of them, and by materiality."""

    name: str
    total: Count
    cells: tuple[Count, ...]


class Share(NamedTuple):
    """How many of the checks that bear on something today it passes, and how the others stand.

    `percent` is rounded down, so that a hundred means all of them; None where nothing bears on it.
    """

    counts: Mapping[Outcome, int]
    href: str

    @property
    def bearing(self) -> int:
        """How many checks bear on it today."""
        return sum(self.counts[outcome] for outcome in BEARING)

    @property
    def percent(self) -> int | None:
        """The checks passed, in a hundred of those that bear on it."""
        return 100 * self.counts["pass"] // self.bearing if self.bearing else None

    @property
    def step(self) -> int:
        """The shade: from 0, next to nothing passes, to 4, everything does; 5 is kept for nothing to judge."""
        percent = self.percent
        return STEPS if percent is None else STEPS - 1 if percent == 100 else min(percent // 25, STEPS - 2)


class HeatRow(NamedTuple):
    """One entity with its share of each framework; None where no rule of one judges it."""

    target: Target
    shares: tuple[Share | None, ...]


def class_rows(published: Published, page: str) -> list[ClassRow]:
    """Systems by class and materiality; every class stands there, also one that no system has."""
    systems = published.catalog.by_kind("system")
    counts = Counter((published.risk_class(system.ref), _materiality(published, system)) for system in systems)
    rows = []
    for name in CLASSES:
        numbers = [counts[name, rating] for rating in MATERIALITIES]
        hrefs = (
            link_to(page, kind="system", **{"class": name, "materiality": _rated(rating)}) for rating in MATERIALITIES
        )
        total = Count(sum(numbers), link_to(page, kind="system", **{"class": name}))
        rows.append(ClassRow(name, total, tuple(map(Count, numbers, hrefs))))
    return rows


def _rated(rating: str) -> tuple[str, ...]:
    """What the explorer calls a rating; a system that no rating was looked for in counts as unknown here."""
    return ("unknown", "") if rating == "unknown" else (rating,)


def _materiality(published: Published, system: Entry) -> str:
    rating = published.fact(system.ref, "risk_materiality")
    return rating if rating in MATERIALITIES else "unknown"


def heat_rows(published: Published, page: str) -> list[HeatRow]:
    """The systems that pass least of what bears on them, each with its share of every framework."""
    rows = []
    for system in published.catalog.by_kind("system"):
        address = relative(entity_address(system.ref), page)
        counted = {row.framework: row for row in published.coverage_by_entity.get(system.ref, ())}
        shares = tuple(
            Share({outcome: counted[item.id][outcome] for outcome in OUTCOMES}, f"{address}#framework-{item.id}")
            if item.id in counted
            else None
            for item in published.frameworks
        )
        rows.append((sum(share.counts["fail"] for share in shares if share), system.ref, shares, system))
    rows.sort(key=lambda row: (-row[0], row[1]))
    return [HeatRow(published.target(system, page), shares) for _, _, shares, system in rows[:ENTITIES_SHOWN]]


def framework_shares(published: Published, page: str) -> list[tuple[Target, Share, int]]:
    """Each framework with its share over the whole catalog, and how many of its provisions nothing checks."""
    found = []
    for framework in published.frameworks:
        href = relative(framework_address(framework.id), page)
        share = Share(published.report.counts(framework.id), href)
        found.append((Target(href, framework.title), share, len(framework.not_checked)))
    return found
