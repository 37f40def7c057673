"""Versions, changes and the end of life."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import ApprovalRef, Bool, Date, Duration, Str, Text


class Change(Record):
    """One change of the system after its first release."""

    identity = "id"

    id: Str | None = member("Identifier")
    date: Date | None = member("When")
    version: Str | None = member("Version it led to")
    description: Text | None = member("What changed")
    significance: Literal["minor", "significant", "substantial"] | None = member(
        "Significance; substantial as Art. 3(23) means it"
    )
    justification: Text | None = member("Why it was graded so")
    predetermined: Str | None = member("Pre-determined change it carries out, by identifier")
    retested: Bool | None = member("Whether tests were repeated")
    approval: ApprovalRef | None = member("Approval of the change")


class PredeterminedChange(Record):
    """A change foreseen and assessed in advance."""

    id: Str | None = member("Identifier")
    change: Text | None = member("What may change")
    bounds: Text | None = member("Bounds")
    trigger: Text | None = member("What sets it off")
    verification: Text | None = member("How the result is checked")
    performance_effect: Text | None = member("Effect on performance")


class VersionEntry(Record):
    """A released version."""

    version: Str | None = member("Version")
    date: Date | None = member("Release date")
    relation: Text | None = member("What changed against the one before")


class AutomaticUpdates(Record):
    """Updates made without an approval of each."""

    justification: Text | None = member("Why")
    permitted_scope: Text | None = member("What may change")
    checks: Text | None = member("Checks before and after")


class FeedbackLoop(Record):
    """An output that may become an input of later learning."""

    pathway: Text | None = member("How it gets back")
    measure: Text | None = member("Measure against it")
    indicator: Str | None = member("Indicator that watches it")


class UpdateControl(Record):
    """Control of changes."""

    criteria: Text | None = member("How changes are graded")
    automatic_updates: AutomaticUpdates | None = member("Bounds of automatic updates")
    feedback_loops: list[FeedbackLoop] | None = member("Outputs that may become inputs")
    rollback_plan: Evidence | None = member("How to return to an earlier version")


class Decommissioning(Record):
    """End of life."""

    dependencies: Text | None = member("What depends on it and moves elsewhere")
    data: Text | None = member("What happens to its data")
    removal: Text | None = member("How it is removed")
    notice: Text | None = member("Who is told, and when")
    retired_on: Date | None = member("Date taken out of service")


class Upkeep(Record):
    """Lifetime and care."""

    expected_lifetime: Duration | None = member("Expected lifetime")
    tasks: list[Str] | None = member("Maintenance tasks with their frequency")
    update_requirements: Text | None = member("How and when it must be updated")
