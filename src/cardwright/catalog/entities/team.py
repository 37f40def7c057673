"""Teams: those who own, build, validate and approve."""

from typing import Literal

from cardwright.catalog.entities.field import customer, internal, regulator
from cardwright.catalog.entities.people import Contact, OnCall
from cardwright.catalog.entities.record import Entity
from cardwright.catalog.entities.text import EntityId, Str, TeamRef, Text

TeamFunction = Literal[
    "developer",
    "owner",
    "deployer",
    "operator",
    "validator",
    "control_function",
    "internal_audit",
    "approver",
    "data_steward",
    "supplier_management",
]


class Team(Entity):
    """A group of people with a function and one contact."""

    file = "teams/<id>.yaml"
    small = ("kind", "id", "name", "functions", "contact", "on_call")

    kind: Literal["team"] = internal("Kind of entity", required=True)
    id: EntityId = internal("Identifier", example="credit-modelling", required=True)
    name: Str = customer(
        "Name", example="Credit Modelling", required=True, std=("cyclonedx component.data.governance.owners",)
    )
    functions: list[TeamFunction] | None = internal(
        "What the team does; used for segregation of duties", example=["developer"]
    )
    line_of_defence: Literal["first", "second", "third"] | None = internal("Line of defence", example="first")
    parent: TeamRef | None = internal("Team it reports to", example="team:risk-analytics")
    contact: Contact | None = regulator(
        "Primary contact in working hours", example={"role": "Duty modeller", "email": "credit-modelling@example.com"}
    )
    on_call: OnCall | None = internal(
        "Who answers an alert, with rota, channel and hours",
        example={"channel": "#credit-models-oncall", "hours": "24x7"},
    )
    escalation: list[Contact] | None = regulator(
        "Next levels when nobody answers, in order",
        example=[{"role": "Head of Credit Modelling", "phone": "+4960000000"}],
    )
    competence: Text | None = regulator(
        "Skills and training of the team for its function",
        example="Two chartered statisticians; yearly validation training.",
    )
    aliases: list[Str] | None = internal(
        "Names of the team in other tools, for ownership lookups", example=["@example-bank/credit-modelling"]
    )
