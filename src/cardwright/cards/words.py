"""How names of the catalog's own language are said to people: fields, listed values, durations, names of entities."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cardwright.rules.phrases import fact_label as fact_label
from cardwright.rules.phrases import fact_title as fact_title
from cardwright.rules.phrases import facts_in_words as facts_in_words
from cardwright.rules.phrases import plain_name as plain_name
from cardwright.rules.phrases import reason_in_words as reason_in_words
from cardwright.rules.phrases import words_of as words_of

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry

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


@lru_cache(maxsize=4096)
def label_of(name: str) -> str:
    """The name of a field as a reader says it.

    >>> label_of("ci_level"), label_of("roc_auc")
    ('CI level', 'ROC AUC')
    """
    text = plain_name(name)
    return text[:1].upper() + text[1:]


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
