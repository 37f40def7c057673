"""Approvals: who accepted what, in which exact state."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import internal, regulator
from cardwright.catalog.entities.record import Entity
from cardwright.catalog.entities.text import Date, EntityId, EntityRef, Role, Sha256, Str, TeamRef, Text


class Approval(Entity):
    """A record that a role accepted an entity in one exact state."""

    file = "approvals/<name>.yaml"
    small = ("kind", "id", "entity", "digest", "decision", "role", "date")

    kind: Literal["approval"] = internal("Kind of entity", required=True)
    id: EntityId = internal("Identifier", example="credit-decisioning-3.2", required=True)
    entity: EntityRef = regulator("Entity approved", example="system:credit-decisioning", required=True)
    digest: Sha256 = regulator(
        "Digest of the state approved, as the JSON report of `cardwright check` gives it",
        example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        required=True,
    )
    decision: Literal["approved", "approved_with_conditions", "dispensation", "rejected"] = regulator(
        "Decision; a dispensation puts its limits in `conditions` and ends at `expiry`",
        example="approved_with_conditions",
        required=True,
    )
    role: Role = regulator("Function or body that decided", example="AI Risk Committee", required=True)
    team: TeamRef | None = regulator("Its team, checked against the developers", example="team:model-risk")
    date: Date = regulator("Date of the decision", example="2026-05-30", required=True)
    scope: Text | None = regulator("What was approved", example="Production use in Germany.")
    conditions: list[Str] | None = regulator("Conditions", example=["Monthly fairness report for six months"])
    reason: Text | None = regulator(
        "Reasons; for a dispensation, why it was needed", example="Validation of the reason service outstanding."
    )
    expiry: Date | None = regulator("Date it ends", example="2027-05-30")
    evidence: Evidence | None = regulator("Minutes", example={"file": "evidence/minutes-2026-05-30.pdf"})
