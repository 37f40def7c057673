"""Holding a catalog against frameworks: every rule on every entity it judges, with one of seven outcomes."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import LEVELS, Finding, Outcome, Problem
from cardwright.parallel import stretches, work_on
from cardwright.rules.asking import Need
from cardwright.rules.facts import FactBook
from cardwright.rules.framework import Framework
from cardwright.rules.hygiene import Texts, hygiene_problems, look_at_texts
from cardwright.rules.judging import Judged, Judging, Waiting, make_finding
from cardwright.rules.plans import Held, groups_by_kind
from cardwright.rules.report import EntityReport, Report
from cardwright.rules.results import Result, Results, Turnout, results_of
from cardwright.rules.shelf import ALWAYS, framework_problems, shelf_of
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
    shelf = shelf_of(catalog.framework_files)
    chosen = tuple(frameworks) if frameworks is not None else shelf.switched_on(catalog)
    run = _Run(catalog, as_of, chosen, given or {}, shelf.rule_ids)
    run.judge_entities()
    run.add_problems(catalog.problems)
    run.add_problems(framework_problems(catalog, shelf))
    run.add_problems(approval_problems(catalog))
    run.add_undecided()
    run.add_problems(run.waivers.problems)
    run.add_problems(run.waivers.use())
    return run.report(shelf.unknown(catalog))


class _Run:
    """One run of all rules over all entities."""

    def __init__(
        self,
        catalog: Catalog,
        as_of: datetime.date,
        frameworks: tuple[Framework, ...],
        given: Mapping[str, Any],
        known: Collection[str],
    ) -> None:
        self.catalog = catalog
        self.as_of = as_of
        self.frameworks = frameworks
        self.facts = FactBook(catalog, given)
        self.waivers = Waivers(catalog, known, as_of)
        self.findings: list[Finding] = []
        self.turnouts: list[Turnout] = []
        self.waiting: dict[Need, Waiting] = {}
        self.rules = {rule.id: Held(framework, rule) for framework in frameworks for rule in framework.rules}

    def judge_entities(self) -> None:
        """Judge every entity and look at its texts, in as many shares as there are cores."""
        groups = groups_by_kind(self.rules.values())

        def work(share: Sequence[Entry]) -> tuple[Judged, Texts]:
            judging = Judging(self.catalog, self.as_of, self.facts, self.waivers)
            return judging.judge(share, groups), look_at_texts(share)

        # Parts of one system tend to have names that begin alike: in one share, they have its facts derived once.
        entries = sorted(self.catalog.entities.values(), key=lambda entry: entry.id)
        done = work_on(stretches(entries), work)
        for judged, _ in done:
            self.add_judged(judged)
        self.add_problems(hygiene_problems(self.catalog, [texts for _, texts in done]))

    def add_judged(self, judged: Judged) -> None:
        """Add what came of a share; a waiver that was found in another process counts as used here too."""
        self.findings += judged.findings
        self.turnouts += judged.turnouts
        for finding in judged.findings:
            if finding.waiver:
                self.waivers.covering(finding.rule, finding.entity, finding.pointer)
        for need, waiting in judged.waiting.items():
            known = self.waiting.setdefault(need, Waiting(set(), set(), set()))
            known.rules.update(waiting.rules)
            known.facts.update(waiting.facts)
            known.levels.update(waiting.levels)

    def add_undecided(self) -> None:
        """One finding for each field that rules wait for."""
        if UNDECIDED not in self.rules:
            return
        held = self.rules[UNDECIDED]
        for (ref, place), waiting in self.waiting.items():
            rules = sorted(waiting.rules)
            field = f"`{place.pointer}`" if place.pointer else ", ".join(sorted(waiting.facts))
            shown = ", ".join(rules[:6]) + (f" and {len(rules) - 6} more" if len(rules) > 6 else "")
            facts = ", ".join(sorted(waiting.facts))
            one = len(waiting.facts) == 1
            are, stay = "is" if place.pointer or one else "are", "stays" if one else "stay"
            message = f"{field} {are} not stated, so {facts} {stay} unknown and {_rules(rules)} undecided: {shown}"
            level = min(waiting.levels, key=LEVELS.index)
            self.findings.append(make_finding(held, place, message, ref, level, "undecided"))

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Turn problems that Cardwright's own parts report into findings of the rules that describe them."""
        for problem in problems:
            if problem.rule not in self.rules:
                continue  # the examples of a rule are judged by it alone
            held = self.rules[problem.rule]
            waiver = self.waivers.covering(problem.rule, problem.entity, problem.place.pointer)
            outcome: Outcome = "waived" if waiver else "fail"
            self.findings.append(
                make_finding(
                    held, problem.place, problem.message, problem.entity, held.rule.level, outcome,
                    waiver.id if waiver else None,
                )
            )  # fmt: skip

    def report(self, unknown_frameworks: tuple[str, ...]) -> Report:
        """All that was found, sorted."""
        findings = tuple(dict.fromkeys(sorted(self.findings, key=lambda finding: finding.sort_key)))
        framework_of = {rule: held.framework.header.id for rule, held in self.rules.items()}

        def results() -> Iterator[Result]:
            yield from results_of(self.turnouts, framework_of)
            yield from _reported_results(self.frameworks, self.catalog, findings)

        return Report(
            as_of=self.as_of,
            catalog=self.catalog,
            frameworks=self.frameworks,
            unknown_frameworks=unknown_frameworks,
            entities={ref: EntityReport(entry, self.facts) for ref, entry in self.catalog.entities.items()},
            findings=findings,
            results=Results(results),
        )


def _rules(rules: list[str]) -> str:
    return f"{len(rules)} rules" if len(rules) != 1 else "one rule"


def _reported_results(
    frameworks: tuple[Framework, ...], catalog: Catalog, findings: Iterable[Finding]
) -> Iterator[Result]:
    """The outcomes of the rules that Cardwright's own parts report: failed where they found something, else passed.

    A rule with kinds counts on entities of these, and wherever it found something. What was found in the file of an
    entity before it could be read counts on that entity.
    """
    refs = {entry.path: ref for ref, entry in catalog.entities.items()}
    failed: dict[tuple[str, str], set[Outcome]] = {}
    for finding in findings:
        failed.setdefault((finding.entity or refs.get(finding.path, ""), finding.rule), set()).add(finding.outcome)
    for framework in frameworks:
        reported = [rule for rule in framework.rules if rule.reported_by and rule.id != UNDECIDED]
        for ref, entry in catalog.entities.items() if framework.header.id == ALWAYS else ():
            for rule in reported:
                outcomes = failed.get((ref, rule.id), set())
                if outcomes or not rule.kinds or entry.kind in rule.kinds:
                    outcome: Outcome = "fail" if "fail" in outcomes else "waived" if outcomes else "pass"
                    yield Result(rule.id, framework.header.id, ref, outcome)
