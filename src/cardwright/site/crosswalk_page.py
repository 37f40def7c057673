"""The crosswalk as a page: the fields that several frameworks ask for, and the provisions that one answer serves."""

from __future__ import annotations

from typing import Any, NamedTuple

from cardwright.cards.record import Target
from cardwright.cards.words import label_of
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.rules.crosswalk import Asked
from cardwright.site.addresses import framework_address, listing_address, relative
from cardwright.site.field_pages import field_address
from cardwright.site.published import Published

CROSSWALK = "frameworks/_crosswalk.html"
STRUCTURE = "catalog"
FEWEST = 2
"""Frameworks that must ask for a field to make it worth a row."""


class CrosswalkRow(NamedTuple):
    """One field, and for each framework the provisions that ask for it; empty where it does not."""

    path: str
    href: str
    provisions: tuple[tuple[str, ...], ...]


class CrosswalkGroup(NamedTuple):
    """The fields of one kind."""

    title: str
    rows: list[CrosswalkRow]


def describe_crosswalk(published: Published, page: str) -> dict[str, Any]:
    """Return what the crosswalk prints; the structure of the catalog itself, which cites no text, is left out."""
    frameworks = [item for item in published.frameworks if item.id != STRUCTURE]
    groups: dict[str, list[CrosswalkRow]] = {kind: [] for kind in ENTITY_CLASSES}
    for (kind, path), asked in sorted(published.asked.items()):
        cells = tuple(_refs(asked, item.id) for item in frameworks)
        if sum(map(bool, cells)) >= FEWEST:
            href = f"{relative(field_address(kind), page)}#{path}"
            groups[kind].append(CrosswalkRow(path, href, cells))
    shown = [CrosswalkGroup(label_of(kind), rows) for kind, rows in groups.items() if rows]
    return {
        "frameworks": [Target(relative(framework_address(item.id), page), item.title) for item in frameworks],
        "groups": shown,
        "fields": sum(len(group.rows) for group in shown),
        "crumbs": [
            Target(relative("index.html", page), "Home"),
            Target(relative(listing_address("frameworks"), page), "Frameworks"),
        ],
        "contents": [],
    }


def _refs(asked: tuple[Asked, ...], framework: str) -> tuple[str, ...]:
    cited = (ref for item in asked if item.framework.header.id == framework for ref in item.framework.cited(item.rule))
    return tuple(dict.fromkeys(cited))
