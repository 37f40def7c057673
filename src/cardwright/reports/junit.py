"""The report as JUnit XML, for build servers: a suite an entity, a test case a rule that was held against it.

A rule that does not apply is no test case. A finding below `--fail-on`, a waived or known one, a rule that is not in
force, undecided or left to a reader is *skipped* with its reason: it neither fails the build nor counts as passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from cardwright.finding import LEVELS, Finding, printable
from cardwright.reports import PLAIN, Style
from cardwright.rules.report import Report
from cardwright.rules.results import Result

NOT_XML = re.compile("[\ufffe\uffff]")


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as XML text, with a line break at its end."""
    document = JUnitXml("Cardwright")
    for ref in report.entities:
        document.add_testsuite(_suite(report, ref, report.entities[ref].path, style))
    files = {finding.path for finding in report.findings if finding.entity not in report.entities}
    for path in sorted(files):
        found = [f for f in report.findings if f.path == path and f.entity not in report.entities]
        document.add_testsuite(_named(path, path, _cases_of_findings(report, path, found, style)))
    document.update_statistics()  # type: ignore[no-untyped-call]
    text: bytes = document.tostring()  # type: ignore[no-untyped-call]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text.decode("utf-8")}\n'


def _suite(report: Report, ref: str, path: str, style: Style) -> TestSuite:
    """The suite of an entity: its results, and the findings of rules that have none."""
    found: dict[str, list[Finding]] = {}
    for finding in report.findings_by_entity.get(ref, ()):
        found.setdefault(finding.rule, []).append(finding)
    results = [item for item in report.results_by_entity.get(ref, ()) if item.outcome != "not_applicable"]
    cases = [_case(report, result, found.get(result.rule, []), style) for result in results]
    told = {result.rule for result in results}
    rest = [finding for rule in found if rule not in told for finding in found[rule]]
    suite = _named(ref, path, [*cases, *_cases_of_findings(report, ref, rest, style)])
    suite.add_property("as-of", report.as_of.isoformat())
    return suite


def _named(name: str, path: str, cases: Iterable[TestCase]) -> TestSuite:
    suite = TestSuite(_text(name))
    suite.add_property("file", _text(path))
    suite.add_testcases(list(cases))
    return suite


def _case(report: Report, result: Result, findings: Sequence[Finding], style: Style) -> TestCase:
    case = _empty_case(report, result.rule, result.entity)
    if result.outcome != "pass":
        reason = f"{result.outcome.replace('_', ' ')}: {result.reason}" if result.reason else result.outcome
        case.result = [_verdict(report, findings, style) or Skipped(_text(reason))]
        case.system_out = _lines(findings, style.base)
    return case


def _cases_of_findings(report: Report, name: str, findings: Sequence[Finding], style: Style) -> Iterator[TestCase]:
    for rule in sorted({finding.rule for finding in findings}):
        same = [finding for finding in findings if finding.rule == rule]
        case = _empty_case(report, rule, name)
        case.result = [_verdict(report, same, style) or Skipped("waived")]
        case.system_out = _lines(same, style.base)
        yield case


def _empty_case(report: Report, rule: str, entity: str) -> TestCase:
    framework, found = report.rule(rule)
    return TestCase(f"{rule} {found.name}", f"{framework.header.id}.{_text(entity)}", 0)


def _verdict(report: Report, findings: Sequence[Finding], style: Style) -> Failure | Skipped | None:
    """A failure for findings that fail the run, else skipped with the gravest of them; None without findings."""
    if not findings:
        return None
    counted = [f for f in findings if f.outcome in ("fail", "undecided") and not report.is_known(f)]
    failing = [f for f in counted if LEVELS.index(f.level) <= LEVELS.index(style.fail_on)]
    if failing:
        failure = Failure(_text(failing[0].message), failing[0].level)
        failure.text = _text(f"{_lines(failing, style.base)}\n{failing[0].remedy}")
        return failure
    first = findings[0]
    state = f"waived by {first.waiver}" if first.waiver else "known" if report.is_known(first) else first.level
    return Skipped(_text(f"{state}: {first.message}"))


def _lines(findings: Sequence[Finding], base: str) -> str:
    return "\n".join(_text(f"{base}{f.path}:{f.line}:{f.column} {f.level} {f.message}") for f in findings)


def _text(text: str) -> str:
    return NOT_XML.sub("\ufffd", printable(text))
