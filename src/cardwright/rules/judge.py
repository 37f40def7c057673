"""Holding a catalog against frameworks: every rule on every entity it judges, with one of seven outcomes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import LEVELS, Finding, Level, Outcome, Place, Problem, pointer
from cardwright.rules.applicability import Applicability, Force, applicability, force_of
from cardwright.rules.asking import Need
from cardwright.rules.checks import Case, Fault
from cardwright.rules.checks.case import NOTHING
from cardwright.rules.facts import FactBook, Facts, is_open
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.hygiene import hygiene_problems
from cardwright.rules.report import EntityReport, Report, Result
from cardwright.rules.shelf import ALWAYS, framework_problems, frameworks_for, shipped_frameworks, switched_on
from cardwright.rules.waivers import Waivers, approval_problems

UNDECIDED = "CAT090"


def judge(
    catalog: Catalog,
    as_of: datetime.date,
    frameworks: Sequence[Framework] | None = None,
    given: Mapping[str, Any] | None = None,
) -> Report:
    """Judge every entity by every rule that applies to it.

    Rules run in id order and never stop one another. A waived finding stays in the report beside its waiver, because an
    auditor must see what was accepted, by whom, and until when. `frameworks` are those the organisation switched on
    unless named; `given` pins facts for the examples of rules.
    """
    names = switched_on(catalog)
    chosen = tuple(frameworks) if frameworks is not None else frameworks_for(names)
    run = _Run(catalog, as_of, chosen, given or {})
    run.judge_entities()
    run.add_problems(catalog.problems)
    run.add_problems(framework_problems(catalog))
    run.add_problems(hygiene_problems(catalog))
    run.add_problems(approval_problems(catalog))
    run.add_undecided()
    run.add_problems(run.waivers.problems)
    run.add_problems(run.waivers.unused())
    unknown = tuple(name for name in names or () if name not in shipped_frameworks())
    return run.report(unknown)


class _Waiting(NamedTuple):
    """The rules that wait for a field, the facts it would settle, and the gravest of their levels."""

    rules: set[str]
    facts: set[str]
    levels: set[Level]


class _Run:
    """One run of all rules over all entities."""

    def __init__(
        self, catalog: Catalog, as_of: datetime.date, frameworks: tuple[Framework, ...], given: Mapping[str, Any]
    ) -> None:
        self.catalog = catalog
        self.as_of = as_of
        self.frameworks = frameworks
        self.facts = FactBook(catalog, given)
        known = {rule.id for framework in shipped_frameworks().values() for rule in framework.rules}
        self.waivers = Waivers(catalog, known, as_of)
        self.findings: list[Finding] = []
        self.results: list[Result] = []
        self.entities: dict[str, EntityReport] = {}
        self.waiting: dict[Need, _Waiting] = {}
        self.rules = {rule.id: (framework, rule) for framework in frameworks for rule in framework.rules}
        self.by_kind: dict[str, list[tuple[Framework, Rule]]] = {}
        for framework, rule in sorted(self.rules.values(), key=lambda pair: pair[1].id):
            for kind in rule.kinds if rule.checks else ():
                self.by_kind.setdefault(kind, []).append((framework, rule))

    def judge_entities(self) -> None:
        """Run every rule with checks on every entity of its kind."""
        for entry in self.catalog.entities.values():
            contexts = self.facts.of(entry)
            verdicts: dict[str, Applicability] = {}
            for framework, rule in self.by_kind.get(entry.kind, ()):
                self._judge(entry, framework, rule, contexts, verdicts)
            self.entities[entry.ref] = EntityReport(entry, contexts[0])

    def _judge(
        self,
        entry: Entry,
        framework: Framework,
        rule: Rule,
        contexts: list[Facts],
        verdicts: dict[str, Applicability],
    ) -> None:
        verdict = verdicts.get(rule.condition_key)
        if verdict is None:
            verdict = verdicts[rule.condition_key] = applicability(rule, contexts)
        applying, deciding, undecided, reason = verdict
        if not applying and not undecided:
            self._result(framework, rule, entry, "not_applicable", reason)
            return
        force = force_of(framework, rule, applying or contexts, self.as_of)
        if undecided:
            self._wait(entry, rule, contexts, deciding, force)
            self._result(framework, rule, entry, "undecided", reason)
        else:
            self._check(entry, framework, rule, applying, force)

    def _check(self, entry: Entry, framework: Framework, rule: Rule, applying: list[Facts], force: Force) -> None:
        faults, judged = self._faults(entry, rule, applying)
        unknown = sorted({fault.fact for fault in faults if fault.fact})
        self._wait(entry, rule, applying, unknown, force)
        findings = [self._finding(framework, rule, entry, fault, force) for fault in faults if not fault.fact]
        self.findings += findings
        if unknown and not findings:
            self._result(framework, rule, entry, "undecided", f"unknown: {', '.join(unknown)}")
            return
        if force.begins:
            self._result(framework, rule, entry, "not_yet", force.note, force.begins)
        elif findings:
            waived = all(finding.outcome == "waived" for finding in findings)
            self._result(framework, rule, entry, "waived" if waived else "fail")
        elif not judged:
            self._result(framework, rule, entry, "not_applicable", "nothing is recorded that this rule could judge")
        elif rule.review:
            self._result(framework, rule, entry, "review", rule.review.strip())
        else:
            self._result(framework, rule, entry, "pass")

    def _faults(self, entry: Entry, rule: Rule, applying: list[Facts]) -> tuple[list[Fault], bool]:
        """What the checks object to, each objection once, and whether any of them saw something to judge."""
        found: dict[tuple[str, Any, str], Fault] = {}
        judged = False
        for facts in applying:
            case = Case(self.catalog, entry, facts, self.as_of)
            for check in rule.checks:
                answers = list(check(case))
                judged = judged or not any(fault.message == NOTHING for fault in answers)
                found.update(((f.entry.ref, f.path, f.message), f) for f in answers if f.message != NOTHING)
        return list(found.values()), judged or bool(found)

    def _finding(self, framework: Framework, rule: Rule, entry: Entry, fault: Fault, force: Force) -> Finding:
        place = fault.entry.at(fault.path)._replace(pointer=pointer(fault.path))
        waiver = None if force.begins else self.waivers.covering(rule.id, entry.ref, place.pointer)
        outcome: Outcome = "not_yet" if force.begins else "waived" if waiver else "fail"
        message = f"{fault.message} ({force.note})" if force.note else fault.message
        return _finding(framework, rule, place, message, entry.ref, force.level, outcome, waiver.id if waiver else None)

    def _result(
        self, framework: Framework, rule: Rule, entry: Entry, outcome: Outcome, reason: str = "", date: Any = None
    ) -> None:
        self.results.append(Result(rule.id, framework.header.id, entry.ref, outcome, reason, date))

    def _wait(self, entry: Entry, rule: Rule, contexts: list[Facts], unknown: Iterable[str], force: Force) -> None:
        for name in unknown:
            facts = [facts.fact(name) for facts in contexts if is_open(facts.fact(name).value)]
            needs = {need for fact in facts for need in fact.needs} or {(entry.ref, entry.at(()))}
            for need in needs:
                waiting = self.waiting.setdefault(need, _Waiting(set(), set(), set()))
                waiting.rules.add(rule.id)
                waiting.facts.add(name)
                waiting.levels.add(force.level)

    def add_undecided(self) -> None:
        """One finding for each field that rules wait for."""
        if UNDECIDED not in self.rules:
            return
        framework, rule = self.rules[UNDECIDED]
        for (ref, place), waiting in self.waiting.items():
            rules = sorted(waiting.rules)
            field = f"`{place.pointer}`" if place.pointer else ", ".join(sorted(waiting.facts))
            shown = ", ".join(rules[:6]) + (f" and {len(rules) - 6} more" if len(rules) > 6 else "")
            facts = ", ".join(sorted(waiting.facts))
            message = f"{field} is not stated, so {facts} stays unknown and {_rules(rules)} undecided: {shown}"
            level = min(waiting.levels, key=LEVELS.index)
            self.findings.append(_finding(framework, rule, place, message, ref, level, "undecided"))

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Turn problems that Cardwright's own parts report into findings of the rules that describe them."""
        if not any(framework.header.id == ALWAYS for framework in self.frameworks):
            return  # the examples of other frameworks are judged by these alone
        for problem in problems:
            framework, rule = self.rules[problem.rule]
            waiver = self.waivers.covering(rule.id, problem.entity, problem.place.pointer)
            outcome: Outcome = "waived" if waiver else "fail"
            self.findings.append(
                _finding(
                    framework, rule, problem.place, problem.message, problem.entity, rule.level, outcome,
                    waiver.id if waiver else None,
                )
            )  # fmt: skip

    def report(self, unknown_frameworks: tuple[str, ...]) -> Report:
        """All that was found, sorted."""
        findings = dict.fromkeys(sorted(self.findings, key=lambda finding: finding.sort_key))
        results = self.results + list(_reported_results(self.frameworks, self.catalog, findings))
        return Report(
            as_of=self.as_of,
            catalog=self.catalog,
            frameworks=self.frameworks,
            unknown_frameworks=unknown_frameworks,
            entities=dict(sorted(self.entities.items())),
            findings=tuple(findings),
            results=tuple(sorted(results, key=lambda result: (result.entity, result.rule))),
        )


def _rules(rules: list[str]) -> str:
    return f"{len(rules)} rules" if len(rules) != 1 else "one rule"


def _finding(
    framework: Framework,
    rule: Rule,
    place: Place,
    message: str,
    entity: str,
    level: Level,
    outcome: Outcome,
    waiver: str | None = None,
) -> Finding:
    return Finding(
        rule=rule.id,
        name=rule.name,
        framework=framework.header.id,
        level=level,
        outcome=outcome,
        entity=entity,
        message=message,
        remedy=rule.remedy.strip(),
        cites=framework.cited(rule),
        path=place.path,
        line=place.line,
        column=place.column,
        pointer=place.pointer,
        waiver=waiver,
    )


def _reported_results(
    frameworks: tuple[Framework, ...], catalog: Catalog, findings: Iterable[Finding]
) -> Iterator[Result]:
    """The outcomes of the rules that Cardwright's own parts report: failed where they found something, else passed."""
    failed: dict[tuple[str, str], set[Outcome]] = {}
    for finding in findings:
        failed.setdefault((finding.entity, finding.rule), set()).add(finding.outcome)
    for framework in frameworks:
        reported = [rule.id for rule in framework.rules if rule.reported_by and rule.id != UNDECIDED]
        for ref in catalog.entities if framework.header.id == ALWAYS else ():
            for rule in reported:
                outcomes = failed.get((ref, rule), set())
                outcome: Outcome = "fail" if "fail" in outcomes else "waived" if outcomes else "pass"
                yield Result(rule, framework.header.id, ref, outcome)
