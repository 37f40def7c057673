"""What a reader wants to know of an entity first: a few answers at the top of its page, kind by kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.record import Link, Shown, show_value
from cardwright.catalog.entities.shape import FieldShape, field_at

if TYPE_CHECKING:
    from pydantic import BaseModel

    from cardwright.catalog.graph import Entry

GLANCE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "system": (
        ("What it is for", "purpose.intended_purpose"),
        ("Whom it affects", "purpose.affected_groups"),
        ("Limits", "performance.limitations"),
        ("Misuse to expect", "purpose.reasonably_foreseeable_misuse"),
        ("A person's part", "human_oversight.mode"),
        ("Personal data", "data_protection.personal_data"),
    ),
    "model": (
        ("What it is for", "purpose.intended_use"),
        ("Not for", "purpose.out_of_scope_uses"),
        ("Limits", "purpose.limitations"),
        ("How it fails", "purpose.failure_modes"),
        ("What it takes for granted", "purpose.assumptions"),
        ("Licence", "supply.licence"),
    ),
    "model_version": (
        ("What is new", "description"),
        ("Data", "data.datasets"),
        ("How it was trained", "training.procedure"),
        ("What it takes for granted", "data.assumptions"),
    ),
    "dataset": (
        ("What it is", "description"),
        ("Where it comes from", "origin.sources"),
        ("How it was collected", "origin.collection_method"),
        ("Gaps", "quality.gaps"),
        ("Personal data", "protection.personal_data"),
        ("Licence", "origin.licence"),
    ),
    "use_case": (
        ("What it is for", "scope.purpose"),
        ("Approved for", "scope.approved_scope"),
        ("Not for", "scope.excluded_uses"),
        ("As it is used", "scope.actual_use"),
        ("Why", "justification.benefits"),
        ("Systems", "systems"),
    ),
    "organisation": (
        ("Accountable", "governance.accountable_executive"),
        ("Who approves", "governance.approvers"),
        ("Committee", "governance.governance_committee"),
    ),
}
"""What a reader wants to know first, as heading and field; these are left out of the record below."""
ALWAYS_ASKED = frozenset(
    {"purpose.intended_purpose", "purpose.intended_use", "scope.purpose", "performance.limitations",
     "purpose.limitations", "purpose.out_of_scope_uses"}
)  # fmt: skip
"""Fields whose absence a reader is told of, whatever the rules ask."""


class Glance(NamedTuple):
    """One answer at the top of the page; `value` is None where it is missing and a reader should know."""

    label: str
    value: Shown | None
    path: str

    @property
    def is_wide(self) -> bool:
        """Whether the answer is a table or a record, which needs the width of the page."""
        return self.value is not None and self.value.holds in ("table", "records", "record")


def glance_at(entry: Entry, link: Link) -> Iterator[Glance]:
    """Yield the answers that an entity gives, and those it owes whatever the rules ask."""
    for label, path in GLANCE.get(entry.kind, ()):
        value = shown_at(entry, path, link)
        if value is not None or path in ALWAYS_ASKED:
            yield Glance(label, value, path)


def shown_at(entry: Entry, path: str, link: Link) -> Shown | None:
    """The value of a field as a page shows it; None where it is not stated."""
    value = dig(entry.source.data, path)
    field = _field_at(type(entry.value), path)
    return None if value is None or field is None else show_value(field.shape, value, link)


@lru_cache(maxsize=1024)
def _field_at(record: type[BaseModel], path: str) -> FieldShape | None:
    return field_at(record, path.split("."))


def dig(raw: Any, path: str) -> Any:
    """The value at a dotted path of a record as it was read; None where there is none."""
    for step in path.split(".") if path else ():
        raw = raw.get(step) if isinstance(raw, Mapping) else None
    return raw if path else None
