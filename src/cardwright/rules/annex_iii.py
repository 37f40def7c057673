"""Points of Annex III: those that a system lists, those that its biometrics imply, and the derogation that lifts them.

Source: Art. 6(2)-(3) and Annex III of Regulation (EU) 2024/1689; block C of the decision table.
"""

from __future__ import annotations

from typing import Any

from cardwright.catalog.graph import Entry
from cardwright.rules.asking import Asking, union
from cardwright.rules.deriving import list_of, lists
from cardwright.rules.matcher import UNKNOWN, AtLeast, Truth
from cardwright.rules.placeholders import is_placeholder

SENSITIVE = "profiling of natural persons (Art. 6(3) last subparagraph)"
IMPLIED = {
    "real_time_remote_identification": "1(a)",
    "post_remote_identification": "1(a)",
    "emotion_recognition": "1(c)",
}
"""Biometrics that are a point of Annex III in themselves, whatever the system is used for."""
INFRASTRUCTURE = "2"
"""The area of Annex III that Art. 27(1), 49 and 86(1) leave out, or treat on their own."""


def points(ask: Asking) -> Any:
    """The points that match, of all systems in question; AtLeast while a list is missing, None without a system."""
    found = lists(ask, "system", "classification.annex_iii_points")
    implied = [point for entry in ask.entities("system") for point in _implied(entry)]
    return union([*found, *([implied] if implied else [])]) if found else None


def areas(ask: Asking) -> Any:
    """The areas of Annex III to which the points belong, by their first figure."""
    found = points(ask)
    if found in (UNKNOWN, None):
        return found
    numbers = frozenset(point[0] for point in found)
    return AtLeast(numbers) if isinstance(found, AtLeast) else numbers


def only_infrastructure(ask: Asking) -> Any:
    """Whether every point that matches is one of critical infrastructure, which some duties leave out."""
    found = areas(ask)
    if found in (UNKNOWN, None):
        return found
    if found - {INFRASTRUCTURE}:
        return False
    return UNKNOWN if isinstance(found, AtLeast) else bool(found)


def _implied(system: Entry) -> list[str]:
    characteristics = getattr(system.value, "characteristics", None)
    return sorted({IMPLIED[item] for item in getattr(characteristics, "biometrics", None) or () if item in IMPLIED})


def matches_annex_iii(ask: Asking, steps: list[str]) -> Truth:
    """Block C: a point of Annex III, unless a complete derogation under Art. 6(3) lifts it."""
    system: Any = ask.system or ask.entry
    listed = list_of(ask, system, "classification.annex_iii_points")
    left_out = [point for point in _implied(system) if point not in (listed or ())]
    if listed is None and not left_out:
        steps.append("Art. 6(2): not stated which points of Annex III match")
        return None
    if not listed and not left_out:
        steps.append("Art. 6(2): no point of Annex III matches")
        return False
    if left_out:
        ask.missing.clear()  # a list would only confirm what already follows
        steps.append(f"Art. 6(2): the biometrics of the system are Annex III {', '.join(left_out)}, listed or not")
    named = ", ".join([*(listed or ()), *left_out])
    derogation = _claim(system, "classification", "derogation")
    if derogation is None:
        steps.append(f"Art. 6(2): Annex III {named}; no derogation is claimed")
        return True
    profiling = ask.one("system", "characteristics.profiling")
    if profiling is True:
        steps.append(f"Art. 6(2): Annex III {named}; the derogation is excluded by {SENSITIVE}")
        return True
    lacking = _lacking(system, derogation)
    if lacking:
        steps.append(f"Art. 6(2): Annex III {named}; the derogation is incomplete ({lacking}) and does not count")
        return True
    if profiling == UNKNOWN:
        steps.append(f"Art. 6(2): Annex III {named}; whether it profiles persons decides on the derogation")
        return None
    if _claim(system, "market", "placed_on_market") is None and _claim(system, "market", "status") != "not_placed":
        ask.need(system, ("market", "placed_on_market"))
        steps.append(f"Art. 6(3): Annex III {named}; the day of market placement decides on the derogation")
        return None
    letters = ", ".join(f"({letter})" for letter in derogation.conditions)
    steps.append(f"Art. 6(3): Annex III {named}, but the derogation under {letters} is claimed and documented")
    return False


def _lacking(system: Entry, derogation: Any) -> str:
    """What a derogation needs and does not have: a letter, reasons, and an assessment dated before market placement."""
    placed = _claim(system, "market", "placed_on_market")
    if not derogation.conditions:
        return "no condition of Art. 6(3) named"
    if derogation.reasoning is None or is_placeholder(derogation.reasoning, "prose"):
        return "no reasoning"
    if derogation.assessed_on is None:
        return "no date of the assessment"
    return "assessed after market placement" if placed and derogation.assessed_on > placed else ""


def _claim(system: Entry, section: str, name: str) -> Any:
    """A claim or date whose absence is an answer."""
    return getattr(getattr(system.value, section, None), name, None)
