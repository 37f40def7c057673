"""What a system or model is made of and why."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.terms import Modality
from cardwright.catalog.entities.text import Bool, DatasetRef, Float, ModelVersionRef, Sha256, Str, Text


class ModelUse(Record):
    """A model version inside a system."""

    model: ModelVersionRef | None = member("The version in use")
    purpose: Text | None = member("What it does in the system")


class DatasetUse(Record):
    """A dataset used by a model version."""

    select = "role"
    std = (
        "modelcard Training Data",
        "modelcard Evaluation Data",
        "mlflow dataset input",
        "cyclonedx modelCard.modelParameters.datasets",
        "hf datasets",
    )

    dataset: DatasetRef | None = member("The dataset")
    role: Literal["training", "fine_tuning", "validation", "test", "calibration", "context", "reference"] | None = (
        member("What it is used for", std=("mlflow mlflow.data.context",))
    )
    split: Str | None = member("Part of the dataset used")
    share: Float | None = member("Share of all data in this role, 0 to 1")
    selection: Text | None = member("How records were selected")


ComponentKind = Literal[
    "library", "framework", "operating_system", "service", "model", "data", "tool", "plugin", "hardware", "other"
]


class Component(Record):
    """A part: software, service, model, library or hardware, with its version and supplier."""

    std = ("cyclonedx component",)

    name: Str | None = member("Name", std=("cyclonedx component.name",))
    version: Str | None = member("Exact version", std=("cyclonedx component.version",))
    kind: ComponentKind | None = member("Kind of part", std=("cyclonedx component.type",))
    supplier: Str | None = member("Supplier's legal name", std=("cyclonedx component.supplier",))
    licence: Str | None = member("SPDX licence expression", std=("cyclonedx component.licenses", "hf license"))
    open_source: Bool | None = member("Whether it is under a free and open licence")
    provenance: Text | None = member("Where it was obtained", std=("cyclonedx component.pedigree",))
    package_url: Str | None = member("Package URL (purl)", std=("cyclonedx component.purl",))
    sha256: Sha256 | None = member("Digest of the artefact", std=("cyclonedx component.hashes",))
    modification: Text | None = member("What was changed")
    agreement: Evidence | None = member("Written agreement with the supplier")


class Interaction(Record):
    """Hardware, software or AI outside the system that it exchanges data with."""

    counterpart: Str | None = member("Name of the other system")
    kind: Literal["hardware", "software", "service", "ai_system", "data_source"] | None = member("Kind of counterpart")
    direction: Literal["in", "out", "both"] | None = member("Direction of the data")
    is_ai: Bool | None = member("Whether the counterpart is an AI system")
    interface: Str | None = member("Interface used")


class DataInterface(Record):
    """One kind of input or output."""

    std = (
        "mlflow signature",
        "cyclonedx modelCard.modelParameters.inputs",
        "cyclonedx modelCard.modelParameters.outputs",
    )

    name: Str | None = member("Name")
    modality: Modality | None = member("Modality")
    format: Str | None = member("Format or media type", std=("cyclonedx modelCard.modelParameters.inputs.format",))
    range: Str | None = member("Permitted range of values")
    quality: Text | None = member("Quality the data must have")
    exclusions: Text | None = member("What must not be entered")
    maximum_size: Str | None = member("Largest size, with unit")
    meaning: Text | None = member("What an output value means")
    scale: Str | None = member("Scale or classes of an output")
    classes: Text | None = member("Classes an output is sorted into, and why these")
    decision_thresholds: Str | None = member("Cut-offs that turn an output into a decision")
    not_to_infer: Text | None = member("Conclusions the output does not support")


class DesignChoice(Record):
    """A key choice in design, with reasons."""

    choice: Text | None = member("What was chosen")
    rationale: Text | None = member("Why")
    assumption: Text | None = member("Assumption behind it, including about persons")
    affected_groups: list[Str] | None = member("Groups it is meant for")
    requirements: list[Str] | None = member(
        "Requirements that were balanced against each other, when it is a trade-off"
    )


class Alternative(Record):
    """An option considered and rejected."""

    option: Str | None = member("The option")
    reason: Text | None = member("Why it was not taken")


class DevelopmentStep(Record):
    """A step of development or training."""

    step: Str | None = member("Name of the step")
    description: Text | None = member("What was done, with which technique")


class Infrastructure(Record):
    """Where the system runs and what it needs."""

    target_hardware: Text | None = member("Hardware it is meant to run on")
    environment: Text | None = member(
        "Segmentation, encryption, authenticated interfaces, loss prevention", audience="regulator"
    )
    compute: Text | None = member("Computing resources per life cycle stage")
    capacity: Text | None = member("Expected load, scaling and resilience", audience="regulator")
    people: Text | None = member("Skills and staff needed to run it", audience="regulator")


class UserInterface(Record):
    """What the person in charge sees."""

    description: Text | None = member("Screens, alerts and controls")
    screenshots: list[Evidence] | None = member("Pictures of the screens")
    product_images: list[Evidence] | None = member("Pictures of the product it is part of, outside and inside")


class Architecture(Record):
    """How parts work together."""

    description: Text | None = member("Parts and flows")
    diagram: Evidence | None = member("Drawing")
