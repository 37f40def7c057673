"""Human oversight and cybersecurity."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import Date, Role, Str, Text

OversightAbility = Literal[
    "understand_and_monitor",
    "automation_bias",
    "interpret_output",
    "override",
    "stop",
    "verify_by_two_persons",
    "other",
]


class OversightMeasure(Record):
    """A measure that lets people oversee the system."""

    select = "ability"

    ability: OversightAbility | None = member("Ability it gives, Art. 14(4)(a) to (e) and 14(5)")
    measure: Text | None = member("What it is")
    built_into: Literal["system", "deployer"] | None = member("Built in by the provider, or left to the deployer")
    addressee: Role | None = member("Who uses it")
    risk: Str | None = member("Risk it addresses, by identifier")
    effectiveness: Evidence | None = member("Proof that it works")
    exemption: Text | None = member("Law that lifts the duty, where relied on")


class StopControl(Record):
    """The means to halt the system safely."""

    mechanism: Text | None = member("Stop button, switch or procedure")
    safe_state: Text | None = member("State after the stop")
    tested_on: Date | None = member("Date of the last test")


class SecurityMeasure(Record):
    """A control against an AI-specific or general attack."""

    asset: Str | None = member("What is protected")
    threat: Str | None = member("Poisoning, evasion, extraction, prompt injection, ...")
    control: Text | None = member("The control")
    test: Str | None = member("Name of the test that covers it")
    date: Date | None = member("Date of the test")
