"""Versions of a model: data, training, generation and evaluation."""

from typing import Literal

from cardwright.catalog.entities.design import Component, DatasetUse, DesignChoice, DevelopmentStep
from cardwright.catalog.entities.evidence import Evidence, RegistryLink
from cardwright.catalog.entities.field import customer, internal, public, regulator, section
from cardwright.catalog.entities.generative import Prompt, Retrieval, Sampling
from cardwright.catalog.entities.metrics import Metric, Test
from cardwright.catalog.entities.record import Entity, Record
from cardwright.catalog.entities.review import Review
from cardwright.catalog.entities.text import (
    Date,
    Float,
    Int,
    ModelRef,
    ModelVersionRef,
    Sha256,
    Str,
    Text,
    Value,
    VersionId,
)
from cardwright.catalog.entities.training import (
    Adjustment,
    Compute,
    Energy,
    ExplanationResults,
    Exposure,
    Feature,
    SplitPolicy,
)


class ModelVersionData(Record):
    """Data used (Annex IV 2(d))."""

    datasets: list[DatasetUse] | None = customer(
        "Datasets by role", example=[{"dataset": "dataset:loans-2021-2025", "role": "training"}]
    )
    design_choices: list[DesignChoice] | None = regulator(
        "Choices about data", example=[{"choice": "Exclude forborne loans", "rationale": "Label unclear."}]
    )
    assumptions: list[Str] | None = regulator(
        "What the data are taken to measure", example=["90 days past due stands for default."]
    )
    split_policy: SplitPolicy | None = regulator(
        "How splits were drawn and leakage was checked",
        example={"method": "Split by month", "leakage_check": "No customer in two parts"},
    )
    features: list[Feature] | None = regulator(
        "Input features with meaning and reason",
        example=[{"name": "debt_to_income", "rationale": "Main driver of affordability", "importance": 0.21}],
        std=("mlflow signature.inputs",),
    )


class ModelVersionTraining(Record):
    """Training and resources (Annex IV 2(a)-(c), Annex XI 1(2))."""

    procedure: Text | None = regulator(
        "How it was trained", example="Five-fold search, final fit on all training months."
    )
    steps: list[DevelopmentStep] | None = regulator(
        "Stages and techniques of training, adaptations included",
        example=[{"step": "fine-tuning", "description": "LoRA on call notes"}],
    )
    hyperparameters: dict[str, Value] | None = regulator(
        "Hyperparameters by name", example={"learning_rate": 0.05, "num_leaves": 15}, std=("mlflow params",)
    )
    code_version: Str | None = regulator(
        "Commit or tag of the training code", example="4f1c2ab", std=("mlflow mlflow.source.git.commit",)
    )
    environment: Text | None = regulator(
        "Operating system, image and hardware of the run",
        example="python:3.12 image, 16 CPU cores.",
        std=("mlflow conda.yaml",),
    )
    experiment: Evidence | None = regulator(
        "Log of the experiments behind it",
        example={"url": "https://mlflow.example.com/experiments/12"},
        std=("mlflow experiment_id",),
    )
    started_on: Date | None = regulator("Start of training", example="2026-05-02", std=("mlflow start_time",))
    finished_on: Date | None = regulator("End of training", example="2026-05-02", std=("mlflow end_time",))
    compute: list[Compute] | None = regulator(
        "Compute by phase, in FLOP", example=[{"phase": "training", "hardware": "16 CPU cores", "duration": "PT2H"}]
    )
    base_model_compute: Float | None = regulator("Compute of the base model, in FLOP", example=3e24)
    energy: Energy | None = public(
        "Energy used in training, in MWh",
        example={"megawatt_hours": 0.02, "estimated": True},
        std=(
            "hf co2_eq_emissions",
            "cyclonedx modelCard.considerations.environmentalConsiderations.energyConsumptions",
        ),
    )
    tooling: list[Str] | None = regulator("Tools used in development", example=["mlflow 3.4", "airflow 3.0"])


class ModelVersionGeneration(Record):
    """Settings of a generative model (absent for others); prompts are confidential by default."""

    prompts: list[Prompt] | None = internal(
        "System and application prompts",
        example=[{"id": "answer", "role": "system", "text": "Answer from the passages only.", "version": "7"}],
        std=("mlflow prompt registry",),
    )
    sampling: Sampling | None = regulator(
        "Temperature and other sampling parameters",
        example={"temperature": 0.2, "top_p": 0.9, "maximum_tokens": 600},
        std=("hf generation_config", "mlflow params"),
    )
    context_window: Int | None = customer("Longest context, in tokens", example=128000)
    retrieval: Retrieval | None = regulator(
        "Search, embedding, reranking and context sources",
        example={
            "search": "hybrid",
            "top_k": 20,
            "reranking_method": "cross-encoder 1.2",
            "reranked_top_k": 5,
            "sources": ["dataset:policy-handbook"],
        },
    )


class ModelVersionEvaluation(Record):
    """Tests and results (Annex IV 2(g), Art. 15)."""

    metrics: list[Metric] | None = customer(
        "Results with interval, subgroup and threshold; inference latency on stated hardware too",
        example=[
            {
                "name": "roc_auc",
                "value": 0.81,
                "ci_low": 0.8,
                "ci_high": 0.82,
                "dataset": "dataset:loans-holdout-2025",
                "threshold": 0.78,
            },
            {"name": "recall", "value": 0.7, "subgroup": "age under 25"},
        ],
        std=(
            "modelcard Metrics",
            "mlflow metrics",
            "hf model-index",
            "cyclonedx modelCard.quantitativeAnalysis.performanceMetrics",
        ),
    )
    tests: list[Test] | None = regulator(
        "Test procedures with method, date and result",
        example=[{"name": "Hallucination suite", "kind": "hallucination", "date": "2026-05-12", "passed": True}],
    )
    explanations: ExplanationResults | None = regulator(
        "Explanation results, overall and for single outputs",
        example={"overall": {"file": "evidence/shap-2.1.0.html"}},
        std=("mlflow explainer artifacts",),
    )
    explanation_method: Str | None = regulator("Explanation method applied to this version", example="TreeSHAP")
    confidence: Text | None = customer(
        "How confidence of an output is computed and calibrated", example="Isotonic calibration; expected error 0.012."
    )


class ModelVersionModelRisk(Record):
    """Adjustments, exposure and interplay (SR 26-2, SS1/23); validation stands in `reviews`."""

    adjustments: list[Adjustment] | None = regulator(
        "Overlays and post-model adjustments; empty list means none", example=[]
    )
    exposure: Exposure | None = regulator(
        "Exposure or volume that depends on it",
        example={"measure": "outstanding loans", "value": 1200, "unit": "million EUR"},
    )
    aggregate_risk: Text | None = regulator(
        "Risk from interplay with other models", example="Shares bureau data with the limit model."
    )


ParentRelation = Literal[
    "retrained", "fine_tuned", "adapter", "quantised", "distilled", "merged", "prompt_configured", "unchanged_base"
]


class ModelVersion(Entity):
    """One version of a model: how it was made, from what, and how well it does."""

    file = "models/<id>/<version>.yaml"
    small = (
        "kind",
        "model",
        "version",
        "released_on",
        "parents",
        "data.datasets",
        "training.hyperparameters",
        "training.code_version",
        "dependencies",
        "evaluation.metrics",
    )

    kind: Literal["model_version"] = internal("Kind of entity", required=True)
    model: ModelRef = internal("The model", example="model:credit-default", required=True)
    version: VersionId = public(
        "Version, as its registry writes it",
        example="2.1.0",
        required=True,
        std=("mlflow ModelVersion.version", "cyclonedx component.version"),
    )
    description: Text | None = customer(
        "What is new in this version", example="Recalibrated on 2025 data.", std=("mlflow ModelVersion.description",)
    )
    released_on: Date | None = public("Release date", example="2026-05-28", std=("mlflow creation_timestamp",))
    parents: list[ModelVersionRef] | None = customer(
        "Versions or base models it was made from, for lineage",
        example=["model:credit-default@2.0.3"],
        std=("hf base_model", "cyclonedx component.pedigree.ancestors"),
    )
    relation_to_parent: ParentRelation | None = customer(
        "How it was made from its parents", example="retrained", std=("hf base_model_relation",)
    )
    registries: list[RegistryLink] | None = internal(
        "Run, model version and serving entries in other tools",
        example=[{"tool": "mlflow", "id": "runs/4f1c"}, {"tool": "kserve", "id": "credit-default"}],
        std=("mlflow run_id", "cyclonedx component.externalReferences"),
    )
    artifact_sha256: Sha256 | None = regulator(
        "Digest of the released artefact",
        example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        std=("cyclonedx component.hashes",),
    )
    parameter_count: Int | None = customer("Number of parameters", example=12800, std=("hf safetensors.total",))
    dependencies: list[Component] | None = regulator(
        "Software it needs, at exact versions",
        example=[{"name": "lightgbm", "version": "4.6.0", "licence": "MIT"}],
        std=("mlflow requirements.txt", "cyclonedx components", "hf library_name"),
    )
    reviews: list[Review] | None = regulator(
        "Validation and peer reviews of this version",
        example=[
            {
                "kind": "independent_validation",
                "date": "2026-05-20",
                "reviewer": "team:model-validation",
                "outcome": "pass",
            }
        ],
    )
    data: ModelVersionData | None = section()
    training: ModelVersionTraining | None = section()
    generation: ModelVersionGeneration | None = section()
    evaluation: ModelVersionEvaluation | None = section()
    model_risk: ModelVersionModelRisk | None = section()
