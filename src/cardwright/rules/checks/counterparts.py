"""Checks that what is said in one place has its counterpart in another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cardwright.rules.checks.case import NOTHING, Case, Check, Fault, at, joined, named, nothing, paths
from cardwright.rules.checks.presence import choices, items_of, picked
from cardwright.rules.checks.vocabulary import compile_checks, word
from cardwright.rules.paths import Spot, descend, parse_path
from cardwright.rules.placeholders import fold

STEM = 5
"""Letters that two words must have in common at their start to count as the same word."""
SHORT = 4
"""Shorter words are those that stand in any text."""


@word
def named_by(of: str, by: str, check: Any = ()) -> Check:
    """At least one item of a list names the entity judged in `by`.

    With `check`, one of those that name it has to pass it (its paths start at the item); without any there is nothing
    to judge.

    `named_by: {of: 'organisation:literacy.measures', by: systems, check: {text: content}}`
    """
    field, member, checks = parse_path(of), parse_path(by).steps, compile_checks(check) if check else []

    def run(case: Case) -> Iterator[Fault]:
        items = [item for item in items_of(case.spots(field)) if _names(item, member, case.entry.ref)]
        told = [list(joined(case, (one(case._replace(item=item)) for one in checks))) for item in items]
        judged = [faults for faults in told if not any(fault.message == NOTHING for fault in faults)]
        if not items and not checks:
            yield Fault(case.entry, (), f"no item of `{of}` names {case.entry.ref} in `{by}`")
        elif checks and not judged:
            yield nothing(case)
        elif judged and all(judged):
            yield from (fault._replace(entry=case.entry, path=()) for fault in judged[0])

    return run


@word
def paired(of: str, others: Any, by: list[str]) -> Check:
    """Every item has a partner in another list that says the same in the members `by`, of which some may be absent.

    `paired: {of: transparency.instructions.declared_metrics, others: performance.metrics, by: [name, subgroup]}`
    """
    own, elsewhere = parse_path(of), paths(others)
    members = [parse_path(name).steps for name in by]

    def key(item: Spot) -> tuple[str, ...]:
        return tuple(_plain(s.value) for steps in members for s in descend(item.entry, item.value, (), steps))

    def run(case: Case) -> Iterator[Fault]:
        items = list(items_of(case.spots(own)))
        partners = {key(item) for field in elsewhere for item in items_of(case.spots(field))}
        if not items:
            yield nothing(case)
        for item in items:
            if key(item) not in partners:
                said = ", ".join(part for part in key(item) if part)
                where = " or ".join(f"`{field.text}`" for field in elsewhere)
                message = f"{named(case, item)} ({said}) has no counterpart with the same {', '.join(by)} in {where}"
                yield at(item, message)

    return run


@word
def compared(of: str, by: str, mine: str, order: str, theirs: str, where: dict[str, Any] | None = None) -> Check:
    """A value is `at_least` or `at_most` one of the entity that an item refers to in `by`.

    The path `mine` starts at the item; with a kind before it, at the entity judged.

    `compared: {of: evaluation.metrics, by: dataset, mine: n, order: at_most, theirs: structure.form.records}`
    """
    if order not in ("at_least", "at_most"):
        raise ValueError(f"order is at_least or at_most, not {order}")
    field, member, own, other = parse_path(of), parse_path(by).steps, parse_path(mine), parse_path(theirs).steps
    wanted = choices(where)

    def run(case: Case) -> Iterator[Fault]:
        pairs = []
        for item in (item for item in items_of(case.spots(field)) if picked(item, wanted)):
            refs = [s.value for s in descend(item.entry, item.value, (), member) if isinstance(s.value, str)]
            entries = [entry for ref in refs if (entry := case.catalog.find(ref)) is not None]
            values = [spot for spot in case._replace(item=item).spots(own) if spot.value is not None]
            found = [s for entry in entries for s in descend(entry, entry.value, (), other) if s.value is not None]
            pairs += [(value, limit) for value in values for limit in found]
        if not pairs:
            yield nothing(case)
        for value, limit in pairs:
            low, high = (limit, value) if order == "at_least" else (value, limit)
            if low.value > high.value:
                relation = "before or below" if order == "at_least" else "after or above"
                message = f"{named(case, value)} is {value.value}, {relation} {named(case, limit)} ({limit.value})"
                yield at(value, message)

    return run


@word
def told_in(of: Any, texts: Any) -> Check:
    """Every value at `of` occurs, as whole words in the same case, in at least one of the texts.

    `told_in: {of: market.countries, texts: ['dataset:quality.setting_coverage.covered']}`
    """
    fields, prose = paths(of), paths(texts)

    def run(case: Case) -> Iterator[Fault]:
        values = [spot for spot in items_of([s for f in fields for s in case.spots(f)]) if isinstance(spot.value, str)]
        places = list(items_of([spot for field in prose for spot in case.spots(field)]))
        told = "\n".join(re.sub(r"\s+", " ", spot.value) for spot in places if isinstance(spot.value, str))
        if not values:
            yield nothing(case)
        for spot in values:
            if not re.search(rf"(?<!\w){re.escape(spot.value)}(?!\w)", told):
                where = " or ".join(f"`{field.text}`" for field in prose)
                yield at(spot, f"{named(case, spot)}: “{spot.value}” is not mentioned in {where}")

    return run


@word
def names_one(of: Any, among: Any) -> Check:
    """Each text names at least one of the values at `among`, as whole words.

    `names_one: {of: bias.examinations.measure, among: 'system:risk_management.risks.id'}`
    """
    fields, names = paths(of), paths(among)

    def run(case: Case) -> Iterator[Fault]:
        texts = [spot for field in fields for spot in case.spots(field) if isinstance(spot.value, str)]
        wanted = [fold(str(s.value)) for s in items_of([s for field in names for s in case.spots(field)]) if s.value]
        if not texts:
            yield nothing(case)
        for spot in texts:
            if not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", fold(spot.value)) for name in wanted):
                where = " or ".join(f"`{field.text}`" for field in names)
                yield at(spot, f"{named(case, spot)} names none of {where}")

    return run


@word
def echoes(of: Any, texts: Any, words: str = "1") -> Check:
    """Each text at `of` shares so many words of weight with the texts at `texts`, endings aside.

    `echoes: {of: audience, texts: 'system:purpose.users'}`
    """
    fields, prose, least = paths(of), paths(texts), int(words)

    def run(case: Case) -> Iterator[Fault]:
        spots = [spot for spot in items_of([s for f in fields for s in case.spots(f)]) if isinstance(spot.value, str)]
        others = [spot for spot in items_of([s for f in prose for s in case.spots(f)]) if isinstance(spot.value, str)]
        said = {stem for spot in others for stem in _stems(spot.value)}
        if not spots or not said:
            yield nothing(case)
            return
        for spot in spots:
            own = _stems(spot.value)
            if len(own & said) < min(least, len(own)):
                where = " or ".join(f"`{field.text}`" for field in prose)
                yield at(spot, f"{named(case, spot)} has too little in common with {where}: “{spot.value[:80]}”")

    return run


def _names(item: Spot, member: Any, ref: str) -> bool:
    return any(s.value == ref for s in items_of(list(descend(item.entry, item.value, (), member))))


def _plain(value: Any) -> str:
    return "" if value is None else fold(str(value))


def _stems(text: str) -> set[str]:
    return {found[:STEM] for found in re.findall(r"\w+", fold(text)) if len(found) >= SHORT}
