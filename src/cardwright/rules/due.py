"""What becomes due between two dates: rules that begin, days that lapse, waivers that end."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cardwright.finding import LEVELS, Finding, pointer
from cardwright.rules.judge import judge
from cardwright.rules.report import Due, Report

Key = tuple[str, str, str, str]
"""What stays the same of a finding when its words change with the date: rule, entity, file and field."""


def with_due(report: Report, until: datetime.date) -> Report:
    """The report with what becomes due after its own date and until another: the catalog is judged on both days."""
    later = judge(report.catalog, until, report.frameworks)
    open_now = {_key(finding): finding for finding in report.findings if finding.outcome in ("fail", "undecided")}
    due = [
        Due(_first_day(report, finding, until), finding)
        for finding in later.findings
        if finding.outcome in ("fail", "undecided") and _is_graver(finding, open_now.get(_key(finding)))
    ]
    due.sort(key=lambda item: (item.date or until, item.finding.sort_key))
    return replace(report, due_by=until, due=tuple(due))


def _key(finding: Finding) -> Key:
    return finding.rule, finding.entity, finding.path, finding.pointer


def _is_graver(later: Finding, now: Finding | None) -> bool:
    return now is None or LEVELS.index(later.level) < LEVELS.index(now.level)


def _first_day(report: Report, finding: Finding, until: datetime.date) -> datetime.date | None:
    """The first day a finding stands: the waiver's end, or when the rule binds and the day its field names is past."""
    ends = list(_waiver_ends(report, finding))
    if ends:
        return max(ends)
    begins = max(_begins(report, finding), default=None)
    if begins and any(_key(known) == _key(finding) for known in report.findings_by_entity.get(finding.entity, ())):
        return begins  # what is wrong is wrong today; only the rule does not bind yet
    if finding.lapsed:
        first = finding.lapsed + datetime.timedelta(days=1)
        found = max(begins, first) if begins else first
        return found if found > report.as_of else None
    lapses = min((day for day in _lapses(report, finding) if report.as_of < day <= until), default=None)
    return max(begins, lapses) if begins and lapses else lapses


def _begins(report: Report, finding: Finding) -> Iterator[datetime.date]:
    for result in report.results_by_entity.get(finding.entity, ()):
        if result.rule == finding.rule and result.outcome == "not_yet" and result.date:
            yield result.date


def _waiver_ends(report: Report, finding: Finding) -> Iterator[datetime.date]:
    for known in report.findings_by_entity.get(finding.entity, ()):
        if known.waiver and _key(known) == _key(finding):
            entry = report.catalog.find(f"waiver:{known.waiver}")
            if entry is not None:
                yield entry.value.expiry + datetime.timedelta(days=1)  # type: ignore[attr-defined]  # a waiver


def _lapses(report: Report, finding: Finding) -> Iterator[datetime.date]:
    """The day after each date in the field of a finding, or beside it."""
    entry = report.catalog.find(finding.entity)
    for path, form, text in entry.leaves if entry else ():
        where = pointer(path)
        beside = where.rpartition(".")[0] == finding.pointer and finding.pointer
        if form.name == "date" and (where == finding.pointer or beside) and _is_date(text):
            yield datetime.date.fromisoformat(text) + datetime.timedelta(days=1)


def _is_date(text: Any) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text))
    except (TypeError, ValueError):
        return False
