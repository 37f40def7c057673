"""Checks that two places of a catalog say what they should say of one another."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cardwright.catalog.graph import Catalog
from cardwright.rules.checks.case import SEEN_NOTHING, Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.matcher import UNKNOWN
from cardwright.rules.paths import FieldPath, Spot, parse_path
from cardwright.rules.placeholders import fold


@word
def equal(of: Any) -> Check:
    """Places that must say the same; absent ones are not compared, items of one list only with themselves."""

    def object_to(case: Case, first: Spot, second: Spot) -> str | None:
        if _comparable(first.value) == _comparable(second.value):
            return None
        return f"{named(case, second)} says “{_shown(second)}”, but {named(case, first)} says “{_shown(first)}”"

    return _pairwise(paths(of), object_to)


@word
def different(of: Any) -> Check:
    """Places that must not be the same. A team is also the same as the team it belongs to."""

    def object_to(case: Case, first: Spot, second: Spot) -> str | None:
        if not _same(case.catalog, first.value, second.value):
            return None
        return f"{named(case, second)} and {named(case, first)} are the same: {_shown(second)}"

    return _pairwise(paths(of), object_to)


@word
def covers(of: Any, all: Any) -> Check:  # noqa: A002  the word rules use
    """Every value of `all` (a list, or the values at a path) occurs among those at `of`.

    `covers: {of: model_version:evaluation.metrics.subgroup, all: purpose.affected_groups.group}`
    """
    return _inclusion(of, all, covering=True)


@word
def within_set(of: Any, all: Any) -> Check:  # noqa: A002  the word rules use
    """Every value at `of` occurs in `all` (a list, or the values at a path)."""
    return _inclusion(of, all, covering=False)


@word
def not_above(of: str, limit: str, scale: list[str]) -> Check:
    """The value at `of` stands no higher on the scale than the one at `limit`."""

    def object_to(case: Case, first: Spot, second: Spot) -> str | None:
        for spot in (first, second):
            if spot.value not in scale:
                return f"{named(case, spot)} ({_shown(spot)}) stands nowhere on the scale {', '.join(scale)}"
        if scale.index(second.value) <= scale.index(first.value):
            return None
        return f"{named(case, second)} ({second.value}) is above {named(case, first)} ({first.value})"

    return _pairwise([parse_path(limit), parse_path(of)], object_to)


@word
def rising(of: Any) -> Check:
    """Figures in this order, equal ones allowed; absent ones are left out, items of one list compared with themselves.

    `rising: [performance.metrics.ci_low, performance.metrics.value, performance.metrics.ci_high]`
    """

    def object_to(case: Case, first: Spot, second: Spot) -> str | None:
        if first.value <= second.value:
            return None
        return f"{named(case, second)} ({second.value}) is below {named(case, first)} ({first.value})"

    return _pairwise(paths(of), object_to)


@word
def one_of(of: Any, values: list[str]) -> Check:
    """The value is one of those given."""
    fields, accepted = paths(of), {_comparable(value) for value in values}

    @looking_at(fields)
    def check(case: Case) -> Iterator[Fault]:
        spots = _stated(case, fields)
        if not spots:
            yield nothing(case)
        for spot in spots:
            if _comparable(spot.value) not in accepted:
                yield at(spot, f"{named(case, spot)} is “{_shown(spot)}”; accepted here: {', '.join(values)}")

    return check


@word
def derived(of: str, fact: str) -> Check:
    """A declared value equals the fact derived from the others."""
    field = parse_path(of)

    @looking_at([field])
    def check(case: Case) -> Iterator[Fault]:
        value = case.facts[fact]
        spots = _stated(case, [field])
        if not spots:
            yield nothing(case)
        for spot in spots:
            if isinstance(value, str) and value == UNKNOWN:
                yield Fault(spot.entry, spot.path, f"{named(case, spot)} cannot be confirmed: {fact} is unknown", fact)
            elif _comparable(spot.value) != _comparable(value):
                yield at(spot, f"{named(case, spot)} declares “{_shown(spot)}”, but the facts make it “{value}”")

    return check


def _inclusion(of: Any, all_: Any, *, covering: bool) -> Check:
    values_at = paths(of)
    listed = list(all_) if isinstance(all_, list) else None
    members_at = None if isinstance(all_, list) else paths(all_)

    @looking_at(*([values_at] if not covering else [members_at] if members_at else []))
    def check(case: Case) -> Iterator[Fault]:
        spots = _stated(case, values_at)
        found = {_comparable(value): value for spot in spots for value in _many(spot.value)}
        members = listed if members_at is None else [v for spot in _stated(case, members_at) for v in _many(spot.value)]
        wanted = {_comparable(value): value for value in members or ()}
        if not (wanted if covering else found):
            yield nothing(case)
        here = spots[0] if spots else _nowhere(case, values_at[0])
        if covering:
            missing = [str(value) for key, value in wanted.items() if key not in found]
            if missing:
                yield at(here, f"`{values_at[0].text}` does not cover {', '.join(missing)}")
            return
        for spot in spots:
            strange = [str(v) for v in _many(spot.value) if _comparable(v) not in wanted]
            if strange:
                source = f"`{members_at[0].text}`" if members_at else ", ".join(map(str, listed or ()))
                yield at(spot, f"{named(case, spot)}: {', '.join(strange)} is not among {source}")

    return check


def _nowhere(case: Case, field: FieldPath) -> Spot:
    spots = case.spots(field)
    return spots[0] if spots else Spot(case.entry, tuple(step for step, _ in field.steps), None)


def _pairwise(fields: list[FieldPath], object_to: Callable[[Case, Spot, Spot], str | None]) -> Check:
    """A check that compares the places of every two fields."""

    @looking_at(*([field] for field in fields if len(fields) == 2))
    def check(case: Case) -> Iterable[Fault]:
        pairs = list(_pairs(case, fields))
        found = [(second, object_to(case, first, second)) for first, second in pairs]
        return [at(second, message) for second, message in found if message] if pairs else SEEN_NOTHING

    return check


def _pairs(case: Case, fields: list[FieldPath]) -> Iterator[tuple[Spot, Spot]]:
    groups = [_stated(case, [field]) for field in fields if not case.is_blank(field)]
    for earlier, later in itertools.combinations(groups, 2):
        for first in earlier:
            for second in later:
                if beside(first, second):
                    yield first, second


def beside(first: Spot, second: Spot) -> bool:
    """Whether two spots are to be compared: not when they stand in different items of one list."""
    if first.entry.ref != second.entry.ref:
        return True
    for one, other in zip(first.path, second.path, strict=False):
        if one != other:
            return not (isinstance(one, int) and isinstance(other, int))
    return True


def _stated(case: Case, fields: list[FieldPath]) -> list[Spot]:
    return [spot for field in fields for spot in case.spots(field) if spot.value is not None]


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _comparable(value: Any) -> Any:
    if isinstance(value, str):  # as most are
        return fold(value)
    if isinstance(value, list):
        return tuple(sorted(str(_comparable(item)) for item in value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(float(value)) if isinstance(value, int | float) else str(value)


def _same(catalog: Catalog, first: Any, second: Any) -> bool:
    ones, others = ({_comparable(value) for value in _many(item)} for item in (first, second))
    if ones & others:
        return True
    return any(one in _above(catalog, other) or other in _above(catalog, one) for one in ones for other in others)


def _above(catalog: Catalog, ref: str) -> set[str]:
    """The teams a team belongs to."""
    above: set[str] = set()
    entry = catalog.find(ref) if str(ref).startswith("team:") else None
    while entry is not None and entry.ref not in above:
        parent = entry.value.parent  # type: ignore[attr-defined]  # a team
        above.add(entry.ref)
        entry = catalog.find(parent) if parent else None
    return above


def _shown(spot: Spot, most: int = 80) -> str:
    text = ", ".join(map(str, spot.value)) if isinstance(spot.value, list) else str(spot.value)
    return text if len(text) <= most else f"{text[: most - 1]}…"
