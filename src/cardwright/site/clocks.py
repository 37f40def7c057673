"""Incidents that must be reported by a day: the periods come from the rules that set them, never from here."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.rules.checks.dates import add_period
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

Wanted = Mapping[str, frozenset[str]]
"""The values that members of a record must have, in lower case."""
IDLE = ("not_applicable", "not_yet")
"""Outcomes of a rule that asks nothing of an entity today."""


class Clock(NamedTuple):
    """How long an incident may go unreported: the rule that says so, which incidents it is about, and the period."""

    rule: str
    framework: str
    where: Wanted
    within: str
    answered_by: Wanted


def incident_clocks(published: Published) -> list[Clock]:
    """The periods that the rules set for reporting an incident."""
    return [
        Clock(rule.id, framework.id, _wanted(where), str(first["within"]), _wanted(first.get("where")))
        for framework in published.frameworks
        for rule in framework.rules
        for where, first in _parts(rule.check)
    ]


def _parts(check: Any) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Every period since `aware_on` on items of `operation.incidents`, with the condition on these."""
    if isinstance(check, list):
        for part in check:
            yield from _parts(part)
    elif isinstance(check, Mapping):
        each = check.get("each")
        inner = each.get("check") if isinstance(each, Mapping) and each.get("of") == "operation.incidents" else None
        first = inner.get("first_within") if isinstance(inner, Mapping) else None
        if isinstance(each, Mapping) and isinstance(first, Mapping) and first.get("since") == "aware_on":
            yield each.get("where"), first


def _wanted(where: Any) -> Wanted:
    listed = {name: value if isinstance(value, list) else [value] for name, value in dict(where or {}).items()}
    return {name: frozenset(str(value).casefold() for value in values) for name, values in listed.items()}


def running_clocks(
    published: Published, entry: Entry, clocks: Sequence[Clock]
) -> Iterator[tuple[int, Clock, datetime.date]]:
    """The clocks that run for the incidents of a system: which incident, which clock, and the last day."""
    results = published.report.results_by_entity.get(entry.ref, ()) if clocks else ()
    counted = {result.rule for result in results if result.outcome not in IDLE}
    for number, incident in enumerate(incidents_of(entry)):
        aware = day_of(incident.get("aware_on"))
        for clock in clocks if aware else ():
            if clock.rule in counted and _matches(incident, clock.where) and not _answered(incident, clock):
                yield number, clock, add_period(aware, clock.within)  # type: ignore[arg-type]  # a day here


def incidents_of(entry: Entry) -> Sequence[Mapping[str, Any]]:
    """The incidents of a system as written; what is no record is an empty one, so that places stay."""
    operation = entry.source.data.get("operation")
    incidents = operation.get("incidents") if isinstance(operation, Mapping) else None
    return [item if isinstance(item, Mapping) else {} for item in incidents] if isinstance(incidents, list) else []


def day_of(text: object) -> datetime.date | None:
    """The day a text names; None for a text that names none."""
    try:
        return datetime.date.fromisoformat(text.strip()) if isinstance(text, str) else None
    except ValueError:
        return None


def _matches(record: Mapping[str, Any], wanted: Wanted) -> bool:
    return all(str(record.get(name)).casefold() in values for name, values in wanted.items())


def _answered(incident: Mapping[str, Any], clock: Clock) -> bool:
    reports = incident.get("reports")
    return any(
        isinstance(report, Mapping) and day_of(report.get("date")) is not None and _matches(report, clock.answered_by)
        for report in (reports if isinstance(reports, list) else ())
    )
