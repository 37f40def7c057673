"""Models: what stays true across versions, general-purpose duties included."""

from typing import Literal

from cardwright.catalog.entities.classification import Screening
from cardwright.catalog.entities.design import Architecture, DataInterface, DesignChoice
from cardwright.catalog.entities.evidence import Evidence, RegistryLink
from cardwright.catalog.entities.field import customer, internal, public, regulator, section
from cardwright.catalog.entities.general_purpose import (
    AcceptableUsePolicy,
    CommissionNotification,
    ComplianceRoute,
    CopyrightPolicy,
    DownstreamInformation,
    TrainingSummary,
)
from cardwright.catalog.entities.oversight import SecurityMeasure
from cardwright.catalog.entities.people import Contact
from cardwright.catalog.entities.record import Entity, Record
from cardwright.catalog.entities.review import Review
from cardwright.catalog.entities.risk import FailureMode, Risk
from cardwright.catalog.entities.supply import Distribution, Integration, Licence, OpenRelease, Supply
from cardwright.catalog.entities.terms import LifecycleStage
from cardwright.catalog.entities.text import Bool, Date, EntityId, Str, TeamRef, Text


class ModelPurpose(Record):
    """Use and limits."""

    intended_use: Text | None = public(
        "What the model is meant for, and by whom",
        example="Rank retail loan applicants by default risk.",
        std=("modelcard Intended Use", "cyclonedx modelCard.considerations.useCases"),
    )
    tasks: list[Str] | None = public(
        "Tasks it performs, by their common names",
        example=["binary classification"],
        std=("cyclonedx modelCard.modelParameters.task", "hf pipeline_tag"),
    )
    integrable_systems: list[Str] | None = public("Types of system it may be built into", example=["loan origination"])
    out_of_scope_uses: list[Str] | None = public(
        "Uses it is not fit for", example=["corporate exposures"], std=("modelcard Intended Use",)
    )
    limitations: list[Str] | None = public(
        "Known limitations, true of every version",
        example=["Calibrated on 2021-2025 only."],
        std=("cyclonedx modelCard.considerations.technicalLimitations", "modelcard Caveats and Recommendations"),
    )
    failure_modes: list[FailureMode] | None = customer(
        "How it fails", example=[{"failure_mode": "Overconfident on thin files"}]
    )
    assumptions: list[Str] | None = regulator(
        "Assumptions it rests on", example=["Applicants state income truthfully."]
    )
    prohibited_practices: list[Screening] | None = regulator(
        "Art. 5 screening of a model offered without a system", example=[]
    )


LearningApproach = Literal[
    "supervised",
    "unsupervised",
    "semi_supervised",
    "self_supervised",
    "reinforcement",
    "expert_rules",
    "optimisation",
    "none",
]
TrainingApproach = Literal["not_trained", "trained_in_house", "fine_tuned_in_house", "trained_by_third_party"]
UpdateMode = Literal["static", "scheduled_retraining", "automatic_updates", "continuous_learning"]


class ModelDesign(Record):
    """Type, method and origin."""

    model_type: Str | None = public(
        "Type of model, by its common name",
        example="gradient boosted trees",
        std=("cyclonedx modelCard.modelParameters.architectureFamily", "mlflow flavor"),
    )
    generative: Bool | None = public("Whether it generates content", example=False)
    learning_approach: LearningApproach | None = public(
        "Learning approach", example="supervised", std=("cyclonedx modelCard.modelParameters.approach.type",)
    )
    training_approach: TrainingApproach | None = customer("Who trained it, if anyone", example="trained_in_house")
    update_mode: UpdateMode | None = customer("How it changes after release", example="scheduled_retraining")
    architecture: Text | None = regulator(
        "Architecture", example="400 trees of depth 4.", std=("cyclonedx modelCard.modelParameters.modelArchitecture",)
    )
    optimisation_objective: Text | None = regulator(
        "What training optimises, and why", example="Log-loss with monotone constraints."
    )
    parameter_relevance: Text | None = regulator("Which parameters matter most", example="Learning rate and depth.")
    design_choices: list[DesignChoice] | None = regulator(
        "Key choices in design and training, with reasons and assumptions",
        example=[{"choice": "No postcode", "rationale": "Proxy for ethnicity."}],
    )
    inputs: list[DataInterface] | None = customer(
        "Inputs",
        example=[{"modality": "tabular", "format": "42 numeric features"}],
        std=("mlflow signature.inputs", "cyclonedx modelCard.modelParameters.inputs"),
    )
    outputs: list[DataInterface] | None = customer(
        "Outputs",
        example=[{"name": "probability", "range": "0 to 1"}],
        std=("mlflow signature.outputs", "cyclonedx modelCard.modelParameters.outputs"),
    )


class ModelSupply(Record):
    """Supplier, licence and distribution."""

    licence: Licence | None = public(
        "Licence",
        example={"name": "proprietary", "category": "proprietary"},
        std=("hf license", "cyclonedx component.licenses"),
    )
    supplier: Supply | None = regulator(
        "Supplier of a third-party model and control of the dependency",
        example={"supplier": "Example Model Provider Inc", "supplier_version": "large-2", "change_notification": True},
    )
    distribution: list[Distribution] | None = public(
        "Channels through which it is offered", example=[{"channel": "internal registry", "access_level": "internal"}]
    )
    integration: Integration | None = customer(
        "Instructions, infrastructure, tools, interactions and assets needed to integrate it",
        example={"instructions": "Load with ONNX Runtime.", "infrastructure": "2 GiB of memory"},
    )
    open_release: OpenRelease | None = public(
        "Where weights, architecture and information on use are public",
        example={"weights_url": "https://models.example.com/weights"},
    )


class ModelGeneralPurpose(Record):
    """Duties of general-purpose AI models (Arts 51 to 55, Annexes XI and XII); leave out for other models."""

    is_general_purpose: Bool | None = regulator("Whether it is a general-purpose AI model", example=False)
    roles: list[Literal["gpai_provider", "downstream_modifier", "authorised_representative", "user"]] | None = (
        regulator("Roles of this organisation for the model", example=["user"])
    )
    union_market_date: Date | None = public("First placed on the Union market", example="2026-02-01")
    acceptable_use_policy: AcceptableUsePolicy | None = public(
        "Acceptable use policy and uses intended or restricted",
        example={"document": {"url": "https://models.example.com/aup", "version": "1.1"}},
    )
    technical_documentation: Evidence | None = regulator(
        "Annex XI documentation", example={"file": "evidence/annex-xi.pdf", "version": "4", "date": "2026-08-01"}
    )
    downstream_information: DownstreamInformation | None = customer(
        "Annex XII documentation given to integrators, and their requests",
        example={"document": {"file": "evidence/annex-xii.pdf"}, "requests": []},
    )
    system_architecture: Architecture | None = regulator(
        "How software components around the model build on each other (Annex XI 2(3))",
        example={"description": "Router, safety classifier, base model."},
    )
    copyright_policy: CopyrightPolicy | None = public(
        "Copyright policy, reservations honoured and contact",
        example={"opt_outs": [{"protocol": "robots.txt", "how_honoured": "not crawled"}]},
    )
    training_summary: TrainingSummary | None = public(
        "Public summary of training content", example={"url": "https://models.example.com/summary", "version": "2"}
    )
    compliance_route: ComplianceRoute | None = regulator(
        "Code of Practice, standard or other means",
        example={"route": "code_of_practice", "code_chapters": ["transparency"]},
    )
    commission_notification: CommissionNotification | None = regulator(
        "Notice of systemic risk and the Commission's decision", example={"decision": "none"}
    )
    systemic_risks: list[Risk] | None = regulator("Systemic risks with assessment and mitigation", example=[])
    security: list[SecurityMeasure] | None = regulator(
        "Security of the model and its infrastructure",
        example=[{"asset": "weights", "threat": "theft", "control": "hardware keys"}],
    )


class Model(Entity):
    """What stays true of a model across its versions."""

    file = "models/<id>/model.yaml"
    small = (
        "kind",
        "id",
        "name",
        "owner",
        "lifecycle_stage",
        "purpose.intended_use",
        "purpose.limitations",
        "design.model_type",
        "design.training_approach",
        "supply.licence",
    )

    kind: Literal["model"] = internal("Kind of entity", required=True)
    id: EntityId = internal("Identifier", example="credit-default", required=True)
    name: Str = public(
        "Name",
        example="Credit default model",
        required=True,
        std=("cyclonedx component.name", "mlflow registered model name", "hf model_name"),
    )
    description: Text | None = public(
        "What the model does, in two or three sentences",
        example="Probability of default within 12 months.",
        std=("cyclonedx component.description", "modelcard Model Details"),
    )
    owner: TeamRef | None = regulator(
        "Team that owns the model", example="team:credit-modelling", std=("modelcard Model Details", "mlflow tags")
    )
    contact: Contact | None = customer(
        "Contact where it differs from the owner team's", example={"team": "team:credit-modelling"}
    )
    lifecycle_stage: LifecycleStage | None = customer(
        "Stage of the model", example="production", std=("mlflow model version aliases",)
    )
    retired_on: Date | None = customer("Date taken out of use", example="2028-12-31")
    tags: list[Str] | None = internal(
        "Free labels for search", example=["credit", "gradient-boosting"], std=("mlflow tags", "hf tags")
    )
    registries: list[RegistryLink] | None = internal(
        "Entries in model registries and tracking tools",
        example=[{"tool": "mlflow", "id": "credit-default"}],
        std=("cyclonedx component.externalReferences", "mlflow registered model name", "hf model id"),
    )
    documentation: list[Evidence] | None = regulator(
        "Further documents on the model",
        example=[{"title": "Model development document", "file": "evidence/mdd.pdf"}],
        std=("cyclonedx component.externalReferences",),
    )
    reviews: list[Review] | None = regulator(
        "Periodic reviews of the model", example=[{"kind": "periodic", "date": "2026-09-01", "next_due": "2026-12-01"}]
    )
    purpose: ModelPurpose | None = section()
    design: ModelDesign | None = section()
    supply: ModelSupply | None = section()
    general_purpose: ModelGeneralPurpose | None = section()
