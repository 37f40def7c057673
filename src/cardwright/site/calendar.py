"""The calendar: what falls due, as a page and as an iCalendar file that calendar programs subscribe to.

Source of the file's form: RFC 5545, sections 3.1 (folding), 3.3.11 (escaping), 3.6.1 (events) and 3.8.4.7 (UIDs).
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cardwright.cards.record import Target
from cardwright.site.addresses import framework_address, relative
from cardwright.site.dates import EVENT_KINDS, Event, events_of
from cardwright.site.ownership import owner_of
from cardwright.site.published import Published
from cardwright.site.settings import epoch

PAGE = "calendar.html"
ADDRESS = "calendar.ics"
SHOWN = 200
"""Events on the page, of those overdue and of those to come: the file has all of them."""
OCTETS = 75  # of a line, its end not counted
SOON = 30
"""Days ahead that the page calls soon."""
_control = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Row(NamedTuple):
    """An event on the page: of whom, and who must act; `days` are those that are left, negative when it is past."""

    event: Event
    kind: str
    target: Target | None
    owner: Target | None
    days: int


def describe_calendar(published: Published, page: str) -> dict[str, Any]:
    """Return what the template of the calendar prints."""
    late = [event for event in published.once(events_of) if event.day < published.as_of]
    ahead = [event for event in published.once(events_of) if event.day >= published.as_of]
    rows = [_row(published, event, page) for event in ahead[:SHOWN]]
    return {
        "overdue": [_row(published, event, page) for event in late[-SHOWN:]],
        "months": [(month, list(group)) for month, group in groupby(rows, key=lambda row: f"{row.event.day:%B %Y}")],
        "totals": (len(late), len(ahead)),
        "left": (max(0, len(late) - SHOWN), max(0, len(ahead) - SHOWN)),
        "soon": SOON,
        "file": relative(ADDRESS, page),
        "crumbs": [Target(relative("index.html", page), "Home")],
        "contents": [],
    }


def _row(published: Published, event: Event, page: str) -> Row:
    entry = published.catalog.find(event.ref) if event.ref else None
    owner = owner_of(published.catalog, entry) if entry else None
    target = published.target(entry, page) if entry else None
    if not entry and event.framework:
        title = published.framework_titles.get(event.framework, event.framework)
        target = Target(relative(framework_address(event.framework), page), title)
    days = (event.day - published.as_of).days
    return Row(event, EVENT_KINDS[event.kind], target, published.target(owner, page) if owner else None, days)


def render_calendar(published: Published) -> str:
    """The calendar as an iCalendar file: one event a day that something falls due, lasting that day."""
    stamp = _stamp(published.as_of)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cardwright//Calendar//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_escape(published.organisation)}",
        f"X-WR-CALNAME:{_escape(published.organisation)}",
    ]
    for event in published.once(events_of):
        lines += _event(published, event, stamp)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def _stamp(as_of: datetime.date) -> str:
    """When the file was made: SOURCE_DATE_EPOCH, else the start of the as-of date."""
    moment = epoch() or datetime.datetime.combine(as_of, datetime.time(), datetime.UTC)
    return f"{_day(moment.date())}T{moment:%H%M%S}Z"


def _event(published: Published, event: Event, stamp: str) -> Sequence[str]:
    entry = published.catalog.find(event.ref) if event.ref else None
    owner = owner_of(published.catalog, entry) if entry else None
    name = published.name_of(entry) if entry else ""
    about = [EVENT_KINDS[event.kind], event.ref, event.source, f"Owner: {published.name_of(owner)}" if owner else ""]
    return (
        "BEGIN:VEVENT",
        f"UID:{_identity(event)}@cardwright",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{_day(event.day)}",
        f"SUMMARY:{_escape(f'{name}: {event.what}' if name else event.what)}",
        f"DESCRIPTION:{_escape(_joined(about))}",
        f"CATEGORIES:{_escape(EVENT_KINDS[event.kind])}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def _identity(event: Event) -> str:
    """What stays the same while the day of an event moves; rules that begin are told apart by nothing but their day."""
    parts = (event.kind, event.ref, event.source, event.day.isoformat() if event.kind == "application" else "")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _day(day: datetime.date) -> str:
    return day.isoformat().replace("-", "")


def _escape(text: str) -> str:
    r"""A text as a value: what would end or divide it is escaped.

    >>> _escape("Drift, twice;\nsee C:\\logs")
    'Drift\\, twice\\;\\nsee C:\\\\logs'
    """
    plain = _control.sub("", text.replace("\r\n", "\n")).encode("utf-8", "replace").decode("utf-8")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets; those after the first begin with a blank, and no character is torn."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > OCTETS:
            yield part
            part, size = " ", 1
        part += character
        size += width
    yield part
