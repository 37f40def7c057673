"""Levels that are watched, verdicts that rest on results, and what references, roles and files lead to."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import pointer
from cardwright.rules.checks import Case, compile_check
from cardwright.rules.checks.case import NOTHING
from cardwright.rules.facts import FactBook

Build = Callable[[str], Catalog]
AS_OF = datetime.date(2026, 11, 21)


def told(catalog_of: Build, check: Any, files: dict[str, dict[str, Any]], ref: str) -> list[tuple[str, str]]:
    """Where a check objects, and in which words."""
    catalog = catalog_of("".join(f"## {path}\n{json.dumps(data)}\n" for path, data in files.items()))
    entry = catalog.entities[ref]
    case = Case(catalog, entry, FactBook(catalog).of(entry)[0], AS_OF)
    return [(pointer(fault.path), fault.message) for fault in compile_check(check)(case)]


def system(**fields: Any) -> dict[str, dict[str, Any]]:
    """A catalog of one system."""
    return {"systems/s.yaml": {"kind": "system", "id": "s", "name": "S", **fields}}


BREACHES = {
    "breaches_listed": {
        "of": "operation.monitoring.indicators",
        "results": "operation.monitoring.results",
        "entries": "operation.monitoring.breaches.indicator",
    }
}


def monitored(warning: float, breach: float, value: float, listed: bool = False) -> dict[str, dict[str, Any]]:
    """A system whose accuracy is watched."""
    monitoring = {
        "indicators": [{"name": "Accuracy", "kind": "performance", "warning": warning, "breach": breach}],
        "results": [{"name": "accuracy", "value": value}],
        "breaches": [{"indicator": "accuracy", "date": "2026-05-02"}] if listed else [],
    }
    return system(operation={"monitoring": monitoring})


@pytest.mark.parametrize(
    ("warning", "breach", "value", "found"),
    [(0.8, 0.7, 0.69, True), (0.8, 0.7, 0.7, False), (0.1, 0.2, 0.21, True), (0.1, 0.2, 0.05, False)],
)
def test_a_result_beyond_its_level_needs_a_breach(
    catalog_of: Build, warning: float, breach: float, value: float, found: bool
) -> None:
    """Whether more or less is better, a result past the breach level that no breach names is found."""
    faults = told(catalog_of, BREACHES, monitored(warning, breach, value), "system:s")
    assert [place for place, _ in faults] == (["operation.monitoring.results[0]"] if found else [])


def test_a_listed_breach_answers_for_its_result(catalog_of: Build) -> None:
    """A result past the breach level is no finding once a breach names the indicator; no result is nothing to judge."""
    assert told(catalog_of, BREACHES, monitored(0.8, 0.7, 0.6, listed=True), "system:s") == []
    assert told(catalog_of, BREACHES, system(), "system:s") == [("", NOTHING)]


@pytest.mark.parametrize(
    ("direction", "warning", "found"),
    [("at_least", 0.8, False), ("at_least", 0.6, True), ("at_most", 0.6, False), ("at_most", 0.8, True)],
)
def test_a_warning_comes_before_the_breach(catalog_of: Build, direction: str, warning: float, found: bool) -> None:
    """A warning level on the wrong side of the breach level is found at the warning."""
    files = monitored(warning, 0.7, 0.75)
    files["systems/s.yaml"]["performance"] = {
        "metrics": [{"name": "accuracy", "value": 0.75, "threshold": 0.7, "threshold_direction": direction}]
    }
    check = {"warned_first": {"of": "operation.monitoring.indicators", "among": "performance.metrics"}}
    places = [place for place, _ in told(catalog_of, check, files, "system:s")]
    assert places == (["operation.monitoring.indicators[0].warning"] if found else [])


@pytest.mark.parametrize(
    ("conclusion", "value", "found"), [("fair", 0.2, True), ("fair", 0.1, False), ("unfair", 0.2, False)]
)
def test_a_fair_verdict_rests_on_kept_thresholds(catalog_of: Build, conclusion: str, value: float, found: bool) -> None:
    """An attribute called fair although its metric misses the threshold is found."""
    fairness = {"attributes": [{"attribute": "age", "conclusion": conclusion}]}
    metric = {"name": "m", "subgroup": "Age", "value": value, "threshold": 0.15, "threshold_direction": "at_most"}
    files = {
        "use-cases/u.yaml": {
            "kind": "use_case", "id": "u", "name": "U", "systems": ["system:s"],
            "fairness_and_ethics": {"fairness": fairness},
        },
        **system(performance={"metrics": [metric]}),
    }  # fmt: skip
    check = {
        "verdict_holds": {
            "of": "fairness_and_ethics.fairness.attributes",
            "where": {"conclusion": "fair"},
            "by": "attribute",
            "among": "system:performance.metrics",
            "member": "subgroup",
        }
    }
    faults = [place for place, message in told(catalog_of, check, files, "use_case:u") if message != NOTHING]
    assert faults == (["fairness_and_ethics.fairness.attributes[0]"] if found else [])


def test_a_reference_to_nothing_is_found(catalog_of: Build) -> None:
    """A reference that leads to no entity is found at its place; one that leads somewhere is not."""
    files = system(composition={"models": [{"model": "model:gone@1"}, {"model": "model:m@1"}]})
    files["models/m/model.yaml"] = {"kind": "model", "id": "m", "name": "M"}
    files["models/m/1.yaml"] = {"kind": "model_version", "model": "model:m", "version": "1"}
    faults = told(catalog_of, {"resolves": "composition.models.model"}, files, "system:s")
    assert [place for place, _ in faults] == ["composition.models[0].model"]


def test_a_file_that_is_not_there_is_found(catalog_of: Build) -> None:
    """A document whose file is missing is found, one whose file is there is not."""
    files = system(documentation=[{"title": "A", "file": "evidence/a.md"}, {"title": "B", "file": "evidence/b.md"}])
    files["evidence/a.md"] = {"text": "Here."}
    faults = told(catalog_of, {"file_exists": "documentation.file"}, files, "system:s")
    assert [place for place, _ in faults] == ["documentation[1].file"]


@pytest.mark.parametrize(
    ("role", "found"), [("Head of Model Risk", True), ("Head of Models", False), ("Chief Risk Officer", False)]
)
def test_a_role_of_the_team_is_not_outside_of_it(catalog_of: Build, role: str, found: bool) -> None:
    """A role that carries the name of the team belongs to it."""
    files: dict[str, dict[str, Any]] = {
        "catalog.yaml": {
            "kind": "organisation", "id": "o", "name": "O",
            "governance": {"inventory_owner": role, "control_function": "team:model-risk"},
        },
        "teams/model-risk.yaml": {"kind": "team", "id": "model-risk", "name": "Model risk"},
    }  # fmt: skip
    check = {"outside": {"of": "governance.inventory_owner", "team": "governance.control_function"}}
    assert bool(told(catalog_of, check, files, "organisation:o")) is found


@pytest.mark.parametrize(("owner", "found"), [("Board Risk Committee", False), ("Head of Sales", True)])
def test_the_mandate_of_a_role_is_the_one_that_is_listed(catalog_of: Build, owner: str, found: bool) -> None:
    """Where the organisation names a role for a purpose, another role is found; where it names none, nothing is."""
    approvers = [{"scope": "use_case: high materiality", "role": "Board risk committee"}]
    files: dict[str, dict[str, Any]] = {
        "catalog.yaml": {
            "kind": "organisation", "id": "o", "name": "O",
            "governance": {"inventory_owner": owner, "approvers": approvers},
        }
    }  # fmt: skip
    wanted = {"of": "governance.inventory_owner", "among": "governance.approvers"}
    faults = told(catalog_of, {"role_for": {**wanted, "says": ["use case", "high"]}}, files, "organisation:o")
    assert bool(faults) is found
    assert told(catalog_of, {"role_for": {**wanted, "says": ["model"]}}, files, "organisation:o") == [("", NOTHING)]


@pytest.mark.parametrize(("change", "found"), [("2026-07-06", False), ("2026-09-01", False), ("2026-09-04", True)])
def test_a_change_calls_for_a_new_look(catalog_of: Build, change: str, found: bool) -> None:
    """A change later than the last review by more than the lead is found; one released soon after it is not."""
    files = system(
        changes={"log": [{"id": "c", "date": change, "significance": "significant"}]},
        reviews=[{"kind": "independent_validation", "date": "2026-07-03"}],
    )
    check = {
        "renewed_for": {
            "of": "changes.log",
            "day": "date",
            "where": {"significance": "significant"},
            "by": "reviews[independent_validation].date",
            "lead": "P2M",
        }
    }
    faults = [place for place, message in told(catalog_of, check, files, "system:s") if message != NOTHING]
    assert faults == (["changes.log[0].date"] if found else [])


def test_a_placeholder_inside_a_record_leaves_it_open(catalog_of: Build) -> None:
    """A record that is there, but holds a placeholder, is found at the text, not as a whole."""
    files = system(runbook={"title": "Runbook", "version": "TBD", "date": "2026-07-27"})
    assert [place for place, _ in told(catalog_of, {"required": "runbook"}, files, "system:s")] == ["runbook.version"]


def test_a_rule_says_in_its_own_words_what_a_text_lacks(catalog_of: Build) -> None:
    """What `say` tells stands in the message of a text that does not fit, and of a list without a fitting item."""
    files = system(description="A sorter.", documentation=[{"title": "Design"}])
    fits = {"matches": {"of": "description", "pattern": ".*bank.*", "say": "names no bank"}}
    some = {"some": {"of": "documentation", "where": {"title": "Requirements"}, "say": "holds the requirements"}}
    assert told(catalog_of, fits, files, "system:s") == [("description", "`description` names no bank")]
    assert told(catalog_of, some, files, "system:s") == [
        ("documentation", "no item of `documentation` holds the requirements")
    ]


@pytest.mark.parametrize(
    ("here", "found"), [([{"id": "V-1"}, {"id": "V-2"}], []), ([{"id": "V-1"}], ["reviews[0]"]), ([], ["reviews[0]"])]
)
def test_one_report_is_told_alike(catalog_of: Build, here: list[dict[str, Any]], found: list[str]) -> None:
    """A finding that another entry tells of the same report may not be left out; what stands here alone may."""
    review = {"kind": "independent_validation", "report": {"title": "Report", "file": "evidence/r.md"}}
    files = system(composition={"models": [{"model": "model:m@1"}]}, reviews=[{**review, "findings": here}])
    files["models/m/model.yaml"] = {"kind": "model", "id": "m", "name": "M"}
    files["models/m/1.yaml"] = {
        "kind": "model_version", "model": "model:m", "version": "1",
        "reviews": [{**review, "findings": [{"id": "V-1"}, {"id": "V-2"}]}],
    }  # fmt: skip
    check = {
        "told_alike": {
            "of": "reviews", "others": "model_version:reviews", "by": ["kind", "report.file"], "inside": "findings.id",
        }
    }  # fmt: skip
    assert [place for place, _ in told(catalog_of, check, files, "system:s")] == found
