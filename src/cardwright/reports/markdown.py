"""The report as a comment on a pull request: the counts, the findings by level, and what stays unchecked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cardwright.finding import LEVELS, OUTCOMES, Finding, printable
from cardwright.reports import PLAIN, Style
from cardwright.reports.text import summary
from cardwright.rules.report import Report

LONGEST = 65_000
"""Characters; GitHub takes comments of up to 65,536."""
LONGEST_MESSAGE = 300
NAMES = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
MARKS = re.compile(r"[*_\[\]~`]")
"""Signs that a backslash makes plain."""
ENTITIES = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\|<>&$"})
"""Signs that only an entity makes plain inside a table."""
LINKED = re.compile(r"@|#(?!\d+;)|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""Where a program would make a mention, an issue or an address a link."""
FIELD = re.compile(r"`([^`]+)`")


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as Markdown in which no text of the catalog has a meaning, cut at what a comment can hold."""
    head = ["## Cardwright", "", f"**{_safe(summary(report))}**", "", *_outcomes(report)]
    tail = list(_not_checked(report))
    room = LONGEST - sum(len(line) + 1 for line in (*head, *tail))
    body: list[str] = []
    for line in _findings(report, style.base):
        room -= len(line) + 1
        if room < 0:
            body += ["", "The rest is left out here, because a comment can hold no more: see the whole report."]
            break
        body.append(line)
    return "\n".join([*head, *body, *tail]).rstrip() + "\n"


def _outcomes(report: Report) -> Iterator[str]:
    names = [outcome.replace("_", " ") for outcome in OUTCOMES]
    yield f"| Framework | {' | '.join(names)} |"
    yield f"|---|{'--:|' * len(names)}"
    for framework in report.frameworks:
        counts = report.counts(framework.header.id)
        yield f"| {_safe(framework.header.id)} | {' | '.join(str(counts[outcome]) for outcome in OUTCOMES)} |"
    yield ""


def _findings(report: Report, base: str) -> Iterator[str]:
    new = [finding for finding in report.open_findings() if not report.is_known(finding)]
    for level in LEVELS:
        yield from _table(NAMES[level], [finding for finding in new if finding.level == level], base, level == "error")
    yield from _table("Known (in the baseline)", [f for f in report.findings if report.is_known(f)], base)
    yield from _due(report, base)
    yield from _table("Waived", [f for f in report.findings if f.outcome == "waived"], base)


def _table(title: str, findings: Sequence[Finding], base: str, unfolded: bool = False) -> Iterator[str]:
    if not findings:
        return
    yield f"<details{' open' if unfolded else ''}><summary>{title}: {len(findings)}</summary>"
    yield ""
    yield "| Place | Rule | Finding | Remedy |"
    yield "|---|---|---|---|"
    for finding in findings:
        place = f"{base}{finding.path}:{finding.line}:{finding.column}"
        cited = f" ({', '.join(finding.cites)})" if finding.framework != "catalog" else ""
        waiver = f" (accepted by waiver {finding.waiver})" if finding.waiver else ""
        message = _cut(finding.message) + waiver
        yield f"| {_safe(place)} | {finding.rule}{_safe(cited)} | {_safe(message)} | {_safe(finding.remedy)} |"
    yield ""
    yield "</details>"
    yield ""


def _due(report: Report, base: str) -> Iterator[str]:
    if report.due:
        yield f"<details><summary>Becomes due by {report.due_by}: {len(report.due)}</summary>"
        yield ""
        yield "| From | Place | Rule | Finding |"
        yield "|---|---|---|---|"
        for date, finding in report.due:
            place = f"{base}{finding.path}:{finding.line}:{finding.column}"
            yield f"| {date or 'until then'} | {_safe(place)} | {finding.rule} | {_safe(_cut(finding.message))} |"
        yield ""
        yield "</details>"
        yield ""


def _not_checked(report: Report) -> Iterator[str]:
    for framework in report.frameworks:
        if framework.not_checked:
            total = len(framework.header.provisions)
            yield (
                f"Not checked: {len(framework.not_checked)} of {total} provisions of {framework.header.id}"
                " have no rule yet."
            )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]} …"


def _safe(text: str) -> str:
    """The text as a reader sees it, whatever Markdown, HTML, mentions and links it holds; fields stand as code."""
    parts = FIELD.split(printable(" ".join(text.split())))
    return "".join(f"<code>{_plain(part)}</code>" if number % 2 else _plain(part) for number, part in enumerate(parts))


def _plain(text: str) -> str:
    escaped = MARKS.sub(r"\\\g<0>", text.translate(ENTITIES))
    return LINKED.sub(lambda found: f"{found[0]}<!-- -->", escaped)
