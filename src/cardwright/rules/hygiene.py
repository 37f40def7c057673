"""What is wrong with the texts of a catalog whatever they are about: placeholders, deception, boilerplate, orphans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Path, Problem, pointer
from cardwright.rules.placeholders import LONGEST, left_open
from cardwright.rules.unanswered import FREE_TEXT, unanswered

BOILERPLATE_WORDS = 20
"""Words from which on the same text in two places is boilerplate rather than a common phrase."""
SHORTEST_BOILERPLATE = 80
USED_BY_OTHERS = ("team", "model", "model_version", "dataset")

LATIN_OR_LOOK_ALIKE = re.compile(
    "[A-Za-z][\u0400-\u052f\u0391-\u03a9\u03bf\u03c1\u03c5\u03c7]|[\u0400-\u052f\u0391-\u03a9\u03bf\u03c1\u03c5\u03c7][A-Za-z]"
)
INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
JOINERS = re.compile("[\u200c\u200d]")
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
MARKS = re.compile("[\u200e\u200f\u061c]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
JOINING_SCRIPTS = re.compile(
    "[\u0600-\u06ff\u0700-\u07ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u2190-\u2bff\U0001f000-\U0001faff]"
)
DISGUISED = re.compile("[\U0001d400-\U0001d7ff\u24b6-\u24e9\U0001f110-\U0001f189]")


class Passage(NamedTuple):
    """A long text: of which entity, where, and its words, whatever their case and spacing."""

    ref: str
    path: Path
    words: str


class Texts(NamedTuple):
    """What the texts of some entities show: what is wrong with each, and those long enough to be boilerplate."""

    problems: list[Problem]
    passages: list[Passage]


def look_at_texts(entries: Iterable[Entry]) -> Texts:
    """Look at every free text of some entities, each on its own."""
    texts = Texts([], [])
    for entry in entries:
        left = set(unanswered(entry))
        for path, form, text in entry.leaves:
            if form.name in FREE_TEXT:
                if left and path in left:
                    message = f"`{pointer(path)}` {_unanswered(text)}"
                    texts.problems.append(Problem("CAT040", entry.at(path), message, entry.ref))
                if not text.isascii() and (reason := _deceives(text)):
                    message = f"`{pointer(path)}` holds {reason}"
                    texts.problems.append(Problem("CAT041", entry.at(path), message, entry.ref))
                if len(text) >= SHORTEST_BOILERPLATE and len(words := text.casefold().split()) >= BOILERPLATE_WORDS:
                    texts.passages.append(Passage(entry.ref, path, " ".join(words)))
    return texts


def hygiene_problems(catalog: Catalog, shares: Iterable[Texts] | None = None) -> Iterator[Problem]:
    """Every problem of hygiene; `shares` are what the texts of all entities show, when they have been looked at."""
    passages: list[Passage] = []
    for texts in shares or [look_at_texts(catalog.entities.values())]:
        yield from texts.problems
        passages += texts.passages
    yield from _boilerplate(catalog, sorted(passages, key=lambda passage: passage.ref))
    for entry in catalog.entities.values():
        if entry.kind in USED_BY_OTHERS and not catalog.links.into(entry.ref):
            yield Problem("CAT037", entry.at(("id",)), f"nothing refers to {entry.ref}", entry.ref)


def _unanswered(text: str) -> str:
    """How a text fails to answer, in words."""
    mark = left_open(text)
    if mark and len(text.strip()) > len(mark):
        return f"is left open in part: it holds “{mark}”"
    return f"is “{text.strip()}”, not an answer" if len(text) <= LONGEST else "only repeats words that say nothing"


def _deceives(text: str) -> str | None:
    """Which character of a text deceives its reader; None when none does."""
    if found := INVISIBLE.search(text):
        return f"an invisible character (U+{ord(found[0]):04X})"
    if found := DIRECTION.search(text):
        return f"a character that changes the direction of reading (U+{ord(found[0]):04X})"
    if (found := MARKS.search(text)) and not RIGHT_TO_LEFT.search(text):
        return f"a direction mark (U+{ord(found[0]):04X})"
    for found in JOINERS.finditer(text):
        if not JOINING_SCRIPTS.search(text[max(0, found.start() - 2) : found.end() + 2]):
            return f"an invisible joiner (U+{ord(found[0]):04X})"
    if found := DISGUISED.search(text):
        return f"a letter in disguise (U+{ord(found[0]):04X})"
    if found := LATIN_OR_LOOK_ALIKE.search(text):
        strange = next(character for character in found[0] if not character.isascii())
        return f"a letter that only looks Latin (U+{ord(strange):04X}) in a Latin word"
    return None


def _boilerplate(catalog: Catalog, passages: Iterable[Passage]) -> Iterator[Problem]:
    """Passages that repeat an earlier one; versions of one model share what did not change between them."""
    seen: dict[str, Passage] = {}
    for passage in passages:
        first = seen.setdefault(passage.words, passage)
        if first is passage or _is_other_version(passage, first):
            continue
        entry, place = catalog.entities[passage.ref], catalog.entities[first.ref].at(first.path)
        message = (
            f"`{pointer(passage.path)}` repeats `{place.pointer}` of {first.ref} word for word "
            f"({place.path}:{place.line}:{place.column})"
        )
        yield Problem("CAT042", entry.at(passage.path), message, entry.ref)


def _is_other_version(passage: Passage, first: Passage) -> bool:
    same_model = passage.ref.partition("@")[0] == first.ref.partition("@")[0]
    return same_model and passage.ref != first.ref and passage.path == first.path
