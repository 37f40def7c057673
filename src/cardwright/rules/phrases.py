"""How facts, conditions and reasons are said to people: the one place of their words, for site, packs and `explain`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from cardwright.rules.fact_names import FACTS
from cardwright.rules.matcher import COMPARISON

ABBREVIATIONS = {
    "ai": "AI", "annex": "Annex", "api": "API", "auc": "AUC", "ci": "CI", "ce": "CE", "dpia": "DPIA", "eu": "EU",
    "fria": "FRIA", "gdpr": "GDPR", "gpai": "GPAI", "i": "I", "id": "ID", "iii": "III", "iv": "IV", "mas": "MAS",
    "rag": "RAG", "rbi": "RBI", "roc": "ROC", "sg": "SG", "sha256": "SHA-256", "sla": "SLA", "sme": "SME",
    "smc": "SMC", "sr": "SR", "uk": "UK", "url": "URL", "usd": "USD", "vi": "VI", "vii": "VII", "vlop": "VLOP",
}  # fmt: skip
SAID = {
    "annex_i_a": "Annex I Section A", "annex_i_b": "Annex I Section B", "annex_iii": "Annex III",
    "hk": "HK", "us": "US",
}  # fmt: skip
"""Values that are said otherwise than their words are."""
COMPARED = {"<": ("below", "before"), "<=": ("at most", "until"), ">": ("above", "after"), ">=": ("at least", "from")}
"""What a comparison says of a number and of a date."""
UNLESS = "unless "

_day = re.compile(r"\d{4}-\d\d-\d\d")
_named = re.compile(r"`[^`]*`|\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")
_part = re.compile(r"([a-z][a-z0-9_]*) is (.+)")


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A name or listed value as words.

    >>> plain_name("hosted_service"), plain_name("annex_iii")
    ('hosted service', 'Annex III')
    """
    return SAID.get(name) or " ".join(ABBREVIATIONS.get(word, word) for word in name.split("_") if word)


def words_of(value: object) -> str:
    """A fact's value in words.

    >>> words_of(("provider", "third_party")), words_of(True), words_of(None), words_of(())
    ('provider, third party', 'yes', 'unknown', 'none')
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(words_of(item) for item in value)) or "none"
    return plain_name(str(value))


def fact_label(name: str) -> str:
    """What a fact is called.

    >>> fact_label("high_risk_route"), fact_label("file_form")
    ('high-risk route', 'form of the file')
    """
    return FACTS[name].label if name in FACTS else plain_name(name)


def fact_title(name: str) -> str:
    """What a fact is called where its name stands alone."""
    label = fact_label(name)
    return label[:1].upper() + label[1:]


def facts_in_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Facts with their values, by name."""
    said = [(fact_title(name), words_of(value)) for name, value in facts.items()]
    return sorted(said, key=lambda fact: fact[0].casefold())


def in_words(condition: Any) -> str:
    """A condition as a part of a sentence.

    >>> in_words({"roles": "provider", "generates_synthetic_content": True})
    'the role is provider; it generates synthetic content'
    >>> in_words({"placed_on_market": "<2026-08-02", "not": {"high_risk_route": ["annex_iii", "annex_i_b"]}})
    'it was placed on the market before 2026-08-02; the high-risk route is neither Annex III nor Annex I Section B'
    """
    return _one_of(condition) if isinstance(condition, list) else _joined(condition, "; ")


def _joined(condition: Any, mark: str) -> str:
    """What all has to hold; exceptions stand last."""
    found = [_entry(name, wanted) for name, wanted in condition.items()]
    parts = [part for part in found if not part.startswith(UNLESS)]
    exceptions = [part.removeprefix(UNLESS) for part in found if part.startswith(UNLESS)]
    if exceptions and not parts:
        parts = [f"it does not hold that {exceptions.pop(0)}"]
    return mark.join(parts) + "".join(f", {UNLESS}{part}" for part in exceptions)


def _entry(name: str, wanted: Any) -> str:
    if name == "any":
        return _one_of(wanted)
    if name == "not":
        return _denied(wanted)
    return _said(name, wanted)


def _one_of(conditions: Iterable[Any]) -> str:
    """Conditions of which one has to hold."""
    said = [_together(item) for item in conditions]
    return said[0] if len(said) == 1 else "either " + ", or ".join(said)


def _together(condition: Any) -> str:
    return _one_of(condition) if isinstance(condition, list) else _joined(condition, " and ")


def _denied(condition: Any) -> str:
    if isinstance(condition, dict) and len(condition) == 1:
        name, wanted = next(iter(condition.items()))
        if name not in ("any", "not") and not _compares(wanted):
            return _said(name, wanted, holds=False)
    return f"{UNLESS}{_together(condition)}"


def _said(name: str, wanted: Any, *, holds: bool = True) -> str:
    """One fact as a condition asks for it, or for anything else."""
    if isinstance(wanted, bool):
        return _truth(name, wanted is holds)
    if wanted == "any":
        return f"it has {fact_label(name)}" if holds else f"it has no {fact_label(name)}"
    begin = _begin(name)
    if _compares(wanted):
        sign, limit = wanted[: len(wanted) - len(wanted.lstrip("<>="))], wanted.lstrip("<>= ")
        return f"{begin} {COMPARED[sign][bool(_day.fullmatch(limit))]} {limit}"
    values = [words_of(item) for item in (wanted if isinstance(wanted, list) else [wanted])]
    if holds:
        return f"{begin} {' or '.join(values)}"
    return f"{begin} not {values[0]}" if len(values) == 1 else f"{begin} neither {' nor '.join(values)}"


def _compares(wanted: Any) -> bool:
    return isinstance(wanted, str) and bool(COMPARISON.fullmatch(wanted))


def _truth(name: str, value: bool) -> str:
    phrase = FACTS.get(name)
    if phrase is None or not phrase.fails:
        return f"{fact_label(name)} is {words_of(value)}"
    return phrase.holds if value else phrase.fails


def _begin(name: str) -> str:
    phrase = FACTS.get(name)
    return phrase.holds if phrase and not phrase.fails else f"{fact_label(name)} is"


@lru_cache(maxsize=4096)
def reason_in_words(reason: str) -> str:
    """Why a rule turned out as it did, with facts said in words; what stands in back-ticks is left as written.

    >>> reason_in_words("real_time_rbi is false; high_risk_route is annex_iii")
    'it does not identify people at a distance in real time; the high-risk route is Annex III'
    >>> reason_in_words("unknown: high_risk_route, gpai")
    'unknown: high-risk route, general-purpose AI'
    """
    if reason.startswith("unknown: "):
        return "unknown: " + ", ".join(map(fact_label, reason.removeprefix("unknown: ").split(", ")))
    parts = [_part.fullmatch(part) for part in reason.split("; ")]
    if all(part and part[1] in FACTS for part in parts):
        return "; ".join(_fact(part[1], part[2]) for part in parts if part)
    return _named.sub(
        lambda found: found[0] if found[0][0] == "`" else SAID.get(found[0]) or fact_label(found[0]), reason
    )


def _fact(name: str, value: str) -> str:
    """A fact with its value as reasons write it."""
    if value in ("true", "false"):
        return _truth(name, value == "true")
    if value in ("none", "empty"):
        return f"it has no {fact_label(name)}"
    on = "on " if _day.fullmatch(value) else ""
    return f"{_begin(name)} {on}{' and '.join(map(plain_name, value.split(', ')))}"
