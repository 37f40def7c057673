"""The organisation that answers for the catalog: its legal identity, supervision and governance."""

from typing import Literal

from cardwright.catalog.entities.field import internal, public, regulator, section
from cardwright.catalog.entities.governance import BasicRegime, BoardReport, LiteracyMeasure, Policy, QualitySystem
from cardwright.catalog.entities.people import Approver, Contact, Representative
from cardwright.catalog.entities.record import Entity, Record
from cardwright.catalog.entities.review import Review
from cardwright.catalog.entities.text import Bool, Country, Duration, EntityId, Float, Role, Str, TeamRef, Text


class OrganisationLegalIdentity(Record):
    """Who the organisation is in law (Annex V 2, Annex VIII A 1)."""

    legal_name: Str | None = public("Registered name", example="Example Bank SE")
    trademark: Str | None = public("Registered trade name or mark on the product", example="ExampleBank")
    address: Str | None = public("Registered address", example="1 Example Street, Frankfurt")
    country: Country | None = public("Country of establishment", example="DE")
    contact: Contact | None = public(
        "Public contact point for deployers, customers and authorities",
        example={"role": "AI compliance desk", "email": "ai-compliance@example.com"},
    )
    size_class: Literal["micro", "small", "medium", "small_mid_cap", "large"] | None = public(
        "Size under Recommendation 2003/361/EC and the small mid-cap definition", example="large"
    )
    public_body: Bool | None = public("Whether it is a body governed by public law", example=False)
    authorised_representative: Representative | None = public(
        "Authorised representative in the Union, for a provider established outside it",
        example={"name": "Example Compliance Europe SARL", "address": "Luxembourg"},
    )


class OrganisationSupervision(Record):
    """Facts that decide which supervisory expectations apply."""

    code_of_practice_signatory: Bool | None = regulator(
        "Whether it signed the general-purpose AI Code of Practice", example=False
    )
    total_assets: Float | None = regulator(
        "Total assets in billion US dollars, at the last balance sheet date", example=41.5
    )
    basic_regime: BasicRegime | None = regulator(
        "Claim that AIRG 2.3 applies, so that only 2.5 binds; absent counts as not claimed", example={"applies": False}
    )
    policy_cites_sr_11_7: Bool | None = regulator(
        "Whether the model risk policy still rests on SR 11-7; absent counts as no", example=False
    )
    uk_internal_model_firm: Bool | None = regulator(
        "Whether it has UK permission to use internal models for capital", example=False
    )


class OrganisationGovernance(Record):
    """Board, functions and policies (AIRG section 3, ISO 42001 clauses 4 to 10)."""

    accountable_executive: Role | None = regulator(
        "Senior manager who answers for AI risk across the organisation", example="Chief Risk Officer"
    )
    governance_committee: Str | None = regulator("Body that oversees AI risk", example="AI Risk Committee")
    control_function: TeamRef | None = regulator("Second-line function for AI risk", example="team:model-risk")
    responsibilities: Text | None = regulator(
        "Who is responsible, accountable, consulted and informed at each life cycle stage",
        example="Developers own tests; model risk validates; the committee approves.",
    )
    approvers: list[Approver] | None = regulator(
        "Which role approves what", example=[{"scope": "use_case: high materiality", "role": "Chief Risk Officer"}]
    )
    escalation: Text | None = regulator(
        "How AI matters are escalated to management and board",
        example="Breaches go to the committee within two working days.",
    )
    policies: list[Policy] | None = regulator(
        "Policies, procedures and strategies, one entry a topic",
        example=[
            {
                "topic": "data_management",
                "document": {"file": "evidence/data-policy.pdf"},
                "owner_role": "Chief Data Officer",
                "last_review": "2026-04-01",
            }
        ],
    )
    quality_system: QualitySystem | None = regulator(
        "Sector basis and proportionality of the quality system", example={"proportionality_note": "Full scope"}
    )
    inventory_owner: Role | None = regulator(
        "Function outside development that answers for the completeness of the catalog", example="Head of AI Governance"
    )
    board_reporting: BoardReport | None = regulator("Last report to the board", example={"last_report": "2026-09-15"})
    review_interval: Duration | None = regulator("Longest time between reviews of a catalog entry", example="P3M")
    ethics_values: list[Str] | None = public(
        "Values the organisation holds its AI to", example=["fairness", "accountability", "human control"]
    )


class OrganisationLiteracy(Record):
    """AI literacy (Art. 4)."""

    measures: list[LiteracyMeasure] | None = regulator(
        "Training and other measures by audience and system",
        example=[{"audience": "Credit officers", "date": "2026-05-04", "systems": ["system:credit-decisioning"]}],
    )
    context_of_use: Text | None = regulator(
        "Who operates AI here, on whom it is used, and what they must know",
        example="Branch staff see scores; underwriters may override them.",
    )
    owner_role: Role | None = regulator("Function in charge of literacy", example="Head of Learning")


class Organisation(Entity):
    """The legal entity that answers for the catalog; one per catalog."""

    file = "catalog.yaml"
    small = (
        "kind",
        "id",
        "name",
        "frameworks",
        "legal_identity.legal_name",
        "legal_identity.country",
        "legal_identity.contact",
        "legal_identity.size_class",
        "governance.review_interval",
    )

    kind: Literal["organisation"] = internal("Kind of entity", required=True)
    id: EntityId = internal("Identifier", example="example-bank", required=True)
    name: Str = public(
        "Name used in the catalog", example="Example Bank", required=True, std=("cyclonedx metadata.manufacturer.name",)
    )
    frameworks: list[Str] | None = internal("Frameworks switched on", example=["eu-ai-act", "mas-airg", "mas-feat"])
    reviews: list[Review] | None = regulator(
        "Reviews of the framework itself: capability, policy compliance, internal audit",
        example=[{"kind": "capability", "date": "2026-06-30", "outcome": "pass"}],
    )
    legal_identity: OrganisationLegalIdentity | None = section()
    supervision: OrganisationSupervision | None = section()
    governance: OrganisationGovernance | None = section()
    literacy: OrganisationLiteracy | None = section()
