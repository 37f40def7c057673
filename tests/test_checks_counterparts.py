"""Checks between places, and of figures against limits: each holds, fails in its place, or saw nothing to judge."""

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
NONE = "nothing to judge"


def places(catalog: Catalog, check: Any, ref: str = "system:s") -> list[str] | str:
    """Where a check objects on an entity, or that it saw nothing to judge."""
    entry = catalog.entities[ref]
    faults = list(compile_check(check)(Case(catalog, entry, FactBook(catalog, {}).of(entry)[0], AS_OF)))
    if any(fault.message == NOTHING for fault in faults):
        assert len(faults) == 1, "a check that saw nothing objects to nothing"
        return NONE
    return [pointer(fault.path) for fault in faults]


def system(**fields: Any) -> str:
    """A system with these fields; JSON is YAML."""
    return json.dumps({"kind": "system", "id": "s", "name": "S", **fields}, ensure_ascii=False)


def trained(dataset: dict[str, Any], **fields: Any) -> str:
    """A model version that was made with a dataset."""
    version = {"kind": "model_version", "model": "model:m", "version": "1", **fields}
    described = {"kind": "dataset", "id": "d", "name": "D", **dataset}
    files = {
        "models/m/model.yaml": {"kind": "model", "id": "m", "name": "M"},
        "models/m/1.yaml": version,
        "datasets/d.yaml": described,
    }
    return "".join(f"## {path}\n{json.dumps(content)}\n" for path, content in files.items())


def with_literacy(*measures: dict[str, Any]) -> str:
    """A system with the literacy measures of its organisation."""
    organisation = {"kind": "organisation", "id": "o", "name": "O", "literacy": {"measures": list(measures)}}
    return f"## catalog.yaml\n{json.dumps(organisation)}\n## systems/s.yaml\n{system()}\n"


NAMED = {"of": "organisation:literacy.measures", "by": "systems"}


@pytest.mark.parametrize(
    ("measures", "check", "expected"),
    [
        ([{"systems": ["system:s"]}], NAMED, []),
        ([{"systems": ["system:other"]}], NAMED, [""]),
        ([], NAMED, [""]),
        ([{"systems": ["system:s"]}], {**NAMED, "check": {"required": "audience"}}, [""]),
        (
            [{"systems": ["system:s"]}, {"systems": ["system:s"], "audience": "Staff"}],
            {**NAMED, "check": {"required": "audience"}},
            [],
        ),
        ([{"systems": ["system:other"]}], {**NAMED, "check": {"required": "audience"}}, NONE),
    ],
)
def test_named_by_wants_an_item_that_names_the_entity(
    catalog_of: Build, measures: list[dict[str, Any]], check: Any, expected: Any
) -> None:
    """One item that names the entity, and holds, is enough."""
    assert places(catalog_of(with_literacy(*measures)), {"named_by": check}) == expected


DECLARED = "transparency.instructions.declared_metrics"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ([{"name": "Gini", "subgroup": "young"}], []),
        ([{"name": "gini"}], [f"{DECLARED}[0]"]),
        ([{"name": "gini", "subgroup": "old"}], [f"{DECLARED}[0]"]),
        ([], NONE),
    ],
)
def test_paired_wants_a_partner_for_every_item(
    catalog_of: Build, declared: list[dict[str, Any]], expected: Any
) -> None:
    """An item without a partner is objected to, letter case aside."""
    text = system(
        performance={"metrics": [{"name": "gini", "subgroup": "young"}]},
        transparency={"instructions": {"declared_metrics": declared}},
    )
    check = {"paired": {"of": DECLARED, "others": "performance.metrics", "by": ["name", "subgroup"]}}
    assert places(catalog_of(text), check) == expected


@pytest.mark.parametrize(("cases", "expected"), [(400, []), (401, ["evaluation.metrics[0].n"]), (None, NONE)])
def test_compared_looks_into_the_entity_an_item_refers_to(catalog_of: Build, cases: int | None, expected: Any) -> None:
    """More cases than records are objected to at the number of cases."""
    metric = {"name": "gini", "dataset": "dataset:d", "n": cases}
    text = trained({"structure": {"form": {"records": 400}}}, evaluation={"metrics": [metric]})
    check = {"of": "evaluation.metrics", "by": "dataset", "mine": "n", "order": "at_most"}
    found = places(catalog_of(text), {"compared": {**check, "theirs": "structure.form.records"}}, "model:m@1")
    assert found == expected


@pytest.mark.parametrize(("role", "expected"), [("training", ["training.finished_on"]), ("test", NONE)])
def test_compared_takes_a_day_of_the_entity_judged(catalog_of: Build, role: str, expected: Any) -> None:
    """Items are picked by their members, and a path with a kind starts at the entity judged."""
    text = trained(
        {"origin": {"collection_period": {"end": "2026-03-01"}}},
        data={"datasets": [{"dataset": "dataset:d", "role": role}]},
        training={"finished_on": "2026-02-01"},
    )
    check = {
        "of": "data.datasets", "by": "dataset", "where": {"role": "training"}, "order": "at_least",
        "mine": "model_version:training.finished_on", "theirs": "origin.collection_period.end",
    }  # fmt: skip
    assert places(catalog_of(text), {"compared": check}, "model:m@1") == expected


def test_compared_knows_two_orders() -> None:
    """A rule with a misspelt order is refused when it is read."""
    with pytest.raises(ValueError, match="at_least or at_most"):
        compile_check({"compared": {"of": "a", "by": "b", "mine": "c", "order": "below", "theirs": "d"}})


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (["Used in DE alone."], []),
        (["Used in de facto small shops."], ["market.countries[0]"]),
        ([], ["market.countries[0]"]),
    ],
)
def test_told_in_wants_each_value_in_the_same_case(catalog_of: Build, limits: list[str], expected: list[str]) -> None:
    """A country code is not found in a word that happens to be spelled like it."""
    text = system(market={"countries": ["DE"]}, performance={"limitations": limits})
    assert (
        places(catalog_of(text), {"told_in": {"of": "market.countries", "texts": "performance.limitations"}})
        == expected
    )


@pytest.mark.parametrize(
    ("autonomy", "expected"),
    [("See r-1.", []), ("See R-12.", ["human_oversight.autonomy"]), (None, NONE)],
)
def test_names_one_wants_one_of_the_names(catalog_of: Build, autonomy: str | None, expected: Any) -> None:
    """A name counts as a whole word only."""
    text = system(human_oversight={"autonomy": autonomy}, risk_management={"risks": [{"id": "R-1"}]})
    check = {"names_one": {"of": "human_oversight.autonomy", "among": "risk_management.risks.id"}}
    assert places(catalog_of(text), check) == expected


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        (["Credit officers of branches"], []),
        (["developers"], ["purpose.users[0]"]),
        (["HR"], []),
        ([], NONE),
    ],
)
def test_echoes_wants_words_in_common(catalog_of: Build, users: list[str], expected: Any) -> None:
    """Endings do not matter, and a text of short words is not judged by them."""
    text = system(purpose={"users": users, "intended_purpose": "Help a credit officer to decide."})
    check = {"echoes": {"of": "purpose.users", "texts": "purpose.intended_purpose"}}
    assert places(catalog_of(text), check) == expected


METRIC = {"name": "error_rate", "value": 0.06, "threshold": 0.05, "threshold_direction": "at_most"}


@pytest.mark.parametrize(
    ("metric", "limits", "expected"),
    [
        (METRIC, [], ["performance.metrics[0]"]),
        (METRIC, ["The error rate is too high for autumn."], []),
        (METRIC, ["It stands at 0.06 and is limited."], []),
        (METRIC, ["It stands at 0.065."], ["performance.metrics[0]"]),
        ({**METRIC, "value": 0.05}, [], []),
        ({**METRIC, "threshold_direction": "at_least"}, [], []),
        ({**METRIC, "threshold_direction": "at_least", "value": 0.04}, [], ["performance.metrics[0]"]),
        ({**METRIC, "threshold": None}, [], NONE),
    ],
)
def test_threshold_met_wants_a_word_on_every_miss(
    catalog_of: Build, metric: dict[str, Any], limits: list[str], expected: Any
) -> None:
    """A missed threshold passes only where a text names the metric or its value."""
    text = system(performance={"metrics": [metric], "limitations": limits})
    check = {"threshold_met": {"of": "performance.metrics", "decided": "performance.limitations"}}
    assert places(catalog_of(text), check) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.5, []), (1, []), (99.8, ["performance.metrics[0].value"]), (None, NONE)]
)
def test_between_wants_a_figure_in_its_range(catalog_of: Build, value: float | None, expected: Any) -> None:
    """A share written as a percentage is objected to."""
    text = system(performance={"metrics": [{"name": "share", "value": value}]})
    assert (
        places(catalog_of(text), {"between": {"of": "performance.metrics.value", "least": "0", "most": "1"}})
        == expected
    )


@pytest.mark.parametrize(
    ("parts", "expected"), [([600, 400], []), ([600, 300], ["structure.form.records"]), ([600, None], NONE), ([], NONE)]
)
def test_adds_up_wants_parts_that_make_the_whole(catalog_of: Build, parts: list[int | None], expected: Any) -> None:
    """Sizes that do not add up are objected to at the total; unknown parts are not guessed."""
    splits = [{"name": f"part {number}", "records": records} for number, records in enumerate(parts)]
    text = trained({"structure": {"form": {"records": 1000}, "splits": splits}})
    check = {"adds_up": {"of": "structure.splits.records", "to": "structure.form.records"}}
    assert places(catalog_of(text), check, "dataset:d") == expected


@pytest.mark.parametrize(
    ("set_on", "expected"),
    [("2026-05-31", []), ("2026-06-01", ["performance.metrics[0].threshold_set_on"]), (None, NONE)],
)
def test_earlier_does_not_take_the_same_day(catalog_of: Build, set_on: str | None, expected: Any) -> None:
    """A threshold set on the day of the test is not proof that it was there first."""
    text = system(performance={"metrics": [{"name": "gini", "threshold_set_on": set_on, "measured_on": "2026-06-01"}]})
    check = {"earlier": {"of": "performance.metrics.threshold_set_on", "than": "performance.metrics.measured_on"}}
    assert places(catalog_of(text), check) == expected


@pytest.mark.parametrize(
    ("tested", "expected"),
    [("2026-01-01", []), ("2019-12-31", ["human_oversight.stop_control.tested_on"]), (None, NONE)],
)
def test_not_long_before_takes_a_day_shortly_before(catalog_of: Build, tested: str | None, expected: Any) -> None:
    """A trial before the first version is fine, one years before it speaks of another system."""
    text = system(
        changes={"history": [{"version": "2", "date": "2027-01-01"}, {"version": "1", "date": "2026-06-01"}]},
        human_oversight={"stop_control": {"tested_on": tested}},
    )
    check = {"of": "human_oversight.stop_control.tested_on", "first": "changes.history.date", "period": "P2Y"}
    assert places(catalog_of(text), {"not_long_before": check}) == expected
