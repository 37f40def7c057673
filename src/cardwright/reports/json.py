"""The report as JSON: stable, for other programs. `schema` counts up when a reader would have to change."""

from __future__ import annotations

import json
from typing import Any

from cardwright import __version__
from cardwright.finding import OUTCOMES, Finding, printable
from cardwright.rules.framework import Framework
from cardwright.rules.report import Report

SCHEMA = 1


def render(report: Report, *, colour: bool = False, statistics: bool = False) -> str:
    """The report as JSON text, with a line break at its end; it has neither colour nor counts of its own."""
    return json.dumps(as_data(report), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


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
        "findings": [_finding(finding) for finding in report.findings],
        "coverage": [
            {"entity": row.entity, "framework": row.framework, **{outcome: row[outcome] for outcome in OUTCOMES}}
            for row in report.coverage
        ],
    }


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


def _finding(finding: Finding) -> dict[str, Any]:
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
    return data
