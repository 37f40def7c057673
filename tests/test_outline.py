"""The outline of an entity: a rule is only spared a look at a field when nothing stands there."""

from __future__ import annotations

import pytest
from conftest import ROOT

from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import fields_of
from cardwright.catalog.graph import Catalog
from cardwright.catalog.load import load_catalog
from cardwright.rules.paths import parse_path


@pytest.fixture(scope="module")
def sample() -> Catalog:
    """The sample catalog."""
    return load_catalog(ROOT / "catalog")


def test_the_outline_names_exactly_the_fields_that_hold_something(sample: Catalog) -> None:
    """For every entity and every field of the dictionary, the outline says what following the path finds."""
    compared = 0
    for entry in sample.entities.values():
        for field, _ in fields_of(ENTITY_CLASSES[entry.kind]):
            there = any(spot.value is not None for spot in parse_path(field).spots(sample, entry))
            assert (field in entry.outline.fields) is there, (entry.ref, field)
            compared += there
    assert compared > 2_000


def test_a_key_of_a_map_is_in_the_outline(sample: Catalog) -> None:
    """Hyperparameters have names of their own, which rules may name as well."""
    entry = sample.entities["model:credit-scorecard@1.1.0"]
    names = entry.value.training.hyperparameters  # type: ignore[attr-defined]  # a model version
    assert names
    assert {f"training.hyperparameters.{name}" for name in names} <= entry.outline.fields


def test_the_outline_holds_every_record_with_its_place(sample: Catalog) -> None:
    """A record is found again at the place the outline gives, and under the name of its structure."""
    found = 0
    for entry in sample.entities.values():
        for structure, records in entry.outline.records.items():
            for path, record in records:
                value = entry.value
                for step in path:
                    value = value[step] if isinstance(step, int) else getattr(value, step)  # type: ignore[index,assignment]
                assert value is record
                assert type(record).__name__ == structure
                found += 1
    assert found > 1_000
