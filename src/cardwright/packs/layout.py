"""How a value is laid out on paper: short members in a run, columns as wide as their texts, drawings with words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from markupsafe import Markup

from cardwright.cards.metric_table import MetricTable
from cardwright.cards.metrics import ShownMetric
from cardwright.cards.record import Shown, ShownField, is_short

LINE = 112
"""Characters of table text that fit across the page."""
PADDING = 2.2
"""Characters as wide as the padding of a cell."""
LONGEST_WORD = 16
BREAKABLE = re.compile(r"[\s/]|(?<=[a-z])[-:](?=[a-z])")
"""Where a line may break: references and file names at their marks, dates and versions nowhere."""
LONG = 900
"""Longest text that is kept together on a page, in a narrower column."""
DRAWING_STYLE = Markup(
    "<title>{}</title><style>.cw-range-axis{{stroke:#c9d1d9;stroke-width:1}}.cw-range-interval{{stroke:#2f5d7c;"
    "stroke-width:2.4}}.cw-range-value{{fill:#123a56}}.cw-range-threshold{{stroke:#b3261e;stroke-width:1.6}}</style>"
)


IDENTIFIERS, NAMES = ("id", "topic", "date"), ("name", "title", "hazard", "change", "finding", "kind")
"""Members of a record that can head its card: what identifies it, then what it is called."""


class Card(NamedTuple):
    """A record of a list: the members that head it, and those that stand below."""

    head: tuple[ShownField, ...]
    rest: Shown


def card(record: Shown) -> Card:
    """Return a record with what heads it: its identifier and its name, where they come first and are short."""
    found = [
        field
        for names in (IDENTIFIERS, NAMES)
        for field in [next((item for item in record.fields if item.name in names and is_short(item.value)), None)]
        if field is not None and field.value is not None and field.value.holds != "record"
    ]
    if len(found) == len(record.fields):
        return Card((), record)
    return Card(tuple(found), record._replace(fields=tuple(field for field in record.fields if field not in found)))


class Run(NamedTuple):
    """Members of a record that stand side by side (`is_short`), or one that needs lines of its own."""

    is_short: bool
    fields: tuple[ShownField, ...]


def runs(record: Shown) -> list[Run]:
    """Return the members of a record in their order, short ones that follow one another together."""
    found: list[Run] = []
    for field in record.fields:
        short = is_short(field.value)
        if short and found and found[-1].is_short:
            found[-1] = Run(True, (*found[-1].fields, field))
        else:
            found.append(Run(short, (field,)))
    return found


def is_wide(value: Shown | None) -> bool:
    """Whether a value needs the whole width of the page, and may break across pages."""
    if value is None:
        return False
    if value.holds in ("table", "records") or (value.holds == "record" and not is_short(value)):
        return True
    return len(_text(value)) > LONG


def widths(table: Shown) -> list[str]:
    """Return the widths of a table's columns: room for the longest word of each, the rest where texts are long."""
    cells = [[_text(row[index]) for row in table.rows] for index in range(len(table.columns))]
    heads = [column.label for column in table.columns]
    needed = [_longest_word([head, *texts]) + PADDING for head, texts in zip(heads, cells, strict=True)]
    lengths = [[len(text) for text in texts] or [0] for texts in cells]
    wanted = [sqrt(1 + max(column)) + sqrt(1 + sum(column) / len(column)) for column in lengths]
    room = max(LINE - sum(needed), 0) / (sum(wanted) or 1)
    shares = [need + want * room for need, want in zip(needed, wanted, strict=True)]
    return [f"{share / sum(shares):.1%}" for share in shares]


def _longest_word(texts: Sequence[str]) -> int:
    return min(max((len(word) for text in texts for word in BREAKABLE.split(text)), default=1), LONGEST_WORD)


def _text(value: Shown | None) -> str:
    """The text of a cell, roughly as long as it will stand there."""
    if value is None:
        return "–"
    if value.holds == "record":
        return " ".join(f"{field.label} {_text(field.value)}" for field in value.fields)
    if value.holds == "ref" and value.target and value.target.name != value.text:
        return f"{value.target.name} {value.text}"
    return value.text or " ".join(_text(item) for item in value.items)


def titled_drawing(metric: ShownMetric) -> Markup:
    """The drawing of a measured value with its own style and the words that stand for it."""
    if not metric.drawing:
        return metric.drawing
    named = (("", metric.value), ("interval ", metric.interval), ("threshold ", metric.threshold))
    words = "; ".join(name + text for name, text in named if text)
    head, tag_end, drawn = metric.drawing.partition(">")
    return head + tag_end + DRAWING_STYLE.format(words) + drawn


class Measured(NamedTuple):
    """What all results of a table have in common, where they do: a result with the data, and the day."""

    data: ShownMetric | None
    day: str | None

    @property
    def widths(self) -> tuple[float, ...]:
        """The widths of the columns in per cent; what results share has none."""
        if self.data is None:
            return 25, 8.5, 14.5, 15, 14, 8, 15
        return (27, 9, 21, 15, 20, 8) if self.day is not None else (25, 8.5, 20, 15, 14, 7.5, 10)


def measured(results: MetricTable) -> Measured:
    """What need not stand in each row of a table of results."""
    rows = [row.metric for row in results.rows]
    same_data = len(rows) > 1 and len({(row.dataset_ref, row.split) for row in rows}) == 1
    same_day = len({row.measured_on for row in rows}) == 1
    return Measured(rows[0] if same_data else None, rows[0].measured_on if same_data and same_day else None)
