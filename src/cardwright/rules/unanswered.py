"""The texts of an entity that only stand where an answer belongs, looked for once for all rules that ask."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from cardwright.catalog.credentials import REDACTED
from cardwright.catalog.graph import Entry
from cardwright.finding import Path
from cardwright.rules.manners import manner_of
from cardwright.rules.placeholders import is_placeholder

FREE_TEXT = frozenset({"str", "text", "role", "value"})
TOOL_VALUES = frozenset({"null", "nan"})
"""What another tool may take as a value, so that it is an answer among hyperparameters."""

_known: WeakKeyDictionary[Entry, tuple[Path, ...]] = WeakKeyDictionary()


def unanswered(entry: Entry) -> tuple[Path, ...]:
    """The places of an entity whose text is a placeholder."""
    found = _known.get(entry)
    if found is None:
        found = _known[entry] = tuple(
            path for path, form, text in entry.leaves if form.name in FREE_TEXT and is_unanswered(path, form.name, text)
        )
    return found


def is_unanswered(path: Path, form: str, text: str) -> bool:
    """Whether a text at a place is a placeholder there; blanks that typing refuses have their own finding."""
    return (
        is_placeholder(text, manner_of(form, _member(path)))
        and not _is_tool_value(path, text)
        and bool(text.strip() or form == "value")
        and REDACTED not in text  # which has a finding of its own
    )


def _member(path: Path) -> str:
    """The name of the field that a scalar stands in."""
    last = path[-1]
    return last if isinstance(last, str) else _member(path[:-1])


def _is_tool_value(path: Path, text: str) -> bool:
    if "stop_sequences" in path:
        return not any(map(str.isalnum, text))
    return "hyperparameters" in path and text.strip().casefold() in TOOL_VALUES
