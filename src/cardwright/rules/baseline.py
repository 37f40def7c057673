"""A baseline: the findings that stood when somebody began to count, so that a change fails by what it adds alone."""

from __future__ import annotations

import json
from pathlib import Path

from cardwright.errors import CardwrightError
from cardwright.rules.report import Report

SCHEMA = 1


def baseline_text(report: Report) -> str:
    """The open findings of a report as a baseline: JSON, sorted, with a line break at its end."""
    findings = [
        {"fingerprint": item.fingerprint, "rule": item.rule, "entity": item.entity, "path": item.path}
        for item in report.open_findings()
    ]
    findings.sort(key=lambda item: (item["path"], item["rule"], item["fingerprint"]))
    return json.dumps({"schema": SCHEMA, "findings": findings}, indent=1) + "\n"


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints of a baseline. Raises CardwrightError for a file that is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["schema"] != SCHEMA:
            raise ValueError
        return frozenset(str(item["fingerprint"]) for item in data["findings"])
    except OSError as error:
        raise CardwrightError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CardwrightError(f"{path} is no baseline; `cardwright baseline -o {path}` writes one") from None
