"""Checks on lists as wholes: what at least one item must do, and what the items of two lists must agree on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cardwright.rules.checks.case import Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.presence import choices, items_of, picked
from cardwright.rules.checks.vocabulary import compile_checks, word
from cardwright.rules.paths import Spot, descend, parse_path
from cardwright.rules.placeholders import fold, says_something


@word
def some(of: Any, where: dict[str, Any] | None = None, unless: Any = (), check: Any = (), say: str = "") -> Check:
    """At least one item is of this kind: picked by `where` and `unless`, and passing `check` (paths start at the item).

    `say` tells in words what is looked for.

    `some: {of: performance.metrics, where: {subgroup: any}}`
    """
    lists, wanted = paths(of), choices(where)
    excuses = [parse_path(name) for name in _listed(unless)]
    further = compile_checks(check) if check else []

    def run(case: Case) -> Iterator[Fault]:
        spots = [spot for field in lists for spot in case.spots(field)]
        for item in items_of(spots):
            excused = any(says_something(s) for field in excuses for s in _inside(item, field.text))
            if not excused and picked(item, wanted) and _passes(case._replace(item=item), further):
                return
        here = next((spot for spot in spots if spot.value is not None), spots[0] if spots else None)
        names = " or ".join(f"`{field.text}`" for field in lists)
        message = f"no item of {names} {say or _sought(where, unless)}".rstrip()
        yield at(here, message) if here else Fault(case.entry, (), message)

    return run


@word
def agree(of: str, others: Any, by: list[str], same: list[str]) -> Check:
    """Items of two lists that say the same in the members `by` say the same in the members `same`.

    An absent member equals an absent one; numbers are compared as numbers. Items without a partner are not compared.
    `agree: {of: composition.components, others: ['model_version:dependencies'], by: [name], same: [version]}`
    """
    own, elsewhere = parse_path(of), paths(others)

    @looking_at([own], elsewhere)
    def run(case: Case) -> Iterator[Fault]:
        partners = [item for field in elsewhere for item in items_of(case.spots(field))]
        pairs = [
            (item, partner)
            for item in items_of(case.spots(own))
            for partner in partners
            if (item.entry.ref, item.path) != (partner.entry.ref, partner.path) and _key(item, by) == _key(partner, by)
        ]
        if not pairs:
            yield nothing(case)
        for item, partner in pairs:
            for member in same:
                for mine, other in zip(_inside(item, member), _inside(partner, member), strict=False):
                    if None not in (mine.value, other.value) and _plain(mine.value) != _plain(other.value):
                        message = f"{named(case, mine)} is {mine.value}, but {named(case, other)} is {other.value}"
                        yield at(mine, message)

    return run


@word
def disjoint(of: str, where: dict[str, Any], against: dict[str, Any], by: list[str]) -> Check:
    """No item picked by `where` says the same as one picked by `against` in all members `by`.

    A member that one of them leaves out does not tell them apart: a dataset without a split is all of it.

    `disjoint: {of: data.datasets, where: {role: training}, against: {role: test}, by: [dataset, split]}`
    """
    field, wanted, unwanted = parse_path(of), choices(where), choices(against)

    @looking_at([field])
    def run(case: Case) -> Iterator[Fault]:
        items = list(items_of(case.spots(field)))
        ones, others = ([item for item in items if picked(item, choice)] for choice in (wanted, unwanted))
        if not ones or not others:
            yield nothing(case)
        for one in ones:
            for other in others:
                if one.path != other.path and not _apart(one, other, by):
                    first, later = sorted((one, other), key=lambda item: str(item.path))
                    yield at(later, f"{named(case, later)} is the same as {named(case, first)}, in another role")

    return run


@word
def mentions(of: Any, all: list[str]) -> Check:  # noqa: A002  the word rules use
    """Every text of `all` occurs, as whole words, in one of the texts at the paths; `Article` is read as `Art.`

    `mentions: {of: conformity.standards.requirements_covered, all: [Art. 9, Art. 10]}`
    """
    fields = paths(of)

    def run(case: Case) -> Iterator[Fault]:
        spots = [spot for field in fields for spot in case.spots(field)]
        found = " | ".join(_read(value) for spot in spots for value in _listed(spot.value) if isinstance(value, str))
        missing = [text for text in all if not re.search(rf"(?<!\w){re.escape(_read(text))}(?!\w)", found)]
        if missing:
            here = next((spot for spot in spots if spot.value is not None), spots[0] if spots else None)
            names = " or ".join(f"`{field.text}`" for field in fields)
            message = f"{names} does not name {', '.join(missing)}"
            yield at(here, message) if here else Fault(case.entry, (), message)

    return run


def _passes(case: Case, checks: list[Check]) -> bool:
    """Whether an item holds; one of which a check saw nothing does not."""
    return not any(list(check(case)) for check in checks)


def _sought(where: dict[str, Any] | None, unless: Any) -> str:
    """What was looked for, in words."""
    parts = [
        f"gives `{name}`" if value == "any" else f"has {name} {' or '.join(map(str, _listed(value)))}"
        for name, value in (where or {}).items()
    ]
    parts += [f"stands without `{name}`" for name in _listed(unless)]
    return " and ".join(parts) or "is as required"


def _inside(item: Spot, member: str) -> list[Spot]:
    return list(descend(item.entry, item.value, item.path, parse_path(member).steps))


def _key(item: Spot, by: list[str]) -> tuple[Any, ...]:
    return tuple(_plain(spot.value) for member in by for spot in _inside(item, member))


def _apart(one: Spot, other: Spot, by: list[str]) -> bool:
    return any(a != b for a, b in zip(_key(one, by), _key(other, by), strict=False) if None not in (a, b))


def _plain(value: Any) -> Any:
    """A value for comparison: texts folded, numbers as numbers."""
    if isinstance(value, str):
        return fold(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _read(text: str) -> str:
    return re.sub(r"\b(articles?|arts?)\b\.? *", "art. ", fold(text))


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
