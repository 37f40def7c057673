"""Checks that for each value named in one place there is an item that answers for it, and that counts fit together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardwright.rules.checks.case import Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.presence import items_of
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import Spot, descend, parse_path
from cardwright.rules.placeholders import fold


@word
def matched_for(each: str, of: str, by: str, stated: list[str], same: dict[str, str] | None = None) -> Check:
    """For each value at a path an item of a list says the same in `by`, and has the members of `stated`.

    `same` names further members of the item, with the path at which its value stands. An item for which that path says
    nothing does not count.

    `matched_for: {each: fairness.attributes.attribute, of: 'model_version:evaluation.metrics', by: subgroup,
    same: {name: fairness.primary_metric}, stated: [value, ci_low, ci_high]}`
    """
    wanted_at, items_at = parse_path(each), parse_path(of)
    others = {member: parse_path(path) for member, path in (same or {}).items()}

    @looking_at([wanted_at])
    def run(case: Case) -> Iterator[Fault]:
        wanted = [spot for spot in case.spots(wanted_at) if spot.value is not None]
        same_as = {
            name: {_plain(s.value) for s in case.spots(path) if s.value is not None} for name, path in others.items()
        }
        if not wanted or not all(same_as.values()):
            yield nothing(case)
            return
        items = [
            item
            for item in items_of(case.spots(items_at))
            if all(_plain(_member(item, name).value) in values for name, values in same_as.items())
        ]
        for spot in wanted:
            mine = [item for item in items if _plain(_member(item, by).value) == _plain(spot.value)]
            if not mine:
                what = "".join(f" with {name} {', '.join(sorted(values))}" for name, values in same_as.items())
                yield at(spot, f"{named(case, spot)} is {spot.value}, but no item of `{items_at.text}`{what} is for it")
            for item in mine:
                missing = [name for name in stated if _member(item, name).value is None]
                if missing:
                    yield at(item, f"{named(case, item)} is for {spot.value} and has no {', '.join(missing)}")

    return run


@word
def no_more_than(of: str, limit: Any) -> Check:
    """A number is not above another one of the same entity; nothing is compared while one of them is not stated.

    `no_more_than: {of: transparency.redress.overturned, limit: transparency.redress.requests}`
    """
    field, limits = parse_path(of), paths(limit)

    @looking_at([field], limits)
    def run(case: Case) -> Iterator[Fault]:
        mine = [spot for spot in case.spots(field) if isinstance(spot.value, int | float)]
        tops = [spot for path in limits for spot in case.spots(path) if isinstance(spot.value, int | float)]
        if not mine or not tops:
            yield nothing(case)
        for spot in mine:
            for top in tops:
                if spot.value > top.value:
                    yield at(spot, f"{named(case, spot)} is {spot.value}, above {named(case, top)} ({top.value})")

    return run


def _member(item: Spot, name: str) -> Spot:
    return descend(item.entry, item.value, item.path, parse_path(name).steps)[0]


def _plain(value: Any) -> str:
    return "" if value is None else fold(str(value))
