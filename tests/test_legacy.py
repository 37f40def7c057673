"""Older high-risk systems: a claim counts when the record bears it out; then Chapter III rests, and says why."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.rules.explanation import explain_rule
from cardwright.rules.facts import FactBook
from cardwright.rules.judge import judge
from cardwright.rules.report import Report
from cardwright.rules.shelf import shipped_frameworks

Build = Callable[[str], Catalog]
AFTER = datetime.date(2029, 6, 1)
CLAIM = {
    "claimed": True,
    "reasoning": "Weights, inputs, users and purpose are those of the launch.",
    "changes_considered": ["C-2"],
    "approved_by_role": "Head of Compliance",
    "date": "2027-11-01",
}
MINOR = {
    "id": "C-2", "date": "2027-02-01", "version": "1.1", "significance": "minor", "justification": "Colours of it.",
}  # fmt: skip
FIRST = {"id": "C-1", "date": "2026-01-10", "version": "1.0", "significance": "significant", "justification": "Start."}
HISTORY = [{"version": "1.0", "date": "2026-01-10"}, {"version": "1.1", "date": "2027-02-01"}]
LETTERS = ("a", "b", "ba", "bb", "c", "d", "e", "f", "g", "h")
MODEL = {"kind": "model_version", "model": "model:m", "version": "1", "released_on": "2025-12-01"}


def text_of(claim: dict[str, Any], market: dict[str, Any], changes: dict[str, Any], public: object = False) -> str:
    """A high-risk system of its provider that claims to be older, with its model."""
    system = {
        "kind": "system",
        "id": "s",
        "name": "S",
        "actors": {"roles": ["provider"]},
        "characteristics": {
            "profiling": True, "workplace_use": False, "education_use": False, "biometrics": [],
            "public_authority_use": public,
        },
        "classification": {
            "annex_iii_points": ["5(b)"],
            "product": {"role": "none"},
            "prohibited_practices": [{"letter": letter, "answer": False, "rationale": "No."} for letter in LETTERS],
        },
        "composition": {"models": [{"model": "model:m@1"}]},
        "market": {"placed_on_market": "2026-02-01", "legacy": claim, **market},
        "changes": {"log": [FIRST, MINOR], "history": HISTORY, **changes},
    }  # fmt: skip
    if public is None:
        del system["characteristics"]["public_authority_use"]  # type: ignore[attr-defined]
    return f"## s.yaml\n{json.dumps(system)}\n## m.yaml\n{json.dumps(MODEL)}\n"


def judged(catalog: Catalog, as_of: datetime.date = AFTER) -> Report:
    """The report of the AI Act alone."""
    return judge(catalog, as_of, [shipped_frameworks()["eu-ai-act"]])


def outcomes(report: Report, cited: str) -> Counter[str]:
    """How the rules on a provision turned out on the system."""
    framework = shipped_frameworks()["eu-ai-act"]
    rules = {rule.id for rule in framework.rules if rule.cites == (cited,)}
    return Counter(r.outcome for r in report.results if r.rule in rules and r.entity == "system:s")


def without(name: str) -> dict[str, Any]:
    """The claim without one of its parts."""
    return {key: value for key, value in CLAIM.items() if key != name}


def changed(**members: Any) -> dict[str, Any]:
    """The changes with one that differs in some members."""
    return {"log": [FIRST, {**MINOR, **members}]}


BROKEN = {
    "not claimed": ({**CLAIM, "claimed": False}, {}, {}),
    "no claim": ({}, {}, {}),
    "no reasons": (without("reasoning"), {}, {}),
    "empty reasons": ({**CLAIM, "reasoning": "TBD"}, {}, {}),
    "not approved": (without("approved_by_role"), {}, {}),
    "no date": (without("date"), {}, {}),
    "launch not stated": (CLAIM, {"placed_on_market": None}, {}),
    "launch before any version": (CLAIM, {"placed_on_market": "2019-02-01"}, {}),
    "launch after the cut-off": (CLAIM, {"placed_on_market": "2028-02-01"}, {}),
    "no log": (CLAIM, {}, {"log": None}),
    "change not considered": (without("changes_considered"), {}, {}),
    "considered what is not logged": ({**CLAIM, "changes_considered": ["C-2", "C-9"]}, {}, {}),
    "significant change": (CLAIM, {}, changed(significance="significant")),
    "substantial change": (CLAIM, {}, changed(significance="substantial")),
    "change not graded": (CLAIM, {}, changed(significance=None)),
    "change not dated": (CLAIM, {}, changed(date=None)),
    "change not justified": (CLAIM, {}, changed(justification=None)),
    "version without a change": (CLAIM, {}, {"history": [*HISTORY, {"version": "1.2", "date": "2028-01-01"}]}),
}
"""Claims that leave something open, each by what it lacks: the claim, the market and the changes."""


def test_a_claim_that_holds_lifts_chapter_iii_with_its_reason(catalog_of: Build) -> None:
    """Rules of Chapter III do not apply, and say that it is because of the claim under Art. 111(2)."""
    report = judged(catalog_of(text_of(CLAIM, {}, {})))
    for cited in (
        "art-11-1",
        "art-47-1",
        "art-49-1",
        "annex-iv-3-first-element",
        "annex-v-8",
        "annex-viii-section-a-7",
    ):
        assert set(outcomes(report, cited)) == {"not_applicable"}, cited
    reasons = {r.reason for r in report.results if r.entity == "system:s" and r.rule == "AIA720"}
    assert [reason for reason in reasons if "Art. 111(2)" in reason]


@pytest.mark.parametrize("cited", ["art-6-2", "art-72-1", "art-72-2", "art-111-2", "art-5-1-a"])
def test_a_claim_lifts_nothing_else(catalog_of: Build, cited: str) -> None:
    """The class, the prohibitions, monitoring and the claim itself are judged all the same."""
    found = outcomes(judged(catalog_of(text_of(CLAIM, {}, {}))), cited)
    assert found["pass"] + found["fail"] + found["review"] > 0


@pytest.mark.parametrize(("claim", "market", "changes"), BROKEN.values(), ids=list(BROKEN))
def test_anything_less_leaves_chapter_iii_applying(
    catalog_of: Build, claim: dict[str, Any], market: dict[str, Any], changes: dict[str, Any]
) -> None:
    """A claim that lacks a part, or that the record contradicts, lifts nothing."""
    assert outcomes(judged(catalog_of(text_of(claim, market, changes))), "art-47-1")["fail"] > 0


def test_another_model_ends_the_exemption(catalog_of: Build) -> None:
    """A model version that came after the launch is another design; one without a day cannot show that it is not."""
    text = text_of(CLAIM, {}, {})
    for released in ('"released_on": "2027-01-05"', '"released_on": null'):
        newer = text.replace('"released_on": "2025-12-01"', released)
        assert outcomes(judged(catalog_of(newer)), "art-47-1")["fail"] > 0


@pytest.mark.parametrize(
    ("as_of", "outcome"), [(datetime.date(2030, 8, 1), "not_applicable"), (datetime.date(2030, 8, 2), "fail")]
)
def test_use_by_authorities_ends_it_in_2030(catalog_of: Build, as_of: datetime.date, outcome: str) -> None:
    """A system that public authorities use is exempt until 1 August 2030 and bound from the next day on."""
    found = outcomes(judged(catalog_of(text_of(CLAIM, {}, {}, public=True)), as_of), "art-47-1")
    assert found[outcome] > 0


def test_use_by_authorities_has_to_be_stated(catalog_of: Build) -> None:
    """While nobody says whether authorities use the system, the claim lifts nothing."""
    found = outcomes(judged(catalog_of(text_of(CLAIM, {}, {}, public=None))), "art-47-1")
    assert found["fail"] > 0


def test_a_change_before_any_cut_off_does_not_count(catalog_of: Build) -> None:
    """A significant change before 2 August 2026 leaves the claim as it is, since no reading counts it."""
    early = {**MINOR, "date": "2026-08-01", "significance": "significant"}
    history = [HISTORY[0], {"version": "1.1", "date": "2026-08-01"}]
    catalog = catalog_of(text_of(CLAIM, {}, {"log": [FIRST, early], "history": history}))
    assert FactBook(catalog).of(catalog.entities["system:s"])[0]["legacy_claim_holds"] is True


def test_a_part_of_an_older_system_is_lifted_with_it(catalog_of: Build) -> None:
    """Rules on the model version inside an older system rest as well."""
    report = judged(catalog_of(text_of(CLAIM, {}, {})))
    (result,) = (r for r in report.results if r.rule == "AIA490" and r.entity == "model:m@1")
    assert result.outcome == "not_applicable"
    assert "Art. 111(2)" in result.reason


def test_a_part_shared_with_a_newer_system_stays_bound(catalog_of: Build) -> None:
    """A model version that a newer system uses too is judged for that one."""
    newer = text_of({}, {"placed_on_market": "2026-02-01"}, {}).split("## m.yaml")[0].replace("s.yaml", "t.yaml")
    both = text_of(CLAIM, {}, {}) + newer.replace('"id": "s"', '"id": "t"')
    (result,) = (r for r in judged(catalog_of(both)).results if r.rule == "AIA490" and r.entity == "model:m@1")
    assert result.outcome == "fail"


def test_the_explanation_of_a_rule_names_what_lifts_it() -> None:
    """Whoever asks about a rule of Chapter III learns of the exemption; one outside the chapter has none."""
    framework = shipped_frameworks()["eu-ai-act"]
    lifted, bound = (next(rule for rule in framework.rules if rule.id == name) for name in ("AIA720", "AIA776"))
    assert "the claim to be a legacy system holds" in explain_rule(framework, lifted)
    assert "legacy claim holds" not in explain_rule(framework, bound)
