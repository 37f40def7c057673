"""Running a system: logs, monitoring, deployments, incidents."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence, RegistryLink
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.metrics import Metric
from cardwright.catalog.entities.people import Party
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.terms import Severity
from cardwright.catalog.entities.text import (
    Bool,
    Country,
    Date,
    Duration,
    EntityId,
    Float,
    ModelVersionRef,
    Role,
    Str,
    Text,
)


class LogEvent(Record):
    """A logged event."""

    select = "purpose"

    event: Str | None = member("Name")
    trigger: Str | None = member("When it is written")
    fields: list[Str] | None = member("What it holds")
    purpose: Literal["risk_or_modification", "post_market", "deployer_monitoring", "biometric_use"] | None = member(
        "What it is for, Art. 12(2) and (3)"
    )


class Logging(Record):
    """What is recorded while the system runs."""

    events: list[LogEvent] | None = member("Events recorded")
    integrity: Text | None = member("Protection against alteration")
    content: Text | None = member("Phases and content logged, in prose")
    under_control: Bool | None = member("Whether the logs are under this organisation's control")
    retention: Duration | None = member(
        "How long this organisation keeps them, at least six months for high-risk systems"
    )
    retention_basis: Text | None = member("Reason or law for the period")
    instructions_to_deployer: Text | None = member("How a deployer collects, stores and reads them")
    prompts: Bool | None = member("Whether prompts and answers are logged")
    prompt_masking: Text | None = member("How personal data in prompts is masked")
    agent_trace: Bool | None = member("Whether every agent step and tool call is traced")


IndicatorKind = Literal[
    "performance",
    "data_drift",
    "concept_drift",
    "model_drift",
    "fairness",
    "confidence",
    "latency",
    "availability",
    "cost",
    "usage",
    "safety",
    "security",
]


class Indicator(Record):
    """A quantity watched in operation, with its levels."""

    select = "kind"

    name: Str | None = member("Name of the metric")
    kind: IndicatorKind | None = member("What it watches")
    source: Str | None = member("Where it is measured")
    unit: Str | None = member("Unit")
    expected: Float | None = member("Level expected")
    warning: Float | None = member("Early-warning level")
    breach: Float | None = member("Breach level")
    frequency: Duration | None = member("How often it is read")
    action: Text | None = member("What happens on a breach")


class Breach(Record):
    """A level that was crossed."""

    indicator: Str | None = member("Name of the indicator")
    date: Date | None = member("When")
    value: Float | None = member("Value read")
    action: Text | None = member("What was done")
    closed_on: Date | None = member("When it was over")


class MonitoringFinding(Record):
    """Something learnt from operation."""

    date: Date | None = member("When")
    finding: Text | None = member("What was learnt")
    risk: Str | None = member("Risk opened or changed, by identifier")


class Monitoring(Record):
    """Post-market or in-use monitoring."""

    plan: Evidence | None = member("The plan, with version")
    description: Text | None = member("How data on performance is collected and analysed over the lifetime")
    owner_role: Role | None = member("Function in charge")
    indicators: list[Indicator] | None = member("What is watched, with levels")
    frequency: Duration | None = member("How often results are reviewed")
    drift_plan: Text | None = member("How drift is detected and answered")
    feedback_channel: Str | None = member("How users and deployers report back")
    external_reporting_channel: Str | None = member("How outsiders report adverse effects")
    last_run: Date | None = member("Date of the last run")
    results: list[Metric] | None = member("Latest values in operation, latency and confidence included")
    results_document: Evidence | None = member("Dashboard or report")
    findings: list[MonitoringFinding] | None = member("What was learnt")
    breaches: list[Breach] | None = member("Levels crossed")
    next_review: Date | None = member("Next review of the plan")


class PilotLimits(Record):
    """Bounds of a pilot."""

    users: Text | None = member("Who takes part")
    until: Date | None = member("Last day")
    success_criteria: Text | None = member("What it must show")


class Deployment(Record):
    """One dated installation of the system."""

    id: EntityId | None = member("Identifier")
    environment: Literal["development", "test", "staging", "pilot", "production"] | None = member("Environment")
    system_version: Str | None = member("System version installed")
    models: list[ModelVersionRef] | None = member("Model versions installed")
    deployed_on: Date | None = member("First day")
    retired_on: Date | None = member("Last day")
    countries: list[Country] | None = member("Where it is used")
    deployer: Party | None = member("Deployer, when not this organisation")
    platform: RegistryLink | None = member("Serving platform, for example KServe")
    pilot: PilotLimits | None = member("Bounds of a pilot")
    change: Str | None = member("Change that brought it, by identifier")


class IncidentReport(Record):
    """A report of an incident."""

    recipient: Str | None = member("Authority or body")
    kind: Literal["initial", "final", "under_other_law"] | None = member("Kind of report")
    date: Date | None = member("Date sent")
    document: Evidence | None = member("The report")


IncidentKind = Literal[
    "death",
    "serious_harm_to_health",
    "critical_infrastructure",
    "fundamental_rights",
    "property_or_environment",
    "widespread_infringement",
    "malfunction",
    "near_miss",
    "data_breach",
    "other",
]


class Incident(Record):
    """An event that harmed or could have harmed."""

    identity = "id"

    id: Str | None = member("Identifier")
    title: Str | None = member("One line")
    kind: IncidentKind | None = member("Kind")
    serious: Bool | None = member("Serious incident as Art. 3(49) defines it")
    severity: Severity | None = member("Internal severity")
    status: Literal["open", "contained", "closed"] | None = member("State")
    occurred_on: Date | None = member("When it happened")
    aware_on: Date | None = member("When the organisation learnt of it")
    causal_link_on: Date | None = member("When the causal link was established")
    suspended: Bool | None = member("Whether use was suspended")
    informed: list[Str] | None = member("Who was told inside the chain")
    reports: list[IncidentReport] | None = member("Reports to authorities")
    measures: Text | None = member("First measures")
    root_cause: Text | None = member("Root cause")
    corrective_action: Str | None = member("Corrective action, by identifier")
    risk: Str | None = member("Risk opened or changed, by identifier")
    system_altered_on: Date | None = member("When the system was changed during the investigation")


class CorrectiveAction(Record):
    """What was done when the system was not in conformity."""

    identity = "id"

    id: Str | None = member("Identifier")
    detected_on: Date | None = member("When it was detected")
    cause: Text | None = member("Cause")
    action: Text | None = member("Correction, withdrawal, disabling or recall")
    informed: list[Str] | None = member("Who was told")
    closed_on: Date | None = member("When it was closed")
