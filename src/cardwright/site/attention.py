"""What needs somebody now: errors by system and by owner, what is overdue, what ends soon, what begins to apply."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardwright.cards.record import Target
from cardwright.cards.words import shorten
from cardwright.finding import Level
from cardwright.site.addresses import framework_address, relative
from cardwright.site.dates import Event, events_of, overdue_days
from cardwright.site.explorer import link_to
from cardwright.site.ownership import owner_of
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

SOON = datetime.timedelta(days=90)
"""How far ahead the end of an approval or a waiver counts as near."""
ROWS_SHOWN = 6
ENDING = frozenset({"approval", "waiver", "limit"})


class Burden(NamedTuple):
    """A system or a team with the open findings that are its own, by level; `ref` is empty for nobody."""

    target: Target
    ref: str
    levels: Counter[Level]


class Dated(NamedTuple):
    """An event as a list shows it; `days` is how far it lies ahead, negative when it has passed."""

    day: datetime.date
    days: int
    what: str
    target: Target | None


class Ahead(NamedTuple):
    """A day from which rules will apply that do not apply yet."""

    day: datetime.date
    framework: Target
    rules: int
    entities: int


def errors_by_system(published: Published, page: str) -> list[Burden]:
    """The systems with findings open, those with most errors first."""
    systems = published.catalog.by_kind("system")
    return _heaviest((published.target(entry, page), entry.ref, published.levels(entry.ref)) for entry in systems)


def errors_by_owner(published: Published, page: str) -> list[Burden]:
    """The teams with findings open on what they own, those with most errors first; `ref` is empty for no owner."""
    totals: dict[str, Counter[Level]] = {}
    for ref in published.report.findings_by_entity:
        entry = published.catalog.find(ref) if ref else None
        if entry is not None:
            team = owner_of(published.catalog, entry)
            totals.setdefault(team.ref if team else "", Counter()).update(published.levels(ref))
    return _heaviest((team_target(published, ref, page), ref, levels) for ref, levels in totals.items())


def team_target(published: Published, ref: str, page: str) -> Target:
    """A team's page; for no team a place without a link."""
    return (published.link(ref, page) if ref else None) or Target("", shorten(ref) or "Without an owner")


def _heaviest(rows: Iterable[tuple[Target, str, Counter[Level]]]) -> list[Burden]:
    burdens = [Burden(*row) for row in rows if row[2].total()]
    return sorted(burdens, key=lambda row: (-row.levels["error"], -row.levels["warning"], -row.levels["note"], row.ref))


def dated(published: Published, events: Iterable[Event], page: str) -> list[Dated]:
    """Events with their distance from the day of the report and the page of their entity."""
    return [
        Dated(
            event.day,
            (event.day - published.as_of).days,
            event.what,
            published.link(event.ref, page) if event.ref else None,
        )
        for event in events
    ]


def overdue(published: Published, events: Iterable[Event] | None = None) -> list[Event]:
    """Events whose day has passed unanswered, the longest overdue first."""
    events = published.once(events_of) if events is None else events
    return [event for event in events if event.kind != "application" and event.day < published.as_of]


def ending_soon(published: Published) -> list[Event]:
    """Approvals, waivers and adjustments that end within SOON."""
    last = published.as_of + SOON if published.as_of <= datetime.date.max - SOON else datetime.date.max
    events = published.once(events_of)
    return [event for event in events if event.kind in ENDING and published.as_of <= event.day <= last]


def applying(published: Published, page: str) -> list[Ahead]:
    """The days ahead from which rules apply, by framework."""
    groups: dict[tuple[datetime.date, str], set[tuple[str, str]]] = {}
    for result in published.report.results:
        if result.outcome == "not_yet" and result.date:
            groups.setdefault((result.date, result.framework), set()).add((result.rule, result.entity))
    titles = published.framework_titles
    return [
        Ahead(
            day,
            Target(relative(framework_address(framework), page), titles.get(framework, framework)),
            len({rule for rule, _ in pairs}),
            len({entity for _, entity in pairs}),
        )
        for (day, framework), pairs in sorted(groups.items())
    ]


class Staleness(NamedTuple):
    """How fresh what a team owns is: how many entities, how many overdue, and by how many days the oldest."""

    team: Target
    owned: int
    stale: int
    oldest: int
    owned_href: str
    stale_href: str

    @property
    def share(self) -> int:
        """The overdue ones in a hundred, rounded up, so that one of many still shows."""
        return -(-100 * self.stale // self.owned) if self.owned else 0


def staleness_by_team(published: Published, page: str) -> list[Staleness]:
    """Every team that owns something, those with most overdue first."""
    late = published.once(overdue_days)
    rows = []
    for ref, owned in published.once(owned_entities).items():
        days = [late[entry.ref] for entry in owned if entry.ref in late]
        target = team_target(published, ref, page)
        whose = {"owner": ref.partition(":")[2]} if ref else {}
        hrefs = (link_to(page, **whose), link_to(page, stale="yes", **whose))
        rows.append(Staleness(target, len(owned), len(days), max(days, default=0), *hrefs))
    return sorted(rows, key=lambda row: (-row.stale, -row.oldest, -row.owned, row.team.name, row.team.href))


def owned_entities(published: Published) -> dict[str, Sequence[Entry]]:
    """What each team owns, by the team's reference; under the empty one what has no owner. Teams are left out."""
    owned: dict[str, list[Entry]] = {}
    for entry in published.catalog.entities.values():
        if entry.kind in ("team", "organisation", "approval", "waiver"):
            continue
        team = owner_of(published.catalog, entry)
        owned.setdefault(team.ref if team else "", []).append(entry)
    return dict(owned)


def events_by_owner(published: Published) -> dict[str, list[Event]]:
    """What waits for each team, by its reference; under the empty one what waits for nobody."""
    found: dict[str, list[Event]] = {}
    for event in published.once(events_of):
        entry = published.catalog.find(event.ref) if event.ref else None
        if entry is not None:
            team = owner_of(published.catalog, entry)
            found.setdefault(team.ref if team else "", []).append(event)
    return found
