"""Risks, those they fall on, and what is done about them."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.terms import Likelihood, Severity
from cardwright.catalog.entities.text import Bool, Date, Duration, Int, Role, Str, Text


class ResidualRisk(Record):
    """Risk left after measures and who accepted it."""

    severity: Severity | None = member("Severity after measures")
    likelihood: Likelihood | None = member("Likelihood after measures")
    decision: Literal["accept", "limit", "suspend", "replace", "avoid"] | None = member("Treatment decided")
    rationale: Text | None = member("Why it is acceptable")
    accepted_by_role: Role | None = member("Function that accepted it")
    date: Date | None = member("Date accepted")


RiskMeasureType = Literal[
    "eliminate_by_design", "mitigate", "inform_deployer", "train_deployer", "compensate", "transfer"
]


class RiskMeasure(Record):
    """A measure against a risk."""

    select = "type"

    measure: Text | None = member("What is done")
    type: RiskMeasureType | None = member("Rank in the hierarchy of measures")
    owner_role: Role | None = member("Function that owns the measure")
    status: Literal["planned", "in_place", "verified", "dropped"] | None = member("State")
    due: Date | None = member("Date due")
    evidence: Evidence | None = member("Proof that it works")


HarmType = Literal[
    "health",
    "safety",
    "fundamental_rights",
    "financial",
    "discrimination",
    "privacy",
    "security",
    "environmental",
    "reputational",
    "societal",
    "operational",
]


class Risk(Record):
    """One risk, from hazard to residual risk."""

    identity = "id"

    id: Str | None = member("Identifier, stable over time")
    hazard: Text | None = member("What can go wrong")
    harm_type: HarmType | None = member("Kind of harm")
    affected_group: Str | None = member("Who is harmed")
    right: Str | None = member("Fundamental right touched, by its Charter name")
    cause: Text | None = member("Source of the risk")
    misuse: Str | None = member("The foreseeable misuse it follows from, as listed in the purpose")
    severity: Severity | None = member("Severity before measures")
    likelihood: Likelihood | None = member("Likelihood before measures")
    method: Str | None = member("How severity and likelihood were estimated")
    measures: list[RiskMeasure] | None = member("Measures taken")
    residual: ResidualRisk | None = member("What is left after the measures")
    related_risk: Str | None = member("Identifier of the provider's risk this one answers")
    updated_on: Date | None = member("Date of the last change of this entry")


class AffectedGroup(Record):
    """People on whom the system is used or who feel its effects."""

    identity = "group"

    group: Str | None = member("Name of the group, used identically in metrics, risks and assessments")
    size_estimate: Int | None = member("Estimated number of persons")
    vulnerable: Bool | None = member("Whether the group is vulnerable")
    minors: Bool | None = member("Whether persons under 18 are among them")
    benefit: Text | None = member("What the group gains")
    harm: Text | None = member("What the group may lose")
    rationale: Text | None = member("Why the group was included or judged vulnerable")


class RiskProcess(Record):
    """The risk management process."""

    description: Text | None = member("How risks are found, judged and treated over the life cycle")
    owner_role: Role | None = member("Function that owns the process")
    review_interval: Duration | None = member("Time between reviews")
    last_review: Date | None = member("Date of the last review")
    register_document: Evidence | None = member("The register when it is kept elsewhere")


class ImpactAssessment(Record):
    """A dated assessment of impacts."""

    date: Date | None = member("Date")
    document: Evidence | None = member("The assessment")
    summary: Text | None = member("Summary fit for a register")
    instructions_version: Str | None = member("Version of the instructions it relied on")
    individuals: Text | None = member("Effects on individuals and groups")
    society: Text | None = member("Effects on society")
    environment: Text | None = member("Effects on the environment")


class FailureMode(Record):
    """A way the system fails and what stands against it."""

    failure_mode: Text | None = member("How it fails")
    effect: Text | None = member("Effect on persons or business")
    measure: Text | None = member("Measure against it")
    test: Str | None = member("Name of the test that covers it")


class RiskCircumstance(Record):
    """A use or circumstance that creates risk, as told to deployers."""

    circumstance: Text | None = member("The circumstance")
    risk: Str | None = member("Identifier in the risk register")


class Contingency(Record):
    """What happens when the system fails or is stopped."""

    fallback: Text | None = member("Mode of work without it")
    plan: Evidence | None = member("The plan")
    tested_on: Date | None = member("Date of the last test")
