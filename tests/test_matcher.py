"""The matcher: conditions over facts in three values, in which not knowing is never the same as no."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cardwright.rules.matcher import UNKNOWN, AtLeast, Verdict, match

DAY = datetime.date(2026, 8, 2)


@pytest.mark.parametrize(
    ("condition", "facts", "truth"),
    [
        ({}, {}, True),
        ({"risk_class": "high"}, {"risk_class": "high"}, True),
        ({"risk_class": "high"}, {"risk_class": "limited"}, False),
        ({"risk_class": "high"}, {"risk_class": UNKNOWN}, None),
        ({"risk_class": "high"}, {}, None),
        ({"risk_class": ["high", "limited"]}, {"risk_class": "limited"}, True),
        ({"risk_class": ["high", "limited"]}, {"risk_class": "minimal"}, False),
        ({"profiling": True}, {"profiling": True}, True),
        ({"profiling": True}, {"profiling": False}, False),
        ({"profiling": False}, {"profiling": False}, True),
        ({"profiling": False}, {"profiling": UNKNOWN}, None),
        ({"profiling": False}, {"profiling": None}, False),
        ({"route": "any"}, {"route": "annex_iii"}, True),
        ({"route": "any"}, {"route": None}, False),
        ({"route": "any"}, {"route": UNKNOWN}, None),
    ],
)
def test_single_facts(condition: Any, facts: Any, truth: bool | None) -> None:
    """A fact holds by equality or as one of a list; an unknown or unnamed one leaves the condition open."""
    assert match(condition, facts).truth is truth


@pytest.mark.parametrize(
    ("wanted", "value", "truth"),
    [
        ("provider", frozenset({"provider", "deployer"}), True),
        ("provider", frozenset({"deployer"}), False),
        ("provider", frozenset(), False),
        (["provider", "importer"], frozenset({"importer"}), True),
        (["provider", "importer"], frozenset({"user"}), False),
        ("any", frozenset({"user"}), True),
        ("any", frozenset(), False),
        ("provider", AtLeast({"provider"}), True),
        ("provider", AtLeast({"deployer"}), None),
        ("any", AtLeast(), None),
        ("any", AtLeast({"deployer"}), True),
    ],
)
def test_sets_match_by_what_they_have_in_common(wanted: Any, value: Any, truth: bool | None) -> None:
    """A set holds when it shares a member; one that is known in part may still hold what is not in it."""
    assert match({"roles": wanted}, {"roles": value}).truth is truth


@pytest.mark.parametrize(
    ("wanted", "value", "truth"),
    [
        (">1e25", 2e25, True),
        (">1e25", 1e25, False),
        (">=1e25", 1e25, True),
        ("< 30", 29.9, True),
        ("<=30", 30.1, False),
        ("<2026-08-02", datetime.date(2026, 8, 1), True),
        ("<2026-08-02", DAY, False),
        ("<=2026-08-02", DAY, True),
        (">2026-08-02", datetime.date(2026, 8, 3), True),
        (">1e25", None, False),
        ("<1e25", None, False),
        (">1e25", UNKNOWN, None),
        ("<2026-08-02", UNKNOWN, None),
    ],
)
def test_numbers_and_days_are_compared(wanted: str, value: Any, truth: bool | None) -> None:
    """A text that starts with a comparison sign compares numbers and days, the boundary included where it says so."""
    assert match({"figure": wanted}, {"figure": value}).truth is truth


T, F, U = {"t": True}, {"f": True}, {"u": True}
FACTS = {"t": True, "f": False, "u": UNKNOWN}


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (T | F, False),
        (T | U, None),
        (F | U, False),
        (U | F, False),
        ({"any": [T, F]}, True),
        ({"any": [U, T]}, True),
        ({"any": [U, F]}, None),
        ({"any": [F, F]}, False),
        ({"not": T}, False),
        ({"not": F}, True),
        ({"not": U}, None),
        ({"not": T | U}, None),
        ({"not": F | U}, True),
        ({"not": [F, U]}, None),
        ({"not": [T, U]}, False),
        ({"not": [F, F]}, True),
        ({"not": {"not": U}}, None),
        ({"any": [{"not": T}, {"any": [U, F]}]}, None),
        (T | {"not": F, "any": [F, T]}, True),
        ([F, T], True),
        ([F, U], None),
    ],
)
def test_conditions_combine_in_three_values(condition: Any, truth: bool | None) -> None:
    """All, any and not follow three-valued logic: an unknown part never decides as if it were false."""
    assert match(condition, FACTS).truth is truth


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        (T | F | U, Verdict(False, ("f",))),
        (T | U, Verdict(None, ("u",))),
        ({"any": [F, U]}, Verdict(None, ("u",))),
        ({"not": F | U}, Verdict(True, ("f",))),
        ({"any": [F, {"f": "x"}]}, Verdict(False, ("f",))),
        ({"u": True, "v": True}, Verdict(None, ("u", "v"))),
    ],
)
def test_a_verdict_names_the_facts_that_decided(condition: Any, verdict: Verdict) -> None:
    """The facts that were false, or those that are unknown, stand in the verdict; the others do not."""
    assert match(condition, FACTS) == verdict
