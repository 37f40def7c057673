"""Checks on days and periods. Every one compares with the date the report is made for, never with today."""

from __future__ import annotations

import calendar
import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cardwright.finding import Path, pointer
from cardwright.rules.checks.agreement import beside
from cardwright.rules.checks.case import SEEN_NOTHING, Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.presence import choices, picked
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import FieldPath, Spot, parse_path

PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")


@word
def ordered(of: Any) -> Check:
    """Days in this order, equal ones allowed; absent ones are left out, items of one list compared with themselves."""
    fields = paths(of)

    @looking_at(*([field] for field in fields if len(fields) == 2))
    def check(case: Case) -> Iterable[Fault]:
        groups = [days for field in fields if not case.is_blank(field) and (days := _days(case, [field]))]
        return _disordered(case, groups) if len(groups) > 1 else SEEN_NOTHING

    return check


@word
def current(of: Any, where: dict[str, Any] | None = None) -> Check:
    """A due day that is not past; `where` picks the items that hold it."""
    wanted = choices(where)

    def object_to(case: Case, spot: Spot) -> Fault | None:
        if spot.value >= case.as_of or not picked(spot.parent, wanted):
            return None
        message = f"{named(case, spot)} was {spot.value}, {_ago(spot.value, case.as_of)}"
        return at(spot, message)._replace(lapsed=spot.value)

    return _each_day(of, object_to)


@word
def not_future(of: Any) -> Check:
    """A day something happened, which cannot lie ahead."""

    def object_to(case: Case, spot: Spot) -> Fault | None:
        if spot.value <= case.as_of:
            return None
        return at(spot, f"{named(case, spot)} is {spot.value}, after {case.as_of}")

    return _each_day(of, object_to)


@word
def happened(but: list[str]) -> Check:
    """Every day that the entity names anywhere has come, except in fields named in `but`, by their last steps.

    `happened: {but: [due, next_due, fairness.period.end]}`
    """
    excepted = tuple(f".{name}" for name in but)

    def check(case: Case) -> Iterator[Fault]:
        days = [(path, text) for path, form, text in case.entry.leaves if form.name == "date"]
        if not days:
            yield nothing(case)
        for path, text in days:
            # days of the form YYYY-MM-DD sort as texts; what has another form is a finding of its own
            if text[:4].isdigit() and text > str(case.as_of) and not _field(path).endswith(excepted):
                yield Fault(case.entry, path, f"`{pointer(path)}` is {text}, after {case.as_of}")

    return check


@word
def recent(of: Any, within: str) -> Check:
    """A day that has come, not longer ago than a period: an ISO 8601 duration such as `P1Y`, or the path of one."""
    fields = paths(of)
    fixed = within if PERIOD.fullmatch(within) else None
    period_at = None if fixed else parse_path(within)

    def check(case: Case) -> Iterator[Fault]:
        periods = [fixed] if fixed else [spot.value for spot in case.spots(period_at) if spot.value]  # type: ignore[arg-type]
        days = _days(case, fields)
        if not days or not periods:
            yield nothing(case)
        for spot in (spot for spot in days if spot.value > case.as_of):
            yield at(spot, f"{named(case, spot)} is {spot.value}, after {case.as_of}; it has not happened yet")
        for spot, period in itertools.product(days, periods):
            due = add_period(spot.value, period)
            if due < case.as_of:
                message = f"{named(case, spot)} was {spot.value}; with {period} it was due again by {due}"
                yield at(spot, message)._replace(lapsed=due)

    return check


@word
def not_later(of: Any, than: Any, plus: str = "P0D", where: dict[str, Any] | None = None) -> Check:
    """The day at `of` is at most a period after the day at `than`; `where` picks the items that hold the day at `of`.

    `not_later: {of: operation.incidents.reports.date, than: operation.incidents.aware_on, plus: P15D}`
    """
    later, earlier = paths(of), paths(than)
    wanted = choices(where)

    @looking_at(later, earlier)
    def check(case: Case) -> Iterator[Fault]:
        pairs = [
            (first, second)
            for first in _days(case, earlier)
            for second in _days(case, later)
            if beside(first, second) and picked(second.parent, wanted)
        ]
        if not pairs:
            yield nothing(case)
        for first, second in pairs:
            limit = add_period(first.value, plus)
            if second.value > limit:
                yield at(second, f"{named(case, second)} is {second.value}; the last day was {limit}")

    return check


@word
def no_longer(of: Any, than: str) -> Check:
    """A duration is no longer than a period, counted from the day the report is made for."""
    fields = paths(of)

    @looking_at(fields)
    def check(case: Case) -> Iterator[Fault]:
        spots = [spot for field in fields for spot in case.spots(field) if isinstance(spot.value, str)]
        if not spots:
            yield nothing(case)
        for spot in spots:
            if add_period(case.as_of, spot.value) > add_period(case.as_of, than):
                yield at(spot, f"{named(case, spot)} is {spot.value}, longer than {than}")

    return check


def add_period(day: datetime.date, period: str) -> datetime.date:
    """The day an ISO 8601 period later, in calendar months; a month without that day ends on its last.

    >>> add_period(datetime.date(2026, 1, 31), "P1M")
    datetime.date(2026, 2, 28)
    """
    match = PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(f"{period} is no ISO 8601 duration")
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    month = day.month - 1 + months + 12 * years
    year, month = day.year + month // 12, month % 12 + 1
    if year > datetime.MAXYEAR:
        return datetime.date.max
    moved = day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
    try:
        return moved + datetime.timedelta(weeks=weeks, days=days)
    except OverflowError:
        return datetime.date.max


def _each_day(of: Any, object_to: Callable[[Case, Spot], Fault | None]) -> Check:
    """A check that looks at every day there is at some paths."""
    fields = paths(of)

    @looking_at(fields)
    def check(case: Case) -> Iterator[Fault]:
        days = _days(case, fields)
        if not days:
            yield nothing(case)
        for spot in days:
            if fault := object_to(case, spot):
                yield fault

    return check


def _disordered(case: Case, groups: list[list[Spot]]) -> Iterator[Fault]:
    """The days that are before one of an earlier group."""
    for earlier, later in itertools.combinations(groups, 2):
        for first, second in itertools.product(earlier, later):
            if first.value > second.value and beside(first, second):
                yield at(
                    second, f"{named(case, second)} ({second.value}) is before {named(case, first)} ({first.value})"
                )


def _days(case: Case, fields: list[FieldPath]) -> list[Spot]:
    return [spot for field in fields for spot in case.spots(field) if isinstance(spot.value, datetime.date)]


def _field(path: Path) -> str:
    return "".join(f".{step}" for step in path if isinstance(step, str))


def _ago(day: datetime.date, as_of: datetime.date) -> str:
    days = (as_of - day).days
    return f"{days} day{'s' if days != 1 else ''} before {as_of}"
