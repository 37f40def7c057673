"""Checks on what a text says, as far as a machine can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cardwright.rules.checks.case import Case, Check, Fault, at, looking_at, named, nothing, paths, unreached
from cardwright.rules.checks.shortfalls import thin
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.manners import manner_at
from cardwright.rules.paths import FieldPath, Spot
from cardwright.rules.placeholders import fold, says_something


@word
def text(of: Any, words: str = "5") -> Check:
    """Prose with substance: at least so many words, most of them different, and more than the name of the field."""
    fields, least = paths(of), int(words)

    def check(case: Case) -> Iterator[Fault]:
        for field in fields:
            spots = case.spots(field)
            for spot in spots:
                fault = thin(case, spot, least)
                if fault:
                    yield at(spot, fault)
            if not spots:
                yield from unreached(case, field)

    return check


@word
def matches(of: Any, pattern: str, say: str = "") -> Check:
    """The text fits a regular expression as a whole; `say` tells in words what a text that does not fit lacks.

    `matches: {of: security.access_control, pattern: '(?is).*roles?.*', say: names no role}`
    """
    return _pattern(of, pattern, wanted=True, say=say)


@word
def not_matches(of: Any, pattern: str) -> Check:
    """The text does not fit a regular expression as a whole."""
    return _pattern(of, pattern, wanted=False)


@word
def distinct(of: Any) -> Check:
    """No two texts at the path are the same, case and spacing aside."""
    fields = paths(of)

    @looking_at(fields)
    def check(case: Case) -> Iterator[Fault]:
        seen: dict[str, Spot] = {}
        spots = [spot for field in fields for spot in case.spots(field) if isinstance(spot.value, str)]
        if len(spots) < 2:
            yield nothing(case)
        for spot in spots:
            first = seen.setdefault(fold(spot.value), spot)
            if first is not spot:
                yield at(spot, f"{named(case, spot)} is the same text as {named(case, first)}")

    return check


@word
def signals(
    stems: list[str], in_: Any, answer: Any = (), mention: Any = (), named_: Any = (), words: Any = ()
) -> Check:
    """A stem at the start of a word, or one of `words` as a whole, asks for an answer.

    The answer is a field filled in (`answer`), or a text at `mention` that names one of `named`. An answer in prose has
    to be read by a person, because a machine sees only that it is there:

    `signals: {stems: [recruit], in: [purpose.intended_purpose], mention: [classification.rationale], named: ["4(a)"]}`
    """
    fields, answers, mentions = paths(in_), _paths(answer), _paths(mention)
    sought = [fold(item) for item in (*stems, *words)]
    whole = [re.escape(fold(word)) + r"\b" for word in words]
    expression = r"\b(?:" + "|".join([re.escape(fold(item)) + r"\w*" for item in stems] + whole) + ")"
    names = [re.compile(rf"(?<!\w){re.escape(fold(name))}") for name in named_]

    @looking_at(fields)
    def check(case: Case) -> Iterator[Fault]:
        texts = _texts(case, fields)
        if not texts:
            yield nothing(case)
        hits = list(_hits([text for text in texts if any(map(text[1].__contains__, sought))], expression))
        given = [*_answered(case, answers), *_mentioned(case, mentions, names)] if hits else []
        if not hits or any(manner_at(spot.entry.kind, spot.path) == "choice" for spot in given):
            return
        if given:
            spot, found = hits[0]
            message = f"read whether {named(case, given[0])} answers “{found}” in {named(case, spot)}"
            yield at(given[0], message)._replace(to_read=True)
            return
        wanted = " or ".join(f"`{field.text}`" for field in (*answers, *mentions))
        for spot, found in hits:
            yield at(spot, f"“{found}” in {named(case, spot)} asks for a reasoned answer in {wanted}")

    return check


def _paths(of: Any) -> list[FieldPath]:
    return paths(of) if isinstance(of, str) else paths(list(of))


def _texts(case: Case, fields: list[FieldPath]) -> list[tuple[Spot, str]]:
    """The folded texts at some fields, the items of lists one by one; rules that look at the same fields share them."""
    key = ("texts", tuple(field.text for field in fields), case.item)
    if key not in case.facts.memo:
        found = []
        for spot in (spot for field in fields for spot in case.spots(field)):
            if isinstance(spot.value, str):
                found.append((spot, fold(spot.value)))
            elif isinstance(spot.value, list):
                items = enumerate(spot.value)
                found += [(Spot(spot.entry, (*spot.path, i), v), fold(v)) for i, v in items if isinstance(v, str)]
        case.facts.memo[key] = found
    texts: list[tuple[Spot, str]] = case.facts.memo[key]
    return texts


def _hits(texts: list[tuple[Spot, str]], expression: str) -> Iterator[tuple[Spot, str]]:
    """The first text of each field in which a stem occurs; without a text the expression need not be compiled."""
    if not texts:
        return
    stem = _compiled(expression)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for spot, folded in texts:
        field = (spot.entry.ref, tuple(step for step in spot.path if isinstance(step, str)))
        if field not in seen and (found := stem.search(folded)):
            seen.add(field)
            yield spot, found.group()


_compiled = lru_cache(maxsize=512)(re.compile)


def _answered(case: Case, answers: list[Any]) -> list[Spot]:
    """The places of an answer that is filled in everywhere; none when one of them is not."""
    spots = [case.spots(field) for field in answers]
    complete = all(spots) and all(says_something(spot) for group in spots for spot in group)
    return [spot for group in spots for spot in group] if complete else []


def _mentioned(case: Case, mentions: list[Any], names: list[re.Pattern[str]]) -> Iterator[Spot]:
    """The places that name what is asked for."""
    for field in mentions:
        for spot in case.spots(field):
            values = spot.value if isinstance(spot.value, list) else [spot.value]
            if any(isinstance(value, str) and any(name.search(fold(value)) for name in names) for value in values):
                yield spot


def _shown(prose: str, most: int = 80) -> str:
    """A text as messages show it: on one line, and of a long one its beginning."""
    line = " ".join(prose.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _pattern(of: Any, pattern: str, *, wanted: bool, say: str = "") -> Check:
    fields, expression = paths(of), re.compile(pattern)

    @looking_at(fields)
    def check(case: Case) -> Iterator[Fault]:
        spots = [spot for field in fields for spot in case.spots(field) if spot.value not in (None, [])]
        if not spots:
            yield nothing(case)
        for spot in spots:
            values = spot.value if isinstance(spot.value, list) else [spot.value]
            for value in values:
                if value is not None and bool(expression.fullmatch(str(value).strip())) is not wanted:
                    told = say or f"is “{_shown(str(value))}”, which cannot be taken"
                    yield at(spot, f"{named(case, spot)} {told}")

    return check
