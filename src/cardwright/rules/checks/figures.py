"""Checks on figures: above a mark, near a product of others, the total of others, a size within a range."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from cardwright.catalog.graph import Entry
from cardwright.rules.checks.case import Case, Check, Fault, at, joined, looking_at, named, nothing, paths
from cardwright.rules.checks.presence import choices, items_of, picked
from cardwright.rules.checks.quantities import ROUNDING, Amount, read_amount
from cardwright.rules.checks.vocabulary import compile_checks, word
from cardwright.rules.paths import FieldPath, Spot, descend, parse_path


@word
def when_above(
    of: Any, figure: str, check: Any, where: dict[str, Any] | None = None, share: str = "1", base: Any = ()
) -> Check:
    """A check that counts only where the sum at `of` is above a mark; what is not stated adds nothing.

    The mark is `share` of the first figure stated at `base`, and of `figure` where none is. `where` picks the items
    that hold the figures at `of`.

    `when_above: {of: training.compute.floating_point_operations, share: 1/3, base: training.base_model_compute,
    figure: 1e23, check: {text: training.procedure}}`
    """
    fields, bases, wanted = paths(of), paths(base) if base else [], choices(where)
    part, otherwise, checks = float(Fraction(share)), float(figure), compile_checks(check)

    def run(case: Case) -> Iterator[Fault]:
        stated = [spot.value for spot in _figures(case, bases)]
        mark = part * (stated[0] if stated else otherwise)
        if sum(spot.value for spot in _figures(case, fields) if picked(spot.parent, wanted)) <= mark:
            yield nothing(case)
            return
        yield from joined(case, (one(case) for one in checks))

    return run


@word
def fits_product(
    of: str,
    number: str,
    amount: Any,
    unit: str,
    times: str = "1",
    within: str = "10",
    where: dict[str, Any] | None = None,
) -> Check:
    """The sum at `of` is within a factor of `times` x the number x the amount in a unit.

    `amount` lists places of sizes written as text; the first that names the unit counts, its items added up.

    `fits_product: {of: training.compute.floating_point_operations, times: 6, number: parameter_count,
    amount: ['dataset:structure.form.size'], unit: token}`
    """
    fields, number_at, amounts, wanted = paths(of), paths(number), paths(amount), choices(where)
    multiple, factor = float(times), float(within)

    def run(case: Case) -> Iterator[Fault]:
        figures = [spot for spot in _figures(case, fields) if picked(spot.parent, wanted)]
        numbers = _figures(case, number_at)
        sized = next(filter(None, (_sizes(case, [field], unit) for field in amounts)), [])
        if not figures or not numbers or not sized:
            yield nothing(case)
            return
        total = sum(spot.value for spot in figures)
        low, high = _added(sized)
        low, high = (multiple * numbers[0].value * bound for bound in (low, high))
        if not low / factor <= total <= high * factor:
            source = ", ".join(f"{named(case, spot)} {spot.value}" for spot, _ in sized)
            yield at(
                figures[0],
                f"{named(case, figures[0])}: {total:.3g} in all, but {times} x {numbers[0].value:.3g} "
                f"({named(case, numbers[0])}) x {source} makes {low:.2g} to {high:.2g}; that is more than a factor of "
                f"{within} apart",
            )

    return run


@word
def sized_within(of: Any, limit: Any, unit: str) -> Check:
    """The sizes at `of`, added up in a unit, lie within the range written at `limit` in that unit.

    `sized_within: {of: 'dataset:structure.form.size', limit: 'model:general_purpose.training_summary.modalities.size',
    unit: token}`
    """
    fields, limits = paths(of), paths(limit)

    @looking_at(fields, limits)
    def run(case: Case) -> Iterator[Fault]:
        sized, ranges = _sizes(case, fields, unit), _sizes(case, limits, unit)
        if not sized or not ranges:
            yield nothing(case)
            return
        (low, high), (least, most) = _added(sized), _added(ranges)
        if high < least or low > most:
            told = " and ".join(f"{named(case, spot)} {spot.value}" for spot, _ in ranges)
            found = " and ".join(f"{named(case, spot)} {spot.value}" for spot, _ in sized)
            yield at(sized[0][0], f"{found} does not fit {told}")

    return run


@word
def totals(of: str, through: str, parts: Any) -> Check:
    """The figure at `of` equals the total at `parts` of an entity referred to, or of all of them, rounding aside.

    `totals: {of: training.base_model_compute, through: parents, parts: [training.compute.floating_point_operations]}`
    """
    field, references, members = parse_path(of), paths(through), paths(parts)

    @looking_at([field], references)
    def run(case: Case) -> Iterator[Fault]:
        figures = _figures(case, [field])
        refs = items_of([spot for ref in references for spot in case.spots(ref)])
        entries = [entry for item in refs if isinstance(item.value, str) and (entry := case.catalog.find(item.value))]
        found = [(entry, total) for entry in entries if (total := _total(entry, members)) is not None]
        if not figures or not found:
            yield nothing(case)
            return
        accepted = [total for _, total in found]
        accepted.append(sum(accepted))
        for spot in figures:
            if not any(abs(spot.value - total) <= ROUNDING * total for total in accepted):
                told = ", ".join(f"{total:.3g} for {entry.ref}" for entry, total in found)
                yield at(spot, f"{named(case, spot)} is {spot.value:.3g}, but the catalog says {told}")

    return run


def _figures(case: Case, fields: list[FieldPath]) -> list[Spot]:
    spots = [spot for field in fields for spot in case.spots(field)]
    return [spot for spot in spots if isinstance(spot.value, int | float) and not isinstance(spot.value, bool)]


def _sizes(case: Case, fields: list[FieldPath], unit: str) -> list[tuple[Spot, Amount]]:
    """The sizes in a unit: named in the text itself, or in a member `unit` beside it."""
    found = []
    for spot in (spot for field in fields for spot in case.spots(field)):
        if isinstance(spot.value, str) and unit in f"{spot.value} {getattr(spot.parent.value, 'unit', '')}".casefold():
            amount = read_amount(spot.value)
            found += [(spot, amount)] if amount else []
    return found


def _added(sized: list[tuple[Spot, Amount]]) -> Amount:
    return Amount(sum(amount.low for _, amount in sized), sum(amount.high for _, amount in sized))


def _total(entry: Entry, members: list[FieldPath]) -> float | None:
    """The total of the figures of an entity; None when a part of it is not stated."""
    spots = [spot for member in members for spot in descend(entry, entry.value, (), member.steps)]
    stated = [spot.value for spot in spots if isinstance(spot.value, int | float)]
    return sum(stated) if stated else None
