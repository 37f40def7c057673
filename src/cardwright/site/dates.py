"""The days that matter: reviews and points due, ends of approvals and waivers, dates of application, incident clocks.

Only what is still open counts: a review that a later one of its kind has answered, a point that is closed and a report
that was sent leave the calendar.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cardwright.cards.words import label_of, name_of, plain_name, shorten
from cardwright.finding import Path, pointer
from cardwright.site.clocks import Clock, day_of, incident_clocks, running_clocks
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry

EventKind = Literal["review", "point", "approval", "waiver", "limit", "application", "incident"]
EVENT_KINDS: Mapping[EventKind, str] = {
    "review": "Review due",
    "point": "Point to close",
    "approval": "Approval ends",
    "waiver": "Waiver ends",
    "limit": "Adjustment ends",
    "application": "Rules begin to apply",
    "incident": "Incident report due",
}
"""What can fall on a day, and how it is called."""
REVIEW_FIELDS = frozenset({"next_due", "next_review"})
CLOSED = frozenset({"closed", "accepted"})
REVIEWS = ("review", "audit", "validation", "assessment", "analysis", "effectiveness", "live")
"""How kinds of review end that need not be called a review besides."""
STALE = frozenset({"review", "approval"})
"""What makes an entity stale once it has passed: nobody has looked at it since."""


class Event(NamedTuple):
    """One day: of which entity (empty for a date of application), what happens, and the field or rules that say so."""

    day: datetime.date
    kind: EventKind
    ref: str
    what: str
    source: str
    framework: str = ""


def events_of(published: Published) -> list[Event]:
    """Every event of a catalog, sorted by day."""
    found = [event for entry in published.catalog.entities.values() for event in _of_entity(published.catalog, entry)]
    clocks = incident_clocks(published)
    found += (event for entry in published.catalog.by_kind("system") for event in _incidents(published, entry, clocks))
    return sorted([*found, *_applications(published)])


def _of_entity(catalog: Catalog, entry: Entry) -> Iterator[Event]:
    for path, form, text in entry.leaves:
        if form.name != "date" or (kind := _kind_at(entry, path)) is None:
            continue
        day = day_of(text)
        if day is not None and not _is_settled(entry, path, kind):
            yield Event(day, kind, entry.ref, _what(catalog, entry, path, kind), pointer(path))


def _kind_at(entry: Entry, path: Path) -> EventKind | None:
    """What the date at a path stands for; None for one that asks nothing of anybody."""
    name = path[-1]
    if name in REVIEW_FIELDS:
        return "review"
    if name == "due":
        return "point"
    if name == "expiry":
        return entry.kind if entry.kind in ("approval", "waiver") else "limit"  # type: ignore[return-value]
    return None


def _is_settled(entry: Entry, path: Path, kind: EventKind) -> bool:
    holder = _at(entry, path[:-1])
    if not isinstance(holder, Mapping):
        return False
    if kind == "point":
        return str(holder.get("status")) in CLOSED or day_of(holder.get("closed_on")) is not None
    if kind == "review" and len(path) > 1 and isinstance(path[-2], int):
        return _is_superseded(holder, _at(entry, path[:-2]))
    return False


def _is_superseded(review: Mapping[str, Any], reviews: Any) -> bool:
    """Whether a later review of the same kind has taken the place of one."""
    done = day_of(review.get("date"))
    later = (item for item in reviews if isinstance(item, Mapping) and item.get("kind") == review.get("kind"))
    return done is not None and any((day := day_of(item.get("date"))) is not None and day > done for item in later)


def _at(entry: Entry, path: Path) -> Any:
    node: Any = entry.source.data
    for step in path:
        node = node[step]
    return node


def _named(catalog: Catalog, ref: str) -> str:
    """An entity by its name where the catalog has it, else as the record refers to it."""
    entry = catalog.find(ref)
    return shorten(name_of(catalog, entry) if entry else ref)


def _what(catalog: Catalog, entry: Entry, path: Path, kind: EventKind) -> str:
    """What falls due, in the words of the record beside the date."""
    holder = _at(entry, path[:-1])
    if kind == "review":
        named = holder.get("kind") if len(path) > 1 else None
        text = plain_name(named) if isinstance(named, str) else plain_name(str(_last_name(path[:-1])))
        text = shorten(text if text.endswith(REVIEWS) else f"{text} review")
        return text[:1].upper() + text[1:]
    for name in ("finding", "gap", "title", "measure", "description", "adjustment", "id"):
        said = holder.get(name)
        if kind in ("point", "limit") and isinstance(said, str):
            return shorten(said)
    if kind == "approval":
        return f"Approval of {_named(catalog, str(holder.get('entity', '')))}"
    if kind == "waiver":
        return f"Waiver of {shorten(str(holder.get('rule', '')))}"
    return label_of(str(_last_name(path[:-1])) or entry.kind)


def _last_name(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


class Beginning(NamedTuple):
    """What begins to apply on a day: the rules of a framework, and the entities that they concern."""

    rules: set[str]
    entities: set[str]


def beginnings(published: Published) -> dict[tuple[datetime.date, str], Beginning]:
    """What does not apply yet, by the day from which it will and by framework."""
    groups: dict[tuple[datetime.date, str], Beginning] = {}
    for result in published.report.results:
        if result.outcome == "not_yet" and result.date and result.date >= published.as_of:
            group = groups.setdefault((result.date, result.framework), Beginning(set(), set()))
            group.rules.add(result.rule)
            group.entities.add(result.entity)
    return dict(sorted(groups.items()))


def beginnings_by_entity(published: Published) -> dict[str, list[tuple[datetime.date, str]]]:
    """For each entity the days ahead on which rules begin to concern it, with their framework, by day."""
    found: dict[str, list[tuple[datetime.date, str]]] = {}
    for key, group in published.once(beginnings).items():
        for ref in group.entities:
            found.setdefault(ref, []).append(key)
    return found


def _applications(published: Published) -> Iterator[Event]:
    titles = published.framework_titles
    for (day, framework), group in published.once(beginnings).items():
        rules, entities = _count(len(group.rules), "rule"), _count(len(group.entities), "entity")
        what = f"{titles.get(framework, framework)}: {rules} on {entities}"
        yield Event(day, "application", "", what, framework, framework)


def _count(number: int, noun: str) -> str:
    plural = "entities" if noun == "entity" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _incidents(published: Published, entry: Entry, clocks: Sequence[Clock]) -> Iterator[Event]:
    """The first clock that runs out for each incident of a system."""
    first: dict[int, tuple[datetime.date, Clock]] = {}
    for number, clock, limit in running_clocks(published, entry, clocks):
        if number not in first or limit < first[number][0]:
            first[number] = (limit, clock)
    for number, (limit, clock) in first.items():
        incident = entry.source.data["operation"]["incidents"][number]
        named = incident.get("title") or incident.get("id") or "incident"
        source = pointer(("operation", "incidents", number))
        yield Event(limit, "incident", entry.ref, f"{shorten(str(named))} ({clock.rule})", source, clock.framework)


def overdue_days(published: Published) -> dict[str, int]:
    """For each entity, how many days its oldest unanswered review, or its approval, has been overdue."""
    days: dict[str, int] = {}
    for event in published.once(events_of):
        late = (published.as_of - event.day).days
        if event.kind in STALE and event.ref and late > 0:
            ref = _about(published, event.ref)
            days[ref] = max(days.get(ref, 0), late)
    return days


def _about(published: Published, ref: str) -> str:
    """The entity that an approval is about; any other entity itself."""
    entry = published.catalog.find(ref)
    about = entry.source.data.get("entity") if entry and entry.kind == "approval" else None
    target = published.catalog.find(about.strip()) if isinstance(about, str) else None
    return target.ref if target else ref
