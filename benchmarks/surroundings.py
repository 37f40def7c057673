"""What stands around the model versions: models, datasets, systems, use cases, teams and the organisation."""

from __future__ import annotations

import datetime
from typing import Any

from benchmarks.domains import COUNTRIES, MODEL_TYPES, Domain
from benchmarks.prose import Prose

Data = dict[str, Any]
DUE = datetime.date(2027, 9, 30)
PRACTICES = ("a", "b", "ba", "bb", "c", "d", "e", "f", "g", "h")


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
        },
        "design": {
            "model_type": chance.choice(MODEL_TYPES),
            "generative": False,
            "learning_approach": "supervised",
            "training_approach": "trained_in_house",
            "update_mode": "scheduled_retraining",
            "optimisation_objective": prose.say_all("rationale"),
        },
        "supply": {"licence": {"name": "proprietary", "category": "proprietary", "permits": ["use"]}},
        "general_purpose": {"is_general_purpose": False},
    }


def make_dataset(seed: str, domain: Domain, ident: str, *, test: bool) -> Data:
    """A dataset: the history that several versions learn from, or the cases held out for their tests."""
    prose = Prose(seed, domain)
    chance = prose.chance
    records = chance.randrange(8_000, 900_000)
    parts = (("test", 1.0),) if test else (("train", 0.8), ("validation", 0.2))
    return {
        "kind": "dataset",
        "id": ident,
        "name": f"{domain.title} {'held-out cases' if test else 'history'} {ident[-4:]}",
        "version": f"2026-{chance.randrange(1, 11):02}",
        "description": prose.say_all("scope", "collection"),
        "owner": "team:data-office",
        "origin": {
            "sources": [
                {
                    "name": "Case ledger",
                    "kind": "internal",
                    "acquired_on": datetime.date(2026, 1, 15),
                    "description": prose.say("collection"),
                }
            ],
            "collection_method": prose.say("collection"),
            "collection_period": {"start": datetime.date(2019, 1, 1), "end": datetime.date(2025, 12, 31)},
            "access": "internal",
        },
        "structure": {
            "form": {
                "format": "parquet",
                "modalities": [domain.modality],
                "records": records,
                "fields": [
                    {"name": name, "type": "float64", "description": prose.say("feature_is")}
                    for name in chance.sample(domain.features, 8)
                ],
            },
            "splits": [
                {"name": name, "records": int(records * part), "method": prose.say("scope")} for name, part in parts
            ],
            "scope": prose.say("scope"),
        },
        "preparation": {
            "steps": [
                {"step": step, "description": prose.say("step"), "date": datetime.date(2026, 1, 20)}
                for step in ("cleaning", "imputation", "de_duplication")
            ],
        },
        "quality": {
            "suitability": {"judgement": prose.say_all("result", "assumption")},
            "checks": [
                {"dimension": name, "value": round(chance.uniform(0.95, 1), 4), "date": datetime.date(2026, 1, 22)}
                for name in ("completeness", "uniqueness", "validity")
            ],
            "gaps": [{"gap": prose.say("gap"), "remedy": prose.say("measure"), "due": DUE}],
        },
        "protection": {
            "personal_data": {
                "present": True,
                "categories": ["identity", "payments"],
                "legal_basis": "GDPR Art. 6(1)(f)",
            }
        },
    }


def make_system(seed: str, domain: Domain, ident: str, versions: list[str]) -> Data:
    """A system made of several model versions; high-risk where its domain has a point of Annex III."""
    prose = Prose(seed, domain)
    chance = prose.chance
    high = domain.point is not None
    return {
        "kind": "system",
        "id": ident,
        "name": f"{domain.title} system {ident[-4:]}",
        "version": f"{chance.randrange(1, 9)}.{chance.randrange(20)}",
        "type": f"{domain.title.lower()} support",
        "description": prose.say_all("description", "logic"),
        "owner": f"team:{domain.id}-business",
        "developer": f"team:{domain.id}-analytics",
        "lifecycle_stage": "production",
        "tags": [domain.id],
        "purpose": {
            "intended_purpose": prose.say_all("purpose", "oversight"),
            "functions": ["estimate", "reasons"],
            "users": [domain.users],
            "affected_groups": [
                {
                    "group": "age under 30",
                    "vulnerable": False,
                    "minors": False,
                    "benefit": prose.say("benefit"),
                    "harm": domain.harm,
                }
            ],
            "reasonably_foreseeable_misuse": [f"Use for {prose.say('region').lower()} without a new test"],
        },
        "characteristics": {
            "decisions_about_persons": high,
            "profiling": high,
            "interacts_with": ["employees"] if high else [],
            "generated_content": [],
            "deep_fakes": False,
            "public_interest_text": False,
            "biometrics": [],
            "law_enforcement_or_border_context": False,
            "workplace_use": domain.point == "4(a)",
            "education_use": False,
            "public_service": False,
            "public_authority_use": False,
            "very_large_online_platform": False,
            "agentic": False,
        },
        "actors": {"roles": ["provider", "deployer"]},
        "classification": {
            "declared_class": "high" if high else "minimal",
            "annex_iii_points": [domain.point] if high else [],
            "product": {"role": "none"},
            "prohibited_practices": [
                {"letter": letter, "answer": False, "rationale": prose.say("logic"), "date": datetime.date(2026, 4, 2)}
                for letter in PRACTICES
            ],
            "rationale": prose.say_all("purpose", "rationale"),
        },
        "composition": {
            "models": [{"model": version, "purpose": prose.say("purpose")} for version in versions],
            "components": [
                {"name": "onnxruntime", "version": "1.22.1", "kind": "library", "licence": "MIT", "open_source": True}
            ],
            "architecture": {"description": prose.say_all("logic", "oversight")},
            "forms_of_supply": ["internal"],
        },
        "design": {
            "general_logic": prose.say_all("logic"),
            "design_choices": [{"choice": prose.say("choice"), "rationale": prose.say_all("rationale")}],
            "inputs": [
                {"name": name, "modality": domain.modality, "meaning": prose.say("feature_is")}
                for name in chance.sample(domain.features, 5)
            ],
        },
        "performance": {
            "limitations": prose.list_of("limitation", 2),
            "operating_boundaries": prose.say_all("scope", "conditions"),
            "failure_modes": [{"failure_mode": prose.say("risk"), "measure": prose.say("measure")}],
        },
        "transparency": {"notices": make_notices(prose) if high else []},
        "changes": {"predetermined": [], "control": {"criteria": prose.say("choice")}},
        "market": {"countries": sorted(chance.sample(COUNTRIES, 2))},
    }


def make_notices(prose: Prose) -> list[Data]:
    """What the users of a system are told."""
    text = f"A computer program estimates {prose.words['target']}; you decide, and you may disagree."
    return [
        {
            "occasions": ["interaction", "workers"],
            "text": text,
            "channel": "screen",
            "placement": "above the estimate",
            "moment": "before first use",
            "languages": ["en"],
            "accessibility": "Read out by screen readers; no colour carries meaning.",
        }
    ]


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
            "countries": sorted(chance.sample(COUNTRIES, 2)),
        },
        "justification": {"benefits": prose.say("benefit"), "selection_rationale": prose.say_all("rationale")},
        "materiality": {
            "impact": {"rating": rating, "rationale": prose.say_all("error_cost", "risk")},
            "complexity": {"rating": "medium", "rationale": prose.say("logic")},
            "reliance": {"rating": "medium", "rationale": prose.say("oversight")},
            "inherent_rating": rating,
            "residual_rating": "medium" if rating == "high" else "low",
            "assessment": {
                "kind": "periodic",
                "date": datetime.date(2026, 5, 4),
                "reviewer": "team:risk-control",
                "outcome": "pass",
                "next_due": DUE,
            },
        },
    }


def make_team(ident: str, functions: list[str], domain: Domain) -> Data:
    """A team."""
    name = ident.replace("-", " ").capitalize()
    return {
        "kind": "team",
        "id": ident,
        "name": name,
        "functions": functions,
        "contact": {"role": f"{name} desk", "email": f"{ident}@example.com"},
        "on_call": {"channel": f"#{ident}", "hours": "office hours"},
        "competence": Prose(ident, domain).say("competence"),
    }


def make_organisation() -> Data:
    """The organisation, with the frameworks that the benchmark judges by."""
    return {
        "kind": "organisation",
        "id": "example-bank",
        "name": "Example Bank",
        "frameworks": ["eu-ai-act", "mas-airg"],
        "legal_identity": {
            "legal_name": "Example Bank SE",
            "address": "1 Example Street, 60311 Frankfurt am Main, Germany",
            "country": "DE",
            "contact": {"role": "AI compliance desk", "email": "ai-compliance@example.com"},
            "size_class": "large",
        },
        "governance": {
            "accountable_executive": "Chief Risk Officer",
            "governance_committee": "AI Risk Committee",
            "control_function": "team:risk-control",
            "inventory_owner": "Head of AI Governance",
            "review_interval": "P1Y",
        },
    }
