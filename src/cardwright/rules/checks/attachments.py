"""Checks on files that entities attach: their digest, and of JSON files whether the record says the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cardwright.catalog.folder import Unreadable, read_file
from cardwright.rules.checks.case import Case, Check, Fault, at, named, nothing, paths
from cardwright.rules.checks.presence import items_of
from cardwright.rules.checks.vocabulary import word
from cardwright.rules.paths import Spot, descend, parse_path
from cardwright.rules.placeholders import fold

MOST_BYTES = 5_000_000
"""A larger file is not read: the figures of one model fit into far less."""

Found = list[tuple[tuple[str, ...], Any]]
"""The values at a place of a file, each with the keys that its stars stood for."""


@word
def file_holds(of: str, keys: list[str]) -> Check:
    """A JSON file of the catalog can be read, and there is something at each of the places named by their keys.

    `file_holds: {of: fairness.artifact.file, keys: [fairness.features, transparency]}`
    """
    field = parse_path(of)

    def run(case: Case) -> Iterator[Fault]:
        spots = [spot for spot in case.spots(field) if isinstance(spot.value, str)]
        if not spots:
            yield nothing(case)
        for spot in spots:
            content = _content(case, spot)
            if isinstance(content, Unreadable):
                yield at(spot, f"{named(case, spot)}: `{spot.value}`: {content}")
                continue
            missing = [key for key in keys if not any(value for _, value in _places(content, key.split(".")))]
            if missing:
                told = ", ".join(f"`{key}`" for key in missing)
                yield at(spot, f"{named(case, spot)}: `{spot.value}` holds nothing at {told}")

    return run


@word
def digest_kept(of: Any) -> Check:
    """A file of the catalog has the SHA-256 digest that is written beside it.

    `digest_kept: conformity.declaration.document`
    """
    fields = paths(of)

    def run(case: Case) -> Iterator[Fault]:
        spots = [spot for field in fields for spot in case.spots(field)]
        pinned = [spot for spot in spots if _pins(spot) and spot.value.file in case.catalog.hashes]
        if not pinned:
            yield nothing(case)
        for spot in pinned:
            if case.catalog.hashes[spot.value.file] != spot.value.sha256:
                here = spot._replace(path=(*spot.path, "sha256"))
                yield at(here, f"{named(case, here)} is not the digest of `{spot.value.file}`")

    return run


def _pins(spot: Spot) -> bool:
    return bool(getattr(spot.value, "file", None) and getattr(spot.value, "sha256", None))


@word
def file_agrees(of: str, place: str, among: str, by: Any = (), say: str = "", unless: str = "", but: Any = ()) -> Check:
    """What a JSON file says at a place agrees with the record; figures do when equal after rounding to the coarser.

    Without `by`, the value or list in the file and all values at `among` are the same. With it, each `*` among the keys
    of `place` stands for what the items at `among` say in the member named in its turn, and `say` is the member
    compared; items with a member `unless`, and those that say one of `but`, are left out. Of several figures the first
    counts.

    `file_agrees: {of: artifact.file, place: features.*.conclusion, among: attributes,
    by: [attribute], say: conclusion}`
    """
    field, keys, theirs = parse_path(of), place.split("."), parse_path(among)
    members = [by] if isinstance(by, str) else list(by)
    silent = [but] if isinstance(but, str) else list(but)

    def run(case: Case) -> Iterator[Fault]:
        files = [(spot, _content(case, spot)) for spot in case.spots(field) if isinstance(spot.value, str)]
        found = [(spot, _places(content, keys)) for spot, content in files if not isinstance(content, Unreadable)]
        items = list(items_of(case.spots(theirs)))
        faults = [_compared(case, items, file, values, members, say, unless, silent) for file, values in found]
        if not any(seen for seen, _ in faults):
            yield nothing(case)
        for _, told in faults:
            yield from told

    return run


def _compared(
    case: Case, items: list[Spot], file: Spot, found: Found, by: list[str], say: str, unless: str, but: list[str]
) -> tuple[bool, list[Fault]]:
    """Whether there was something to compare, and what differs."""
    if not by:
        values = {_plain(item.value) for item in items}
        written = {_plain(value) for _, held in found for value in (held if isinstance(held, list) else [held])}
        if not values or not written or values == written:
            return bool(values and written), []
        return True, [at(items[0], _differs(case, items[0], _shown(values), file, _shown(written)))]
    written_at = {tuple(map(fold, keys)): held for keys, held in found}
    faults, seen = [], False
    for item in items:
        key = tuple(fold(str(_member(item, name).value)) for name in by)
        value = _member(item, say)
        held = written_at.get(key)
        held = held[0] if isinstance(held, list) and held else held
        excused = unless and _member(item, unless).value is not None
        if excused or held in (None, []) or value.value is None or str(value.value) in but:
            continue
        seen = True
        if not _same(value.value, held):
            faults.append(at(value, _differs(case, value, str(value.value), file, str(held))))
    return seen, faults


def _differs(case: Case, spot: Spot, said: str, file: Spot, written: str) -> str:
    return f"{named(case, spot)} says {said}, but `{file.value}` says {written}"


def _content(case: Case, spot: Spot) -> Any:
    """What the file says, read once; Unreadable with the reason when it cannot be read."""
    key = "json", str(spot.value)
    if key not in case.facts.memo:
        case.facts.memo[key] = _read(case, str(spot.value))
    return case.facts.memo[key]


def _read(case: Case, relative: str) -> Any:
    try:
        text = read_file(case.catalog.folder, relative, most_bytes=MOST_BYTES)
    except Unreadable as error:
        return error
    if len(text) > MOST_BYTES:
        return Unreadable("CAT012", "the file is too large to be compared")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return Unreadable("CAT012", "the file is not JSON")


def _places(content: Any, keys: list[str], stars: tuple[str, ...] = ()) -> Found:
    """The values at a place, each with the keys its stars stood for."""
    if not keys:
        return [(stars, content)]
    if not isinstance(content, dict):
        return []
    if keys[0] == "*":
        return [place for key, value in content.items() for place in _places(value, keys[1:], (*stars, key))]
    return _places(content.get(keys[0]), keys[1:], stars)


def _member(item: Spot, name: str) -> Spot:
    return descend(item.entry, item.value, item.path, parse_path(name).steps)[0]


def _same(said: Any, written: Any) -> bool:
    if isinstance(said, int | float) and isinstance(written, int | float):
        decimals = min(_decimals(said), _decimals(written))
        return abs(said - written) <= 0.5 * 10**-decimals * 1.0001 if said != written else True
    return bool(_plain(said) == _plain(written))


def _decimals(value: float) -> int:
    """Digits after the point, as the shortest text of a number writes them."""
    return len(format(value, "f").rstrip("0").partition(".")[2]) if isinstance(value, float) else 0


def _plain(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return fold(str(value))


def _shown(values: set[Any]) -> str:
    return ", ".join(sorted(map(str, values)))
