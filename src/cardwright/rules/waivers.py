"""Waivers: findings accepted by someone, for a reason, for a time. One that does not hold is a finding itself."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from typing import Any

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import Problem, pointer
from cardwright.rules.placeholders import fold, has_substance

NEVER_WAIVED = (
    "AIA1", "CAT00", "CAT01", "CAT02", "CAT030", "CAT033", "CAT034", "CAT043",
    "CAT08", "CAT090", "CAT091", "CAT092", "CAT093", "CAT10",
)  # fmt: skip
"""Rules on prohibited practices, the reading of files and frameworks, references, credentials, waivers, unknown facts.

No acceptance makes these sound.
"""

LONGEST_YEARS = 1
"""Whoever accepts a gap decides again after a year at the latest."""
FEWEST_WORDS = 3


class Waivers:
    """The waivers of a catalog that hold on a date, and which of them were used."""

    def __init__(self, catalog: Catalog, known: Collection[str], as_of: datetime.date) -> None:
        self.problems: list[Problem] = []
        self._used: dict[str, set[str]] = {}
        self._holding: dict[tuple[str, str], list[Entry]] = {}
        for entry in catalog.by_kind("waiver"):
            faults = list(_faults(catalog, entry, known, as_of))
            self.problems += faults
            if not faults:
                waiver: Any = entry.value
                target = catalog.find(waiver.entity)
                self._holding.setdefault((waiver.rule, target.ref if target else waiver.entity), []).append(entry)

    def covering(self, rule: str, entity: str, pointer: str) -> Entry | None:
        """The waiver that accepts a rule's finding at a field of an entity; it then counts as used."""
        holding = self._holding.get((rule, entity), ())
        if not holding or rule.startswith(NEVER_WAIVED):
            return None
        for entry in holding:
            path = entry.value.path  # type: ignore[attr-defined]  # a waiver
            if path is None or pointer == path or pointer.startswith((f"{path}.", f"{path}[")):
                self._used.setdefault(entry.ref, set()).add(pointer)
                return entry
        return None

    def use(self) -> Iterator[Problem]:
        """The waivers that hold but accept nothing, or more than one decision can have looked at."""
        for entries in self._holding.values():
            for entry in entries:
                waiver: Any = entry.value
                fields = sorted(self._used.get(entry.ref, ()))
                if not fields:
                    message = f"{waiver.rule} has no finding on {waiver.entity} that this waiver could accept"
                    yield Problem("CAT081", entry.at(("rule",)), message, entry.ref)
                elif len(fields) > 1:
                    listed = ", ".join(f"`{field}`" for field in fields)
                    message = f"this waiver accepts {len(fields)} findings at once: {listed}"
                    yield Problem("CAT093", entry.at(("path",) if waiver.path else ("entity",)), message, entry.ref)


def _faults(catalog: Catalog, entry: Entry, known: Collection[str], as_of: datetime.date) -> Iterator[Problem]:
    """Why a waiver does not count."""
    waiver: Any = entry.value
    if waiver.rule not in known:
        message = f"“{waiver.rule}” is no rule; a waiver names one rule, without wildcard"
        yield Problem("CAT083", entry.at(("rule",)), message, entry.ref)
    elif waiver.rule.startswith(NEVER_WAIVED):
        yield Problem("CAT083", entry.at(("rule",)), f"{waiver.rule} cannot be waived", entry.ref)
    if waiver.expiry < as_of:
        yield Problem("CAT080", entry.at(("expiry",)), f"the waiver ended on {waiver.expiry}", entry.ref)
    elif waiver.expiry > _years_after(waiver.approved_on, LONGEST_YEARS):
        message = f"the waiver runs until {waiver.expiry}, longer than a year from {waiver.approved_on}"
        yield Problem("CAT094", entry.at(("expiry",)), message, entry.ref)
    if waiver.approved_on > as_of:
        message = f"the waiver is dated {waiver.approved_on}, after {as_of}"
        yield Problem("CAT084", entry.at(("approved_on",)), message, entry.ref)
    if fold(waiver.requested_by) == fold(waiver.approved_by):
        message = f"{waiver.approved_by} asked for the waiver and approved it"
        yield Problem("CAT082", entry.at(("approved_by",)), message, entry.ref)
    else:
        yield from _approver_faults(catalog, entry)
    for name in ("reason", "compensating_control"):
        if not _says_something(getattr(waiver, name)):
            yield Problem("CAT092", entry.at((name,)), f"`{name}` does not say what is asked", entry.ref)


def _approver_faults(catalog: Catalog, entry: Entry) -> Iterator[Problem]:
    """A waiver is approved by a role that the organisation lists among those who approve."""
    waiver: Any = entry.value
    organisation: Any = catalog.organisation.value if catalog.organisation else None
    governance = organisation.governance if organisation else None
    roles = [approver.role for approver in (governance.approvers if governance else None) or () if approver.role]
    if fold(waiver.approved_by) not in map(fold, roles):
        listed = f"it lists {', '.join(dict.fromkeys(roles))}" if roles else "it lists nobody"
        message = f"{waiver.approved_by} is not among those who approve in `governance.approvers`; {listed}"
        yield Problem("CAT091", entry.at(("approved_by",)), message, entry.ref)


def _says_something(text: str | None) -> bool:
    return bool(text) and has_substance(text) and len(str(text).split()) >= FEWEST_WORDS


def _years_after(date: datetime.date, years: int) -> datetime.date:
    """The same day some years later; the last of February where that day does not exist."""
    year = min(date.year + years, datetime.MAXYEAR)
    try:
        return date.replace(year=year)
    except ValueError:
        return date.replace(year=year, day=28)


def approval_problems(catalog: Catalog) -> Iterator[Problem]:
    """The latest approval of an entity must name the state the entity is in, and come after what that state tells."""
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
        elif target is not None:
            yield from _told_later(entry, target)


PAST_DAYS = frozenset({"date", "measured_on", "updated_on", "tested_on", "released_on", "finished_on", "closed_on"})
"""Members that hold the day of something that has happened."""


def _told_later(approval: Entry, target: Entry) -> Iterator[Problem]:
    """What the state approved tells of days after the approval: nobody can have seen it then."""
    given: Any = approval.value
    days = [(text, path) for path, form, text in target.leaves if form.name == "date" and path[-1] in PAST_DAYS]
    last, path = max(days, key=lambda item: (item[0], str(item[1])), default=("", ()))
    if last > str(given.date):
        message = f"{given.date} is before {last}, which stands at `{pointer(path)}` of {target.ref} as approved here"
        yield Problem("CAT135", approval.at(("date",)), message, approval.ref)
