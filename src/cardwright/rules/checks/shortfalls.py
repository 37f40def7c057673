"""How a value falls short of an answer, in words."""

from __future__ import annotations

import re
from functools import lru_cache

from cardwright.rules.checks.case import Case, named
from cardwright.rules.paths import Spot
from cardwright.rules.placeholders import fold, says_something

IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
DISTINCT_SHARE = 0.5
"""Share of different words below which a text only repeats itself."""


def lack(case: Case, spot: Spot) -> str:
    """How a value falls short, in words."""
    if spot.lacks is not None:
        return f"{named(case, spot)} has no item for `{spot.lacks}`"
    if spot.value is None and not spot.none:
        written = spot.written
        return f"{named(case, spot)} is {'missing' if written is None else 'not usable as written'}"
    if spot.none or spot.value in ([], {}):
        return f"{named(case, spot)} is empty"
    return f"{named(case, spot)} holds nothing but a placeholder"


def thin(case: Case, spot: Spot, least: int) -> str | None:
    """Why a text says too little; None when it has substance."""
    if not says_something(spot):
        return lack(case, spot)
    label = spot.path[-1] if spot.path and isinstance(spot.path[-1], str) else ""
    fault = _thinness(str(spot.value), label, least)
    return f"{named(case, spot)} {fault}" if fault else None


@lru_cache(maxsize=65536)
def _thinness(prose: str, label: str, least: int) -> str | None:
    """What makes a text too thin, as the rest of a sentence; worked out once for all rules that read it."""
    if fold(prose).strip(". ") == label.replace("_", " "):
        return "only repeats the name of the field"
    found = word_list(prose)
    if len(found) < least:
        return f"has {len(found)} word{'s' if len(found) != 1 else ''}; that cannot say what is asked"
    if len(set(found)) < min(least, len(found) * DISTINCT_SHARE):
        return "repeats the same words"
    return None


def word_list(prose: str) -> list[str]:
    """The words of a text; in scripts without spaces every second character counts as one."""
    plain = fold(prose)
    if plain.isascii():
        return re.findall(r"\w+", plain)
    dense = IDEOGRAPH.findall(plain)
    return re.findall(r"\w+", IDEOGRAPH.sub(" ", plain)) + dense[::2]
