"""The report as SARIF 2.1.0 for code scanning: rules with sources, findings at their place, waivers as suppressions."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from cardwright import __version__
from cardwright.finding import Finding, printable
from cardwright.reports import PLAIN, Style
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "SRCROOT"
"""The name under which a viewer knows the top of the repository."""
FINGERPRINT = "cardwright/v1"
GITHUB_FINGERPRINT = "primaryLocationLineHash"
"""The fingerprint that GitHub compares; given here, so that it does not make its own from the line."""


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as SARIF text, with a line break at its end."""
    rules = sorted(
        ((framework, rule) for framework in report.frameworks for rule in framework.rules),
        key=lambda pair: pair[1].id,
    )
    index = {rule.id: number for number, (_, rule) in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "Cardwright",
                "semanticVersion": __version__,
                "version": __version__,
                "rules": [_rule(framework, rule) for framework, rule in rules],
            }
        },
        "automationDetails": {"id": f"cardwright/{report.catalog.digest}"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "properties": {"asOf": report.as_of.isoformat()}}],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The top of the repository that holds the catalog."}}},
        "results": [_result(report, finding, index, style.base) for finding in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _rule(framework: Framework, rule: Rule) -> dict[str, Any]:
    header = framework.header
    cited = [framework.provisions_by_id[cite] for cite in rule.cites]
    data: dict[str, Any] = {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why.strip()},
        "help": {"text": rule.remedy.strip()},
        "defaultConfiguration": {"level": rule.level},
        "properties": {
            "framework": header.id,
            "edition": header.edition,
            "cites": [provision.ref for provision in cited],
            "verified": sorted({provision.verified for provision in cited}),
            "tags": [header.id, rule.name],
        },
    }
    if header.source and header.source.startswith(("https://", "http://")):
        data["helpUri"] = header.source
    return data


def _result(report: Report, finding: Finding, index: dict[str, int], base: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": finding.level,
        "message": {"text": f"{printable(finding.message)}. {finding.remedy}"},
        "locations": [_location(finding, base)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint, GITHUB_FINGERPRINT: f"{finding.fingerprint[:16]}:1"},
        "properties": {"outcome": finding.outcome, "entity": finding.entity, "cites": list(finding.cites)},
    }
    if report.baseline is not None:
        data["baselineState"] = "unchanged" if report.is_known(finding) else "new"
    if finding.waiver:
        data["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": printable(report.reason_of(finding.waiver))}
        ]
    return data


def _location(finding: Finding, base: str) -> dict[str, Any]:
    """The place of a finding. A region without an end reaches to the end of its line (SARIF 3.30.7)."""
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(base + finding.path, errors="surrogateescape"), "uriBaseId": ROOT},
            "region": {"startLine": finding.line, "startColumn": finding.column},
        }
    }
    if finding.pointer:
        name = printable(finding.pointer)
        location["logicalLocations"] = [{"fullyQualifiedName": f"{finding.entity} {name}".strip(), "kind": "member"}]
    return location
