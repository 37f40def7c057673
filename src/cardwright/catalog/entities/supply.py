"""Licence, supplier and distribution."""

from typing import Literal

from cardwright.catalog.entities.design import Component, Interaction
from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.review import Review
from cardwright.catalog.entities.text import Bool, Date, Str, Text, Url

LicenceCategory = Literal[
    "free_and_open", "source_available", "commercial", "proprietary", "research_only", "public_domain", "other"
]


class Licence(Record):
    """Terms under which a model or dataset may be used."""

    name: Str | None = member(
        "SPDX expression or name", std=("hf license", "cyclonedx component.licenses", "croissant license")
    )
    url: Url | None = member("Address of the terms", std=("hf license_link",))
    category: LicenceCategory | None = member("Category")
    permits: list[Literal["access", "use", "modification", "distribution"]] | None = member("What it permits")


class Assurance(Record):
    """Assurance by an outside body."""

    kind: Str | None = member("Certificate, audit report, test report")
    independent: Bool | None = member("Whether the body is independent")
    date: Date | None = member("Date")
    evidence: Evidence | None = member("Document")


ContractClause = Literal[
    "audit_rights",
    "change_notice",
    "incident_notice",
    "data_use",
    "liability",
    "sub_contracting",
    "exit",
    "performance",
    "security",
    "confidentiality",
    "intellectual_property",
]


class Supply(Record):
    """Supplier of a third-party model and how the dependency is controlled."""

    supplier: Str | None = member("Legal name of the supplier", std=("cyclonedx component.supplier",))
    supplier_version: Str | None = member("Supplier's own name and version of the model")
    vendor_register_id: Str | None = member("Number in the third-party register")
    embedded: Bool | None = member("Whether it comes inside a bought product")
    due_diligence: Review | None = member("Due diligence")
    assurance: list[Assurance] | None = member("Outside assurance seen")
    contract_clauses: list[ContractClause] | None = member("Clauses agreed")
    change_notification: Bool | None = member("Whether the supplier must announce changes")
    responsibilities: Text | None = member("Who answers for what")
    suitability_rationale: Text | None = member("Why it suits this use")
    intellectual_property_review: Review | None = member("Review of licences and rights")
    concentration_note: Text | None = member("Dependence on this supplier, direct and indirect")
    exit_plan: Evidence | None = member("How to leave")


class Distribution(Record):
    """A channel through which a model is offered."""

    channel: Str | None = member("Channel")
    access_level: Literal["open_weights", "gated", "api", "product", "internal"] | None = member("Access")


class OpenRelease(Record):
    """Public addresses of an openly released model."""

    weights_url: Url | None = member("Weights")
    architecture_url: Url | None = member("Architecture")
    usage_information_url: Url | None = member("Information on use")


class Integration(Record):
    """What an integrator needs."""

    instructions: Text | None = member("How to integrate it")
    infrastructure: Text | None = member("Hardware and infrastructure")
    tools: list[Str] | None = member("Software and tools")
    interactions: list[Interaction] | None = member("Hardware or software outside it that it works with")
    assets: list[Component] | None = member("Assets shipped with it, each with licence")
