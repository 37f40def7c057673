"""Reading amounts that people write as text: `15 trillion tokens`, `1 billion to 10 trillion`, `2.4e12`."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from cardwright.rules.placeholders import fold

SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9, "bn": 1e9}
SCALES |= {"t": 1e12, "tn": 1e12, "trillion": 1e12}
NUMBER = re.compile(
    r"(?P<figure>\d+(?:[ ,']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:e\+?(?P<power>\d+)|\s*[x×*]\s*10\s*\^?\s*(?P<tens>\d+)|\s*\^\s*(?P<raised>\d+))?"
    r"(?:\s*(?P<scale>thousand|million|billion|trillion|bn|tn|[kmbt])(?![a-z]))?"
)
BELOW = re.compile(r"<|≤|\b(less than|under|below|up to|fewer than|at most)\b")
ABOVE = re.compile(r">|≥|\b(more than|over|above|at least)\b")
BETWEEN = re.compile(r"\s*(tokens?\s*)?(to|and|-|–|—|\.\.+)\s*")
ROUNDING = 0.1
"""Share by which one figure may stand above or below the amount it rounds."""


class Amount(NamedTuple):
    """An amount between two bounds."""

    low: float
    high: float


def read_amount(text: str) -> Amount | None:
    """The amount a text names; None when it names none. A single figure is taken as rounded.

    >>> read_amount("1 to 10 trillion tokens")
    Amount(low=1000000000000.0, high=10000000000000.0)
    >>> read_amount("more than 10T").low
    10000000000000.0
    """
    plain = fold(text)
    found = list(NUMBER.finditer(plain))
    if not found:
        return None
    values = [_value(match) for match in found]
    if len(found) > 1 and BETWEEN.fullmatch(plain[found[0].end() : found[1].start()]):
        if not found[0]["scale"] and found[1]["scale"] and values[0] < values[1] / SCALES[found[1]["scale"]]:
            values[0] *= SCALES[found[1]["scale"]]
        return Amount(min(values[:2]), max(values[:2]))
    if BELOW.search(plain):
        return Amount(0.0, values[0])
    if ABOVE.search(plain):
        return Amount(values[0], math.inf)
    return Amount(values[0] * (1 - ROUNDING), values[0] * (1 + ROUNDING))


def _value(match: re.Match[str]) -> float:
    figure = float(re.sub(r"[ ,']", "", match["figure"]))
    if match["raised"]:
        figure = figure ** int(match["raised"])
    power = int(match["power"] or match["tens"] or 0)
    return figure * 10.0 ** min(power, 100) * SCALES.get(match["scale"] or "", 1.0)
