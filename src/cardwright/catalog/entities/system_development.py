"""Sections of a system: what it is, how it was made, how well it does."""

from typing import Literal

from cardwright.catalog.entities.classification import Derogation, ProductComponent, RoleChange, Screening
from cardwright.catalog.entities.design import (
    Architecture,
    Component,
    DataInterface,
    DesignChoice,
    DevelopmentStep,
    Infrastructure,
    Interaction,
    ModelUse,
    UserInterface,
)
from cardwright.catalog.entities.field import customer, public, regulator
from cardwright.catalog.entities.metrics import Metric, Test
from cardwright.catalog.entities.people import Party
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.risk import AffectedGroup, FailureMode
from cardwright.catalog.entities.text import AnnexIIIPoint, Bool, Str, Text


class SystemPurpose(Record):
    """Intended purpose and people concerned (Annex IV 1(a), Annex VIII A 5)."""

    intended_purpose: Text | None = public(
        "Use intended by the provider, with context and conditions; one text for every document",
        example="Estimate the probability that a natural person repays an unsecured loan.",
        std=("modelcard Intended Use", "cyclonedx modelCard.considerations.useCases"),
    )
    functions: list[Str] | None = public("Functions offered", example=["score", "reason codes"])
    users: list[Str] | None = public(
        "Those who operate it, by function",
        example=["credit officer"],
        std=("cyclonedx modelCard.considerations.users",),
    )
    affected_groups: list[AffectedGroup] | None = customer(
        "People the system is used on, vulnerable groups marked",
        example=[{"group": "applicants under 25", "vulnerable": False, "size_estimate": 40000}],
        std=("modelcard Factors", "cyclonedx modelCard.considerations.fairnessAssessments.groupAtRisk"),
    )
    reasonably_foreseeable_misuse: list[Str] | None = regulator(
        "Uses that are wrong but foreseeable", example=["Use of the score to price insurance"]
    )
    high_risk_use_excluded: Bool | None = public(
        "Whether the provider has clearly ruled out any high-risk use", example=False
    )


BiometricFunction = Literal[
    "emotion_recognition",
    "categorisation",
    "verification",
    "post_remote_identification",
    "real_time_remote_identification",
]


class SystemCharacteristics(Record):
    """Facts that decide which duties apply; absent means unknown, never false."""

    decisions_about_persons: Bool | None = regulator(
        "Makes, ranks or helps to make decisions that affect natural persons", example=True
    )
    profiling: Bool | None = regulator("Profiles natural persons in the sense of Art. 4(4) GDPR", example=True)
    interacts_with: list[Literal["customers", "employees", "public"]] | None = regulator(
        "Who deals with it directly; empty list means nobody", example=["customers"]
    )
    generated_content: list[Literal["text", "image", "audio", "video", "code"]] | None = regulator(
        "Content it generates for people; empty list means none", example=[]
    )
    deep_fakes: Bool | None = regulator(
        "Generates or alters content that resembles real persons, objects or events", example=False
    )
    public_interest_text: Bool | None = regulator(
        "Publishes generated text on matters of public interest", example=False
    )
    biometrics: list[BiometricFunction] | None = regulator(
        "Biometric functions it has; empty list means none", example=[]
    )
    law_enforcement_or_border_context: Bool | None = regulator(
        "Used in law enforcement, migration, asylum or border control", example=False
    )
    workplace_use: Bool | None = regulator("Used at the workplace on workers", example=False)
    education_use: Bool | None = regulator(
        "Used in an education institution on pupils, students or staff", example=False
    )
    public_service: Bool | None = regulator("Used by a private body that provides a public service", example=False)
    public_authority_use: Bool | None = regulator("Intended to be used by public authorities", example=False)
    very_large_online_platform: Bool | None = regulator(
        "Embedded in a very large online platform or search engine", example=False
    )
    agentic: Bool | None = regulator(
        "Plans and takes actions through tools without a person at each step", example=False
    )


ActorRole = Literal[
    "provider",
    "deployer",
    "importer",
    "distributor",
    "authorised_representative",
    "product_manufacturer",
    "third_party",
    "initial_provider",
]


class SystemActors(Record):
    """Who is what under Arts 22 to 25."""

    roles: list[ActorRole] | None = regulator(
        "Roles of this organisation for this system; initial_provider when its role passed to another",
        example=["provider", "deployer"],
    )
    provider: Party | None = regulator(
        "Provider of a system this organisation did not build", example={"name": "Scoring Vendor Ltd", "country": "IE"}
    )
    role_changes: list[RoleChange] | None = regulator("Events by which the provider changed", example=[])


class SystemClassification(Record):
    """Inputs to the classification; the class itself is derived."""

    declared_class: Literal["prohibited", "high", "limited", "minimal"] | None = regulator(
        "Class that the organisation itself assumes; optional, must equal the derived class", example="high"
    )
    annex_iii_points: list[AnnexIIIPoint] | None = regulator(
        "Points of Annex III that match, such as 5(b); empty list means none", example=["5(b)"]
    )
    product: ProductComponent | None = regulator("Place in a product under Annex I", example={"role": "none"})
    derogation: Derogation | None = regulator(
        "Claim under Art. 6(3); absent means not claimed, the stricter reading",
        example={"conditions": ["a"], "assessed_on": "2026-05-01"},
    )
    prohibited_practices: list[Screening] | None = regulator(
        "Screening against each letter of Art. 5(1)",
        example=[{"letter": "c", "answer": False, "rationale": "Uses repayment data only."}],
    )
    rationale: Text | None = regulator(
        "Why the points match or do not", example="Evaluates creditworthiness of natural persons; not fraud detection."
    )


FormOfSupply = Literal["software_package", "embedded_in_hardware", "download", "api", "hosted_service", "internal"]


class SystemComposition(Record):
    """Parts and environment (Annex IV 1(b)-(g), 2(a), 2(c))."""

    models: list[ModelUse] | None = customer(
        "Model versions inside, with their purpose",
        example=[{"model": "model:credit-default@2.1.0", "purpose": "probability of default"}],
    )
    components: list[Component] | None = regulator(
        "Other software, services and hardware, with versions and suppliers",
        example=[
            {"name": "onnxruntime", "version": "1.22.0", "kind": "library", "licence": "MIT", "open_source": True}
        ],
        std=("cyclonedx components",),
    )
    interactions: list[Interaction] | None = regulator(
        "Hardware, software and AI outside it that it works with",
        example=[{"counterpart": "Credit bureau", "kind": "data_source", "direction": "in", "is_ai": False}],
    )
    architecture: Architecture | None = regulator(
        "How the parts work together, with a drawing",
        example={
            "description": "Request service, feature store and scoring model",
            "diagram": {"file": "evidence/architecture.svg"},
        },
    )
    forms_of_supply: list[FormOfSupply] | None = public("Forms in which it is supplied", example=["internal"])
    infrastructure: Infrastructure | None = customer(
        "Target hardware, environment, computing resources, capacity and people",
        example={
            "target_hardware": "4 vCPU, 8 GiB",
            "environment": "Segmented cluster with mutual TLS",
            "capacity": "40 requests per second",
        },
    )
    user_interface: UserInterface | None = customer(
        "Interface shown to the deployer, and pictures of the product",
        example={"description": "Score, band, four reasons and an override button."},
    )


class SystemDesign(Record):
    """Development and design (Annex IV 2(a)-(b))."""

    development_steps: list[DevelopmentStep] | None = regulator(
        "Methods and steps of development",
        example=[{"step": "feature selection", "description": "Stability selection on 2021-2024."}],
    )
    general_logic: Text | None = regulator(
        "General logic of the system and its algorithms",
        example="Gradient boosting on bureau and account data, mapped to a score.",
    )
    design_choices: list[DesignChoice] | None = regulator(
        "Key choices and trade-offs, with reasons and assumptions about persons",
        example=[
            {
                "choice": "Monotone constraints",
                "rationale": "Reasons stay plausible.",
                "requirements": ["accuracy", "explainability"],
            }
        ],
        std=("cyclonedx modelCard.considerations.performanceTradeoffs",),
    )
    inputs: list[DataInterface] | None = customer(
        "Input data specification",
        example=[{"name": "monthly income", "modality": "tabular", "range": "0 to 1000000 EUR"}],
    )
    outputs: list[DataInterface] | None = customer(
        "Outputs, their meaning, scale and limits",
        example=[
            {
                "name": "score",
                "scale": "0 to 1000",
                "decision_thresholds": "620",
                "not_to_infer": "character of the person",
            }
        ],
    )


class SystemPerformance(Record):
    """Capabilities and limits of the whole system (Annex IV 3, Art. 15); results of one model stand on its version."""

    metrics: list[Metric] | None = customer(
        "End-to-end results, overall and by group",
        example=[{"name": "roc_auc", "value": 0.81, "n": 52000, "measured_on": "2026-04-30"}],
    )
    limitations: list[Str] | None = customer(
        "Known limitations",
        example=["Not valid for the self-employed with under one year of accounts."],
        std=("cyclonedx modelCard.considerations.technicalLimitations",),
    )
    operating_boundaries: Text | None = customer(
        "Conditions outside which it must not be used",
        example="Loans of EUR 1,000 to 50,000 to residents aged 18 or more.",
    )
    failure_modes: list[FailureMode] | None = customer(
        "How it fails, with effect, measure and test",
        example=[{"failure_mode": "Bureau feed missing", "measure": "Refer to an officer"}],
    )
    tests: list[Test] | None = regulator(
        "Tests of the whole system: robustness, security, red team, acceptance",
        example=[{"name": "Spring penetration test", "kind": "penetration", "date": "2026-03-02", "passed": True}],
    )
