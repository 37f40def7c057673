"""Checks on figures, spans of time and other places: they hold, fail at the right place, or see nothing to judge."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import pointer
from cardwright.rules.checks import Case, Fault, compile_check
from cardwright.rules.checks.case import NOTHING
from cardwright.rules.checks.quantities import read_amount
from cardwright.rules.checks.spans import days_in
from cardwright.rules.facts import FactBook

Build = Callable[[str], Catalog]
AS_OF = datetime.date(2026, 11, 21)
NONE = "nothing to judge"
FLOP = "training.compute.floating_point_operations"


def model(**fields: Any) -> dict[str, Any]:
    """A model with these fields."""
    return {"kind": "model", "id": "m", "name": "M", **fields}


def version(number: str = "1", **fields: Any) -> dict[str, Any]:
    """A version of the model with these fields."""
    return {"kind": "model_version", "model": "model:m", "version": number, **fields}


def dataset(name: str = "d", **fields: Any) -> dict[str, Any]:
    """A dataset with these fields."""
    return {"kind": "dataset", "id": name, "name": name, **fields}


def trained(*figures: float | None, phase: str = "training", **fields: Any) -> dict[str, Any]:
    """A version trained with these amounts of compute."""
    items = [{"phase": phase} | ({} if figure is None else {"floating_point_operations": figure}) for figure in figures]
    return version(training={"compute": items, **fields})


def places(build: Build, check: Any, *entities: dict[str, Any]) -> list[str] | str:
    """Where a check objects, on the first of some entities; or that there was nothing to judge, told alone."""
    catalog = build("".join(f"## {number}.yaml\n{json.dumps(data)}\n" for number, data in enumerate(entities)))
    entry = next(entry for entry in catalog.entities.values() if entry.path == "0.yaml")
    case = Case(catalog, entry, FactBook(catalog).of(entry)[0], AS_OF)
    faults: list[Fault] = list(compile_check(check)(case))
    if any(fault.message == NOTHING for fault in faults):
        assert len(faults) == 1, "a check that saw nothing objects to nothing"
        return NONE
    return [
        pointer(fault.path) if fault.entry is entry else f"{fault.entry.ref} {pointer(fault.path)}" for fault in faults
    ]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("15 trillion tokens", 13.5e12, 16.5e12),
        ("2.4e12 tokens", 2.16e12, 2.64e12),
        ("2.4 x 10^12", 2.16e12, 2.64e12),
        ("1,200,000 images", 1.08e6, 1.32e6),
        ("1 billion to 10 trillion tokens", 1e9, 1e13),
        ("1 to 10 trillion tokens", 1e12, 1e13),
        ("900 million tokens - 2 billion tokens", 9e8, 2e9),
        ("less than 1 billion", 0, 1e9),
        ("more than 10T tokens", 1e13, math.inf),
        ("7B", 6.3e9, 7.7e9),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, low: float, high: float) -> None:
    """Scales, powers, thousands and ranges are understood; a single figure is taken as rounded."""
    amount = read_amount(text)
    assert amount is not None
    assert amount.low == pytest.approx(low)
    assert amount.high == pytest.approx(high)


def test_a_text_without_figure_is_no_amount() -> None:
    """Words alone name no amount."""
    assert read_amount("very many tokens") is None


def test_days_in_a_text() -> None:
    """Of a month its first day counts, of a year its last; what is no day is passed over."""
    assert days_in("since May 2024, in 2023, on 2025-02-30 and 2025-03-01") == [
        datetime.date(2024, 5, 1),
        datetime.date(2023, 12, 31),
        datetime.date(2025, 3, 1),
    ]


@pytest.mark.parametrize(
    ("figures", "base", "expected"),
    [
        ((2.0,), 3.0, ["training.procedure"]),
        ((1.0,), 3.0, NONE),
        ((0.5, 0.6), 3.0, ["training.procedure"]),
        ((0.5, None), 3.0, NONE),
        ((4.0,), None, ["training.procedure"]),
        ((3.0,), None, NONE),
    ],
)
def test_when_above(catalog_of: Build, figures: tuple[float | None, ...], base: float | None, expected: Any) -> None:
    """A check counts above a share of the base, or of the figure where no base is stated; not at the mark itself."""
    check = {"when_above": {"of": FLOP, "share": "1/3", "base": "training.base_model_compute", "figure": "9"}}
    check["when_above"]["check"] = {"text": "training.procedure"}  # type: ignore[assignment]
    entity = trained(*figures) if base is None else trained(*figures, base_model_compute=base)
    assert places(catalog_of, check, entity) == expected


def test_when_above_counts_the_items_asked_for(catalog_of: Build) -> None:
    """Compute of other phases adds nothing."""
    check = {
        "when_above": {"of": FLOP, "figure": "1", "where": {"phase": "training"}, "check": {"required": "parents"}}
    }
    assert places(catalog_of, check, trained(2.0)) == ["parents"]
    assert places(catalog_of, check, trained(2.0, phase="inference")) == NONE


PRODUCT = {
    "of": FLOP,
    "times": "6",
    "number": "parameter_count",
    "amount": ["dataset:structure.form.size", "model:general_purpose.training_summary.modalities.size"],
    "unit": "token",
}


@pytest.mark.parametrize(
    ("figure", "size", "expected"),
    [
        (6e18, "1 billion tokens", []),
        (6.5e19, "1 billion tokens", []),
        (6.7e19, "1 billion tokens", ["training.compute[0].floating_point_operations"]),
        (5e17, "1 billion tokens", ["training.compute[0].floating_point_operations"]),
        (6e18, "1 billion images", NONE),
        (6e18, "many tokens", NONE),
    ],
)
def test_fits_product(catalog_of: Build, figure: float, size: str, expected: Any) -> None:
    """The compute lies within a factor of ten of six times parameters times tokens."""
    entity = trained(figure) | {"parameter_count": 10**9, "data": {"datasets": [{"dataset": "dataset:d"}]}}
    found = places(catalog_of, {"fits_product": PRODUCT}, entity, dataset(structure={"form": {"size": size}}))
    assert found == expected


def test_fits_product_takes_the_first_place_with_sizes(catalog_of: Build) -> None:
    """Where no dataset tells tokens, the summary does, its unit beside the size; several sizes are added up."""
    sizes = [
        {"modality": "text", "size": "9 billion", "unit": "tokens"},
        {"modality": "code", "size": "1 billion", "unit": "Tokens"},
    ]
    summary = model(general_purpose={"training_summary": {"modalities": sizes}})
    assert places(catalog_of, {"fits_product": PRODUCT}, trained(6e19) | {"parameter_count": 10**9}, summary) == []
    assert len(places(catalog_of, {"fits_product": PRODUCT}, trained(6e21) | {"parameter_count": 10**9}, summary)) == 1


@pytest.mark.parametrize(
    ("size", "limit", "expected"),
    [
        ("4 trillion tokens", "1 billion to 10 trillion", []),
        ("14 trillion tokens", "1 billion to 10 trillion", ["dataset:d structure.form.size"]),
        ("4 trillion tokens", "4.2 trillion", []),
        ("4 trillion tokens", "6 trillion", ["dataset:d structure.form.size"]),
        ("4 trillion bytes", "6 trillion", NONE),
    ],
)
def test_sized_within(catalog_of: Build, size: str, limit: str, expected: Any) -> None:
    """Sizes in one unit lie within the range written elsewhere, rounding aside."""
    check = {
        "of": "dataset:structure.form.size",
        "limit": "model:general_purpose.training_summary.modalities.size",
        "unit": "token",
    }
    summary = model(general_purpose={"training_summary": {"modalities": [{"size": limit, "unit": "tokens"}]}})
    entity = version(data={"datasets": [{"dataset": "dataset:d"}]})
    found = places(catalog_of, {"sized_within": check}, entity, summary, dataset(structure={"form": {"size": size}}))
    assert found == expected


@pytest.mark.parametrize(("figure", "expected"), [(3e24, []), (3.2e24, []), (4e24, ["training.base_model_compute"])])
def test_totals(catalog_of: Build, figure: float, expected: Any) -> None:
    """A figure equals the total of the entity it was taken from, rounding aside."""
    check = {
        "totals": {
            "of": "training.base_model_compute",
            "through": "parents",
            "parts": [FLOP, "training.base_model_compute"],
        }
    }
    parent = version("0", training={"compute": [{"floating_point_operations": 1e24}], "base_model_compute": 2e24})
    child = version(parents=["model:m@0"], training={"base_model_compute": figure})
    assert places(catalog_of, check, child, parent) == expected
    assert places(catalog_of, check, child, version("0")) == NONE


@pytest.mark.parametrize(
    ("end", "expected"), [("2036-02-01", []), ("2036-01-31", ["general_purpose.commission_notification.decided_on"])]
)
def test_lasts_until(catalog_of: Build, end: str, expected: Any) -> None:
    """The end is no earlier than a period after the start; without a start there is nothing to judge."""
    ends = "general_purpose.commission_notification.decided_on"
    check = {"lasts_until": {"of": ends, "since": "general_purpose.union_market_date", "period": "P10Y"}}
    section = {"commission_notification": {"decided_on": end}}
    assert places(catalog_of, check, model(general_purpose={**section, "union_market_date": "2026-02-01"})) == expected
    assert places(catalog_of, check, model(general_purpose=section)) == NONE


def test_not_before_first(catalog_of: Build) -> None:
    """Only a day before the earliest version is a fault, whichever versions are in use."""
    check = {"not_before_first": {"of": "general_purpose.union_market_date", "days": "released_on"}}
    versions = [version("1", released_on="2026-02-01"), version("2", released_on="2026-05-01"), version("3")]
    on_day = model(general_purpose={"union_market_date": "2026-02-01"})
    before = model(general_purpose={"union_market_date": "2026-01-31"})
    assert places(catalog_of, check, on_day, *versions) == []
    assert places(catalog_of, check, before, *versions) == ["general_purpose.union_market_date"]
    assert places(catalog_of, check, before, version("1"), version("2"), version("3")) == NONE


@pytest.mark.parametrize(
    ("policy", "told", "expected"),
    [
        ({"date": "2024-01-01"}, "as the policy says", []),
        ({"date": "2024-01-02"}, "as the policy says", ["dataset:d origin.crawl.period.start"]),
        ({"date": "2026-01-02"}, "since 2023-11", []),
        ({}, "since 2024", ["dataset:d origin.crawl.period.start"]),
        ({}, "always", ["dataset:d origin.crawl.period.start"]),
    ],
)
def test_in_place_by(catalog_of: Build, policy: dict[str, str], told: str, expected: Any) -> None:
    """A measure was in place when something began: by its date, or by what a text says; silence is a fault."""
    section = {"copyright_policy": {"document": policy}, "training_summary": {"reservation_measures": told}}
    check = {
        "of": "model:general_purpose.copyright_policy.document.date",
        "told": "model:general_purpose.training_summary.reservation_measures",
        "by": "dataset:origin.crawl.period.start",
    }
    entity = version(data={"datasets": [{"dataset": "dataset:d"}]})
    crawl = dataset(origin={"crawl": {"period": {"start": "2024-01-01"}}})
    assert places(catalog_of, {"in_place_by": check}, entity, model(general_purpose=section), crawl) == expected
    assert places(catalog_of, {"in_place_by": check}, entity, model(general_purpose=section), dataset()) == NONE


@pytest.mark.parametrize(
    ("month", "expected"),
    [("2025-11", []), ("2025-10", ["model:m general_purpose.training_summary.latest_collection"])],
)
def test_month_reaches(catalog_of: Build, month: str, expected: Any) -> None:
    """A month is no earlier than that of the last day elsewhere."""
    check = {
        "month_reaches": {
            "of": "model:general_purpose.training_summary.latest_collection",
            "days": "origin.collection_period.end",
            "through": {"of": "data.datasets", "ref": "dataset", "among": {"role": "training"}},
        }
    }
    summary = model(general_purpose={"training_summary": {"latest_collection": month}})
    entity = version(data={"datasets": [{"dataset": "dataset:d", "role": "training"}]})
    period = dataset(origin={"collection_period": {"end": "2025-11-30"}})
    assert places(catalog_of, check, entity, summary, period) == expected
    assert places(catalog_of, check, entity, summary, dataset()) == NONE


def test_unless(catalog_of: Build) -> None:
    """A check is lifted only by another that holds; one that sees nothing lifts nothing."""
    check = {
        "unless": {
            "holds": {"one_of": {"of": "design.update_mode", "values": ["static"]}},
            "check": {"required": "description"},
        }
    }
    assert places(catalog_of, check, model(design={"update_mode": "static"})) == NONE
    assert places(catalog_of, check, model(design={"update_mode": "continuous_learning"})) == ["description"]
    assert places(catalog_of, check, model()) == ["description"]


def test_led_to(catalog_of: Build) -> None:
    """The entities that picked items refer to are checked, and faults stay in them; a reference to nothing is one."""
    check = {
        "led_to": {
            "of": "data.datasets",
            "ref": "dataset",
            "among": {"role": "training"},
            "check": {"required": "version"},
        }
    }
    uses = [{"dataset": "dataset:d", "role": "training"}, {"dataset": "dataset:e", "role": "test"}]
    entity = version(data={"datasets": uses})
    assert places(catalog_of, check, entity, dataset("d"), dataset("e")) == ["dataset:d version"]
    assert places(catalog_of, check, entity, dataset("f"), dataset("e")) == ["data.datasets[0].dataset"]
    assert places(catalog_of, check, version(data={"datasets": uses[1:]}), dataset("e")) == NONE
    check["led_to"]["where"] = {"access": "open"}
    assert places(catalog_of, check, entity, dataset("d"), dataset("e")) == NONE


@pytest.mark.parametrize(("values", "expected"), [([], []), (["a use"], ["purpose.tasks"]), (None, ["purpose.tasks"])])
def test_stated_empty(catalog_of: Build, values: list[str] | None, expected: Any) -> None:
    """An empty list says that there is none; an absent one says nothing."""
    purpose = {} if values is None else {"purpose": {"tasks": values}}
    assert places(catalog_of, {"stated_empty": "purpose.tasks"}, model(**purpose)) == expected


def test_not_among(catalog_of: Build) -> None:
    """A value that another list excludes is found, whatever its case."""
    check = {"not_among": {"of": "purpose.tasks", "values": "purpose.out_of_scope_uses"}}
    purpose = {"tasks": ["Ranking", "search"], "out_of_scope_uses": ["ranking", "advice"]}
    assert places(catalog_of, check, model(purpose=purpose)) == ["purpose.tasks[0]"]
    assert places(catalog_of, check, model(purpose={**purpose, "tasks": ["search"]})) == []
    assert places(catalog_of, check, model(purpose={"tasks": ["search"]})) == NONE


@pytest.mark.parametrize(
    ("text", "expected"), [("We read Robots.txt daily", []), ("We read xrobots.txt", ["description"])]
)
def test_named_in(catalog_of: Build, text: str, expected: Any) -> None:
    """Every value occurs in the text as whole words."""
    check = {"named_in": {"of": "tags", "texts": "description"}}
    assert places(catalog_of, check, model(tags=["robots.txt"], description=text)) == expected
    assert places(catalog_of, check, model(description=text)) == NONE


@pytest.mark.parametrize(("month", "expected"), [("2026-11", []), ("2026-12", ["latest"]), (None, NONE)])
def test_month_begun(catalog_of: Build, month: str | None, expected: Any) -> None:
    """The month of the report has begun, the one after it has not."""
    path = "general_purpose.training_summary.latest_collection"
    summary = {"training_summary": {"latest_collection": month}} if month else {}
    found = places(catalog_of, {"month_begun": path}, model(general_purpose=summary))
    assert found == (expected if expected in ([], NONE) else [path])
