"""Groups compared by one measured value: a drawing with each group's interval, the threshold and the value beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from cardwright.cards.metrics import number_of, scale_of, verdict_of
from cardwright.cards.words import label_of, shorten

WIDTH, ROW, HEAD, FOOT = 640, 26, 24, 26
LEFT, RIGHT = 176, 168
NAME_LENGTH = 26
GROUPS_SHOWN = 40


class Comparison(NamedTuple):
    """One metric over its groups; `left_out` groups are in the table alone."""

    name: str
    drawing: Markup
    left_out: int


def compare_groups(raw: Iterable[Any]) -> list[Comparison]:
    """Return a comparison for each metric that has a value for at least two, all cases being one of them."""
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for metric in raw:
        if isinstance(metric, Mapping) and number_of(metric.get("value")) is not None:
            by_name.setdefault(str(metric.get("name", "unnamed")), []).append(metric)
    found = []
    for name, metrics in by_name.items():
        metrics.sort(key=lambda metric: "subgroup" in metric)
        if len(metrics) > 1 and any("subgroup" in metric for metric in metrics):
            shown = metrics[:GROUPS_SHOWN]
            drawing = draw_comparison(name, shown)
            if drawing:
                found.append(Comparison(shorten(label_of(name)), drawing, len(metrics) - len(shown)))
    return found


def draw_comparison(name: str, metrics: Sequence[Mapping[str, Any]]) -> Markup:
    """Return the drawing as SVG in the colours of the style sheet; empty where there is nothing to compare."""
    scale = scale_of(metrics)
    if scale is None:
        return Markup("")
    low, high = scale
    height = HEAD + ROW * len(metrics) + FOOT

    def x(number: float) -> float:
        return LEFT + (number - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    said = "; ".join(f"{_group(metric)} {metric.get('value')}, {verdict_of(metric)[0]}" for metric in metrics)
    label = f"{shorten(label_of(name))} by group: {shorten(said, 900)}"
    parts = [_axis(x, low, high, height), *_overall(x, metrics[0], height)]
    parts += (_row(x, metric, HEAD + ROW * place) for place, metric in enumerate(metrics))
    return Markup(  # noqa: S704  # numbers, and texts that are escaped where they are written
        f'<svg class="cw-comparison" role="img" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _axis(x: Any, low: float, high: float, height: int) -> str:
    """Three ticks with their values, enough to read the scale by."""
    bottom = height - FOOT
    ticks = (low, (low + high) / 2, high)
    lines = "".join(f'<path class="cw-comparison-grid" d="M{x(tick):.1f} {HEAD - 6}V{bottom}"/>' for tick in ticks)
    words = "".join(
        f'<text class="cw-comparison-tick" x="{x(tick):.1f}" y="{bottom + 16}" text-anchor="middle">{tick:.3g}</text>'
        for tick in ticks
    )
    return lines + words


def _overall(x: Any, first: Mapping[str, Any], height: int) -> list[str]:
    """A line at the value for all cases, to see which groups lie below it."""
    value = number_of(first.get("value"))
    if "subgroup" in first or value is None:
        return []
    at = f"{x(value):.1f}"
    return [
        f'<path class="cw-comparison-all" d="M{at} {HEAD - 6}V{height - FOOT}"/>',
        f'<text class="cw-comparison-tick" x="{at}" y="{HEAD - 10}" text-anchor="middle">all</text>',
    ]


def _row(x: Any, metric: Mapping[str, Any], top: float) -> str:
    middle = top + ROW / 2
    value, low, high, threshold = (number_of(metric.get(key)) for key in ("value", "ci_low", "ci_high", "threshold"))
    word, verdict = verdict_of(metric)
    parts = []
    if low is not None and high is not None:
        parts.append(f'<path class="cw-range-interval" d="M{x(low):.1f} {middle}H{x(high):.1f}"/>')
    if threshold is not None:
        parts.append(f'<path class="cw-range-threshold" d="M{x(threshold):.1f} {top + 4}V{top + ROW - 4}"/>')
    if value is not None:
        parts.append(_point(x(value), middle, verdict))
    name = shorten(_group(metric), NAME_LENGTH)
    bold = "" if "subgroup" in metric else " cw-comparison-bold"
    unit = "" if metric.get("unit") in (None, "", "1") else f" {shorten(str(metric['unit']), 12)}"
    said = f"{shorten(str(metric.get('value')), 14)}{unit}" + ("" if verdict == "none" else f", {word}")
    parts.append(f'<text class="cw-comparison-name{bold}" x="0" y="{middle + 4}">{escape(name)}</text>')
    classes = f"cw-comparison-value cw-verdict-{verdict}{bold}"
    parts.append(f'<text class="{classes}" x="{WIDTH - RIGHT + 14}" y="{middle + 4}">{escape(said)}</text>')
    return "".join(parts)


def _point(x: float, y: float, verdict: str) -> str:
    """A disc where the threshold is met or there is none, a hollow square where it is missed."""
    if verdict == "missed":
        return f'<rect class="cw-comparison-missed" x="{x - 4.5:.1f}" y="{y - 4.5}" width="9" height="9"/>'
    return f'<circle class="cw-range-value" cx="{x:.1f}" cy="{y}" r="4.5"/>'


def _group(metric: Mapping[str, Any]) -> str:
    return str(metric["subgroup"]) if isinstance(metric.get("subgroup"), str) else "all cases"
