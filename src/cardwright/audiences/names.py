"""The names of an edition: ids are internal, so what is shown is called after its name or after what it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from cardwright.audiences.marks import sees, shows_kind
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.field import Audience
from cardwright.catalog.entities.shape import field_at
from cardwright.catalog.graph import Catalog, Entry

LATER = ("model_version", "approval", "waiver")
"""Kinds that are called after other entities."""
LONGEST = 60  # characters of an id made from a name
_other = re.compile(r"[^a-z0-9]+")


def names_of(catalog: Catalog, audience: Audience) -> Mapping[str, str]:
    """The references of all entities that an audience sees, by those of the catalog."""
    named: dict[str, str] = {}
    taken: set[str] = set()
    for entry in catalog.entities.values():
        if entry.kind not in LATER and shows_kind(audience, type(entry.value)):
            named[entry.ref] = _free(entry.kind, _slug(entry, audience), taken)
    for entry in catalog.by_kind("model_version"):
        model, _, version = entry.ref.partition("@")
        held = catalog.find(model)
        if held is not None and held.ref in named and shows_kind(audience, type(entry.value)):
            named[entry.ref] = f"{named[held.ref]}@{version}"
    for kind in ("approval", "waiver"):
        for entry in catalog.by_kind(kind) if shows_kind(audience, ENTITY_CLASSES[kind]) else ():
            named[entry.ref] = _free(kind, _about(catalog, entry, named), taken)
    return named


def _about(catalog: Catalog, entry: Entry, named: Mapping[str, str]) -> str:
    """An id for what has no name: what it is about, and when or under which rule."""
    target = catalog.find(str(getattr(entry.value, "entity", "")))
    told = getattr(entry.value, "date", "") if entry.kind == "approval" else getattr(entry.value, "rule", "")
    return _as_id(f"{named.get(target.ref, '').partition(':')[2] if target else ''} {told}")


def _slug(entry: Entry, audience: Audience) -> str:
    """An id made from the name of an entity, where its audience sees that; else its kind."""
    declared = field_at(type(entry.value), ["name"])
    name = getattr(entry.value, "name", None)
    if declared is None or name is None or not sees(audience, declared.audience):
        return ""
    return _as_id(str(name))


def _as_id(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _other.sub("-", letters)[:LONGEST].strip("-")


def _free(kind: str, slug: str, taken: set[str]) -> str:
    """The first reference that nobody has yet."""
    stem, number = slug or kind.replace("_", "-"), 1 if slug else 0
    ref = f"{kind}:{stem}"
    while not number or ref in taken:
        number += 1
        ref = f"{kind}:{stem}-{number}"
    taken.add(ref)
    return ref
