"""How one entity stands with each framework: the outcomes, every finding with its remedy, and every rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from markupsafe import Markup

from cardwright.cards.words import reason_in_words
from cardwright.finding import OUTCOMES, Finding, Outcome
from cardwright.site.addresses import framework_address, relative
from cardwright.site.published import Published, by_level

if TYPE_CHECKING:
    from cardwright.rules.results import Result

OPEN = ("fail", "undecided")
Item = TypeVar("Item", "Finding", "Result")


class ReasonGroup(NamedTuple):
    """Rules that turned out the same way for the same reason."""

    reason: str
    rules: Markup


@dataclass(frozen=True, slots=True)
class Panel:
    """One framework and one entity. `accepted` are findings that are not open today, by outcome."""

    framework: str
    title: str
    href: str
    counts: Mapping[Outcome, int]
    open: Sequence[Finding]
    accepted: Sequence[tuple[Outcome, Sequence[Finding]]]
    groups: Sequence[tuple[Outcome, Sequence[ReasonGroup]]]
    not_checked: int
    provisions: int

    @property
    def has_errors(self) -> bool:
        """Whether an error is open."""
        return any(finding.level == "error" for finding in self.open)


def compliance_panels(published: Published, ref: str, page: str) -> list[Panel]:
    """Return a panel for each framework that judges an entity or found something on it, in the frameworks' order."""
    found = _by_framework(published.report.findings_by_entity.get(ref, ()))
    results = _by_framework(published.report.results_by_entity.get(ref, ()))
    graded = {name: by_level(findings) for name, findings in found.items()}
    return [
        Panel(
            framework=item.id,
            title=item.title,
            href=relative(framework_address(item.id), page),
            counts=_counted(results.get(item.id, ())),
            open=[finding for finding in graded.get(item.id, ()) if finding.outcome in OPEN],
            accepted=_accepted(graded.get(item.id, ())),
            groups=group_results(published, results.get(item.id, ()), page),
            not_checked=len(item.not_checked),
            provisions=len(item.provisions),
        )
        for item in published.frameworks
        if item.id in found or item.id in results
    ]


def _by_framework(items: Iterable[Item]) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.framework, []).append(item)
    return groups


def _counted(results: Iterable[Result]) -> dict[Outcome, int]:
    counts = dict.fromkeys(OUTCOMES, 0)
    for result in results:
        counts[result.outcome] += 1
    return counts


def _accepted(findings: Sequence[Finding]) -> list[tuple[Outcome, list[Finding]]]:
    groups = [(name, [finding for finding in findings if finding.outcome == name]) for name in OUTCOMES]
    return [(name, group) for name, group in groups if group and name not in OPEN]


def group_results(
    published: Published, results: Iterable[Result], page: str
) -> list[tuple[Outcome, list[ReasonGroup]]]:
    """Return what became of each rule, by outcome and reason, so that a reader sees everything on little space."""
    links = published.rule_links(page)
    alike: dict[tuple[Outcome, str, date | None], list[str]] = {}
    for result in results:
        alike.setdefault((result.outcome, result.reason, result.date), []).append(result.rule)
    groups: dict[Outcome, dict[str, list[str]]] = {}
    for (outcome, reason, day), rules in alike.items():
        said = reason_in_words(f"from {day:%Y-%m-%d}" if outcome == "not_yet" and day else reason)
        groups.setdefault(outcome, {}).setdefault(said, []).extend(rules)
    return [
        (
            outcome,
            [
                ReasonGroup(reason, links.together(tuple(sorted(set(rules)))))
                for reason, rules in sorted(groups[outcome].items())
            ],
        )
        for outcome in OUTCOMES
        if outcome in groups
    ]
