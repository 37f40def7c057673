"""The made-up organisation and its teams."""

from __future__ import annotations

import datetime
from typing import Any, get_args

from benchmarks.domains import Domain
from benchmarks.prose import Prose
from cardwright.catalog.entities.governance import PolicyTopic

Data = dict[str, Any]
DECIDED = datetime.date(2026, 6, 1)
HANDBOOK = "evidence/handbook.md"
TOPICS = [topic for topic in get_args(PolicyTopic) if topic != "other"]


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
            "public_body": False,
            "trademark": "Example Bank",
        },
        "governance": {
            "accountable_executive": "Chief Risk Officer",
            "governance_committee": "AI Risk Committee",
            "control_function": "team:risk-control",
            "inventory_owner": "Head of AI Governance",
            "review_interval": "P18M",
            "responsibilities": "Owners answer for results, Model Validation challenges, the committee decides.",
            "escalation": "A breach goes to the owner the same day and to the committee within two working days.",
            "approvers": [{"scope": "system: release", "role": "AI Risk Committee", "team": "team:risk-control"}],
            "policies": [
                {
                    "topic": topic,
                    "document": _handbook(f"Handbook, {topic.replace('_', ' ')}"),
                    "owner_role": "Chief Risk Officer",
                    "last_review": DECIDED,
                }
                for topic in TOPICS
            ],
            "quality_system": {
                "sector_basis": "Internal governance rules for credit institutions carry most aspects of it.",
                "proportionality_note": "Full scope, since the bank is a large undertaking.",
            },
            "board_reporting": {"last_report": DECIDED, "document": _handbook("AI risk report to the board")},
        },
        "literacy": {
            "measures": [
                {
                    "audience": "Users of AI and those who answer for it",
                    "content": "What an estimate means, how it fails, when to set it aside and whom to tell.",
                    "date": DECIDED,
                    "evidence": _handbook("Training record"),
                }
            ],
            "context_of_use": "Desks that decide on cases with an estimate beside them.",
            "owner_role": "Head of AI Governance",
        },
        "reviews": [
            {
                "kind": "periodic",
                "date": DECIDED,
                "reviewer": "team:risk-control",
                "outcome": "pass",
                "next_due": datetime.date(2027, 9, 30),
            }
        ],
    }


def _handbook(title: str) -> Data:
    return {"title": title, "file": HANDBOOK, "version": "2.1", "date": DECIDED}
