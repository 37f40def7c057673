"""Waivers and approvals: what they accept, and that one which does not hold is a finding itself."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import Finding
from cardwright.rules.judge import judge
from cardwright.rules.report import Report
from cardwright.rules.shelf import shipped_frameworks

Build = Callable[[str], Catalog]
TODAY = datetime.date(2026, 11, 21)
RISKS = [{"hazard": "TBD" if index in (1, 10) else f"Hazard number {index}"} for index in range(11)]
BANK = {
    "kind": "organisation",
    "id": "bank",
    "name": "Bank",
    "governance": {"approvers": [{"scope": "waivers", "role": "Head of Model Risk"}]},
}
SYSTEMS: list[dict[str, Any]] = [
    {"kind": "system", "id": "s", "name": "S", "risk_management": {"risks": RISKS}},
    {"kind": "system", "id": "t", "name": "T", "description": "TBD"},
]
WAIVER: dict[str, Any] = {
    "kind": "waiver",
    "id": "w",
    "rule": "CAT040",
    "entity": "system:s",
    "reason": "The workshop on these hazards is booked for January.",
    "compensating_control": "A second officer reads every case by hand.",
    "requested_by": "Product Owner",
    "approved_by": "Head of Model Risk",
    "approved_on": "2026-11-01",
    "expiry": "2027-01-31",
}


def judged(build: Build, *waivers: dict[str, Any], as_of: datetime.date = TODAY) -> Report:
    """The report on two systems with placeholders, and waivers that differ from a good one as given."""
    entities = [BANK, *SYSTEMS] + [{**WAIVER, "id": f"w{number}", **waiver} for number, waiver in enumerate(waivers)]
    text = "".join(f"## {number}.yaml\n{json.dumps(data)}\n" for number, data in enumerate(entities))
    return judge(build(text), as_of, [shipped_frameworks()["catalog"]])


def waived(report: Report) -> list[str]:
    """The fields whose finding is accepted."""
    return [f"{finding.entity} {finding.pointer}" for finding in report.findings if finding.outcome == "waived"]


def on_waivers(report: Report) -> list[Finding]:
    """The findings on the waivers themselves."""
    return [finding for finding in report.findings if finding.entity.startswith("waiver:")]


ONE, TEN = "system:s risk_management.risks[1].hazard", "system:s risk_management.risks[10].hazard"


@pytest.mark.parametrize(
    ("waiver", "accepted"),
    [
        ({}, [ONE, TEN]),
        ({"path": "risk_management"}, [ONE, TEN]),
        ({"path": "risk_management.risks"}, [ONE, TEN]),
        ({"path": "risk_management.risks[1]"}, [ONE]),
        ({"path": "risk_management.risks[1].hazard"}, [ONE]),
        ({"path": "risk_management.risks[10]"}, [TEN]),
        ({"path": "risk_management.risk"}, []),
        ({"path": "risk_management.risks[1].haz"}, []),
        ({"path": "hazard"}, []),
        ({"entity": "system:t"}, ["system:t description"]),
        ({"entity": "system:t", "path": "name"}, []),
        ({"entity": "system:S"}, []),
        ({"rule": "CAT041"}, []),
        ({"expiry": "2026-11-21"}, [ONE, TEN]),
        ({"approved_on": "2026-11-21"}, [ONE, TEN]),
    ],
)
def test_what_a_waiver_accepts(catalog_of: Build, waiver: dict[str, Any], accepted: list[str]) -> None:
    """A waiver accepts one rule on one entity, at its field and below, and nothing beside it."""
    report = judged(catalog_of, waiver)
    assert sorted(waived(report)) == sorted(accepted)


@pytest.mark.parametrize(
    ("waiver", "rule", "field", "words"),
    [
        ({"expiry": "2026-11-20"}, "CAT080", "expiry", "ended on 2026-11-20"),
        ({"approved_on": "2026-11-22"}, "CAT084", "approved_on", "dated 2026-11-22, after 2026-11-21"),
        ({"approved_by": "Product Owner"}, "CAT082", "approved_by", "asked for the waiver and approved it"),
        ({"approved_by": " product  owner"}, "CAT082", "approved_by", "asked for the waiver and approved it"),
        ({"approved_by": "Рroduct Оwner"}, "CAT082", "approved_by", "asked for the waiver and approved it"),
        ({"rule": "CAT*"}, "CAT083", "rule", "“CAT*” is no rule"),
        ({"rule": "CAT04"}, "CAT083", "rule", "is no rule"),
        ({"rule": "cat040"}, "CAT083", "rule", "is no rule"),
        ({"rule": "all"}, "CAT083", "rule", "is no rule"),
        ({"rule": "XYZ001"}, "CAT083", "rule", "is no rule"),
        ({"entity": "system:nobody"}, "CAT030", "entity", "is not in the catalog"),
    ],
)
def test_a_waiver_that_does_not_hold(
    catalog_of: Build, waiver: dict[str, Any], rule: str, field: str, words: str
) -> None:
    """An expired, early, self-approved, sweeping or misaddressed waiver accepts nothing and is an error there."""
    report = judged(catalog_of, waiver)
    assert waived(report) == []
    errors = [found for found in on_waivers(report) if found.level == "error" and found.rule != "CAT041"]
    assert [(finding.rule, finding.pointer) for finding in errors] == [(rule, field)]
    assert words in errors[0].message


@pytest.mark.parametrize(
    "rule",
    ["CAT001", "CAT002", "CAT014", "CAT020", "CAT023", "CAT025", "CAT033", "CAT034", "CAT043", "CAT080", "CAT082",
     "CAT083", "CAT090"],
)  # fmt: skip
def test_some_rules_are_never_waived(catalog_of: Build, rule: str) -> None:
    """Nobody can accept that a file is unreadable, a credential stands open, a waiver is void or a fact unknown."""
    report = judged(catalog_of, {"rule": rule})
    errors = [finding for finding in on_waivers(report) if finding.rule == "CAT083"]
    assert [finding.message for finding in errors] == [f"{rule} cannot be waived"]


def test_an_unknown_value_stays_an_error_in_spite_of_a_waiver(catalog_of: Build) -> None:
    """A waiver on a rule that is never waived leaves the finding open, and the run fails."""
    text = (
        "## s.yaml\n{kind: system, id: s, name: S, version: '1', lifecycle_stage: 3}\n"
        f"## w.yaml\n{json.dumps({**WAIVER, 'rule': 'CAT024'})}\n"
    )
    report = judge(catalog_of(text), TODAY, [shipped_frameworks()["catalog"]])
    (finding,) = (item for item in report.findings if item.rule == "CAT024")
    assert (finding.outcome, finding.waiver) == ("fail", None)
    assert report.fails("error")


@pytest.mark.parametrize(
    ("waiver", "words"),
    [
        ({"rule": "CAT041"}, "CAT041 has no finding on system:s"),
        ({"path": "owner"}, "CAT040 has no finding on system:s"),
        ({"rule": "CAT060", "entity": "system:t"}, "CAT060 has no finding on system:t"),
    ],
)
def test_a_waiver_that_accepts_nothing_is_named(catalog_of: Build, waiver: dict[str, Any], words: str) -> None:
    """A waiver without a finding it could accept is a warning, so that it does not lie in wait for one."""
    report = judged(catalog_of, waiver)
    (finding,) = (finding for finding in on_waivers(report) if finding.rule == "CAT081")
    assert (finding.level, finding.pointer) == ("warning", "rule")
    assert words in finding.message


def test_the_waiver_is_named_in_what_it_accepts(catalog_of: Build) -> None:
    """Each accepted finding names its waiver, and keeps its level."""
    report = judged(catalog_of, {"path": "risk_management.risks[1]"}, {"path": "risk_management.risks[10]"})
    accepted = [(f.pointer[-12:], f.waiver, f.level) for f in report.findings if f.outcome == "waived"]
    assert accepted == [("isks[1].hazard"[-12:], "w0", "error"), ("sks[10].hazard"[-12:], "w1", "error")]
    assert [finding.rule for finding in on_waivers(report) if finding.rule == "CAT081"] == []


def test_a_waiver_ends_with_its_last_day(catalog_of: Build) -> None:
    """The same catalog is accepted on the last day of the waiver and fails on the next."""
    last = datetime.date(2027, 1, 31)
    assert waived(judged(catalog_of, {}, as_of=last)) == [ONE, TEN]
    assert waived(judged(catalog_of, {}, as_of=last + datetime.timedelta(days=1))) == []


APPROVAL: dict[str, Any] = {
    "kind": "approval",
    "entity": "system:s",
    "decision": "approved",
    "role": "AI Committee",
}


@pytest.mark.parametrize(
    ("states", "stale"),
    [
        ([("now", "2026-05-01")], []),
        ([("before", "2026-05-01")], ["approval:a0"]),
        ([("before", "2026-05-01"), ("now", "2026-06-01")], []),
        ([("now", "2026-05-01"), ("before", "2026-06-01")], ["approval:a1"]),
    ],
)
def test_the_latest_approval_names_the_present_state(
    catalog_of: Build, states: list[tuple[str, str]], stale: list[str]
) -> None:
    """What was changed after its latest approval is found; earlier approvals are history."""
    system = f"## s.yaml\n{json.dumps(SYSTEMS[0])}\n"
    digest = {"now": catalog_of(system).entities["system:s"].digest, "before": "0" * 64}
    approvals = [
        {**APPROVAL, "id": f"a{number}", "digest": digest[state], "date": date}
        for number, (state, date) in enumerate(states)
    ]
    text = system + "".join(f"## {data['id']}.yaml\n{json.dumps(data)}\n" for data in approvals)
    report = judge(catalog_of(text), TODAY, [shipped_frameworks()["catalog"]])
    assert [finding.entity for finding in report.findings if finding.rule == "CAT085"] == stale
