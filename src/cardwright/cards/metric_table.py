"""Lists of measured values as tables: the members that rows show, and notes for all the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from cardwright.cards.metrics import ShownMetric, show_metrics
from cardwright.cards.record import Shown, ShownField, Target
from cardwright.cards.words import label_of
from cardwright.catalog.entities.metrics import Metric
from cardwright.catalog.entities.shape import shape_of

SHOWN_BY_ROW = frozenset(
    {"name", "value", "unit", "ci_low", "ci_high", "dataset", "split", "subgroup", "n", "threshold",
     "threshold_direction", "measured_on"}
)  # fmt: skip
"""Members of a metric that its row shows; the others stand in a note below the table."""


class MetricRow(NamedTuple):
    """A measured value with the number of its note: the members that the row has no column for; 0 for none."""

    metric: ShownMetric
    note: int


@dataclass(frozen=True, slots=True)
class MetricTable:
    """Measured values, what all of them share, and the notes that their numbers lead to."""

    rows: tuple[MetricRow, ...]
    shared: tuple[ShownField, ...]
    notes: tuple[tuple[ShownField, ...], ...]


def metric_table(value: Shown) -> MetricTable | None:
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
    targets = _targets(ordered)
    rows = []
    for record, shown in zip(ordered, show_metrics([_raw(record) for record in ordered], targets.get), strict=True):
        own = tuple(field for name, field in record.items() if name not in SHOWN_BY_ROW and field not in shared)
        rows.append(MetricRow(shown, notes.setdefault(own, len(notes))))
    common = tuple(field for field in ordered[0].values() if field in shared)
    return MetricTable(tuple(rows), common, tuple(notes)[1:])


def _targets(records: Iterable[Mapping[str, ShownField]]) -> Mapping[str, Target]:
    """Where the datasets of these records are, by their references."""
    cells = (record["dataset"].value for record in records if "dataset" in record)
    return {cell.text: cell.target for cell in cells if cell is not None and cell.target is not None}


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
