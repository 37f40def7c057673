"""Where things stand in a file.

The reader notes a mark for every key and value of a mapping and for every item of a list, in the order of the text.
Which mark belongs to what is worked out when somebody first asks about the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardwright.finding import Path

LINE = 1 << 32
"""A mark is one whole number, line * LINE + column, both from 0: a file has thousands of them."""

NESTED = (dict, list)
"""What the reader makes of a mapping and of a list; anything else has nothing inside."""

Position = tuple[int, int, Any]
"""The marks of a key and of its value, and the positions inside the value; an item of a list is its own key."""
Positions = dict[str, Position] | list[Position] | None
"""The positions inside a mapping or a list; None for a scalar, which has nothing inside."""


def positions_of(value: Any, marks: Iterator[int]) -> Positions:
    """Deal the marks of a file out to the keys, values and items inside a value.

    >>> positions_of({"kind": "team", "aliases": ["@a"]}, iter([0, 6, LINE, LINE + 9, LINE + 10]))["aliases"][0] == LINE
    True
    """
    if type(value) is dict:
        return {
            key: (next(marks), next(marks), positions_of(item, marks) if type(item) in NESTED else None)
            for key, item in value.items()
        }
    if type(value) is list:
        return [(mark, mark, positions_of(item, marks)) for item in value for mark in [next(marks)]]
    return None


def position_at(positions: Positions, path: Path) -> Position | None:
    """The position of what stands at a path, or of its nearest parent; None when that is the whole file."""
    found: Position | None = None
    for step in path:
        try:
            found = positions[step]  # type: ignore[index]  # what does not fit leads nowhere
        except (KeyError, IndexError, TypeError):
            break
        positions = found[2]
    return found


def packed(mark: Any) -> int:
    """A mark of libyaml as one number."""
    return int(mark.line * LINE + mark.column)


def line_and_column(mark: int) -> tuple[int, int]:
    """The line and the column of a mark, from 1."""
    line, column = divmod(mark, LINE)
    return line + 1, column + 1
