"""The registers: every waiver with what it accepts and until when, every incident with its clock."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from cardwright.cards.record import Target
from cardwright.cards.words import plain_name, shorten
from cardwright.site.addresses import relative
from cardwright.site.clocks import Clock, day_of, incident_clocks, incidents_of, running_clocks
from cardwright.site.listings import ROWS, turn_pages
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

WAIVERS, INCIDENTS = "waivers", "incidents"
ENDING = 30
"""Days before its end from which a waiver is said to end soon."""
LONG = 400  # characters of a text in a register; the page of the entity has all of it


class WaiverRow(NamedTuple):
    """One waiver. `state` is one of: in force, ends soon, expired, accepts nothing."""

    target: Target
    rule: Markup
    title: str
    entity: Target | str
    reason: str
    control: str
    asked: str
    approved: str
    approved_on: str
    expiry: str
    days: int | None
    accepts: int
    state: str


class IncidentRow(NamedTuple):
    """One incident of a system. `due` is the last day for a report that is still to be sent, `rule` the rule."""

    system: Target
    name: str
    kind: str
    serious: str
    severity: str
    status: str
    occurred: str
    aware: str
    reports: tuple[str, ...]
    due: datetime.date | None
    days: int | None
    rule: Markup | str


def waiver_pages(published: Published) -> list[list[Entry]]:
    """The waivers in pages: those that end first come first, and one page at least."""
    return _in_pages(sorted(published.catalog.by_kind("waiver"), key=lambda entry: (_text(entry, "expiry"), entry.ref)))


def describe_waivers(
    published: Published, entries: Sequence[Entry], number: int, count: int, page: str
) -> dict[str, Any]:
    """Return what a page of the waivers register prints."""
    accepted = Counter(finding.waiver for finding in published.report.findings if finding.waiver)
    return {
        "rows": [_waiver(published, entry, accepted[entry.id], page) for entry in entries],
        "total": len(published.catalog.by_kind("waiver")),
        "unread": any(not finding.entity for finding in published.report.findings),
        **_surroundings(WAIVERS, number, count, page),
    }


def _waiver(published: Published, entry: Entry, accepts: int, page: str) -> WaiverRow:
    rule, about = _text(entry, "rule"), _text(entry, "entity")
    expiry = day_of(_text(entry, "expiry"))
    days = (expiry - published.as_of).days if expiry else None
    return WaiverRow(
        target=Target(published.target(entry, page).href, entry.id),
        rule=published.rule_link(rule, page),
        title=published.rules[rule].title if rule in published.rules else "",
        entity=published.link(about, page) or shorten(about),
        reason=shorten(_text(entry, "reason"), LONG),
        control=shorten(_text(entry, "compensating_control"), LONG),
        asked=shorten(_text(entry, "requested_by")),
        approved=shorten(_text(entry, "approved_by")),
        approved_on=shorten(_text(entry, "approved_on")),
        expiry=shorten(_text(entry, "expiry")),
        days=days,
        accepts=accepts,
        state=_state(days, accepts),
    )


def _state(days: int | None, accepts: int) -> str:
    if days is not None and days < 0:
        return "expired"
    if not accepts:
        return "accepts nothing"
    return "ends soon" if days is not None and days <= ENDING else "in force"


def incident_pages(published: Published) -> list[list[tuple[Entry, int]]]:
    """The incidents in pages, as their systems and places there: those still open first, then by day, newest first."""
    found = [
        (entry, number)
        for entry in published.catalog.by_kind("system")
        for number, incident in enumerate(incidents_of(entry))
        if incident
    ]
    found.sort(key=lambda item: _said(incidents_of(item[0])[item[1]], "aware_on"), reverse=True)
    found.sort(key=lambda item: _said(incidents_of(item[0])[item[1]], "status") == "closed")
    return _in_pages(found)


def describe_incidents(
    published: Published, incidents: Sequence[tuple[Entry, int]], number: int, count: int, page: str
) -> dict[str, Any]:
    """Return what a page of the incidents register prints."""
    clocks = incident_clocks(published)
    due = {entry.ref: _due(published, entry, clocks) for entry, _ in incidents}
    return {
        "rows": [_incident(published, entry, place, due[entry.ref].get(place), page) for entry, place in incidents],
        "total": sum(len(incidents_of(entry)) for entry in published.catalog.by_kind("system")),
        **_surroundings(INCIDENTS, number, count, page),
    }


def _due(published: Published, entry: Entry, clocks: Sequence[Clock]) -> dict[int, tuple[datetime.date, str]]:
    """The clock that runs out first for each incident of a system that is still to be reported."""
    first: dict[int, tuple[datetime.date, str]] = {}
    for number, clock, limit in running_clocks(published, entry, clocks):
        first[number] = min(first.get(number, (limit, clock.rule)), (limit, clock.rule))
    return first


def _incident(
    published: Published, entry: Entry, place: int, due: tuple[datetime.date, str] | None, page: str
) -> IncidentRow:
    incident = incidents_of(entry)[place]
    return IncidentRow(
        system=published.target(entry, page),
        name=": ".join(text for text in (_said(incident, "id"), _said(incident, "title")) if text) or "not named",
        kind=plain_name(_said(incident, "kind")),
        serious={"true": "yes", "false": "no"}.get(_said(incident, "serious"), "not stated"),
        severity=plain_name(_said(incident, "severity")),
        status=plain_name(_said(incident, "status")) or "not stated",
        occurred=_said(incident, "occurred_on"),
        aware=_said(incident, "aware_on"),
        reports=_reports(incident),
        due=due[0] if due else None,
        days=(due[0] - published.as_of).days if due else None,
        rule=published.rule_link(due[1], page) if due else "",
    )


def _reports(incident: Mapping[str, Any]) -> tuple[str, ...]:
    reports = incident.get("reports")
    listed = [report for report in reports if isinstance(report, Mapping)] if isinstance(reports, list) else []
    parts = (
        [_said(report, "date"), plain_name(_said(report, "kind")), _said(report, "recipient")] for report in listed
    )
    return tuple(", ".join(text for text in part if text) or "not stated" for part in parts)


def _surroundings(folder: str, number: int, count: int, page: str) -> dict[str, Any]:
    return {
        "turner": turn_pages(folder, number, count, page),
        "calendar": relative("calendar.html", page),
        "crumbs": [Target(relative("index.html", page), "Home")],
        "contents": [],
    }


def _in_pages(items: Sequence[Any]) -> list[list[Any]]:
    return [list(items[start : start + ROWS]) for start in range(0, len(items), ROWS)] or [[]]


def _text(entry: Entry, name: str) -> str:
    return _said(entry.source.data, name)


def _said(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""
