"""The sample catalog: its complete chain is complete, and each of its other systems has gaps of its own kind."""

from __future__ import annotations

import datetime
from functools import cache

import pytest
from conftest import ROOT, TODAY

from cardwright.catalog.load import load_catalog
from cardwright.finding import OUTCOMES
from cardwright.rules.judge import judge
from cardwright.rules.report import Report

ALL_IN_FORCE = datetime.date(2027, 12, 3)
"""The rules on high-risk systems have begun; what was done in spring 2026 falls due again."""
GAPS = {
    "generated text without a mark": ("AIA204", "fail", "system:support-assistant"),
    "a vendor that does not answer": ("AIA141", "fail", "system:cv-screening"),
    "facts nobody knows": ("AIA055", "fail", "system:digit-reader"),
    "users who were not trained": ("AIA513", "fail", "system:cv-screening"),
    "a review that is overdue": ("CAT061", "fail", "system:fraud-detection"),
    "an approval that ran out": ("CAT126", "fail", "approval:payment-guard-2026"),
    "a rating that was forgotten": ("AIRG703", "fail", "use_case:form-reading"),
    "a gap that was accepted": ("CAT061", "waived", "use_case:fraud-detection"),
}


@cache
def report(day: datetime.date) -> Report:
    """The whole sample, as judged on a day."""
    return judge(load_catalog(ROOT / "catalog"), day)


@pytest.mark.parametrize("day", [TODAY, ALL_IN_FORCE])
def test_complete_chain_has_no_finding(day: datetime.date) -> None:
    """Nothing is open about credit scoring, what it reaches, the bank and its teams, but what falls due by the day."""
    found = [
        finding
        for finding in report(day).findings
        if "credit" in finding.entity or finding.entity.startswith(("team:", "organisation:"))
    ]
    open_now = [finding for finding in found if day == TODAY or "due again by" not in finding.message]
    assert [(finding.rule, finding.entity, finding.message) for finding in open_now] == []


@pytest.mark.parametrize(("rule", "outcome", "entity"), GAPS.values(), ids=GAPS)
def test_other_systems_show_what_a_gap_looks_like(rule: str, outcome: str, entity: str) -> None:
    """Each of the other systems has its own story, told by a finding."""
    assert (rule, outcome, entity) in {(item.rule, item.outcome, item.entity) for item in report(TODAY).findings}


def test_every_outcome_occurs_in_the_sample() -> None:
    """A reader of its site meets each of the seven outcomes."""
    shown = {outcome for row in report(TODAY).coverage for outcome, number in row.counts.items() if number}
    assert shown == set(OUTCOMES)
