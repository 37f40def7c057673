"""Checks that count days, items and languages: they hold, fail at the right place, or see nothing to judge."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import pointer
from cardwright.rules.checks import Case, Fault, compile_check
from cardwright.rules.checks.case import NOTHING
from cardwright.rules.facts import FactBook

Build = Callable[[str], Catalog]
AS_OF = datetime.date(2026, 11, 21)
NONE = "nothing to judge"
LEARNT = "operation.incidents[0].aware_on"
REPORT = "operation.incidents[0].reports[{}].date"
ALTERED = "operation.incidents[0].system_altered_on"


def system(ref: str = "s", **fields: Any) -> dict[str, Any]:
    """A system with these fields."""
    return {"kind": "system", "id": ref, "name": ref, **fields}


def incident(*reports: tuple[str, str], **members: Any) -> dict[str, Any]:
    """A system with one incident and these reports, each by kind and day."""
    sent = [{"kind": kind, "date": day} for kind, day in reports]
    return system(operation={"incidents": [{"id": "I-1", "reports": sent, **members}]})


def faults_of(build: Build, check: Any, *entities: dict[str, Any]) -> list[Fault]:
    """What a check objects to on the first of some entities."""
    catalog = build("".join(f"## {number}.yaml\n{json.dumps(data)}\n" for number, data in enumerate(entities)))
    entry = next(entry for entry in catalog.entities.values() if entry.path == "0.yaml")
    return list(compile_check(check)(Case(catalog, entry, FactBook(catalog).of(entry)[0], AS_OF)))


def places(faults: list[Fault]) -> list[str] | str:
    """Where a check objects; or that there was nothing to judge, told alone."""
    if any(fault.message == NOTHING for fault in faults):
        assert len(faults) == 1, "a check that saw nothing objects to nothing"
        return NONE
    return [pointer(fault.path) for fault in faults]


def of_incidents(check: dict[str, Any]) -> dict[str, Any]:
    """A check on each incident."""
    return {"each": {"of": "operation.incidents", "check": check}}


IN_15_DAYS = of_incidents({"first_within": {"of": "reports.date", "since": "aware_on", "within": "P15D"}})
OURS_IN_15_DAYS = of_incidents(
    {"first_within": {"of": "reports.date", "since": "aware_on", "within": "P15D", "where": {"kind": ["initial"]}}}
)


@pytest.mark.parametrize(
    ("check", "entity", "expected"),
    [
        (IN_15_DAYS, incident(("initial", "2026-10-16"), aware_on="2026-10-01"), []),
        (IN_15_DAYS, incident(("initial", "2026-10-17"), aware_on="2026-10-01"), [REPORT.format(0)]),
        (IN_15_DAYS, incident(("initial", "2026-10-05"), ("final", "2026-11-17"), aware_on="2026-10-01"), []),
        (IN_15_DAYS, incident(("final", "2026-11-17"), ("initial", "2026-10-05"), aware_on="2026-10-01"), []),
        (IN_15_DAYS, incident(aware_on="2026-11-06"), []),
        (IN_15_DAYS, incident(aware_on="2026-11-05"), [LEARNT]),
        (IN_15_DAYS, incident(("initial", "2026-10-16")), NONE),
        (OURS_IN_15_DAYS, incident(("under_other_law", "2026-10-02"), aware_on="2026-10-01"), [LEARNT]),
        (OURS_IN_15_DAYS, incident(("initial", "2026-10-02"), aware_on="2026-10-01"), []),
    ],
)
def test_the_first_answer_comes_in_time(catalog_of: Build, check: Any, entity: dict[str, Any], expected: Any) -> None:
    """The first report counts, later ones may be late; without one the clock runs until its last day has passed."""
    assert places(faults_of(catalog_of, check, entity)) == expected


AFTER_REPORT = of_incidents({"after_first": {"of": "system_altered_on", "first": "reports.date"}})


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        (incident(("initial", "2026-10-05"), ("final", "2026-11-05"), system_altered_on="2026-10-05"), []),
        (incident(("initial", "2026-10-05"), system_altered_on="2026-10-04"), [ALTERED]),
        (incident(system_altered_on="2026-10-04"), [ALTERED]),
        (incident(("initial", "2026-10-05")), NONE),
    ],
)
def test_nothing_happens_before_the_first_of_several_days(
    catalog_of: Build, entity: dict[str, Any], expected: Any
) -> None:
    """A day before the earliest of others is at fault, and so is one with no other to wait for."""
    assert places(faults_of(catalog_of, AFTER_REPORT, entity)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-08-01", []), ("2026-08-02", ["market.placed_on_market"]), (None, NONE)],
)
def test_before_a_fixed_day(catalog_of: Build, day: str | None, expected: Any) -> None:
    """The fixed day itself is too late; without a day there is nothing to compare."""
    check = {"before": {"of": "market.placed_on_market", "day": "2026-08-02"}}
    assert places(faults_of(catalog_of, check, system(market={"placed_on_market": day} if day else {}))) == expected


@pytest.mark.parametrize(
    ("days", "market", "expected"),
    [
        (["2026-05-01", "2026-06-01"], "2026-08-01", []),
        (["2026-06-01", "2026-06-02"], "2026-08-01", ["performance.tests[1].date"]),
        (["2026-08-01", "2026-09-01"], "2026-08-01", []),
        (["2026-07-31"], "2026-08-01", ["performance.tests[0].date"]),
        (["2026-07-31"], None, NONE),
        ([], "2026-08-01", NONE),
    ],
)
def test_no_day_between_two_others(catalog_of: Build, days: list[str], market: str | None, expected: Any) -> None:
    """Days on the first and the last of two days are outside; with one of these missing nothing is between."""
    entity = system(
        performance={"tests": [{"kind": "stress", "date": day} for day in days]},
        conformity={"assessment": {"date": "2026-06-01"}},
        market={"placed_on_market": market} if market else {},
    )
    of = {"of": "performance.tests.date", "after": "conformity.assessment.date", "until": "market.placed_on_market"}
    assert places(faults_of(catalog_of, {"none_between": of}, entity)) == expected


KEPT_UP = {
    "kept_up": {
        "of": "operation.incidents", "ref": "risk", "since": "aware_on", "register": "risk_management.risks",
        "by": "id", "day": "updated_on",
    }
}  # fmt: skip


@pytest.mark.parametrize(
    ("incident", "risk", "expected"),
    [
        ({"risk": "R-1", "aware_on": "2026-10-01"}, {"id": "R-1", "updated_on": "2026-10-01"}, []),
        (
            {"risk": "R-1", "aware_on": "2026-10-01"}, {"id": "R-1", "updated_on": "2026-09-30"},
            ["risk_management.risks[0].updated_on"],
        ),
        ({"risk": "R-1", "aware_on": "2026-10-01"}, {"id": "R-1"}, ["risk_management.risks[0].updated_on"]),
        (
            {"risk": "R-2", "aware_on": "2026-10-01"}, {"id": "R-1", "updated_on": "2026-10-01"},
            ["operation.incidents[0].risk"],
        ),
        ({"aware_on": "2026-10-01"}, {"id": "R-1"}, NONE),
    ],
)  # fmt: skip
def test_an_entry_is_kept_up(catalog_of: Build, incident: dict[str, Any], risk: dict[str, Any], expected: Any) -> None:
    """What an item refers to is in the register and was touched since; an unknown name is at fault where it stands."""
    entity = system(operation={"incidents": [{"id": "I-1", **incident}]}, risk_management={"risks": [risk]})
    assert places(faults_of(catalog_of, KEPT_UP, entity)) == expected


THREE = {"at_least": {"of": "conformity.checks[provider]", "items": "3"}}


@pytest.mark.parametrize(
    ("makers", "expected"),
    [
        (["provider", "provider", "provider"], []),
        (["provider", "importer", "provider", "importer"], ["conformity.checks[0]"]),
        (["importer"], ["conformity.checks"]),
        ([], ["conformity.checks"]),
    ],
)
def test_a_list_has_enough_items(catalog_of: Build, makers: list[str], expected: list[str]) -> None:
    """Only the items that a selector picks are counted; a list without any is short as well."""
    entity = system(conformity={"checks": [{"by": maker} for maker in makers]})
    assert places(faults_of(catalog_of, THREE, entity)) == expected


@pytest.mark.parametrize(
    ("others", "expected"),
    [(["EX-2"], []), (["ex-1 "], ["identifier"]), ([], []), (["EX-2", "EX-1"], ["identifier"])],
)
def test_no_two_entities_say_the_same(catalog_of: Build, others: list[str], expected: list[str]) -> None:
    """An identifier that another entity of the kind has is at fault, whatever the case of its letters."""
    entities = [system(f"t{number}", identifier=value) for number, value in enumerate(others)]
    model = {"kind": "model", "id": "m", "name": "EX-1"}
    faults = faults_of(catalog_of, {"unique": "identifier"}, system(identifier="EX-1"), *entities, model)
    assert places(faults) == expected
    assert all("system:t" in fault.message for fault in faults)


def test_unique_says_when_there_is_nothing(catalog_of: Build) -> None:
    """Without a value, or with a placeholder, there is nothing that could be taken."""
    assert places(faults_of(catalog_of, {"unique": "identifier"}, system())) == NONE
    assert places(faults_of(catalog_of, {"unique": "identifier"}, system(identifier="TBD"))) == NONE


@pytest.mark.parametrize(
    ("languages", "countries", "lacking"),
    [
        (["de"], ["DE", "AT", "SG"], ""),
        (["de-AT"], ["DE"], ""),
        (["en"], ["IE", "MT"], ""),
        (["de", "en"], ["DE", "FR", "PL"], "FR, PL"),
        (["en"], ["DE"], "DE"),
        ([], ["DE"], "DE"),
    ],
)
def test_each_member_state_can_read_it(
    catalog_of: Build, languages: list[str], countries: list[str], lacking: str
) -> None:
    """One official language of each Member State is enough; other countries ask for none."""
    check = {"languages_for": {"of": "transparency.instructions.languages", "countries": "market.countries"}}
    entity = system(transparency={"instructions": {"languages": languages}}, market={"countries": countries})
    faults = faults_of(catalog_of, check, entity)
    assert places(faults) == (["transparency.instructions.languages"] if lacking else [])
    assert all(fault.message.endswith(f"of {lacking}") for fault in faults)


def test_countries_outside_the_union_ask_for_no_language(catalog_of: Build) -> None:
    """Where no Member State is named there is nothing to judge."""
    check = {"languages_for": {"of": "transparency.instructions.languages", "countries": "market.countries"}}
    entity = system(transparency={"instructions": {"languages": ["en"]}}, market={"countries": ["SG"]})
    assert places(faults_of(catalog_of, check, entity)) == NONE
