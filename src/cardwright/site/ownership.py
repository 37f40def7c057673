"""Who answers for an entity: its team, how to reach it, who is on call, and what to do when an alert comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry


def owner_of(catalog: Catalog, entry: Entry) -> Entry | None:
    """The team that answers for an entity.

    A version has the owner of its model, an approval or a waiver that of the entity it is about; a team is its own.
    None where no owner is stated, or where the catalog has no such team.
    """
    return entry if entry.kind == "team" else _team_named(catalog, entry, "owner")


def _team_named(catalog: Catalog, entry: Entry, field: str) -> Entry | None:
    for held in _holders(catalog, entry):
        ref = held.source.data.get(field)
        team = catalog.find(ref.strip()) if isinstance(ref, str) else None
        if team is not None and team.kind == "team":
            return team
    return None


def _holders(catalog: Catalog, entry: Entry) -> list[Entry]:
    """The entity and, where it is about another, that one: whose `owner` counts."""
    held = [entry]
    if entry.kind in ("approval", "waiver"):
        ref = entry.source.data.get("entity")
        about = catalog.find(ref.strip()) if isinstance(ref, str) else None
        held += [about] if about else []
    for item in list(held):
        if item.kind == "model_version":
            model = catalog.find(item.ref.partition("@")[0])
            held += [model] if model else []
    return held


def ownership(catalog: Catalog, entry: Entry) -> dict[str, Any]:
    """What an alert needs to know of an entity, as plain data; a value is None where nothing is stated.

    `on_call` is that of the owner, else that of the developer; `on_call_team` says whose. `runbook` is the entity's own
    where it has one, else that of the on-call entry.
    """
    team = owner_of(catalog, entry)
    stated: Mapping[str, Any] = team.source.data if team else {}
    asked = (team, _team_named(catalog, entry, "developer"))
    waking = next((held for held in asked if held and _on_call(held)), None)
    on_call = _on_call(waking) if waking else None
    runbook = entry.source.data.get("runbook")
    if runbook is None and on_call:
        runbook = on_call.get("runbook")
    return {
        "team": team.ref if team else None,
        "name": team.name if team else None,
        "contact": stated.get("contact"),
        "on_call": on_call,
        "on_call_team": waking.ref if waking else None,
        "escalation": stated.get("escalation"),
        "runbook": runbook,
    }


def _on_call(team: Entry) -> Mapping[str, Any] | None:
    stated = team.source.data.get("on_call")
    return stated if isinstance(stated, Mapping) and stated else None
