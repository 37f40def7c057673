"""`metrics.prom`: findings, staleness and days to expiry as OpenMetrics text, with the owner of each as a label.

A node exporter's textfile collector, or any web server that Prometheus scrapes, serves it as it stands. Source of the
form: OpenMetrics 1.0, sections ABNF and Metric Types. No value has a time of its own: the as-of date is a metric.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cardwright.finding import LEVELS, OUTCOMES
from cardwright.site.attributes import Attributes, Inventory
from cardwright.site.dates import EVENT_KINDS

LEFT_OUT = "application"
"""Dates of application end nothing that an owner could renew."""

Labels = Mapping[str, str]


class Family(NamedTuple):
    """A metric of type gauge: its name, unit, what it says, and its samples."""

    name: str
    unit: str
    text: str
    samples: Iterable[tuple[Labels, int]]


def render_metrics(inventory: Inventory) -> str:
    """The metrics of a catalog as OpenMetrics text, in a fixed order, with its end mark."""
    lines = [line for family in _families(inventory) for line in _lines(family)]
    return "\n".join([*lines, "# EOF"]) + "\n"


def _families(inventory: Inventory) -> Iterator[Family]:
    published = inventory.published
    midnight = datetime.datetime.combine(published.as_of, datetime.time(), datetime.UTC)
    yield Family("cardwright_as_of_timestamp_seconds", "seconds", "Day of the report, as seconds since 1970.",
                 [({}, int(midnight.timestamp()))])  # fmt: skip
    yield Family("cardwright_entities", "", "Entities by kind.", _counted(inventory))
    yield Family("cardwright_findings", "", "Open findings of an entity by level.", _findings(inventory))
    yield Family("cardwright_rule_outcomes", "", "Outcomes of the rules of a framework.", _outcomes(inventory))
    yield Family("cardwright_review_overdue_days", "days", "Days since a review was due or the approval ended.",
                 [(_labels(row), row.overdue) for row in inventory.rows])  # fmt: skip
    yield Family("cardwright_expiry_days", "days", "Days until something falls due or ends; negative: past.",
                 _days_left(inventory))  # fmt: skip


def _counted(inventory: Inventory) -> Iterator[tuple[Labels, int]]:
    kinds = sorted({row.entry.kind for row in inventory.rows})
    for kind in kinds:
        yield {"kind": kind}, len(inventory.published.catalog.by_kind(kind))


def _findings(inventory: Inventory) -> Iterator[tuple[Labels, int]]:
    """What is open by entity; with an empty `ref` what is open about files that could not be read, if there are any."""
    for row in inventory.rows:
        for level in LEVELS:
            yield {**_labels(row), "level": level}, row.levels.get(level, 0)
    left = Counter(inventory.published.level_counts)
    for row in inventory.rows:
        left.subtract(row.levels)
    for level in LEVELS if any(left.values()) else ():
        yield {"ref": "", "kind": "", "owner": "", "level": level}, left[level]


def _outcomes(inventory: Inventory) -> Iterator[tuple[Labels, int]]:
    for framework in inventory.published.frameworks:
        counts = inventory.published.report.counts(framework.id)
        for outcome in OUTCOMES:
            yield {"framework": framework.id, "outcome": outcome}, counts[outcome]


def _days_left(inventory: Inventory) -> Iterator[tuple[Labels, int]]:
    rows = {row.entry.ref: row for row in inventory.rows}
    for event in inventory.events:
        if event.kind in EVENT_KINDS and event.kind != LEFT_OUT and event.ref in rows:
            labels = {**_labels(rows[event.ref]), "event": event.kind, "field": event.source}
            yield labels, (event.day - inventory.published.as_of).days


def _labels(row: Attributes) -> dict[str, str]:
    return {"ref": row.entry.ref, "kind": row.entry.kind, "owner": row.owner.id if row.owner else ""}


def _lines(family: Family) -> Iterator[str]:
    yield f"# TYPE {family.name} gauge"
    if family.unit:
        yield f"# UNIT {family.name} {family.unit}"
    yield f"# HELP {family.name} {_escape(family.text)}"
    for labels, value in family.samples:
        named = ",".join(f'{name}="{_escape(text)}"' for name, text in labels.items())
        yield f"{family.name}{{{named}}} {value}" if named else f"{family.name} {value}"


def _escape(text: str) -> str:
    """A text inside double quotes: the three characters that end or continue it are escaped."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return plain.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
