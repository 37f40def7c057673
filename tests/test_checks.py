"""The vocabulary of checks: each holds, fails at the right place, and says so when there is nothing to judge."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import shape_of
from cardwright.catalog.graph import Catalog
from cardwright.finding import pointer
from cardwright.rules.checks import VOCABULARY, Case, Fault, compile_check
from cardwright.rules.checks.case import NOTHING
from cardwright.rules.checks.dates import add_period
from cardwright.rules.facts import FactBook
from cardwright.rules.shelf import shipped_frameworks

Build = Callable[[str], Catalog]
AS_OF = datetime.date(2026, 11, 21)
NONE = "nothing to judge"
PROSE = "Rank emergency calls by urgency for a dispatcher."


def faults_of(catalog: Catalog, check: Any, ref: str = "system:s", **given: Any) -> list[Fault]:
    """What a check objects to on an entity."""
    entry = catalog.entities[ref]
    facts = FactBook(catalog, given).of(entry)[0]
    return list(compile_check(check)(Case(catalog, entry, facts, AS_OF)))


def places(faults: list[Fault]) -> list[str] | str:
    """Where faults stand; or that there was nothing to judge, which is told alone."""
    if any(fault.message == NOTHING for fault in faults):
        assert len(faults) == 1, "a check that saw nothing objects to nothing"
        return NONE
    return [f"read {pointer(fault.path)}" if fault.to_read else pointer(fault.path) for fault in faults]


def bank(**fields: Any) -> str:
    """The file of an organisation."""
    return json.dumps({"kind": "organisation", "id": "bank", "name": "Bank", **fields})


def system(**fields: Any) -> str:
    """A system with these fields; JSON is YAML."""
    return json.dumps({"kind": "system", "id": "s", "name": "S", **fields}, ensure_ascii=False)


def purpose(text: str) -> str:
    """A system with this intended purpose."""
    return system(purpose={"intended_purpose": text})


def metrics(*items: dict[str, Any]) -> str:
    """A system with these metrics."""
    return system(performance={"metrics": list(items)})


def reviews(*items: dict[str, Any]) -> str:
    """A system with these reviews."""
    return system(reviews=list(items))


def changes(*items: dict[str, Any]) -> str:
    """A system with these changes."""
    return system(changes={"log": list(items)})


def risks(*items: dict[str, Any]) -> str:
    """A system with these risks."""
    return system(risk_management={"risks": list(items)})


def rated(**ratings: str) -> str:
    """A use case with these ratings."""
    materiality = {f"{name}_rating": value for name, value in ratings.items()}
    return json.dumps({"kind": "use_case", "id": "u", "name": "U", "materiality": materiality})


RATINGS = {
    "of": "materiality.residual_rating",
    "limit": "materiality.inherent_rating",
    "scale": ["low", "medium", "high"],
}
PURPOSE = "purpose.intended_purpose"
LOG = "changes.log"
INTERVAL = ["performance.metrics.ci_low", "performance.metrics.value", "performance.metrics.ci_high"]
REVIEWS = "reviews"
TABLE: dict[str, list[tuple[Any, str, list[str] | str]]] = {
    "required": [
        (PURPOSE, purpose(PROSE), []),
        (PURPOSE, system(), [PURPOSE]),
        (PURPOSE, purpose("TBD"), [PURPOSE]),
        ("purpose.functions", system(purpose={"functions": []}), ["purpose.functions"]),
        ("purpose.functions", system(purpose={"functions": ["tbd", "n/a"]}), ["purpose.functions"]),
        ("purpose.functions", system(purpose={"functions": ["tbd", "score"]}), ["purpose.functions[0]"]),
        ("purpose", system(purpose={}), ["purpose"]),
        ("purpose", system(purpose={"intended_purpose": "todo"}), ["purpose"]),
        ("characteristics.profiling", system(characteristics={"profiling": False}), []),
        ("performance.metrics.value", metrics({"value": 0}), []),
        ("performance.metrics.value", metrics({"value": 1}, {"name": "auc"}), ["performance.metrics[1].value"]),
        ("performance.metrics.value", system(performance={"metrics": []}), ["performance.metrics"]),
        ("reviews[go_live].date", reviews({"kind": "go_live", "date": "2026-01-01"}), []),
        ("reviews[go_live].date", reviews({"kind": "go_live"}), ["reviews[0].date"]),
        ("reviews[go_live].date", reviews({"kind": "periodic", "date": "2026-01-01"}), ["reviews"]),
        ([PURPOSE, "owner"], system(), [PURPOSE, "owner"]),
        ("dataset:name", system(), ["composition.models"]),
        ("model_version:released_on", system(composition={"models": []}), ["composition.models"]),
    ],
    "stated": [
        ("characteristics.profiling", system(characteristics={"profiling": False}), []),
        ("characteristics.profiling", system(), ["characteristics.profiling"]),
        ("characteristics.interacts_with", system(characteristics={"interacts_with": []}), []),
        ("operation.incidents.serious", system(operation={"incidents": []}), []),
        (
            "operation.incidents.serious",
            system(operation={"incidents": [{"id": "i"}]}),
            ["operation.incidents[0].serious"],
        ),
        ("performance.metrics.value", metrics({"value": 0}), []),
        ("name", system(), []),
        (PURPOSE, purpose("n/a"), [PURPOSE]),
        ("purpose.functions", system(purpose={"functions": ["tbd"]}), ["purpose.functions"]),
        ("classification.product", system(classification={"product": {}}), ["classification.product"]),
        (
            "classification.prohibited_practices[e].answer",
            system(classification={"prohibited_practices": []}),
            ["classification.prohibited_practices"],
        ),
        ("model_version:released_on", system(), ["composition.models"]),
    ],
    "text": [
        (PURPOSE, purpose(PROSE), []),
        (PURPOSE, system(), [PURPOSE]),
        (PURPOSE, purpose("To be determined."), [PURPOSE]),
        (PURPOSE, purpose("Ranks emergency calls quickly."), [PURPOSE]),
        (PURPOSE, purpose("Intended purpose."), [PURPOSE]),
        (PURPOSE, purpose("calls calls calls calls calls calls calls calls"), [PURPOSE]),
        (PURPOSE, purpose("个人信贷申请的信用评分与审批支持"), []),
        (PURPOSE, purpose("信用评分"), [PURPOSE]),
        (PURPOSE, purpose("จัดลำดับสายฉุกเฉินตามความเร่งด่วน"), []),
        ({"of": PURPOSE, "words": "2"}, purpose("Ranks calls."), []),
        ({"of": PURPOSE, "words": "2"}, purpose("Ranks."), [PURPOSE]),
        ("reviews[go_live].independence", reviews(), [REVIEWS]),
        ("dataset:description", system(), ["composition.models"]),
    ],
    "each": [
        ({"of": LOG, "required": ["id"]}, changes({"id": "c"}), []),
        (
            {"of": LOG, "required": ["id", "date"]},
            changes({"id": "c"}, {"date": "2026-01-01"}),
            ["changes.log[0].date", "changes.log[1].id"],
        ),
        ({"of": LOG, "required": ["id"]}, changes(), NONE),
        ({"of": LOG, "required": ["id"]}, system(), NONE),
        ({"of": LOG, "stated": ["retested"]}, changes({"retested": False}), []),
        ({"of": LOG, "stated": ["retested"]}, changes({}), ["changes.log[0].retested"]),
        ({"of": LOG, "text": ["description"], "words": "3"}, changes({"description": "New reason codes."}), []),
        (
            {"of": LOG, "text": ["description"], "words": "3"},
            changes({"description": "New."}),
            ["changes.log[0].description"],
        ),
        (
            {"of": LOG, "required": ["id"], "where": {"significance": "substantial"}},
            changes({"significance": "minor"}, {"significance": "substantial"}),
            ["changes.log[1].id"],
        ),
        (
            {"of": LOG, "required": ["id"], "where": {"significance": "substantial"}},
            changes({"significance": "minor"}),
            NONE,
        ),
        (
            {"of": LOG, "required": ["id"], "where": {"date": "any"}},
            changes({}, {"date": "2026-01-01"}),
            ["changes.log[1].id"],
        ),
        (
            {"of": LOG, "required": ["id"], "where": {"retested": "false"}},
            changes({"retested": False}),
            ["changes.log[0].id"],
        ),
        (
            {"of": LOG, "required": ["id"], "unless": "justification"},
            changes({"justification": "It was only a rename."}, {"justification": "n/a"}),
            ["changes.log[1].id"],
        ),
        ({"of": LOG, "required": ["id"], "check": {"not_future": "date"}}, changes({"id": "c"}), []),
        ({"of": LOG, "check": {"not_future": "date"}}, changes({"id": "c"}), NONE),
        (
            {"of": LOG, "check": {"not_future": "date"}},
            changes({"id": "c"}, {"date": "2027-01-01"}),
            ["changes.log[1].date"],
        ),
        ({"of": LOG, "check": {"not_future": "date"}}, changes({"id": "c"}, {"date": "2026-01-01"}), []),
    ],
    "covers": [
        ({"of": "market.countries", "all": ["DE", "SG"]}, system(market={"countries": ["SG", "DE", "FR"]}), []),
        ({"of": "market.countries", "all": ["DE", "SG"]}, system(market={"countries": ["DE"]}), ["market.countries"]),
        ({"of": "market.countries", "all": ["DE"]}, system(), ["market.countries"]),
        ({"of": "market.countries", "all": ["DE"]}, system(market={"countries": []}), ["market.countries"]),
        (
            {"of": "performance.metrics.subgroup", "all": "purpose.affected_groups.group"},
            system(
                purpose={"affected_groups": [{"group": "Minors"}]}, performance={"metrics": [{"subgroup": "minors "}]}
            ),
            [],
        ),
        (
            {"of": "performance.metrics.subgroup", "all": "purpose.affected_groups.group"},
            system(purpose={"affected_groups": [{"group": "minors"}]}, performance={"metrics": [{"name": "auc"}]}),
            ["performance.metrics[0].subgroup"],
        ),
        (
            {"of": "performance.metrics.subgroup", "all": "purpose.affected_groups.group"},
            metrics({"subgroup": "minors"}),
            NONE,
        ),
        ({"of": "performance.metrics.subgroup", "all": "purpose.affected_groups.group"}, system(), NONE),
    ],
    "within_set": [
        ({"of": "market.countries", "all": ["DE", "SG"]}, system(market={"countries": ["DE"]}), []),
        (
            {"of": "market.countries", "all": ["DE", "SG"]},
            system(market={"countries": ["DE", "FR"]}),
            ["market.countries"],
        ),
        ({"of": "market.countries", "all": ["DE"]}, system(), NONE),
        ({"of": "market.countries", "all": ["DE"]}, system(market={"countries": []}), NONE),
        (
            {"of": "risk_management.risks.affected_group", "all": "purpose.affected_groups.group"},
            risks({"affected_group": "minors"}),
            ["risk_management.risks[0].affected_group"],
        ),
    ],
    "equal": [
        (
            ["version", "conformity.technical_documentation.version"],
            system(version="3.2", conformity={"technical_documentation": {"version": "3.2"}}),
            [],
        ),
        (
            ["version", "conformity.technical_documentation.version"],
            system(version="3.2", conformity={"technical_documentation": {"version": "3.20"}}),
            ["conformity.technical_documentation.version"],
        ),
        (["version", "conformity.technical_documentation.version"], system(version="3.2"), NONE),
        (["version", "conformity.technical_documentation.version"], system(), NONE),
        (["performance.metrics.value", "performance.metrics.n"], metrics({"value": 1.0, "n": 1}), []),
        (
            ["performance.metrics.value", "performance.metrics.n"],
            metrics({"value": 2, "n": 2}, {"value": 3, "n": 3}),
            [],
        ),
        (
            ["performance.metrics.value", "performance.metrics.n"],
            metrics({"value": 2, "n": 2}, {"value": 3, "n": 4}),
            ["performance.metrics[1].n"],
        ),
    ],
    "different": [
        (["owner", "developer"], system(owner="team:a", developer="team:b"), []),
        (["owner", "developer"], system(owner="team:a", developer="team:a"), ["developer"]),
        (["owner", "developer"], system(owner="team:a"), NONE),
        (
            ["developer", "reviews[go_live].reviewer"],
            system(developer="team:a", reviews=[{"kind": "go_live", "reviewer": "team:a"}]),
            ["reviews[0].reviewer"],
        ),
    ],
    "not_above": [
        (RATINGS, rated(inherent="high", residual="low"), []),
        (RATINGS, rated(inherent="high", residual="high"), []),
        (RATINGS, rated(inherent="low", residual="high"), ["materiality.residual_rating"]),
        (RATINGS, rated(inherent="high"), NONE),
        (RATINGS, rated(), NONE),
        (
            {**RATINGS, "scale": ["low", "medium"]},
            rated(inherent="high", residual="low"),
            ["materiality.residual_rating"],
        ),
    ],
    "one_of": [
        ({"of": "lifecycle_stage", "values": ["pilot", "production"]}, system(lifecycle_stage="pilot"), []),
        ({"of": "lifecycle_stage", "values": ["pilot"]}, system(lifecycle_stage="retired"), ["lifecycle_stage"]),
        ({"of": "lifecycle_stage", "values": ["pilot"]}, system(), NONE),
        ({"of": "characteristics.profiling", "values": ["false"]}, system(characteristics={"profiling": False}), []),
        (
            {"of": "characteristics.profiling", "values": ["false"]},
            system(characteristics={"profiling": True}),
            ["characteristics.profiling"],
        ),
    ],
    "derived": [
        (
            {"of": "classification.declared_class", "fact": "lifecycle_stage"},
            system(lifecycle_stage="pilot", classification={"declared_class": "high"}),
            ["classification.declared_class"],
        ),
        ({"of": "lifecycle_stage", "fact": "lifecycle_stage"}, system(lifecycle_stage="pilot"), []),
        ({"of": "classification.declared_class", "fact": "risk_class"}, system(), NONE),
    ],
    "matches": [
        ({"of": "version", "pattern": r"\d+\.\d+"}, system(version="3.2"), []),
        ({"of": "version", "pattern": r"\d+\.\d+"}, system(version="3.2-beta"), ["version"]),
        ({"of": "version", "pattern": r"\d+\.\d+"}, system(), NONE),
        ({"of": "tags", "pattern": "[a-z]+"}, system(tags=["credit", "A1"]), ["tags"]),
        ({"of": "tags", "pattern": "[a-z]+"}, system(tags=[]), NONE),
    ],
    "not_matches": [
        ({"of": "version", "pattern": ".*beta.*"}, system(version="3.2"), []),
        ({"of": "version", "pattern": ".*beta.*"}, system(version="3.2-beta"), ["version"]),
        ({"of": "version", "pattern": ".*beta.*"}, system(), NONE),
    ],
    "distinct": [
        ("risk_management.risks.hazard", risks({"hazard": "Wrong rank"}, {"hazard": "Bias"}), []),
        (
            "risk_management.risks.hazard",
            risks({"hazard": "Wrong rank"}, {"hazard": " wrong  RANK "}),
            ["risk_management.risks[1].hazard"],
        ),
        ("risk_management.risks.hazard", risks({"hazard": "Wrong rank"}), NONE),
        ("risk_management.risks.hazard", system(), NONE),
    ],
    "signals": [
        (
            {"stems": ["recruit"], "in": [PURPOSE], "mention": ["classification.rationale"], "named": ["4(a)"]},
            purpose("Ranks calls by urgency."),
            [],
        ),
        (
            {"stems": ["recruit"], "in": [PURPOSE], "mention": ["classification.rationale"], "named": ["4(a)"]},
            purpose("Supports recruiters with a first list."),
            [PURPOSE],
        ),
        (
            {"stems": ["recruit"], "in": [PURPOSE], "mention": ["classification.rationale"], "named": ["4(a)"]},
            system(
                purpose={"intended_purpose": "For Recruiting."}, classification={"rationale": "Point 4(a) matches."}
            ),
            ["read classification.rationale"],
        ),
        (
            {"stems": ["recruit"], "in": [PURPOSE], "mention": ["classification.annex_iii_points"], "named": ["4(a)"]},
            system(purpose={"intended_purpose": "For recruiting."}, classification={"annex_iii_points": ["4(a)"]}),
            [],
        ),
        (
            {"stems": ["recruit"], "in": [PURPOSE], "answer": "description"},
            system(purpose={"intended_purpose": "For recruiting."}, description="It only sorts letters by language."),
            ["read description"],
        ),
        (
            {"stems": ["recruit"], "in": [PURPOSE], "mention": ["classification.rationale"], "named": ["4(a)"]},
            system(purpose={"intended_purpose": "For recruiting."}, classification={"rationale": "See Art. 14(a)."}),
            [PURPOSE],
        ),
        ({"stems": ["cruit"], "in": [PURPOSE], "answer": "owner"}, purpose("For recruiting."), []),
        (
            {"stems": [], "words": ["hr"], "in": [PURPOSE], "answer": "owner"},
            purpose("For hr and shrinking."),
            [PURPOSE],
        ),
        ({"stems": [], "words": ["hr"], "in": [PURPOSE], "answer": "owner"}, purpose("For shrinking and hrs."), []),
        (
            {"stems": ["recruit"], "in": [PURPOSE], "answer": "owner"},
            system(purpose={"intended_purpose": "For recruiting."}, owner="team:hr"),
            [],
        ),
        (
            {"stems": ["recruit"], "in": [PURPOSE], "answer": "description"},
            system(purpose={"intended_purpose": "For recruiting."}, description="tbd"),
            [PURPOSE],
        ),
        (
            {"stems": ["recruit"], "in": ["purpose.functions"], "answer": "owner"},
            system(purpose={"functions": ["score", "recruiting"]}),
            ["purpose.functions[1]"],
        ),
        ({"stems": ["recruit"], "in": [PURPOSE], "answer": "owner"}, system(), NONE),
    ],
    "ordered": [
        (["reviews.date", "reviews.next_due"], reviews({"date": "2026-01-01", "next_due": "2026-01-01"}), []),
        (
            ["reviews.date", "reviews.next_due"],
            reviews({"date": "2026-01-02", "next_due": "2026-01-01"}),
            ["reviews[0].next_due"],
        ),
        (
            ["reviews.date", "reviews.next_due"],
            reviews({"date": "2026-05-01", "next_due": "2027-05-01"}, {"date": "2025-01-01", "next_due": "2026-01-01"}),
            [],
        ),
        (
            ["reviews.date", "market.placed_on_market"],
            system(reviews=[{"date": "2026-01-01"}, {"date": "2026-03-01"}], market={"placed_on_market": "2026-02-01"}),
            ["market.placed_on_market"],
        ),
        (["reviews.date", "reviews.next_due"], reviews({"date": "2026-01-01"}), NONE),
        (["reviews.date", "reviews.next_due"], system(), NONE),
    ],
    "current": [
        ("reviews.next_due", reviews({"next_due": "2026-11-21"}), []),
        ("reviews.next_due", reviews({"next_due": "2026-11-20"}), ["reviews[0].next_due"]),
        ("reviews.next_due", reviews({}), NONE),
    ],
    "not_future": [
        ("reviews.date", reviews({"date": "2026-11-21"}), []),
        ("reviews.date", reviews({"date": "2026-11-22"}), ["reviews[0].date"]),
        ("reviews.date", system(), NONE),
    ],
    "happened": [
        ({"but": ["next_due"]}, reviews({"date": "2026-11-21", "next_due": "2027-11-21"}), []),
        (
            {"but": ["due"]},
            reviews({"date": "2026-11-22", "next_due": "2027-11-21"}),
            ["reviews[0].date", "reviews[0].next_due"],
        ),
        ({"but": ["period.end"]}, system(transparency={"redress": {"period": {"end": "2027-01-01"}}}), []),
        ({"but": []}, system(), NONE),
    ],
    "no_longer": [
        ({"of": "governance.review_interval", "than": "P3Y"}, bank(governance={"review_interval": "P36M"}), []),
        (
            {"of": "governance.review_interval", "than": "P3Y"},
            bank(governance={"review_interval": "P37M"}),
            ["governance.review_interval"],
        ),
        ({"of": "governance.review_interval", "than": "P3Y"}, bank(), NONE),
    ],
    "rising": [
        (INTERVAL, metrics({"ci_low": 0.1, "value": 0.1, "ci_high": 0.3}), []),
        (INTERVAL, metrics({"ci_low": 0.2, "value": 0.1, "ci_high": 0.3}), ["performance.metrics[0].value"]),
        (INTERVAL, metrics({"ci_low": 0.2}, {"ci_high": 0.1}), NONE),
        (INTERVAL, system(), NONE),
    ],
    "whole": [
        (
            {"of": {"Evidence": ["title", ["file", "url"]]}},
            system(runbook={"title": "Runbook", "url": "https://a.example"}),
            [],
        ),
        ({"of": {"Evidence": ["title", ["file", "url"]]}}, system(runbook={"title": "Runbook"}), ["runbook.file"]),
        (
            {"of": {"Test": ["kind", "passed"]}},
            system(performance={"tests": [{"kind": "stress"}, {"passed": False}]}),
            ["performance.tests[0].passed", "performance.tests[1].kind"],
        ),
        ({"of": {"Test": ["name"]}}, system(performance={"tests": [{"name": "TBD"}]}), ["performance.tests[0].name"]),
        ({"of": {"Test": ["findings"]}}, system(performance={"tests": [{"findings": []}]}), []),
        ({"of": {"Split": ["name"]}}, system(), NONE),
    ],
    "recent": [
        ({"of": "reviews.date", "within": "P1Y"}, reviews({"date": "2025-11-21"}), []),
        ({"of": "reviews.date", "within": "P1Y"}, reviews({"date": "2025-11-20"}), ["reviews[0].date"]),
        ({"of": "reviews.date", "within": "P1Y"}, reviews({"date": "2026-11-22"}), ["reviews[0].date"]),
        ({"of": "reviews.date", "within": "P1Y"}, reviews({}), NONE),
        (
            {"of": "reviews.date", "within": "risk_management.process.review_interval"},
            system(reviews=[{"date": "2026-01-01"}], risk_management={"process": {"review_interval": "P3M"}}),
            ["reviews[0].date"],
        ),
        (
            {"of": "reviews.date", "within": "risk_management.process.review_interval"},
            reviews({"date": "2026-01-01"}),
            NONE,
        ),
    ],
    "not_later": [
        (
            {"of": "reviews.date", "than": "market.placed_on_market", "plus": "P15D"},
            system(reviews=[{"date": "2026-01-16"}], market={"placed_on_market": "2026-01-01"}),
            [],
        ),
        (
            {"of": "reviews.date", "than": "market.placed_on_market", "plus": "P15D"},
            system(reviews=[{"date": "2026-01-17"}], market={"placed_on_market": "2026-01-01"}),
            ["reviews[0].date"],
        ),
        (
            {"of": "reviews.date", "than": "market.placed_on_market", "where": {"kind": "go_live"}},
            system(reviews=[{"kind": "periodic", "date": "2026-01-17"}], market={"placed_on_market": "2026-01-01"}),
            NONE,
        ),
        (
            {"of": "operation.incidents.reports.date", "than": "operation.incidents.aware_on", "plus": "P2D"},
            system(
                operation={
                    "incidents": [
                        {"aware_on": "2026-01-01", "reports": [{"date": "2026-01-02"}]},
                        {"aware_on": "2026-06-01", "reports": [{"date": "2026-06-09"}]},
                    ]
                }
            ),
            ["operation.incidents[1].reports[0].date"],
        ),
        ({"of": "reviews.date", "than": "market.placed_on_market"}, system(), NONE),
    ],
    "some": [
        (
            {"of": "performance.metrics", "where": {"subgroup": "any"}},
            metrics({"name": "auc"}, {"subgroup": "minors"}),
            [],
        ),
        (
            {"of": "performance.metrics", "where": {"subgroup": "any"}},
            metrics({"name": "auc"}),
            ["performance.metrics"],
        ),
        ({"of": "performance.metrics", "where": {"subgroup": "any"}}, system(), ["performance.metrics"]),
        (
            {"of": "performance.metrics", "where": {"subgroup": "any"}},
            system(performance={"metrics": []}),
            ["performance.metrics"],
        ),
        ({"of": "performance.metrics", "unless": "subgroup"}, metrics({"subgroup": "minors"}), ["performance.metrics"]),
        ({"of": "reviews", "where": {"kind": ["go_live", "periodic"]}}, reviews({"kind": "periodic"}), []),
        (
            {"of": "reviews", "check": {"recent": {"of": "date", "within": "P1Y"}}},
            reviews({"date": "2020-01-01"}, {"date": "2026-01-01"}),
            [],
        ),
        (
            {"of": "reviews", "check": {"recent": {"of": "date", "within": "P1Y"}}},
            reviews({"date": "2020-01-01"}),
            ["reviews"],
        ),
        (
            {"of": "reviews", "check": {"recent": {"of": "date", "within": "P1Y"}}},
            reviews({"kind": "periodic"}),
            ["reviews"],
        ),
    ],
    "agree": [
        (
            {"of": "composition.components", "others": "changes.history", "by": ["version"], "same": ["version"]},
            system(),
            NONE,
        ),
        (
            {"of": "changes.log", "others": "changes.history", "by": ["version"], "same": ["date"]},
            system(
                changes={
                    "log": [{"version": "2", "date": "2026-01-01"}],
                    "history": [{"version": "2", "date": "2026-01-01"}],
                }
            ),
            [],
        ),
        (
            {"of": "changes.log", "others": "changes.history", "by": ["version"], "same": ["date"]},
            system(
                changes={
                    "log": [{"version": "2", "date": "2026-01-01"}],
                    "history": [{"version": "2", "date": "2026-01-02"}],
                }
            ),
            ["changes.log[0].date"],
        ),
        (
            {"of": "changes.log", "others": "changes.history", "by": ["version"], "same": ["date"]},
            system(
                changes={
                    "log": [{"version": "2", "date": "2026-01-01"}],
                    "history": [{"version": "1", "date": "2026-01-02"}],
                }
            ),
            NONE,
        ),
    ],
    "disjoint": [
        (
            {"of": "reviews", "where": {"kind": "go_live"}, "against": {"kind": "periodic"}, "by": ["reviewer"]},
            reviews({"kind": "go_live", "reviewer": "team:a"}, {"kind": "periodic", "reviewer": "team:b"}),
            [],
        ),
        (
            {"of": "reviews", "where": {"kind": "go_live"}, "against": {"kind": "periodic"}, "by": ["reviewer"]},
            reviews({"kind": "go_live", "reviewer": "team:a"}, {"kind": "periodic", "reviewer": "team:a"}),
            ["reviews[1]"],
        ),
        (
            {"of": "reviews", "where": {"kind": "go_live"}, "against": {"kind": "periodic"}, "by": ["reviewer"]},
            reviews({"kind": "go_live", "reviewer": "team:a"}),
            NONE,
        ),
        (
            {"of": "reviews", "where": {"kind": "go_live"}, "against": {"kind": "periodic"}, "by": ["reviewer"]},
            system(),
            NONE,
        ),
    ],
    "mentions": [
        ({"of": "description", "all": ["Art. 9", "Art. 10"]}, system(description="Covers Article 9 and Art 10."), []),
        (
            {"of": "description", "all": ["Art. 9", "Art. 10"]},
            system(description="Covers Article 90 and Art. 10."),
            ["description"],
        ),
        ({"of": "description", "all": ["Art. 9"]}, system(), ["description"]),
        ({"of": "tags", "all": ["a"]}, system(tags=["a", "b"]), []),
    ],
    "latest": [
        (
            {"of": "reviews", "by": "date", "check": {"current": "next_due"}},
            reviews({"date": "2026-01-01", "next_due": "2027-01-01"}, {"date": "2025-01-01", "next_due": "2026-01-01"}),
            [],
        ),
        (
            {"of": "reviews", "by": "date", "check": {"current": "next_due"}},
            reviews({"date": "2025-01-01", "next_due": "2027-01-01"}, {"date": "2026-01-01", "next_due": "2026-02-01"}),
            ["reviews[1].next_due"],
        ),
        (
            {"of": "reviews", "per": "kind", "by": "date", "check": {"current": "next_due"}},
            reviews(
                {"kind": "go_live", "date": "2025-01-01", "next_due": "2026-01-01"},
                {"kind": "periodic", "date": "2026-01-01"},
            ),
            ["reviews[0].next_due"],
        ),
        ({"of": "reviews", "by": "date", "check": {"current": "next_due"}}, reviews({"date": "2026-01-01"}), NONE),
        ({"of": "reviews", "by": "date", "check": {"current": "next_due"}}, system(), NONE),
    ],
    "reaches": [
        ("system", system(), []),
        ("model_version", system(), ["composition.models"]),
        (["model_version", "organisation"], system(), ["composition.models", ""]),
    ],
    "referred": [
        ({"of": "owner", "check": {"required": "contact.email"}}, system(owner="team:nobody"), NONE),
        ({"of": "owner", "check": {"required": "contact.email"}}, system(), NONE),
    ],
    "any_of": [
        ([{"required": "owner"}, {"required": "developer"}], system(developer="team:a"), []),
        ([{"required": "owner"}, {"required": "developer"}], system(), ["owner"]),
        ([{"required": "owner"}, {"not_future": "reviews.date"}], system(), ["owner"]),
        ([{"not_future": "reviews.date"}, {"required": "owner"}], system(), ["owner"]),
        ([{"not_future": "reviews.date"}, {"required": "owner"}], system(owner="team:a"), []),
        ([{"not_future": "reviews.date"}, {"current": "reviews.next_due"}], system(), NONE),
    ],
    "when": [
        (
            {"if": {"lifecycle_stage": "production"}, "check": {"required": "owner"}},
            system(lifecycle_stage="production"),
            ["owner"],
        ),
        (
            {"if": {"lifecycle_stage": "production"}, "check": {"required": "owner"}},
            system(lifecycle_stage="pilot"),
            NONE,
        ),
        ({"if": {"lifecycle_stage": "pilot"}, "check": {"required": "name"}}, system(lifecycle_stage="pilot"), []),
        ({"if": {"profiling": "true"}, "check": {"required": "owner"}}, system(), ["owner"]),
        (
            {"if": {"characteristics.profiling": "true"}, "check": {"required": "owner"}},
            system(characteristics={"profiling": True}),
            ["owner"],
        ),
        ({"if": {"characteristics.profiling": "true"}, "check": {"required": "owner"}}, system(), NONE),
        ({"if": {"description": "any"}, "check": {"required": "owner"}}, system(description="n/a"), NONE),
        ({"if": {"description": "any"}, "check": {"required": "owner"}}, system(description="It ranks."), ["owner"]),
        (
            {"if": {"reviews.kind": ["go_live"]}, "check": [{"required": "owner"}, {"required": "developer"}]},
            reviews({"kind": "go_live"}),
            ["owner", "developer"],
        ),
        (
            {"if": {"lifecycle_stage": "production"}, "check": {"not_future": "reviews.date"}},
            system(lifecycle_stage="production"),
            NONE,
        ),
    ],
}


MODULES = {"presence", "dates", "agreement", "wording", "lists", "combining", "records"}
CASES = [({name: arguments}, text, expected) for name, cases in TABLE.items() for arguments, text, expected in cases]


@pytest.mark.parametrize(("check", "text", "expected"), CASES, ids=[next(iter(case[0])) for case in CASES])
def test_what_a_check_objects_to(catalog_of: Build, check: Any, text: str, expected: Any) -> None:
    """A check holds in silence, objects at the field concerned, or says that there was nothing to judge."""
    catalog = catalog_of(text)
    (ref,) = catalog.entities
    assert places(faults_of(catalog, check, ref)) == expected


def test_rules_name_structures_and_members_that_exist() -> None:
    """What rules ask of whole records are members of structures of the dictionary."""
    shapes = {shape.record.__name__: shape for shape in _structures()}
    asked = [
        rule.check["whole"]["of"] for rule in shipped_frameworks()["catalog"].rules if "whole" in (rule.check or ())
    ]
    assert asked
    for name, members in (item for table in asked for item in table.items()):
        flat = {one for member in members for one in (member if isinstance(member, list) else [member])}
        assert flat <= set(shapes[name].fields), name


def _structures() -> Iterator[Any]:
    """The shape of every structure inside an entity."""
    waiting = [shape_of(record) for record in ENTITY_CLASSES.values()]
    while waiting:
        found = [field.shape.leaf for field in waiting.pop().fields.values() if field.record]
        yield from found
        waiting += found


def test_every_check_is_tried_both_ways() -> None:
    """Every word has a case in which it holds and one in which it objects; topics have tests of their own."""
    here = {name for name, make in VOCABULARY.items() if make.__module__.rpartition(".")[2] in MODULES}
    assert set(TABLE) == here
    for name in set(TABLE) - {"referred"}:  # which needs a second entity, below
        outcomes = [expected for *_, expected in TABLE[name]]
        assert [] in outcomes, name
        assert any(isinstance(found, list) and found for found in outcomes), name


ORGANISED = """\
## systems/s.yaml
kind: system
id: s
name: S
developer: team:modelling
owner: team:retail
reviews:
- {kind: independent_validation, reviewer: team:validation}
- {kind: go_live, reviewer: team:lending}
composition: {models: [{model: model:m@1}, {model: model:m@2}]}
performance: {metrics: [{name: auc, value: 0.8}]}
## teams/modelling.yaml
{kind: team, id: modelling, name: Modelling, parent: team:risk}
## teams/risk.yaml
{kind: team, id: risk, name: Risk, functions: [control_function]}
## teams/validation.yaml
{kind: team, id: validation, name: Validation, functions: [validator]}
## teams/lending.yaml
{kind: team, id: lending, name: Lending, functions: [owner], parent: team:retail}
## teams/retail.yaml
{kind: team, id: retail, name: Retail}
## models/m.yaml
{kind: model, id: m, name: M}
## models/1.yaml
kind: model_version
model: model:m
version: '1'
evaluation: {metrics: [{name: auc, value: 0.80}]}
data: {datasets: [{dataset: dataset:d, role: training}, {dataset: dataset:d, role: test}]}
## models/2.yaml
kind: model_version
model: model:m
version: '2'
evaluation: {metrics: [{name: auc, value: 0.7}]}
data:
  datasets:
  - {dataset: dataset:d, role: training, split: train}
  - {dataset: dataset:d, role: test, split: test}
## datasets/d.yaml
{kind: dataset, id: d, name: D}
"""


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ({"different": ["developer", "reviews[independent_validation].reviewer"]}, []),
        ({"different": ["owner", "reviews[go_live].reviewer"]}, ["reviews[1].reviewer"]),
        ({"different": ["developer", "reviews[go_live].reviewer"]}, []),
        (
            {"referred": {"of": "reviews.reviewer", "check": {"covers": {"of": "functions", "all": ["validator"]}}}},
            ["reviews[1].reviewer"],
        ),
        ({"referred": {"of": "developer", "check": {"required": "parent"}}}, []),
        ({"referred": {"of": "developer", "check": {"not_matches": {"of": "aliases", "pattern": "x"}}}}, NONE),
        ({"reaches": ["model_version", "model", "dataset"]}, []),
        (
            {"equal": ["performance.metrics.value", "model_version:evaluation.metrics.value"]},
            ["evaluation.metrics[0].value"],
        ),
        ({"stated": "model_version:evaluation.metrics.n"}, ["evaluation.metrics[0].n", "evaluation.metrics[0].n"]),
        (
            {
                "agree": {
                    "of": "performance.metrics",
                    "others": "model_version:evaluation.metrics",
                    "by": ["name"],
                    "same": ["value"],
                }
            },
            ["performance.metrics[0].value"],
        ),
    ],
)
def test_checks_across_entities(catalog_of: Build, check: Any, expected: Any) -> None:
    """Checks compare with other entities: teams also through the one they belong to, values of every entity reached."""
    assert places(faults_of(catalog_of(ORGANISED), check)) == expected


APART = {"of": "data.datasets", "where": {"role": "training"}, "against": {"role": "test"}, "by": ["dataset", "split"]}


@pytest.mark.parametrize(
    ("version", "expected"), [("1", ["data.datasets[1]"]), ("2", [])], ids=["the whole set twice", "two splits"]
)
def test_training_and_test_data_are_apart(catalog_of: Build, version: str, expected: list[str]) -> None:
    """The same dataset in both roles is found; two named splits of it are apart."""
    assert places(faults_of(catalog_of(ORGANISED), {"disjoint": APART}, f"model:m@{version}")) == expected


def test_a_whole_dataset_is_not_apart_from_its_split(catalog_of: Build) -> None:
    """Training on a dataset without saying which split, and testing on one split of it, is no separation."""
    text = ORGANISED.replace("role: training, split: train", "role: training")
    assert places(faults_of(catalog_of(text), {"disjoint": APART}, "model:m@2")) == ["data.datasets[1]"]


def test_a_derived_value_that_is_unknown_leaves_the_check_undecided(catalog_of: Build) -> None:
    """A declared value is never confirmed, nor refused, by a fact that is unknown; the fact is named."""
    catalog = catalog_of(system(classification={"declared_class": "high"}))
    (fault,) = faults_of(catalog, {"derived": {"of": "classification.declared_class", "fact": "risk_class"}})
    assert (fault.fact, pointer(fault.path)) == ("risk_class", "classification.declared_class")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (system(), "is missing"),
        (purpose("TBD"), "placeholder"),
        (purpose("Ranks."), "has 1 word;"),
        (purpose("Intended purpose"), "only repeats the name of the field"),
        (purpose("well well well well well well well well well"), "repeats the same words"),
        (system(purpose={"intended_purpose": ["a", "list"]}), "is not usable as written"),
    ],
)
def test_the_message_says_how_a_text_falls_short(catalog_of: Build, text: str, words: str) -> None:
    """Missing, placeholder, too short, the field's own name, repetition and unusable values are told apart."""
    (fault,) = faults_of(catalog_of(text), {"text": PURPOSE})
    assert words in fault.message


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({"requird": "owner"}, "is no check; there are"),
        ("required", "a check is one name with its arguments"),
        ({"required": "owner", "text": "owner"}, "a check is one name with its arguments"),
        ({"covers": {"of": "owner"}}, "missing a required argument"),
        ({"text": {"of": "owner", "word": "5"}}, "unexpected keyword"),
        ({"required": "planet:owner"}, "is no kind of entity"),
        ({"any_of": [{"requird": "owner"}]}, "is no check"),
    ],
)
def test_a_wrong_check_is_refused_when_the_rule_is_read(check: Any, message: str) -> None:
    """A misspelt check, argument or path stops the framework from being read, with what is wrong."""
    with pytest.raises(ValueError, match=message):
        compile_check(check)


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2028-01-31", "P1M", "2028-02-29"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-11-30", "P3M", "2027-02-28"),
        ("2026-12-31", "P1D", "2027-01-01"),
        ("2026-01-01", "P2W", "2026-01-15"),
        ("2026-01-01", "P1Y2M3D", "2027-03-04"),
        ("9999-12-31", "P1D", "9999-12-31"),
        ("2026-01-01", "P9999Y", "9999-12-31"),
    ],
)
def test_periods_are_calendar_periods(day: str, period: str, expected: str) -> None:
    """Months and years end on the last day of a shorter month; nothing runs past the calendar."""
    assert add_period(datetime.date.fromisoformat(day), period) == datetime.date.fromisoformat(expected)


@pytest.mark.parametrize(("profiling", "faults"), [("true", 1), ("false", 0)])
def test_a_condition_on_a_fact_that_is_true_or_false(catalog_of: Build, profiling: str, faults: int) -> None:
    """`when` reads the truth value of a fact as `applies` does."""
    text = f"kind: system\nid: s\nname: S\ncharacteristics: {{profiling: {profiling}}}\n"
    check = {"when": {"if": {"profiling": "true"}, "check": {"required": "owner"}}}
    assert len([fault for fault in faults_of(catalog_of(text), check) if fault.message]) == faults
