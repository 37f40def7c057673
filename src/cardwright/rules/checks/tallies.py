"""Checks that count: items of a list, values that no other entity may have, countries without a language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from cardwright.catalog.graph import Catalog
from cardwright.rules.checks.case import Case, Check, Fault, at, named, nothing, paths, unreached
from cardwright.rules.checks.presence import items_of
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import FieldPath, parse_path
from cardwright.rules.placeholders import fold, has_substance

LANGUAGES = {
    "AT": "de", "BE": "nl fr de", "BG": "bg", "CY": "el", "CZ": "cs", "DE": "de", "DK": "da", "EE": "et", "ES": "es",
    "FI": "fi sv", "FR": "fr", "GR": "el", "HR": "hr", "HU": "hu", "IE": "en ga", "IT": "it", "LT": "lt",
    "LU": "fr de lb", "LV": "lv", "MT": "mt en", "NL": "nl", "PL": "pl", "PT": "pt", "RO": "ro", "SE": "sv",
    "SI": "sl", "SK": "sk",
}  # fmt: skip
"""The official languages of each Member State; one of them is what its authorities and public surely read."""


@word
def at_least(of: Any, items: str) -> Check:
    """A list has at least so many items.

    `at_least: {of: 'conformity.checks[provider]', items: 3}`
    """
    fields, least = paths(of), int(items)

    def run(case: Case) -> Iterator[Fault]:
        for field in fields:
            spots = case.spots(field)
            found = sum(1 for _ in items_of(spots))
            if not spots:
                yield from unreached(case, field)
            elif found < least:
                yield at(spots[0], f"`{field.text}` has {found} item{'' if found == 1 else 's'}, fewer than {least}")

    return run


@word
def unique(of: str) -> Check:
    """No other entity of the kind says the same there, case and spacing aside.

    `unique: identifier`
    """
    field = parse_path(of)
    held: WeakKeyDictionary[Catalog, dict[tuple[str, str], list[str]]] = WeakKeyDictionary()

    def run(case: Case) -> Iterator[Fault]:
        own = [spot for spot in case.spots(field) if has_substance(spot.value)]
        if not own:
            yield nothing(case)
            return
        if case.catalog not in held:
            held[case.catalog] = _holders(case.catalog, field)
        for spot in own:
            holders = held[case.catalog].get((case.entry.kind, fold(str(spot.value))), [])
            others = [ref for ref in holders if ref != case.entry.ref]
            if others:
                yield at(spot, f"{named(case, spot)} “{spot.value}” is also that of {', '.join(others)}")

    return run


def _holders(catalog: Catalog, field: FieldPath) -> dict[tuple[str, str], list[str]]:
    """The entities that say something at a field, by their kind and what they say; looked up once a catalog."""
    found: dict[tuple[str, str], list[str]] = {}
    for entry in catalog.entities.values():
        for spot in field.spots(catalog, entry):
            if spot.value is not None:
                found.setdefault((entry.kind, fold(str(spot.value))), []).append(entry.ref)
    return found


@word
def languages_for(of: str, countries: Any) -> Check:
    """For each Member State at `countries`, one of its official languages is among those at `of`.

    `languages_for: {of: conformity.declaration.languages, countries: market.countries}`
    """
    field, places = parse_path(of), paths(countries)

    def run(case: Case) -> Iterator[Fault]:
        spots = case.spots(field)
        spoken = {str(item.value).split("-")[0].lower() for item in items_of(spots)}
        states = {str(item.value) for place in places for item in items_of(case.spots(place))}
        wanted = sorted(states & set(LANGUAGES))
        if not wanted or not spots:
            yield nothing(case)
            return
        lacking = [state for state in wanted if spoken.isdisjoint(LANGUAGES[state].split())]
        if lacking:
            yield at(spots[0], f"`{field.text}` has no official language of {', '.join(lacking)}")

    return run
