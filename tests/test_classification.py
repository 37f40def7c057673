"""The class of a system under the AI Act: what follows from which facts, by which route, and for what reason."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import Finding
from cardwright.rules.asking import Asking
from cardwright.rules.classification import LETTERS, classify
from cardwright.rules.facts import FactBook
from cardwright.rules.judge import judge
from cardwright.rules.report import Report
from cardwright.rules.shelf import shipped_frameworks

Build = Callable[[str], Catalog]
AFTER = datetime.date(2029, 1, 1)
ABSENT = object()
SYSTEM: dict[str, Any] = {
    "kind": "system",
    "id": "s",
    "name": "S",
    "actors": {"roles": ["provider"]},
    "characteristics": {
        "decisions_about_persons": False,
        "profiling": False,
        "interacts_with": [],
        "generated_content": [],
        "deep_fakes": False,
        "public_interest_text": False,
        "biometrics": [],
        "workplace_use": False,
        "education_use": False,
    },
    "classification": {
        "annex_iii_points": [],
        "product": {"role": "none"},
        "prohibited_practices": [{"letter": letter, "answer": False} for letter in LETTERS],
    },
    "market": {"placed_on_market": "2026-06-01"},
}
"""A system of which everything is known and nothing applies: minimal."""
DEROGATION = {
    "conditions": ["a"],
    "reasoning": "It only sorts incoming files by language.",
    "assessed_on": "2026-05-01",
}
MEDICAL = {"role": "safety_component", "annex_i_section": "A", "third_party_assessment_required": True}
MACHINERY = {"role": "safety_component", "annex_i_section": "B", "third_party_assessment_required": True}


def text_of(changes: dict[str, Any]) -> str:
    """The minimal system with some fields changed, or ABSENT; JSON is YAML."""
    data = copy.deepcopy(SYSTEM)
    for path, value in changes.items():
        *way, last = path.split(".")
        holder = data
        for step in way:
            holder = holder.setdefault(step, {})
        if value is ABSENT:
            del holder[last]
        else:
            holder[last] = value
    return json.dumps(data, ensure_ascii=False)


def answered(**letters: Any) -> dict[str, Any]:
    """The change that answers some letters of Art. 5(1): true, false, ABSENT, or a whole answer."""
    items = []
    for letter in LETTERS:
        answer = letters.get(letter, False)
        given = [one for one in (answer if isinstance(answer, list) else [answer]) if one is not ABSENT]
        items += [{"letter": letter, **(one if isinstance(one, dict) else {"answer": one})} for one in given]
    return {"classification.prohibited_practices": items}


def derived(catalog: Catalog) -> tuple[str, str | None, str]:
    """The class, the route, and the steps in one text."""
    result = classify(Asking(catalog, catalog.entities["system:s"], None))
    return result.risk_class, result.route, "\n".join(result.steps)


def needed(catalog: Catalog, fact: str) -> set[str]:
    """The fields that would settle a fact about the system."""
    (facts,) = FactBook(catalog).of(catalog.entities["system:s"])
    return {place.pointer for _, place in facts.fact(fact).needs}


def judged(catalog: Catalog, as_of: datetime.date = AFTER) -> Report:
    """The report under the AI Act and the framework of structure."""
    shipped = shipped_frameworks()
    return judge(catalog, as_of, [shipped["catalog"], shipped["eu-ai-act"]])


def outcome(report: Report, rule: str) -> tuple[str, str]:
    """How a rule turned out on the system, and why."""
    (result,) = (item for item in report.results if (item.rule, item.entity) == (rule, "system:s"))
    return result.outcome, result.reason


def findings(report: Report, rule: str) -> list[Finding]:
    """The findings of a rule."""
    return [finding for finding in report.findings if finding.rule == rule]


CASES: dict[str, tuple[dict[str, Any], str, str | None, str]] = {
    "nothing applies": ({}, "minimal", None, "Art. 50: no transparency duty"),
    "credit scoring": (
        {"classification.annex_iii_points": ["5(b)"], "characteristics.profiling": True},
        "high",
        "annex_iii",
        "Annex III 5(b); no derogation is claimed",
    ),
    "fraud detection": ({"characteristics.profiling": True}, "minimal", None, "no point of Annex III matches"),
    "recruitment from a vendor": (
        {
            "classification.annex_iii_points": ["4(a)"],
            "actors.roles": ["deployer"],
            "characteristics.workplace_use": True,
        },
        "high",
        "annex_iii",
        "Annex III 4(a)",
    ),
    "chatbot": (
        {"characteristics.interacts_with": ["customers"], "characteristics.generated_content": ["text"]},
        "limited",
        None,
        "Art. 50: deals directly with persons; generates content",
    ),
    "deep fakes": ({"characteristics.deep_fakes": True}, "limited", None, "makes deep fakes"),
    "text of public interest": ({"characteristics.public_interest_text": True}, "limited", None, "public interest"),
    "biometric categorisation": (
        {"characteristics.biometrics": ["categorisation"], "classification.annex_iii_points": []},
        "limited",
        None,
        "recognises emotions or categorises by biometrics",
    ),
    "biometric verification": ({"characteristics.biometrics": ["verification"]}, "minimal", None, "no transparency"),
    "medical device": (
        {"classification.product": MEDICAL},
        "high",
        "annex_i_a",
        "safety component under Annex I Section A",
    ),
    "machinery": (
        {"classification.product": MACHINERY},
        "high",
        "annex_i_b",
        "safety component under Annex I Section B",
    ),
    "the product itself": (
        {"classification.product": {**MEDICAL, "role": "product"}},
        "high",
        "annex_i_a",
        "product under Annex I Section A",
    ),
    "a component that assists": (
        {"classification.product": {**MEDICAL, "role": "component"}},
        "minimal",
        None,
        "not a safety component",
    ),
    "no third party assesses": (
        {"classification.product": {**MEDICAL, "third_party_assessment_required": False}},
        "minimal",
        None,
        "no third-party assessment for health and safety risks is required",
    ),
    "life insurance pricing": ({"classification.annex_iii_points": ["5(c)"]}, "high", "annex_iii", "Annex III 5(c)"),
    "a point and a product": (
        {"classification.annex_iii_points": ["1(a)"], "classification.product": MEDICAL},
        "high",
        "annex_iii",
        "Section A",
    ),
    "high and transparent": (
        {"classification.annex_iii_points": ["3(a)"], "characteristics.interacts_with": ["public"]},
        "high",
        "annex_iii",
        "Art. 50: deals directly with persons",
    ),
}


@pytest.mark.parametrize(("changes", "risk_class", "route", "reason"), CASES.values(), ids=list(CASES))
def test_class_and_route_with_their_reason(
    catalog_of: Build, changes: dict[str, Any], risk_class: str, route: str | None, reason: str
) -> None:
    """Known facts give one class, by one route, and the derivation says why and ends with the result."""
    found, by, steps = derived(catalog_of(text_of(changes)))
    assert (found, by) == (risk_class, route)
    assert reason in steps
    assert steps.endswith(f"Class: {risk_class}" + (f", route {route}" if route else ""))


PROHIBITED: dict[str, tuple[dict[str, Any], str, str]] = {
    "social scoring": (answered(c=True), "prohibited", "Art. 5(1)(c): prohibited practice"),
    "social scoring with an excuse": (
        answered(c={"answer": True, "exception": "Only for a bonus programme of our own."}),
        "prohibited",
        "(c)",
    ),
    "police identification with a law": (
        answered(
            h={"answer": True, "exception": "Search for a missing child.", "legal_basis": "Police Act, section 12"}
        ),
        "minimal",
        "rests on the exception: Search for a missing child.",
    ),
    "police identification without a law": (
        answered(h={"answer": True, "exception": "Search for a missing child."}),
        "prohibited",
        "(h): prohibited",
    ),
    "police identification with a law to be named": (
        answered(h={"answer": True, "exception": "Search for a missing child.", "legal_basis": "TBD"}),
        "prohibited",
        "(h): prohibited",
    ),
    "sensitive traits with a placeholder": (
        answered(g={"answer": True, "exception": "none"}),
        "prohibited",
        "(g): prohibited",
    ),
    "intimate imagery with a word that says nothing": (
        answered(ba={"answer": True, "exception": "n/a"}),
        "prohibited",
        "(ba): prohibited",
    ),
    "emotions at work": (
        {**answered(f=True), "characteristics.workplace_use": True},
        "prohibited",
        "(f): prohibited practice",
    ),
    "emotions at school": (
        {**answered(f=True), "characteristics.education_use": True},
        "prohibited",
        "(f): prohibited practice",
    ),
    "emotions at work, denied": (
        {"characteristics.biometrics": ["emotion_recognition"], "characteristics.workplace_use": True},
        "prohibited",
        "(f): prohibited practice",
    ),
    "emotions at work for medical reasons": (
        {
            **answered(f={"answer": True, "exception": "Warns pilots of micro-sleep."}),
            "characteristics.biometrics": ["emotion_recognition"],
            "characteristics.workplace_use": True,
        },
        "high",
        "Art. 5(1)(f): applies, but rests on the exception: Warns pilots of micro-sleep.",
    ),
    "emotions of customers": (
        {**answered(f=True), "characteristics.biometrics": ["emotion_recognition"]},
        "high",
        "the biometrics of the system are Annex III 1(c), listed or not",
    ),
    "answered twice, no then yes": (answered(a=[False, True]), "prohibited", "(a): prohibited practice"),
    "answered twice, yes then no": (answered(a=[True, False]), "prohibited", "(a): prohibited practice"),
    "answered twice, once without saying": (answered(a=[False, {}]), "unknown", "not answered for (a)"),
    "a ban beats a point": ({**answered(d=True), "classification.annex_iii_points": ["6(d)"]}, "prohibited", "(d)"),
    "one letter left out": (answered(bb=ABSENT), "unknown", "not answered for (bb)"),
    "an answer without one": (answered(a={"rationale": "We looked into it."}), "unknown", "not answered for (a)"),
    "nothing answered": ({"classification.prohibited_practices": []}, "unknown", "not answered for (a), (b), (ba)"),
    "one yes among gaps": (
        {"classification.prohibited_practices": [{"letter": "e", "answer": True}]},
        "prohibited",
        "(e): prohibited",
    ),
}


@pytest.mark.parametrize(("changes", "risk_class", "reason"), PROHIBITED.values(), ids=list(PROHIBITED))
def test_prohibited_practices(catalog_of: Build, changes: dict[str, Any], risk_class: str, reason: str) -> None:
    """A practice that applies is prohibited unless a real exception counts for it; an open letter leaves it unknown."""
    found, _, steps = derived(catalog_of(text_of(changes)))
    assert found == risk_class
    assert reason in steps


DEROGATED: dict[str, tuple[dict[str, Any], str, str]] = {
    "complete": ({}, "minimal", "the derogation under (a) is claimed and documented"),
    "complete, and transparent": ({"characteristics.interacts_with": ["public"]}, "limited", "claimed and documented"),
    "with profiling": ({"characteristics.profiling": True}, "high", "excluded by profiling of natural persons"),
    "profiling not stated": ({"characteristics.profiling": ABSENT}, "unknown", "whether it profiles persons decides"),
    "no letter": ({"classification.derogation.conditions": ABSENT}, "high", "incomplete (no condition"),
    "an empty list of letters": ({"classification.derogation.conditions": []}, "high", "incomplete (no condition"),
    "no reasoning": ({"classification.derogation.reasoning": ABSENT}, "high", "incomplete (no reasoning)"),
    "reasoning to come": ({"classification.derogation.reasoning": "TBD"}, "high", "incomplete (no reasoning)"),
    "reasoning in one empty word": (
        {"classification.derogation.reasoning": "none"},
        "high",
        "incomplete (no reasoning)",
    ),
    "no date": ({"classification.derogation.assessed_on": ABSENT}, "high", "no date of the assessment"),
    "assessed on the day of placing": (
        {"classification.derogation.assessed_on": "2026-06-01"},
        "minimal",
        "documented",
    ),
    "assessed a day late": ({"classification.derogation.assessed_on": "2026-06-02"}, "high", "after market placement"),
    "incomplete, profiling not stated": (
        {"characteristics.profiling": ABSENT, "classification.derogation.reasoning": ABSENT},
        "high",
        "no reasoning",
    ),
    "not on the market": (
        {"market.placed_on_market": ABSENT, "market.status": "not_placed"},
        "minimal",
        "claimed and documented",
    ),
    "on the market since an unknown day": (
        {"market.placed_on_market": ABSENT, "market.status": "in_service"},
        "unknown",
        "day of market placement decides",
    ),
}


@pytest.mark.parametrize(("changes", "risk_class", "reason"), DEROGATED.values(), ids=list(DEROGATED))
def test_derogations(catalog_of: Build, changes: dict[str, Any], risk_class: str, reason: str) -> None:
    """Only a derogation with letter, reasons and an assessment before the market, and no profiling, lifts the class."""
    text = text_of(
        {"classification.annex_iii_points": ["4(a)"], "classification.derogation": copy.deepcopy(DEROGATION), **changes}
    )
    found, route, steps = derived(catalog_of(text))
    assert found == risk_class
    assert route == {"high": "annex_iii", "unknown": "unknown"}.get(risk_class)
    assert reason in steps


def test_no_derogation_from_a_product(catalog_of: Build) -> None:
    """A derogation lifts Annex III alone: a product that a third party must assess stays high-risk."""
    changes = {"classification.annex_iii_points": ["4(a)"], "classification.derogation": DEROGATION}
    assert derived(catalog_of(text_of({**changes, "classification.product": MEDICAL})))[:2] == ("high", "annex_i_a")


COULD_RAISE = [
    "classification.prohibited_practices",
    "classification.annex_iii_points",
    "classification.product",
    "characteristics.interacts_with",
    "characteristics.generated_content",
    "characteristics.biometrics",
    "characteristics.deep_fakes",
    "characteristics.public_interest_text",
]


@pytest.mark.parametrize("field", COULD_RAISE)
def test_a_missing_input_that_could_raise_the_class_makes_it_unknown(catalog_of: Build, field: str) -> None:
    """Without any one of these the class is unknown, never lower, and the field is named as what would settle it."""
    catalog = catalog_of(text_of({field: ABSENT}))
    assert derived(catalog)[0] == "unknown"
    named = {pointer for pointer in needed(catalog, "risk_class") if pointer.startswith(field)}
    assert named
    assert needed(catalog, "risk_class") == named


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"classification.product": {}}, "classification.product.role"),
        ({"classification.product": {"role": "product"}}, "classification.product.third_party_assessment_required"),
        (
            {"characteristics.biometrics": ["emotion_recognition"], "characteristics.workplace_use": ABSENT},
            "characteristics.workplace_use",
        ),
        ({**answered(f=True), "characteristics.education_use": ABSENT}, "characteristics.education_use"),
    ],
)
def test_half_an_answer_leaves_the_class_unknown(catalog_of: Build, changes: dict[str, Any], field: str) -> None:
    """An input that is there but does not decide leaves the class unknown and names what is missing."""
    catalog = catalog_of(text_of(changes))
    assert derived(catalog)[0] == "unknown"
    assert field in needed(catalog, "risk_class")


@pytest.mark.parametrize(
    ("changes", "risk_class"),
    [
        ({"classification.annex_iii_points": ["5(b)"], "characteristics.interacts_with": ABSENT}, "high"),
        ({"classification.annex_iii_points": ["5(b)"], "characteristics.deep_fakes": ABSENT}, "high"),
        ({"classification.annex_iii_points": ["5(b)"], "classification.product": ABSENT}, "high"),
        ({"classification.annex_iii_points": ["5(b)"], "characteristics.profiling": ABSENT}, "high"),
        ({"classification.product": MEDICAL, "classification.annex_iii_points": ABSENT}, "high"),
        ({"characteristics.interacts_with": ["public"], "characteristics.deep_fakes": ABSENT}, "limited"),
        ({"characteristics.profiling": ABSENT}, "minimal"),
        ({"characteristics.workplace_use": ABSENT}, "minimal"),
        ({"market": ABSENT}, "minimal"),
        ({**answered(c=True), "characteristics": ABSENT, "market": ABSENT}, "prohibited"),
        ({"classification": {"prohibited_practices": [{"letter": "a", "answer": True}]}}, "prohibited"),
    ],
)
def test_a_missing_input_that_could_not_raise_the_class_leaves_it(
    catalog_of: Build, changes: dict[str, Any], risk_class: str
) -> None:
    """What cannot make the class higher may be missing, and nothing is then asked for."""
    catalog = catalog_of(text_of(changes))
    assert derived(catalog)[0] == risk_class
    assert needed(catalog, "risk_class") == set()


def test_a_lower_class_is_unknown_while_a_higher_one_is_open(catalog_of: Build) -> None:
    """A system with a transparency duty is not limited while Annex III is open."""
    catalog = catalog_of(
        text_of({"characteristics.interacts_with": ["public"], "classification.annex_iii_points": ABSENT})
    )
    assert derived(catalog)[:2] == ("unknown", "unknown")
    assert needed(catalog, "risk_class") == {"classification.annex_iii_points"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (
            {"classification.product": MEDICAL, "classification.annex_iii_points": ABSENT},
            "classification.annex_iii_points",
        ),
        (
            {"classification.product": {"role": "product", "third_party_assessment_required": True}},
            "classification.product.annex_i_section",
        ),
    ],
)
def test_a_known_class_with_an_open_route(catalog_of: Build, changes: dict[str, Any], field: str) -> None:
    """The route stays unknown while a fact that decides it is missing, and that field is named."""
    catalog = catalog_of(text_of(changes))
    assert derived(catalog)[:2] == ("high", "unknown")
    assert needed(catalog, "high_risk_route") == {field}


@pytest.mark.parametrize(
    "point", ["5(Ь)", "5(b )", "5 (b)", "5b", "5(e)", "9(a)", "５(b)", "5(b)\u200b", "III 5(b)", "5(B)", "2(a)"]
)
def test_points_that_do_not_exist_are_refused(catalog_of: Build, point: str) -> None:
    """A point that is not in Annex III, or only looks like one, is an error there and leaves the class unknown."""
    catalog = catalog_of(text_of({"classification.annex_iii_points": [point]}))
    assert derived(catalog)[0] == "unknown"
    errors = [f for f in judged(catalog).findings if f.pointer == "classification.annex_iii_points[0]"]
    assert "CAT023" in {finding.rule for finding in errors if finding.level == "error"}


@pytest.mark.parametrize(
    "declared",
    [
        "High",
        "HIGH",
        "high-risk",
        "high_risk",
        "h\u0456gh",
        "high\u200b",
        "low",
        "none",
        "acceptable",
        "general",
        "TBD",
    ],
)
def test_a_class_that_does_not_exist_is_refused(catalog_of: Build, declared: str) -> None:
    """A class that is not in the list, or only looks like one, is an error there, lowers nothing and never passes."""
    catalog = catalog_of(
        text_of({"classification.declared_class": declared, "classification.annex_iii_points": ["5(b)"]})
    )
    assert derived(catalog)[:2] == ("high", "annex_iii")
    report = judged(catalog)
    errors = [f.rule for f in report.findings if f.pointer == "classification.declared_class" and f.level == "error"]
    assert errors == ["CAT024"]
    assert outcome(report, "AIA004")[0] != "pass"


SIGNALS = {
    "creditworthiness": ("Estimate the creditworthiness of applicants for a loan.", "AIA041", "5(b)"),
    "insurance pricing": ("Price life insurance policies from answers about health.", "AIA042", "5(c)"),
    "recruitment": ("Screen CVs and rank candidates for an interview.", "AIA038", "4(a)"),
    "emotion recognition": ("Recognise the emotions of staff in a call centre.", "AIA032", "1(c)"),
}


@pytest.mark.parametrize(("purpose", "rule", "point"), SIGNALS.values(), ids=list(SIGNALS))
def test_a_purpose_that_sounds_like_a_point_has_to_be_answered(
    catalog_of: Build, purpose: str, rule: str, point: str
) -> None:
    """Silence is an error; a reason that names the point has to be read by a person; the point itself answers."""
    silent = {"purpose.intended_purpose": purpose}
    reasoned = {**silent, "classification.rationale": f"Point {point} does not match, since no person is rated."}
    listed = {**silent, "classification.annex_iii_points": [point]}
    outcomes = [outcome(judged(catalog_of(text_of(changes))), rule) for changes in (silent, reasoned, listed)]
    assert [found for found, _ in outcomes] == ["fail", "review", "pass"]
    assert "`classification.rationale` answers" in outcomes[1][1]
    assert [f.level for f in findings(judged(catalog_of(text_of(silent))), rule)] == ["error"]


@pytest.mark.parametrize(
    ("role", "size", "small"),
    [
        ("importer", "large", False),
        ("provider", "small", True),
        ("deployer", "micro", True),
        ("provider", None, "unknown"),
    ],
)
def test_role_and_size_leave_the_class_alone(catalog_of: Build, role: str, size: str | None, small: Any) -> None:
    """An importer's, or a small provider's, system has the class of the system; size is a fact of its own."""
    bank = {
        "kind": "organisation",
        "id": "bank",
        "name": "Bank",
        "legal_identity": {"size_class": size} if size else {},
    }
    system = text_of({"classification.annex_iii_points": ["5(b)"], "actors.roles": [role]})
    catalog = catalog_of(f"## catalog.yaml\n{json.dumps(bank)}\n## s.yaml\n{system}\n")
    assert derived(catalog)[:2] == ("high", "annex_iii")
    (facts,) = FactBook(catalog).of(catalog.entities["system:s"])
    assert (facts["roles"], facts["sme_or_smc"]) == (frozenset({role}), small)


@pytest.mark.parametrize(
    ("declared", "changes", "expected"),
    [
        ("high", {"classification.annex_iii_points": ["5(b)"]}, "pass"),
        ("minimal", {"classification.annex_iii_points": ["5(b)"]}, "fail"),
        ("limited", {}, "fail"),
        ("high", {}, "fail"),
        ("minimal", {"characteristics.deep_fakes": ABSENT}, "undecided"),
    ],
)
def test_a_declared_class_is_compared(catalog_of: Build, declared: str, changes: dict[str, Any], expected: str) -> None:
    """A class that differs from the derived one is an error; one that cannot be confirmed is undecided."""
    report = judged(catalog_of(text_of({"classification.declared_class": declared, **changes})))
    assert outcome(report, "AIA004")[0] == expected
    assert [f.level for f in findings(report, "AIA004")] == (["error"] if expected == "fail" else [])


def annex_iv(report: Report) -> set[tuple[str, str]]:
    """The outcomes of the rules on the general description and the general logic, with their reasons."""
    return {
        outcome(report, rule.id)
        for rule in shipped_frameworks()["eu-ai-act"].rules
        if rule.id.startswith("AIA4") and rule.kinds == ("system",) and rule.cites[0].startswith("annex-iv-1-a")
    }


def test_no_annex_iv_file_is_asked_of_section_b(catalog_of: Build) -> None:
    """For machinery the rules on technical documentation do not apply, and the route is named as the reason."""
    assert annex_iv(judged(catalog_of(text_of({"classification.product": MACHINERY})))) == {
        ("not_applicable", "high_risk_route is annex_i_b")
    }


@pytest.mark.parametrize("role", ["importer", "distributor"])
def test_provider_rules_leave_others_alone(catalog_of: Build, role: str) -> None:
    """Rules for providers do not apply to an importer or distributor, and the role is named as the reason."""
    text = text_of({"classification.annex_iii_points": ["5(b)"], "actors.roles": [role]})
    assert annex_iv(judged(catalog_of(text))) == {("not_applicable", f"roles is {role}")}


def test_a_role_that_is_not_stated_decides_nothing(catalog_of: Build) -> None:
    """Without a role the rules for providers are undecided, and the field is named."""
    report = judged(catalog_of(text_of({"classification.annex_iii_points": ["5(b)"], "actors": ABSENT})))
    assert annex_iv(report) == {("undecided", "unknown: roles")}
    assert any(finding.pointer == "actors.roles" for finding in findings(report, "CAT090"))


def test_open_answers_on_bans_do_not_hide_that_a_system_is_high_at_least(catalog_of: Build) -> None:
    """With no answer on Art. 5 the class is unknown, and its last step says what is sure all the same."""
    catalog = catalog_of("kind: system\nid: s\nname: S\nclassification: {annex_iii_points: ['5(b)']}\n")
    _, _, reason = derived(catalog)
    assert reason.endswith("unknown; high, route annex_iii, unless a practice of Art. 5(1) applies")
