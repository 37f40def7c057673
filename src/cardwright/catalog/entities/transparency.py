"""What deployers and persons are told."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence, Period
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.metrics import Metric
from cardwright.catalog.entities.people import Contact
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.risk import RiskCircumstance
from cardwright.catalog.entities.text import Bool, Date, Duration, Int, Language, Role, Str, Text


class Instructions(Record):
    """Instructions for use given to deployers."""

    document: Evidence | None = member("The instructions, with version and digest")
    languages: list[Language] | None = member("Languages available")
    system_version: Str | None = member("System version they describe")
    declared_metrics: list[Metric] | None = member("Accuracy and group results declared to deployers")
    robustness: Text | None = member("Robustness declared")
    cybersecurity: Text | None = member("Cybersecurity declared")
    degradation_conditions: list[Str] | None = member("Circumstances that lower performance")
    risk_circumstances: list[RiskCircumstance] | None = member("Uses and circumstances that create risk")
    data_summary: Text | None = member("Relevant information on training, validation and test data")
    deployer_duties: Text | None = member("What customers and deployers must do")


NoticeOccasion = Literal[
    "interaction",
    "emotion_or_biometric",
    "deep_fake",
    "public_interest_text",
    "decision_about_person",
    "workers",
    "customers",
]


class Notice(Record):
    """A notice or label given to people."""

    select = "occasions"

    occasions: list[NoticeOccasion] | None = member("Occasions it serves")
    text: Text | None = member("Wording shown")
    channel: Str | None = member("Channel")
    placement: Str | None = member("Where it appears")
    moment: Str | None = member("When it appears, at the latest at the first contact")
    languages: list[Language] | None = member("Languages")
    audience: Str | None = member("Group addressed")
    date: Date | None = member("Date in use since")
    exception: Text | None = member("Exception relied on, for example evident artistic work or an obvious machine")
    accessibility: Text | None = member("How it reaches persons with disabilities")
    editorial_control: Text | None = member("Human review of published text, and who answers for it")
    document: Evidence | None = member("Template or screenshot")


class Marking(Record):
    """Machine-readable mark of generated content."""

    modality: Literal["text", "image", "audio", "video"] | None = member("Modality")
    technique: Str | None = member("Watermark, metadata, fingerprint, ...")
    standard: Str | None = member("Standard followed", std=("C2PA",))
    robustness_test: Str | None = member("Name of the test that covers it")
    detector: Str | None = member("Tool that detects it")
    exemption: Text | None = member("Why this content is not marked, where an exemption is relied on")


class ExplanationProcess(Record):
    """How a person obtains an explanation of a decision."""

    contact: Contact | None = member("Where to ask")
    deadline: Duration | None = member("Time to answer")
    template: Evidence | None = member("Template of the answer")
    consequences: Text | None = member("What the decision means for the person")


class Explanation(Record):
    """How outputs are explained, and to whom."""

    method: Str | None = member("Method, for example SHAP or counterfactuals")
    output: Text | None = member("What the explanation shows")
    limits: Text | None = member("What it cannot show")
    audience: list[Literal["developer", "validator", "operator", "customer", "regulator"]] | None = member(
        "Readers it is made for"
    )
    accuracy_standard: Text | None = member("How accurate an explanation must be")
    accuracy_result: Text | None = member("How accurate it was found to be")
    process: ExplanationProcess | None = member("How a person gets an explanation of a decision")


class Redress(Record):
    """How people object and what comes of it."""

    channel: Str | None = member("Channel")
    owner_role: Role | None = member("Function that answers")
    opt_out_offered: Bool | None = member("Whether people may decline AI")
    opt_out_alternative: Text | None = member("What they are offered instead")
    supplementary_data: Text | None = member("How data volunteered by the person is considered")
    requests: Int | None = member("Requests in the period", audience="regulator")
    overturned: Int | None = member("Decisions changed in the period", audience="regulator")
    period: Period | None = member("Period counted")
    usage_comment: Text | None = member("Why use is higher or lower than expected", audience="regulator")


class AccessibilityStatement(Record):
    """Accessibility of the product."""

    standard: Str | None = member("Standard")
    level: Str | None = member("Level")
    exceptions: Text | None = member("Exceptions")
