"""The voices of a report: text for people, JSON for programs; neither decides anything, neither hides anything."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import OUTCOMES, Finding, pointer, printable
from cardwright.reports import Style
from cardwright.reports import json as json_report
from cardwright.reports import text as text_report
from cardwright.rules.judge import judge
from cardwright.rules.report import Report

Build = Callable[[str], Catalog]
TODAY = datetime.date(2026, 11, 21)
STATISTICS = Style(statistics=True)
CATALOG = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [eu-ai-act, house]
governance: {approvers: [{scope: waivers, role: Head of Model Risk}]}
## frameworks/house/framework.yaml
id: house
prefix: HOUSE
title: House rules
issuer: Bank
edition: "2026"
knowledge: 2026-11-01
provisions:
- {id: names, ref: House 1, title: Names}
- {id: money, ref: House 2, title: Money}
- {id: mood, ref: House 3, title: Mood}
not_checkable:
- {provision: mood, reason: No record shows it.}
## frameworks/house/rules/all.yaml
rules:
- id: HOUSE001
  name: named
  title: A system has a name
  cites: names
  level: note
  applies: {kind: system}
  check: {required: name}
  why: People look systems up by their names.
  remedy: Write `name`.
  good: |
    {kind: system, id: s, name: Sorter}
  bad: |
    {kind: system, id: s}   # <- HOUSE001
## systems/b.yaml
kind: system
id: b
name: B
description: TBD
actors: {roles: [provider]}
classification: {annex_iii_points: ['5(b)']}
## systems/a.yaml
kind: system
id: a
name: A
owner: team:nobody
description: to be determined
tags: ["a\\u202Eb"]
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
TEXTS = {"type": "array", "items": {"type": "string"}}
COUNT = {"type": "integer", "minimum": 0}


def record(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """The JSON Schema of an object with these members and no others."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


STRING = {"type": "string"}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
SHAPE = record(
    {
        "schema": {"const": 1},
        "cardwright": STRING,
        "as_of": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "catalog": record({"digest": HASH, "commit": {"type": ["string", "null"]}}),
        "frameworks": {
            "type": "array",
            "items": record(
                {
                    "id": STRING,
                    "title": STRING,
                    "edition": STRING,
                    "amended_by": TEXTS,
                    "knowledge": STRING,
                    "rules": COUNT,
                    "provisions": COUNT,
                    "not_checked": TEXTS,
                    "not_checkable": {"type": "array", "items": record({"provision": STRING, "reason": STRING})},
                }
            ),
        },
        "unknown_frameworks": TEXTS,
        "entities": {
            "type": "array",
            "items": record(
                {"ref": STRING, "path": STRING, "digest": HASH, "facts": {"type": "object"}, "derivation": TEXTS}
            ),
        },
        "findings": {
            "type": "array",
            "items": record(
                {
                    "rule": STRING,
                    "name": STRING,
                    "framework": STRING,
                    "level": {"enum": ["error", "warning", "note"]},
                    "outcome": {"enum": list(OUTCOMES)},
                    "entity": STRING,
                    "message": STRING,
                    "remedy": STRING,
                    "cites": TEXTS,
                    "path": STRING,
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1},
                    "pointer": STRING,
                    "fingerprint": HASH,
                },
                waiver=STRING,
            ),
        },
        "coverage": {
            "type": "array",
            "items": record({"entity": STRING, "framework": STRING, **dict.fromkeys(OUTCOMES, COUNT)}),
        },
    }
)


@pytest.fixture
def report(catalog_of: Build) -> Report:
    """The report on a catalog with faults, a waiver and open facts."""
    return judge(catalog_of(CATALOG), TODAY)


def test_json_has_the_promised_shape(report: Report) -> None:
    """The JSON report has the members that other programs read, and no others."""
    jsonschema.validate(json.loads(json_report.render(report)), SHAPE)


def test_json_says_what_the_report_says(report: Report) -> None:
    """Findings, their order and their waivers, entities and coverage are those of the report."""
    data = json.loads(json_report.render(report))
    assert [item["fingerprint"] for item in data["findings"]] == [item.fingerprint for item in report.findings]
    assert {item.get("waiver") for item in data["findings"]} == {None, "w"}
    assert [item["ref"] for item in data["entities"]] == sorted(report.entities)
    assert sum(row[outcome] for row in data["coverage"] for outcome in OUTCOMES) == len(report.results)
    facts = {item["ref"]: item["facts"] for item in data["entities"]}["system:b"]
    assert (facts["roles"], facts["risk_class"]) == (["provider"], "unknown")


def test_json_names_the_provisions_without_a_rule(report: Report) -> None:
    """What no rule covers and what cannot be checked is listed, so that silence is not taken for agreement."""
    house = next(item for item in json.loads(json_report.render(report))["frameworks"] if item["id"] == "house")
    assert house["not_checked"] == ["House 2"]
    assert house["not_checkable"] == [{"provision": "House 3", "reason": "No record shows it."}]
    assert house["provisions"] == 3


def test_text_has_one_line_a_finding(report: Report) -> None:
    """Every finding stands on a line of its own with file, line, column, level, rule and message, in order of place."""
    lines = [line for line in text_report.render(report).splitlines() if re.match(r"\S+:\d+:\d+ ", line)]
    assert len(lines) == len(report.findings)
    shown = [(line.split(":")[0], int(line.split(":")[1])) for line in lines]
    assert shown == sorted(shown)
    for line, finding in zip(lines, report.findings, strict=True):
        level = "waived" if finding.outcome == "waived" else finding.level
        assert line.startswith(f"{finding.path}:{finding.line}:{finding.column} {level} {finding.rule} ")


def test_text_ends_with_the_counts(report: Report) -> None:
    """The last line counts open findings by level, names the waived ones apart, and gives the date."""
    errors = sum(1 for item in report.findings if item.level == "error" and item.outcome != "waived")
    last = text_report.render(report).splitlines()[-1]
    assert re.fullmatch(rf"{errors} errors, \d+ warnings?, \d+ notes?, 1 waived in 4 entities, as of 2026-11-21", last)


def test_text_shows_waiver_remedy_and_citation(report: Report) -> None:
    """An accepted finding names its waiver; remedies stand below; findings of a law cite it."""
    shown = text_report.render(report)
    assert "(accepted by waiver w)" in shown
    assert re.search(r"^    \S.*placeholder|^    Write the answer", shown, re.MULTILINE)
    assert "[Art. 6(" in shown
    assert re.search(r"Not checked: 1 of 3 provisions of house have no rule yet\.", shown)


def test_text_counts_by_rule(report: Report) -> None:
    """Statistics count the open findings of each rule, the most frequent first; accepted ones are left out."""
    shown = text_report.render(report, STATISTICS)
    counted = re.findall(r"^ *(\d+) (?:error|warning|note) +(\S+) ", shown, re.MULTILINE)
    assert sum(int(number) for number, _ in counted) == len(report.open_findings())
    assert [int(number) for number, _ in counted] == sorted((int(number) for number, _ in counted), reverse=True)
    assert ("1", "CAT040") in counted


@pytest.mark.parametrize("colour", [True, False])
def test_colour_is_asked_for(report: Report, colour: bool) -> None:
    """Escape sequences occur when colour is asked for, and never otherwise."""
    assert ("\x1b[31merror\x1b[0m" in text_report.render(report, Style(colour=colour))) is colour
    assert ("\x1b" in text_report.render(report, Style(colour=colour))) is colour


HOSTILE = "\x1b[2J\x07\x00\u202egpj.exe\u2066\x9b31m\r\ud800"


def with_message(report: Report, message: str) -> Report:
    """The report with one finding, whose message, path and field hold a text."""
    first = report.findings[0]
    finding = Finding(
        **{name: getattr(first, name) for name in Finding._fields}
        | {"message": message, "path": f"systems/{message}.yaml", "pointer": message}
    )
    return Report(report.as_of, report.catalog, report.frameworks, (), report.entities, (finding,), report.results)


def test_what_a_catalog_says_cannot_steer_a_terminal(report: Report) -> None:
    """Control characters, direction changes and halves of characters are shown as escapes, in text and in JSON."""
    hostile = with_message(report, HOSTILE)
    text = text_report.render(hostile)
    data = json.loads(json_report.render(hostile))["findings"][0]
    for shown in (text, data["message"], data["path"], data["pointer"]):
        assert not set(HOSTILE.replace("[2J", "").replace("gpj.exe", "").replace("31m", "")) & set(shown)
        assert r"\x1b[2J\x07\x00\u202egpj.exe\u2066\x9b31m\r\ud800" in shown
    json_report.render(hostile).encode("utf-8")
    text.encode("utf-8")


def test_a_finding_stays_on_its_line(report: Report) -> None:
    """A line break in a message or file name does not make a second line that could pass for a finding."""
    text = text_report.render(with_message(report, "odd\nsystems/a.yaml:1:1 error CAT001 forged"))
    assert not any(line.startswith("systems/a.yaml:1:1 ") for line in text.splitlines())


def test_derivations_cannot_steer_a_terminal(catalog_of: Build) -> None:
    """What a catalog says inside the derivation of a class is escaped too."""
    text = (
        "kind: system\nid: s\nname: S\nclassification:\n  prohibited_practices:\n"
        '  - {letter: g, answer: true, exception: "Lawful labelling \\u202E of images by police."}\n'
    )
    report = judge(catalog_of(text), TODAY)
    (steps,) = (item["derivation"] for item in json.loads(json_report.render(report))["entities"])
    assert any(r"Lawful labelling \u202e of images" in step for step in steps)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("kind: system", "# a comment\n\nkind: system", True),
        ("name: B\n", "name: B\nversion: '2'\n", True),
        ("description: TBD", "description: TODO", False),
        ("id: b\n", "id: c\n", False),
        ("description: TBD", "type: TBD", False),
    ],
)
def test_fingerprints_survive_moved_lines(catalog_of: Build, before: str, after: str, same: bool) -> None:
    """The identity of a finding is its rule, entity, file, field and message, wherever its line has gone."""

    def fingerprint(text: str) -> str:
        (found,) = (
            f for f in judge(catalog_of(text), TODAY).findings if f.rule == "CAT040" and f.path.endswith("b.yaml")
        )
        return found.fingerprint

    head, tail = CATALOG.split("## systems/b.yaml\n")
    moved = f"{head}## systems/b.yaml\n{tail.replace(before, after, 1)}"
    assert (fingerprint(CATALOG) == fingerprint(moved)) is same


def test_fingerprints_leave_out_places_that_messages_name(catalog_of: Build) -> None:
    """A message that names another line keeps its fingerprint when that line moves."""
    same = (
        "The committee looked at the whole of this matter at length and was of the opinion that nothing more is needed."
    )
    text = f"kind: system\nid: a\nname: A\ndescription: {same}\npurpose:\n  intended_purpose: {same}\n"
    reports = [judge(catalog_of(version), TODAY) for version in (text, f"# moved\n{text}")]
    found = [[f for f in report.findings if f.rule == "CAT042"] for report in reports]
    assert found[0][0].message != found[1][0].message
    assert found[0][0].fingerprint == found[1][0].fingerprint


def test_every_finding_has_a_fingerprint_of_its_own(report: Report) -> None:
    """No two findings of a report share a fingerprint."""
    assert len({finding.fingerprint for finding in report.findings}) == len(report.findings)


@pytest.mark.parametrize(
    ("path", "written"),
    [((), ""), (("a",), "a"), (("a", "b"), "a.b"), (("a", 0, "b", 10), "a[0].b[10]"), ((0, "a"), "[0].a")],
)
def test_pointers_are_written_as_people_do(path: tuple[str | int, ...], written: str) -> None:
    """A field is named with dots and brackets."""
    assert pointer(path) == written


@pytest.mark.parametrize("text", ["Prüfung", "信用评分", "نص عربي", "a\tb", "a\nb", "👩‍💻"])
def test_honest_text_is_shown_as_it_is(text: str) -> None:
    """Letters of any script, tabs, line breaks and joined emoji are left alone."""
    assert printable(text) == text


def test_reports_are_the_same_every_time(catalog_of: Build) -> None:
    """Two runs over the same catalog give the same bytes in every voice."""
    first, second = (judge(catalog_of(CATALOG), TODAY) for _ in range(2))
    assert json_report.render(first) == json_report.render(second)
    assert text_report.render(first, STATISTICS) == text_report.render(second, STATISTICS)
