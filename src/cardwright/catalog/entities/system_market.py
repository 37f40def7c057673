"""Sections of a system: information, data protection, use, market and conformity."""

from typing import Literal

from cardwright.catalog.entities.change import Upkeep
from cardwright.catalog.entities.classification import LegacyClaim
from cardwright.catalog.entities.conformity import (
    AuthorityRequest,
    CeMarking,
    ConformityAssessment,
    ControlCheck,
    Declaration,
    Registration,
    RetentionItem,
    Standard,
    TechnicalDocumentation,
    UnionAct,
)
from cardwright.catalog.entities.data import PersonalData
from cardwright.catalog.entities.deployer import DeployerUse, FundamentalRightsAssessment
from cardwright.catalog.entities.field import customer, public, regulator
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.risk import ImpactAssessment
from cardwright.catalog.entities.text import Country, Date
from cardwright.catalog.entities.transparency import (
    AccessibilityStatement,
    Explanation,
    Instructions,
    Marking,
    Notice,
    Redress,
)


class SystemTransparency(Record):
    """Information to deployers and persons (Arts 13, 26, 50, 86)."""

    instructions: Instructions | None = customer(
        "Instructions for use",
        example={"document": {"file": "evidence/instructions-3.2.pdf", "version": "3.2"}, "languages": ["de", "en"]},
    )
    notices: list[Notice] | None = public(
        "Notices and labels shown to people",
        example=[
            {
                "occasions": ["decision_about_person", "customers"],
                "text": "A computer program helped to assess your application.",
                "channel": "online form",
            }
        ],
    )
    content_marking: list[Marking] | None = public(
        "Machine-readable marks on generated content",
        example=[{"modality": "image", "technique": "metadata", "standard": "C2PA"}],
    )
    explanation: Explanation | None = customer(
        "How outputs are explained, and how a person gets an explanation of a decision",
        example={
            "method": "SHAP",
            "output": "four main reasons",
            "audience": ["operator", "customer"],
            "process": {"deadline": "P14D"},
        },
    )
    redress: Redress | None = public(
        "Channels to object, opt out and be heard, and their use",
        example={"channel": "Branch or complaints form", "requests": 120, "overturned": 9},
    )
    accessibility: AccessibilityStatement | None = public(
        "Accessibility of the system", example={"standard": "EN 301 549", "level": "AA"}
    )


class SystemDataProtection(Record):
    """Personal data in operation."""

    personal_data: PersonalData | None = regulator(
        "Personal data processed in operation",
        example={"present": True, "categories": ["income", "payment history"], "legal_basis": "GDPR Art. 6(1)(b)"},
    )
    impact_assessment: ImpactAssessment | None = regulator(
        "Data protection impact assessment", example={"date": "2026-01-30", "instructions_version": "3.2"}
    )


class SystemDeployerUse(Record):
    """This organisation as deployer (Arts 26, 27, 5(2)-(3))."""

    use: DeployerUse | None = regulator(
        "Purpose, first use, instructions followed and input data",
        example={"purpose": "New retail loans", "first_use": "2026-06-01", "instructions_version": "3.2"},
    )
    fundamental_rights_assessment: FundamentalRightsAssessment | None = regulator(
        "Fundamental rights impact assessment", example={"date": "2026-05-10", "system_version": "3.2"}
    )


class SystemMarket(Record):
    """Market and lifetime (Annex VIII A 7, A 10; Art. 13(3)(e))."""

    status: Literal["not_placed", "on_market", "in_service", "withdrawn", "recalled"] | None = public(
        "Status on the market", example="in_service"
    )
    placed_on_market: Date | None = public("First placed on the market or put into service", example="2026-06-01")
    legacy: LegacyClaim | None = regulator(
        "Claim that Art. 111(2) still exempts it; absent counts as not claimed", example={"claimed": False}
    )
    last_unit_placed_on_market: Date | None = public(
        "Last unit placed on the market; starts the ten years", example="2027-01-31"
    )
    countries: list[Country] | None = public(
        "Countries where it is on the market, in service or used", example=["DE", "SG"]
    )
    upkeep: Upkeep | None = customer(
        "Expected lifetime, maintenance and updates",
        example={"expected_lifetime": "P5Y", "tasks": ["Quarterly recalibration"]},
    )


class SystemConformity(Record):
    """Conformity, declaration, marking and registration (Arts 43 to 49, 18; Annexes V to VIII)."""

    technical_documentation: TechnicalDocumentation | None = regulator(
        "Version, date and form of the Annex IV file", example={"version": "3.2", "date": "2026-05-28", "form": "full"}
    )
    assessment: ConformityAssessment | None = regulator(
        "Procedure, date, notified body and certificate", example={"procedure": "annex_vi", "date": "2026-05-29"}
    )
    checks: list[ControlCheck] | None = regulator(
        "Checks made before release or supply, by the provider (Annex VI), importer or distributor",
        example=[{"by": "provider", "check": "Quality system in place", "result": "met", "date": "2026-05-29"}],
    )
    standards: list[Standard] | None = regulator(
        "Standards applied", example=[{"reference": "EN ISO/IEC 42001", "extent": "partial"}]
    )
    other_union_law: list[UnionAct] | None = regulator(
        "Other Union law documented together; empty list means none", example=[]
    )
    declaration: Declaration | None = public(
        "EU declaration of conformity",
        example={"system_version": "3.2", "signature": {"date": "2026-05-30", "role": "Managing Director"}},
    )
    ce_marking: CeMarking | None = public("CE marking", example={"form": "digital", "date": "2026-05-31"})
    registrations: list[Registration] | None = public(
        "Entries in the EU and national registers", example=[{"section": "a", "date": "2026-05-31"}]
    )
    retention: list[RetentionItem] | None = regulator(
        "Documents kept for ten years, by provider or importer",
        example=[{"document": "technical documentation", "stored_until": "2036-06-01"}],
    )
    authority_requests: list[AuthorityRequest] | None = regulator("Requests of authorities and answers", example=[])
