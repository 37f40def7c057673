"""The lists: entities by kind and all findings, in pages of a fixed size so that none grows with the catalog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.prose import plain_words
from cardwright.cards.record import Target
from cardwright.cards.words import plain_name, shorten
from cardwright.finding import Finding
from cardwright.site.addresses import listing_address, relative
from cardwright.site.published import Published, by_level

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

ROWS = 250  # entities a page of a list
FINDINGS = 500  # findings a page
FINDINGS_SCRIPT = "data/findings.js"
PURPOSE_LENGTH = 140  # characters of the purpose in a list


class Listing(NamedTuple):
    """A list of entities: its folder, its heading, the kinds in it and its columns."""

    folder: str
    title: str
    about: str
    kinds: tuple[str, ...]
    columns: tuple[str, ...]


LISTINGS = (
    Listing(
        "systems",
        "Systems",
        "AI systems in the sense of the EU AI Act: models put to a purpose, with people around them.",
        ("system",),
        ("Owner", "Stage", "EU AI Act class", "MAS materiality"),
    ),
    Listing(
        "models",
        "Models",
        "Models with their versions; each version has its own page with data, training and results.",
        ("model",),
        ("Owner", "Stage", "Type", "Versions"),
    ),
    Listing(
        "datasets",
        "Datasets",
        "Data used to train, test or feed models.",
        ("dataset",),
        ("Owner", "Version", "Personal data"),
    ),
    Listing(
        "use-cases",
        "Use cases",
        "Business uses of AI: the unit that MAS rates for materiality.",
        ("use_case",),
        ("Owner", "Stage", "MAS materiality", "Systems"),
    ),
    Listing(
        "teams", "Teams", "Who answers for what, and whom to call.", ("team",), ("Functions", "Line of defence", "Owns")
    ),
    Listing("organisations", "Organisation", "The legal entity that answers for the catalog.", ("organisation",), ()),
    Listing(
        "approvals",
        "Approvals",
        "Who accepted an entity in which state.",
        ("approval",),
        ("Entity", "Decision", "Date"),
    ),
    Listing(
        "waivers", "Waivers", "Findings accepted for a time, with a reason.", ("waiver",), ("Entity", "Rule", "Expiry")
    ),
)


SAID = frozenset({"Stage", "MAS materiality", "Decision", "Personal data", "Functions", "Line of defence"})
"""Columns whose values come from a list of ours."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entity in a list."""

    target: Target
    ref: str
    purpose: str
    cells: tuple[Any, ...]
    errors: int
    warnings: int
    notes: int


@dataclass(frozen=True, slots=True)
class Turner:
    """The links from one page of a list to the others."""

    number: int
    count: int
    links: tuple[tuple[int, str], ...]


def turn_pages(folder: str, number: int, count: int, page: str) -> Turner:
    """Return the page turner: the first, the last and the nearest pages, so that it stays short."""
    near = {1, count, *range(max(1, number - 2), min(count, number + 2) + 1)}
    links = tuple((near_by, relative(listing_address(folder, near_by), page)) for near_by in sorted(near))
    return Turner(number, count, links)


def describe_listing(
    published: Published, listing: Listing, entries: Sequence[Entry], number: int, count: int, page: str
) -> dict[str, Any]:
    """Return what the template of one page of a list prints."""
    return {
        "listing": listing,
        "rows": [_row(published, listing, entry, page) for entry in entries],
        "total": sum(len(published.catalog.by_kind(kind)) for kind in listing.kinds),
        "turner": turn_pages(listing.folder, number, count, page),
        "crumbs": [Target(relative("index.html", page), "Home")],
        "contents": [],
    }


def _row(published: Published, listing: Listing, entry: Entry, page: str) -> Row:
    levels = published.levels(entry.ref)
    if entry.kind == "model":
        for version in published.versions(entry):
            levels += published.levels(version.ref)
    return Row(
        target=published.target(entry, page),
        ref=entry.ref,
        purpose=plain_words(purpose_of(entry), PURPOSE_LENGTH),
        cells=tuple(_cell(column, CELLS[column](published, entry, page)) for column in listing.columns),
        errors=levels["error"],
        warnings=levels["warning"],
        notes=levels["note"],
    )


def _cell(column: str, value: Any) -> Any:
    """A listed value begins with a capital, as in the explorer; what somebody has named stays as it is."""
    return value[:1].upper() + value[1:] if column in SAID and isinstance(value, str) else value


def purpose_of(entry: Entry) -> str:
    """What an entity is for, in its own words; empty where it does not say."""
    for path in (("purpose", "intended_purpose"), ("purpose", "intended_use"), ("scope", "purpose"), ("description",)):
        value: Any = entry.source.data
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(value, str):
            return value
    return ""


def _text(*path: str) -> Callable[[Published, Entry, str], Any]:
    def read(published: Published, entry: Entry, page: str) -> Any:
        value: Any = entry.source.data
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return shorten(value) if isinstance(value, str) else ""

    return read


def _listed(*path: str) -> Callable[[Published, Entry, str], Any]:
    """A cell with a value of a list, or with several, in words."""

    def read(published: Published, entry: Entry, page: str) -> Any:
        value: Any = entry.source.data
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        texts = value if isinstance(value, list) else [value]
        return shorten(", ".join(plain_name(text) for text in texts if isinstance(text, str)))

    return read


def _reference(field: str) -> Callable[[Published, Entry, str], Any]:
    def read(published: Published, entry: Entry, page: str) -> Any:
        ref = entry.source.data.get(field)
        return (published.link(ref, page) or shorten(ref)) if isinstance(ref, str) else ""

    return read


def _fact(name: str) -> Callable[[Published, Entry, str], Any]:
    return lambda published, entry, page: published.fact(entry.ref, name) or "unknown"


def _count(kind: str) -> Callable[[Published, Entry, str], Any]:
    def read(published: Published, entry: Entry, page: str) -> Any:
        return str(len(published.catalog.reach(entry, kind)))

    return read


def _owned(published: Published, entry: Entry, page: str) -> str:
    links = published.catalog.links.into(entry.ref)
    return str(len({link.source for link in links if link.path == ("owner",)}))


def _versions(published: Published, entry: Entry, page: str) -> str:
    return str(len(published.versions(entry)))


CELLS: Mapping[str, Callable[[Published, Entry, str], Any]] = {
    "Owner": _reference("owner"),
    "Entity": _reference("entity"),
    "Stage": _listed("lifecycle_stage"),
    "EU AI Act class": lambda published, entry, page: published.risk_class(entry.ref),
    "MAS materiality": _fact("risk_materiality"),
    "Type": _text("design", "model_type"),
    "Versions": _versions,
    "Version": _text("version"),
    "Personal data": _listed("protection", "personal_data"),
    "Systems": _count("system"),
    "Functions": _listed("functions"),
    "Line of defence": _listed("line_of_defence"),
    "Owns": _owned,
    "Decision": _listed("decision"),
    "Date": _text("date"),
    "Rule": _text("rule"),
    "Expiry": _text("expiry"),
}


def finding_pages(published: Published) -> list[list[Finding]]:
    """All findings in pages: the findings of one entity or file stand together, and a page holds at most FINDINGS."""
    pages: list[list[Finding]] = [[]]
    for finding in sorted(published.report.findings, key=lambda finding: (finding.path, finding.sort_key)):
        if len(pages[-1]) >= FINDINGS:
            pages.append([])
        pages[-1].append(finding)
    return pages


def describe_findings(
    published: Published, findings: Sequence[Finding], number: int, count: int, page: str
) -> dict[str, Any]:
    """Return what the template of a page of findings prints: groups by file, each with its entity where it has one."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.path, []).append(finding)
    rows = [(path, _targets(published, group, page), by_level(group)) for path, group in groups.items()]
    return {
        "groups": rows,
        "script": relative(FINDINGS_SCRIPT, page) if number == 1 else "",
        "total": len(published.report.findings),
        "levels": published.level_counts,
        "rules": _rule_rows(published, page) if number == 1 else [],
        "turner": turn_pages("findings", number, count, page),
        "crumbs": [Target(relative("index.html", page), "Home")],
        "contents": [],
    }


def _rule_rows(published: Published, page: str) -> list[tuple[int, str, str, str]]:
    """The rules that found something, those with most findings first: how many, id, title, link."""
    rules = sorted((-len(group), rule) for rule, group in published.findings_by_rule.items())
    return [
        (-number, rule, published.rules[rule].title if rule in published.rules else "", published.rule_href(rule, page))
        for number, rule in rules
    ]


def _targets(published: Published, findings: Sequence[Finding], page: str) -> list[Target]:
    links = (published.link(ref, page) for ref in sorted({finding.entity for finding in findings if finding.entity}))
    return [link for link in links if link]
