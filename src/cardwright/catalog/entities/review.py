"""Reviews, and the points they raise."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.terms import Severity
from cardwright.catalog.entities.text import Bool, Date, Role, Str, TeamRef, Text


class Finding(Record):
    """An open or closed point from a test, review or audit."""

    id: Str | None = member("Identifier")
    finding: Text | None = member("What is wrong")
    severity: Severity | None = member("Severity")
    owner_role: Role | None = member("Function that must close it")
    due: Date | None = member("Date due")
    status: Literal["open", "accepted", "closed"] | None = member("State")
    closed_on: Date | None = member("Date closed")


ReviewKind = Literal[
    "independent_validation",
    "peer_review",
    "internal_audit",
    "security_review",
    "ethics_review",
    "legal_review",
    "go_live",
    "oversight_assessment",
    "oversight_effectiveness",
    "evaluation_effectiveness",
    "outcomes_analysis",
    "capability",
    "policy_compliance",
    "periodic",
]
ReviewScope = Literal[
    "conceptual_soundness",
    "data",
    "methodology",
    "performance",
    "fairness",
    "explainability",
    "robustness",
    "security",
    "implementation",
    "monitoring",
    "documentation",
    "legal",
]


class Review(Record):
    """A review, validation or audit by named functions, with outcome."""

    select = "kind"

    kind: ReviewKind | None = member("Kind of review")
    date: Date | None = member("Date completed")
    reviewer: TeamRef | None = member("Team that reviewed")
    reviewer_role: Role | None = member("Function that reviewed, where no team is catalogued")
    independence: Text | None = member("Why the reviewer is independent of development")
    scope: list[ReviewScope] | None = member("Topics covered")
    outcome: Literal["pass", "pass_with_conditions", "fail"] | None = member("Result")
    conditions: list[Str] | None = member("Conditions of use attached to the result")
    findings: list[Finding] | None = member("Points raised")
    next_due: Date | None = member("When it must be repeated")
    triggers: list[Str] | None = member("Events that demand it earlier")
    report: Evidence | None = member("Signed report or checklist")


class Determination(Record):
    """Decision whether something is AI, or a model under a framework."""

    is_ai: Bool | None = member("Answer")
    rationale: Text | None = member("Why")
    decided_by_role: Role | None = member("Function")
    date: Date | None = member("Date")
