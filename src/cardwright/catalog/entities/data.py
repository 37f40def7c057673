"""What a dataset holds and where it came from."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence, Period
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.supply import Licence
from cardwright.catalog.entities.terms import Modality
from cardwright.catalog.entities.text import Bool, Date, Duration, Int, Str, Text, Url

SourceKind = Literal[
    "public", "licensed", "purchased", "third_party", "web_crawl", "user", "internal", "synthetic", "sensor", "other"
]


class DataSource(Record):
    """Where data came from."""

    select = "kind"

    name: Str | None = member("Source")
    url: Url | None = member("Address")
    kind: SourceKind | None = member("Kind of source")
    acquired_on: Date | None = member("Date acquired")
    licence: Licence | None = member("Terms")
    original_purpose: Text | None = member("Purpose it was first collected for")
    generated_by: list[Str] | None = member("Models that generated synthetic data")
    description: Text | None = member("Large or notable sources described")


class Crawl(Record):
    """A web crawl."""

    crawlers: list[Str] | None = member("Names of the crawlers")
    behaviour: Text | None = member("How they behave, robots protocols included")
    period: Period | None = member("Period")
    top_domains: Evidence | None = member("Largest domains")


class DataField(Record):
    """A column or field."""

    name: Str | None = member("Name")
    type: Str | None = member("Data type")
    description: Text | None = member("Meaning")
    unit: Str | None = member("Unit")


class Structure(Record):
    """Form of the data."""

    std = ("croissant recordSet", "mlflow schema")

    format: Str | None = member("File format or media type", std=("croissant encodingFormat",))
    modalities: list[Modality] | None = member("Modalities")
    records: Int | None = member("Number of records")
    size: Str | None = member(
        "Size with unit where records do not apply", std=("croissant contentSize", "hf size_categories")
    )
    fields: list[DataField] | None = member("Columns or fields", std=("croissant recordSet.field",))
    data_dictionary: Evidence | None = member("Data dictionary")


class Split(Record):
    """A part of the dataset."""

    std = ("croissant cr:Split", "hf dataset_info.splits")

    name: Str | None = member("Name")
    records: Int | None = member("Number of records")
    method: Text | None = member("How it was drawn")


PreparationStep = Literal[
    "cleaning",
    "imputation",
    "outlier_detection",
    "normalisation",
    "aggregation",
    "annotation",
    "filtering",
    "de_duplication",
    "anonymisation",
    "enrichment",
    "updating",
    "feature_engineering",
    "other",
]


class Preparation(Record):
    """A preparation step."""

    select = "step"

    step: PreparationStep | None = member("Step")
    description: Text | None = member("What was done")
    tool: Str | None = member("Tool and version")
    parameters: Str | None = member("Parameters")
    effect: Text | None = member("Effect on the data")
    date: Date | None = member("Date")


class Labelling(Record):
    """How labels were made."""

    std = ("croissant rai:dataAnnotationProtocol", "hf annotations_creators")

    procedure: Text | None = member("Procedure")
    annotators: Text | None = member("Who labelled, by qualification")
    guidelines: Evidence | None = member("Guidelines")
    agreement: Text | None = member("Agreement between annotators, with the statistic")


class PersonalData(Record):
    """Personal data held or processed."""

    present: Bool | None = member(
        "Whether there is any",
        std=("croissant rai:personalSensitiveInformation", "cyclonedx component.data.sensitiveData"),
    )
    categories: list[Str] | None = member("Categories")
    special_categories: list[Str] | None = member("Special categories under Art. 9 GDPR; empty list means none")
    legal_basis: Str | None = member("Legal basis")
    consent: Text | None = member("Whether and how consent was obtained")


class DataRetention(Record):
    """How long data are kept."""

    period: Duration | None = member("Period")
    disposal: Text | None = member("How they are disposed of")
