"""Checks on what a reference or a role leads to: an entity that exists, a file that is there, a team, a mandate."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from cardwright.catalog.folder import Unreadable, read_file
from cardwright.rules.checks.case import Case, Check, Fault, at, looking_at, named, nothing, paths
from cardwright.rules.checks.presence import items_of
from cardwright.rules.checks.shortfalls import word_list
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import Spot, descend, parse_path


@word
def resolves(of: Any) -> Check:
    """Every reference at the paths leads to an entity of the catalog.

    `resolves: [data.datasets.dataset, parents]`
    """
    fields = paths(of)

    @looking_at(fields)
    def run(case: Case) -> Iterator[Fault]:
        spots = _texts(case, fields)
        if not spots:
            yield nothing(case)
        for spot in spots:
            if case.catalog.find(spot.value) is None:
                yield at(spot, f"{named(case, spot)} leads to {spot.value}, which is not in the catalog")

    return run


@word
def file_exists(of: Any) -> Check:
    """Every file named at the paths can be read in the catalog folder.

    `file_exists: documentation.file`
    """
    fields = paths(of)

    @looking_at(fields)
    def run(case: Case) -> Iterator[Fault]:
        spots = _texts(case, fields)
        if not spots:
            yield nothing(case)
        for spot in spots:
            if reason := _unreadable(case, spot.value):
                yield at(spot, f"{named(case, spot)}: `{spot.value}`: {reason}")

    return run


def _unreadable(case: Case, relative: str) -> str:
    """Why a file cannot be read, looked up once; empty when it can."""
    key = "file", relative
    if key not in case.facts.memo:
        try:
            read_file(case.catalog.folder, relative, most_bytes=1)
        except Unreadable as error:
            case.facts.memo[key] = str(error) or os.strerror(2)
        else:
            case.facts.memo[key] = ""
    reason: str = case.facts.memo[key]
    return reason


@word
def outside(of: Any, team: Any) -> Check:
    """A role is not one of a team: its text does not hold the name of the team.

    `outside: {of: governance.inventory_owner, team: governance.control_function}`
    """
    roles, teams = paths(of), paths(team)

    @looking_at(roles, teams)
    def run(case: Case) -> Iterator[Fault]:
        spots = _texts(case, roles)
        entries = [entry for spot in _texts(case, teams) if (entry := case.catalog.find(spot.value)) is not None]
        if not spots or not entries:
            yield nothing(case)
        for spot in spots:
            said = " ".join(word_list(spot.value))
            for entry in entries:
                name = " ".join(word_list(str(entry.name)))
                if name and f" {name} " in f" {said} ":
                    yield at(spot, f"{named(case, spot)} “{spot.value}” belongs to {entry.ref}")

    return run


@word
def role_for(of: Any, among: str, says: list[str]) -> Check:
    """A role is one that the organisation named for the purpose: the scope of its entry holds every word of `says`.

    Where no entry of `among` has such a scope there is nothing to judge.

    `role_for: {of: 'approval:role', among: 'organisation:governance.approvers', says: [use case, high]}`
    """
    roles, entries_at = paths(of), parse_path(among)

    @looking_at(roles, [entries_at])
    def run(case: Case) -> Iterator[Fault]:
        entries = [item.value for item in items_of(case.spots(entries_at)) if item.value.scope and item.value.role]
        fitting = [entry for entry in entries if all(_holds(entry.scope, text) for text in says)]
        spots = _texts(case, roles)
        if not spots or not fitting:
            yield nothing(case)
            return
        allowed = {" ".join(word_list(entry.role)) for entry in fitting}
        for spot in spots:
            if " ".join(word_list(spot.value)) not in allowed:
                named_roles = ", ".join(sorted(entry.role for entry in fitting))
                yield at(
                    spot, f"{named(case, spot)} is “{spot.value}”; `{entries_at.text}` names {named_roles} for this"
                )

    return run


def _holds(scope: str, text: str) -> bool:
    said = " ".join(word_list(scope.replace("_", " ")))
    return f" {' '.join(word_list(text))} " in f" {said} "


@word
def told_alike(of: str, others: Any, by: list[str], inside: str) -> Check:
    """Items of two lists that say the same in all members `by` hold the same values at `inside`; none may be left out.

    `told_alike: {of: reviews, others: 'model_version:reviews', by: [kind, report.file], inside: findings.id}`
    """
    own, elsewhere = parse_path(of), paths(others)
    members, values = [parse_path(name).steps for name in by], parse_path(inside).steps

    def key(item: Spot) -> tuple[Any, ...]:
        return tuple(spot.value for steps in members for spot in descend(item.entry, item.value, item.path, steps))

    def held(item: Spot) -> set[str]:
        spots = descend(item.entry, item.value, item.path, values)
        return {str(spot.value) for spot in spots if spot.value is not None}

    @looking_at([own], elsewhere)
    def run(case: Case) -> Iterator[Fault]:
        partners = [item for field in elsewhere for item in items_of(case.spots(field))]
        items = items_of(case.spots(own))
        pairs = [
            (item, other) for item in items for other in partners if None not in key(item) and key(item) == key(other)
        ]
        if not pairs:
            yield nothing(case)
        for item, other in pairs:
            if lacking := sorted(held(other) - held(item)):
                yield at(item, f"{named(case, item)} leaves out {', '.join(lacking)}, which {named(case, other)} tells")

    return run


def _texts(case: Case, fields: Any) -> list[Spot]:
    spots = items_of([spot for field in fields for spot in case.spots(field)])
    return [spot for spot in spots if isinstance(spot.value, str)]
