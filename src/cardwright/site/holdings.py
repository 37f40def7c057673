"""What a team owns and what it owes: its entities with their findings, and the days that wait for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cardwright.cards.record import Target
from cardwright.finding import Level
from cardwright.site.attention import (
    OWNED_KINDS,
    Dated,
    dated,
    events_by_owner,
    levels_by_owner,
    overdue,
    owned_entities,
)
from cardwright.site.dates import overdue_days
from cardwright.site.explorer import link_to, link_to_findings
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

OWNED_SHOWN = 50
DATES_SHOWN = 12


class Owned(NamedTuple):
    """One entity that the team answers for; `overdue` are days."""

    target: Target
    kind: str
    ref: str
    risk_class: str
    levels: Counter[Level]
    overdue: int


class Holdings(NamedTuple):
    """Everything of one team: the worst first, and how many more there are than a page shows.

    `levels` counts what the front page counts for the team: also findings on itself, its approvals and its waivers.
    """

    owned: list[Owned]
    owned_left: int
    total: int
    levels: Counter[Level]
    late: list[Dated]
    late_left: int
    coming: list[Dated]
    explorer: str
    findings: str


def holdings_of(published: Published, team: Entry, page: str) -> Holdings:
    """Return what a team owns and owes."""
    entries = published.once(owned_entities).get(team.ref, ())
    owned = sorted((_owned(published, entry, page) for entry in entries), key=_burden)
    events = published.once(events_by_owner).get(team.ref, ())
    late = overdue(published, events)
    coming = [event for event in events if event.day >= published.as_of]
    return Holdings(
        owned[:OWNED_SHOWN],
        max(0, len(owned) - OWNED_SHOWN),
        len(owned),
        published.once(levels_by_owner).get(team.ref, Counter()),
        dated(published, late[:DATES_SHOWN], page),
        max(0, len(late) - DATES_SHOWN),
        dated(published, coming[:DATES_SHOWN], page),
        link_to(page, owner=team.ref, kind=OWNED_KINDS),
        link_to_findings(published, page, owner=team.ref, level="error"),
    )


def _owned(published: Published, entry: Entry, page: str) -> Owned:
    judged = published.risk_class(entry.ref) if entry.kind == "system" else ""
    late = published.once(overdue_days).get(entry.ref, 0)
    return Owned(published.target(entry, page), entry.kind, entry.ref, judged, published.levels(entry.ref), late)


def _burden(item: Owned) -> tuple[int, int, int, int, str]:
    return -item.levels["error"], -item.overdue, -item.levels["warning"], OWNED_KINDS.index(item.kind), item.ref
