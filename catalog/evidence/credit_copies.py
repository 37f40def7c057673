"""Comparison of two public copies of the Statlog German Credit data, value by value."""

from __future__ import annotations

import csv
import io
from collections import Counter

from credit_applicants import read_records
from intervals import rounded
from public_sources import GERMAN_CREDIT_SECOND_COPY, read_packaged_file

PERSONAL_STATUS = {
    "male single": "male : single",
    "female div/dep/mar": "female : divorced/separated/married",
    "male div/sep": "male : divorced/separated",
    "male mar/wid": "male : married/widowed",
}


def compare_copies() -> dict[str, float]:
    """Share of records in which both copies say the same, by column. Records and columns stand in the same order.

    The copies word their categories differently, so a category is matched with the one it meets most often; personal
    status, where that fails, is matched by meaning.
    """
    first = read_records()
    text = read_packaged_file(GERMAN_CREDIT_SECOND_COPY).decode("utf-8")
    second = list(csv.DictReader(io.StringIO(text)))
    return {
        name: _agreement([row[name] for row in first], [row[other] for row in second], name == "personal_status")
        for name, other in zip(first[0], second[0], strict=True)
    }


def _agreement(ours: list[str], theirs: list[str], by_meaning: bool) -> float:
    pairs = list(zip(ours, theirs, strict=True))
    wording = PERSONAL_STATUS if by_meaning else _usual_partners(pairs)
    return rounded(sum(wording[one] == other for one, other in pairs) / len(pairs))


def _usual_partners(pairs: list[tuple[str, str]]) -> dict[str, str]:
    met: dict[str, Counter[str]] = {}
    for one, other in pairs:
        met.setdefault(one, Counter())[other] += 1
    return {one: others.most_common(1)[0][0] for one, others in met.items()}
