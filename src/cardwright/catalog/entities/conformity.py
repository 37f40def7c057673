"""Conformity, declaration, marking and registration."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence, Signature
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.people import Party
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import Bool, Country, Date, Language, Role, Str, Text, Url


class TechnicalDocumentation(Record):
    """The Annex IV file itself."""

    version: Str | None = member("Version")
    date: Date | None = member("Date")
    form: Literal["full", "commission_simplified"] | None = member("Form")
    form_version: Str | None = member("Version of the Commission's form")
    document: Evidence | None = member("The file, when kept elsewhere")


class Standard(Record):
    """A standard or specification applied."""

    reference: Str | None = member("Number")
    title: Str | None = member("Title")
    official_journal_reference: Str | None = member("Publication in the Official Journal")
    extent: Literal["full", "partial"] | None = member("Extent")
    requirements_covered: list[Str] | None = member("Requirements it covers")
    alternative: Text | None = member("How those requirements are met otherwise, where no standard is applied in full")


class UnionAct(Record):
    """Other Union harmonisation law that applies, documented together."""

    act: Str | None = member("Act, by number")
    procedure: Str | None = member("Conformity procedure under that act")
    document: Evidence | None = member("Its file")
    coverage: list[Str] | None = member("Which part of that file answers which article of the AI Act")


class ControlCheck(Record):
    """One check before release or supply."""

    select = "by"

    by: Literal["provider", "importer", "distributor"] | None = member("Who checked")
    check: Str | None = member("What was checked")
    result: Str | None = member("Result")
    date: Date | None = member("Date")
    by_role: Role | None = member("Function")


class Certificate(Record):
    """A certificate of a notified body."""

    type: Str | None = member("Type")
    number: Str | None = member("Number")
    expires: Date | None = member("Expiry")
    document: Evidence | None = member("Copy")


class ConformityAssessment(Record):
    """Conformity assessment of the system."""

    procedure: Literal["annex_vi", "annex_vii", "sector"] | None = member("Procedure")
    date: Date | None = member("Date it was finished")
    notified_body: Party | None = member("Notified body, with number")
    certificate: Certificate | None = member("Its certificate")


class CeMarking(Record):
    """The CE marking."""

    form: Literal["physical", "digital", "documentation"] | None = member("Form")
    location: Text | None = member("Where it is")
    date: Date | None = member("Date affixed")
    notified_body_number: Str | None = member("Number beside it")
    provider_details_location: Text | None = member("Where name, mark and address of the provider appear")


class Declaration(Record):
    """The EU declaration of conformity."""

    document: Evidence | None = member("The declaration, with digest")
    system_identifier: Str | None = member("Identifier it names")
    system_version: Str | None = member("Version it covers")
    acts: list[Str] | None = member("Union acts it covers")
    conforms_to: list[Str] | None = member("Acts with which conformity is stated")
    standards: list[Str] | None = member("Standards it names")
    data_protection_statement: Bool | None = member("States compliance with data protection law")
    sole_responsibility: Bool | None = member("States that it is issued under the provider's sole responsibility")
    notified_body: Party | None = member("Notified body it names")
    languages: list[Language] | None = member("Languages")
    signature: Signature | None = member("Signature")
    stored_until: Date | None = member("Kept until, ten years after market placement")


class Registration(Record):
    """Entry in the EU or a national register."""

    select = "section"

    section: Literal["a", "b", "c", "national", "security"] | None = member(
        "Annex VIII section, national register, or the non-public part"
    )
    number: Str | None = member("Number")
    country: Country | None = member("Country of a national register")
    date: Date | None = member("Date")
    url: Url | None = member("Address of the entry, or an address with further information")
    provider_entry_url: Url | None = member("Provider's entry a deployer refers to")
    submitter: Party | None = member("Who submitted it")
    inputs_summary: Text | None = member("Short description of the data used")
    logic_summary: Text | None = member("Short description of the operating logic")
    items_submitted: list[Str] | None = member("Items given in a restricted entry")


class RetentionItem(Record):
    """A document and how long it is kept."""

    document: Str | None = member("Document")
    stored_until: Date | None = member("Until")
    location: Str | None = member("Where")


class AuthorityRequest(Record):
    """A request by an authority."""

    authority: Str | None = member("Authority")
    received_on: Date | None = member("Received")
    answered_on: Date | None = member("Answered")
    language: Language | None = member("Language of the answer")
    logs_given: Bool | None = member("Whether logs were handed over")
