"""The crosswalk: which provisions ask for a field, in the schema an editor shows and on the site."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

from cardwright.rules.crosswalk import crosswalk, fields_of_rule
from cardwright.rules.framework import Rule
from cardwright.rules.shelf import shipped_frameworks

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def asks(check: object) -> set[tuple[str, str]]:
    """The fields that a rule on systems with this check asks for."""
    text = {"id": "X1", "name": "x", "title": "X", "cites": "x", "level": "note", "why": "x", "remedy": "x"}
    return fields_of_rule(Rule.model_validate({**text, "applies": {"kind": "system"}, "check": check}))


def test_members_are_found_below_their_list() -> None:
    """A member that an item of a list must have is the list's, not the entity's of the same name."""
    check = {"each": {"of": "risk_management.risks", "required": ["id", "hazard"]}}
    assert asks(check) == {
        ("system", "risk_management.risks"),
        ("system", "risk_management.risks.id"),
        ("system", "risk_management.risks.hazard"),
    }


def test_fields_of_other_entities_are_theirs() -> None:
    """A path with a kind leads to the field of that kind; a selector is no part of the field."""
    assert asks({"required": ["organisation:legal_identity.legal_name", "reviews[go_live].date"]}) == {
        ("organisation", "legal_identity.legal_name"),
        ("system", "reviews.date"),
    }


def test_values_and_conditions_are_not_asked_for() -> None:
    """What is only compared with, or looked at to choose, is no field that a rule asks for."""
    check = {"when": {"if": {"name": "any"}, "check": {"one_of": {"of": "owner", "values": ["version"]}}}}
    assert asks(check) == {("system", "owner")}


def test_one_field_answers_several_frameworks() -> None:
    """Many fields are asked for by more than one regulation, and the crosswalk says so."""
    asked = crosswalk(shipped_frameworks().values())
    of = {field: {item.framework.header.id for item in rules} - {"catalog"} for field, rules in asked.items()}
    assert sum(len(frameworks) > 1 for frameworks in of.values()) > 20


def test_the_schema_of_a_field_ends_with_what_asks_for_it(run: Run) -> None:
    """An editor shows the provisions beside the field."""
    schema = json.loads(run("schema", "system").stdout)
    purpose = next(
        record["properties"]["intended_purpose"]
        for record in schema["$defs"].values()
        if "intended_purpose" in record.get("properties", {})
    )
    assert "Annex IV(1)(a)" in purpose["x-asked-for-by"]
    assert "Asked for by" in purpose["description"]
    assert "Annex IV(1)(a)" in purpose["description"]
