"""A made-up AI system of several model versions; high-risk where its domain has a point of Annex III."""

from __future__ import annotations

import datetime
from typing import Any

from benchmarks.domains import COUNTRIES, Domain
from benchmarks.prose import Prose
from benchmarks.safeguards import (
    RELEASED,
    TESTED,
    document,
    make_conformity,
    make_operation,
    make_oversight,
    make_risk_management,
    make_test,
    make_upkeep,
    make_validation,
)
from benchmarks.versions import AFFECTED

Data = dict[str, Any]
PRACTICES = ("a", "b", "ba", "bb", "c", "d", "e", "f", "g", "h")


def make_system(seed: str, domain: Domain, ident: str, versions: list[str], evidence: str) -> Data:
    """A system made of several model versions; high-risk where its domain has a point of Annex III."""
    prose = Prose(seed, domain)
    chance = prose.chance
    high = domain.point is not None
    version = f"{chance.randrange(1, 9)}.{chance.randrange(20)}"
    countries = sorted(chance.sample(COUNTRIES, 2))
    return {
        "kind": "system",
        "id": ident,
        "name": f"{domain.title} system {ident[-4:]}",
        "version": version,
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
        "actors": {"roles": ["provider", "deployer"], "role_changes": []},
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
            "infrastructure": {
                "target_hardware": "Server with two cores and 4 GiB of memory; no accelerator.",
                "environment": "Segmented cluster with encrypted transport and storage.",
                "capacity": f"{chance.randrange(20, 900)} requests a second with half of the cores.",
            },
        },
        "design": {
            "general_logic": prose.say_all("logic"),
            "design_choices": [
                {
                    "choice": prose.say("choice"),
                    "rationale": prose.say_all("rationale"),
                    "assumption": prose.say("assumption"),
                    "affected_groups": [AFFECTED],
                }
            ],
            "inputs": [
                {
                    "name": name,
                    "modality": domain.modality,
                    "format": "float64",
                    "range": f"0 to {chance.randrange(2, 900)}",
                    "quality": prose.say("gap"),
                    "exclusions": f"Cases of {prose.say('region').lower()}",
                    "meaning": prose.say("feature_is"),
                }
                for name in chance.sample(domain.features, 5)
            ],
            "outputs": [
                {
                    "name": "estimate",
                    "modality": "tabular",
                    "format": "number with four decimals",
                    "range": "0 to 1",
                    "quality": prose.say("result"),
                    "meaning": prose.say_all("purpose"),
                }
            ],
        },
        "performance": {
            "limitations": prose.list_of("limitation", 2),
            "operating_boundaries": prose.say_all("scope", "conditions"),
            "failure_modes": [
                {"failure_mode": prose.say("risk"), "effect": prose.say("finding"), "measure": prose.say("measure")}
            ],
            "tests": [make_test(prose, evidence, kind) for kind in ("stress", "sensitivity", "penetration")],
        },
        "human_oversight": make_oversight(prose, evidence),
        "risk_management": make_risk_management(prose, domain, evidence),
        "security": {
            "measures": [
                {
                    "asset": "training data",
                    "threat": "data poisoning",
                    "control": prose.say("measure"),
                    "test": prose.say("step"),
                    "date": TESTED,
                }
            ],
            "access_control": "Three roles: desks read estimates, modellers release versions, the platform runs them.",
        },
        "operation": make_operation(prose, evidence, version, countries, versions),
        "reviews": [
            make_validation(prose, evidence),
            {"kind": "security_review", "date": TESTED, "reviewer": "team:risk-control", "outcome": "pass"},
        ],
        "data_protection": {
            "personal_data": {
                "present": True,
                "categories": ["identity", "payments"],
                "special_categories": [],
                "legal_basis": "GDPR Art. 6(1)(f)",
                "consent": "None is asked: the contract and legitimate interest carry the processing.",
            }
        },
        "transparency": {
            "instructions": {
                "document": document("Instructions for use", evidence),
                "languages": ["en", "de", "fr"],
                "system_version": version,
            },
            "notices": make_notices(prose) if high else [],
            "explanation": {
                "method": "Share of each fact in the estimate",
                "output": prose.say_all("logic"),
                "limits": prose.say_all("limitation"),
                "audience": ["operator"],
            },
        },
        "changes": {
            "history": [{"version": version, "date": RELEASED, "relation": "First version in use."}],
            "log": [
                {
                    "id": "C-1",
                    "date": RELEASED,
                    "version": version,
                    "description": prose.say_all("step"),
                    "significance": "minor",
                    "justification": "Nothing stood before it.",
                    "retested": True,
                }
            ],
            "predetermined": [],
            "control": {
                "criteria": f"A new field, source or cut-off is significant. {prose.say('choice')}.",
                "rollback_plan": document("Plan for the way back", evidence),
            },
        },
        "identifier": f"EB-{ident}",
        "conformity": make_conformity(f"EB-{ident}", version, evidence),
        "market": {"status": "in_service", "placed_on_market": RELEASED, "countries": countries, **make_upkeep()},
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
