"""Measured values and tests."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.review import Finding
from cardwright.catalog.entities.text import Bool, DatasetRef, Date, Float, Int, ModelVersionRef, Role, Str, Text


class Metric(Record):
    """One measured value and the threshold it was held against; results only, levels watched in operation are in
    Indicator."""

    name: Str | None = member(
        "Name of the metric as its library calls it",
        std=(
            "cyclonedx modelCard.quantitativeAnalysis.performanceMetrics.type",
            "mlflow metric key",
            "hf model-index.results.metrics.type",
        ),
    )
    value: Float | None = member(
        "Measured value",
        std=(
            "cyclonedx modelCard.quantitativeAnalysis.performanceMetrics.value",
            "mlflow metric value",
            "hf model-index.results.metrics.value",
        ),
    )
    unit: Str | None = member("Unit, or `1` for a ratio")
    ci_low: Float | None = member(
        "Lower bound of the confidence interval, in the metric's unit",
        std=("cyclonedx modelCard.quantitativeAnalysis.performanceMetrics.confidenceInterval.lowerBound",),
    )
    ci_high: Float | None = member(
        "Upper bound of the confidence interval",
        std=("cyclonedx modelCard.quantitativeAnalysis.performanceMetrics.confidenceInterval.upperBound",),
    )
    ci_level: Float | None = member("Confidence level of the interval, 0 to 1")
    dataset: DatasetRef | None = member(
        "Dataset measured on", std=("hf model-index.results.dataset", "mlflow dataset input")
    )
    split: Str | None = member("Part of the dataset used", std=("hf model-index.results.dataset.split",))
    subgroup: Str | None = member(
        "Group of persons or conditions the value is for; absent means all",
        std=("cyclonedx modelCard.quantitativeAnalysis.performanceMetrics.slice", "modelcard Quantitative Analyses"),
    )
    n: Int | None = member("Number of cases measured")
    model_version: ModelVersionRef | None = member(
        "Version measured, where the metric does not stand on that version itself"
    )
    threshold: Float | None = member("Value that must be met")
    threshold_direction: Literal["at_least", "at_most"] | None = member("Which side of the threshold is acceptable")
    threshold_set_on: Date | None = member("Date the threshold was fixed, before the test")
    threshold_agreed_by: list[Role] | None = member("Functions that agreed the threshold")
    conditions: Text | None = member("Conditions of the measurement")
    rationale: Text | None = member("Why this metric suits the purpose, and which others were considered")
    error_cost: Text | None = member("What a wrong output costs, for whom")
    measured_on: Date | None = member("Date of the measurement")
    evidence: Evidence | None = member("Test report")


TestKind = Literal[
    "out_of_sample",
    "back_test",
    "sensitivity",
    "subpopulation",
    "stress",
    "adversarial",
    "robustness",
    "error_analysis",
    "benchmark",
    "repeatability",
    "individual_fairness",
    "overfitting",
    "hallucination",
    "harmful_content",
    "bias",
    "data_leakage",
    "guardrail",
    "agent_behaviour",
    "red_team",
    "penetration",
    "vulnerability",
    "contingency",
    "own_data",
    "user_acceptance",
    "other",
]


class Test(Record):
    """One test with its method, date and result; one shape for model, system, guardrail, security and fairness
    tests."""

    select = "kind"

    name: Str | None = member("Name of the test")
    kind: TestKind | None = member("Approach")
    description: Text | None = member("Procedure followed")
    dataset: DatasetRef | None = member("Dataset used")
    conditions: Text | None = member("Conditions under which it was run")
    tool: Str | None = member("Tool and version")
    protocol: Str | None = member("Published protocol or criteria")
    performed_by: Literal["development_team", "independent_internal", "external"] | None = member("Who ran it")
    date: Date | None = member("Date of the run")
    version: Str | None = member("Version tested")
    passed: Bool | None = member("Whether the acceptance criterion was met")
    result: Text | None = member("Result in one or two sentences")
    findings: list[Finding] | None = member("What was found")
    mitigations: Text | None = member("What was done about it")
    evidence: Evidence | None = member("Signed report")
