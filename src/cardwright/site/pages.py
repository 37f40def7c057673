"""All pages of a site by their address, and how to render one. Nothing here knows MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment

from cardwright.cards.outcomes import OUTCOME_SIGNS
from cardwright.cards.record import Target
from cardwright.cards.words import label_of
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.site.addresses import (
    PLURALS,
    entity_address,
    framework_address,
    listing_address,
    matrix_address,
    relative,
    rule_address,
)
from cardwright.site.calendar import PAGE as CALENDAR
from cardwright.site.calendar import describe_calendar
from cardwright.site.coverage import describe_matrix
from cardwright.site.crosswalk_page import CROSSWALK, describe_crosswalk
from cardwright.site.edition_pages import describe_edition, describe_record, unjudged
from cardwright.site.entity_pages import describe_entity
from cardwright.site.explorer import PAGE as EXPLORER
from cardwright.site.explorer import describe_explorer
from cardwright.site.field_pages import describe_fields, describe_kinds, field_address
from cardwright.site.framework_pages import describe_framework, describe_frameworks, describe_rule
from cardwright.site.listings import LISTINGS, ROWS, describe_findings, describe_listing, finding_pages
from cardwright.site.overview import describe_overview
from cardwright.site.published import Published
from cardwright.site.registers import (
    INCIDENTS,
    WAIVERS,
    describe_incidents,
    describe_waivers,
    incident_pages,
    waiver_pages,
)
from cardwright.site.rendering import template_environment
from cardwright.site.runbooks import describe_runbook, find_runbooks, runbook_address

GUIDE = "guide.html"
NAVIGATION: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("Home", "index.html"), ("Explorer", EXPLORER))),
    (
        "Inventory",
        (
            ("Systems", listing_address("systems")),
            ("Models", listing_address("models")),
            ("Datasets", listing_address("datasets")),
            ("Use cases", listing_address("use-cases")),
            ("Teams", listing_address("teams")),
        ),
    ),
    (
        "",
        (
            ("Frameworks", listing_address("frameworks")),
            ("Findings", listing_address("findings")),
            ("Calendar", CALENDAR),
        ),
    ),
    (
        "Registers",
        (
            ("Approvals", listing_address("approvals")),
            ("Waivers", listing_address(WAIVERS)),
            ("Incidents", listing_address(INCIDENTS)),
        ),
    ),
    ("Help", (("How to read this site", GUIDE), ("Fields", listing_address("fields")))),
)
"""The navigation: as long for ten thousand entities as for ten. What has a name is one tab with several pages."""
SECTIONS = tuple(entry for _, entries in NAVIGATION for entry in entries)
LISTED = frozenset({"listing", "waivers", "incidents", "fields", "guide"})
"""Templates of the pages that a tab with several pages leads to."""
LONG = frozenset({"entity", "record", "framework", "rule", "guide"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it stands, its title (plain text), its template, and the section it belongs to."""

    address: str
    title: str
    template: str
    section: str
    describe: Callable[[str], Mapping[str, Any]]

    @property
    def has_contents(self) -> bool:
        """Whether the page is long enough for a table of contents beside it."""
        return self.template in LONG


class Rendered(NamedTuple):
    """The HTML of a page's content and its table of contents as (anchor, heading) pairs."""

    html: str
    contents: Sequence[tuple[str, str]]


class Pages:
    """The pages of one state of the catalog."""

    def __init__(self, published: Published, templates: tuple[Path, ...]) -> None:
        self.published = published
        self.environment: Environment = template_environment(templates)
        self.by_address: Mapping[str, Page] = {page.address: page for page in _all_pages(published)}

    def render(self, address: str) -> Rendered:
        """Render one page. Raises KeyError for an address that is none of ours."""
        page = self.by_address[address]
        context = page.describe(address)
        published = self.published
        html = self.environment.get_template(f"site/{page.template}.html.j2").render(
            context,
            page=page,
            published=published,
            as_of=published.as_of,
            siblings=self.siblings(page),
            to=lambda target: relative(target, address),
            rule_link=published.rule_links(address).__getitem__,
        )
        return Rendered(html, context["contents"])

    def siblings(self, page: Page) -> tuple[str, Sequence[tuple[str, str]]]:
        """The other pages under the tab of a page, and the tab's name, where the page is one of those or continues it.

        Pages of single entities have none: the way back is above them.
        """
        if page.template not in LISTED:
            return "", ()
        for name, entries in NAVIGATION:
            if name and any(address == page.section for _, address in entries):
                return name, [(title, address) for title, address in entries if address in self.by_address]
        return "", ()


def _all_pages(published: Published) -> Iterator[Page]:
    return _judged_pages(published) if published.judged else _record_pages(published)


def _record_pages(published: Published) -> Iterator[Page]:
    """The pages for those who see the record and not how it was judged."""
    yield Page("index.html", "Overview", "edition", "index.html", partial(describe_edition, published))
    yield Page(EXPLORER, "Explorer", "explorer", EXPLORER, partial(describe_explorer, published))
    yield from _listing_pages(published)
    yield from _entity_pages(published, "record")


def _judged_pages(published: Published) -> Iterator[Page]:
    yield Page("index.html", "Overview", "overview", "index.html", partial(describe_overview, published))
    yield Page(GUIDE, "How to read this site", "guide", GUIDE, _describe_guide)
    yield Page(EXPLORER, "Explorer", "explorer", EXPLORER, partial(describe_explorer, published))
    yield Page(CALENDAR, "Calendar", "calendar", CALENDAR, partial(describe_calendar, published))
    yield from _listing_pages(published)
    yield from _register_pages(published)
    yield from _finding_pages(published)
    yield from _framework_pages(published)
    yield from _runbook_pages(published)
    yield from _field_pages(published)
    yield from _entity_pages(published, "entity")


def _entity_pages(published: Published, template: str) -> Iterator[Page]:
    for entry in published.catalog.entities.values():
        section = listing_address(PLURALS[entry.kind])
        describe = partial(describe_entity if published.judged else describe_record, published, entry)
        yield Page(entity_address(entry.ref), published.name_of(entry), template, section, describe)


def _describe_guide(page: str) -> Mapping[str, Any]:
    contents = [
        ("outcomes", "Outcomes"),
        ("levels", "Levels"),
        ("shares", "Completeness in percent"),
        ("limits", "What is not checked"),
    ]
    crumbs = [Target(relative("index.html", page), "Home")]
    return {"signs": OUTCOME_SIGNS, "crumbs": crumbs, "contents": contents}


def _listing_pages(published: Published) -> Iterator[Page]:
    sections = {address for _, address in SECTIONS} if published.judged else set()
    for listing in LISTINGS:
        if listing.folder == WAIVERS:
            continue  # they have a register of their own
        if not published.judged:
            listing = unjudged(listing)
        entries = [entry for kind in listing.kinds for entry in published.catalog.by_kind(kind)]
        address = listing_address(listing.folder)
        if not entries and address not in sections:
            continue
        chunks = [entries[start : start + ROWS] for start in range(0, len(entries), ROWS)] or [[]]
        for number, chunk in enumerate(chunks, 1):
            describe = partial(describe_listing, published, listing, chunk, number, len(chunks))
            yield Page(listing_address(listing.folder, number), listing.title, "listing", address, describe)


def _finding_pages(published: Published) -> Iterator[Page]:
    chunks = finding_pages(published)
    for number, chunk in enumerate(chunks, 1):
        describe = partial(describe_findings, published, chunk, number, len(chunks))
        yield Page(listing_address("findings", number), "Findings", "findings", listing_address("findings"), describe)


def _register_pages(published: Published) -> Iterator[Page]:
    waivers, incidents = waiver_pages(published), incident_pages(published)
    made: list[tuple[str, str, list[Any]]] = [
        (WAIVERS, "Waivers", [partial(describe_waivers, published, chunk) for chunk in waivers]),
        (INCIDENTS, "Incidents", [partial(describe_incidents, published, chunk) for chunk in incidents]),
    ]
    for folder, title, describes in made:
        for number, describe in enumerate(describes, 1):
            described = partial(describe, number, len(describes))
            yield Page(listing_address(folder, number), title, folder, listing_address(folder), described)


def _field_pages(published: Published) -> Iterator[Page]:
    section = listing_address("fields")
    yield Page(section, "Fields", "fields", section, partial(describe_kinds, published))
    for kind in ENTITY_CLASSES:
        title = f"Fields of {label_of(kind).lower()}"
        yield Page(field_address(kind), title, "fields", section, partial(describe_fields, published, kind))


def _runbook_pages(published: Published) -> Iterator[Page]:
    for path, runbook in published.once(find_runbooks).items():
        describe = partial(describe_runbook, published, runbook)
        yield Page(runbook_address(path), f"Runbook: {runbook.title}", "runbook", "index.html", describe)


def _framework_pages(published: Published) -> Iterator[Page]:
    section = listing_address("frameworks")
    yield Page(section, "Frameworks", "frameworks", section, partial(describe_frameworks, published))
    yield Page(CROSSWALK, "Crosswalk", "crosswalk", section, partial(describe_crosswalk, published))
    for framework in published.frameworks:
        describe = partial(describe_framework, published, framework)
        yield Page(framework_address(framework.id), framework.title, "framework", section, describe)
        matrix = partial(describe_matrix, published, framework)
        yield Page(matrix_address(framework.id), f"Coverage: {framework.title}", "matrix", section, matrix)
        for rule in framework.rules:
            address = rule_address(framework.id, rule.id)
            yield Page(
                address,
                f"{rule.id} {label_of(rule.name.replace('-', '_'))}",
                "rule",
                section,
                partial(describe_rule, published, framework, rule),
            )
