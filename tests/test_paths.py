"""Paths: what they lead to, across lists, selectors and other entities, and where they break off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import pointer
from cardwright.rules.paths import parse_path

Build = Callable[[str], Catalog]
CATALOG = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
legal_identity: {country: DE}
## systems/scoring.yaml
kind: system
id: scoring
name: Scoring
composition:
  models: [{model: model:a@1}, {model: model:b@1}]
operation:
  incidents: []
reviews:
- {kind: go_live, date: 2026-05-01}
- {kind: independent_validation, date: 2026-05-02}
- {kind: independent_validation}
transparency:
  notices:
  - {occasions: [interaction, customers], text: You talk to a machine that answers questions.}
risk_management:
  risks:
  - {hazard: One, measures: [{measure: A}, {measure: B}]}
  - {hazard: Two, measures: []}
  - {hazard: Three}
## models/a.yaml
{kind: model, id: a, name: A}
## models/b.yaml
{kind: model, id: b, name: B}
## models/a-1.yaml
{kind: model_version, model: model:a, version: "1", released_on: 2026-01-01}
## models/b-1.yaml
{kind: model_version, model: model:b, version: "1"}
"""


def leads(catalog: Catalog, path: str, ref: str = "system:scoring") -> list[tuple[str, Any]]:
    """Where a path leads from an entity: pointers with values as text, None for nothing."""
    spots = parse_path(path).spots(catalog, catalog.entities[ref])
    return [(pointer(spot.path), None if spot.value is None else str(spot.value)) for spot in spots]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("name", [("name", "Scoring")]),
        ("owner", [("owner", None)]),
        ("purpose.intended_purpose", [("purpose.intended_purpose", None)]),
        (
            "reviews.date",
            [("reviews[0].date", "2026-05-01"), ("reviews[1].date", "2026-05-02"), ("reviews[2].date", None)],
        ),
        ("reviews[go_live].date", [("reviews[0].date", "2026-05-01")]),
        ("reviews[independent_validation].date", [("reviews[1].date", "2026-05-02"), ("reviews[2].date", None)]),
        ("reviews[security_review].date", [("reviews", None)]),
        ("transparency.notices[customers].channel", [("transparency.notices[0].channel", None)]),
        ("operation.incidents.date", [("operation.incidents", None)]),
        ("operation.incidents", [("operation.incidents", "[]")]),
        (
            "risk_management.risks.measures.measure",
            [
                ("risk_management.risks[0].measures[0].measure", "A"),
                ("risk_management.risks[0].measures[1].measure", "B"),
                ("risk_management.risks[1].measures", None),
                ("risk_management.risks[2].measures.measure", None),
            ],
        ),
        ("organisation:legal_identity.country", [("legal_identity.country", "DE")]),
        ("model_version:released_on", [("released_on", "2026-01-01"), ("released_on", None)]),
        ("model:name", [("name", "A"), ("name", "B")]),
        ("dataset:name", []),
    ],
)
def test_where_a_path_leads(catalog_of: Build, path: str, expected: Any) -> None:
    """A path visits every item, picks by selector, reaches other entities, and says where it breaks off."""
    assert leads(catalog_of(CATALOG), path) == expected


@pytest.mark.parametrize(
    ("path", "none"),
    [("operation.incidents.date", True), ("operation.deployments.deployed_on", False), ("owner", False)],
)
def test_an_empty_list_is_told_from_an_absent_one(catalog_of: Build, path: str, none: bool) -> None:
    """A list stated to be empty is an answer, an absent one is not."""
    catalog = catalog_of(CATALOG)
    (spot,) = parse_path(path).spots(catalog, catalog.entities["system:scoring"])
    assert spot.none is none


def test_a_selector_that_finds_nothing_is_named(catalog_of: Build) -> None:
    """The spot of a selector without an item names what was looked for."""
    catalog = catalog_of(CATALOG)
    (spot,) = parse_path("reviews[ethics_review].date").spots(catalog, catalog.entities["system:scoring"])
    assert (spot.value, spot.lacks, spot.none) == (None, "ethics_review", False)


def test_what_was_written_is_known_even_when_it_could_not_be_read(catalog_of: Build) -> None:
    """A value of the wrong form counts as absent, but what the file says is kept."""
    catalog = catalog_of("{kind: model_version, model: model:a, version: '1', released_on: yesterday}")
    (spot,) = parse_path("released_on").spots(catalog, catalog.entities["model:a@1"])
    assert (spot.value, spot.written) == (None, "yesterday")


@pytest.mark.parametrize("path", ["", "Purpose", "a..b", "reviews[]", "reviews[x", "planet:name", "a b", "a.1"])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    """A text that cannot be a path, or reaches for a kind that does not exist, is refused when the rule is read."""
    with pytest.raises(ValueError, match=r"is not a step|is no kind|is not a path"):
        parse_path(path)


@pytest.mark.parametrize(
    ("path", "kind", "found"),
    [
        ("reviews[go_live].date", "system", True),
        ("classification.prohibited_practices[a].answer", "system", True),
        ("organisation:legal_identity.country", "system", True),
        ("legal_identity.country", "system", False),
        ("reviews.dates", "system", False),
    ],
)
def test_the_field_of_a_path(path: str, kind: str, found: bool) -> None:
    """A path knows its field in the dictionary, and when there is none."""
    assert (parse_path(path).field(kind) is not None) is found
