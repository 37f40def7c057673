"""How a value is laid out on paper: short members in a run, columns as wide as their texts need, metrics in rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import NamedTuple

from markupsafe import Markup

from cardwright.cards.metrics import ShownMetric, show_metrics
from cardwright.cards.record import Link, Shown, ShownField, label_of
from cardwright.catalog.entities.metrics import Metric
from cardwright.catalog.entities.shape import shape_of

LINE = 112
"""Characters of table text that fit across the page."""
PADDING = 2.2
"""Characters as wide as the padding of a cell."""
LONGEST_WORD = 16
BREAKABLE = re.compile(r"[\s/]|(?<=[a-z])[-:](?=[a-z])")
"""Where a line may break: references and file names at their marks, dates and versions nowhere."""
LONG = 900
"""Longest text that is kept together on a page, in a narrower column."""
RUN = 90
"""Longest text that stands in a run of short members."""
SHOWN_BY_ROW = frozenset(
    {"name", "value", "unit", "ci_low", "ci_high", "dataset", "split", "subgroup", "n", "threshold",
     "threshold_direction", "measured_on"}
)  # fmt: skip
"""Members of a metric that its row shows; the others stand in a note below the table."""
DRAWING_STYLE = Markup(
    "<title>{}</title><style>.cw-range-axis{{stroke:#c9d1d9;stroke-width:1}}.cw-range-interval{{stroke:#2f5d7c;"
    "stroke-width:2.4}}.cw-range-value{{fill:#123a56}}.cw-range-threshold{{stroke:#b3261e;stroke-width:1.6}}</style>"
)


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


def is_short(value: Shown | None) -> bool:
    """Whether a value reads well inside a line, among others."""
    if value is None or value.holds in ("flag", "ref", "none"):
        return True
    if value.holds in ("text", "url", "code"):
        return len(value.text) <= RUN
    if value.holds == "prose":
        return len(value.text) <= RUN and value.html.count("<") == 2
    if value.holds == "chips":
        return sum(len(item.text) for item in value.items) <= RUN
    return value.holds == "record" and len(value.fields) <= 4 and all(is_short(field.value) for field in value.fields)


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


class MetricRow(NamedTuple):
    """A measured value with the number of its note: the members that the row has no column for; 0 for none."""

    metric: ShownMetric
    drawing: Markup
    note: int


@dataclass(frozen=True, slots=True)
class MetricTable:
    """Measured values, what all of them share, and the notes that their numbers lead to."""

    rows: tuple[MetricRow, ...]
    shared: tuple[ShownField, ...]
    notes: tuple[tuple[ShownField, ...], ...]


def metric_table(value: Shown, link: Link) -> MetricTable | None:
    """Return a list of measured values as a table of its own form; None for any other value.

    What the rows have no column for stands in notes: once for all rows where they agree, else one for those that do.
    """
    records = list(_records(value))
    if not records or not all(_is_metric(record) for record in records):
        return None
    by_name: dict[str, list[Mapping[str, ShownField]]] = {}
    for record in records:
        by_name.setdefault(_text_of(record, "name"), []).append(record)
    ordered = [item for items in by_name.values() for item in sorted(items, key=lambda item: "subgroup" in item)]
    others = [{field for name, field in record.items() if name not in SHOWN_BY_ROW} for record in ordered]
    shared = set.intersection(*others) if len(ordered) > 1 else set()
    notes: dict[tuple[ShownField, ...], int] = {(): 0}
    rows = []
    for record, shown in zip(ordered, show_metrics([_raw(record) for record in ordered], link), strict=True):
        own = tuple(field for name, field in record.items() if name not in SHOWN_BY_ROW and field not in shared)
        rows.append(MetricRow(shown, _titled(shown), notes.setdefault(own, len(notes))))
    common = tuple(field for field in ordered[0].values() if field in shared)
    return MetricTable(tuple(rows), common, tuple(notes)[1:])


def _records(value: Shown) -> Iterator[Mapping[str, ShownField]]:
    """The records of a list, whichever form it was given."""
    if value.holds == "records":
        yield from ({field.name: field for field in item.fields} for item in value.items)
    elif value.holds == "table":
        names = [_metric_names().get(column.label, column.label) for column in value.columns]
        for row in value.rows:
            cells = zip(names, value.columns, row, strict=True)
            shown = (ShownField(name, name, column.label, "", cell) for name, column, cell in cells)
            yield {field.name: field for field in shown if field.value is not None}


@cache
def _metric_names() -> Mapping[str, str]:
    return {label_of(name): name for name in shape_of(Metric).fields}


def _is_metric(record: Mapping[str, ShownField]) -> bool:
    """Whether a record has the members of a measured value, each of a kind that a row can show."""
    shown = [record[name].value for name in SHOWN_BY_ROW & record.keys()]
    texts = all(value is not None and value.holds in ("text", "ref", "code") for value in shown)
    return {"name", "value"} <= record.keys() <= shape_of(Metric).fields.keys() and len(record) > 3 and texts


def _text_of(record: Mapping[str, ShownField], name: str) -> str:
    value = record[name].value
    return value.text if value else ""


def _raw(record: Mapping[str, ShownField]) -> Mapping[str, str]:
    raw = {name: _text_of(record, name) for name in record if name in SHOWN_BY_ROW or name == "ci_level"}
    if "threshold_direction" in raw:
        raw["threshold_direction"] = raw["threshold_direction"].replace(" ", "_")
    return raw


def _titled(metric: ShownMetric) -> Markup:
    """The drawing of a measured value with its own style and the words that stand for it."""
    if not metric.drawing:
        return metric.drawing
    named = (("", metric.value), ("interval ", metric.interval), ("threshold ", metric.threshold))
    words = "; ".join(name + text for name, text in named if text)
    head, tag_end, drawn = metric.drawing.partition(">")
    return head + tag_end + DRAWING_STYLE.format(words) + drawn
