"""Datasets, and their sections from origin to protection."""

from typing import Literal

from cardwright.catalog.entities.data import (
    Crawl,
    DataRetention,
    DataSource,
    Labelling,
    PersonalData,
    Preparation,
    Split,
    Structure,
)
from cardwright.catalog.entities.data_quality import (
    BiasExamination,
    Coverage,
    DataGap,
    QualityCheck,
    Representativeness,
    SpecialCategoryUse,
    Statistic,
    Suitability,
)
from cardwright.catalog.entities.evidence import Evidence, Period, RegistryLink
from cardwright.catalog.entities.field import customer, internal, public, regulator, section
from cardwright.catalog.entities.generative import Segmentation
from cardwright.catalog.entities.record import Entity, Record
from cardwright.catalog.entities.review import Review
from cardwright.catalog.entities.supply import Licence
from cardwright.catalog.entities.text import DatasetRef, EntityId, Language, Sha256, Str, TeamRef, Text


class DatasetOrigin(Record):
    """Where it came from (Art. 10(2)(b))."""

    sources: list[DataSource] | None = regulator(
        "Sources with kind, licence and original purpose",
        example=[{"name": "Loan ledger", "kind": "internal", "acquired_on": "2026-01-15"}],
        std=("hf source_datasets", "croissant isBasedOn"),
    )
    collection_method: Text | None = regulator(
        "How it was collected", example="Written by the origination system.", std=("croissant rai:dataCollection",)
    )
    collection_period: Period | None = regulator(
        "First and last day covered",
        example={"start": "2021-01-01", "end": "2025-12-31"},
        std=("croissant rai:dataCollectionTimeframe",),
    )
    crawl: Crawl | None = public(
        "Web crawl behind it; absent and no source of that kind means none", example={"crawlers": ["ExampleBot"]}
    )
    lineage: Evidence | None = regulator(
        "Technical lineage from source to snapshot", example={"url": "https://lineage.example.com/loans"}
    )
    parents: list[DatasetRef] | None = regulator(
        "Datasets it was made from", example=["dataset:loan-ledger"], std=("croissant isBasedOn", "hf source_datasets")
    )
    licence: Licence | None = customer(
        "Terms under which it may be used",
        example={"name": "internal", "category": "proprietary"},
        std=("croissant license", "hf license"),
    )
    access: Literal["open", "restricted", "internal", "secret"] | None = regulator(
        "Who may reach it", example="internal"
    )


class DatasetStructure(Record):
    """Form, size and content."""

    form: Structure | None = customer(
        "Format, modalities, size and fields",
        example={"format": "parquet", "modalities": ["tabular"], "records": 412000},
        std=("croissant recordSet",),
    )
    languages: list[Language] | None = customer(
        "Languages", example=["de", "en"], std=("croissant inLanguage", "hf language")
    )
    splits: list[Split] | None = customer(
        "Splits with sizes",
        example=[{"name": "train", "records": 330000}],
        std=("hf dataset_info.splits", "croissant cr:Split"),
    )
    scope: Text | None = customer(
        "Main characteristics and scope of the content", example="Unsecured loans of two countries."
    )
    segmentation: Segmentation | None = customer(
        "Chunking, classification and refresh of documents used as context",
        example={"method": "heading", "chunk_size": 400, "overlap": 40, "classification": ["policy", "product"]},
    )


class DatasetPreparation(Record):
    """Preparation and labels (Art. 10(2)(c), Annex IV 2(d))."""

    steps: list[Preparation] | None = regulator(
        "Preparation steps with tool and effect",
        example=[{"step": "imputation", "description": "Median income by region"}],
        std=("croissant rai:dataPreprocessingProtocol",),
    )
    labelling: Labelling | None = regulator(
        "How labels were made",
        example={"procedure": "90 days past due within 12 months"},
        std=("croissant rai:dataAnnotationProtocol", "hf annotations_creators"),
    )
    unsuitable_content_measures: Text | None = regulator(
        "How unsuitable sources and content were found and removed",
        example="Hash lists and classifier; 0.02 % removed.",
    )


class DatasetQuality(Record):
    """Fitness, quality and gaps (Art. 10(2)(d)-(h), 10(3)-(4))."""

    suitability: Suitability | None = regulator(
        "Whether enough suitable data were available",
        example={"judgement": "Enough defaults in every age band."},
        std=("croissant rai:dataUseCases",),
    )
    checks: list[QualityCheck] | None = regulator(
        "Quality results by dimension", example=[{"dimension": "completeness", "value": 0.998, "date": "2026-01-20"}]
    )
    statistics: list[Statistic] | None = regulator(
        "Distribution of attributes against the population",
        example=[{"attribute": "age", "distribution": "18-24: 9 %"}],
    )
    representativeness: Representativeness | None = regulator(
        "Population meant, coverage and gaps",
        example={"population": "Retail applicants", "coverage": "94 % by region and age"},
    )
    setting_coverage: list[Coverage] | None = regulator(
        "Coverage of the setting of use", example=[{"dimension": "geographical", "covered": "DE and SG"}]
    )
    gaps: list[DataGap] | None = regulator(
        "Gaps and known issues with remedy",
        example=[{"gap": "Few self-employed", "remedy": "oversampling", "due": "2027-01-31"}],
        std=("croissant rai:dataLimitations",),
    )


class DatasetBias(Record):
    """Bias in the data (Art. 10(2)(f)-(g), Art. 4a)."""

    examinations: list[BiasExamination] | None = regulator(
        "Bias looked for, found and treated, with effect",
        example=[{"attribute": "sex", "method": "base rate comparison", "finding": "no gap"}],
        std=("croissant rai:dataBiases",),
    )
    special_category_use: SpecialCategoryUse | None = regulator(
        "Special-category data used against bias", example={"used": False}
    )


class DatasetProtection(Record):
    """Personal data, classification and retention."""

    personal_data: PersonalData | None = regulator(
        "Personal data in it",
        example={"present": True, "categories": ["identity", "income"]},
        std=("croissant rai:personalSensitiveInformation", "cyclonedx component.data.sensitiveData"),
    )
    impact_assessment: Evidence | None = regulator(
        "Data protection impact assessment that covers it", example={"file": "evidence/dpia-loans.pdf"}
    )
    classification: Literal["public", "internal", "confidential", "secret"] | None = regulator(
        "Sensitivity class", example="confidential", std=("cyclonedx component.data.classification",)
    )
    retention: DataRetention | None = regulator(
        "How long it is kept and how it is deleted", example={"period": "P10Y", "disposal": "cryptographic erasure"}
    )


class Dataset(Entity):
    """Data used to train, test or feed a model, as a datasheet."""

    file = "datasets/<id>.yaml"
    small = (
        "kind",
        "id",
        "name",
        "version",
        "description",
        "owner",
        "origin.sources",
        "structure.form",
        "quality.gaps",
        "protection.personal_data",
    )

    kind: Literal["dataset"] = internal("Kind of entity", required=True)
    id: EntityId = internal("Identifier", example="loans-2021-2025", required=True)
    name: Str = customer(
        "Name",
        example="Retail loans 2021 to 2025",
        required=True,
        std=("croissant name", "hf pretty_name", "mlflow dataset.name"),
    )
    version: Str | None = customer(
        "Version or snapshot", example="2026-01", std=("croissant version", "mlflow dataset.digest")
    )
    description: Text | None = customer(
        "What it holds and why it exists",
        example="Applications and 12-month outcomes.",
        std=("croissant description", "cyclonedx component.data.description"),
    )
    owner: TeamRef | None = regulator(
        "Data steward team", example="team:data-office", std=("cyclonedx component.data.governance.stewards",)
    )
    tags: list[Str] | None = internal(
        "Free labels for search", example=["credit"], std=("croissant keywords", "hf tags")
    )
    registries: list[RegistryLink] | None = regulator(
        "Entries in data registers, catalogues and version stores",
        example=[{"tool": "dvc", "id": "loans.dvc"}],
        std=("croissant url", "mlflow dataset.source"),
    )
    sha256: Sha256 | None = internal(
        "Digest of the snapshot",
        example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        std=("croissant sha256",),
    )
    reviews: list[Review] | None = regulator(
        "Reviews of the data", example=[{"kind": "periodic", "next_due": "2027-01-31"}]
    )
    origin: DatasetOrigin | None = section()
    structure: DatasetStructure | None = section()
    preparation: DatasetPreparation | None = section()
    quality: DatasetQuality | None = section()
    bias: DatasetBias | None = section()
    protection: DatasetProtection | None = section()
