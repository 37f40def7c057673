"""Whom to reach and who does what, always by function."""

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import Country, Date, Role, Str, TeamRef, Text, Url


class Contact(Record):
    """How to reach a function, not a person."""

    role: Role | None = member("Function that answers")
    team: TeamRef | None = member("Team that answers")
    email: Str | None = member("Shared mailbox")
    phone: Str | None = member("Telephone number in international form")
    url: Url | None = member("Contact page or ticket queue")


class Party(Record):
    """A company or authority outside this organisation."""

    name: Str | None = member("Legal name")
    address: Str | None = member("Postal address")
    country: Country | None = member("Country of establishment")
    contact: Contact | None = member("Contact point")
    number: Str | None = member("Register, identification or notified body number")


class Representative(Record):
    """Authorised representative of a provider established outside the Union."""

    name: Str | None = member("Legal name")
    address: Str | None = member("Postal address in the Union")
    contact: Contact | None = member("Contact point")
    mandate: Evidence | None = member("The written mandate")
    tasks: list[Str] | None = member("Tasks of the mandate, by the letter of Art. 22(3) or Art. 54(3)")
    retained_documents: list[Str] | None = member("Documents the representative keeps")
    stored_until: Date | None = member("End of the representative's retention period")


class OnCall(Record):
    """Who answers an alert."""

    rotation_url: Url | None = member("On-call rota")
    channel: Str | None = member("Chat channel or pager service")
    hours: Str | None = member("Hours covered, with time zone")
    runbook: Evidence | None = member("Runbook")


class Approver(Record):
    """Which role approves what."""

    scope: Str | None = member("What is approved, for example `use_case: high materiality`")
    role: Role | None = member("Function that approves")
    team: TeamRef | None = member("Its team")


class OversightRole(Record):
    """A function assigned to oversight."""

    role: Role | None = member("Function")
    competence: Text | None = member("Competence required")
    authority: Text | None = member("What it may decide, including to stop")
    training_date: Date | None = member("Date of the last training")


class Consultation(Record):
    """People heard outside the team."""

    who: Str | None = member("Stakeholder or expert function")
    date: Date | None = member("When")
    outcome: Text | None = member("What came of it")
