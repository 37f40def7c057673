"""Checks that something is there, and is more than a word in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel

from cardwright.finding import Path
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
from cardwright.rules.checks.shortfalls import lack, thin
from cardwright.rules.checks.vocabulary import compile_checks, word
from cardwright.rules.paths import FieldPath, Spot, Steps, descend, is_direct, member_of, parse_path
from cardwright.rules.placeholders import says_something
from cardwright.rules.unanswered import unanswered


@word
def required(of: Any) -> Check:
    """Every path holds something: not absent, not empty, not a placeholder, nor a record in which a text is one.

    `required: [purpose.users, purpose.functions]` gives one fault a field.
    """
    fields = paths(of)

    return partial(_faults_of, fields, _required)


@word
def stated(of: Any) -> Check:
    """Every path is answered: `false`, 0 and an empty list are answers, absence and placeholders are not."""
    fields = paths(of)

    return partial(_faults_of, fields, _stated)


Look = Callable[[Case, Spot], Iterable[Fault]]
"""What is wrong with the value at a place."""


def _faults_of(fields: list[FieldPath], look: Look, case: Case) -> list[Fault]:
    """What is wrong at some fields; rules that look at a field in the same way share what they see."""
    faults: list[Fault] = []
    for field in fields:
        if case.item is not None:
            faults += _looked_at(case, field, look)
            continue
        key = (look, field.text, case.entry.ref)
        if key not in case.facts.memo:
            case.facts.memo[key] = _looked_at(case, field, look)
        faults += case.facts.memo[key]
    return faults


def _looked_at(case: Case, field: FieldPath, look: Look) -> list[Fault]:
    spots = case.spots(field)
    return [fault for spot in spots for fault in look(case, spot)] if spots else list(unreached(case, field))


def _required(case: Case, spot: Spot) -> Iterable[Fault]:
    if says_something(spot):
        return _left_open(case, spot)
    return [at(lacking, lack(case, lacking)) for lacking in _lacking(spot)]


def _stated(case: Case, spot: Spot) -> Iterable[Fault]:
    return _left_open(case, spot) if _is_stated(spot) else [at(spot, lack(case, spot))]


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
    members = [Member(name, "required") for name in _listed(required)]
    members += [Member(name, "stated") for name in _listed(stated)]
    members += [Member(name, "text", int(words)) for name in _listed(text)]
    wanted = choices(where)
    further = compile_checks(check) if check else []
    excuses = [parse_path(name).steps for name in _listed(unless)]

    @looking_at(lists)
    def run(case: Case) -> Iterable[Fault]:
        items: list[Spot] = []
        faults: list[Fault] = []
        for field in lists:
            chosen = [item for item in _items(case, field) if not wanted or picked(item, wanted)]
            if excuses:
                chosen = [item for item in chosen if not any(map(says_something, _inside(item, excuses)))]
            told = [found for member in members if (found := _told(case, field, member))] if chosen else []
            if told:
                places = [(item.entry.ref, item.path) for item in chosen]
                faults += [fault for place in places for by_item in told for fault in by_item.get(place, ())]
            items += chosen
        if not items:
            return SEEN_NOTHING
        inner, judged = sifted(one(case.inside(item)) for item in items for one in further)
        return faults + inner if members or judged else [*inner, nothing(case)]

    return run


class Member(NamedTuple):
    """A member that items must have, and how much it must say; of a text at least so many words."""

    name: str
    asked: Literal["required", "stated", "text"]
    words: int = 0


def _told(case: Case, field: FieldPath, member: Member) -> Mapping[tuple[str, Path], list[Fault]]:
    """What is wrong with a member of the items of a list; rules that ask the same of the items share it."""
    if case.item is not None:
        return _wrong_by_item(case, field, member)
    key = (member, field.text, case.entry.ref)
    if key not in case.facts.memo:
        case.facts.memo[key] = _wrong_by_item(case, field, member)
    told: Mapping[tuple[str, Path], list[Fault]] = case.facts.memo[key]
    return told


def _wrong_by_item(case: Case, field: FieldPath, member: Member) -> Mapping[tuple[str, Path], list[Fault]]:
    """By the places of the items with which something is wrong."""
    found = ((item, _wrong(case, item, member)) for item in _items(case, field))
    return {(item.entry.ref, item.path): faults for item, faults in found if faults}


def _wrong(case: Case, item: Spot, member: Member) -> list[Fault]:
    spots = descend(item.entry, item.value, item.path, parse_path(member.name).steps)
    if member.asked == "text":
        return [at(spot, message) for spot in spots if (message := thin(case, spot, member.words))]
    suffices = says_something if member.asked == "required" else _is_stated
    return [at(spot, lack(case, spot)) for spot in spots if not suffices(spot)]


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


Choice = list[tuple[Steps, list[Any] | None]]
"""Members and the values wanted of each; None where any will do."""


def choices(where: dict[str, Any] | None) -> Choice:
    """The values that a rule wants of members, taken apart."""
    wanted = [(parse_path(name).steps, _listed(value)) for name, value in (where or {}).items()]
    return [(steps, None if values == ["any"] else values) for steps, values in wanted]


def picked(item: Spot, wanted: Choice) -> bool:
    """Whether the members of an item have one of the values wanted of each; `any` wants some value."""
    for steps, values in wanted:
        found = _members(item, steps)
        if values is None:
            if all(value is None for value in found):
                return False
        elif not any(as_written(value) in values for value in found):
            return False
    return True


def _members(item: Spot, steps: Steps) -> list[Any]:
    """The values of a member of an item, those of lists one by one."""
    if is_direct(steps, item.value):
        value = member_of(item.value, steps[0][0])
        return value if isinstance(value, list) else [value]
    spots = descend(item.entry, item.value, item.path, steps)
    return [value for spot in spots for value in (spot.value if isinstance(spot.value, list) else [spot.value])]


def _inside(item: Spot, members: list[Any]) -> list[Spot]:
    return [spot for steps in members for spot in descend(item.entry, item.value, item.path, steps)]


def as_written(value: Any) -> Any:
    """A typed value as the file writes it, for comparison with a rule's."""
    if isinstance(value, str) or value is None:
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_stated(spot: Spot) -> bool:
    return (spot.none and spot.lacks is None) or spot.value in ([], {}) or says_something(spot)


def _left_open(case: Case, spot: Spot) -> list[Fault]:
    """The texts inside a record, or a list of records, that are placeholders: what holds one is not complete."""
    if isinstance(spot.value, str):
        return []
    inside = [path for path in unanswered(spot.entry) if path[: len(spot.path)] == spot.path]
    if not inside or not says_something(spot):
        return []
    if isinstance(spot.value, BaseModel) or (isinstance(spot.value, list) and not _is_texts(spot.value)):
        places = (Spot(spot.entry, path, None) for path in inside)
        return [at(place, f"{named(case, place)} holds nothing but a placeholder") for place in places]
    return []


def _is_texts(items: list[Any]) -> bool:
    return all(isinstance(item, str) for item in items)


def _lacking(spot: Spot) -> list[Spot]:
    """The places at which a value that says nothing does: a list of texts as a whole, or those of its items."""
    texts = [item for item in items_of([spot]) if isinstance(item.value, str)]
    empty = [item for item in texts if not says_something(item)]
    return empty if len(empty) < len(texts) else [spot]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
