"""How names of the catalog's own language are said to people: fields, listed values, durations, names of entities."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry

ABBREVIATIONS = {
    "ai": "AI", "api": "API", "auc": "AUC", "ci": "CI", "ce": "CE", "dpia": "DPIA", "eu": "EU", "fria": "FRIA",
    "gdpr": "GDPR", "gpai": "GPAI", "i": "I", "id": "ID", "iii": "III", "iv": "IV", "mas": "MAS", "rag": "RAG",
    "rbi": "RBI", "roc": "ROC", "sg": "SG", "sha256": "SHA-256", "sla": "SLA", "sme": "SME", "smc": "SMC", "sr": "SR",
    "uk": "UK", "url": "URL", "usd": "USD", "vi": "VI", "vii": "VII", "vlop": "VLOP",
}  # fmt: skip
LONGEST_NAME = 120
"""Characters of a name that stand where it is only mentioned; the record of the entity has all of it."""
UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "h": "hour", "m": "minute", "s": "second"}
VERIFIED = {
    "amended_text_quoted": "amending regulation as quoted elsewhere",
    "amendment_inventory_only": "list of the amendments alone",
    "corroborated": "two indexes that agree",
    "memory": "nothing: written from memory",
    "oj_text_two_mirrors": "two copies of the Official Journal",
    "own_rule": "our own rule",
    "primary": "the issuer's own text",
    "quoted": "the issuer's text as quoted elsewhere",
    "secondary_sources": "secondary sources",
    "single": "one index",
}
"""What the content of a provision was compared with, by the mark that its framework gives it."""

_fact = re.compile(r"`[^`]*`|\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")
_is_flag = re.compile(r"(?<= is )(?:true|false)\b")


@lru_cache(maxsize=4096)
def label_of(name: str) -> str:
    """The name of a field as a reader says it.

    >>> label_of("ci_level"), label_of("roc_auc")
    ('CI level', 'ROC AUC')
    """
    text = plain_name(name)
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A name or listed value as words.

    >>> plain_name("hosted_service"), plain_name("annex_iii")
    ('hosted service', 'annex III')
    """
    return " ".join(ABBREVIATIONS.get(word, word) for word in name.split("_") if word)


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


@lru_cache(maxsize=4096)
def reason_in_words(reason: str) -> str:
    """Why a rule turned out as it did, with facts said in words; what stands in back-ticks is left as written.

    >>> reason_in_words("real_time_rbi is false; `post_rbi` is missing")
    'real time RBI is no; `post_rbi` is missing'
    """
    said = _fact.sub(lambda found: found[0] if found[0].startswith("`") else plain_name(found[0]), reason)
    return _is_flag.sub(lambda found: words_of(found[0] == "true"), said)


def verified_in_words(mark: str) -> str:
    """What the content of a provision was compared with."""
    return VERIFIED.get(mark, plain_name(mark))


def duration_in_words(text: str) -> str:
    """An ISO 8601 duration in words; any other text as it is.

    >>> duration_in_words("P1Y6M"), duration_in_words("PT30M"), duration_in_words("soon")
    ('1 year 6 months', '30 minutes', 'soon')
    """
    days, mark, hours = text.partition("T")
    if not re.fullmatch(r"P(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?", text) or text == "P":
        return text
    parts = re.findall(r"(\d+)([YMWD])", days) + re.findall(r"(\d+)([hms])", hours.lower() if mark else "")
    return " ".join(f"{number} {UNITS[unit]}{'' if number == '1' else 's'}" for number, unit in parts)


def shorten(text: str, length: int = LONGEST_NAME) -> str:
    """A text on one line, cut so that it has at most `length` characters.

    >>> shorten("Credit scoring\\nof persons", 12)
    'Credit scor…'
    """
    line = " ".join(text[: 4 * length].split())
    return line if len(line) <= length and len(text) <= 4 * length else line[: length - 1].rstrip() + "…"


def name_of(catalog: Catalog, entry: Entry) -> str:
    """What an entity is called in a line of text: its name, or for a version the name of its model and the version."""
    if entry.kind != "model_version":
        return shorten(entry.name)
    ref, _, version = entry.ref.partition("@")
    model = catalog.find(ref)
    return shorten(f"{shorten(model.name if model else ref.partition(':')[2], LONGEST_NAME - 30)} {version}")
