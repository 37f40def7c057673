"""The report as JSON: stable, for other programs. `schema` counts up when a reader would have to change."""

from __future__ import annotations

import json
from typing import Any

from cardwright import __version__
from cardwright.finding import OUTCOMES, Finding, printable
from cardwright.reports import PLAIN, Style
from cardwright.rules.framework import Framework
from cardwright.rules.report import Report

SCHEMA = 1


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as JSON text, with a line break at its end."""
    return as_text(as_data(report))


def as_text(data: dict[str, Any]) -> str:
    """Plain data as JSON text."""
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data: what `render` writes."""
    return {
        "schema": SCHEMA,
        "cardwright": __version__,
        "as_of": report.as_of.isoformat(),
        "catalog": {"digest": report.catalog.digest, "commit": report.catalog.commit},
        "frameworks": [_framework(framework) for framework in report.frameworks],
        "unknown_frameworks": list(report.unknown_frameworks),
        "entities": [
            {
                "ref": entity.ref,
                "path": printable(entity.path),
                "digest": entity.digest,
                "facts": dict(entity.facts),
                "derivation": list(entity.derivation),
            }
            for entity in report.entities.values()
        ],
        "findings": [_finding(report, finding) for finding in report.findings],
        "coverage": [
            {"entity": row.entity, "framework": row.framework, **{outcome: row[outcome] for outcome in OUTCOMES}}
            for row in report.coverage
        ],
        **_asked(report),
    }


def _asked(report: Report) -> dict[str, Any]:
    """What stands in a report only when somebody asked for it."""
    if report.due_by is None:
        return {}
    due = [{"date": date.isoformat() if date else None, **_finding(report, found)} for date, found in report.due]
    return {"due_by": report.due_by.isoformat(), "due": due}


def _framework(framework: Framework) -> dict[str, Any]:
    header = framework.header
    return {
        "id": header.id,
        "title": header.title,
        "edition": header.edition,
        "amended_by": list(header.amended_by),
        "knowledge": header.knowledge.isoformat(),
        "rules": len(framework.rules),
        "provisions": len(header.provisions),
        "not_checked": [provision.ref for provision in framework.not_checked],
        "not_checkable": [
            {"provision": framework.provisions_by_id[item.provision].ref, "reason": item.reason}
            for item in header.not_checkable
        ],
    }


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    data: dict[str, Any] = {
        "rule": finding.rule,
        "name": finding.name,
        "framework": finding.framework,
        "level": finding.level,
        "outcome": finding.outcome,
        "entity": finding.entity,
        "message": printable(finding.message),
        "remedy": finding.remedy,
        "cites": list(finding.cites),
        "path": printable(finding.path),
        "line": finding.line,
        "column": finding.column,
        "pointer": printable(finding.pointer),
        "fingerprint": finding.fingerprint,
    }
    if finding.waiver:
        data["waiver"] = finding.waiver
    if report.baseline is not None:
        data["known"] = report.is_known(finding)
    return data
