"""Checks that turn on what other places say: entities referred to, texts that name a value, a check that holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from cardwright.catalog.graph import Entry
from cardwright.rules.checks.case import NOTHING, Case, Check, Fault, at, joined, looking_at, named, nothing, paths
from cardwright.rules.checks.presence import choices, items_of, picked
from cardwright.rules.checks.shortfalls import lack
from cardwright.rules.checks.vocabulary import compile_checks, word
from cardwright.rules.paths import Spot, descend, parse_path
from cardwright.rules.placeholders import fold


@word
def unless(holds: Any, check: Any) -> Check:
    """A check that counts only where another does not hold; one that sees nothing to judge does not hold.

    `unless: {holds: {one_of: {of: organisation:legal_identity.country, values: [DE, FR]}}, check: {required: contact}}`
    """
    excuses, checks = compile_checks(holds), compile_checks(check)

    def run(case: Case) -> Iterator[Fault]:
        if all(not list(one(case)) for one in excuses):
            yield nothing(case)
            return
        yield from joined(case, (one(case) for one in checks))

    return run


@word
def led_to(
    of: str, check: Any, ref: str = "", among: dict[str, Any] | None = None, where: dict[str, Any] | None = None
) -> Check:
    """A check on each entity that a list refers to; its faults stay in that entity. A reference that leads to nothing
    is a fault of its own, because what it hides cannot be judged.

    `ref` is the member with the reference, when the items are more than one; `among` picks the items, `where` the
    entities by their fields.

    `led_to: {of: data.datasets, ref: dataset, among: {role: training}, check: {text: preparation.steps.description}}`
    """
    names, targets = references(of, ref, among), referred_to(of, ref, among)
    kept, checks = choices(where), compile_checks(check)

    @looking_at([parse_path(of)])
    def run(case: Case) -> Iterator[Fault]:
        entries = [entry for entry in targets(case) if picked(Spot(entry, (), entry.value), kept)]
        lost = _leading_nowhere(case, names(case))
        yield from lost
        if not entries:
            if not lost:
                yield nothing(case)
            return
        cases = [case._replace(entry=entry, item=None) for entry in entries]
        for fault in joined(case, (one(each) for each in cases for one in checks)):
            told = fault.message == NOTHING or fault.entry.ref == case.entry.ref or fault.entry.ref in fault.message
            yield fault if told else fault._replace(message=f"{fault.entry.ref}: {fault.message}")

    return run


def referred_to(of: str, ref: str = "", among: dict[str, Any] | None = None) -> Callable[[Case], list[Entry]]:
    """A function that finds the entities to which the picked items of a list refer, each once."""
    names = references(of, ref, among)

    def find(case: Case) -> list[Entry]:
        found = [case.catalog.find(spot.value) for spot in names(case)]
        return list({entry.ref: entry for entry in found if entry is not None}.values())

    return find


def references(of: str, ref: str = "", among: dict[str, Any] | None = None) -> Callable[[Case], list[Spot]]:
    """A function that finds the references in the picked items of a list."""
    field, member, wanted = parse_path(of), parse_path(ref).steps if ref else (), choices(among)

    def find(case: Case) -> list[Spot]:
        items = [item for item in items_of(case.spots(field)) if picked(item, wanted)]
        spots = [spot for item in items for spot in descend(item.entry, item.value, item.path, member)]
        return [spot for spot in spots if isinstance(spot.value, str)]

    return find


def _leading_nowhere(case: Case, names: list[Spot]) -> list[Fault]:
    """The references that no file of the catalog answers to; a file that could not be read is known, not judged."""
    catalog = case.catalog
    lost = [spot for spot in names if catalog.find(spot.value) is None and spot.value.casefold() not in catalog.unread]
    return [at(spot, f"{named(case, spot)} leads to nothing: {spot.value} is not in the catalog") for spot in lost]


@word
def stated_empty(of: Any) -> Check:
    """A list that is there and empty: a statement that there is none."""
    fields = paths(of)

    def run(case: Case) -> Iterator[Fault]:
        for spot in (spot for field in fields for spot in case.spots(field)):
            if spot.value != []:
                yield at(spot, lack(case, spot) if spot.value is None else f"{named(case, spot)} is not empty")

    return run


@word
def not_among(of: Any, values: Any) -> Check:
    """No value at `of` is one of those at `values`, case and spacing aside.

    `not_among: {of: purpose.tasks, values: purpose.out_of_scope_uses}`
    """
    fields, others = paths(of), paths(values)

    @looking_at(fields, others)
    def run(case: Case) -> Iterator[Fault]:
        items = list(items_of([spot for field in fields for spot in case.spots(field)]))
        listed = {fold(str(s.value)): s for s in items_of([s for other in others for s in case.spots(other)])}
        if not items or not listed:
            yield nothing(case)
        for item in items:
            other = listed.get(fold(str(item.value)))
            if other is not None:
                yield at(item, f"{named(case, item)} “{item.value}” stands in {named(case, other)} too")

    return run


@word
def named_in(of: Any, texts: Any) -> Check:
    """Every value at `of` occurs, as whole words, in each text at `texts`.

    `named_in: {of: copyright_policy.opt_outs.protocol, texts: training_summary.reservation_measures}`
    """
    fields, prose = paths(of), paths(texts)

    @looking_at(fields, prose)
    def run(case: Case) -> Iterator[Fault]:
        items = items_of([spot for field in fields for spot in case.spots(field)])
        names = [spot for spot in items if isinstance(spot.value, str)]
        found = [spot for field in prose for spot in case.spots(field) if isinstance(spot.value, str)]
        if not names or not found:
            yield nothing(case)
        for text in found:
            plain = fold(text.value)
            missing = [s for s in names if not re.search(rf"(?<!\w){re.escape(fold(s.value))}(?!\w)", plain)]
            if missing:
                told = ", ".join(f"“{spot.value}” ({named(case, spot)})" for spot in missing)
                yield at(text, f"{named(case, text)} does not name {told}")

    return run
