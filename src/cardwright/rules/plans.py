"""Which rules are held against an entity, worked out once for all entities about which the same facts are true.

Whether a rule applies, is lifted or has begun follows from facts alone, and from few of them. The facts that decide
are noted the first time, in the order in which they were looked at; every later entity is only asked for these.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cardwright.finding import Outcome
from cardwright.rules.applicability import Force, applicability, bound, force_of
from cardwright.rules.facts import Facts
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.matcher import UNKNOWN


class Held(NamedTuple):
    """A rule with its framework."""

    framework: Framework
    rule: Rule


class _Group(NamedTuple):
    """Rules of a framework that begin to apply on the same days and are lifted by the same exemptions."""

    framework: Framework
    rules: list[Rule]
    ids: tuple[str, ...]


Groups = Mapping[str, Sequence[Sequence[_Group]]]
"""Rules by the kind of entity they judge, those that apply under the same condition together."""


class Stint(NamedTuple):
    """Rules that are checked in the same contexts, given by their numbers, and have the same force."""

    held: tuple[Held, ...]
    contexts: tuple[int, ...]
    force: Force


class Pending(NamedTuple):
    """Rules that wait for facts, in the contexts given by their numbers."""

    rules: tuple[Rule, ...]
    contexts: tuple[int, ...]
    facts: tuple[str, ...]
    force: Force


class Plan(NamedTuple):
    """What to do about an entity: outcomes that are settled with their reasons, rules that wait, rules to check."""

    settled: tuple[tuple[tuple[str, ...], Outcome, str], ...]
    pending: tuple[Pending, ...]
    checked: tuple[Stint, ...]


def groups_by_kind(rules: Iterable[Held]) -> Groups:
    """The rules that have checks, so that what they share is worked out once and not once a rule."""
    found: dict[str, dict[str, dict[object, list[Held]]]] = {}
    for held in sorted(rules, key=lambda held: held.rule.id):
        framework, rule = held
        exemptions = tuple(map(id, framework.exemptions_by_rule.get(rule.id, ())))
        shared = (framework.header.id, rule.date_key, rule.level, exemptions)
        for kind in rule.kinds if rule.check is not None else ():
            conditions = found.setdefault(kind, {}).setdefault(rule.condition_key, {})
            conditions.setdefault(shared, []).append(held)
    return {
        kind: [[_group(group) for group in groups.values()] for groups in conditions.values()]
        for kind, conditions in found.items()
    }


def _group(held: list[Held]) -> _Group:
    rules = [rule for _, rule in held]
    return _Group(held[0].framework, rules, tuple(rule.id for rule in rules))


Look = tuple[int, bool, str]
"""A look at a fact: the number of the context, whether it is a fact of the system around it, and its name."""


class _Noted(Facts):
    """The facts of a context that notes every look at them."""

    def __init__(self, facts: Facts, number: int, notes: dict[Look, Any], *, around: bool = False) -> None:
        within = _Noted(facts.within, number, notes, around=True) if facts.within else None
        super().__init__(facts.catalog, facts.entry, within, {})
        self._facts, self._number, self._notes, self._around = facts, number, notes, around

    def __getitem__(self, name: str) -> Any:
        value = self._facts[name]
        self._notes[self._number, self._around, name] = value
        return value

    def get(self, name: str, default: Any = None) -> Any:
        value = self._facts.get(name, default)
        self._notes[self._number, self._around, name] = value
        return value


class _Branch:
    """A step on the way to a plan: the next look, and the step that follows each answer; at the end the plan."""

    __slots__ = ("following", "look", "plan")

    def __init__(self) -> None:
        self.look: Look | None = None
        self.following: dict[Any, _Branch] = {}
        self.plan: Plan | None = None


class Plans:
    """The plans of a run."""

    def __init__(self, groups: Groups, as_of: datetime.date) -> None:
        self._groups = groups
        self._as_of = as_of
        self._tops: dict[tuple[str, ...], _Branch] = {}

    def of(self, kind: str, contexts: list[Facts]) -> Plan:
        """The plan for an entity of a kind with the facts of its contexts."""
        top = self._tops.setdefault((kind, *("" if facts.system else "alone" for facts in contexts)), _Branch())
        branch: _Branch | None = top
        while branch is not None and branch.look is not None:
            number, around, name = branch.look
            facts = contexts[number]
            value = (facts.within if around and facts.within else facts).get(name, UNKNOWN)
            branch = branch.following.get(_answer(value))
        return branch.plan if branch is not None and branch.plan is not None else self._make(top, kind, contexts)

    def _make(self, top: _Branch, kind: str, contexts: list[Facts]) -> Plan:
        """Make a plan, and mark the way to it."""
        notes: dict[Look, Any] = {}
        plan = self._planned(kind, [_Noted(facts, number, notes) for number, facts in enumerate(contexts)])
        branch = top
        for look, value in notes.items():
            branch.look = look
            branch = branch.following.setdefault(_answer(value), _Branch())
        branch.plan = plan
        return plan

    def _planned(self, kind: str, contexts: Sequence[Facts]) -> Plan:
        settled: dict[tuple[Outcome, str], list[str]] = {}
        pending: list[Pending] = []
        checked: dict[tuple[tuple[int, ...], Force], list[Held]] = {}
        for alike in self._groups.get(kind, ()):
            applying, deciding, undecided, reason = applicability(alike[0].rules[0], list(contexts))
            for group in alike:
                if not applying and not undecided:
                    settled.setdefault(("not_applicable", reason), []).extend(group.ids)
                    continue
                left, exemption = bound(group.framework, group.rules[0], applying or list(contexts), self._as_of)
                if not left:
                    settled.setdefault(("not_applicable", exemption), []).extend(group.ids)
                    continue
                force = force_of(group.framework, group.rules[0], left, self._as_of)
                numbers = tuple(number for number, facts in enumerate(contexts) if any(facts is one for one in left))
                if undecided:
                    pending.append(Pending(tuple(group.rules), numbers, deciding, force))
                    settled.setdefault(("undecided", reason), []).extend(group.ids)
                else:
                    checked.setdefault((numbers, force), []).extend(Held(group.framework, rule) for rule in group.rules)
        return Plan(
            tuple((tuple(ids), outcome, reason) for (outcome, reason), ids in settled.items()),
            tuple(pending),
            tuple(Stint(tuple(held), numbers, force) for (numbers, force), held in checked.items()),
        )


def _answer(value: Any) -> Any:
    """A value so that answers of different types are told apart: a set that is whole and one that may hold more."""
    return type(value), repr(value) if isinstance(value, list | dict) else value
