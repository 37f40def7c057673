"""Sections of a system: risks, oversight, operation and change."""

from typing import Literal

from cardwright.catalog.entities.change import Change, Decommissioning, PredeterminedChange, UpdateControl, VersionEntry
from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import customer, regulator
from cardwright.catalog.entities.generative import Agent, Guardrail
from cardwright.catalog.entities.operation import CorrectiveAction, Deployment, Incident, Logging, Monitoring
from cardwright.catalog.entities.oversight import OversightMeasure, SecurityMeasure, StopControl
from cardwright.catalog.entities.people import OversightRole
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.risk import Contingency, ImpactAssessment, ResidualRisk, Risk, RiskProcess
from cardwright.catalog.entities.text import Str, Text


class SystemRiskManagement(Record):
    """Risk management system (Art. 9, Annex IV 5)."""

    process: RiskProcess | None = regulator(
        "How risks are found, judged and treated, by whom and how often",
        example={
            "description": "Quarterly workshop and release gate.",
            "owner_role": "Product Risk Manager",
            "review_interval": "P3M",
            "last_review": "2026-09-30",
        },
    )
    risks: list[Risk] | None = regulator(
        "The risk register: risks with measures and residual risk",
        example=[
            {
                "id": "R-04",
                "hazard": "Indirect discrimination by postcode",
                "harm_type": "discrimination",
                "severity": "high",
                "likelihood": "possible",
            }
        ],
        std=("cyclonedx modelCard.considerations.ethicalConsiderations",),
    )
    overall_residual_risk: ResidualRisk | None = regulator(
        "Judgement of the residual risk as a whole",
        example={"decision": "accept", "accepted_by_role": "Head of Retail Lending", "date": "2026-05-25"},
    )
    deployer_training: Text | None = regulator(
        "Knowledge deployers need and training offered", example="Two-hour course before access is granted."
    )
    impact_assessment: ImpactAssessment | None = regulator(
        "Assessment of effects on individuals, society and environment",
        example={"date": "2026-02-10", "document": {"file": "evidence/impact.pdf"}},
        std=("cyclonedx modelCard.considerations.environmentalConsiderations",),
    )
    contingency: Contingency | None = customer(
        "Fallback, plan for failure and its last test",
        example={"fallback": "Rule-based scorecard", "tested_on": "2026-06-11"},
    )


class SystemHumanOversight(Record):
    """Human oversight (Art. 14, Annex IV 2(e))."""

    mode: Literal["in_the_loop", "over_the_loop", "out_of_the_loop"] | None = customer(
        "How people take part in each output", example="in_the_loop"
    )
    decision_role: Literal["informs", "recommends", "decides", "acts"] | None = customer(
        "What the output does to the decision", example="recommends"
    )
    autonomy: Text | None = customer(
        "Level of autonomy and why oversight is proportionate to it",
        example="Refusals need an officer; approvals below EUR 5,000 are automatic.",
    )
    measures: list[OversightMeasure] | None = customer(
        "Measures by the ability they give",
        example=[{"ability": "override", "measure": "Officer may override with a reason", "built_into": "system"}],
    )
    stop_control: StopControl | None = customer(
        "Means to stop the system, last test included",
        example={"mechanism": "Feature flag", "safe_state": "manual processing", "tested_on": "2026-06-11"},
    )
    roles: list[OversightRole] | None = customer(
        "Functions that oversee, with competence and authority",
        example=[{"role": "Senior credit officer", "authority": "may stop scoring", "training_date": "2026-05-04"}],
    )
    escalation_triggers: list[Str] | None = customer(
        "Events that bring in a person", example=["score within 5 points of the cut-off"]
    )
    override_record: Evidence | None = regulator(
        "Record of overrides", example={"url": "https://bi.example.com/overrides"}
    )


class SystemSecurity(Record):
    """Cybersecurity (Art. 15(5), Annex IV 2(h))."""

    measures: list[SecurityMeasure] | None = regulator(
        "Threats, controls and their tests",
        example=[{"threat": "model extraction", "control": "Rate limit and query audit", "date": "2026-03-02"}],
    )
    access_control: Text | None = regulator(
        "Roles, privileged access and separation of duties",
        example="Two-person release; no standing production access.",
    )


class SystemOperation(Record):
    """Logs, monitoring and deployments (Arts 12, 19, 26, 72; Annex IV 3, 9)."""

    logging: Logging | None = regulator(
        "Events, integrity, retention and control of logs", example={"retention": "P24M", "under_control": True}
    )
    monitoring: Monitoring | None = regulator(
        "Plan, indicators, results and breaches",
        example={
            "owner_role": "Model Monitoring Lead",
            "indicators": [
                {"name": "psi", "kind": "data_drift", "warning": 0.1, "breach": 0.25, "frequency": "P1D"},
                {"name": "p95_latency", "kind": "latency", "unit": "ms", "breach": 300},
            ],
        },
    )
    deployments: list[Deployment] | None = regulator(
        "Dated installations by environment",
        example=[
            {
                "id": "prod-2026-06",
                "environment": "production",
                "deployed_on": "2026-06-01",
                "models": ["model:credit-default@2.1.0"],
            }
        ],
    )
    incidents: list[Incident] | None = regulator(
        "Incidents and their reports; empty list means none known",
        example=[
            {"id": "INC-7", "kind": "malfunction", "serious": False, "aware_on": "2026-07-03", "status": "closed"}
        ],
    )
    corrective_actions: list[CorrectiveAction] | None = regulator("Corrections, withdrawals and recalls", example=[])


class SystemChanges(Record):
    """Versions and changes (Annex IV 1(a), 2(f), 6; Art. 43(4))."""

    history: list[VersionEntry] | None = customer(
        "Earlier versions and how each relates to the next",
        example=[{"version": "3.1", "date": "2025-11-03", "relation": "new reason codes"}],
    )
    log: list[Change] | None = regulator(
        "Changes with significance, substantial ones marked",
        example=[{"id": "CH-31", "date": "2026-06-01", "significance": "significant", "retested": True}],
    )
    predetermined: list[PredeterminedChange] | None = regulator(
        "Changes assessed in advance; empty list means none",
        example=[{"id": "PC-1", "change": "Quarterly recalibration", "bounds": "intercept only"}],
    )
    control: UpdateControl | None = regulator(
        "Grading, automatic updates, feedback loops and rollback",
        example={"criteria": "New feature or data source is significant."},
    )
    decommissioning: Decommissioning | None = regulator(
        "Plan for the end of life and its date",
        example={"dependencies": "Limit model moves to the scorecard", "data": "Features deleted after 90 days"},
    )


class SystemGenerative(Record):
    """Guardrails and agents (AIRG 4.8, 5.15; content safety under Art. 5(1)(ba)-(bb)); prompts and sampling stand
    on the model version."""

    guardrails: list[Guardrail] | None = regulator(
        "Controls on input, retrieval, output and tool calls, with dated tests",
        example=[{"name": "pii-filter", "purpose": "Blocks personal data in answers", "place": "output"}],
        std=("cyclonedx modelCard.considerations.ethicalConsiderations.mitigationStrategy",),
    )
    misuse_handling: Text | None = regulator(
        "How reported misuse and forbidden output are received and corrected",
        example="Reports answered in 24 hours; filter updated weekly.",
    )
    capability_assessment: Text | None = regulator(
        "Whether it can produce forbidden content, and how that was tested", example="Text only; image output disabled."
    )
    agent: Agent | None = regulator(
        "Identity, autonomy, tools and human checkpoints of an agent",
        example={
            "autonomy": "acts_with_approval",
            "tools": [{"tool": "ticket.create", "permission": "write", "approval_required": True}],
        },
    )
