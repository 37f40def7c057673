"""When a rule applies: a small matcher over facts, in three values. An unknown fact is never read as false."""

from __future__ import annotations

import datetime
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

UNKNOWN: Final = "unknown"
"""The value of a fact that the catalog does not settle."""


class AtLeast(frozenset[Any]):
    """A set of which only some members are known: what is in it counts, what is not may still be."""


Truth = bool | None
"""True, False, or None for unknown."""

COMPARISON = re.compile(r"(<=|>=|<|>)\s*(\S+)")
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class Verdict(NamedTuple):
    """How a condition turned out, and the facts that decided: those that were false, or those that are unknown."""

    truth: Truth
    facts: tuple[str, ...] = ()


def truths(condition: Any) -> Any:
    """Turn the texts `true` and `false` of a condition into truth values; everything else is compared as written."""
    if isinstance(condition, dict):
        return {key: truths(item) for key, item in condition.items()}
    if isinstance(condition, list):
        return [truths(item) for item in condition]
    return {"true": True, "false": False}.get(condition, condition) if isinstance(condition, str) else condition


def match(condition: Any, facts: Mapping[str, Any]) -> Verdict:
    """Hold a condition against facts.

    A mapping means all of its entries, a list of mappings one of them; `any` and `not` combine. A value is matched by
    equality, a list by one of its items, a set-valued fact by what they have in common, a text such as `>1e25` by
    comparison, and `any` by a set that is not empty.

    >>> match({"risk_class": "high", "roles": ["provider"]}, {"risk_class": "high", "roles": UNKNOWN})
    Verdict(truth=None, facts=('roles',))
    """
    if isinstance(condition, list):
        return _any([match(item, facts) for item in condition])
    verdicts = []
    for name, wanted in condition.items():
        if name == "any":
            verdict = _any([match(item, facts) for item in wanted])
        elif name == "not":
            verdict = _not(match(wanted, facts))
        else:
            verdict = Verdict(_holds(wanted, facts.get(name, UNKNOWN)), (name,))
        if verdict.truth is False:
            return verdict
        verdicts.append(verdict)
    return _unknown_or(verdicts, True)


def _any(verdicts: list[Verdict]) -> Verdict:
    if any(verdict.truth for verdict in verdicts):
        return Verdict(True, tuple(fact for verdict in verdicts if verdict.truth for fact in verdict.facts))
    return _unknown_or(verdicts, False)


def _unknown_or(verdicts: list[Verdict], truth: bool) -> Verdict:
    unknown = [verdict for verdict in verdicts if verdict.truth is None]
    if unknown:
        return Verdict(None, _facts(unknown))
    return Verdict(truth, _facts(verdicts))


def _not(verdict: Verdict) -> Verdict:
    return Verdict(None if verdict.truth is None else not verdict.truth, verdict.facts)


def _facts(verdicts: list[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for verdict in verdicts for fact in verdict.facts))


def _holds(wanted: Any, value: Any) -> Truth:
    if isinstance(value, str) and value == UNKNOWN:
        return None
    if isinstance(value, frozenset):
        return _holds_set(wanted, value)
    if isinstance(wanted, list):
        return any(_holds(item, value) for item in wanted)
    if wanted == "any":
        return value is not None
    compared = COMPARISON.fullmatch(wanted) if isinstance(wanted, str) and wanted[:1] in ("<", ">") else None
    if compared:
        if value is None:
            return False
        return OPERATORS[compared[1]](value, _like(compared[2], value))
    return bool(wanted == value)


def _holds_set(wanted: Any, value: frozenset[Any]) -> Truth:
    found = bool(value) if wanted == "any" else not value.isdisjoint(wanted if isinstance(wanted, list) else [wanted])
    return found or (None if isinstance(value, AtLeast) else False)


def _like(text: str, value: Any) -> Any:
    return datetime.date.fromisoformat(text) if isinstance(value, datetime.date) else float(text)
