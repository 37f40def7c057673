"""The explorer: every entity in one grid, and every finding in another, with facets, sorting and export.

What is filtered stands in the address, so that a view can be sent to a colleague and other pages can link into it:

    explorer.html#kind=system&class=high&owner=team:retail-lending&sort=-errors
    findings/index.html#level=error&framework=eu-ai-act

A name that stands several times means any of its values, a name without a value (`owner=`) the rows that have none. A
value that no row has is kept and finds nothing: a kept address never shows more than it asked for. In the explorer
these are: `q` (free text), `kind`, `owner` (`team:<id>`), `class`, `materiality`, `status` (error, warning, note,
none), `outcome` (`<framework>:<outcome>`), `jurisdiction`, `stage`, `supplier`, `genai`, `stale` (yes, no) and
`applies` (`<day>:<framework>`); for findings `q`, `level`, `outcome`, `framework`, `rule`, `kind`, `owner` and `entity`
(its reference). `sort` names a column, with `-` before it from the highest down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from cardwright.cards.outcomes import LEVEL_SIGNS, OUTCOME_SIGNS
from cardwright.cards.prose import plain_words
from cardwright.cards.record import Target
from cardwright.cards.words import label_of, plain_name, shorten
from cardwright.finding import LEVELS, OUTCOMES, Finding, printable
from cardwright.site.addresses import entity_address, relative
from cardwright.site.attributes import Attributes, Inventory
from cardwright.site.dates import beginnings
from cardwright.site.grid import Cell, Column, grid_script
from cardwright.site.listings import purpose_of
from cardwright.site.published import CLASSES, Published, by_level

PAGE = "explorer.html"
SCRIPT = "data/explorer.js"
FINDINGS_PAGE = "findings/index.html"
PURPOSE_LENGTH = 400  # characters of the purpose that free text looks into, as many as the search does
KINDS = ("system", "model", "model_version", "dataset", "use_case", "team", "organisation", "approval", "waiver")
STATUSES = (*LEVELS, "none")
NONE_OPEN = "nothing open"
YES_AND_NO = ("yes", "no", "unknown")
MATERIALITY = ("critical", "high", "medium", "low", "unknown")
STAGES = ("idea", "development", "review", "pilot", "production", "retired")


def _listed(values: Sequence[str]) -> Any:
    """Sort cells as a list has them; what it does not have comes last."""
    places = {value: place for place, value in enumerate(values)}
    return lambda cell: (places.get(cell.value, len(places)), cell.label.casefold(), cell.value)


def _outcome_order(cell: Cell) -> tuple[str, int]:
    framework, _, outcome = cell.value.partition(":")
    return framework, OUTCOMES.index(outcome)


COLUMNS = (
    Column("name", "Name", search=True),
    Column("kind", "Kind", facet=True, search=True, order=_listed(KINDS)),
    Column("owner", "Owner", facet=True, search=True),
    Column("class", "EU AI Act class", facet=True, sign="class", order=_listed(CLASSES)),
    Column("materiality", "MAS materiality", facet=True, order=_listed(MATERIALITY)),
    Column("stage", "Stage", facet=True, order=_listed(STAGES)),
    Column("status", "Status", facet=True, sign="level", order=_listed(STATUSES)),
    Column("errors", "Errors", number=True),
    Column("warnings", "Warnings", number=True),
    Column("notes", "Notes", number=True),
    Column("overdue", "Days overdue", number=True),
    Column("jurisdiction", "Jurisdiction", facet=True, many=True),
    Column("supplier", "Supplier", facet=True, many=True, search=True),
    Column("genai", "Generative AI", facet=True, order=_listed(YES_AND_NO)),
    Column("stale", "Review or approval overdue", facet=True, hidden=True, order=_listed(YES_AND_NO)),
    Column("outcome", "Outcome by framework", facet=True, many=True, hidden=True, order=_outcome_order),
    Column("applies", "Rules begin to apply", facet=True, many=True, hidden=True, order=lambda cell: cell.value),
    Column("ref", "Reference", search=True, hidden=True),
    Column("purpose", "Purpose", search=True, hidden=True),
)  # fmt: skip
JUDGED = frozenset(
    {"class", "materiality", "status", "errors", "warnings", "notes", "overdue", "stale", "outcome", "jurisdiction",
     "genai", "applies"}
)  # fmt: skip
"""Columns that say how an entity was judged: an edition that does not show this has none of them."""

FINDING_COLUMNS = (
    Column("level", "Level", facet=True, sign="level", order=_listed(LEVELS)),
    Column("outcome", "Outcome", facet=True, sign="outcome", order=_listed(OUTCOMES)),
    Column("rule", "Rule", facet=True, search=True),
    Column("entity", "Entity", search=True),
    Column("message", "Message", search=True),
    Column("kind", "Kind", facet=True, order=_listed(KINDS)),
    Column("owner", "Owner", facet=True, search=True),
    Column("remedy", "Remedy", hidden=True),
    Column("ref", "Reference", search=True, hidden=True),
    Column("place", "Place", search=True, hidden=True),
    Column("framework", "Framework", facet=True, hidden=True),
)


def link_to(page: str, **wanted: str | Sequence[str]) -> str:
    """The address of the explorer with filters set, seen from a page of the site; several values mean any of them.

    >>> link_to("index.html", kind="system", outcome="eu-ai-act:fail")
    'explorer.html#kind=system&outcome=eu-ai-act:fail'
    """
    return _link(PAGE, page, wanted)


def link_to_findings(published: Published, page: str, **wanted: str | Sequence[str]) -> str:
    """The address of the findings that nobody has accepted, with filters set."""
    return _link(FINDINGS_PAGE, page, wanted | {"outcome": published.once(_open_outcomes)})


def _open_outcomes(published: Published) -> tuple[str, ...]:
    """What the address names to leave out what is waived; nothing where nothing is."""
    seen = {finding.outcome for finding in published.report.findings}
    return tuple(outcome for outcome in OUTCOMES if outcome in seen - {"waived"}) if "waived" in seen else ()


def _link(target: str, page: str, wanted: Mapping[str, str | Sequence[str]]) -> str:
    pairs = [
        f"{name}={quote(value, safe=':@.-_~')}"
        for name, values in wanted.items()
        for value in ((values,) if isinstance(values, str) else values)
    ]
    return relative(target, page) + ("#" + "&".join(pairs) if pairs else "")


def describe_explorer(published: Published, page: str) -> dict[str, Any]:
    """Return what the template of the explorer prints; the entities come from its script."""
    return {
        "total": len(published.catalog.entities),
        "script": relative(SCRIPT, page),
        "crumbs": [Target(relative("index.html", page), "Home")],
        "contents": [],
    }


def explorer_script(inventory: Inventory) -> str:
    """The script with every entity of the catalog."""
    published = inventory.published
    shown = [number for number, column in enumerate(COLUMNS) if published.judged or column.key not in JUDGED]
    ordered = sorted(inventory.rows, key=_by_burden if published.judged else _by_kind)
    rows = ([row[number] for number in shown] for row in map(_entity_row(published), ordered))
    return grid_script([COLUMNS[number] for number in shown], rows, f"entities-{published.as_of}", "entities")


def _by_kind(row: Attributes) -> tuple[int, str, str]:
    """The order of an edition that says nothing of how entities were judged."""
    return KINDS.index(row.entry.kind), row.name.casefold(), row.entry.ref


def _by_burden(row: Attributes) -> tuple[Any, ...]:
    """What a reader of the whole catalog looks for first: systems, and among them those with most errors open."""
    kind, *name = _by_kind(row)
    return (kind, [-row.levels.get(level, 0) for level in LEVELS], *name)


def _entity_row(published: Published) -> Any:
    titles = published.framework_titles
    framework_outcomes: Mapping[tuple[str, str], Cell] = {
        (framework, outcome): Cell(f"{framework}:{outcome}", f"{title}: {OUTCOME_SIGNS[outcome].word}")
        for framework, title in titles.items()
        for outcome in OUTCOMES
    }

    beginning = {
        (day, framework): Cell(f"{day}:{framework}", f"{day}: {titles.get(framework, framework)}")
        for day, framework in published.once(beginnings)
    }

    def make(row: Attributes) -> Sequence[Any]:
        entry = row.entry
        outcomes = [
            framework_outcomes[framework, outcome]
            for framework, seen in row.outcomes.items()
            for outcome in sorted(seen, key=OUTCOMES.index)
            if (framework, outcome) in framework_outcomes
        ]
        return (
            Cell(entry.ref, row.name, entity_address(entry.ref)),
            _kind(row),
            _owner(row),
            _word(row.risk_class),
            _word(row.materiality),
            _word(row.stage),
            Cell(row.status, LEVEL_SIGNS[row.status].word if row.status in LEVEL_SIGNS else NONE_OPEN),
            row.levels.get("error", 0),
            row.levels.get("warning", 0),
            row.levels.get("note", 0),
            row.overdue,
            [Cell(name, name.upper() if len(name) == 2 else plain_name(name)) for name in row.jurisdictions],
            [Cell(name, name) for name in row.suppliers],
            _word(row.generative),
            Cell("yes", "yes") if row.overdue else Cell("no", "no"),
            outcomes,
            [beginning[key] for key in row.applies],
            entry.ref,
            plain_words(purpose_of(entry), PURPOSE_LENGTH) or None,
        )

    return make


def _owner(row: Attributes) -> Cell | None:
    return Cell(row.owner.ref, shorten(row.owner.name)) if row.owner else None


def _word(value: str) -> Cell | None:
    return Cell(value, label_of(value)) if value else None


def findings_script(inventory: Inventory) -> str:
    """The script with every finding of the report."""
    published = inventory.published
    entities = {row.entry.ref: row for row in inventory.rows}
    rows = _finding_rows(published, entities)
    return grid_script(FINDING_COLUMNS, rows, f"findings-{published.as_of}", "findings")


def _finding_rows(published: Published, entities: Mapping[str, Attributes]) -> Iterator[Sequence[Any]]:
    """A row for each finding. What many findings share is made once: there are tens of thousands of them."""
    titles = published.framework_titles
    levels = {level: Cell(level, LEVEL_SIGNS[level].word) for level in LEVELS}
    outcomes = {outcome: Cell(outcome, OUTCOME_SIGNS[outcome].word) for outcome in OUTCOMES}
    rules = {rule: Cell(rule, rule, published.rule_href(rule, FINDINGS_PAGE)) for rule in published.findings_by_rule}
    about = {ref: (_entity(row), _kind(row), _owner(row)) for ref, row in entities.items()}
    for finding in by_level(published.report.findings):
        entity, kind, owner = about.get(finding.entity, (None, None, None))
        yield (
            levels[finding.level],
            outcomes[finding.outcome],
            rules[finding.rule],
            entity,
            printable(finding.message),
            kind,
            owner,
            finding.remedy or None,
            finding.entity or None,
            printable(_place(finding)),
            Cell(finding.framework, titles.get(finding.framework, finding.framework)),
        )


def _entity(row: Attributes) -> Cell:
    return Cell(row.entry.ref, row.name, relative(entity_address(row.entry.ref), FINDINGS_PAGE))


def _kind(row: Attributes) -> Cell:
    return Cell(row.entry.kind, label_of(row.entry.kind))


def _place(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}:{finding.column}" + (f" {finding.pointer}" if finding.pointer else "")
