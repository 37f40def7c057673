"""Checks on figures against their limits, and on days that must be apart."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from cardwright.rules.checks.agreement import beside
from cardwright.rules.checks.case import Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.dates import add_period
from cardwright.rules.checks.presence import items_of
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import Spot, parse_path
from cardwright.rules.placeholders import fold


@word
def threshold_met(of: Any, decided: Any) -> Check:
    """Each metric keeps its threshold, or a text at `decided` speaks of the miss: by the metric's name or its value.

    `threshold_met: {of: evaluation.metrics, decided: 'system:risk_management.risks.residual.rationale'}`
    """
    lists, texts_at = paths(of), paths(decided)

    def run(case: Case) -> Iterator[Fault]:
        items = list(items_of([spot for field in lists for spot in case.spots(field)]))
        items = [item for item in items if None not in (item.value.value, item.value.threshold)]
        texts = items_of([spot for field in texts_at for spot in case.spots(field)])
        told = "\n".join(_read(str(spot.value)) for spot in texts)
        if not items:
            yield nothing(case)
        for item in items:
            metric = item.value
            at_most = metric.threshold_direction == "at_most"
            kept = metric.value <= metric.threshold if at_most else metric.value >= metric.threshold
            if kept or metric.threshold_direction is None or _speaks_of(told, item):
                continue
            where = " or ".join(f"`{field.text}`" for field in texts_at)
            side = "above" if at_most else "below"
            miss = f"{metric.name} is {metric.value}, {side} its threshold of {metric.threshold}"
            yield at(item, f"{named(case, item)}: {miss}, and {where} says nothing of it")

    return run


@word
def between(of: Any, least: str, most: str) -> Check:
    """A figure lies in a range, ends included.

    `between: {of: 'quality.checks[completeness].value', least: 0, most: 1}`
    """
    fields, low, high = paths(of), float(least), float(most)

    @looking_at(fields)
    def run(case: Case) -> Iterator[Fault]:
        spots = [s for f in fields for s in case.spots(f) if isinstance(s.value, int | float)]
        if not spots:
            yield nothing(case)
        for spot in spots:
            if not low <= spot.value <= high:
                yield at(spot, f"{named(case, spot)} is {spot.value}; expected is a figure from {least} to {most}")

    return run


@word
def adds_up(of: str, to: str) -> Check:
    """Figures of a list add up to a total.

    `adds_up: {of: structure.splits.records, to: structure.form.records}`
    """
    parts_at, total_at = parse_path(of), parse_path(to)

    @looking_at([parts_at], [total_at])
    def run(case: Case) -> Iterator[Fault]:
        parts = [spot.value for spot in case.spots(parts_at)]
        totals = [spot for spot in case.spots(total_at) if spot.value is not None]
        if not parts or None in parts or not totals:
            yield nothing(case)
            return
        for total in totals:
            if sum(parts) != total.value:
                yield at(total, f"{named(case, total)} is {total.value}, but `{parts_at.text}` adds up to {sum(parts)}")

    return run


@word
def earlier(of: Any, than: Any) -> Check:
    """A day is truly earlier than another: the same day does not do. Items of one list are compared with themselves.

    `earlier: {of: evaluation.metrics.threshold_set_on, than: evaluation.metrics.measured_on}`
    """
    firsts, seconds = paths(of), paths(than)

    @looking_at(firsts, seconds)
    def run(case: Case) -> Iterator[Fault]:
        pairs = [
            (first, second) for first in _days(case, firsts) for second in _days(case, seconds) if beside(first, second)
        ]
        if not pairs:
            yield nothing(case)
        for first, second in pairs:
            if first.value >= second.value:
                message = f"{named(case, first)} ({first.value}) is not before {named(case, second)} ({second.value})"
                yield at(first, message)

    return run


@word
def not_long_before(of: Any, first: Any, period: str) -> Check:
    """A day lies no longer than a period before the earliest day at `first`.

    `not_long_before: {of: human_oversight.stop_control.tested_on, first: changes.history.date, period: P2Y}`
    """
    fields, others = paths(of), paths(first)

    @looking_at(fields, others)
    def run(case: Case) -> Iterator[Fault]:
        days, starts = _days(case, fields), [spot.value for spot in _days(case, others)]
        if not days or not starts:
            yield nothing(case)
            return
        for spot in days:
            if add_period(spot.value, period) < min(starts):
                message = f"{named(case, spot)} is {spot.value}, long before `{others[0].text}` begins ({min(starts)})"
                yield at(spot, message)

    return run


def _speaks_of(told: str, item: Spot) -> bool:
    names = [_read(item.value.name)] if item.value.name else []
    return any(re.search(rf"(?<![\w.]){re.escape(text)}(?![\w])", told) for text in (*names, str(item.value.value)))


def _read(text: str) -> str:
    return fold(text).replace("_", " ")


def _days(case: Case, fields: Any) -> list[Spot]:
    return [s for field in fields for s in case.spots(field) if isinstance(s.value, datetime.date)]
