"""Documents that prove a statement, entries in other tools, periods and signatures."""

from typing import Literal

from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import Date, FilePath, Role, Sha256, Str, Url


class Evidence(Record):
    """A document that proves a statement: a file below `evidence/`, or an address. Cardwright hashes files itself;
    `sha256` pins a document kept elsewhere."""

    title: Str | None = member("What the document is called")
    file: FilePath | None = member("Path relative to the catalog folder", example="evidence/validation-2026-05.pdf")
    url: Url | None = member("Where the document lives when it is not in the catalog")
    version: Str | None = member("Version of the document")
    date: Date | None = member("Date the document was issued or signed")
    sha256: Sha256 | None = member("Digest of a document kept elsewhere")
    signed_by_role: Role | None = member("Function of the person who signed it")


RegistryTool = Literal[
    "mlflow",
    "wandb",
    "clearml",
    "kserve",
    "kubeflow",
    "huggingface",
    "sagemaker",
    "vertex_ai",
    "azure_ml",
    "databricks",
    "dvc",
    "airflow",
    "langsmith",
    "other",
]


class RegistryLink(Record):
    """The entry in another tool."""

    tool: RegistryTool | None = member("Tool")
    id: Str | None = member("Identifier there: run, model version, service or dataset")
    url: Url | None = member("Address")
    synchronised_on: Date | None = member("When the catalog last took values from it")


class Period(Record):
    """From and to, both included."""

    start: Date | None = member("First day")
    end: Date | None = member("Last day")


class Signature(Record):
    """Who signed, where and when, by function."""

    place: Str | None = member("Place")
    date: Date | None = member("Date")
    role: Role | None = member("Function of the signatory")
    on_behalf_of: Str | None = member("On whose behalf")
    type: Literal["handwritten", "electronic", "qualified_electronic"] | None = member("Type")
