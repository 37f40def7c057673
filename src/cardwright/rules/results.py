"""The outcomes of a run, kept as they were found until somebody asks for them one by one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple, overload

from cardwright.finding import Outcome

Turnout = tuple[tuple[str, ...], str, Outcome, str, datetime.date | None]
"""Rules that turned out alike on an entity: their ids, its reference, the outcome, the reason and the date.

A plain tuple, because there are more of them than of anything else.
"""


class Result(NamedTuple):
    """How a rule turned out on an entity, and why: the fact that decided, the date it starts, what to look for."""

    rule: str
    framework: str
    entity: str
    outcome: Outcome
    reason: str = ""
    date: datetime.date | None = None


class Results(Sequence[Result]):
    """Every result of a run, sorted by entity and rule; they are made when the first of them is asked for."""

    def __init__(self, make: Callable[[], Iterable[Result]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[Result, ...]:
        return tuple(sorted(self._make(), key=attrgetter("entity", "rule")))

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Result, ...]: ...
    def __getitem__(self, index: int | slice) -> Result | tuple[Result, ...]:
        return self._made[index]

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self) -> Iterator[Result]:
        return iter(self._made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._made == tuple(other)

    def __hash__(self) -> int:
        return hash(self._made)


def results_of(turnouts: Iterable[Turnout], framework_of: Mapping[str, str]) -> Iterator[Result]:
    """The results that turnouts stand for, rule by rule."""
    for rules, entity, outcome, reason, date in turnouts:
        for rule in rules:
            yield Result(rule, framework_of[rule], entity, outcome, reason, date)
