"""Checks on days against periods and months: long enough, not before the first, in place when something began."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from cardwright.rules.checks.case import Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.dates import add_period
from cardwright.rules.checks.elsewhere import referred_to
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import FieldPath, Spot, descend, parse_path

MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
DAY_IN_TEXT = re.compile(
    rf"\b(?:({'|'.join(MONTHS)})\s+)?(20\d\d|19\d\d)(?:-(0[1-9]|1[0-2]))?(?:-(0[1-9]|[12]\d|3[01]))?\b"
)


@word
def lasts_until(of: Any, since: Any, period: str) -> Check:
    """The day at `of` is no earlier than a period after the day at `since`.

    `lasts_until: {of: legal_identity.authorised_representative.stored_until, since: union_market_date, period: P10Y}`
    """
    ends, starts = paths(of), paths(since)

    @looking_at(ends, starts)
    def run(case: Case) -> Iterator[Fault]:
        pairs = [(start, end) for start in _days(case, starts) for end in _days(case, ends)]
        if not pairs:
            yield nothing(case)
        for start, end in pairs:
            due = add_period(start.value, period)
            if end.value < due:
                yield at(
                    end, f"{named(case, end)} is {end.value}; with {period} from {start.value} it is due until {due}"
                )

    return run


@word
def not_before_first(of: str, days: str) -> Check:
    """The day at `of` of a model is not before the earliest day at `days` among all of its versions.

    `not_before_first: {of: general_purpose.union_market_date, days: released_on}`
    """
    field, steps = parse_path(of), parse_path(days).steps

    def run(case: Case) -> Iterator[Fault]:
        versions = [
            entry
            for entry in case.catalog.by_kind("model_version")
            if case.catalog.find(str(entry.value.model)) is case.entry  # type: ignore[attr-defined]  # a version
        ]
        spots = [spot for entry in versions for spot in descend(entry, entry.value, (), steps)]
        found = [spot for spot in spots if isinstance(spot.value, datetime.date)]
        here = _days(case, [field])
        if not found or not here:
            yield nothing(case)
            return
        first = min(found, key=lambda spot: (spot.value, spot.entry.ref))
        for spot in here:
            if spot.value < first.value:
                yield at(spot, f"{named(case, spot)} ({spot.value}) is before {named(case, first)} ({first.value})")

    return run


@word
def in_place_by(of: Any, told: Any, by: Any) -> Check:
    """A day at `of`, or the first one named in a text at `told`, is no later than every day at `by`.

    Of a month its first day counts, of a year its last. That no day is told is a fault too.

    `in_place_by: {of: copyright_policy.document.date, told: training_summary.reservation_measures,
    by: 'dataset:origin.crawl.period.start'}`
    """
    days_at, texts_at, starts_at = paths(of), paths(told), paths(by)

    def run(case: Case) -> Iterator[Fault]:
        days = _days(case, days_at)
        starts = _days(case, starts_at)
        texts = [spot.value for field in texts_at for spot in case.spots(field) if isinstance(spot.value, str)]
        dates = [spot.value for spot in days] + [day for text in texts for day in days_in(text)]
        names = " or ".join(f"`{field.text}`" for field in (*days_at, *texts_at))
        if not starts:
            yield nothing(case)
        for spot in starts:
            if not dates:
                yield at(spot, f"{named(case, spot)} is {spot.value}; {names} shows no day")
            elif min(dates) > spot.value:
                yield at(spot, f"{named(case, spot)} is {spot.value}; {names} shows nothing before {min(dates)}")

    return run


@word
def month_reaches(of: str, days: Any, through: dict[str, Any]) -> Check:
    """The month at `of` (`2026-03`) is no earlier than the month of every day at `days` of the entities referred to.

    `month_reaches: {of: 'model:general_purpose.training_summary.latest_collection',
    days: origin.collection_period.end, through: {of: data.datasets, ref: dataset, among: {role: training}}}`
    """
    field, ends, targets = parse_path(of), paths(days), referred_to(**through)

    def run(case: Case) -> Iterator[Fault]:
        months = [spot for spot in case.spots(field) if isinstance(spot.value, str)]
        found = [spot for entry in targets(case) for spot in _days(case._replace(entry=entry, item=None), ends)]
        if not months or not found:
            yield nothing(case)
            return
        last = max(found, key=lambda spot: (spot.value, spot.entry.ref))
        for spot in months:
            if spot.value < last.value.strftime("%Y-%m"):
                yield at(spot, f"{named(case, spot)} is {spot.value}, before {named(case, last)} ({last.value})")

    return run


@word
def month_begun(of: Any) -> Check:
    """A month that has begun by the date the report is made for.

    `month_begun: general_purpose.training_summary.latest_collection`
    """
    fields = paths(of)

    @looking_at(fields)
    def run(case: Case) -> Iterator[Fault]:
        months = [spot for field in fields for spot in case.spots(field) if isinstance(spot.value, str)]
        if not months:
            yield nothing(case)
        for spot in months:
            if spot.value > case.as_of.strftime("%Y-%m"):
                yield at(spot, f"{named(case, spot)} is {spot.value}, after {case.as_of}")

    return run


def days_in(text: str) -> list[datetime.date]:
    """The days a text names: of a month its first, of a year its last, because less is not said.

    >>> days_in("Honoured since March 2024, logged from 2024-05-02 and audited in 2025")
    [datetime.date(2024, 3, 1), datetime.date(2024, 5, 2), datetime.date(2025, 12, 31)]
    """
    found = []
    for name, year, number, day in DAY_IN_TEXT.findall(text.casefold()):
        month = int(number or (MONTHS.index(name) + 1 if name else 0))
        try:
            found.append(datetime.date(int(year), month or 12, int(day or (1 if month else 31))))
        except ValueError:
            continue
    return found


def _days(case: Case, fields: list[FieldPath]) -> list[Spot]:
    spots = [spot for field in fields for spot in case.spots(field)]
    return [spot for spot in spots if isinstance(spot.value, datetime.date)]
