"""Waivers: findings accepted for a time, with the reason and the one who answers for it."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import internal, regulator
from cardwright.catalog.entities.record import Entity
from cardwright.catalog.entities.text import Date, EntityId, EntityRef, Role, Str, Text


class Waiver(Entity):
    """A finding accepted for a time: the rule keeps being reported, as waived."""

    file = "waivers/<name>.yaml"
    small = (
        "kind",
        "id",
        "rule",
        "entity",
        "reason",
        "compensating_control",
        "requested_by",
        "approved_by",
        "approved_on",
        "expiry",
    )

    kind: Literal["waiver"] = internal("Kind of entity", required=True)
    id: EntityId = internal("Identifier", example="aia592-credit-decisioning", required=True)
    rule: Str = regulator("Rule waived", example="AIA592", required=True)
    entity: EntityRef = regulator("Entity concerned", example="system:credit-decisioning", required=True)
    path: Str | None = regulator("Field concerned, when not the whole entity", example="performance.tests")
    reason: Text = regulator("Why", example="Penetration test booked for January.", required=True)
    compensating_control: Text | None = regulator("What stands in meanwhile", example="Weekly scan.")
    requested_by: Role = regulator("Function that asked", example="Product Owner", required=True)
    approved_by: Role = regulator(
        "Function that accepted, different from the one that asked", example="Head of Model Risk", required=True
    )
    approved_on: Date = regulator("Date accepted", example="2026-11-02", required=True)
    expiry: Date = regulator("Last day it counts", example="2027-01-31", required=True)
    evidence: Evidence | None = regulator("Decision", example={"file": "evidence/waiver-214.pdf"})
