"""How facts, conditions and reasons are said: one voice on the site, in packs and in `explain`."""

from __future__ import annotations

from typing import Any

import pytest

from cardwright.rules.derivations import DERIVATIONS
from cardwright.rules.explanation import explain_rule
from cardwright.rules.fact_names import FACTS
from cardwright.rules.phrases import fact_label, facts_in_words, in_words, reason_in_words
from cardwright.rules.shelf import shipped_frameworks

T, F = {"t": True}, {"f": True}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (
            {"roles": "provider", "generates_synthetic_content": True},
            "the role is provider; it generates synthetic content",
        ),
        ({"risk_class": ["high", "limited"]}, "the risk class is high or limited"),
        ({"high_risk_route": "annex_i_b"}, "the high-risk route is Annex I Section B"),
        ({"placed_on_market": "<2026-08-02"}, "it was placed on the market before 2026-08-02"),
        ({"placed_on_market": ">=2027-12-02"}, "it was placed on the market from 2027-12-02"),
        ({"compute": ">1e25"}, "compute is above 1e25"),
        ({"annex_iii": "any"}, "it has points of Annex III"),
        ({"not": {"annex_iii": "any"}}, "it has no points of Annex III"),
        ({"not": {"profiling": True}}, "it does not profile persons"),
        ({"profiling": False}, "it does not profile persons"),
        ({"not": {"profiling": False}}, "it profiles persons"),
        ({"not": {"roles": "provider"}}, "the role is not provider"),
        ({"not": {"roles": ["provider", "deployer"]}}, "the role is neither provider nor deployer"),
        (
            {"not": {"placed_on_market": "<2026-08-02"}},
            "it does not hold that it was placed on the market before 2026-08-02",
        ),
        ({"not": {**T, **F}, "profiling": True}, "it profiles persons, unless t is yes and f is yes"),
        ({"not": [T, F]}, "it does not hold that either t is yes, or f is yes"),
        ({"any": [T, {**F, "not": T}]}, "either t is yes, or f is yes and t is no"),
        ([T, F], "either t is yes, or f is yes"),
        ({"any": [T]}, "t is yes"),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: Any, words: str) -> None:
    """A condition is said as people say it; what is denied, compared or one of several stays so."""
    assert in_words(condition) == words


def test_every_fact_has_words() -> None:
    """There is no fact without a name, and none but facts and the form of the file has one."""
    assert FACTS.keys() == DERIVATIONS.keys() | {"file_form"}
    assert not [name for name, phrase in FACTS.items() if "_" in "".join(phrase)]
    assert len({phrase.label for phrase in FACTS.values()}) == len(FACTS)
    assert fact_label("high_risk_route") == "high-risk route"
    assert facts_in_words({"roles": ("provider",), "gpai": None}) == [
        ("General-purpose AI", "unknown"), ("Roles", "provider"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("gpai is false", "it is not general-purpose AI"),
        ("high_risk_route is annex_iii; roles is deployer, provider",
         "the high-risk route is Annex III; the role is deployer and provider"),
        ("high_risk_route is none; roles is empty", "it has no high-risk route; it has no roles"),
        ("placed_on_market is 2026-01-31", "it was placed on the market on 2026-01-31"),
        ("unknown: profiling, placed_on_market", "unknown: profiling, day placed on the market"),
        ("the price is right; `real_time_rbi` is missing", "the price is right; `real_time_rbi` is missing"),
        ("Class: high, route annex_iii", "Class: high, route Annex III"),
        ("supply real_time_rbi", "supply remote identification in real time"),
        ("", ""),
    ],
)  # fmt: skip
def test_reasons_are_said_in_words(reason: str, words: str) -> None:
    """Why a rule turned out as it did is said with the words of its facts, and prose is left as it was written."""
    assert reason_in_words(reason) == words


def test_explanations_have_no_marks_of_the_rule_files() -> None:
    """No explanation of a shipped rule shows a comparison sign or the name of a fact as rule files write it."""
    for framework in shipped_frameworks().values():
        for rule in framework.rules:
            told = [
                line
                for line in explain_rule(framework, rule).splitlines()
                if line.startswith(("Judges", "From", "Lifted"))
            ]
            assert not [line for line in told if "<" in line or ">" in line or "high_risk" in line or " is yes" in line]
