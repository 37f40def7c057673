"""Checks on records wherever they stand: an item of a list, or a section, of which part is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from cardwright.finding import pointer
from cardwright.rules.checks.case import Case, Check, Fault, nothing
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.manners import member_manner
from cardwright.rules.placeholders import has_substance

Wanted = Mapping[str, tuple[tuple[str, ...], ...]]
"""By the name of a structure: groups of members, of each of which one has to be there."""


@word
def whole(of: dict[str, list[str | list[str]]]) -> Check:
    """Every record of the structures named, wherever it stands in the entity, has the members named.

    The names are those of the dictionary of fields; a list of members means one of them.

    `whole: {of: {Evidence: [title, [file, url]], Split: [name, records]}}`
    """
    wanted: Wanted = {
        name: tuple((member,) if isinstance(member, str) else tuple(member) for member in members)
        for name, members in of.items()
    }

    def check(case: Case) -> Iterator[Fault]:
        found = case.entry.outline.records
        if found.keys().isdisjoint(wanted):
            yield nothing(case)
        for structure, groups in wanted.items():
            for path, record in found.get(structure, ()):
                for group in groups:
                    if not any(_stated(record, name) for name in group):
                        names = " or ".join(f"`{name}`" for name in group)
                        yield Fault(case.entry, (*path, group[0]), f"{names} is missing in `{pointer(path)}`")

    return check


def _stated(record: BaseModel, name: str) -> bool:
    """Whether a member says something; an empty list is a statement."""
    value = getattr(record, name)
    if value is None or isinstance(value, dict):
        return value is not None
    return value == [] or has_substance(value, member_manner(type(record), name))
