"""Inputs to the classification of a system under the AI Act."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.people import Party
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import Bool, Date, Role, Str, Text

ProhibitedPractice = Literal["a", "b", "ba", "bb", "c", "d", "e", "f", "g", "h"]


class Screening(Record):
    """Answer to one letter of Art. 5(1)."""

    select = "letter"

    letter: ProhibitedPractice | None = member("Letter of Art. 5(1)")
    answer: Bool | None = member("True if the practice applies")
    rationale: Text | None = member("Reasoned answer")
    exception: Text | None = member("Medical, safety or law-enforcement ground relied on")
    legal_basis: Text | None = member("National law relied on")
    date: Date | None = member("Date of the screening")


class Derogation(Record):
    """Claim under Art. 6(3) that an Annex III system is not high-risk."""

    conditions: list[Literal["a", "b", "c", "d"]] | None = member("Letters of Art. 6(3) relied on")
    reasoning: Text | None = member("Why they are met")
    influence_on_outcome: Text | None = member("How little the output sways the decision")
    human_review: Text | None = member("Which human review remains")
    assessed_on: Date | None = member("Date of the assessment, before market placement")
    approved_by_role: Role | None = member("Function that approved it")
    document: Evidence | None = member("The assessment")


class ProductComponent(Record):
    """Place of the system in a product under Annex I."""

    role: Literal["none", "component", "safety_component", "product"] | None = member(
        "What the system is in relation to the product"
    )
    annex_i_act: Str | None = member("Union act, by number")
    annex_i_section: Literal["A", "B"] | None = member("Section of Annex I")
    third_party_assessment_required: Bool | None = member(
        "Whether a third party must assess the product for health and safety risks"
    )
    third_party_assessment_reason: Text | None = member("Which risk makes it so")
    failure_effect: Text | None = member("What a failure does to health and safety")


class RoleChange(Record):
    """Event by which an actor became the provider (Art. 25)."""

    event: Literal["own_name_or_mark", "substantial_modification", "change_of_purpose"] | None = member("What happened")
    date: Date | None = member("When")
    previous_provider: Party | None = member("Provider before the event")
    new_provider: Party | None = member("Provider after the event, when it is another organisation")
    resulting_role: Literal["provider", "initial_provider"] | None = member("Role of this organisation after it")
    reason: Text | None = member("Why the article applies")
    original_intended_purpose: Text | None = member("Purpose stated by the previous provider")
    handover_documentation: Evidence | None = member("Technical documentation handed over")
    handover_limitations: list[Str] | None = member("Known limitations handed over")
    handover_access: Text | None = member("Technical access granted")


class LegacyClaim(Record):
    """Claim that a high-risk system was on the market before the date of application and has had no significant
    change of design since."""

    claimed: Bool | None = member("Whether the exemption is claimed")
    reasoning: Text | None = member("Why no change since then was significant")
    changes_considered: list[Str] | None = member("Identifiers of the changes looked at")
    approved_by_role: Role | None = member("Function that accepted the claim")
    date: Date | None = member("Date of the claim")
