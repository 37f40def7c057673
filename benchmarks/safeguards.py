"""What keeps a made-up system safe: oversight, risks, operation, validation and conformity."""

from __future__ import annotations

import datetime
from typing import Any

from benchmarks.domains import Domain
from benchmarks.prose import Prose
from benchmarks.versions import AFFECTED

Data = dict[str, Any]
TESTED = datetime.date(2026, 5, 20)
RELEASED = datetime.date(2026, 6, 1)
FIELDS = ["time", "input", "output", "version"]
EVENTS = (
    ("estimate withheld", "risk_or_modification"),
    ("estimate given", "post_market"),
    ("estimate set aside", "deployer_monitoring"),
)
KEPT_UNTIL = datetime.date(2036, 12, 31)
DUE = datetime.date(2027, 9, 30)


def document(title: str, evidence: str) -> Data:
    """A document that is part of the evidence file."""
    return {"title": title, "file": evidence, "version": "1.0", "date": TESTED, "signed_by_role": "Head of Analytics"}


def make_test(prose: Prose, evidence: str, kind: str) -> Data:
    """A test of the whole system."""
    return {
        "name": f"{kind} of the whole",
        "kind": kind,
        "description": prose.say("step"),
        "performed_by": "independent_internal",
        "date": TESTED,
        "passed": True,
        "result": prose.say("result"),
        "evidence": document("Test report", evidence),
    }


def make_oversight(prose: Prose, evidence: str) -> Data:
    """How people stay in charge."""
    return {
        "mode": "in_the_loop",
        "decision_role": "recommends",
        "measures": [
            {
                "ability": ability,
                "measure": prose.say("oversight"),
                "built_into": "system",
                "addressee": prose.words["users"],
                "risk": "R-01",
                "effectiveness": document("Test of oversight", evidence),
            }
            for ability in ("understand_and_monitor", "interpret_output", "override", "stop", "automation_bias")
        ],
        "stop_control": {
            "mechanism": "Switch in the workflow, by desk or everywhere",
            "safe_state": "Cases wait for a person; nothing is decided.",
            "tested_on": TESTED,
        },
        "autonomy": "None of the estimates takes effect by itself.",
        "roles": [
            {
                "role": prose.words["users"],
                "competence": prose.say("competence"),
                "authority": "May set every estimate aside.",
                "training_date": TESTED,
            }
        ],
        "escalation_triggers": [prose.say("measure")],
        "override_record": document("Review of overrides", evidence),
    }


def make_risk_management(prose: Prose, domain: Domain, evidence: str) -> Data:
    """Hazards, what is done about them and what to do when all fails."""
    return {
        "process": {
            "description": prose.say_all("oversight"),
            "owner_role": "Head of Risk Control",
            "review_interval": "P1Y",
            "last_review": TESTED,
        },
        "risks": [
            {
                "id": f"R-{number:02}",
                "hazard": prose.say("risk"),
                "harm_type": harm,
                "affected_group": AFFECTED,
                "cause": prose.say("gap"),
                "severity": "medium",
                "likelihood": "possible",
                "method": "Workshop of owners and users",
                "measures": [
                    {
                        "measure": prose.say("measure"),
                        "type": "mitigate",
                        "owner_role": "Product Owner",
                        "status": "in_place",
                        "evidence": document("Test report", evidence),
                    }
                ],
                "residual": {
                    "severity": "low",
                    "likelihood": "unlikely",
                    "decision": "accept",
                    "rationale": prose.say_all("result"),
                    "accepted_by_role": "AI Risk Committee",
                    "date": TESTED,
                },
                "updated_on": TESTED,
            }
            for number, harm in enumerate(("fundamental_rights", "safety", "health"), 1)
        ],
        "contingency": {
            "fallback": f"{domain.users.capitalize()} decide by the rule of the year before.",
            "plan": document("Contingency plan", evidence),
            "tested_on": TESTED,
        },
    }


def make_operation(prose: Prose, evidence: str, version: str, countries: list[str], versions: list[str]) -> Data:
    """Logs, monitoring and deployments."""
    return {
        "logging": {
            "events": [
                {"event": event, "trigger": "every call", "fields": FIELDS, "purpose": purpose}
                for event, purpose in EVENTS
            ],
            "integrity": "Append-only queue, each hour chained to the one before by its digest.",
            "retention_basis": "Proof in disputes with customers, for as long as claims can be made.",
            "instructions_to_deployer": "Section 8 of the instructions tells how desks read and export the log.",
            "content": "Input, estimate, decision and version of every call.",
            "under_control": True,
            "retention": "P36M",
        },
        "monitoring": {
            "plan": document("Monitoring plan", evidence),
            "description": prose.say_all("oversight"),
            "owner_role": "Model Monitoring Lead",
            "indicators": [
                {
                    "name": f"{kind} index",
                    "kind": kind,
                    "source": "monthly run on the log",
                    "unit": "1",
                    "expected": prose.chance.randrange(2, 20) / 100,
                    "warning": 0.25,
                    "breach": 0.3,
                    "frequency": "P1M",
                    "action": prose.say("measure"),
                }
                for kind in ("performance", "data_drift")
            ],
            "frequency": "P1M",
            "feedback_channel": "Button beside the estimate",
            "last_run": datetime.date(2026, 11, 2),
            "results_document": document("Monitoring report", evidence),
            "breaches": [],
        },
        "deployments": [
            {
                "id": "production",
                "environment": "production",
                "models": versions,
                "system_version": version,
                "deployed_on": RELEASED,
                "countries": countries,
            }
        ],
        "incidents": [],
        "corrective_actions": [],
    }


def make_validation(prose: Prose, evidence: str) -> Data:
    """The look of people who had no hand in it."""
    return {
        "kind": "independent_validation",
        "date": TESTED,
        "reviewer": "team:model-validation",
        "independence": "Reports to another board member and had no hand in it.",
        "scope": ["methodology", "performance", "implementation", "data", "documentation", "monitoring"],
        "outcome": "pass_with_conditions",
        "conditions": prose.list_of("measure", 1),
        "triggers": ["new version"],
        "next_due": DUE,
        "report": document("Validation report", evidence),
    }


def make_upkeep() -> Data:
    """How long it lasts, and what keeps it up."""
    return {
        "upkeep": {
            "expected_lifetime": "P5Y",
            "tasks": ["Monthly reading of the indicators (P1M)"],
            "update_requirements": "Security updates of libraries within fourteen days, after a repeated release test.",
        }
    }


def make_conformity(identifier: str, version: str, evidence: str) -> Data:
    """The documents of conformity and where they are kept."""
    return {
        "technical_documentation": {"version": "1.0", "date": TESTED, "form": "full"},
        "assessment": {"procedure": "annex_vi", "date": TESTED},
        "checks": [
            {"by": "provider", "check": check, "result": "met", "date": TESTED, "by_role": "Head of Compliance"}
            for check in (
                "Quality management system meets Art. 17",
                "Technical documentation shows the requirements of Chapter III",
                "Design process and monitoring agree with the technical documentation",
            )
        ],
        "other_union_law": [],
        "declaration": {
            "document": document("EU declaration of conformity", evidence),
            "system_identifier": identifier,
            "system_version": version,
            "acts": ["Regulation (EU) 2024/1689"],
            "conforms_to": ["Regulation (EU) 2024/1689"],
            "standards": ["None applied"],
            "data_protection_statement": True,
            "sole_responsibility": True,
            "languages": ["en", "de", "fr"],
            "signature": {
                "place": "Frankfurt am Main",
                "date": TESTED,
                "role": "Member of the Management Board",
                "on_behalf_of": "Example Bank SE",
                "type": "qualified_electronic",
            },
            "stored_until": KEPT_UNTIL,
        },
        "ce_marking": {
            "form": "digital",
            "location": "Header of the panel",
            "date": TESTED,
            "provider_details_location": "Foot of the panel",
        },
        "retention": [{"document": "technical documentation", "stored_until": KEPT_UNTIL, "location": "Archive"}],
        "authority_requests": [],
    }
