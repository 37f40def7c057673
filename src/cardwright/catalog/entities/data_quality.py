"""Fitness, quality and bias of data."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.metrics import Metric
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import Bool, Date, Float, Str, Text

QualityDimension = Literal[
    "completeness", "accuracy", "consistency", "timeliness", "uniqueness", "validity", "relevance", "representativeness"
]


class QualityCheck(Record):
    """Result of a data quality check."""

    select = "dimension"

    dimension: QualityDimension | None = member("Dimension")
    value: Float | None = member("Value; an error rate or completeness is a share of records, 0 to 1")
    result: Text | None = member("Result")
    date: Date | None = member("Date")


class Statistic(Record):
    """Statistics of an attribute."""

    attribute: Str | None = member("Attribute")
    distribution: Text | None = member("Distribution in the data")
    reference_population: Text | None = member("Population compared with")


class Coverage(Record):
    """Setting-specific coverage."""

    dimension: Literal["geographical", "contextual", "behavioural", "functional", "demographic", "temporal"] | None = (
        member("Dimension")
    )
    covered: Text | None = member("What is covered")
    not_covered: Text | None = member("What is not")


class DataGap(Record):
    """A shortcoming of the data."""

    gap: Text | None = member("Gap or known issue")
    effect: Text | None = member("Effect on the requirements")
    remedy: Text | None = member("Remedy")
    due: Date | None = member("Date due")


class Suitability(Record):
    """Whether the data suit the purpose."""

    needed: Text | None = member("What is needed")
    available: Text | None = member("What is available")
    judgement: Text | None = member("Judgement")


class Representativeness(Record):
    """How well data stand for the population."""

    population: Text | None = member("Population meant")
    coverage: Text | None = member("What is covered")
    gaps: Text | None = member("What is not")


class BiasExamination(Record):
    """A possible bias and what was done."""

    std = ("croissant rai:dataBiases",)

    attribute: Str | None = member("Attribute")
    source: Text | None = member("Where the bias comes from")
    method: Text | None = member("How it was looked for")
    finding: Text | None = member("What was found")
    measure: Text | None = member("What was done")
    metric_before: Metric | None = member("Value before")
    metric_after: Metric | None = member("Value after")
    date: Date | None = member("Date")


SafeguardType = Literal[
    "reuse_limit", "pseudonymisation", "access_control", "no_onward_transfer", "deletion", "documentation"
]


class Safeguard(Record):
    """A safeguard for sensitive data."""

    measure: Text | None = member("Measure")
    type: SafeguardType | None = member("Type")


class SpecialCategoryUse(Record):
    """Special-category data used to find or correct bias (Art. 4a)."""

    used: Bool | None = member("Whether it is")
    necessity: Text | None = member("Which harm makes it necessary")
    alternatives_considered: Text | None = member("Why other data do not do")
    safeguards: list[Safeguard] | None = member("Safeguards")
    access_log: Evidence | None = member("Record of access")
    deletion_rule: Text | None = member("When it is deleted, by date or event")
    record_of_processing: Evidence | None = member("Entry in the record of processing activities")
