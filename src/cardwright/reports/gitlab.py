"""The report as a GitLab Code Quality file: one issue a finding, shown in the merge request."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cardwright.finding import Finding, printable
from cardwright.reports import PLAIN, Style
from cardwright.rules.report import Report

SEVERITIES = {"error": "critical", "warning": "major", "note": "info"}


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as JSON text, with a line break at its end."""
    seen: dict[str, int] = {}
    issues = [_issue(report, finding, style.base, seen) for finding in report.findings]
    return json.dumps(issues, indent=1, ensure_ascii=False) + "\n"


def _issue(report: Report, finding: Finding, base: str, seen: dict[str, int]) -> dict[str, Any]:
    waived = f" (accepted by waiver {finding.waiver})" if finding.waiver else ""
    known = " (known: it is in the baseline)" if report.is_known(finding) else ""
    quiet = bool(waived or known)
    return {
        "description": f"{finding.rule} {printable(finding.message)}{waived}{known}. {finding.remedy}",
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": _unique(finding.fingerprint, seen),
        "severity": "info" if quiet else SEVERITIES[finding.level],
        "location": {"path": printable(base + finding.path), "lines": {"begin": finding.line}},
    }


def _unique(fingerprint: str, seen: dict[str, int]) -> str:
    """The fingerprint itself; GitLab drops an issue whose fingerprint it has seen, so a repeated one is counted on."""
    number = seen[fingerprint] = seen.get(fingerprint, 0) + 1
    return fingerprint if number == 1 else hashlib.sha256(f"{fingerprint} {number}".encode()).hexdigest()
