"""What stands around the model versions: models, datasets, use cases, teams and the organisation."""

from __future__ import annotations

import datetime
from typing import Any

from benchmarks.domains import COUNTRIES, MODEL_TYPES, Domain
from benchmarks.prose import Prose
from benchmarks.versions import AFFECTED

Data = dict[str, Any]
DUE = datetime.date(2027, 9, 30)
REVIEWED = datetime.date(2026, 5, 4)
ACQUIRED = datetime.date(2024, 1, 15)
"""The day the data were taken over, before the first version was trained."""
CHECKS = ("completeness", "accuracy", "uniqueness", "relevance", "timeliness", "validity")


def make_model(seed: str, domain: Domain, ident: str) -> Data:
    """A model: what stays true across its versions."""
    prose = Prose(seed, domain)
    chance = prose.chance
    return {
        "kind": "model",
        "id": ident,
        "name": f"{domain.title} {chance.choice(('estimate', 'ranking', 'score', 'alert', 'forecast'))} {ident[-5:]}",
        "description": prose.say_all("description"),
        "owner": f"team:{domain.id}-analytics",
        "lifecycle_stage": "production",
        "tags": [domain.id, domain.modality],
        "purpose": {
            "intended_use": prose.say("purpose"),
            "tasks": ["binary classification"],
            "out_of_scope_uses": [f"decisions about {prose.say('region').lower()}", "pricing"],
            "limitations": prose.list_of("limitation", 2),
            "assumptions": prose.list_of("assumption", 2),
        },
        "reviews": [_review("team:model-validation")],
        "design": {
            "model_type": chance.choice(MODEL_TYPES),
            "generative": False,
            "learning_approach": "supervised",
            "training_approach": "trained_in_house",
            "update_mode": "scheduled_retraining",
            "optimisation_objective": prose.say_all("rationale"),
            "parameter_relevance": prose.say_all("feature_use"),
        },
        "supply": {"licence": {"name": "proprietary", "category": "proprietary", "permits": ["use"]}},
        "general_purpose": {"is_general_purpose": False},
    }


def make_dataset(seed: str, domain: Domain, ident: str, evidence: str, *, test: bool) -> Data:
    """A dataset: the history that several versions learn from, or the cases held out for their tests."""
    prose = Prose(seed, domain)
    chance = prose.chance
    return {
        "kind": "dataset",
        "id": ident,
        "name": f"{domain.title} {'held-out cases' if test else 'history'} {ident[-4:]}",
        "version": f"2024-{chance.randrange(1, 6):02}",
        "description": prose.say_all("scope", "collection"),
        "owner": "team:data-office",
        "registries": [{"tool": "dvc", "id": ident}],
        "origin": _origin(prose, evidence),
        "structure": _structure(prose, domain, test=test),
        "preparation": {
            "steps": [
                {
                    "step": step,
                    "description": prose.say("step"),
                    "tool": "dbt 1.9",
                    "parameters": prose.say("choice"),
                    "effect": prose.say("finding"),
                    "date": datetime.date(2024, 1, 20),
                }
                for step in ("cleaning", "imputation", "de_duplication")
            ],
            "labelling": {
                "procedure": prose.say_all("collection"),
                "annotators": f"{domain.users.capitalize()} of the bank, two a case.",
                "guidelines": {"title": "Labelling guide", "file": evidence, "date": ACQUIRED},
                "agreement": f"Cohen's kappa {chance.uniform(0.7, 0.95):.2f} on {chance.randrange(200, 900)} cases.",
            },
        },
        "quality": _quality(prose, domain),
        "bias": {"examinations": [_examination(prose)], "special_category_use": {"used": False}},
        "protection": {
            "personal_data": {
                "present": True,
                "categories": ["identity", "payments"],
                "legal_basis": "GDPR Art. 6(1)(f)",
                "consent": "None is asked: the contract and legitimate interest carry the processing.",
            },
            "impact_assessment": {"title": "Data protection impact assessment", "file": evidence, "date": ACQUIRED},
            "classification": "confidential",
            "retention": {"period": "P10Y", "disposal": "Deleted from the feature store with a signed record."},
        },
    }


def _origin(prose: Prose, evidence: str) -> Data:
    """Where the data come from."""
    licence = {"name": "internal", "category": "proprietary", "permits": ["use"]}
    return {
        "sources": [
            {
                "name": "Case ledger",
                "kind": "internal",
                "acquired_on": ACQUIRED,
                "licence": licence,
                "original_purpose": "Handling of cases by the desks that work on them.",
                "description": prose.say("collection"),
            }
        ],
        "collection_method": prose.say("collection"),
        "collection_period": {"start": datetime.date(2017, 1, 1), "end": datetime.date(2023, 12, 31)},
        "lineage": {"title": "From ledger to parts", "file": evidence, "date": ACQUIRED},
        "licence": licence,
        "access": "internal",
    }


def _structure(prose: Prose, domain: Domain, *, test: bool) -> Data:
    """The form of the data and their parts."""
    records = prose.chance.randrange(80, 9_000) * 100
    parts = (("test", 100),) if test else (("train", 80), ("validation", 20))
    return {
        "form": {
            "format": "parquet",
            "modalities": [domain.modality],
            "records": records,
            "fields": [
                {"name": name, "type": "float64", "description": prose.say("feature_is")}
                for name in prose.chance.sample(domain.features, 8)
            ],
        },
        "splits": [
            {"name": name, "records": records * share // 100, "method": prose.say("scope")} for name, share in parts
        ],
        "scope": prose.say("scope"),
    }


def _quality(prose: Prose, domain: Domain) -> Data:
    """What the data are good for, and what they lack."""
    return {
        "suitability": {
            "needed": prose.say_all("scope"),
            "available": prose.say_all("collection"),
            "judgement": prose.say_all("result", "assumption"),
        },
        "checks": [
            {
                "dimension": name,
                "value": round(prose.chance.uniform(0.95, 1), 4),
                "result": prose.say("result"),
                "date": datetime.date(2024, 1, 22),
            }
            for name in CHECKS
        ],
        "statistics": [
            {
                "attribute": AFFECTED,
                "distribution": f"Share {prose.chance.uniform(0.1, 0.4):.3f}",
                "reference_population": f"All {domain.subjects} of the year: {prose.chance.uniform(0.1, 0.4):.3f}",
            }
        ],
        "representativeness": {
            "population": f"All {domain.subjects} of the bank.",
            "coverage": prose.say_all("scope"),
            "gaps": prose.say_all("gap"),
        },
        "setting_coverage": [
            {"dimension": name, "covered": prose.say("scope"), "not_covered": prose.say("gap")}
            for name in ("geographical", "contextual")
        ],
        "gaps": [{"gap": prose.say("gap"), "effect": prose.say("risk"), "remedy": prose.say("measure"), "due": DUE}],
    }


def _examination(prose: Prose) -> Data:
    """A search for bias."""
    return {
        "attribute": AFFECTED,
        "source": prose.say("gap"),
        "method": prose.say("step"),
        "finding": prose.say("finding"),
        "measure": prose.say("measure"),
        "date": datetime.date(2024, 2, 1),
    }


def make_use_case(seed: str, domain: Domain, ident: str, systems: list[str]) -> Data:
    """A use case with its materiality."""
    prose = Prose(seed, domain)
    chance = prose.chance
    rating = "high" if domain.point else chance.choice(("low", "medium"))
    return {
        "kind": "use_case",
        "id": ident,
        "name": f"{domain.title} use {ident[-4:]}",
        "owner": f"team:{domain.id}-business",
        "accountable_executive": "Head of Business Line",
        "lifecycle_stage": "production",
        "systems": systems,
        "scope": {
            "purpose": prose.say("purpose"),
            "decision_domain": domain.decision_domain,
            "approved_scope": prose.say_all("scope"),
            "actual_use": "As approved; the access records of the quarter show no other unit.",
            "legal_requirements": ["Regulation (EU) 2016/679, Articles 15 and 22"],
            "countries": sorted(chance.sample(COUNTRIES, 2)),
            "determination": {
                "is_ai": True,
                "rationale": "The weights are learnt from past cases and not set by hand.",
                "decided_by_role": "Head of AI Governance",
                "date": datetime.date(2026, 4, 1),
            },
            "group_framework": {"used": False},
        },
        "justification": {
            "benefits": prose.say("benefit"),
            "alternatives": [{"option": "A rule without a model", "reason": prose.say("rationale")}],
            "selection_rationale": prose.say_all("rationale"),
            "consultations": [{"who": prose.words["users"], "date": REVIEWED, "outcome": prose.say("measure")}],
        },
        "materiality": {
            "impact": {
                "rating": rating,
                "rationale": f"{prose.say('error_cost')} The data name customers of the firm.",
            },
            "complexity": {"rating": "medium", "rationale": prose.say("logic")},
            "reliance": {"rating": "medium", "rationale": prose.say("oversight")},
            "inherent_rating": rating,
            "residual_rating": "medium" if rating == "high" else "low",
            "assessment": {**_review("team:risk-control"), "reviewer_role": "Head of Risk Control"},
            "appetite_check": {"within_appetite": True, "approved_by_role": "AI Risk Committee", "date": REVIEWED},
        },
        "fairness_and_ethics": {
            "fairness": _fairness(prose) if domain.point else {"relevant": False},
            "transparency_level": {
                "internal": "full",
                "external": "summary",
                "explanation_required": domain.point is not None,
                "rationale": prose.say_all("rationale"),
            },
        },
        "reviews": [_review("team:risk-control")],
    }


def _fairness(prose: Prose) -> Data:
    """What is fair, and how it is watched."""
    return {
        "relevant": True,
        "objectives": [f"The same error rate for all {prose.words['subjects']}"],
        "definition": prose.say_all("rationale"),
        "primary_metric": "false_positive_rate_difference",
        "metric_rationale": prose.say_all("error_cost"),
        "threshold": 0.1,
        "threshold_type": "difference",
        "attributes": [
            {
                "attribute": "age",
                "protected": True,
                "used_as_input": False,
                "privileged": ["age 30 to 49"],
                "unprivileged": [AFFECTED],
                "justification": "No input; kept in the test data only.",
                "proxies": prose.say_all("feature_use"),
                "conclusion": "fair",
                "conclusion_rationale": prose.say_all("result"),
            }
        ],
        "mitigations": prose.list_of("measure", 1),
        "tradeoff": prose.say_all("rationale"),
        "justification": prose.say_all("rationale"),
    }


def _review(reviewer: str) -> Data:
    """A look at the entry that comes round each year."""
    return {"kind": "periodic", "date": REVIEWED, "reviewer": reviewer, "outcome": "pass", "next_due": DUE}
