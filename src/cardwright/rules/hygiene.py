"""What is wrong with the texts of a catalog whatever they are about: placeholders, deception, boilerplate, orphans."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardwright.catalog.credentials import REDACTED
from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Path, Problem, pointer
from cardwright.rules.placeholders import LONGEST, is_placeholder

FREE_TEXT = frozenset({"str", "text", "role", "value"})
BOILERPLATE_WORDS = 20
"""Words from which on the same text in two places is boilerplate rather than a common phrase."""
SHORTEST_BOILERPLATE = 80
USED_BY_OTHERS = ("team", "model", "model_version", "dataset")
TOOL_VALUES = frozenset({"null", "nan"})
"""What another tool may take as a value, so that it is an answer among hyperparameters."""

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


def hygiene_problems(catalog: Catalog) -> Iterator[Problem]:
    """Every problem of hygiene, entity by entity."""
    seen: dict[str, tuple[Entry, Path]] = {}
    for entry in catalog.entities.values():
        for path, form, text in entry.leaves:
            if form.name in FREE_TEXT:
                yield from _text_problems(entry, path, text, form.name, seen)
        if entry.kind in USED_BY_OTHERS and not catalog.links.into(entry.ref):
            yield Problem("CAT037", entry.at(("id",)), f"nothing refers to {entry.ref}", entry.ref)


def _text_problems(
    entry: Entry, path: Path, text: str, form: str, seen: dict[str, tuple[Entry, Path]]
) -> Iterator[Problem]:
    if (
        len(text) <= LONGEST
        and is_placeholder(text, prose=form in ("text", "role"))
        and not _is_tool_value(path, text)
        and (text.strip() or form == "value")  # typing refuses blanks elsewhere
        and REDACTED not in text  # which has a finding of its own
    ):
        message = f"`{pointer(path)}` is “{text.strip()}”, not an answer"
        yield Problem("CAT040", entry.at(path), message, entry.ref)
    if not text.isascii():
        reason = _deceives(text)
        if reason:
            yield Problem("CAT041", entry.at(path), f"`{pointer(path)}` holds {reason}", entry.ref)
    if len(text) >= SHORTEST_BOILERPLATE:
        yield from _boilerplate(entry, path, text, seen)


def _is_tool_value(path: Path, text: str) -> bool:
    if "stop_sequences" in path:
        return not any(map(str.isalnum, text))
    return "hyperparameters" in path and text.strip().casefold() in TOOL_VALUES


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


def _boilerplate(entry: Entry, path: Path, text: str, seen: dict[str, tuple[Entry, Path]]) -> Iterator[Problem]:
    key = " ".join(text.casefold().split())
    first, first_path = seen.setdefault(key, (entry, path))
    if (first is entry and first_path == path) or key.count(" ") + 1 < BOILERPLATE_WORDS:
        return
    if first.ref.partition("@")[0] == entry.ref.partition("@")[0] and first is not entry and first_path == path:
        return  # versions of one model share what did not change between them
    place = first.at(first_path)
    message = (
        f"`{pointer(path)}` repeats `{place.pointer}` of {first.ref} word for word "
        f"({place.path}:{place.line}:{place.column})"
    )
    yield Problem("CAT042", entry.at(path), message, entry.ref)
