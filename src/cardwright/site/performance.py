"""How well something works: headline figures, groups compared, and the figures of the models that a system runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.comparison import Comparison, compare_groups
from cardwright.cards.metric_table import MetricTable, metric_table
from cardwright.cards.metrics import ShownMetric, show_metrics
from cardwright.cards.record import Link, Target, show_value
from cardwright.catalog.entities.shape import field_at
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

METRICS: Mapping[str, str] = {"model_version": "evaluation.metrics", "system": "performance.metrics"}
HEADLINES = 8
MODELS_SHOWN = 6


class Figures(NamedTuple):
    """The headline figures of one entity: those over all cases, in the order of the record."""

    target: Target
    headlines: Sequence[ShownMetric]


class Performance(NamedTuple):
    """What a page shows of measured values: its own, those of `of` where it has none itself, and those it relies on."""

    headlines: Sequence[ShownMetric]
    comparisons: Sequence[Comparison]
    table: MetricTable | None
    of: Target | None
    relied_on: Sequence[Figures]


def performance_of(published: Published, entry: Entry, link: Link) -> Performance | None:
    """Return the measured values of an entity; None where neither it nor what it runs has any.

    A model has those of its newest version that has some.
    """
    shown, of = entry, None
    if entry.kind == "model":
        versions = [version for version in published.versions(entry) if _metrics(version)]
        if not versions:
            return None
        shown, of = versions[0], link(versions[0].ref)
    raw = _metrics(shown)
    relied_on = list(_relied_on(published, entry, link)) if entry.kind == "system" else []
    if not raw and not relied_on:
        return None
    table = _table(shown, raw, link) if of is None else None
    return Performance(headlines(raw, link), compare_groups(raw), table, of, relied_on)


def headlines(raw: Iterable[Any], link: Link) -> list[ShownMetric]:
    """The values over all cases, at most HEADLINES."""
    overall = [metric for metric in raw if isinstance(metric, Mapping) and "subgroup" not in metric]
    return show_metrics(overall, link)[:HEADLINES]


def _relied_on(published: Published, system: Entry, link: Link) -> Iterable[Figures]:
    for version in published.catalog.reach(system, "model_version")[:MODELS_SHOWN]:
        raw = _metrics(version)
        target = link(version.ref)
        if raw and target:
            yield Figures(target, headlines(raw, link))


def _metrics(entry: Entry) -> list[Any]:
    node: Any = entry.source.data
    for step in METRICS.get(entry.kind, "none").split("."):
        node = node.get(step) if isinstance(node, Mapping) else None
    return node if isinstance(node, list) else []


def _table(entry: Entry, raw: list[Any], link: Link) -> MetricTable | None:
    """All values as a table of its own form; None where they are no measured values."""
    field = field_at(type(entry.value), METRICS[entry.kind].split(".")) if raw else None
    return metric_table(show_value(field.shape, raw, link)) if field else None
