"""Checks made of other checks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from cardwright.rules.checks.case import (
    NOTHING,
    SEEN_NOTHING,
    Case,
    Check,
    Fault,
    at,
    joined,
    looking_at,
    named,
    nothing,
    paths,
)
from cardwright.rules.checks.presence import as_written, items_of
from cardwright.rules.checks.vocabulary import compile_checks, word
from cardwright.rules.derivations import DERIVATIONS
from cardwright.rules.matcher import match, truths
from cardwright.rules.paths import FieldPath, Spot, parse_path
from cardwright.rules.placeholders import says_something


@word
def any_of(of: list[Any]) -> Check:
    """At least one of the checks holds; when none does, the faults of the first that has some are told.

    A check that sees nothing to judge does not hold.
    """
    checks = compile_checks(of)

    def check(case: Case) -> Iterable[Fault]:
        answers = [list(one(case)) for one in checks]
        holding = [faults for faults in answers if all(fault.to_read for fault in faults)]
        if holding:
            return min(holding, key=len)
        told = ([fault for fault in faults if fault.message != NOTHING] for faults in answers)
        return next(filter(None, told), SEEN_NOTHING)

    return check


@word
def when(if_: dict[str, Any], check: Any) -> Check:
    """A check that counts only under a condition over facts, or over fields: `{path: value}`, `{path: any}`.

    An unknown fact counts as holding: not knowing must not lift a check.
    """
    checks = compile_checks(check)
    facts = {name: wanted for name, wanted in if_.items() if name in DERIVATIONS or name in ("any", "not")}
    fields = [(parse_path(name), _wanted(wanted)) for name, wanted in if_.items() if name not in facts]
    condition = truths(facts)

    @looking_at(*([field] for field, _ in fields))
    def run(case: Case) -> Iterable[Fault]:
        if not all(_field_is(case, field, wanted) for field, wanted in fields):
            return SEEN_NOTHING
        if condition and match(condition, case.facts).truth is False:
            return SEEN_NOTHING
        return joined(case, (one(case) for one in checks))

    return run


@word
def latest(of: str, by: str, check: Any, per: str | None = None) -> Check:
    """A check on the latest item of a list by a day, once for every value of `per`; its paths start at that item.

    `latest: {of: reviews, per: kind, by: date, check: {current: next_due}}`
    """
    field = parse_path(of)
    checks = compile_checks(check)

    @looking_at([field])
    def run(case: Case) -> Iterable[Fault]:
        groups: dict[Any, Spot] = {}
        for item in items_of(case.spots(field)):
            key, day = getattr(item.value, per or "", None), getattr(item.value, by, None)
            best = groups.get(key)
            if best is None or (day is not None and (getattr(best.value, by) or datetime.date.min) <= day):
                groups[key] = item
        return joined(case, (one(case.inside(item)) for item in groups.values() for one in checks))

    return run


@word
def referred(of: Any, check: Any) -> Check:
    """A check on the entity that a reference leads to; its faults land on the reference.

    `referred: {of: reviews.reviewer, check: {covers: {of: functions, all: [validator]}}}`
    """
    fields, checks = paths(of), compile_checks(check)

    @looking_at(fields)
    def run(case: Case) -> Iterator[Fault]:
        spots = [spot for field in fields for spot in case.spots(field) if isinstance(spot.value, str)]
        leads = [(spot, target) for spot in spots if (target := case.catalog.find(spot.value)) is not None]
        if not leads:
            yield nothing(case)
        for spot, target in leads:
            for fault in joined(case, (one(case._replace(entry=target, item=None)) for one in checks)):
                told = fault.message != NOTHING
                yield at(spot, f"{named(case, spot)} leads to {target.ref}, where {fault.message}") if told else fault

    return run


def _wanted(value: Any) -> list[Any] | None:
    """The values that a condition accepts, as files write them; None where any will do."""
    if value == "any":
        return None
    return [
        str(item).lower() if isinstance(item, bool) else item
        for item in (value if isinstance(value, list) else [value])
    ]


def _field_is(case: Case, field: FieldPath, wanted: list[Any] | None) -> bool:
    spots = case.spots(field)
    if wanted is None:
        return any(says_something(spot) for spot in spots)
    return any(as_written(item.value) in wanted for item in items_of(spots))
