"""AI systems, the object of Annex IV; the sections stand in the three modules beside this one."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import customer, internal, public, regulator, section
from cardwright.catalog.entities.people import Contact
from cardwright.catalog.entities.record import Entity
from cardwright.catalog.entities.review import Review
from cardwright.catalog.entities.system_development import (
    SystemActors,
    SystemCharacteristics,
    SystemClassification,
    SystemComposition,
    SystemDesign,
    SystemPerformance,
    SystemPurpose,
)
from cardwright.catalog.entities.system_market import (
    SystemConformity,
    SystemDataProtection,
    SystemDeployerUse,
    SystemMarket,
    SystemTransparency,
)
from cardwright.catalog.entities.system_operation import (
    SystemChanges,
    SystemGenerative,
    SystemHumanOversight,
    SystemOperation,
    SystemRiskManagement,
    SystemSecurity,
)
from cardwright.catalog.entities.terms import LifecycleStage
from cardwright.catalog.entities.text import EntityId, Str, TeamRef, Text


class System(Entity):
    """An AI system: one or more models with their software, people and rules; the object of Annex IV."""

    file = "systems/<id>.yaml"
    small = (
        "kind",
        "id",
        "name",
        "owner",
        "lifecycle_stage",
        "purpose.intended_purpose",
        "actors.roles",
        "classification.annex_iii_points",
        "composition.models",
        "market.countries",
    )

    kind: Literal["system"] = internal("Kind of entity", required=True)
    id: EntityId = internal("Identifier", example="credit-decisioning", required=True)
    name: Str = public(
        "Trade name", example="Credit Decisioning", required=True, std=("cyclonedx metadata.component.name",)
    )
    version: Str | None = customer(
        "Version of the system this entry describes", example="3.2", std=("cyclonedx metadata.component.version",)
    )
    identifier: Str | None = public(
        "Further unambiguous reference, such as a serial or product number", example="EB-CD-003"
    )
    type: Str | None = public("Type of system, in a phrase", example="creditworthiness assessment of natural persons")
    description: Text | None = public(
        "What the system is and does",
        example="Scores loan applications and gives reasons to the officer.",
        std=("cyclonedx metadata.component.description",),
    )
    owner: TeamRef | None = regulator("Team that owns the system", example="team:credit-modelling")
    contact: Contact | None = customer(
        "Contact for this system where it differs from the owner team's",
        example={"role": "Product desk", "email": "credit-ai@example.com"},
    )
    developer: TeamRef | None = regulator("Team that builds and changes it", example="team:credit-modelling")
    lifecycle_stage: LifecycleStage | None = customer("Stage of development and use", example="production")
    tags: list[Str] | None = internal("Free labels for search", example=["credit", "tabular"])
    runbook: Evidence | None = internal(
        "What on-call does first when the system alerts",
        example={"url": "https://wiki.example.com/runbooks/credit-decisioning"},
    )
    documentation: list[Evidence] | None = regulator(
        "Further documents that no other field holds",
        example=[{"title": "Requirements", "file": "evidence/requirements.pdf"}],
    )
    reviews: list[Review] | None = regulator(
        "Validations, security, go-live and other reviews of the system",
        example=[
            {
                "kind": "independent_validation",
                "date": "2026-05-20",
                "reviewer": "team:model-validation",
                "outcome": "pass_with_conditions",
            }
        ],
    )
    purpose: SystemPurpose | None = section()
    characteristics: SystemCharacteristics | None = section()
    actors: SystemActors | None = section()
    classification: SystemClassification | None = section()
    composition: SystemComposition | None = section()
    design: SystemDesign | None = section()
    performance: SystemPerformance | None = section()
    risk_management: SystemRiskManagement | None = section()
    human_oversight: SystemHumanOversight | None = section()
    security: SystemSecurity | None = section()
    operation: SystemOperation | None = section()
    changes: SystemChanges | None = section()
    transparency: SystemTransparency | None = section()
    generative: SystemGenerative | None = section()
    data_protection: SystemDataProtection | None = section()
    deployer_use: SystemDeployerUse | None = section()
    market: SystemMarket | None = section()
    conformity: SystemConformity | None = section()
