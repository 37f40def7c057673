"""General-purpose models: how they are classified, and a complete record of which one field after the other goes."""

from __future__ import annotations

import copy
import datetime
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cardwright.catalog.graph import Catalog
from cardwright.rules.facts import FactBook
from cardwright.rules.framework import Framework
from cardwright.rules.judge import judge
from cardwright.rules.matcher import UNKNOWN
from cardwright.rules.report import Report
from cardwright.rules.shelf import shipped_frameworks

Build = Callable[[str], Catalog]
AS_OF = datetime.date(2026, 11, 21)
COMPLETE = Path(__file__).parent / "general_purpose_provider"
"""A provider outside the Union, a model with systemic risk, its version and its data: nothing is missing."""
OURS = re.compile(r"AIA(8\d\d|95\d)")
"""The rules on general-purpose models."""
ORG, SYSTEM, DATA = "catalog.yaml", "systems/service.yaml", "datasets/corpus.yaml"
MODEL, VERSION = "models/large/model.yaml", "models/large/1.yaml"
GP, SINCE = "general_purpose.", "Since November 2023"
XI, XII, FORM, SUMMARY = (
    "Annex XI Section ",
    "Annex XII",
    "GPAI CoP Model Documentation Form: ",
    "Art. 53(1)(d) template ",
)


@cache
def framework() -> Framework:
    """The EU rules on general-purpose models alone."""
    whole = shipped_frameworks()["eu-ai-act"]
    return Framework(whole.header, tuple(rule for rule in whole.rules if OURS.fullmatch(rule.id)))


@cache
def record() -> dict[str, Any]:
    """The complete record by file."""
    return {
        path.relative_to(COMPLETE).as_posix(): yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in COMPLETE.rglob("*.yaml")
    }


def changed(build: Build, file: str, path: str, value: Any = None) -> Report:
    """Judge the record with one field set to another value, or left out."""
    entities = copy.deepcopy(record())
    *steps, last = path.split(".")
    node = entities[file]
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return judged(build, entities)


def judged(build: Build, entities: dict[str, Any], as_of: datetime.date = AS_OF) -> Report:
    """Judge entities by the rules on general-purpose models."""
    text = "".join(f"## {file}\n{json.dumps(data, default=str)}\n" for file, data in entities.items())
    return judge(build(text), as_of, (framework(),))


def cited(report: Report) -> set[str]:
    """The provisions that findings cite."""
    return {ref for finding in report.findings if finding.outcome == "fail" for ref in finding.cites}


def test_a_complete_record_has_no_finding(catalog_of: Build) -> None:
    """A record that says everything gets no finding, no open question, and is judged by most of the rules."""
    report = judged(catalog_of, record())
    assert [(finding.rule, finding.pointer, finding.message) for finding in report.findings] == []
    outcomes = [result.outcome for result in report.results]
    assert "undecided" not in outcomes
    assert outcomes.count("pass") + outcomes.count("review") > 80


def test_every_provision_on_general_purpose_models_has_a_rule() -> None:
    """No row of Arts 51 to 55, Annexes XI and XII, the form or the summary is left unchecked."""
    rows = re.compile(r"(Art\. 5[1-5]\(|Annex XI |Annex XII\(|GPAI)")
    assert [item.ref for item in framework().not_checked if rows.match(item.ref)] == []


def fields() -> list[tuple[str, str, tuple[str, ...]]]:
    """Fields of the record, each with the provisions that miss it."""
    rows: list[tuple[str, str, str]] = [
        (VERSION, "training.compute.0.floating_point_operations", f"Art. 51(2); {XI}1(2)(d); {FORM}Compute"),
        (VERSION, "training.compute.0.method", f"Art. 51(2); {FORM}Compute"),
        (VERSION, "training.compute.0.duration", f"{XI}1(2)(d); {FORM}Compute"),
        (VERSION, "training.compute.0.hardware", f"{XI}1(2)(d)"),
        (VERSION, "training.compute", f"Art. 51(2); {XI}1(2)(d); {FORM}Compute; {FORM}Energy"),
        (VERSION, "training.energy", f"{XI}1(2)(e); {FORM}Energy"),
        (VERSION, "training.energy.boundary", f"{XI}1(2)(e)"),
        (VERSION, "training.steps", f"{XI}1(2)(b); {XI}2(2)"),
        (VERSION, "training.finished_on", f"{XI}2(2)"),
        (VERSION, "training.procedure", f"{FORM}Training process"),
        (VERSION, "released_on", f"{XI}1(1)(c); {XII}(1)(c); {FORM}General information"),
        (VERSION, "parents", f"{FORM}General information; {FORM}Retention and updates; {SUMMARY}1.2"),
        (VERSION, "artifact_sha256", f"{FORM}General information"),
        (VERSION, "parameter_count", f"{XI}1(1)(d); {XII}(1)(f); {FORM}Model properties"),
        (VERSION, "dependencies", f"{XII}(1)(e)"),
        (VERSION, "data.datasets", f"{XI}1(2)(c); {XII}(2)(c); {SUMMARY}2.1; {FORM}Data: type and provenance"),
        (VERSION, "data.datasets.0.role", f"{XI}1(2)(c)"),
        (VERSION, "data.datasets.0.selection", f"{XI}1(2)(c); {FORM}Data: obtaining and selecting"),
        (VERSION, "evaluation.tests", f"Art. 55(1)(a); {XI}2(1); {XI}2(2)"),
        (VERSION, "evaluation.tests.0.protocol", f"Art. 55(1)(a); {XI}2(1)"),
        (VERSION, "evaluation.tests.0.findings", f"Art. 55(1)(a); {XI}2(2)"),
        (VERSION, "evaluation.tests.0.mitigations", f"Art. 55(1)(a); {XI}2(2)"),
        (VERSION, "evaluation.metrics", f"{XI}2(1)"),
        (MODEL, "purpose.tasks", f"Art. 53(1)(b); {XI}1(1)(a); {XII}(1)(a)"),
        (MODEL, "purpose.integrable_systems", f"{XI}1(1)(a); {XII}(1)(a); {FORM}Use"),
        (MODEL, "purpose.limitations", "Art. 53(1)(b)"),
        (MODEL, "design.architecture", f"{XI}1(1)(d); {XII}(1)(f); {FORM}Model properties"),
        (MODEL, "design.inputs", f"{XI}1(1)(e); {XII}(1)(g); {XII}(2)(b); {FORM}Model properties"),
        (MODEL, "design.outputs.0.maximum_size", f"{XII}(2)(b); {FORM}Model properties"),
        (MODEL, "design.design_choices", f"{XI}1(2)(b); {FORM}Training process"),
        (MODEL, "design.optimisation_objective", f"{XI}1(2)(b)"),
        (MODEL, "design.update_mode", f"{SUMMARY}1.3"),
        (MODEL, "supply.licence.name", f"{XI}1(1)(f); {XII}(1)(h); {FORM}Distribution and licences"),
        (MODEL, "supply.licence.url", f"{XI}1(1)(f); {XII}(1)(h); {FORM}Distribution and licences"),
        (MODEL, "supply.distribution", f"{XI}1(1)(c); {XII}(1)(c); {FORM}Distribution and licences"),
        (MODEL, "supply.integration.instructions", f"{XI}1(2)(a); {XII}(2)(a); {FORM}Use"),
        (MODEL, "supply.integration.interactions", f"{XII}(1)(d)"),
        (MODEL, "supply.integration.assets", f"{FORM}Distribution and licences"),
        (MODEL, f"{GP}union_market_date", f"{XI}1(1)(c); {FORM}General information; {SUMMARY}1.2"),
        (MODEL, f"{GP}acceptable_use_policy", f"{XI}1(1)(b); {XII}(1)(b); {FORM}Use"),
        (MODEL, f"{GP}technical_documentation", f"Art. 53(1)(a); {FORM}Retention and updates"),
        (MODEL, f"{GP}downstream_information.document", "Art. 53(1)(b)"),
        (MODEL, f"{GP}downstream_information.requests", f"{FORM}Retention and updates"),
        (MODEL, f"{GP}system_architecture", f"{XI}2(3)"),
        (MODEL, f"{GP}copyright_policy.document", "Art. 53(1)(c)"),
        (MODEL, f"{GP}copyright_policy.opt_outs", "Art. 53(1)(c)"),
        (MODEL, f"{GP}copyright_policy.contact", "Art. 53(1)(c)"),
        (MODEL, f"{GP}training_summary.url", "Art. 53(1)(d)"),
        (MODEL, f"{GP}training_summary.version", f"Art. 53(1)(d); {SUMMARY}header"),
        (MODEL, f"{GP}training_summary.last_update", f"Art. 53(1)(d); {SUMMARY}header"),
        (MODEL, f"{GP}training_summary.previous_versions", f"{SUMMARY}header"),
        (MODEL, f"{GP}training_summary.model_versions", f"{SUMMARY}1.2"),
        (MODEL, f"{GP}training_summary.modalities", f"{SUMMARY}1.3"),
        (MODEL, f"{GP}training_summary.latest_collection", f"{SUMMARY}1.3"),
        (MODEL, f"{GP}training_summary.languages", f"{SUMMARY}1.3"),
        (MODEL, f"{GP}training_summary.user_data", f"{SUMMARY}2.4"),
        (MODEL, f"{GP}training_summary.other_sources", f"{SUMMARY}2.6"),
        (MODEL, f"{GP}training_summary.reservation_measures", f"{SUMMARY}3.1"),
        (MODEL, f"{GP}training_summary.illegal_content_measures", f"{SUMMARY}3.2"),
        (MODEL, f"{GP}training_summary.other_information", f"{SUMMARY}3.3"),
        (MODEL, f"{GP}compliance_route", "Art. 53(4)"),
        (MODEL, f"{GP}commission_notification", "Art. 51(2); Art. 52(1)"),
        (MODEL, f"{GP}systemic_risks", "Art. 55(1)(b)"),
        (MODEL, f"{GP}security", "Art. 55(1)(d)"),
        (SYSTEM, "operation.incidents", "Art. 55(1)(c)"),
        (SYSTEM, "operation.incidents.0.reports", "Art. 55(1)(c)"),
        (ORG, "legal_identity.legal_name", f"{FORM}General information; {SUMMARY}1.1"),
        (ORG, "legal_identity.contact", f"Art. 53(1)(b); {FORM}Retention and updates; {SUMMARY}1.1"),
        (ORG, "legal_identity.authorised_representative", f"Art. 54(1); Art. 54(3); {SUMMARY}1.1"),
        (ORG, "legal_identity.authorised_representative.mandate", "Art. 54(1)"),
        (ORG, "legal_identity.authorised_representative.tasks", "Art. 54(3)"),
        (ORG, "legal_identity.authorised_representative.stored_until", "Art. 54(3)"),
        (DATA, "structure.form", f"{XI}1(2)(c); {XII}(2)(c); {FORM}Data: volume and characteristics; {SUMMARY}2.1"),
        (DATA, "structure.scope", f"{XI}1(2)(c); {FORM}Data: volume and characteristics"),
        (DATA, "origin.sources.0.kind", f"{XI}1(2)(c); {FORM}Data: type and provenance; {SUMMARY}2.3"),
        (DATA, "origin.sources.0.description", f"{FORM}Data: obtaining and selecting; {SUMMARY}2.3"),
        (DATA, "origin.sources.4.generated_by", f"{SUMMARY}2.5"),
        (DATA, "origin.sources.2.description", f"{SUMMARY}2.2"),
        (DATA, "origin.collection_period", f"{SUMMARY}2.1"),
        (DATA, "origin.crawl.crawlers", f"{SUMMARY}2.3"),
        (DATA, "origin.crawl.top_domains", f"{SUMMARY}2.3"),
        (DATA, "preparation.steps", f"{XI}1(2)(c); {XII}(2)(c); {FORM}Data: curation and safeguards"),
        (DATA, "preparation.unsuitable_content_measures", f"{XI}1(2)(c); {FORM}Data: curation and safeguards"),
        (DATA, "bias.examinations", f"{XI}1(2)(c); {FORM}Data: curation and safeguards"),
    ]
    return [(file, path, tuple(refs.split("; "))) for file, path, refs in rows]


@pytest.mark.parametrize(("file", "path", "provisions"), fields(), ids=[path for _, path, _ in fields()])
def test_a_field_that_goes_missing_is_found(
    catalog_of: Build, file: str, path: str, provisions: tuple[str, ...]
) -> None:
    """Whatever is left out of a complete record, every provision that asks for it is cited."""
    assert set(provisions) - cited(changed(catalog_of, file, path)) == set()


@pytest.mark.parametrize(
    ("file", "path", "value", "provision"),
    [
        (MODEL, f"{GP}commission_notification.notified_on", "2026-03-17", "Art. 52(1)"),
        (MODEL, f"{GP}technical_documentation.date", "2026-01-31", "Art. 53(1)(a)"),
        (MODEL, f"{GP}technical_documentation.date", "2027-01-31", "Art. 53(1)(a)"),
        (MODEL, f"{GP}union_market_date", "2026-01-31", f"{XI}1(1)(c)"),
        (MODEL, f"{GP}union_market_date", "2026-01-10", "Art. 54(1)"),
        (MODEL, f"{GP}union_market_date", "2026-02-02", "Art. 54(3)"),
        (MODEL, f"{GP}downstream_information.requests.0.answered_on", "2026-09-16", f"{FORM}Retention and updates"),
        (MODEL, f"{GP}training_summary.latest_collection", "2025-10", f"{SUMMARY}1.3"),
        (MODEL, f"{GP}training_summary.model_versions", ["0.9"], "Art. 53(1)(d)"),
        (MODEL, f"{GP}training_summary.previous_versions", [], f"{SUMMARY}header"),
        (MODEL, f"{GP}training_summary.reservation_measures", f"{SINCE} robots.txt is read and obeyed.", None),
        (MODEL, f"{GP}compliance_route", {"route": "alternative_means"}, "Art. 53(4)"),
        (MODEL, f"{GP}acceptable_use_policy.restrictions", ["Text  Generation", "high-risk use"], f"{XI}1(1)(a)"),
        (MODEL, "purpose.out_of_scope_uses", ["Search"], f"{XII}(1)(a)"),
        (MODEL, f"{GP}copyright_policy.opt_outs.0.protocol", "ai.txt", "Art. 53(1)(c)"),
        (MODEL, "design.update_mode", "continuous_learning", None),
        (VERSION, "training.compute.0.floating_point_operations", 1.2e27, "Art. 51(2)"),
        (VERSION, "parameter_count", 5_000_000, "Art. 51(2)"),
        (VERSION, "evaluation.tests.0.version", "0.9", "Art. 55(1)(a)"),
        (VERSION, "evaluation.tests.0.date", "2026-01-01", f"{XI}2(2)"),
        (VERSION, "evaluation.tests.0.kind", "benchmark", f"{XI}2(2)"),
        (DATA, "structure.form.size", "14.1 trillion tokens", f"{SUMMARY}1.3"),
        (DATA, "origin.crawl.period.end", "2026-12-24", f"{SUMMARY}2.3"),
        (DATA, "origin.crawl.period.start", "2023-10-01", f"{SUMMARY}3.1"),
        (DATA, "origin.crawl.behaviour", "Waits for ten seconds between two pages.", f"{SUMMARY}2.3"),
        (SYSTEM, "operation.incidents.0.reports.0.date", "2026-08-31", "Art. 55(1)(c)"),
        (ORG, "legal_identity.authorised_representative.tasks", ["Art. 54(3)(a)", "Art. 54(3)(b)"], "Art. 54(3)"),
        (ORG, "supervision.code_of_practice_signatory", False, "Art. 53(4)"),
    ],
)  # fmt: skip
def test_a_contradiction_is_found(catalog_of: Build, file: str, path: str, value: Any, provision: str | None) -> None:
    """A field that contradicts another, or comes too late, is found; a harmless change is not."""
    found = cited(changed(catalog_of, file, path, value))
    assert (provision in found) if provision else found == set()


def model(**fields: Any) -> dict[str, Any]:
    """A model with these fields."""
    return {"kind": "model", "id": "m", "name": "M", **fields}


def version(*compute: float | None, base: float | None = None, **fields: Any) -> dict[str, Any]:
    """A version with these figures of compute; None stands for a phase without one."""
    phases = [{"phase": "training"} | ({"floating_point_operations": value} if value else {}) for value in compute]
    training = {"compute": phases} | ({} if base is None else {"base_model_compute": base})
    return {"kind": "model_version", "model": "model:m", "version": "1", "training": training, **fields}


OPEN = {
    "licence": {"name": "Apache-2.0", "category": "free_and_open"},
    "open_release": {
        "weights_url": "https://models.example.com/weights",
        "architecture_url": "https://models.example.com/architecture",
        "usage_information_url": "https://models.example.com/use",
    },
}
COMMERCIAL = {"licence": {"category": "commercial"}}
PROVIDER = {"is_general_purpose": True, "roles": ["gpai_provider"]}
MODIFIER = {"is_general_purpose": True, "roles": ["downstream_modifier"]}
REBUTTED = {**PROVIDER, "commission_notification": {"decision": "presumption_rebutted"}}
DESIGNATED = {**PROVIDER, "commission_notification": {"decision": "designated"}}


@pytest.mark.parametrize(
    ("entities", "systemic_risk", "open_source"),
    [
        ([model(general_purpose=PROVIDER, supply=OPEN), version(9e24)], False, True),
        ([model(general_purpose=PROVIDER, supply=OPEN), version(1.1e25)], True, True),
        ([model(general_purpose=PROVIDER), version(9e24)], False, UNKNOWN),
        ([model(general_purpose=PROVIDER, supply=COMMERCIAL), version(1e25)], False, False),
        ([model(general_purpose=PROVIDER), version(6e24, 6e24)], True, UNKNOWN),
        ([model(general_purpose=PROVIDER), version(None)], UNKNOWN, UNKNOWN),
        ([model(general_purpose=PROVIDER), version(1e22, None)], UNKNOWN, UNKNOWN),
        ([model(general_purpose=PROVIDER), version(1.1e25, None)], True, UNKNOWN),
        ([model(general_purpose=PROVIDER)], UNKNOWN, UNKNOWN),
        ([model(general_purpose=PROVIDER), version(1e22, parents=["model:b@1"])], UNKNOWN, UNKNOWN),
        ([model(general_purpose=PROVIDER), version(1e22, parents=["model:b@1"], base=9.995e24)], True, UNKNOWN),
        ([model(general_purpose=DESIGNATED), version(1e22)], True, UNKNOWN),
        ([model(general_purpose=DESIGNATED), version(None)], True, UNKNOWN),
        ([model(general_purpose=REBUTTED), version(2e25)], False, UNKNOWN),
    ],
)  # fmt: skip
def test_systemic_risk_and_open_release(
    catalog_of: Build, entities: list[dict[str, Any]], systemic_risk: Any, open_source: Any
) -> None:
    """Compute above 10^25 FLOP or designation is systemic risk; compute that is not stated is never a no."""
    catalog = catalog_of("".join(f"## {i}.yaml\n{json.dumps(item)}\n" for i, item in enumerate(entities)))
    (facts,) = FactBook(catalog).of(catalog.entities["model:m"])
    assert (facts["systemic_risk"], facts["gpai_open_source"]) == (systemic_risk, open_source)


def outcomes(build: Build, *entities: dict[str, Any]) -> dict[str, str]:
    """The outcome of each rule on the model or its version, whichever it judges."""
    report = judged(build, {f"{number}.yaml": data for number, data in enumerate(entities)})
    return {result.rule: result.outcome for result in report.results if result.entity.startswith("model:m")}


def test_an_open_model_owes_copyright_policy_and_summary_alone(catalog_of: Build) -> None:
    """Open release lifts the documentation, not the copyright policy, the summary or the compute figure."""
    found = outcomes(catalog_of, model(general_purpose=PROVIDER, supply=OPEN), version(9e24, released_on="2026-02-01"))
    assert {found[rule] for rule in ("AIA818", "AIA821", "AIA837", "AIA840", "AIA813")} == {"not_applicable"}
    assert {found[rule] for rule in ("AIA816", "AIA875", "AIA893", "AIA804")} == {"fail"}


def test_systemic_risk_ends_the_exemption_of_open_models(catalog_of: Build) -> None:
    """An open model above 10^25 FLOP owes everything."""
    found = outcomes(catalog_of, model(general_purpose=PROVIDER, supply=OPEN), version(1.1e25))
    assert {found[rule] for rule in ("AIA818", "AIA837", "AIA840", "AIA808", "AIA855", "AIA850")} == {"fail"}


def test_unknown_compute_leaves_systemic_risk_undecided(catalog_of: Build) -> None:
    """Rules on systemic risk, and the exemption of an open model, wait for the figure; none is called needless."""
    found = outcomes(catalog_of, model(general_purpose=PROVIDER, supply=OPEN), version(None))
    rules = ("AIA808", "AIA809", "AIA850", "AIA855", "AIA857", "AIA818", "AIA840")
    assert {found[rule] for rule in rules} == {"undecided"}


def modified(build: Build, *compute: float | None, **fields: Any) -> dict[str, str]:
    """The outcomes for a model that somebody else made and the organisation changed."""
    changed = version(*compute, parents=["model:b@1"], **fields)
    base = {"kind": "model_version", "model": "model:b", "version": "1"}
    return outcomes(build, model(general_purpose=MODIFIER, supply=COMMERCIAL), changed, base, {**model(), "id": "b"})


@pytest.mark.parametrize(
    ("spent", "base", "outcome"),
    [
        (9.9e22, 3e23, "not_applicable"),
        (1.01e23, 3e23, "fail"),
        (3.3e22, None, "not_applicable"),
        (3.4e22, None, "fail"),
    ],
)
def test_the_one_third_mark(catalog_of: Build, spent: float, base: float | None, outcome: str) -> None:
    """Above a third of the original compute, or of 10^23 FLOP where it is unknown, the change must be documented."""
    found = modified(catalog_of, spent, base=base)
    assert found["AIA952"] == outcome
    assert found["AIA818"] == "not_applicable", "a modifier does not owe the documentation of the whole model"


def test_a_modification_without_figures_is_not_below_the_mark(catalog_of: Build) -> None:
    """Whoever does not state the compute of a change gets a finding, not a pass."""
    assert modified(catalog_of, None)["AIA950"] == "fail"
