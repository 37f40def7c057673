"""Judging entities, each by every rule that is about its kind, whatever becomes of the others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Finding, Level, Outcome, Place
from cardwright.rules.applicability import Force, applicability, bound, force_of
from cardwright.rules.asking import Need
from cardwright.rules.checks import Case, Fault
from cardwright.rules.checks.case import sifted
from cardwright.rules.facts import FactBook, Facts, is_open
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.results import Turnout
from cardwright.rules.waivers import Waivers


class Waiting(NamedTuple):
    """The rules that wait for a field, the facts it would settle, and the levels these rules have on the day."""

    rules: set[str]
    facts: set[str]
    levels: set[Level]


class Judged(NamedTuple):
    """What came of judging some entities."""

    findings: list[Finding]
    turnouts: list[Turnout]
    waiting: dict[Need, Waiting]


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


def groups_by_kind(rules: Iterable[Held]) -> Groups:
    """The rules that have checks, so that what they share is worked out once an entity and not once a rule."""
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


class Judging:
    """Entities being judged, one after the other."""

    def __init__(self, catalog: Catalog, as_of: datetime.date, facts: FactBook, waivers: Waivers) -> None:
        self.catalog = catalog
        self.as_of = as_of
        self.facts = facts
        self.waivers = waivers
        self.done = Judged([], [], {})

    def judge(self, entries: Sequence[Entry], groups: Groups) -> Judged:
        """Run every rule with checks on every entity of its kind."""
        for entry in entries:
            cases = [Case(self.catalog, entry, facts, self.as_of) for facts in self.facts.of(entry)]
            for alike in groups.get(entry.kind, ()):
                self._judge(entry, alike, cases)
        return self.done

    def _judge(self, entry: Entry, groups: Sequence[_Group], cases: list[Case]) -> None:
        """Judge an entity by the rules that apply under one condition."""
        contexts = [case.facts for case in cases]
        applying, deciding, undecided, reason = applicability(groups[0].rules[0], contexts)
        for group in groups:
            if not applying and not undecided:
                self._turn_out(group.ids, entry, "not_applicable", reason)
                continue
            held, exemption = bound(group.framework, group.rules[0], applying or contexts, self.as_of)
            if not held:
                self._turn_out(group.ids, entry, "not_applicable", exemption)
                continue
            force = self._force(group, held)
            if undecided:
                for rule in group.rules:
                    self._wait(entry, rule, held, deciding, force)
                self._turn_out(group.ids, entry, "undecided", reason)
            else:
                self._check(entry, group, [case for case in cases if any(case.facts is facts for facts in held)], force)

    def _force(self, group: _Group, contexts: list[Facts]) -> Force:
        """Whether the rules of a group are in force in these contexts; in a single one, worked out once a date."""
        rule, memo = group.rules[0], contexts[0].memo
        if len(contexts) > 1:
            return force_of(group.framework, rule, contexts, self.as_of)
        key = ("force", group.framework.header.id, rule.date_key, rule.level, self.as_of)
        if key not in memo:
            memo[key] = force_of(group.framework, rule, contexts, self.as_of)
        force: Force = memo[key]
        return force

    def _check(self, entry: Entry, group: _Group, cases: list[Case], force: Force) -> None:
        """Run the rules of a group that apply; most of them pass, and are counted together."""
        passed = []
        for rule in group.rules:
            told, judged = _faults(rule, cases)
            if judged and not told and not rule.review and not force.begins:
                passed.append(rule.id)
            else:
                self._settle(entry, Held(group.framework, rule), cases, force, told, judged)
        if passed:
            self._turn_out(tuple(passed), entry, "pass")

    def _settle(
        self, entry: Entry, held: Held, cases: list[Case], force: Force, told: list[Fault], judged: bool
    ) -> None:
        """Say how a rule turned out that did not simply pass."""
        rule, ids = held.rule, (held.rule.id,)
        faults = [fault for fault in told if not fault.to_read]
        unknown = sorted({fault.fact for fault in faults if fault.fact})
        findings = [self._finding(held, entry, fault, force) for fault in faults if not fault.fact]
        if unknown:
            self._wait(entry, rule, [case.facts for case in cases], unknown, force)
        self.done.findings.extend(findings)
        if unknown and not findings:
            self._turn_out(ids, entry, "undecided", f"unknown: {', '.join(unknown)}")
        elif force.begins:
            self._turn_out(ids, entry, "not_yet", force.note, force.begins)
        elif findings:
            waived = all(finding.outcome == "waived" for finding in findings)
            self._turn_out(ids, entry, "waived" if waived else "fail")
        elif not judged:
            self._turn_out(ids, entry, "not_applicable", "nothing is recorded that this rule could judge")
        elif rule.review:
            self._turn_out(ids, entry, "review", rule.review.strip())
        else:
            self._turn_out(ids, entry, "review", "; ".join(dict.fromkeys(fault.message for fault in told)))

    def _finding(self, held: Held, entry: Entry, fault: Fault, force: Force) -> Finding:
        place = fault.entry.at(fault.path)
        waiver = None if force.begins else self.waivers.covering(held.rule.id, entry.ref, place.pointer)
        outcome: Outcome = "not_yet" if force.begins else "waived" if waiver else "fail"
        message = f"{fault.message} ({force.note})" if force.note else fault.message
        waived_by = waiver.id if waiver else None
        found = make_finding(held, place, message, entry.ref, force.level, outcome, waived_by)
        return found._replace(lapsed=fault.lapsed) if fault.lapsed else found

    def _turn_out(
        self, ids: tuple[str, ...], entry: Entry, outcome: Outcome, reason: str = "", date: datetime.date | None = None
    ) -> None:
        self.done.turnouts.append((ids, entry.ref, outcome, reason, date))

    def _wait(self, entry: Entry, rule: Rule, contexts: list[Facts], unknown: Iterable[str], force: Force) -> None:
        for name in unknown:
            facts = [facts.fact(name) for facts in contexts if is_open(facts.fact(name).value)]
            needs = {need for fact in facts for need in fact.needs} or {(entry.ref, entry.at(()))}
            for need in needs:
                waiting = self.done.waiting.setdefault(need, Waiting(set(), set(), set()))
                waiting.rules.add(rule.id)
                waiting.facts.add(name)
                waiting.levels.add(force.level)


def _faults(rule: Rule, cases: list[Case]) -> tuple[list[Fault], bool]:
    """What the checks object to, each objection once, and whether any of them saw something to judge."""
    found, judged = sifted(check(case) for case in cases for check in rule.checks)
    if len(found) > 1:
        found = list({(fault.entry.ref, fault.path, fault.message): fault for fault in found}.values())
    return found, judged or bool(found)


def make_finding(
    held: Held, place: Place, message: str, entity: str, level: Level, outcome: Outcome, waiver: str | None = None
) -> Finding:
    """The finding of a rule at a place, in its words."""
    framework, rule = held
    remedy, cites = rule.remedy.strip(), framework.cited(rule)
    return Finding(
        rule.id, rule.name, framework.header.id, level, outcome, entity, message, remedy, cites, *place, waiver
    )
