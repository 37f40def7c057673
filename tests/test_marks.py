"""Where things stand in a file."""

from __future__ import annotations

import pytest

from cardwright.catalog.marks import LINE, line_and_column, position_at, positions_of
from cardwright.finding import Path

DATA = {"kind": "team", "contact": {"role": "Desk"}, "aliases": ["@a", "@b"]}
MARKS = [0, 6, LINE, LINE + 9, 2 * LINE + 2, 2 * LINE + 8, 3 * LINE, 3 * LINE + 9, 3 * LINE + 10, 3 * LINE + 16]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("kind",), (1, 7)),
        (("contact", "role"), (3, 9)),
        (("contact", "email"), (2, 10)),
        (("aliases", 1), (4, 17)),
        (("aliases", 2), (4, 10)),
        (("kind", "team"), (1, 7)),
    ],
)
def test_marks_belong_to_what_they_were_made_for(path: Path, place: tuple[int, int]) -> None:
    """Marks are dealt out in the order of the text; what is missing has the position of its nearest parent."""
    found = position_at(positions_of(DATA, iter(MARKS)), path)
    assert found is not None
    assert line_and_column(found[1]) == place


def test_the_whole_file_has_no_position_of_its_own() -> None:
    """An empty path and one that leads nowhere have no mark."""
    positions = positions_of(DATA, iter(MARKS))
    assert position_at(positions, ()) is None
    assert position_at(positions, ("name",)) is None
