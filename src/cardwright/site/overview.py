"""The front page: what needs somebody now, and the portfolio at a glance."""

from __future__ import annotations

from typing import Any

from cardwright.cards.standing import standing_of
from cardwright.finding import LEVELS
from cardwright.site.addresses import listing_address, relative
from cardwright.site.attention import (
    ROWS_SHOWN,
    applying,
    dated,
    ending_soon,
    errors_by_owner,
    errors_by_system,
    overdue,
    staleness_by_team,
)
from cardwright.site.dates import events_of, overdue_days
from cardwright.site.explorer import link_to, link_to_findings
from cardwright.site.listings import LISTINGS
from cardwright.site.portfolio import MATERIALITIES, class_rows, framework_shares, heat_rows
from cardwright.site.published import Published

TEAMS_SHOWN = 10
AHEAD_SHOWN = 8
REVIEWS_SHOWN = 4
TILES = ("systems", "models", "datasets", "use-cases", "teams")
OTHERS = ("organisations", "approvals", "waivers")


def describe_overview(published: Published, page: str) -> dict[str, Any]:
    """Return what the front page prints."""
    late, ending, ahead = overdue(published), ending_soon(published), applying(published, page)
    coming = [event for event in published.once(events_of) if event.kind == "review" and event.day >= published.as_of]
    systems, owners = errors_by_system(published, page), errors_by_owner(published, page)
    stale, heat = staleness_by_team(published, page), heat_rows(published, page)
    return {
        "tiles": _tiles(published, page, TILES),
        "others": [tile for tile in _tiles(published, page, OTHERS) if tile[1]],
        "guide_href": relative("guide.html", page),
        "findings_href": relative(listing_address("findings"), page),
        "explorer": lambda **facets: link_to(page, **facets),
        "open_findings": {level: link_to_findings(published, page, level=level) for level in LEVELS},
        "in_error": sum(1 for ref in published.catalog.entities if published.levels(ref)["error"]),
        "calendar_href": relative("calendar.html", page),
        "stale_entities": len(published.once(overdue_days)),
        "levels": published.level_counts,
        "standing": standing_of(published.report, published.report.results, published.report.findings),
        "systems": systems[:ROWS_SHOWN],
        "systems_left": max(0, len(systems) - ROWS_SHOWN),
        "owners": owners[:ROWS_SHOWN],
        "owners_left": max(0, len(owners) - ROWS_SHOWN),
        "overdue": dated(published, late[:AHEAD_SHOWN], page),
        "overdue_count": len(late),
        "ending": dated(published, ending[:ROWS_SHOWN], page),
        "ending_count": len(ending),
        "coming": dated(published, coming[:REVIEWS_SHOWN], page),
        "ahead": ahead[:AHEAD_SHOWN],
        "ahead_left": max(0, len(ahead) - AHEAD_SHOWN),
        "materialities": MATERIALITIES,
        "classes": class_rows(published, page),
        "frameworks": framework_shares(published, page),
        "heat": heat,
        "heat_left": len(published.catalog.by_kind("system")) - len(heat),
        "stale": stale[:TEAMS_SHOWN],
        "stale_left": max(0, len(stale) - TEAMS_SHOWN),
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
