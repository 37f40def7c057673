"""Checks on days that start a clock: a first answer in time, nothing before the first of others, an entry kept up."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from cardwright.rules.checks.agreement import beside
from cardwright.rules.checks.case import Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.dates import add_period
from cardwright.rules.checks.presence import choices, items_of, picked
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import FieldPath, Spot, descend, parse_path
from cardwright.rules.placeholders import fold


@word
def first_within(of: str, since: str, within: str, where: dict[str, Any] | None = None) -> Check:
    """The first day at `of` is at most a period after the day at `since`; with none, the period still runs.

    `where` picks the items that hold the days. Its paths start at one item of a list, or at the entity.

    `first_within: {of: reports.date, since: aware_on, within: P15D, where: {kind: [initial, final]}}`
    """
    answers_at, start_at, wanted = parse_path(of), parse_path(since), choices(where)

    def run(case: Case) -> Iterator[Fault]:
        starts = _days(case, [start_at])
        if not starts:
            yield nothing(case)
            return
        start = min(starts, key=_day)
        limit = add_period(start.value, within)
        answers = [spot for spot in _days(case, [answers_at]) if picked(spot.parent, wanted)]
        first = min(answers, key=_day, default=None)
        if first is None and case.as_of > limit:
            yield at(start, f"nothing is recorded at `{answers_at.text}`; the last day was {limit}")
        if first is not None and first.value > limit:
            yield at(first, f"{named(case, first)} is {first.value}; the last day was {limit}")

    return run


@word
def after_first(of: Any, first: str) -> Check:
    """The day at `of` is not before the earliest day at `first`, of which there is at least one.

    `after_first: {of: system_altered_on, first: reports.date}`
    """
    fields, others = paths(of), parse_path(first)

    def run(case: Case) -> Iterator[Fault]:
        days, earlier = _days(case, fields), _days(case, [others])
        if not days:
            yield nothing(case)
        for spot in days:
            beginnings = [other for other in earlier if beside(other, spot)]
            if not beginnings:
                yield at(spot, f"{named(case, spot)} is {spot.value}, but no day stands at `{others.text}`")
            elif spot.value < min(beginnings, key=_day).value:
                begun = min(beginnings, key=_day)
                yield at(spot, f"{named(case, spot)} ({spot.value}) is before {named(case, begun)} ({begun.value})")

    return run


@word
def before(of: Any, day: str) -> Check:
    """The day is earlier than a fixed one.

    `before: {of: market.placed_on_market, day: 2026-08-02}`
    """
    fields, limit = paths(of), datetime.date.fromisoformat(day)

    def run(case: Case) -> Iterator[Fault]:
        days = _days(case, fields)
        if not days:
            yield nothing(case)
        for spot in days:
            if spot.value >= limit:
                yield at(spot, f"{named(case, spot)} is {spot.value}, not before {limit}")

    return run


@word
def none_between(of: Any, after: str, until: str) -> Check:
    """No day at `of` lies after the day at `after` and before the day at `until`.

    `none_between: {of: evaluation.tests.date, after: assessment.date, until: placed_on_market}`
    """
    fields, start_at, end_at = paths(of), parse_path(after), parse_path(until)

    def run(case: Case) -> Iterator[Fault]:
        days, starts, ends = _days(case, fields), _days(case, [start_at]), _days(case, [end_at])
        if not days or not starts or not ends:
            yield nothing(case)
            return
        start, end = max(starts, key=_day), min(ends, key=_day)
        for spot in days:
            if start.value < spot.value < end.value:
                told = f"between {named(case, start)} ({start.value}) and {named(case, end)} ({end.value})"
                yield at(spot, f"{named(case, spot)} is {spot.value}, {told}")

    return run


@word
def kept_up(of: str, ref: str, since: str, register: str, by: str, day: str) -> Check:
    """What an item refers to stands in a register, in an entry no older than a day of the item.

    `ref` and `since` are members of the items at `of`; `by` and `day` are members of the entries at `register`.

    `kept_up: {of: operation.incidents, ref: risk, since: aware_on, register: risk_management.risks, by: id,
    day: updated_on}`
    """
    items_at, entries_at = parse_path(of), parse_path(register)

    def run(case: Case) -> Iterator[Fault]:
        seen = False
        entries = {_text(_member(entry, by)): entry for entry in items_of(case.spots(entries_at))}
        for item in items_of(case.spots(items_at)):
            name, start = _member(item, ref), _member(item, since)
            if name.value is None:
                continue
            seen = True
            entry = entries.get(_text(name))
            if entry is None:
                yield at(name, f"{named(case, name)} is “{name.value}”, which is not in `{entries_at.text}`")
                continue
            touched = _member(entry, day)
            if start.value is not None and (touched.value is None or touched.value < start.value):
                stated = touched.value or "not stated"
                yield at(touched, f"{named(case, touched)} is {stated}, but {named(case, start)} is {start.value}")
        if not seen:
            yield nothing(case)

    return run


@word
def renewed_for(of: str, day: str, by: str, lead: str, where: dict[str, Any] | None = None) -> Check:
    """For each item there is a day at `by` that is no longer than a period before the day of the item.

    The period is there because what is new is looked at before it is released, and later than that not at all.

    `renewed_for: {of: changes.log, day: date, where: {significance: significant},
    by: 'reviews[independent_validation].date', lead: P2M}`
    """
    items_at, member, days_at, wanted = parse_path(of), day, parse_path(by), choices(where)

    @looking_at([items_at], [days_at])
    def run(case: Case) -> Iterator[Fault]:
        items = [item for item in items_of(case.spots(items_at)) if picked(item, wanted)]
        events = [spot for spot in (_member(item, member) for item in items) if isinstance(spot.value, datetime.date)]
        days = [spot.value for spot in _days(case, [days_at])]
        if not events or not days:
            yield nothing(case)
            return
        for spot in events:
            if add_period(max(days), lead) < spot.value:
                told = f"the last day at `{days_at.text}` is {max(days)}"
                yield at(spot, f"{named(case, spot)} is {spot.value}; {told}, more than {lead} before")

    return run


def _days(case: Case, fields: list[FieldPath]) -> list[Spot]:
    spots = [spot for field in fields for spot in case.spots(field)]
    return [spot for spot in spots if isinstance(spot.value, datetime.date)]


def _day(spot: Spot) -> datetime.date:
    day: datetime.date = spot.value
    return day


def _member(item: Spot, name: str) -> Spot:
    return descend(item.entry, item.value, item.path, parse_path(name).steps)[0]


def _text(spot: Spot) -> str:
    return fold(str(spot.value))
