"""Materiality, fairness and ethics of a use."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.terms import Depth, Rating
from cardwright.catalog.entities.text import Bool, Date, Float, Role, Str, Text


class MaterialityRating(Record):
    """One dimension of materiality."""

    rating: Rating | None = member("Rating")
    rationale: Text | None = member("Why")


class AppetiteCheck(Record):
    """Whether the residual risk is inside the risk appetite."""

    within_appetite: Bool | None = member("Answer")
    approved_by_role: Role | None = member("Function")
    date: Date | None = member("Date")


class TransparencyLevel(Record):
    """How much is explained, to whom."""

    internal: Depth | None = member("Inside the organisation")
    external: Depth | None = member("To customers and other persons")
    explanation_required: Bool | None = member("Whether single decisions must be explained")
    rationale: Text | None = member("Why")


class FairnessAttribute(Record):
    """A personal attribute or proxy examined for fairness."""

    identity = "attribute"

    attribute: Str | None = member("Attribute, named as in the metrics")
    protected: Bool | None = member("Whether it is a protected attribute")
    used_as_input: Bool | None = member("Whether the model uses it")
    privileged: list[Str] | None = member("Groups treated as privileged")
    unprivileged: list[Str] | None = member("Groups treated as unprivileged")
    justification: Text | None = member("Why it may be used")
    proxies: Text | None = member("Proxies found, method and correlations")
    conclusion: Literal["fair", "unfair", "undetermined"] | None = member("Conclusion")
    conclusion_rationale: Text | None = member("Why")


ToolkitUseCase = Literal[
    "credit_scoring", "predictive_underwriting", "customer_marketing", "base_classification", "base_regression"
]


class Fairness(Record):
    """Fairness assessment of a use case."""

    std = ("cyclonedx modelCard.considerations.fairnessAssessments",)

    relevant: Bool | None = member("Whether outcomes can disadvantage persons or groups")
    objectives: list[Str] | None = member("Fairness objectives")
    definition: Text | None = member("What a fair outcome is here")
    primary_metric: Str | None = member("Metric that decides")
    metric_rationale: Text | None = member("Why that metric")
    threshold: Float | None = member("Threshold of the primary metric")
    threshold_type: Literal["difference", "ratio"] | None = member("Type of the threshold")
    attributes: list[FairnessAttribute] | None = member(
        "Attributes examined; empty list means no personal attribute is used"
    )
    mitigations: list[Str] | None = member("Mitigations applied")
    tradeoff: Text | None = member("Trade-off between fairness and business objectives")
    justification: Text | None = member("Final justification of the outcome")
    toolkit_use_case: ToolkitUseCase | None = member("Veritas use case")
    artifact: Evidence | None = member("Veritas tool artifact")


class Commitment(Record):
    """An ethical commitment."""

    commitment: Text | None = member("Commitment")
    owner_role: Role | None = member("Owner")
    stakeholder: Str | None = member("Towards whom")
    priority: Rating | None = member("Priority")


class Ethics(Record):
    """Ethical commitments."""

    values: list[Str] | None = member("Values of the organisation at stake")
    commitments: list[Commitment] | None = member("Commitments")


class GroupFramework(Record):
    """Use of a group-wide framework by a local entity."""

    used: Bool | None = member("Whether a group framework is relied on")
    legal_entities: list[Str] | None = member("Group entities that use it")
    local_oversight_record: Evidence | None = member("Proof of local accountability")
