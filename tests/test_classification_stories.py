"""Systems as people would record them: each with its class, its route, the reason, and what must be answered."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import yaml

from cardwright.catalog.graph import Catalog
from cardwright.rules.asking import Asking
from cardwright.rules.classification import LETTERS, classify
from cardwright.rules.judge import judge
from cardwright.rules.report import Report
from cardwright.rules.shelf import shipped_frameworks

Build = Callable[[str], Catalog]
TODAY = datetime.date(2026, 11, 21)
AFTER = datetime.date(2029, 1, 1)
PLAIN = f"""
kind: system
id: s
name: System
actors: {{roles: [provider]}}
characteristics:
  {{decisions_about_persons: false, profiling: false, interacts_with: [], generated_content: [], deep_fakes: false,
  public_interest_text: false, biometrics: [], workplace_use: false, education_use: false, public_service: false,
  law_enforcement_or_border_context: false}}
classification:
  annex_iii_points: []
  product: {{role: none}}
  prohibited_practices: [{", ".join(f"{{letter: {letter}, answer: false}}" for letter in LETTERS)}]
market: {{placed_on_market: 2026-06-01}}
"""
"""A system of which everything is known and nothing applies."""


class Story(NamedTuple):
    """What is recorded otherwise; the class, the route and a reason; rules that find fault, and rules that must not."""

    record: str
    risk_class: str
    route: str | None
    reason: str
    found: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


NARROW = "{conditions: [a], reasoning: It only turns letters into the fields of a form., assessed_on: 2026-05-01}"
STORIES = {
    "a bank scores applicants for a loan": Story(
        "purpose: {intended_purpose: Estimate the creditworthiness of applicants.}\n"
        "characteristics: {profiling: true, decisions_about_persons: true}\n"
        "classification: {annex_iii_points: ['5(b)'], rationale: '5(b) matches: persons are rated for credit.'}",
        "high", "annex_iii", "Annex III 5(b); no derogation is claimed", silent=("AIA041", "AIA071"),
    ),
    "a bank scores applicants and lists no point": Story(
        "purpose: {intended_purpose: Estimate the creditworthiness of applicants.}",
        "minimal", None, "no point of Annex III matches", found=("AIA041",),
    ),
    "card fraud is detected, with the reason": Story(
        "purpose: {intended_purpose: Detect fraud with payment cards and hold the payment.}\n"
        "classification: {rationale: 'Point 5(b) does not match, since fraud is detected and nobody is rated.'}",
        "minimal", None, "no point of Annex III matches", silent=("AIA041", "AIA002"),
    ),
    "a vendor's tool ranks job applicants": Story(
        "actors: {roles: [deployer], provider: {name: Vendor SA}}\n"
        "characteristics: {workplace_use: true, decisions_about_persons: true}\n"
        "classification: {annex_iii_points: ['4(a)']}",
        "high", "annex_iii", "Annex III 4(a)", silent=("AIA097", "AIA024", "AIA095"),
    ),
    "shifts are planned and no point is listed": Story(
        "purpose: {intended_purpose: Allocate shifts to the staff of a warehouse.}\n"
        "characteristics: {workplace_use: true, decisions_about_persons: true}",
        "minimal", None, "no point of Annex III matches", found=("AIA039", "AIA097"),
    ),
    "exams are graded and no point is listed": Story(
        "purpose: {intended_purpose: Mark the final exams of pupils.}\n"
        "characteristics: {education_use: true, decisions_about_persons: true}",
        "minimal", None, "no point of Annex III matches", found=("AIA035", "AIA098"),
    ),
    "exams are graded": Story(
        "characteristics: {education_use: true, decisions_about_persons: true}\n"
        "classification: {annex_iii_points: ['3(b)']}",
        "high", "annex_iii", "Annex III 3(b)", silent=("AIA098",),
    ),
    "a chatbot for customers": Story(
        "characteristics: {interacts_with: [customers], generated_content: [text]}",
        "limited", None, "Art. 50: deals directly with persons; generates content",
    ),
    "a deep fake video": Story(
        "characteristics: {deep_fakes: true, generated_content: [video]}",
        "limited", None, "generates content; makes deep fakes",
    ),
    "a medical device that a notified body assesses": Story(
        "classification: {product: {role: product, annex_i_section: A, third_party_assessment_required: true}}",
        "high", "annex_i_a", "product under Annex I Section A",
    ),
    "a medical device of the lowest class": Story(
        "classification: {product: {role: product, annex_i_section: A, third_party_assessment_required: false}}",
        "minimal", None, "no third-party assessment for health and safety risks is required",
    ),
    "the brake of a lorry": Story(
        "classification:\n"
        "  product: {role: safety_component, annex_i_section: B, third_party_assessment_required: true}",
        "high", "annex_i_b", "safety component under Annex I Section B", silent=("AIA024",),
    ),
    "the seat heating of a car": Story(
        "classification: {product: {role: component, annex_i_section: B, third_party_assessment_required: true}}",
        "minimal", None, "a component, not a safety component", found=("AIA006",),
    ),
    "prices of health insurance": Story(
        "classification: {annex_iii_points: ['5(c)']}", "high", "annex_iii", "Annex III 5(c)",
    ),
    "prices of health insurance, no point listed": Story(
        "purpose: {intended_purpose: Price health insurance policies.}",
        "minimal", None, "no point", found=("AIA042",),
    ),
    "prices of car insurance": Story(
        "purpose: {intended_purpose: Price car insurance by the kilometres driven.}",
        "minimal", None, "no point", silent=("AIA042",),
    ),
    "moods of call centre staff": Story(
        "characteristics: {biometrics: [emotion_recognition], workplace_use: true}",
        "prohibited", "annex_iii", "Art. 5(1)(f): prohibited practice", found=("AIA019",),
    ),
    "tiredness of pilots, for safety": Story(
        "characteristics: {biometrics: [emotion_recognition], workplace_use: true}\n"
        "classification:\n  annex_iii_points: ['1(c)']\n  prohibited_practices:\n"
        "  - {letter: f, answer: true, exception: Warns the crew of micro-sleep in flight.}",
        "high", "annex_iii", "rests on the exception: Warns the crew", silent=("AIA019",),
    ),
    "moods of shoppers, point left out": Story(
        "characteristics: {biometrics: [emotion_recognition]}",
        "high", "annex_iii", "the biometrics of the system are Annex III 1(c), listed or not", found=("AIA019",),
    ),
    "faces are searched in recordings, point left out": Story(
        "characteristics: {biometrics: [post_remote_identification]}",
        "high", "annex_iii", "Annex III 1(a), listed or not", found=("AIA018",),
    ),
    "a phone is unlocked by its owner's face": Story(
        "characteristics: {biometrics: [verification]}", "minimal", None, "no point", silent=("AIA018", "AIA019"),
    ),
    "applications are typed in, a narrow task": Story(
        f"classification: {{annex_iii_points: ['4(a)'], derogation: {NARROW}}}",
        "minimal", None, "the derogation under (a) is claimed and documented", silent=("AIA012",),
    ),
    "applications are typed in, and people profiled": Story(
        f"characteristics: {{profiling: true}}\nclassification: {{annex_iii_points: ['4(a)'], derogation: {NARROW}}}",
        "high", "annex_iii", "the derogation is excluded by profiling", found=("AIA012",),
    ),
    "intimate pictures without consent": Story(
        "classification: {prohibited_practices: [{letter: ba, answer: true}]}",
        "prohibited", None, "Art. 5(1)(ba): prohibited practice from 2 December 2026",
    ),
    "the power grid": Story("classification: {annex_iii_points: ['2']}", "high", "annex_iii", "Annex III 2"),
    "the power grid, no point listed": Story(
        "purpose: {intended_purpose: Balance the power grid.}", "minimal", None, "no point", found=("AIA033",),
    ),
    "asylum interviews": Story(
        "characteristics: {law_enforcement_or_border_context: true, decisions_about_persons: true}\n"
        "classification: {annex_iii_points: ['7(a)']}",
        "high", "annex_iii", "Annex III 7(a)", silent=("AIA022", "AIA099"),
    ),
    "border checks, no point listed": Story(
        "characteristics: {law_enforcement_or_border_context: true, decisions_about_persons: true}",
        "minimal", None, "no point", found=("AIA099",),
    ),
    "judges research the law": Story("classification: {annex_iii_points: ['8(a)']}", "high", "annex_iii", "8(a)"),
    "voters are addressed": Story(
        "purpose: {intended_purpose: Address voters before an election.}", "minimal", None, "no point",
        found=("AIA054",),
    ),
}  # fmt: skip


def text_of(record: str) -> str:
    """The plain system with some fields of its sections set otherwise; screening answers replace those of a letter."""
    data: dict[str, Any] = yaml.safe_load(PLAIN)
    for section, fields in (yaml.safe_load(record) or {}).items():
        answers = fields.pop("prohibited_practices", [])
        data.setdefault(section, {}).update(fields)
        given = data["classification"]["prohibited_practices"]
        letters = {answer["letter"] for answer in answers}
        data["classification"]["prohibited_practices"] = [a for a in given if a["letter"] not in letters] + answers
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


def judged(catalog: Catalog, as_of: datetime.date = AFTER) -> Report:
    """The report under the AI Act and the framework of structure."""
    shipped = shipped_frameworks()
    return judge(catalog, as_of, [shipped["catalog"], shipped["eu-ai-act"]])


@pytest.mark.parametrize("story", STORIES.values(), ids=list(STORIES))
def test_a_system_gets_its_class_and_what_must_be_answered(catalog_of: Build, story: Story) -> None:
    """The class and the route follow with their reason; what the record leaves open or contradicts is found."""
    catalog = catalog_of(text_of(story.record))
    result = classify(Asking(catalog, catalog.entities["system:s"], None))
    assert (result.risk_class, result.route) == (story.risk_class, story.route)
    assert story.reason in "\n".join(result.steps)
    found = {finding.rule for finding in judged(catalog).findings}
    assert not set(story.found) - found
    assert not found.intersection(story.silent)


@pytest.mark.parametrize(
    "written",
    ["minimal ", " high", "High-Risk", "high risk", "HIGH", "m\u0456nimal", "h\u200bigh", "\uff48igh", "n/a"],
)  # fmt: skip
def test_a_class_that_only_looks_like_one_never_counts(catalog_of: Build, written: str) -> None:
    """Whatever is written for the class, the derived one stands; what is not in the list is an error at its line."""
    catalog = catalog_of(
        text_of(f"classification: {{annex_iii_points: ['5(b)'], declared_class: {json.dumps(written)}}}")
    )
    assert classify(Asking(catalog, catalog.entities["system:s"], None)).risk_class == "high"
    at_class = [f for f in judged(catalog).findings if f.pointer == "classification.declared_class"]
    assert [f.level for f in at_class] == (["error"] if written.strip() != "high" else [])


@pytest.mark.parametrize(
    ("record", "begins"),
    [
        ("classification: {annex_iii_points: ['5(b)']}", datetime.date(2027, 12, 2)),
        (
            "classification: {product: {role: product, annex_i_section: A, third_party_assessment_required: true}}",
            datetime.date(2028, 8, 2),
        ),
    ],
    ids=["Annex III", "Annex I"],
)
def test_duties_begin_on_the_day_of_their_route(catalog_of: Build, record: str, begins: datetime.date) -> None:
    """The technical file is an error from the day of the route on, and only announced before."""
    catalog = catalog_of(text_of(record))
    day = datetime.timedelta(days=1)
    before, after = (judged(catalog, as_of) for as_of in (begins - day, begins))
    outcomes = [{f.outcome for f in report.findings if f.rule == "AIA024"} for report in (before, after)]
    assert outcomes == [{"not_yet"}, {"fail"}]


def test_a_contested_date_warns_first(catalog_of: Build) -> None:
    """Registration warns from the day in the letter of Art. 113, says so, and fails from the later day."""
    catalog = catalog_of(text_of("classification: {annex_iii_points: ['5(b)']}"))
    levels = {}
    for as_of in (TODAY, datetime.date(2027, 12, 2)):
        found = [f for f in judged(catalog, as_of).findings if f.rule == "AIA740"]
        levels[as_of] = {finding.level for finding in found}
        assert found
    assert list(levels.values()) == [{"warning"}, {"error"}]
    assert all("2026-08-02" in f.message for f in judged(catalog, TODAY).findings if f.rule == "AIA740")
