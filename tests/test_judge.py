"""Judging: seven outcomes, dates of application with their contested days, and rules that never stop one another."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import OUTCOMES, Finding
from cardwright.rules.framework import Framework
from cardwright.rules.judge import judge
from cardwright.rules.report import Report
from cardwright.rules.results import Result
from cardwright.rules.shelf import framework_in, shelf_of, shipped_frameworks

Build = Callable[[str], Catalog]
Law = Callable[..., Framework]
TODAY = datetime.date(2026, 11, 21)
HEADER: dict[str, Any] = {
    "id": "law",
    "prefix": "LAW",
    "title": "A law",
    "issuer": "A state",
    "edition": "First",
    "knowledge": "2026-11-21",
    "provisions": [{"id": "art-1", "ref": "Art. 1", "title": "Everything"}],
    "dates": {
        "plain": [{"from": "2027-01-01", "source": "Art. 9"}],
        "contested": [
            {"from": "2027-12-02", "warn_from": "2026-08-02", "contested": "Art. 113 is silent", "source": "Art. 113"}
        ],
        "by-stage": [
            {"from": "2026-01-01", "when": {"lifecycle_stage": "production"}},
            {"from": "2028-01-01", "when": {"lifecycle_stage": "pilot"}},
            {"from": "2030-01-01"},
        ],
        "mixed": [
            {"from": "2030-01-01", "warn_from": "2026-01-01", "when": {"profiling": "true"}},
            {"from": "2026-06-01"},
        ],
    },
}
RULE: dict[str, Any] = {
    "name": "owner-named",
    "title": "It has an owner",
    "cites": "art-1",
    "level": "error",
    "applies": {"kind": "system"},
    "check": {"required": "owner"},
    "why": "Somebody must answer.",
    "remedy": "Name the owner.",
}


@pytest.fixture
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    """Make a framework from rules, each given by what differs from one that asks a system for its owner."""

    def make(*rules: dict[str, Any]) -> Framework:
        folder: Path = tmp_path_factory.mktemp("frameworks") / "law"
        (folder / "rules").mkdir(parents=True)
        (folder / "framework.yaml").write_text(json.dumps(HEADER), encoding="utf-8")
        numbered = [
            {**RULE, "id": f"LAW{number:03d}", "name": f"rule-{number}", **rule} for number, rule in enumerate(rules, 1)
        ]
        (folder / "rules" / "all.yaml").write_text(json.dumps({"rules": numbered}), encoding="utf-8")
        return framework_in(folder)

    return make


def judged(catalog: Catalog, *frameworks: Framework, as_of: datetime.date = TODAY) -> Report:
    """The report under some frameworks and the one that is always on."""
    return judge(catalog, as_of, [shipped_frameworks()["catalog"], *frameworks])


def result(report: Report, rule: str = "LAW001", entity: str = "system:s") -> Result:
    """How a rule turned out on an entity."""
    (found,) = (item for item in report.results if (item.rule, item.entity) == (rule, entity))
    return found


def found(report: Report, rule: str = "LAW001") -> list[Finding]:
    """The findings of a rule."""
    return [finding for finding in report.findings if finding.rule == rule]


BARE = "{kind: system, id: s, name: S}"
OWNED = "{kind: system, id: s, name: S, owner: team:a, lifecycle_stage: pilot}"


@pytest.mark.parametrize(
    ("rule", "text", "outcome", "reason"),
    [
        ({}, OWNED, "pass", ""),
        ({}, BARE, "fail", ""),
        ({"review": "Read whether it is the right team."}, OWNED, "review", "Read whether it is the right team."),
        ({"review": "Read whether it is the right team."}, BARE, "fail", ""),
        ({"from": "plain"}, BARE, "not_yet", "error from 2027-01-01"),
        ({"from": "plain"}, OWNED, "not_yet", "error from 2027-01-01"),
        ({"from": "2027-05-01", "level": "warning"}, BARE, "not_yet", "warning from 2027-05-01"),
        ({"applies": {"kind": "system", "profiling": "true"}}, OWNED, "undecided", "unknown: profiling"),
        (
            {"applies": {"kind": "system", "lifecycle_stage": "retired"}}, OWNED,
            "not_applicable", "lifecycle_stage is pilot",
        ),
        (
            {"applies": {"kind": "system", "lifecycle_stage": "retired", "profiling": "true"}}, OWNED,
            "not_applicable", "lifecycle_stage is pilot",
        ),
        (
            {"check": {"not_future": "reviews.date"}}, OWNED,
            "not_applicable", "nothing is recorded that this rule could judge",
        ),
        ({"check": [{"required": "owner"}, {"not_future": "reviews.date"}]}, OWNED, "pass", ""),
        ({"check": [{"required": "owner"}, {"required": "developer"}]}, OWNED, "fail", ""),
        (
            {"check": {"derived": {"of": "lifecycle_stage", "fact": "risk_class"}}}, OWNED,
            "undecided", "unknown: risk_class",
        ),
    ],
)  # fmt: skip
def test_outcomes(catalog_of: Build, law: Law, rule: dict[str, Any], text: str, outcome: str, reason: str) -> None:
    """A rule passes only when it applies, is in force, saw something, and found nothing; else it says why not."""
    report = judged(catalog_of(text), law(rule))
    assert (result(report).outcome, result(report).reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("as_of", "outcome", "level", "date"),
    [
        ("2026-12-31", "not_yet", "note", datetime.date(2027, 1, 1)),
        ("2027-01-01", "fail", "error", None),
        ("2027-01-02", "fail", "error", None),
    ],
)
def test_a_rule_counts_from_its_day(
    catalog_of: Build, law: Law, as_of: str, outcome: str, level: str, date: datetime.date | None
) -> None:
    """Before its day of application a rule gives notes with the day; from that day on its own level."""
    report = judged(catalog_of(BARE), law({"from": "plain"}), as_of=datetime.date.fromisoformat(as_of))
    (finding,) = found(report)
    assert (result(report).outcome, result(report).date) == (outcome, date)
    assert (finding.outcome, finding.level) == (outcome, level)
    assert ("(error from 2027-01-01)" in finding.message) is (outcome == "not_yet")


@pytest.mark.parametrize(
    ("as_of", "rule_level", "outcome", "level", "words"),
    [
        ("2026-08-01", "error", "not_yet", "note", "(warning from 2026-08-02, error from 2027-12-02)"),
        ("2026-08-02", "error", "fail", "warning", "(contested: error from 2027-12-02 (Art. 113 is silent))"),
        ("2027-12-01", "error", "fail", "warning", "contested"),
        ("2027-12-02", "error", "fail", "error", "`owner` is missing"),
        ("2026-11-21", "note", "fail", "note", "contested"),
        ("2026-11-21", "warning", "fail", "warning", "contested"),
    ],
)
def test_a_contested_day_warns_first(
    catalog_of: Build, law: Law, as_of: str, rule_level: str, outcome: str, level: str, words: str
) -> None:
    """From the literal day a rule warns, and says what is contested; its own level counts from the later day."""
    framework = law({"from": "contested", "level": rule_level})
    report = judged(catalog_of(BARE), framework, as_of=datetime.date.fromisoformat(as_of))
    (finding,) = found(report)
    assert (finding.outcome, finding.level) == (outcome, level)
    assert words in finding.message


@pytest.mark.parametrize(
    ("stage", "outcome", "date"),
    [
        ("lifecycle_stage: production", "fail", None),
        ("lifecycle_stage: pilot", "not_yet", datetime.date(2028, 1, 1)),
        ("lifecycle_stage: idea", "not_yet", datetime.date(2030, 1, 1)),
        ("version: '1'", "fail", None),
    ],
)
def test_the_day_depends_on_facts(
    catalog_of: Build, law: Law, stage: str, outcome: str, date: datetime.date | None
) -> None:
    """The first entry whose condition holds counts; while a fact leaves it open, the earliest that may."""
    report = judged(catalog_of(f"{{kind: system, id: s, name: S, {stage}}}"), law({"from": "by-stage"}))
    assert (result(report).outcome, result(report).date) == (outcome, date)


SHARED = """\
## systems/a.yaml
kind: system
id: a
name: A
lifecycle_stage: {first}
characteristics: {{profiling: {profiling}}}
composition: {{models: [{{model: model:m@1}}]}}
## systems/b.yaml
kind: system
id: b
name: B
lifecycle_stage: {second}
characteristics: {{profiling: false}}
composition: {{models: [{{model: model:m@1}}]}}
## models/m.yaml
{{kind: model, id: m, name: M}}
## models/1.yaml
{{kind: model_version, model: model:m, version: '1', data: {{datasets: [{{dataset: dataset:d}}]}}}}
## datasets/d.yaml
{{kind: dataset, id: d, name: D}}
"""
ON_DATA = {"applies": {"kind": "dataset", "lifecycle_stage": "production"}}


@pytest.mark.parametrize(
    ("first", "second", "rule", "outcome", "reason"),
    [
        ("production", "production", ON_DATA, "fail", ""),
        ("retired", "production", ON_DATA, "fail", ""),
        ("production", "retired", ON_DATA, "fail", ""),
        ("retired", "retired", ON_DATA, "not_applicable", "lifecycle_stage is retired"),
        ("prod", "retired", ON_DATA, "undecided", "unknown: lifecycle_stage"),
        ("prod", "production", ON_DATA, "fail", ""),
        ("idea", "production", {"applies": {"kind": "dataset"}, "from": "by-stage"}, "fail", ""),
        ("idea", "pilot", {"applies": {"kind": "dataset"}, "from": "by-stage"}, "not_yet", "error from 2028-01-01"),
    ],
)
def test_a_dataset_of_two_systems(
    catalog_of: Build, law: Law, first: str, second: str, rule: dict[str, Any], outcome: str, reason: str
) -> None:
    """A rule on a dataset applies when it does for any of its systems, from the earliest day, and objects once."""
    catalog = catalog_of(SHARED.format(first=first, second=second, profiling="false"))
    report = judged(catalog, law(rule))
    assert (result(report, entity="dataset:d").outcome, result(report, entity="dataset:d").reason) == (outcome, reason)
    assert len(found(report)) == (outcome in ("fail", "not_yet"))


@pytest.mark.parametrize(("profiling", "level"), [("true", "error"), ("false", "error")])
def test_the_strictest_of_several_days_counts(catalog_of: Build, law: Law, profiling: str, level: str) -> None:
    """A day that is contested for one system does not soften a rule that is plainly in force for another."""
    catalog = catalog_of(SHARED.format(first="pilot", second="pilot", profiling=profiling))
    (finding,) = found(judged(catalog, law({"applies": {"kind": "dataset"}, "from": "mixed"})))
    assert finding.level == level


def test_a_dataset_of_no_system_says_so(catalog_of: Build, law: Law) -> None:
    """Where no system reaches an entity, rules on facts of systems do not apply, for that reason."""
    report = judged(
        catalog_of("{kind: dataset, id: d, name: D}"), law({"applies": {"kind": "dataset", "profiling": "true"}})
    )
    assert result(report, entity="dataset:d")[3:5] == ("not_applicable", "no system uses it")


def test_undecided_names_fact_and_field(catalog_of: Build, law: Law) -> None:
    """One finding for each missing field names it, its fact and the rules that wait, at the place to write it."""
    rules = [{"applies": {"kind": "system", "profiling": "true"}} for _ in range(8)]
    text = "kind: system\nid: s\nname: S\ncharacteristics:\n  agentic: false\n"
    (finding,) = found(judged(catalog_of(text), law(*rules)), "CAT090")
    assert (finding.level, finding.outcome, finding.entity) == ("error", "undecided", "system:s")
    assert (finding.pointer, finding.line) == ("characteristics.profiling", 4)
    assert finding.message == (
        "`characteristics.profiling` is not stated, so profiling stays unknown and 8 rules undecided: "
        "LAW001, LAW002, LAW003, LAW004, LAW005, LAW006 and 2 more"
    )


def test_undecided_lands_on_the_entity_that_lacks_the_field(catalog_of: Build, law: Law) -> None:
    """When a model decides about a system, the finding stands on the model."""
    text = SHARED.format(first="pilot", second="pilot", profiling="false")
    report = judged(catalog_of(text), law({"applies": {"kind": "system", "trained_in_house": "true"}}))
    (finding,) = found(report, "CAT090")
    assert (finding.entity, finding.path, finding.pointer) == ("model:m", "models/m.yaml", "design.training_approach")


@pytest.mark.parametrize(
    ("rules", "level"),
    [
        ([{"from": "plain"}], "note"),
        ([{"from": "plain"}, {"level": "warning"}], "warning"),
        ([{"from": "plain"}, {}], "error"),
        ([{"from": "contested"}], "warning"),
    ],
)
def test_undecided_is_as_grave_as_what_waits(
    catalog_of: Build, law: Law, rules: list[dict[str, Any]], level: str
) -> None:
    """The level of an undecided finding is the gravest of the rules that wait, as they count on the day."""
    waiting = [{"applies": {"kind": "system", "profiling": "true"}, **rule} for rule in rules]
    (finding,) = found(judged(catalog_of(BARE), law(*waiting)), "CAT090")
    assert finding.level == level


def test_rules_never_stop_one_another(catalog_of: Build, law: Law) -> None:
    """Every rule has its outcome, in order, whatever the others found."""
    report = judged(
        catalog_of(BARE),
        law(
            {}, {"applies": {"kind": "system", "profiling": "true"}}, {"check": {"required": "name"}}, {"from": "plain"}
        ),
    )
    outcomes = [(item.rule, item.outcome) for item in report.results if item.framework == "law"]
    assert outcomes == [("LAW001", "fail"), ("LAW002", "undecided"), ("LAW003", "pass"), ("LAW004", "not_yet")]


def test_an_open_fact_does_not_hide_a_fault(catalog_of: Build, law: Law) -> None:
    """When one check of a rule waits for a fact and another objects, the rule fails and the fact is asked for."""
    check = [{"required": "owner"}, {"derived": {"of": "classification.declared_class", "fact": "risk_class"}}]
    text = "{kind: system, id: s, name: S, classification: {declared_class: minimal}}"
    report = judged(catalog_of(text), law({"check": check}))
    assert result(report).outcome == "fail"
    assert [finding.message for finding in found(report)] == ["`owner` is missing"]
    assert found(report, "CAT090")


WAIVED = """\
## catalog.yaml
{{kind: organisation, id: b, name: B, governance: {{approvers: [{{scope: waivers, role: Head of Model Risk}}]}}}}
## systems/s.yaml
{{kind: system, id: s, name: S, reviews: [{{kind: go_live, date: 2027-01-01}}, {{kind: periodic, date: 2027-01-01}}]}}
## waivers/w.yaml
kind: waiver
id: w
rule: CAT060
entity: system:s
{path}
reason: The committee meets in January and has agreed to the order.
compensating_control: The committee sees both reviews in draft.
requested_by: Product Owner
approved_by: Head of Model Risk
approved_on: 2026-11-01
expiry: 2027-01-31
"""


@pytest.mark.parametrize(
    ("path", "outcome", "waived"),
    [
        ("", "waived", [True, True]),
        ("path: reviews[0]", "fail", [True, False]),
        ("path: owner", "fail", [False, False]),
    ],
)
def test_waived_findings_stay_in_the_report(catalog_of: Build, path: str, outcome: str, waived: list[bool]) -> None:
    """A waived finding is shown with its waiver and fails nothing; a rule is waived when all its findings are."""
    report = judged(catalog_of(WAIVED.format(path=path))).selected(("CAT060",), ())
    assert result(report, "CAT060").outcome == outcome
    assert [finding.outcome == "waived" for finding in report.findings] == waived
    assert [finding.waiver for finding in report.findings] == ["w" if one else None for one in waived]
    assert report.fails("note") is not all(waived)
    assert report.level_counts()["error"] == waived.count(False)


def test_coverage_counts_every_outcome(catalog_of: Build, law: Law) -> None:
    """The counts of coverage add up to the rules held against an entity, and name all seven outcomes."""
    framework = law({}, {"applies": {"kind": "system", "profiling": "true"}}, {"check": {"required": "name"}})
    report = judged(catalog_of(BARE), framework)
    assert report.counts("law") == {
        "pass": 1, "fail": 1, "waived": 0, "not_applicable": 0, "not_yet": 0, "undecided": 1, "review": 0,
    }  # fmt: skip
    assert tuple(report.counts("law")) == OUTCOMES
    assert sum(row.total for row in report.coverage) == len(report.results)


REFUSED = """\
## systems/s.yaml
kind: system
id: s
name: S
name: S
## teams/t.yaml
{kind: team, id: t, name: T}
"""


@pytest.mark.parametrize(
    ("rule", "ref", "outcome"),
    [
        ("CAT003", "system:s", "fail"), ("CAT003", "team:t", "pass"), ("CAT080", "system:s", None),
        ("CAT085", "system:s", None), ("CAT034", "team:t", None), ("CAT037", "team:t", "fail"),
        ("CAT037", "system:s", None), ("CAT040", "team:t", "pass"),
    ],
)  # fmt: skip
def test_rules_that_cardwright_itself_reports_count_where_they_judge(
    catalog_of: Build, rule: str, ref: str, outcome: str | None
) -> None:
    """A rule on waivers is no pass of a system, and what the reader refused in a file counts on its entity."""
    report = judge(catalog_of(REFUSED), TODAY)
    outcomes = [item.outcome for item in report.results if (item.rule, item.entity) == (rule, ref)]
    assert outcomes == ([outcome] if outcome else [])


def test_a_report_can_be_narrowed(catalog_of: Build, law: Law) -> None:
    """Selecting and ignoring by the start of an id keeps findings and results alike."""
    report = judged(catalog_of(BARE), law({}, {})).selected(("LAW",), ("LAW002",))
    assert {finding.rule for finding in report.findings} == {"LAW001"}
    assert {item.rule for item in report.results} == {"LAW001"}


def test_the_same_catalog_gives_the_same_report(catalog_of: Build, law: Law) -> None:
    """Two runs give equal findings and results, sorted by place and by entity and rule."""
    catalog = catalog_of(SHARED.format(first="pilot", second="idea", profiling="true"))
    framework = law({}, ON_DATA, {"applies": {"kind": "system", "generative": "true"}})
    first, second = judged(catalog, framework), judged(catalog, framework)
    assert (first.findings, first.results) == (second.findings, second.results)
    assert list(first.findings) == sorted(first.findings, key=lambda finding: finding.sort_key)
    assert list(first.results) == sorted(first.results, key=lambda item: (item.entity, item.rule))


@pytest.mark.parametrize(
    ("switched_on", "expected"),
    [
        (None, {"catalog", "eu-ai-act", "mas-airg"}),
        ([], {"catalog"}),
        (["eu-ai-act"], {"catalog", "eu-ai-act"}),
        (["eu-ai-act", "no-such-law"], {"catalog", "eu-ai-act"}),
    ],
)
def test_frameworks_are_those_switched_on(catalog_of: Build, switched_on: list[str] | None, expected: set[str]) -> None:
    """The framework of structure always counts; nobody having said which, every one that has rules does."""
    named = {} if switched_on is None else {"frameworks": switched_on}
    catalog = catalog_of(json.dumps({"kind": "organisation", "id": "b", "name": "B", **named}))
    chosen = {framework.header.id for framework in shelf_of({}).switched_on(catalog)}
    assert chosen >= expected
    assert switched_on is None or chosen == expected


def test_a_framework_that_does_not_exist_is_named(catalog_of: Build) -> None:
    """A misspelt framework is an error at its line, and stands in the report as not known."""
    report = judge(catalog_of("kind: organisation\nid: b\nname: B\nframeworks:\n- eu-ai-akt\n"), TODAY)
    assert report.unknown_frameworks == ("eu-ai-akt",)
    (finding,) = found(report, "CAT035")
    assert (finding.line, finding.level) == (5, "error")
    assert "did you mean eu-ai-act?" in finding.message


def test_a_missing_field_is_reported_at_its_nearest_parent(catalog_of: Build, law: Law) -> None:
    """The finding stands on the parent's line and names the field; remedy and citation come from the rule."""
    text = "kind: system\nid: s\nname: S\npurpose:\n  functions: [rank]\n"
    (finding,) = found(judged(catalog_of(text), law({"check": {"required": "purpose.intended_purpose"}})))
    assert (finding.line, finding.column, finding.pointer) == (4, 1, "purpose.intended_purpose")
    assert (finding.cites, finding.remedy) == (("Art. 1",), "Name the owner.")
