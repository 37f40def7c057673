"""The voices for other programs: SARIF, JUnit, GitHub, GitLab and Markdown say what the report says, and no more."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from junitparser import Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

from cardwright.catalog.graph import Catalog
from cardwright.finding import OUTCOMES
from cardwright.reports import Style, github, gitlab, junit, markdown, sarif
from cardwright.reports.text import summary
from cardwright.rules.judge import judge
from cardwright.rules.report import Report

Build = Callable[[str], Catalog]
TODAY = datetime.date(2026, 11, 21)
BASE = "models/ai catalog/"
HOSTILE = "::error::x%0A| `code` <img src=x onerror=alert(1)> @everyone #1 [a](javascript:b) https://evil.example"
CATALOG = f"""\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [eu-ai-act, {json.dumps(HOSTILE)}]
governance: {{approvers: [{{scope: waivers, role: Head of Model Risk}}]}}
## systems/b.yaml
kind: system
id: b
name: B
description: TBD
actors: {{roles: [provider]}}
## systems/a.yaml
kind: system
id: a
name: A
owner: team:nobody
description: to be determined
## broken.yaml
kind: [
## waivers/w.yaml
kind: waiver
id: w
rule: CAT040
entity: system:a
reason: The text is with the translators until the end of January.
compensating_control: The owner answers questions on it within a day.
requested_by: Product Owner
approved_by: Head of Model Risk
approved_on: 2026-11-01
expiry: 2027-01-31
"""


@pytest.fixture
def report(catalog_of: Build) -> Report:
    """The report on a catalog with faults, hostile text, a waiver and open facts."""
    return judge(catalog_of(CATALOG), TODAY)


def test_sarif_has_every_finding_at_its_place(report: Report) -> None:
    """Results are the findings: rule, level, region, outcome; a rule is described once, with its source."""
    (run,) = json.loads(sarif.render(report, Style(base=BASE)))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({rule["id"] for rule in rules})
    told = []
    for result in run["results"]:
        (location,) = [place["physicalLocation"] for place in result["locations"]]
        region = location["region"]
        path = unquote(location["artifactLocation"]["uri"]).removeprefix(BASE)
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        told.append((result["ruleId"], result["level"], path, region["startLine"], region["startColumn"]))
    assert told == [(f.rule, f.level, f.path, f.line, f.column) for f in report.findings]
    law = next(rule for rule in rules if rule["id"].startswith("AIA"))
    assert law["helpUri"].startswith("https://eur-lex.europa.eu/")
    assert law["properties"]["cites"]


def test_sarif_paths_are_uris(report: Report) -> None:
    """A blank or another sign that an address cannot hold is escaped."""
    (run,) = json.loads(sarif.render(report, Style(base=BASE)))["runs"]
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
    assert all(re.fullmatch(r"models/ai%20catalog/[\w./%-]+", uri) for uri in uris)


def test_sarif_shows_a_waiver_as_a_suppression(report: Report) -> None:
    """What was accepted is suppressed with the reason of the waiver; nothing else is."""
    (run,) = json.loads(sarif.render(report))["runs"]
    accepted = [result for result in run["results"] if "suppressions" in result]
    assert [result["properties"]["outcome"] for result in accepted] == ["waived"]
    (suppression,) = accepted[0]["suppressions"]
    assert suppression["status"] == "accepted"
    assert "translators" in suppression["justification"]


def test_sarif_fingerprints_survive_moved_lines(catalog_of: Build, tmp_path: Any) -> None:
    """A comment above the finding moves its line and leaves its fingerprint."""
    before = json.loads(sarif.render(judge(catalog_of(CATALOG), TODAY)))["runs"][0]["results"]
    moved = CATALOG.replace("kind: system\nid: b", "# one\n# two\nkind: system\nid: b")
    after = json.loads(sarif.render(judge(catalog_of(moved), TODAY)))["runs"][0]["results"]
    assert [item["partialFingerprints"] for item in before] == [item["partialFingerprints"] for item in after]
    assert before != after


def test_junit_fails_what_fails_the_run_and_passes_only_what_passed(report: Report) -> None:
    """Failures are rules with a finding at the level asked for; passed are results that passed, nothing else."""
    for level, counted in (("error", {"error"}), ("note", {"error", "warning", "note"})):
        document = JUnitXml.fromstring(junit.render(report, Style(fail_on=level)).encode())  # type: ignore[arg-type]
        failed = {
            (suite.name, case.name.split()[0])
            for suite in document
            for case in suite
            if any(isinstance(result, Failure) for result in case.result)
        }
        expected = {
            (finding.entity or finding.path, finding.rule)
            for finding in report.findings
            if finding.level in counted and finding.outcome in ("fail", "undecided")
        }
        assert failed == expected
        passed = sum(not case.result for suite in document for case in suite)
        assert passed == sum(result.outcome == "pass" for result in report.results)


def test_junit_skips_with_the_reason_what_is_neither(report: Report) -> None:
    """Undecided, waived and later rules are skipped, each saying so."""
    document = JUnitXml.fromstring(junit.render(report).encode())
    said = {r.message.split(":")[0] for suite in document for case in suite for r in case.result if type(r) is Skipped}
    assert {"undecided", "waived by w"} <= said


def test_github_annotations_stand_at_the_line(report: Report) -> None:
    """Each finding is one command with file, line and column; a waived one is a notice."""
    lines = github.render(report, Style(base="catalog/")).splitlines()
    assert len(lines) == len(report.findings) + 1
    assert lines[-1] == summary(report)
    commands = {"error": "error", "warning": "warning", "note": "notice"}
    for line, finding in zip(lines, report.findings, strict=False):
        command = "notice" if finding.waiver else commands[finding.level]
        place = f"file=catalog/{finding.path},line={finding.line},col={finding.column},"
        assert line.startswith(f"::{command} {place}title={finding.rule} ")


def test_github_annotations_cannot_be_ended_by_a_text(report: Report) -> None:
    """Line breaks, percent signs, colons and commas of a text stay inside the annotation that quotes it."""
    (line,) = [line for line in github.render(report).splitlines() if "everyone" in line]
    properties, _, message = line.removeprefix("::error ").partition("::")
    assert len(properties.split(",")) == 4
    assert "%250A" in message
    assert "is no framework" in message


def test_gitlab_issues_are_complete_and_told_apart(report: Report) -> None:
    """Each finding is an issue with the members that GitLab asks for; no two share a fingerprint."""
    issues = json.loads(gitlab.render(report, Style(base="catalog/")))
    assert len(issues) == len(report.findings)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue, finding in zip(issues, report.findings, strict=True):
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"] == {"path": f"catalog/{finding.path}", "lines": {"begin": finding.line}}
        assert issue["description"].startswith(finding.rule)
    assert {i["severity"] for i, f in zip(issues, report.findings, strict=True) if f.waiver} == {"info"}


def test_markdown_lists_every_finding_and_outcome(report: Report) -> None:
    """Every finding stands in the comment, and every outcome of every framework."""
    shown = markdown.render(report, Style(base="catalog/"))
    assert shown.count("| catalog/") == len(report.findings)
    assert summary(report) in shown
    for framework in report.frameworks:
        counts = report.counts(framework.header.id)
        assert f"| {framework.header.id} | {' | '.join(str(counts[outcome]) for outcome in OUTCOMES)} |" in shown


def test_markdown_gives_no_text_a_meaning(report: Report) -> None:
    """Links, images, mentions, code and HTML of a text are shown as they are written."""
    shown = markdown.render(report)
    page = MarkdownIt("commonmark", {"linkify": True}).enable("table").render(shown)
    tags = set(re.findall(r"<(/?\w+)", page))
    assert tags <= {f"{end}{tag}" for end in ("", "/") for tag in (
        "h2", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "code"
    )}  # fmt: skip
    for sign in ("@everyone", "#1", "https://", "<img"):
        assert sign not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "@<!-- -->everyone" in page


def test_markdown_is_cut_where_a_comment_ends(catalog_of: Build) -> None:
    """A comment holds 65,536 characters; what is left out is said."""
    many = "".join(f"## t/{number}.yaml\nkind: team\nid: t{number}\nname: T\nowner: nobody\n" for number in range(900))
    shown = markdown.render(judge(catalog_of(many), TODAY))
    assert len(shown) < 65_536
    assert "left out here" in shown


@pytest.mark.parametrize(
    ("voice", "mark"),
    [
        (sarif, '"baselineState": "unchanged"'),
        (junit, 'message="known: '),
        (github, "(known%3A it is in the baseline)"),
        (gitlab, "(known: it is in the baseline)"),
        (markdown, "Known (in the baseline)"),
    ],
)
def test_a_known_finding_is_shown_as_known(report: Report, voice: Any, mark: str) -> None:
    """What the baseline knows stays in every voice, marked, and fails nothing."""
    known = replace(report, baseline=frozenset(finding.fingerprint for finding in report.findings))
    assert not known.fails("note")
    assert mark in voice.render(known)
    assert mark not in voice.render(report)


@pytest.mark.parametrize("voice", [sarif, junit, github, gitlab, markdown])
def test_voices_are_the_same_every_time(catalog_of: Build, voice: Any) -> None:
    """Two runs over the same catalog give the same text."""
    first, second = (judge(catalog_of(CATALOG), TODAY) for _ in range(2))
    assert voice.render(first) == voice.render(second)
