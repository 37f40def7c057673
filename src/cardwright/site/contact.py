"""Whom to ask and whom to wake: the card that stands at the top of everything somebody owns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.record import Link, Shown, Target, show_value
from cardwright.cards.words import label_of, shorten
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import field_at
from cardwright.site.ownership import ownership
from cardwright.site.runbooks import runbook_link

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry
    from cardwright.site.published import Published

_address = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
"""Addresses that a mail program may be handed as they are."""
ESCALATION_SHOWN = 4


class Line(NamedTuple):
    """One way to reach somebody: what it is, what to show, and where a click leads, if anywhere."""

    label: str
    text: str
    href: str = ""


class Contact(NamedTuple):
    """Who answers for an entity. `team` is None where no owner is stated; `runbook` where there is none.

    `on_call_team` is the developer where nobody of the owner is on call. `shown` names the parts that readers may see:
    the absence of another says nothing.
    """

    team: Target | None
    contact: tuple[Line, ...]
    on_call: tuple[Line, ...]
    on_call_team: Target | None
    runbook: Shown | None
    runbook_href: str
    escalation: tuple[Line, ...]
    shown: frozenset[str]


PARTS = {"contact": "team", "on_call": "team", "escalation": "team", "runbook": "system", "owner": "system"}
"""The parts of the card, and the kind whose field of that name says who may read it."""


def contact_of(published: Published, entry: Entry, link: Link, page: str) -> Contact | None:
    """Return who answers for an entity; None for a kind that nobody owns."""
    if entry.kind == "organisation":
        return None
    catalog = published.catalog
    held = ownership(catalog, entry)
    escalation = held["escalation"] if isinstance(held["escalation"], list) else []
    runbook, waking = held["runbook"], held["on_call_team"]
    steps = (line for step in escalation[:ESCALATION_SHOWN] for line in _person(step))
    return Contact(
        team=link(held["team"]) if held["team"] else None,
        contact=tuple(_lines(held["contact"])),
        on_call=tuple(_lines(held["on_call"])),
        on_call_team=link(waking) if waking and waking != held["team"] else None,
        runbook=_runbook(runbook, link),
        runbook_href=runbook_link(published, runbook, page),
        escalation=tuple(steps),
        shown=frozenset(part for part, kind in PARTS.items() if published.shows_field(ENTITY_CLASSES[kind], part)),
    )


def _lines(record: Any) -> Iterator[Line]:
    for name, value in record.items() if isinstance(record, Mapping) else ():
        if isinstance(value, str) and value.strip():
            yield Line(label_of(name), shorten(value), _href(value.strip()))


def _person(step: Any) -> Iterator[Line]:
    """One level of escalation on one line: who, and the first way to reach them."""
    lines = list(_lines(step))
    role = next((line.text for line in lines if line.label == "Role"), "Next level")
    reached = next((line for line in lines if line.href), next((line for line in lines if line.label != "Role"), None))
    yield Line(role, reached.text if reached else "", reached.href if reached else "")


def _href(text: str) -> str:
    if _address.fullmatch(text):
        return f"mailto:{text}"
    return text if text.startswith(("https://", "http://")) else ""


def _runbook(raw: Any, link: Link) -> Shown | None:
    field = field_at(ENTITY_CLASSES["system"], ["runbook"])
    return show_value(field.shape, raw, link) if raw and field else None
