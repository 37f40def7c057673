"""Judging entities, each by every rule that is about its kind, whatever becomes of the others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Finding, Level, Outcome, Place
from cardwright.rules.applicability import Force
from cardwright.rules.asking import Need
from cardwright.rules.checks import Case, Fault
from cardwright.rules.checks.case import sifted
from cardwright.rules.facts import FactBook, Facts, is_open
from cardwright.rules.framework import Rule
from cardwright.rules.plans import Groups, Held, Plans, Stint
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
        plans = Plans(groups, self.as_of)
        for entry in entries:
            contexts = self.facts.of(entry)
            cases = [Case(self.catalog, entry, facts, self.as_of) for facts in contexts]
            plan = plans.of(entry.kind, contexts)
            self.done.turnouts.extend((ids, entry.ref, outcome, reason, None) for ids, outcome, reason in plan.settled)
            for rules, numbers, unknown, force in plan.pending:
                for rule in rules:
                    self._wait(entry, rule, [contexts[number] for number in numbers], unknown, force)
            for stint in plan.checked:
                self._check(entry, stint, [cases[number] for number in stint.contexts])
        return self.done

    def _check(self, entry: Entry, stint: Stint, cases: list[Case]) -> None:
        """Run the rules that apply; most of them pass or see nothing to judge, and are counted together."""
        passed: list[str] = []
        idle: list[str] = []
        force = stint.force
        for held in stint.held:
            told, judged = _faults(held.rule, cases)
            if told or (judged and held.rule.review):
                self._settle(entry, held, cases, force, told)
            else:
                (passed if judged else idle).append(held.rule.id)
        if force.begins:
            self._turn_out((*passed, *idle), entry, "not_yet", force.note, force.begins)
        else:
            self._turn_out(tuple(passed), entry, "pass")
            self._turn_out(tuple(idle), entry, "not_applicable", "nothing is recorded that this rule could judge")

    def _settle(self, entry: Entry, held: Held, cases: list[Case], force: Force, told: list[Fault]) -> None:
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
        if ids:
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
    found, judged = sifted([check(case) for case in cases for check in rule.checks])
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
