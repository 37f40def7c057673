"""How a model version was made."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import Bool, Date, Duration, Float, Role, Str, Text


class Compute(Record):
    """Compute used."""

    select = "phase"

    phase: Literal["development", "training", "fine_tuning", "validation", "test", "inference"] | None = member("Phase")
    hardware: Str | None = member("Type and number of accelerators")
    duration: Duration | None = member("Wall-clock time")
    floating_point_operations: Float | None = member("Total, in FLOP")
    method: Text | None = member("How it was measured or estimated")
    task: Str | None = member("Task of an inference benchmark")


class Energy(Record):
    """Energy used."""

    std = ("cyclonedx modelCard.considerations.environmentalConsiderations.energyConsumptions", "hf co2_eq_emissions")

    megawatt_hours: Float | None = member("Energy in MWh")
    method: Text | None = member("Method")
    estimated: Bool | None = member("True when estimated, false when measured")
    boundary: Text | None = member("What is counted")


class Feature(Record):
    """An input feature of a model."""

    identity = "name"

    name: Str | None = member("Name")
    description: Text | None = member("Meaning")
    rationale: Text | None = member("Why it is used")
    importance: Float | None = member("Importance, in the explanation method's unit")
    personal_attribute: Bool | None = member("Whether it is a personal attribute")


class SplitPolicy(Record):
    """How data were split."""

    method: Text | None = member("Method")
    leakage_check: Text | None = member("How leakage between parts was excluded")


class ExplanationResults(Record):
    """Results of an explanation method."""

    overall: Evidence | None = member("Results for the model as a whole")
    single_outputs: Evidence | None = member("Results for single outputs, examples included")


class Adjustment(Record):
    """An overlay or post-model adjustment."""

    adjustment: Text | None = member("What is adjusted")
    reason: Text | None = member("Why")
    size: Str | None = member("Size, with unit")
    approved_by_role: Role | None = member("Function")
    expiry: Date | None = member("Until")


class Exposure(Record):
    """What depends on a model."""

    measure: Str | None = member("Measure, for example outstanding loans")
    value: Float | None = member("Value")
    unit: Str | None = member("Unit")
