"""Checks on the least that a record must hold: subjects named, periods long enough, whoever comes first."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from cardwright.rules.checks.case import Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.dates import PERIOD, add_period
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import Spot
from cardwright.rules.placeholders import fold

MONTHS = tuple(datetime.date(2001, month, 1) for month in range(1, 13))
"""First days from which periods are compared, since months differ in length."""


@word
def accounts_for(of: Any, all: dict[str, list[str]]) -> Check:  # noqa: A002  the word rules use
    """Every subject of `all` is named by some text at the path: one of its stems stands at the start of a word.

    `accounts_for: {of: conformity.retention.document, all: {technical documentation: [technical, annex iv]}}`
    """
    fields = paths(of)
    subjects = {subject: _stem(stems) for subject, stems in all.items()}

    @looking_at(fields)
    def run(case: Case) -> Iterator[Fault]:
        spots = [spot for field in fields for spot in case.spots(field)]
        texts = [fold(text) for spot in spots for text in _texts(spot.value)]
        if not texts:
            yield nothing(case)
            return
        missing = [subject for subject, stem in subjects.items() if not any(map(stem.search, texts))]
        if missing:
            here = next(spot for spot in spots if spot.value is not None)
            names = " or ".join(f"`{field.text}`" for field in fields)
            yield Fault(here.entry, _list_of(here), f"{names} does not account for {', '.join(missing)}")

    return run


@word
def first_names(of: Any, stems: list[str]) -> Check:
    """The first item of each list names one of the stems, at the start of a word.

    `first_names: {of: operation.incidents.informed, stems: [provider]}`
    """
    fields, stem = paths(of), _stem(stems)

    @looking_at(fields)
    def run(case: Case) -> Iterator[Fault]:
        spots = [spot for field in fields for spot in case.spots(field) if isinstance(spot.value, list) and spot.value]
        if not spots:
            yield nothing(case)
        for spot in spots:
            if not stem.search(fold(str(spot.value[0]))):
                wanted = " or ".join(stems)
                yield at(spot, f"{named(case, spot)} begins with “{spot.value[0]}”; first comes {wanted}")

    return run


@word
def no_shorter(of: Any, than: str) -> Check:
    """A duration is at least as long as a period, from whichever month it is counted.

    `no_shorter: {of: operation.logging.retention, than: P6M}`
    """
    fields = paths(of)
    least = [add_period(day, than) for day in MONTHS]

    @looking_at(fields)
    def run(case: Case) -> Iterator[Fault]:
        spots = [spot for field in fields for spot in case.spots(field)]
        spots = [spot for spot in spots if isinstance(spot.value, str) and PERIOD.fullmatch(spot.value)]
        if not spots:
            yield nothing(case)
        for spot in spots:
            if any(add_period(day, spot.value) < due for day, due in zip(MONTHS, least, strict=True)):
                yield at(spot, f"{named(case, spot)} is {spot.value}, shorter than {than}")

    return run


def _stem(stems: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(fold(stem)) for stem in stems) + ")")


def _texts(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _list_of(spot: Spot) -> tuple[str | int, ...]:
    """The path of the outermost list a spot stands in, or its own."""
    first = next((index for index, step in enumerate(spot.path) if isinstance(step, int)), len(spot.path))
    return spot.path[:first]
