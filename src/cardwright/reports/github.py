"""The report as workflow commands of GitHub Actions: an annotation beside the line of every finding."""

from __future__ import annotations

from cardwright.finding import Finding, printable
from cardwright.reports import PLAIN, Style
from cardwright.reports.text import summary
from cardwright.rules.report import Report

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as workflow commands, one a line, and the counts in the last line."""
    lines = [_annotation(report, finding, style.base) for finding in report.findings]
    return "\n".join([*lines, summary(report)]) + "\n"


def _annotation(report: Report, finding: Finding, base: str) -> str:
    quiet = finding.outcome == "waived" or report.is_known(finding)
    command = "notice" if quiet else COMMANDS[finding.level]
    state = f" (accepted by waiver {finding.waiver})" if finding.waiver else ""
    state += " (known: it is in the baseline)" if report.is_known(finding) else ""
    cited = f" [{', '.join(finding.cites)}]" if finding.framework != "catalog" else ""
    properties = {
        "file": base + finding.path,
        "line": str(finding.line),
        "col": str(finding.column),
        "title": f"{finding.rule} {finding.name}{state}",
    }
    head = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = f"{finding.message}{cited}\n{finding.remedy}"
    return f"::{command} {head}::{_data(text)}"


def _data(text: str) -> str:
    """The text with what would end or start a command escaped."""
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    """A property's value, in which also colon and comma have a meaning."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
