"""This organisation as the deployer of a system."""

from cardwright.catalog.entities.evidence import Evidence, Period
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.risk import Risk, RiskMeasure
from cardwright.catalog.entities.text import Bool, Date, Int, Role, Str, Text


class UseMeasure(Record):
    """A measure taken by a deployer."""

    measure: Text | None = member("Measure")
    role: Role | None = member("Function that carries it out")
    instruction: Str | None = member("Section of the instructions it follows")


class InputData(Record):
    """Input data of a deployer."""

    source: Text | None = member("Where it comes from")
    relevance: Text | None = member("Why it is relevant to the purpose")
    representativeness: Text | None = member("How representative it is")
    checks: Text | None = member("Checks made on it")


class Authorisation(Record):
    """Authorisation by a court or authority."""

    authority: Str | None = member("Authority")
    requested_on: Date | None = member("Requested")
    granted_on: Date | None = member("Granted")


class BiometricCase(Record):
    """One use of remote biometric identification."""

    case: Str | None = member("File number")
    requested_on: Date | None = member("Authorisation requested")
    decision: Str | None = member("Decision")
    deleted_on: Date | None = member("Data deleted")
    report_year: Int | None = member("Yearly report it appears in")


class BiometricUse(Record):
    """Remote biometric identification under Art. 5(2)-(3) and 26(10)."""

    limits: Text | None = member("Period, area and persons")
    authorisation: Authorisation | None = member("Request and grant of the authorisation")
    uses: list[BiometricCase] | None = member("Single uses")


class DeployerUse(Record):
    """How this organisation uses a system as its deployer (Art. 26)."""

    purpose: Text | None = member("Purpose it is used for, inside the intended purpose")
    first_use: Date | None = member("First day of use")
    instructions_version: Str | None = member("Version of the instructions followed")
    measures: list[UseMeasure] | None = member(
        "Technical and organisational measures, with the instruction each follows"
    )
    input_data_under_control: Bool | None = member("Whether this organisation decides on the input data")
    input_data: InputData | None = member("Input data this organisation feeds in")
    biometric_use: BiometricUse | None = member("Authorisations and uses of remote biometric identification")


class AuthorityNotice(Record):
    """A notice to an authority."""

    authority: Str | None = member("Authority")
    date: Date | None = member("Date")
    template_version: Str | None = member("Version of the template used")


class AssessmentLink(Record):
    """Element of one assessment answered by another."""

    element: Str | None = member("Element")
    section: Str | None = member("Section that answers it")


class FundamentalRightsAssessment(Record):
    """Fundamental rights impact assessment of a deployer (Art. 27)."""

    date: Date | None = member("Date, before first use")
    system_version: Str | None = member("Version assessed")
    document: Evidence | None = member("The assessment")
    processes: Text | None = member("Processes in which the system is used")
    period: Period | None = member("Period of use")
    frequency: Str | None = member("How often it is used")
    risks: list[Risk] | None = member("Harms by group and right")
    oversight: list[UseMeasure] | None = member("Oversight measures, as the instructions ask")
    response: list[RiskMeasure] | None = member("What is done if a risk comes true")
    governance: Text | None = member("Who decides inside the organisation")
    complaint_mechanism: Text | None = member("How people complain")
    notification: AuthorityNotice | None = member("Notice to the market surveillance authority")
    reused_from: Str | None = member("Earlier assessment relied on")
    dpia_links: list[AssessmentLink] | None = member("Elements answered by the data protection assessment")
    summary: Text | None = member("Summary for the register")
