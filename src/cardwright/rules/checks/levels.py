"""Checks on levels that are watched, on results that pass them, and on verdicts that rest on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardwright.rules.checks.case import Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.presence import choices, items_of, picked
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import Spot, descend, parse_path
from cardwright.rules.placeholders import fold


@word
def breaches_listed(of: str, results: Any, entries: str) -> Check:
    """A result beyond the breach level of the indicator of its name has an entry that names the indicator.

    A breach level above the warning is an upper one, below it a lower one.

    `breaches_listed: {of: operation.monitoring.indicators, results: operation.monitoring.results,
    entries: operation.monitoring.breaches.indicator}`
    """
    indicators_at, results_at, entries_at = parse_path(of), paths(results), parse_path(entries)

    @looking_at([indicators_at], results_at)
    def run(case: Case) -> Iterator[Fault]:
        limits = {
            fold(item.value.name): item.value
            for item in items_of(case.spots(indicators_at))
            if None not in (item.value.name, item.value.warning, item.value.breach)
        }
        told = {fold(str(spot.value)) for spot in case.spots(entries_at) if spot.value is not None}
        found = [item for field in results_at for item in items_of(case.spots(field))]
        pairs = [
            (item, limits[fold(item.value.name)])
            for item in found
            if item.value.value is not None and item.value.name and fold(item.value.name) in limits
        ]
        if not pairs:
            yield nothing(case)
        for item, limit in pairs:
            above = limit.breach > limit.warning
            beyond = item.value.value > limit.breach if above else item.value.value < limit.breach
            if beyond and fold(item.value.name) not in told:
                side = "above" if above else "below"
                yield at(
                    item,
                    f"{named(case, item)}: {item.value.name} is {item.value.value}, {side} its breach level of "
                    f"{limit.breach}, and no item of `{entries_at.text}` names it",
                )

    return run


@word
def warned_first(of: str, among: Any) -> Check:
    """An indicator warns before it is breached: above the breach level where more is better, below it where less is.

    Which it is, the metric of the same name says.

    `warned_first: {of: operation.monitoring.indicators, among: performance.metrics}`
    """
    indicators_at, metrics_at = parse_path(of), paths(among)

    @looking_at([indicators_at], metrics_at)
    def run(case: Case) -> Iterator[Fault]:
        metrics = [item.value for field in metrics_at for item in items_of(case.spots(field))]
        directions = {fold(m.name): m.threshold_direction for m in metrics if m.name and m.threshold_direction}
        items = [
            item
            for item in items_of(case.spots(indicators_at))
            if None not in (item.value.name, item.value.warning, item.value.breach)
            and fold(item.value.name) in directions
        ]
        if not items:
            yield nothing(case)
        for item in items:
            at_most = directions[fold(item.value.name)] == "at_most"
            late = item.value.warning >= item.value.breach if at_most else item.value.warning <= item.value.breach
            if late:
                yield at(
                    Spot(item.entry, (*item.path, "warning"), item.value.warning),
                    f"{named(case, item)}: the warning at {item.value.warning} comes no earlier than the breach at "
                    f"{item.value.breach}, although {item.value.name} has to be {'at most' if at_most else 'at least'} "
                    "its threshold",
                )

    return run


@word
def verdict_holds(of: str, where: dict[str, Any], by: str, among: Any, member: str) -> Check:
    """Of an item with a favourable verdict no metric misses its threshold; `member` of the metric says what `by` does.

    `verdict_holds: {of: fairness.attributes, where: {conclusion: fair}, by: attribute,
    among: 'model_version:evaluation.metrics', member: subgroup}`
    """
    items_at, name, metrics_at = parse_path(of), parse_path(by).steps, paths(among)
    wanted, same = choices(where), parse_path(member).steps

    @looking_at([items_at], metrics_at)
    def run(case: Case) -> Iterator[Fault]:
        metrics = [item for field in metrics_at for item in items_of(case.spots(field))]
        items = [item for item in items_of(case.spots(items_at)) if picked(item, wanted)]
        pairs = [(item, metric) for item in items for metric in metrics if _said(item, name) == _said(metric, same)]
        if not pairs:
            yield nothing(case)
        for item, metric in pairs:
            measured = metric.value
            if None in (measured.value, measured.threshold, measured.threshold_direction):
                continue
            at_most = measured.threshold_direction == "at_most"
            missed = measured.value > measured.threshold if at_most else measured.value < measured.threshold
            if missed:
                told = f"{measured.name} is {measured.value} and misses its threshold of {measured.threshold}"
                yield at(item, f"{named(case, item)} has a favourable verdict, but {named(case, metric)}: {told}")

    return run


def _said(item: Spot, steps: Any) -> str:
    return fold(str(descend(item.entry, item.value, item.path, steps)[0].value))
