"""Waivers: findings accepted by someone, for a reason, for a time. One that does not hold is a finding itself."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from typing import Any

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Problem
from cardwright.rules.placeholders import fold

NEVER_WAIVED = ("AIA1", "CAT00", "CAT01", "CAT02", "CAT030", "CAT033", "CAT034", "CAT043", "CAT08", "CAT090")
"""Rules on prohibited practices, the reading of files, references, credentials, waivers and unknown facts.

No acceptance makes these sound.
"""


class Waivers:
    """The waivers of a catalog that hold on a date, and which of them were used."""

    def __init__(self, catalog: Catalog, known: Collection[str], as_of: datetime.date) -> None:
        self.problems: list[Problem] = []
        self.used: set[str] = set()
        self._holding: dict[tuple[str, str], list[Entry]] = {}
        for entry in catalog.by_kind("waiver"):
            faults = list(_faults(entry, known, as_of))
            self.problems += faults
            if not faults:
                waiver: Any = entry.value
                target = catalog.find(waiver.entity)
                self._holding.setdefault((waiver.rule, target.ref if target else waiver.entity), []).append(entry)

    def covering(self, rule: str, entity: str, pointer: str) -> Entry | None:
        """The waiver that accepts a rule's finding at a field of an entity; it then counts as used."""
        if rule.startswith(NEVER_WAIVED):
            return None
        for entry in self._holding.get((rule, entity), ()):
            path = entry.value.path  # type: ignore[attr-defined]  # a waiver
            if path is None or pointer == path or pointer.startswith((f"{path}.", f"{path}[")):
                self.used.add(entry.ref)
                return entry
        return None

    def unused(self) -> Iterator[Problem]:
        """The waivers that hold but accept nothing."""
        for entries in self._holding.values():
            for entry in entries:
                if entry.ref not in self.used:
                    waiver: Any = entry.value
                    message = f"{waiver.rule} has no finding on {waiver.entity} that this waiver could accept"
                    yield Problem("CAT081", entry.at(("rule",)), message, entry.ref)


def _faults(entry: Entry, known: Collection[str], as_of: datetime.date) -> Iterator[Problem]:
    waiver: Any = entry.value
    if waiver.rule not in known:
        message = f"“{waiver.rule}” is no rule; a waiver names one rule, without wildcard"
        yield Problem("CAT083", entry.at(("rule",)), message, entry.ref)
    elif waiver.rule.startswith(NEVER_WAIVED):
        yield Problem("CAT083", entry.at(("rule",)), f"{waiver.rule} cannot be waived", entry.ref)
    if waiver.expiry < as_of:
        yield Problem("CAT080", entry.at(("expiry",)), f"the waiver ended on {waiver.expiry}", entry.ref)
    if waiver.approved_on > as_of:
        message = f"the waiver is dated {waiver.approved_on}, after {as_of}"
        yield Problem("CAT084", entry.at(("approved_on",)), message, entry.ref)
    if fold(waiver.requested_by) == fold(waiver.approved_by):
        message = f"{waiver.approved_by} asked for the waiver and approved it"
        yield Problem("CAT082", entry.at(("approved_by",)), message, entry.ref)


def approval_problems(catalog: Catalog) -> Iterator[Problem]:
    """The latest approval of an entity must name the state the entity is in."""
    latest: dict[str, Entry] = {}
    for entry in catalog.by_kind("approval"):
        approval: Any = entry.value
        best: Any = latest[approval.entity].value if approval.entity in latest else None
        if best is None or best.date <= approval.date:
            latest[approval.entity] = entry
    for ref, entry in latest.items():
        target = catalog.find(ref)
        if target is not None and target.digest != entry.value.digest:  # type: ignore[attr-defined]
            message = f"{target.ref} has changed since this approval; its digest is {target.digest}"
            yield Problem("CAT085", entry.at(("digest",)), message, entry.ref)
