"""Groups compared by one measured value: a drawing with each group's name and value above its interval."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from cardwright.cards.metrics import number_of, verdict_of
from cardwright.cards.words import label_of, shorten

WIDTH, ROW, HEAD, FOOT = 340, 42, 26, 24
"""Units of the drawing, about a pixel each: as wide as a phone shows and as a column on paper holds."""
MARGIN, LINE = 14, 17
"""Room beside the axis for half a label, and the height of the line with name and value above a range."""
CHARACTERS = 50
"""Characters of a name and a value that stand side by side; wide ones of East Asia count twice."""
VALUE_LENGTH, UNIT_LENGTH, LEAST_NAME = 14, 10, 8
STEPS = (1, 2, 2.5, 5, 10)
LEAST_SPAN, LARGEST_SPAN = 1e-30, 1e30
"""Between them the steps of an axis can be worked out; no measured value lies beyond."""
TICK_CHARACTERS = 44
"""Characters of all labels of an axis that do not touch."""
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
    keys = ("value", "ci_low", "ci_high", "threshold")
    numbers = [number for metric in metrics for key in keys if (number := number_of(metric.get(key))) is not None]
    ticks = round_ticks(min(numbers, default=0), max(numbers, default=0))
    if not ticks:
        return Markup("")
    low, high = ticks[0], ticks[-1]
    height = HEAD + ROW * len(metrics) + FOOT

    def x(number: float) -> float:
        return MARGIN + (number - low) / (high - low) * (WIDTH - 2 * MARGIN)

    said = "; ".join(f"{_group(metric)} {metric.get('value')}, {verdict_of(metric)[0]}" for metric in metrics)
    label = f"{shorten(label_of(name))} by group: {shorten(said, 900)}"
    parts = [_axis(x, ticks, height), *_overall(x, metrics[0], height)]
    parts += (_row(x, metric, HEAD + ROW * place) for place, metric in enumerate(metrics))
    return Markup(  # noqa: S704  # numbers, and texts that are escaped where they are written
        f'<svg class="cw-comparison" role="img" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def round_ticks(low: float, high: float) -> tuple[float, ...]:
    """Round numbers at equal steps, the first at or below `low` and the last at or above `high`; none for no range.

    >>> round_ticks(0.65, 0.94), round_ticks(3, 170)
    ((0.6, 0.7, 0.8, 0.9, 1.0), (0.0, 50.0, 100.0, 150.0, 200.0))
    """
    span = high - low
    if not LEAST_SPAN < span < LARGEST_SPAN or span < 1e-9 * max(abs(low), abs(high)):
        return ()
    size = 10.0 ** math.floor(math.log10(span / 4))
    step = next(size * times for times in STEPS if size * times >= span / 4 * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(float(f"{number * step:.12g}") for number in range(first, last + 1))


def _axis(x: Any, ticks: Sequence[float], height: int) -> str:
    """Ticks with their values; where the values have many digits, those at the ends alone."""
    bottom = height - FOOT
    lines = "".join(f'<path class="cw-comparison-grid" d="M{x(tick):.1f} {HEAD - 6}V{bottom}"/>' for tick in ticks)
    named = [(tick, f"{tick:.12g}") for tick in ticks]
    if sum(len(text) + 1 for _, text in named) > TICK_CHARACTERS:
        named = [named[0], named[-1]]
    words = ""
    for tick, text in named:
        # A long label grows inwards, so that none is cut off at the edge.
        anchor = "middle" if len(text) < 5 else {ticks[0]: "start", ticks[-1]: "end"}.get(tick, "middle")
        at = x(tick) if anchor == "middle" else 0 if anchor == "start" else WIDTH
        place = f'x="{at:.1f}" y="{bottom + 16}" text-anchor="{anchor}"'
        words += f'<text class="cw-comparison-tick" {place}>{text}</text>'
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
    """A line with the name of the group and its value, and below it the range."""
    middle = top + LINE + (ROW - LINE) / 2 - 2
    value, low, high, threshold = (number_of(metric.get(key)) for key in ("value", "ci_low", "ci_high", "threshold"))
    word, verdict = verdict_of(metric)
    parts = [f'<path class="cw-range-axis" d="M{MARGIN} {middle}H{WIDTH - MARGIN}"/>']
    if low is not None and high is not None:
        parts.append(f'<path class="cw-range-interval" d="M{x(low):.1f} {middle}H{x(high):.1f}"/>')
    if threshold is not None:
        parts.append(f'<path class="cw-range-threshold" d="M{x(threshold):.1f} {middle - 7}V{middle + 7}"/>')
    if value is not None:
        parts.append(_point(x(value), middle, verdict))
    bold = "" if "subgroup" in metric else " cw-comparison-bold"
    unit = "" if metric.get("unit") in (None, "", "1") else f" {shorten(str(metric['unit']), UNIT_LENGTH)}"
    said = f"{shorten(str(metric.get('value')), VALUE_LENGTH)}{unit}" + ("" if verdict == "none" else f", {word}")
    name = _fitting(_group(metric), max(CHARACTERS - _columns(said), LEAST_NAME))
    line = top + LINE - 4
    parts.append(f'<text class="cw-comparison-name{bold}" x="0" y="{line}">{escape(name)}</text>')
    classes = f"cw-comparison-value cw-verdict-{verdict}{bold}"
    parts.append(f'<text class="{classes}" x="{WIDTH}" y="{line}" text-anchor="end">{escape(said)}</text>')
    return "".join(parts)


def _columns(text: str) -> int:
    """The width of a text in characters, of which some are twice as wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _fitting(text: str, columns: int) -> str:
    """A text cut so that it is no wider than so many columns."""
    found = shorten(text, columns)
    while _columns(found) > columns:
        found = found[:-2].rstrip() + "…"
    return found


def _point(x: float, y: float, verdict: str) -> str:
    """A disc where the threshold is met or there is none, a hollow square where it is missed."""
    if verdict == "missed":
        return f'<rect class="cw-comparison-missed" x="{x - 4.5:.1f}" y="{y - 4.5}" width="9" height="9"/>'
    return f'<circle class="cw-range-value" cx="{x:.1f}" cy="{y}" r="4.5"/>'


def _group(metric: Mapping[str, Any]) -> str:
    return str(metric["subgroup"]) if isinstance(metric.get("subgroup"), str) else "all cases"
