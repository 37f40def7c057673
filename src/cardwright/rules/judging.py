"""Judging entities, each by every rule that is about its kind, whatever becomes of the others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Finding, Level, Outcome, Place, pointer
from cardwright.rules.applicability import Force, applicability, bound, force_of
from cardwright.rules.asking import Need
from cardwright.rules.checks import Case, Fault
from cardwright.rules.checks.case import NOTHING
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
    """Rules that apply under the same condition, in the order of their ids."""

    rules: list[Held]
    ids: tuple[str, ...]


def groups_by_kind(rules: Iterable[Held]) -> dict[str, list[_Group]]:
    """The rules that have checks, by the kinds they judge and the conditions under which they apply."""
    found: dict[str, dict[str, list[Held]]] = {}
    for held in sorted(rules, key=lambda held: held.rule.id):
        for kind in held.rule.kinds if held.rule.checks else ():
            found.setdefault(kind, {}).setdefault(held.rule.condition_key, []).append(held)
    return {
        kind: [_Group(group, tuple(held.rule.id for held in group)) for group in groups.values()]
        for kind, groups in found.items()
    }


class Judging:
    """Entities being judged, one after the other."""

    def __init__(self, catalog: Catalog, as_of: datetime.date, facts: FactBook, waivers: Waivers) -> None:
        self.catalog = catalog
        self.as_of = as_of
        self.facts = facts
        self.waivers = waivers
        self.done = Judged([], [], {})

    def judge(self, entries: Sequence[Entry], groups: dict[str, list[_Group]]) -> Judged:
        """Run every rule with checks on every entity of its kind."""
        for entry in entries:
            contexts = self.facts.of(entry)
            forces: dict[tuple[str, str, Level], Force] = {}
            for group in groups.get(entry.kind, ()):
                self._judge(entry, group, contexts, forces)
        return self.done

    def _judge(
        self, entry: Entry, group: _Group, contexts: list[Facts], forces: dict[tuple[str, str, Level], Force]
    ) -> None:
        """Judge an entity by the rules of a group; `forces` are those that count in all contexts, as far as known."""
        applying, deciding, undecided, reason = applicability(group.rules[0].rule, contexts)
        if not applying and not undecided:
            self.done.turnouts.append((group.ids, entry.ref, "not_applicable", reason, None))
            return
        for framework, rule in group.rules:
            held, exemption = bound(framework, rule, applying or contexts, self.as_of)
            if not held:
                self._turn_out(rule, entry, "not_applicable", exemption)
                continue
            key = (framework.header.id, rule.date_key, rule.level)
            force = forces.get(key) if len(held) == len(contexts) else None
            if force is None:
                force = force_of(framework, rule, held, self.as_of)
                if len(held) == len(contexts):
                    forces[key] = force
            if undecided:
                self._wait(entry, rule, held, deciding, force)
                self._turn_out(rule, entry, "undecided", reason)
            else:
                self._check(entry, framework, rule, held, force)

    def _check(self, entry: Entry, framework: Framework, rule: Rule, applying: list[Facts], force: Force) -> None:
        told, judged = self._faults(entry, rule, applying)
        if not told and judged and not force.begins and not rule.review:
            self._turn_out(rule, entry, "pass")
            return
        faults = [fault for fault in told if not fault.to_read]
        unknown = sorted({fault.fact for fault in faults if fault.fact})
        findings = [self._finding(framework, rule, entry, fault, force) for fault in faults if not fault.fact]
        self._wait(entry, rule, applying, unknown, force)
        self.done.findings.extend(findings)
        if unknown and not findings:
            self._turn_out(rule, entry, "undecided", f"unknown: {', '.join(unknown)}")
        elif force.begins:
            self._turn_out(rule, entry, "not_yet", force.note, force.begins)
        elif findings:
            waived = all(finding.outcome == "waived" for finding in findings)
            self._turn_out(rule, entry, "waived" if waived else "fail")
        elif not judged:
            self._turn_out(rule, entry, "not_applicable", "nothing is recorded that this rule could judge")
        elif rule.review:
            self._turn_out(rule, entry, "review", rule.review.strip())
        else:
            self._turn_out(rule, entry, "review", "; ".join(dict.fromkeys(fault.message for fault in told)))

    def _faults(self, entry: Entry, rule: Rule, applying: list[Facts]) -> tuple[list[Fault], bool]:
        """What the checks object to, each objection once, and whether any of them saw something to judge."""
        found: dict[tuple[str, object, str], Fault] = {}
        judged = False
        for facts in applying:
            case = Case(self.catalog, entry, facts, self.as_of)
            for check in rule.checks:
                saw_something = True
                for fault in check(case):
                    if fault.message == NOTHING:
                        saw_something = False
                    else:
                        found[fault.entry.ref, fault.path, fault.message] = fault
                judged = judged or saw_something
        return list(found.values()), judged or bool(found)

    def _finding(self, framework: Framework, rule: Rule, entry: Entry, fault: Fault, force: Force) -> Finding:
        place = fault.entry.at(fault.path)._replace(pointer=pointer(fault.path))
        waiver = None if force.begins else self.waivers.covering(rule.id, entry.ref, place.pointer)
        outcome: Outcome = "not_yet" if force.begins else "waived" if waiver else "fail"
        message = f"{fault.message} ({force.note})" if force.note else fault.message
        waived_by = waiver.id if waiver else None
        return make_finding(Held(framework, rule), place, message, entry.ref, force.level, outcome, waived_by)

    def _turn_out(
        self, rule: Rule, entry: Entry, outcome: Outcome, reason: str = "", date: datetime.date | None = None
    ) -> None:
        self.done.turnouts.append(((rule.id,), entry.ref, outcome, reason, date))

    def _wait(self, entry: Entry, rule: Rule, contexts: list[Facts], unknown: Iterable[str], force: Force) -> None:
        for name in unknown:
            facts = [facts.fact(name) for facts in contexts if is_open(facts.fact(name).value)]
            needs = {need for fact in facts for need in fact.needs} or {(entry.ref, entry.at(()))}
            for need in needs:
                waiting = self.done.waiting.setdefault(need, Waiting(set(), set(), set()))
                waiting.rules.add(rule.id)
                waiting.facts.add(name)
                waiting.levels.add(force.level)


def make_finding(
    held: Held, place: Place, message: str, entity: str, level: Level, outcome: Outcome, waiver: str | None = None
) -> Finding:
    """The finding of a rule at a place, in its words."""
    return Finding(
        rule=held.rule.id,
        name=held.rule.name,
        framework=held.framework.header.id,
        level=level,
        outcome=outcome,
        entity=entity,
        message=message,
        remedy=held.rule.remedy.strip(),
        cites=held.framework.cited(held.rule),
        path=place.path,
        line=place.line,
        column=place.column,
        pointer=place.pointer,
        waiver=waiver,
    )
