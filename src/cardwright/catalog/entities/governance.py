"""How the organisation governs its AI."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import Bool, Date, Role, Str, SystemRef, Text

PolicyTopic = Literal[
    "compliance_strategy",
    "design_control",
    "development_quality_assurance",
    "test_procedures",
    "technical_specifications",
    "data_management",
    "risk_management",
    "post_market_monitoring",
    "incident_reporting",
    "communication",
    "record_keeping",
    "resources",
    "accountability",
    "ai_policy",
    "model_risk",
    "third_party",
    "ethics",
    "security",
    "data_protection",
    "risk_appetite",
    "materiality_method",
    "other",
]


class Policy(Record):
    """One documented policy, procedure or strategy of the organisation."""

    select = "topic"

    topic: PolicyTopic | None = member("Aspect covered; the first thirteen are the letters (a) to (m) of Art. 17(1)")
    document: Evidence | None = member("The policy itself")
    owner_role: Role | None = member("Function that maintains it")
    last_review: Date | None = member("Date of the last review")


class QualitySystem(Record):
    """Basis of the quality management system."""

    sector_basis: Text | None = member("Sector law whose quality system is used instead")
    proportionality_note: Text | None = member("How it is scaled to the size of the organisation")


class BoardReport(Record):
    """Report to the board."""

    last_report: Date | None = member("Date")
    document: Evidence | None = member("Report")


class BasicRegime(Record):
    """Claim of the whole institution that only the basic governance of MAS AIRG 2.5 applies."""

    applies: Bool | None = member("Whether it is claimed; absent counts as not claimed")
    rationale: Text | None = member("Why it may be claimed")


class LiteracyMeasure(Record):
    """Training or other measure that builds AI knowledge."""

    audience: Str | None = member("Who was trained, matched to the systems they operate")
    content: Text | None = member("What was taught")
    date: Date | None = member("Date held or last offered")
    systems: list[SystemRef] | None = member("Systems covered; empty list means all")
    evidence: Evidence | None = member("Attendance or material")
