"""The front page: what is open, for which rule, from which date."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.record import Target
from cardwright.cards.standing import standing_of
from cardwright.cards.words import label_of, plain_name
from cardwright.finding import Outcome
from cardwright.site.addresses import framework_address, listing_address, relative
from cardwright.site.framework_pages import provision_counts
from cardwright.site.listings import LISTINGS
from cardwright.site.published import CLASSES, Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

DUE_FIELDS = frozenset({"next_due", "expiry"})
ROWS_SHOWN = 25
TILES = ("systems", "models", "datasets", "use-cases", "teams")
OTHERS = ("organisations", "approvals", "waivers")


class Due(NamedTuple):
    """A date stated in the catalog by which something must be renewed."""

    day: date
    target: Target
    ref: str
    what: str


class Ahead(NamedTuple):
    """A day from which rules will apply that do not apply yet."""

    day: date
    framework: Target
    rules: int
    entities: int


def describe_overview(published: Published, page: str) -> dict[str, Any]:
    """Return what the front page prints."""
    due = sorted(_due_dates(published, page))
    overdue = [item for item in due if item.day < published.as_of]
    ahead = [item for item in due if item.day >= published.as_of]
    return {
        "tiles": _tiles(published, page, TILES),
        "others": [tile for tile in _tiles(published, page, OTHERS) if tile[1]],
        "guide_href": relative("guide.html", page),
        "classes": _classes(published),
        "systems_href": relative(listing_address("systems"), page),
        "findings_href": relative(listing_address("findings"), page),
        "levels": published.level_counts,
        "standing": standing_of(published.report, published.report.results, published.report.findings),
        "frameworks": _frameworks(published, page),
        "overdue": overdue[:ROWS_SHOWN],
        "overdue_left": max(0, len(overdue) - ROWS_SHOWN),
        "due_ahead": ahead[:8],
        "ahead": _ahead(published, page),
        "worst": _worst(published, page),
        "crumbs": [],
        "contents": [],
    }


def _tiles(published: Published, page: str, folders: tuple[str, ...]) -> list[tuple[str, int, str]]:
    return [
        (
            listing.title,
            sum(len(published.catalog.by_kind(kind)) for kind in listing.kinds),
            relative(listing_address(listing.folder), page),
        )
        for listing in LISTINGS
        if listing.folder in folders
    ]


def _classes(published: Published) -> list[tuple[str, int]]:
    counts = Counter(published.risk_class(system.ref) for system in published.catalog.by_kind("system"))
    return [(name, counts[name]) for name in CLASSES]


def _frameworks(published: Published, page: str) -> list[tuple[Target, Any, dict[Outcome, int], dict[str, int]]]:
    return [
        (
            Target(relative(framework_address(framework.id), page), framework.title),
            framework,
            published.report.counts(framework.id),
            provision_counts(framework),
        )
        for framework in published.frameworks
    ]


def _due_dates(published: Published, page: str) -> list[Due]:
    found = []
    for entry in published.catalog.entities.values():
        for path, form, text in entry.leaves:
            if path[-1] in DUE_FIELDS and form.name == "date":
                try:
                    day = date.fromisoformat(text.strip())
                except ValueError:
                    continue
                target = published.target(entry, page)
                found.append(Due(day, target, entry.ref, _what(entry, path)))
    return found


def _what(entry: Entry, path: tuple[str | int, ...]) -> str:
    """What falls due: the kind of review where one is named beside the date."""
    node: Any = entry.source.data
    for step in path[:-1]:
        node = node[step]
    kind = node.get("kind") if path[:-1] else entry.kind
    if isinstance(kind, str):
        text = plain_name(kind)
        return f"{text} {'expires' if path[-1] == 'expiry' else 'review'}" if "review" not in text else text
    return label_of(str(path[-2] if len(path) > 1 else path[-1]))


def _ahead(published: Published, page: str) -> list[Ahead]:
    groups: dict[tuple[date, str], set[tuple[str, str]]] = {}
    for result in published.report.results:
        if result.outcome == "not_yet" and result.date:
            groups.setdefault((result.date, result.framework), set()).add((result.rule, result.entity))
    titles = published.framework_titles
    return [
        Ahead(
            day,
            Target(relative(framework_address(framework), page), titles.get(framework, framework)),
            len({rule for rule, _ in pairs}),
            len({entity for _, entity in pairs}),
        )
        for (day, framework), pairs in sorted(groups.items())
    ]


def _worst(published: Published, page: str) -> list[tuple[Target, str, Counter[Any]]]:
    """The systems with most errors open."""
    rows = [(published.levels(system.ref), system) for system in published.catalog.by_kind("system")]
    rows.sort(key=lambda row: (-row[0]["error"], -row[0]["warning"], row[1].ref))
    return [(published.target(system, page), published.risk_class(system.ref), levels) for levels, system in rows[:8]]
