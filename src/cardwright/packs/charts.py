"""Pictures of what records say, each with its figures: where risks lie, and where an entity comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, get_args

from markupsafe import Markup, escape

from cardwright.cards.lineage import Node, draw_lineage, trace_lineage
from cardwright.cards.words import name_of, plain_name, shorten
from cardwright.catalog.entities.terms import Likelihood, Severity

if TYPE_CHECKING:
    from cardwright.cards.record import Shown
    from cardwright.packs.scope import Scope

NAMED = 6
"""Risks that a field of the matrix names; of more it says how many there are."""
MADE_FROM = frozenset(
    {("systems",), ("parents",), ("composition", "models"), ("data", "datasets"), ("generation", "retrieval"),
     ("origin", "parents")}
)  # fmt: skip
"""The fields by which an entity names what it was made from or runs on."""
SHORT_NAME, LONGEST_END = 21, 13
"""Characters of a name that fit into a box in type that can be read on paper, and of its last words."""
LINEAGE_STYLE = """<style>
text { font-family: "Source Sans 3", "DejaVu Sans", sans-serif }
.cw-edge { fill: none; stroke: #9aa6b0; stroke-width: 2 } .cw-edge-head { fill: none; stroke: #9aa6b0; stroke-width: 2 }
.cw-node rect { fill: #f4f6f8; stroke: #b8c2cc } .cw-centre rect { fill: #e3edf4; stroke: #123a56; stroke-width: 2 }
.cw-node-kind { font-size: 14px; fill: #2f7d6b } .cw-node-name { font-size: 16px; font-weight: 700; fill: #1b2429 }
</style>"""
"""Spaces stand in it because words without end are broken, whatever they are."""


class MatrixCell(NamedTuple):
    """Risks of one severity and likelihood: how many, those named, and how grave the two are together, 0 to 3."""

    number: int
    names: str
    weight: int


class RiskMatrix(NamedTuple):
    """Severity, gravest first, by likelihood; `unplaced` are risks that do not state both."""

    likelihoods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[MatrixCell, ...]], ...]
    unplaced: int


def risk_matrix(value: Shown) -> RiskMatrix | None:
    """Return a list of risks by severity and likelihood before measures; None for a list of anything else."""
    records = [_texts(item) for item in value.items] if value.holds == "records" else []
    severities, likelihoods = ([plain_name(name) for name in get_args(scale)] for scale in (Severity, Likelihood))
    placed: dict[tuple[str, str], list[str]] = {}
    for record in records:
        place = record.get("severity", ""), record.get("likelihood", "")
        if "hazard" in record and place[0] in severities and place[1] in likelihoods:
            placed.setdefault(place, []).append(record.get("id") or "unnamed")
    if len(records) < 2 or not placed:
        return None
    rows = tuple(
        (severity, tuple(_cell(placed.get((severity, name), []), grave + at) for at, name in enumerate(likelihoods)))
        for grave, severity in reversed(list(enumerate(severities)))
    )
    return RiskMatrix(tuple(likelihoods), rows, len(records) - sum(map(len, placed.values())))


def _cell(names: list[str], steps: int) -> MatrixCell:
    left = len(names) - NAMED
    shown = ", ".join(names) if left <= 0 else f"{', '.join(names[:NAMED])} and {left} more"
    return MatrixCell(len(names), shown, min(steps // 2, 3))


def _texts(record: Shown) -> Mapping[str, str]:
    return {field.name: field.value.text for field in record.fields if field.value is not None}


class Drawn(NamedTuple):
    """A lineage as a drawing, with how many entities it leaves out."""

    drawing: Markup
    left_out: int


def lineage_of(scope: Scope) -> Drawn | None:
    """Draw what the subject was made from and what it is used in; None where there is nothing but itself."""
    catalog = scope.catalog

    edges = [
        link
        for ref in scope.entries
        for link in catalog.links.out(ref)
        if (link.path[:1] in MADE_FROM or link.path[:2] in MADE_FROM) and link.target in scope.entries
    ]

    def origins(ref: str) -> list[str]:
        return sorted({link.target for link in edges if link.source == ref})

    def uses(ref: str) -> list[str]:
        return sorted({link.source for link in edges if link.target == ref})

    lineage = trace_lineage(scope.subject.ref, origins, uses)
    if lineage.is_alone:
        return None
    entries = {ref: catalog.entities[ref] for ref in lineage.refs}
    names = {ref: name_of(catalog, entry) for ref, entry in entries.items()}
    nodes = {ref: Node(ref, entry.kind, _short(names[ref]), "") for ref, entry in entries.items()}
    head, tag_end, drawn = draw_lineage(lineage, nodes).partition(">")
    words = f"Lineage of {name_of(catalog, scope.subject)}: " + "; ".join(
        f"{names[use]} rests on {names[origin]}" for origin, use in lineage.edges
    )
    titled = f"{head}{tag_end}<title>{escape(words)}</title>{LINEAGE_STYLE}{drawn}"
    return Drawn(Markup(titled), lineage.left_out)  # noqa: S704  # names are escaped here and where they are drawn


def _short(name: str) -> str:
    """A name that fits into a box, with its last words, which tell versions of a model and parts of data apart.

    >>> _short("German credit, training part"), _short("Credit scorecard 1.1.0")
    ('German… training part', 'Credit scoreca… 1.1.0')
    """
    words = name.split(" ")
    ends = [" ".join(words[at:]) for at in range(1, len(words))]
    end = next((end for end in ends if len(end) <= LONGEST_END), "")
    if len(name) <= SHORT_NAME or not end:
        return shorten(name, SHORT_NAME)
    return f"{shorten(name.removesuffix(end), SHORT_NAME - len(end) - 1)} {end}"
