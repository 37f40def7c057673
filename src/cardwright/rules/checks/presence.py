"""Checks that something is there, and is more than a word in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

from pydantic import BaseModel

from cardwright.rules.checks.case import (
    LINKS,
    SEEN_NOTHING,
    Case,
    Check,
    Fault,
    at,
    looking_at,
    named,
    nothing,
    paths,
    sifted,
    unreached,
)
from cardwright.rules.checks.vocabulary import compile_checks, word
from cardwright.rules.paths import FieldPath, Spot, Steps, descend, parse_path
from cardwright.rules.placeholders import fold, says_something
from cardwright.rules.unanswered import unanswered

IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
DISTINCT_SHARE = 0.5
"""Share of different words below which a text only repeats itself."""


@word
def required(of: Any) -> Check:
    """Every path holds something: not absent, not empty, not a placeholder, nor a record in which a text is one.

    `required: [purpose.users, purpose.functions]` gives one fault a field.
    """
    fields = paths(of)

    def check(case: Case) -> list[Fault]:
        faults: list[Fault] = []
        for field in fields:
            spots = case.spots(field)
            for spot in spots:
                if not says_something(spot):
                    faults += [at(lacking, lack(case, lacking)) for lacking in _lacking(spot)]
                elif not isinstance(spot.value, str):
                    faults += _left_open(case, spot)
            if not spots:
                faults += unreached(case, field)
        return faults

    return check


@word
def stated(of: Any) -> Check:
    """Every path is answered: `false`, 0 and an empty list are answers, absence and placeholders are not."""
    fields = paths(of)

    def check(case: Case) -> list[Fault]:
        faults: list[Fault] = []
        for field in fields:
            spots = case.spots(field)
            for spot in spots:
                if not _is_stated(spot):
                    faults.append(at(spot, lack(case, spot)))
                elif not isinstance(spot.value, str):
                    faults += _left_open(case, spot)
            if not spots:
                faults += unreached(case, field)
        return faults

    return check


@word
def each(
    of: Any,
    required: Any = (),
    stated: Any = (),
    text: Any = (),
    where: dict[str, Any] | None = None,
    unless: Any = (),
    words: str = "5",
    check: Any = None,
) -> Check:
    """Every item of a list has the members named. With no item there is nothing to judge.

    `where` picks the items by the values of members; an item with a member named in `unless` is excused.
    `check` takes further checks, whose paths start at the item.

    `each: {of: changes.log, required: [id, date], text: [description], where: {significance: substantial}}`
    """
    lists = paths(of)
    members = [(name, _substance) for name in _listed(required)] + [(name, _statement) for name in _listed(stated)]
    members += [(name, partial(thin, least=int(words))) for name in _listed(text)]
    parsed = [(parse_path(name).steps, fault) for name, fault in members]
    wanted = choices(where)
    further = compile_checks(check) if check else []
    excuses = [parse_path(name).steps for name in _listed(unless)]

    @looking_at(lists)
    def run(case: Case) -> Iterable[Fault]:
        items = [item for field in lists for item in _items(case, field) if picked(item, wanted)]
        if excuses:
            items = [item for item in items if not any(map(says_something, _inside(item, excuses)))]
        if not items:
            return SEEN_NOTHING
        faults: list[Fault] = []
        for item in items:
            for steps, fault in parsed:
                spots = descend(item.entry, item.value, item.path, steps)
                faults += [at(spot, message) for spot in spots if (message := fault(case, spot))]
        inner, judged = sifted(one(case.inside(item)) for item in items for one in further)
        return faults + inner if parsed or judged else [*inner, nothing(case)]

    return run


@word
def reaches(of: Any) -> Check:
    """At least one entity of each kind is linked, such as `reaches: model_version`."""
    kinds = _listed(of)

    def check(case: Case) -> Iterator[Fault]:
        for kind in kinds:
            if not case.catalog.reach(case.entry, kind):
                field = LINKS.get((case.entry.kind, kind), ())
                yield Fault(case.entry, field, f"no {kind.replace('_', ' ')} is linked")

    return check


def _substance(case: Case, spot: Spot) -> str | None:
    return None if says_something(spot) else lack(case, spot)


def _statement(case: Case, spot: Spot) -> str | None:
    return None if _is_stated(spot) else lack(case, spot)


def _items(case: Case, field: FieldPath) -> list[Spot]:
    """The items of the lists that a path leads to; rules that look at the same list share them."""
    if case.item is not None:
        return list(items_of(case.spots(field)))
    key = ("items", field.text, case.entry.ref)
    if key not in case.facts.memo:
        case.facts.memo[key] = list(items_of(case.spots(field)))
    items: list[Spot] = case.facts.memo[key]
    return items


def items_of(spots: list[Spot]) -> Iterator[Spot]:
    """The items of the lists at some spots, and single values as they are."""
    for spot in spots:
        if isinstance(spot.value, list):
            for index, value in enumerate(spot.value):
                yield Spot(spot.entry, (*spot.path, index), value)
        elif spot.value is not None:
            yield spot


Choice = list[tuple[Steps, list[Any]]]
"""Members and the values wanted of each."""


def choices(where: dict[str, Any] | None) -> Choice:
    """The values that a rule wants of members, taken apart."""
    return [(parse_path(name).steps, _listed(value)) for name, value in (where or {}).items()]


def picked(item: Spot, wanted: Choice) -> bool:
    """Whether the members of an item have one of the values wanted of each; `any` wants some value."""
    for steps, values in wanted:
        found = [as_written(value) for value in _members(item, steps)]
        if values == ["any"]:
            if not any(value is not None for value in found):
                return False
        elif not any(value in values for value in found):
            return False
    return True


def _members(item: Spot, steps: Steps) -> list[Any]:
    """The values of a member of an item, those of lists one by one."""
    spots = descend(item.entry, item.value, item.path, steps)
    return [value for spot in spots for value in (spot.value if isinstance(spot.value, list) else [spot.value])]


def _inside(item: Spot, members: list[Any]) -> list[Spot]:
    return [spot for steps in members for spot in descend(item.entry, item.value, item.path, steps)]


def as_written(value: Any) -> Any:
    """A typed value as the file writes it, for comparison with a rule's."""
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _is_stated(spot: Spot) -> bool:
    return (spot.none and spot.lacks is None) or spot.value in ([], {}) or says_something(spot)


def _left_open(case: Case, spot: Spot) -> Iterator[Fault]:
    """The texts inside a record, or a list of records, that are placeholders: what holds one is not complete."""
    if isinstance(spot.value, BaseModel) or (isinstance(spot.value, list) and not _is_texts(spot.value)):
        inside = [path for path in unanswered(spot.entry) if path[: len(spot.path)] == spot.path]
        if inside and says_something(spot):
            places = (Spot(spot.entry, path, None) for path in inside)
            yield from (at(place, f"{named(case, place)} holds nothing but a placeholder") for place in places)


def _is_texts(items: list[Any]) -> bool:
    return all(isinstance(item, str) for item in items)


def _lacking(spot: Spot) -> list[Spot]:
    """The places at which a value that says nothing does: a list of texts as a whole, or those of its items."""
    texts = [item for item in items_of([spot]) if isinstance(item.value, str)]
    empty = [item for item in texts if not says_something(item)]
    return empty if len(empty) < len(texts) else [spot]


def lack(case: Case, spot: Spot) -> str:
    """How a value falls short, in words."""
    if spot.lacks is not None:
        return f"{named(case, spot)} has no item for `{spot.lacks}`"
    if spot.value is None and not spot.none:
        written = spot.written
        return f"{named(case, spot)} is {'missing' if written is None else 'not usable as written'}"
    if spot.none or spot.value in ([], {}):
        return f"{named(case, spot)} is empty"
    return f"{named(case, spot)} holds nothing but a placeholder"


def thin(case: Case, spot: Spot, least: int) -> str | None:
    """Why a text says too little; None when it has substance."""
    if not says_something(spot):
        return lack(case, spot)
    label = spot.path[-1] if spot.path and isinstance(spot.path[-1], str) else ""
    fault = _thinness(str(spot.value), label, least)
    return f"{named(case, spot)} {fault}" if fault else None


@lru_cache(maxsize=65536)
def _thinness(prose: str, label: str, least: int) -> str | None:
    """What makes a text too thin, as the rest of a sentence; worked out once for all rules that read it."""
    if fold(prose).strip(". ") == label.replace("_", " "):
        return "only repeats the name of the field"
    found = word_list(prose)
    if len(found) < least:
        return f"has {len(found)} word{'s' if len(found) != 1 else ''}; that cannot say what is asked"
    if len(set(found)) < min(least, len(found) * DISTINCT_SHARE):
        return "repeats the same words"
    return None


def word_list(prose: str) -> list[str]:
    """The words of a text; in scripts without spaces every second character counts as one."""
    plain = fold(prose)
    if plain.isascii():
        return re.findall(r"\w+", plain)
    dense = IDEOGRAPH.findall(plain)
    return re.findall(r"\w+", IDEOGRAPH.sub(" ", plain)) + dense[::2]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
