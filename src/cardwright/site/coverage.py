"""Who passes what: every rule with the entities it was held against, and every provision against every system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.record import Target
from cardwright.finding import OUTCOMES, Outcome
from cardwright.site.addresses import entity_address, framework_address, relative
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry
    from cardwright.rules.framework import Framework, Provision

NAMED = 25
"""Entities that are named for one outcome of one rule; the findings and the explorer have the rest."""
SYSTEMS_SHOWN = 12
GRAVITY: tuple[Outcome, ...] = ("fail", "undecided", "review", "waived", "not_yet", "pass", "not_applicable")
"""Outcomes from the one that asks most of somebody to the one that asks nothing; a cell shows the first it has."""
PARTS = ("use_case", "model", "model_version", "dataset")
"""What a system is made of and used for: what rules find there bears on the system too."""


class RuleOutcomes(NamedTuple):
    """How often a rule turned out in each way, and the first entities of each."""

    counts: Counter[Outcome]
    refs: dict[Outcome, list[str]]


def outcomes_by_rule(published: Published) -> dict[str, RuleOutcomes]:
    """The outcomes of every rule that was held against something."""
    refs: dict[tuple[str, Outcome], list[str]] = {}
    for result in published.report.results:
        refs.setdefault((result.rule, result.outcome), []).append(result.entity)
    found: dict[str, RuleOutcomes] = {}
    for (rule, outcome), judged in refs.items():
        counts, named = found.setdefault(rule, RuleOutcomes(Counter(), {}))
        counts[outcome], named[outcome] = len(judged), judged[:NAMED]
    return found


class Who(NamedTuple):
    """The entities on which a rule turned out in one way: how many, and the first of them."""

    outcome: Outcome
    number: int
    targets: Sequence[Target]


def who(published: Published, rule: str, page: str) -> list[Who]:
    """Whom a rule passes, fails and leaves open, in the order of the outcomes."""
    found = published.once(outcomes_by_rule).get(rule)
    if found is None:
        return []
    return [
        Who(outcome, found.counts[outcome], _targets(published, found.refs[outcome], page))
        for outcome in OUTCOMES
        if found.counts[outcome]
    ]


def _targets(published: Published, refs: Iterable[str], page: str) -> list[Target]:
    return [target for ref in refs if (target := published.link(ref, page))]


class Cell(NamedTuple):
    """One provision on one system: the gravest outcome and how often it has it; None where no rule was held."""

    outcome: Outcome | None
    number: int


class MatrixRow(NamedTuple):
    """One provision: its cells, or why it has none."""

    provision: Provision
    cells: tuple[Cell, ...]
    reason: str
    checked: bool


def describe_matrix(published: Published, framework: Framework, page: str) -> dict[str, Any]:
    """Return what the coverage matrix of a framework prints."""
    systems = worst_systems(published, framework)
    columns = [_outcomes(published, framework, system) for system in systems[:SYSTEMS_SHOWN]]
    rules = _rules_by_provision(framework)
    reasons = {item.provision: item.reason for item in framework.not_checkable}
    rows = []
    for provision in framework.provisions:
        held = rules.get(provision.id, ())
        cells = tuple(_cell(column, held) for column in columns)
        rows.append(MatrixRow(provision, cells, reasons.get(provision.id, ""), bool(held)))
    home = framework_address(framework.id)
    return {
        "framework": framework,
        "framework_href": relative(home, page),
        "systems": [
            Target(f"{relative(entity_address(system.ref), page)}#framework-{framework.id}", published.name_of(system))
            for system in systems[:SYSTEMS_SHOWN]
        ],
        "systems_left": max(0, len(systems) - SYSTEMS_SHOWN),
        "rows": rows,
        "crumbs": [
            Target(relative("index.html", page), "Home"),
            Target(relative("frameworks/index.html", page), "Frameworks"),
            Target(relative(home, page), framework.title),
        ],
        "contents": [],
    }


def worst_systems(published: Published, framework: Framework) -> list[Entry]:
    """Systems, those with most failures of a framework first."""

    def fails(system: Entry) -> int:
        rows = published.coverage_by_entity.get(system.ref, ())
        return sum(row["fail"] for row in rows if row.framework == framework.id)

    return sorted(published.catalog.by_kind("system"), key=lambda system: (-fails(system), system.ref))


def _rules_by_provision(framework: Framework) -> dict[str, list[str]]:
    rules: dict[str, list[str]] = {}
    for rule in framework.rules:
        for cite in rule.cites:
            rules.setdefault(cite, []).append(rule.id)
    return rules


def _outcomes(published: Published, framework: Framework, system: Entry) -> Mapping[str, Counter[Outcome]]:
    """The outcomes of each rule on a system and on what belongs to it."""
    catalog = published.catalog
    refs = {system.ref, *(entry.ref for kind in PARTS for entry in catalog.reach(system, kind))}
    found: dict[str, Counter[Outcome]] = {}
    for ref in refs:
        for result in published.report.results_by_entity.get(ref, ()):
            if result.framework == framework.id:
                found.setdefault(result.rule, Counter())[result.outcome] += 1
    return found


def _cell(column: Mapping[str, Counter[Outcome]], rules: Iterable[str]) -> Cell:
    total: Counter[Outcome] = Counter()
    for rule in rules:
        total.update(column.get(rule, ()))
    gravest = next((outcome for outcome in GRAVITY if total[outcome]), None)
    return Cell(gravest, total[gravest] if gravest else 0)
