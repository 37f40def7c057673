"""What stands between a record and completeness, so that no reader takes a page with gaps for a whole one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.words import shorten
from cardwright.finding import Finding

if TYPE_CHECKING:
    from cardwright.rules.report import Report
    from cardwright.rules.results import Result

WAIVERS_NAMED = 10
SAYINGS = {
    "fail": ("check fails", "checks fail", ": what a rule asks for is missing or contradictory"),
    "unread": ("finding concerns a file", "findings concern files", " that could not be read and are missing here"),
    "undecided": ("check is undecided", "checks are undecided", ": a fact that decides whether it applies is unknown"),
    "review": ("check needs", "checks need", " a person to read the record; no rule can pass it"),
    "waived": ("check fails and is accepted", "checks fail and are accepted", " for a time: {waivers}"),
    "not_yet": ("check applies later", "checks apply later", ", from {begins} on"),
    "not_checked": ("of {total} provisions is", "of {total} provisions are", " not checked by any rule"),
    "unknown": ("framework is switched on but", "frameworks are switched on but", " not known: {unknown}"),
}  # fmt: skip
"""Each reason, said of one and of several, and how the sentence goes on."""
OPEN = ("fail", "unread", "undecided", "unknown")


class Remark(NamedTuple):
    """One reason why the record is not settled. `sign` is a key of SAYINGS."""

    sign: str
    number: int
    text: str


class Standing(NamedTuple):
    """A verdict that never says more than the rules saw, and its reasons."""

    verdict: str
    is_open: bool
    remarks: tuple[Remark, ...]


def standing_of(report: Report, results: Iterable[Result], findings: Iterable[Finding]) -> Standing:
    """Return how things stand with what these results and findings are about."""
    results, findings = list(results), list(findings)
    numbers = Counter[str](map(attrgetter("outcome"), results))
    numbers["unread"] = sum(not finding.entity and finding.outcome == "fail" for finding in findings)
    numbers["not_checked"] = sum(len(framework.not_checked) for framework in report.frameworks)
    numbers["unknown"] = len(report.unknown_frameworks)
    facts = {
        "waivers": _waivers(report, findings),
        "begins": min((result.date for result in results if result.outcome == "not_yet" and result.date), default=None),
        "total": sum(len(framework.provisions) for framework in report.frameworks),
        "unknown": ", ".join(shorten(name, 40) for name in report.unknown_frameworks),
    }
    remarks = tuple(
        Remark(sign, numbers[sign], ((one if numbers[sign] == 1 else many) + end).format(**facts))
        for sign, (one, many, end) in SAYINGS.items()
        if numbers[sign]
    )
    if any(numbers[sign] for sign in OPEN):
        return Standing("Not complete", True, remarks)
    verdict = f"The rules that apply on {report.as_of} found no open fault"
    return Standing(f"{verdict}. That is not the same as complete" if remarks else verdict, False, remarks)


def _waivers(report: Report, findings: Iterable[Finding]) -> str:
    """The waivers that accept something, each with the day until which it holds."""
    used = sorted({finding.waiver for finding in findings if finding.outcome == "waived" and finding.waiver})
    named = [f"waiver {ident} until {_expiry(report, ident)}" for ident in used[:WAIVERS_NAMED]]
    left = len(used) - len(named)
    return ", ".join([*named, f"{left} more"] if left else named)


def _expiry(report: Report, ident: str) -> Any:
    entry = report.catalog.find(f"waiver:{ident}")
    return shorten(str(entry.source.data.get("expiry") or "no stated day"), 20) if entry else "no stated day"
