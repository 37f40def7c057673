"""The least a record must hold: subjects are named, periods are long enough, and the right one comes first."""

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


def told(catalog_of: Build, check: Any, **fields: Any) -> list[tuple[str, str]]:
    """Where a check objects to a system with these fields, and in which words."""
    catalog = catalog_of(json.dumps({"kind": "system", "id": "s", "name": "S", **fields}))
    entry = catalog.entities["system:s"]
    case = Case(catalog, entry, FactBook(catalog).of(entry)[0], AS_OF)
    return [(pointer(fault.path), fault.message) for fault in compile_check(check)(case)]


def kept(*documents: str) -> dict[str, Any]:
    """The fields of a system that keeps these documents."""
    return {"conformity": {"retention": [{"document": document} for document in documents]}}


KEPT = {
    "accounts_for": {
        "of": "conformity.retention.document",
        "all": {"technical documentation": ["technical doc", "annex iv"], "declaration": ["declaration"]},
    }
}
INFORMED = {"first_names": {"of": "operation.incidents.informed", "stems": ["provider", "vendor"]}}
LOGS = {"no_shorter": {"of": "operation.logging.retention", "than": "P6M"}}


def test_every_subject_is_known_by_one_of_its_stems_whatever_the_case(catalog_of: Build) -> None:
    """A text that begins a word with a stem of a subject accounts for it, and one text may account for several."""
    assert told(catalog_of, KEPT, **kept("File of ANNEX IV, with EU Declarations")) == []


def test_a_subject_that_no_text_names_is_told_at_the_list(catalog_of: Build) -> None:
    """A stem inside a word names nothing; the fault stands at the list and says which subject is missing."""
    ((place, message),) = told(catalog_of, KEPT, **kept("Technical documentation", "Redeclarations"))
    assert (place, message.endswith("does not account for declaration")) == ("conformity.retention", True)


def test_texts_that_are_not_there_leave_nothing_to_judge(catalog_of: Build) -> None:
    """An absent list, an absent member and an absent duration are for other checks to ask for."""
    assert told(catalog_of, KEPT) == [("", NOTHING)]
    assert told(catalog_of, INFORMED, operation={"incidents": [{"id": "I"}]}) == [("", NOTHING)]
    assert told(catalog_of, LOGS, operation={"logging": {"under_control": True}}) == [("", NOTHING)]


def test_the_first_of_each_list_is_the_one_asked_for(catalog_of: Build) -> None:
    """Only the first item counts; a list that begins with another is told, in each item of an outer list."""
    incidents = [
        {"id": "I-1", "informed": ["Vendor of the score", "Authority"]},
        {"id": "I-2", "informed": ["Authority", "Provider"]},
    ]
    ((place, message),) = told(catalog_of, INFORMED, operation={"incidents": incidents})
    assert place == "operation.incidents[1].informed"
    assert "begins with “Authority”" in message


@pytest.mark.parametrize("period", ["P6M", "P1Y", "P184D", "P27W", "P36M"])
def test_a_period_that_is_as_long_holds(catalog_of: Build, period: str) -> None:
    """A duration in another unit holds when it is long enough from every month of the year."""
    assert told(catalog_of, LOGS, operation={"logging": {"retention": period}}) == []


@pytest.mark.parametrize("period", ["P5M", "P180D", "P26W", "P1D", "PT48H"])
def test_a_period_that_is_shorter_from_some_month_is_told(catalog_of: Build, period: str) -> None:
    """180 days or 26 weeks are less than six months from March on; hours count as no days."""
    ((place, message),) = told(catalog_of, LOGS, operation={"logging": {"retention": period}})
    assert place == "operation.logging.retention"
    assert message.endswith(f"is {period}, shorter than P6M")
