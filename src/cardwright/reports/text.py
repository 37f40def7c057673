"""The report for a terminal: findings by file, each with its place and remedy, and the counts in the last line."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from cardwright.finding import Finding, printable
from cardwright.reports import PLAIN, Style
from cardwright.rules.report import Report

COLOURS = {"error": "31", "warning": "33", "note": "36", "waived": "35"}
WIDTH = 110


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as text, with a line break at its end. With `statistics` it counts findings by rule."""
    lines = [*_findings(report, style.colour), *_due(report, style.colour)]
    if style.statistics:
        lines += _statistics(report)
    lines += _not_checked(report)
    lines.append(summary(report))
    return "\n".join(lines) + "\n"


def summary(report: Report) -> str:
    """The counts in one line."""
    counts = report.level_counts()
    waived = sum(1 for finding in report.findings if finding.outcome == "waived")
    known = sum(1 for finding in report.open_findings() if report.is_known(finding))
    parts = [_count(number, level) for level, number in counts.items()]
    found = ", ".join(parts) + (f", {waived} waived" if waived else "")
    if report.baseline is not None:
        found += f", {known} of them known from the baseline"
    return f"{found} in {_count(len(report.entities), 'entity', 'entities')}, as of {report.as_of}"


def _findings(report: Report, colour: bool) -> Iterator[str]:
    previous: Finding | None = None
    for finding in report.findings:
        if previous is not None and previous.path != finding.path:
            yield ""
        yield _line(report, finding, colour)
        if previous is None or (previous.rule, previous.path) != (finding.rule, finding.path):
            yield _indented(finding.remedy)
        previous = finding
    if previous is not None:
        yield ""


@lru_cache
def _indented(remedy: str) -> str:
    """A remedy in lines below its finding; rules have many findings, so each is wrapped once."""
    lines = textwrap.wrap(
        printable(remedy), WIDTH, initial_indent="    ", subsequent_indent="    ",
        break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip
    return "\n".join(lines)


def _due(report: Report, colour: bool) -> Iterator[str]:
    """What becomes due, in the order of the days."""
    if report.due_by is None:
        return
    yield f"Becomes due by {report.due_by}: {_count(len(report.due), 'finding')}"
    for date, finding in report.due:
        yield f"{date or 'until then'} {_line(report, finding, colour)}"
    yield ""


def _line(report: Report, finding: Finding, colour: bool) -> str:
    place = f"{_one_line(finding.path)}:{finding.line}:{finding.column}"
    level = "waived" if finding.outcome == "waived" else finding.level
    shown = f"\x1b[{COLOURS[level]}m{level}\x1b[0m" if colour else level
    waiver = f" (accepted by waiver {finding.waiver})" if finding.waiver else ""
    waiver += " (known from the baseline)" if report.is_known(finding) else ""
    cited = f" [{', '.join(finding.cites)}]" if finding.framework != "catalog" else ""
    return f"{place} {shown} {finding.rule} {_one_line(finding.message)}{waiver}{cited}"


def _one_line(text: str) -> str:
    return printable(text.replace("\n", "\\n"))


def _statistics(report: Report) -> Iterator[str]:
    counted = Counter((finding.rule, finding.name, finding.level) for finding in report.open_findings())
    for (rule, name, level), number in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:6d} {level:7s} {rule} {name}"
    yield ""


def _not_checked(report: Report) -> Iterator[str]:
    """What the report is silent on, so that silence is not taken for agreement."""
    for framework in report.frameworks:
        left = len(framework.not_checked)
        if left:
            total = len(framework.header.provisions)
            yield f"Not checked: {left} of {total} provisions of {framework.header.id} have no rule yet."


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
