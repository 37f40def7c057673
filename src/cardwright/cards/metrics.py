"""Measured values as a table: overall before the groups, beside each the threshold it was held against."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cardwright.cards.record import Link, Target

RANGE_WIDTH, RANGE_HEIGHT = 132, 18


@dataclass(frozen=True, slots=True)
class ShownMetric:
    """One measured value. `verdict` compares it with its threshold and says so in words."""

    name: str
    group: str
    value: str
    interval: str
    threshold: str
    verdict: str
    verdict_class: str
    cases: str
    dataset: Target | None
    dataset_ref: str
    split: str
    measured_on: str
    drawing: Markup


def show_metrics(raw: Iterable[Any], link: Link) -> list[ShownMetric]:
    """Return the metrics by name in the order they stand, each overall value before those of its groups."""
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for metric in raw:
        if isinstance(metric, Mapping):
            by_name.setdefault(str(metric.get("name", "unnamed")), []).append(metric)
    shown: list[ShownMetric] = []
    for name, metrics in by_name.items():
        metrics.sort(key=lambda metric: "subgroup" in metric)
        scale = scale_of(metrics)
        shown.extend(_show_metric(name, metric, scale, link) for metric in metrics)
    return shown


def _show_metric(name: str, metric: Mapping[str, Any], scale: tuple[float, float] | None, link: Link) -> ShownMetric:
    def text(key: str) -> str:
        value = metric.get(key)
        return value if isinstance(value, str) else ""

    unit = "" if text("unit") in ("", "1") else f" {text('unit')}"
    low, high, level = text("ci_low"), text("ci_high"), number_of(metric.get("ci_level"))
    interval = f"{low} to {high}{unit}" + (f" ({level:.0%})" if level is not None else "") if low and high else ""
    direction = text("threshold_direction").replace("_", " ")
    threshold = f"{direction} {text('threshold')}{unit}".strip() if text("threshold") else ""
    verdict, verdict_class = verdict_of(metric)
    return ShownMetric(
        name=name,
        group=text("subgroup"),
        value=text("value") + unit if text("value") else "not stated",
        interval=interval,
        threshold=threshold,
        verdict=verdict,
        verdict_class=verdict_class,
        cases=text("n"),
        dataset=link(text("dataset")) if text("dataset") else None,
        dataset_ref=text("dataset"),
        split=text("split"),
        measured_on=text("measured_on"),
        drawing=_draw_range(metric, scale),
    )


def verdict_of(metric: Mapping[str, Any]) -> tuple[str, str]:
    """Say whether the value meets its threshold; never guess a direction that is not stated."""
    if "threshold" not in metric:
        return "no threshold", "none"
    value, threshold = number_of(metric.get("value")), number_of(metric.get("threshold"))
    direction = metric.get("threshold_direction")
    if value is None or threshold is None or direction not in ("at_least", "at_most"):
        return "cannot be compared", "unknown"
    met = value >= threshold if direction == "at_least" else value <= threshold
    return ("met", "met") if met else ("not met", "missed")


def number_of(raw: Any) -> float | None:
    """The number that a text stands for; None for anything else, infinity included."""
    try:
        number = float(raw)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def scale_of(metrics: Sequence[Mapping[str, Any]]) -> tuple[float, float] | None:
    """The range that the drawings of one metric share; None where there is nothing to compare."""
    keys = ("value", "ci_low", "ci_high", "threshold")
    numbers = [number for metric in metrics for key in keys if (number := number_of(metric.get(key))) is not None]
    if len(numbers) < 2 or max(numbers) <= min(numbers):
        return None
    margin = (max(numbers) - min(numbers)) * 0.06
    return min(numbers) - margin, max(numbers) + margin


def _draw_range(metric: Mapping[str, Any], scale: tuple[float, float] | None) -> Markup:
    """A line from the lower to the upper bound, a dot at the value, a bar at the threshold."""
    value = number_of(metric.get("value"))
    if scale is None or value is None or not math.isfinite(scale[1] - scale[0]):
        return Markup("")
    low, high, threshold = (number_of(metric.get(key)) for key in ("ci_low", "ci_high", "threshold"))

    def x(number: float) -> str:
        return f"{4 + (number - scale[0]) / (scale[1] - scale[0]) * (RANGE_WIDTH - 8):.1f}"

    middle = RANGE_HEIGHT / 2
    parts = [f'<path class="cw-range-axis" d="M2 {middle}h{RANGE_WIDTH - 4}"/>']
    if threshold is not None:
        parts.append(f'<path class="cw-range-threshold" d="M{x(threshold)} 2v{RANGE_HEIGHT - 4}"/>')
    if low is not None and high is not None:
        parts.append(f'<path class="cw-range-interval" d="M{x(low)} {middle}H{x(high)}"/>')
    parts.append(f'<circle class="cw-range-value" cx="{x(value)}" cy="{middle}" r="3.5"/>')
    size = f'viewBox="0 0 {RANGE_WIDTH} {RANGE_HEIGHT}" width="{RANGE_WIDTH}" height="{RANGE_HEIGHT}"'
    return Markup(f'<svg class="cw-range" {size} aria-hidden="true">{"".join(parts)}</svg>')  # noqa: S704  # numbers alone
