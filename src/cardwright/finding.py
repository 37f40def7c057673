"""The words every layer shares: where something stands, what is wrong there, and how a rule turned out."""

from __future__ import annotations

import datetime
import hashlib
import re
from functools import lru_cache
from typing import Literal, NamedTuple

Level = Literal["error", "warning", "note"]
Outcome = Literal["pass", "fail", "waived", "not_applicable", "not_yet", "undecided", "review"]

LEVELS: tuple[Level, ...] = ("error", "warning", "note")
OUTCOMES: tuple[Outcome, ...] = ("pass", "fail", "waived", "not_applicable", "not_yet", "undecided", "review")

POSITION = re.compile(r":\d+:\d+")

Path = tuple[str | int, ...]
"""Keys and indexes from the top of a source: `("uses", 1)`."""


class Place(NamedTuple):
    """A spot in the catalog: file relative to its folder, line and column from 1, and the field there."""

    path: str
    line: int
    column: int
    pointer: str = ""


class Problem(NamedTuple):
    """Something wrong at a place, before a rule has lent it a level, a title and a remedy."""

    rule: str
    place: Place
    message: str
    entity: str = ""


class Finding(NamedTuple):
    """One rule at one place.

    `entity` is the reference of the entity judged, empty when a file could not become one. `cites` are provisions as
    printed. `waiver` names the waiver that accepts the finding. `lapsed` is the last day before it, where time alone
    brought it.
    """

    rule: str
    name: str
    framework: str
    level: Level
    outcome: Outcome
    entity: str
    message: str
    remedy: str
    cites: tuple[str, ...]
    path: str
    line: int
    column: int
    pointer: str
    waiver: str | None = None
    lapsed: datetime.date | None = None

    @property
    def fingerprint(self) -> str:
        """Identity of the finding that survives moved lines: SHA-256 over rule, entity, file, field and message.

        Places that the message names are left out of it.
        """
        parts = (self.rule, self.entity, self.path, self.pointer, POSITION.sub("", self.message))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Findings are listed by place."""
        return (self.path, self.line, self.column, self.rule, self.entity, self.message)


@lru_cache(maxsize=65536)
def pointer(path: Path) -> str:
    """The path as people write it.

    >>> pointer(("risk_management", "risks", 2, "hazard"))
    'risk_management.risks[2].hazard'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
    return text


UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with everything escaped that would steer a terminal, hide itself or fail to be written.

    >>> printable("a\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    if text.isprintable():  # as nearly always
        return text
    return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)
