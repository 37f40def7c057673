"""No false pass: whatever is taken from, emptied in or falsified about the complete system of the sample is noticed."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from conftest import ROOT

from cardwright.catalog.entities.shape import shape_of, walk
from cardwright.catalog.graph import Catalog, Entry, make_entry
from cardwright.catalog.load import load_catalog
from cardwright.catalog.source import read_source
from cardwright.catalog.typed import type_source
from cardwright.finding import Finding, Path, pointer
from cardwright.rules.judge import judge
from cardwright.rules.manners import manner_of
from cardwright.rules.report import Report

AS_OF = datetime.date(2027, 12, 15)
"""After the rules on high-risk systems begin, and before the reviews of the sample are due again."""
SYSTEM, VERSION = "system:credit-scoring", "model:credit-scorecard@1.1.0"
USE, MODEL, BANK = "use_case:credit-approval", "model:credit-scorecard", "organisation:example-bank"
DATA, TEST_DATA = "dataset:german-credit-training", "dataset:german-credit-test"
APPROVAL = "approval:credit-scoring-2026"
COMPLETE = (SYSTEM, VERSION, USE, MODEL, BANK, DATA, TEST_DATA)
Place = tuple[str, Path]


@cache
def sample() -> Catalog:
    """The complete system with all it reaches."""
    whole = load_catalog(ROOT / "catalog")
    parts = {ref: entry for ref, entry in whole.entities.items() if _belongs(ref)}
    return dataclasses.replace(whole, entities=parts, problems=())


def _belongs(ref: str) -> bool:
    return ref.startswith(("team:", "organisation:")) or "credit" in ref


def with_changes(changes: Mapping[str, Any]) -> Catalog:
    """The sample with other data in some entities; approvals name their new state, so that only the data are wrong."""
    entities, problems = dict(sample().entities), []
    for ref, data in changes.items():
        source = read_source(entities[ref].path, json.dumps(data, ensure_ascii=False).encode())
        value, wrong = type_source(source)
        problems += [*source.problems(), *(problem._replace(entity=ref) for problem in wrong)]
        if value is not None:
            entities[ref] = make_entry(value, source)
    for ref, entry in entities.items():
        if entry.kind == "approval":
            entities[ref] = _approving(entry, entities)
    return dataclasses.replace(sample(), entities=entities, problems=tuple(problems))


def _approving(entry: Entry, entities: Mapping[str, Entry]) -> Entry:
    approval: Any = entry.value
    return make_entry(approval.model_copy(update={"digest": entities[approval.entity].digest}), entry.source)


def data_of(ref: str) -> Any:
    """A copy of what the file of an entity says."""
    return copy.deepcopy(sample().entities[ref].source.data)


def put(data: Any, path: Path, value: Any) -> None:
    """Write a value at a path, or take it out with None."""
    *way, last = path
    for step in way:
        data = data[step]
    if value is None:
        del data[last]
    else:
        data[last] = value


def path_of(dotted: str) -> Path:
    """A path from its text: `reviews.0.date`."""
    return tuple(int(step) if step.isdigit() else step for step in dotted.split("."))


def new_findings(changes: Mapping[str, Any], as_of: datetime.date = AS_OF) -> list[Finding]:
    """What is found in the changed sample and not in the sample itself."""
    known = {(f.rule, f.entity, f.pointer, f.message) for f in _baseline(as_of).findings}
    report = judge(with_changes(changes), as_of)
    return [f for f in report.findings if (f.rule, f.entity, f.pointer, f.message) not in known]


@cache
def _baseline(as_of: datetime.date) -> Report:
    return judge(sample(), as_of)


PLACEHOLDERS = ["TBD", "n/a", "???", "see above", "T\u200bBD", "\u0422BD", "TBA by Legal", "lorem ipsum", "TBD " * 50]
ONLY_IN_PROSE = ["x", "0", "abc", "none", "as discussed", "work in progress"]
IDENTITY = {"id", "version", "model"}


def texts(ref: str) -> Iterator[tuple[Path, str]]:
    """The texts of an entity, and what is asked of each."""
    entry = sample().entities[ref]
    for path, form, _ in walk(shape_of(type(entry.value)), entry.source.data):
        if form.name in ("str", "text", "role") and path[-1] not in IDENTITY:
            yield path, manner_of(form.name, next(step for step in reversed(path) if isinstance(step, str)))


@pytest.mark.parametrize("text", PLACEHOLDERS + ONLY_IN_PROSE)
def test_a_placeholder_in_any_text_is_found_there(text: str) -> None:
    """Whichever text field of the complete system holds a placeholder, there is an error at that field."""
    changes, wrong = {}, set()
    for ref in COMPLETE:
        data = changes[ref] = data_of(ref)
        for path, manner in texts(ref):
            if manner == "prose" or text in PLACEHOLDERS:
                put(data, path, text)
                wrong.add((ref, pointer(path)))
    found = {(f.entity, f.pointer) for f in new_findings(changes) if f.level == "error"}
    assert wrong - found == set()


PLANNED = {
    "due", "next_due", "until", "stored_until", "expiry", "next_review", "placed_on_market", "deployed_on", "first_use",
}  # fmt: skip


def test_whatever_happened_did_not_happen_in_the_future() -> None:
    """Every day of an event that lies ahead is found, wherever it stands."""
    changes, wrong = {}, set()
    for ref in COMPLETE:
        data = changes[ref] = data_of(ref)
        for path, form, _ in walk(shape_of(type(sample().entities[ref].value)), data):
            period = any(step == "period" for step in path)
            if form.name == "date" and path[-1] not in PLANNED and not period:
                put(data, path, "2099-12-31")
                wrong.add((ref, pointer(path)))
    found = {(f.entity, f.pointer) for f in new_findings(changes)}
    assert len(wrong) > 100
    assert wrong - found == set()


def test_a_document_without_a_place_is_found() -> None:
    """Every document that names neither a file nor an address is found."""
    changes, wrong = {}, set()
    for ref in COMPLETE:
        data = changes[ref] = data_of(ref)
        for path, form, _ in list(walk(shape_of(type(sample().entities[ref].value)), data)):
            if form.name == "file":
                put(data, path, None)
                wrong.add((ref, pointer(path)))
    found = {(f.entity, f.pointer) for f in new_findings(changes)}
    assert wrong - found == set()


TAKEN_OUT: list[tuple[str, str, str]] = [
    (SYSTEM, "purpose.intended_purpose", "AIA401"),
    (SYSTEM, "reviews.0.findings.0.owner_role", "CAT110"),
    (SYSTEM, "reviews.0.next_due", "CAT119"),
    (SYSTEM, "reviews.1.outcome", "CAT078"),
    (SYSTEM, "performance.metrics.0.ci_high", "CAT129"),
    (SYSTEM, "performance.metrics.1.threshold_direction", "CAT129"),
    (SYSTEM, "performance.tests.0.result", "CAT128"),
    (SYSTEM, "performance.tests.1.passed", "CAT128"),
    (SYSTEM, "risk_management.risks.0.hazard", "CAT128"),
    (SYSTEM, "risk_management.risks.0.measures.0.status", "CAT128"),
    (SYSTEM, "risk_management.risks.1.measures.2.due", "CAT112"),
    (SYSTEM, "operation.deployments.0.environment", "CAT128"),
    (SYSTEM, "market.status", "CAT121"),
    (SYSTEM, "characteristics.public_service", "AIA055"),
    (VERSION, "evaluation.metrics.0.threshold_set_on", "CAT129"),
    (VERSION, "data.features.0.name", "CAT128"),
    (VERSION, "dependencies.0.version", "CAT128"),
    (USE, "reviews.1.date", "CAT078"),
    (USE, "justification.alternatives.0.reason", "CAT128"),
    (USE, "materiality.inherent_rating", "AIRG421"),
    (MODEL, "reviews.0.next_due", "CAT119"),
    (BANK, "governance.policies.0.last_review", "CAT128"),
    (BANK, "reviews.0.next_due", "CAT119"),
    (DATA, "structure.splits.0.records", "CAT128"),
    (DATA, "quality.gaps.0.due", "CAT128"),
    (APPROVAL, "expiry", "CAT126"),
]
"""What is taken out, each from a place of its own, and the rule that misses it there."""
FALSIFIED: list[tuple[str, str, Any, str]] = [
    # days: back-dated, out of order, past, out of reach
    (SYSTEM, "reviews.0.date", "2019-01-01", "CAT137"),
    (SYSTEM, "reviews.0.report.date", "2018-01-01", "CAT130"),
    (SYSTEM, "reviews.0.findings.0.due", "2027-01-31", "CAT110"),
    (SYSTEM, "reviews.2.next_due", "2027-06-30", "CAT061"),
    (SYSTEM, "reviews.3.next_due", "2099-12-31", "CAT132"),
    (SYSTEM, "performance.metrics.0.threshold_set_on", "2026-10-01", "CAT131 performance.metrics[0].measured_on"),
    (SYSTEM, "performance.tests.0.date", "2019-01-01", "CAT137"),
    (SYSTEM, "performance.tests.1.evidence.date", "2019-01-01", "CAT130"),
    (SYSTEM, "risk_management.process.review_interval", "P50Y", "CAT132"),
    (SYSTEM, "risk_management.risks.1.measures.2.due", "2027-01-31", "CAT112"),
    (SYSTEM, "operation.deployments.0.deployed_on", "2028-03-01", "CAT121"),
    (SYSTEM, "market.placed_on_market", "2020-01-01", "CAT127"),
    (SYSTEM, "market.last_unit_placed_on_market", "2019-01-01", "CAT121"),
    (VERSION, "reviews.0.findings.0.due", "2027-01-31", "CAT110"),
    (VERSION, "evaluation.tests.0.date", "2019-01-01", "CAT131"),
    (SYSTEM, "risk_management.risks.0.residual.date", "2019-01-01", "CAT137"),
    (SYSTEM, "security.measures.0.date", "2019-01-01", "CAT137"),
    (USE, "scope.determination.date", "2019-01-01", "CAT137"),
    (USE, "reviews.1.date", "2024-01-01", "CAT062"),
    (BANK, "governance.policies.0.last_review", "2024-01-01", "CAT115"),
    (BANK, "governance.board_reporting.last_report", "2024-01-01", "CAT115"),
    (DATA, "quality.gaps.0.due", "2027-01-01", "CAT113"),
    (APPROVAL, "date", "2026-01-01", "CAT135"),
    (APPROVAL, "expiry", "2027-01-01", "CAT126"),
    # figures
    (SYSTEM, "performance.metrics.1.n", "0", "CAT134"),
    (SYSTEM, "performance.metrics.1.ci_low", "0.9", "CAT129 performance.metrics[1].value"),
    (VERSION, "evaluation.metrics.0.ci_level", "1", "CAT134"),
    (VERSION, "parameter_count", "-1", "CAT134"),
    (VERSION, "evaluation.tests.0.passed", "false", "CAT133 evaluation.tests[0].findings"),
    # statements against one another
    (SYSTEM, "version", "9.9", "CAT122 changes.history[1].version"),
    (SYSTEM, "deployer_use.use.instructions_version", "0.9", "CAT122"),
    (SYSTEM, "data_protection.impact_assessment.instructions_version", "0.9", "CAT123"),
    (SYSTEM, "market.countries", [], "CAT121"),
    (SYSTEM, "characteristics.decisions_about_persons", "false", "CAT120"),
    (SYSTEM, "data_protection.personal_data.present", "false", "CAT120"),
    (SYSTEM, "purpose.high_risk_use_excluded", "true", "AIA056"),
    (SYSTEM, "classification.declared_class", "minimal", "AIA004"),
    (SYSTEM, "classification.product.third_party_assessment_required", "true", "CAT120"),
    (SYSTEM, "reviews.9.reviewer", "team:ai-platform", "CAT136"),
    (DATA, "protection.personal_data.present", "false", "CAT124"),
    (BANK, "governance.control_function", "team:ai-platform", "AIRG404"),
    (USE, "scope.determination.is_ai", "false", "CAT120"),
]
"""What is written instead, and the rule that objects: there, or at the place named."""


@cache
def _all_at_once(number: int) -> frozenset[tuple[str, str, str]]:
    """The rules, files and fields found when all is taken out (0), or all is falsified (1)."""
    changes: dict[str, Any] = {}
    for ref, path, value, *_ in [(r, p, None) for r, p, _ in TAKEN_OUT] if number == 0 else FALSIFIED:
        put(changes.setdefault(ref, data_of(ref)), path_of(path), value)
    return frozenset((f.rule, f.path, f.pointer) for f in new_findings(changes))


@pytest.mark.parametrize(("ref", "path", "rule"), TAKEN_OUT)
def test_what_is_taken_out_is_missed(ref: str, path: str, rule: str) -> None:
    """A field that is taken out of the complete system is missed at its place, by the rule that needs it."""
    assert (rule, sample().entities[ref].path, pointer(path_of(path))) in _all_at_once(0)


@pytest.mark.parametrize(("ref", "path", "value", "rule"), FALSIFIED)
def test_what_is_falsified_is_found(ref: str, path: str, value: Any, rule: str) -> None:
    """A day, figure or statement that contradicts the rest of the complete system is found."""
    name, _, where = rule.partition(" ")
    assert (name, sample().entities[ref].path, where or pointer(path_of(path))) in _all_at_once(1)
