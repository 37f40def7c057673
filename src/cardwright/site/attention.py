"""What needs somebody now: errors by system and by owner, what is overdue, what ends soon, what begins to apply."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardwright.cards.record import Target
from cardwright.cards.words import shorten
from cardwright.finding import Level
from cardwright.site.addresses import framework_address, relative
from cardwright.site.dates import Event, beginnings, events_of, overdue_days
from cardwright.site.explorer import link_to, link_to_findings
from cardwright.site.ownership import owner_of
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

SOON = datetime.timedelta(days=90)
"""How far ahead the end of an approval or a waiver counts as near."""
ROWS_SHOWN = 6
OWNED_KINDS = ("use_case", "system", "model", "model_version", "dataset")
"""What a team owns; an approval or a waiver only follows the owner of what it is about."""
ENDING = frozenset({"approval", "waiver", "limit"})


class Burden(NamedTuple):
    """A system or a team with the open findings that are its own, by level; `ref` is empty for nobody.

    `hrefs` lead to the findings of each level.
    """

    target: Target
    ref: str
    levels: Counter[Level]
    hrefs: Mapping[Level, str]


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
    href: str


def errors_by_system(published: Published, page: str) -> list[Burden]:
    """The systems with findings open, those with most errors first."""
    systems = published.catalog.by_kind("system")
    rows = ((published.target(entry, page), entry.ref, published.levels(entry.ref)) for entry in systems)
    return _heaviest(published, rows, page, "entity")


def errors_by_owner(published: Published, page: str) -> list[Burden]:
    """The teams with findings open on what they own, those with most errors first; `ref` is empty for no owner."""
    totals = published.once(levels_by_owner)
    rows = ((team_target(published, ref, page), ref, levels) for ref, levels in totals.items())
    return _heaviest(published, rows, page, "owner")


def levels_by_owner(published: Published) -> dict[str, Counter[Level]]:
    """The open findings of each team by level: on what it owns, on itself, and on approvals and waivers of both.

    Under the empty reference stands what has no owner, files that could not be read among it; all of them together
    are the findings of the report.
    """
    totals: dict[str, Counter[Level]] = {}
    for ref in published.report.findings_by_entity:
        entry = published.catalog.find(ref) if ref else None
        team = owner_of(published.catalog, entry) if entry is not None else None
        totals.setdefault(team.ref if team else "", Counter()).update(published.levels(ref))
    return totals


def team_target(published: Published, ref: str, page: str) -> Target:
    """A team's page; for no team a place without a link."""
    return (published.link(ref, page) if ref else None) or Target("", shorten(ref) or "Without an owner")


def _heaviest(
    published: Published, rows: Iterable[tuple[Target, str, Counter[Level]]], page: str, column: str
) -> list[Burden]:
    def hrefs(ref: str, levels: Iterable[Level]) -> dict[Level, str]:
        return {level: link_to_findings(published, page, **{column: ref, "level": level}) for level in levels}

    burdens = [Burden(target, ref, levels, hrefs(ref, levels)) for target, ref, levels in rows if levels.total()]
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
    titles = published.framework_titles
    return [
        Ahead(
            day,
            Target(relative(framework_address(framework), page), titles.get(framework, framework)),
            len(group.rules),
            len(group.entities),
            link_to(page, applies=f"{day}:{framework}"),
        )
        for (day, framework), group in published.once(beginnings).items()
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
        hrefs = (link_to(page, owner=ref, kind=OWNED_KINDS), link_to(page, stale="yes", owner=ref, kind=OWNED_KINDS))
        rows.append(Staleness(target, len(owned), len(days), max(days, default=0), *hrefs))
    return sorted(rows, key=lambda row: (-row.stale, -row.oldest, -row.owned, row.team.name, row.team.href))


def owned_entities(published: Published) -> dict[str, Sequence[Entry]]:
    """What each team owns, by the team's reference; under the empty one what has no owner. Teams are left out."""
    owned: dict[str, list[Entry]] = {}
    for entry in published.catalog.entities.values():
        if entry.kind not in OWNED_KINDS:
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
