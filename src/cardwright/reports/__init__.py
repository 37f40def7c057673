"""The voices of a report: one module a format, its file name is its name on the command line, `render` its one verb."""

from __future__ import annotations

from typing import NamedTuple

from cardwright.finding import Level


class Style(NamedTuple):
    """What a voice needs to know besides the report.

    `base` is the way from the top of the repository to the catalog, empty or ending in a slash: tools that show
    findings beside the changed lines name files from there. `fail_on` is the level from which the command fails.
    """

    colour: bool = False
    statistics: bool = False
    base: str = ""
    fail_on: Level = "error"


PLAIN = Style()
