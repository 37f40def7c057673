"""Business uses of AI, where materiality and fairness are judged."""

from typing import Literal

from cardwright.catalog.entities.design import Alternative
from cardwright.catalog.entities.fairness import (
    AppetiteCheck,
    Ethics,
    Fairness,
    GroupFramework,
    MaterialityRating,
    TransparencyLevel,
)
from cardwright.catalog.entities.field import internal, regulator, section
from cardwright.catalog.entities.people import Consultation
from cardwright.catalog.entities.record import Entity, Record
from cardwright.catalog.entities.review import Determination, Review
from cardwright.catalog.entities.terms import LifecycleStage, Rating
from cardwright.catalog.entities.text import Bool, Country, EntityId, Role, Str, SystemRef, TeamRef, Text

DecisionDomain = Literal[
    "credit",
    "underwriting",
    "advisory",
    "fund_management",
    "anti_money_laundering",
    "fraud",
    "marketing",
    "human_resources",
    "operations",
    "other",
]


class UseCaseScope(Record):
    """What is approved, where, and for whom (AIRG 4.7, FEAT)."""

    purpose: Text | None = regulator(
        "Business purpose of the use", example="Decide on loan applications within two minutes."
    )
    decision_domain: DecisionDomain | None = regulator("Business domain of the decision", example="credit")
    approved_scope: Text | None = regulator(
        "Scope of use approved", example="Retail customers in Germany and Singapore, new loans only."
    )
    excluded_uses: list[Str] | None = regulator("Uses expressly excluded", example=["corporate lending", "staff loans"])
    actual_use: Text | None = regulator(
        "How it is really used, where that differs from the approved scope",
        example="As approved; no use outside new loans seen.",
    )
    countries: list[Country] | None = regulator("Countries in which it is used", example=["DE", "SG"])
    legal_requirements: list[Str] | None = regulator(
        "Laws and rules that apply beside AI law", example=["GDPR Art. 22", "Consumer credit directive"]
    )
    determination: Determination | None = regulator(
        "Decision that this is, or is not, AI or a model",
        example={
            "is_ai": True,
            "rationale": "Learns from past defaults.",
            "decided_by_role": "Model Risk Manager",
            "date": "2026-02-01",
        },
    )
    approved_tool: Bool | None = regulator("Whether only tools on the approved list are used", example=True)
    group_framework: GroupFramework | None = regulator("Reliance on a group-wide framework", example={"used": False})


class UseCaseJustification(Record):
    """Why AI, and why this one."""

    benefits: Text | None = regulator(
        "Benefits to customers and the organisation", example="Faster answers; default rate unchanged at 2.1 %."
    )
    alternatives: list[Alternative] | None = regulator(
        "Options considered, one without AI among them",
        example=[{"option": "Points-based scorecard", "reason": "Gini lower by 0.08"}],
    )
    selection_rationale: Text | None = regulator(
        "Why this approach was chosen", example="Best accuracy that stays explainable to customers."
    )
    consultations: list[Consultation] | None = regulator(
        "Experts and stakeholders heard",
        example=[{"who": "Consumer association panel", "date": "2026-01-20", "outcome": "Reasons reworded."}],
    )


class UseCaseMateriality(Record):
    """Risk materiality (AIRG 4.10-4.13); the rating decides which controls apply."""

    impact: MaterialityRating | None = regulator(
        "Consequences of failure for the firm, customers and others, and sensitivity of data",
        example={"rating": "high", "rationale": "Decides access to credit."},
    )
    complexity: MaterialityRating | None = regulator(
        "Complexity and novelty of the AI",
        example={"rating": "medium", "rationale": "Gradient boosting with 42 features."},
    )
    reliance: MaterialityRating | None = regulator(
        "Dependence on the AI, autonomy and human involvement",
        example={"rating": "medium", "rationale": "Officers decide in the grey zone."},
    )
    inherent_rating: Rating | None = regulator("Rating before controls", example="high")
    residual_rating: Rating | None = regulator("Rating after controls", example="medium")
    assessment: Review | None = regulator(
        "When the rating was made, which control function approved it, when it is next reviewed",
        example={
            "kind": "periodic",
            "date": "2026-03-10",
            "reviewer_role": "Head of Model Risk",
            "next_due": "2027-03-10",
        },
    )
    appetite_check: AppetiteCheck | None = regulator(
        "Whether the residual risk lies inside the appetite",
        example={"within_appetite": True, "approved_by_role": "Chief Risk Officer", "date": "2026-03-12"},
    )


class UseCaseFairnessAndEthics(Record):
    """FEAT assessment of the use."""

    fairness: Fairness | None = regulator(
        "Objectives, attributes, conclusion and justification",
        example={
            "relevant": True,
            "primary_metric": "equal_opportunity_difference",
            "threshold": 0.05,
            "attributes": [{"attribute": "sex", "protected": True, "used_as_input": False, "conclusion": "fair"}],
        },
    )
    ethics: Ethics | None = regulator(
        "Values and commitments for this use",
        example={
            "values": ["fairness"],
            "commitments": [{"commitment": "No price by postcode", "owner_role": "Head of Retail Lending"}],
        },
    )
    transparency_level: TransparencyLevel | None = regulator(
        "How much is explained inside and outside",
        example={"internal": "full", "external": "summary", "explanation_required": True},
    )


class UseCase(Entity):
    """A business use of AI; the unit MAS rates for materiality."""

    file = "use-cases/<id>.yaml"
    small = (
        "kind",
        "id",
        "name",
        "owner",
        "systems",
        "scope.purpose",
        "scope.decision_domain",
        "scope.countries",
        "materiality.inherent_rating",
    )

    kind: Literal["use_case"] = internal("Kind of entity", required=True)
    id: EntityId = internal("Identifier", example="retail-credit-approval", required=True)
    name: Str = regulator("Name", example="Retail credit approval", required=True)
    owner: TeamRef | None = regulator("First-line team that owns the use", example="team:retail-lending")
    accountable_executive: Role | None = regulator(
        "Senior manager who answers for this use", example="Head of Retail Lending"
    )
    lifecycle_stage: LifecycleStage | None = regulator("Stage of the use", example="production")
    tags: list[Str] | None = internal("Free labels for search", example=["credit"])
    systems: list[SystemRef] | None = regulator(
        "Systems that carry it out; the link to models, data and suppliers", example=["system:credit-decisioning"]
    )
    reviews: list[Review] | None = regulator(
        "Ethics and periodic reviews of the use",
        example=[{"kind": "ethics_review", "date": "2026-02-14", "outcome": "pass"}],
    )
    scope: UseCaseScope | None = section()
    justification: UseCaseJustification | None = section()
    materiality: UseCaseMateriality | None = section()
    fairness_and_ethics: UseCaseFairnessAndEthics | None = section()
