"""The page of one entity: who answers for it, how it was judged, what it says, where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from cardwright.cards.lineage import Node, draw_lineage, trace_lineage
from cardwright.cards.metric_table import metric_table
from cardwright.cards.record import Shown, Target, show_record, show_value
from cardwright.cards.words import label_of, reason_in_words, shorten, words_of
from cardwright.catalog.entities.shape import field_at, shape_of
from cardwright.finding import OUTCOMES, Finding, Level, Outcome
from cardwright.site.addresses import PLURALS, entity_address, listing_address, relative
from cardwright.site.published import Published, by_level

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry, Link
    from cardwright.rules.results import Result

HEADS: Mapping[str, tuple[str, ...]] = {
    "organisation": ("legal_identity.legal_name", "legal_identity.country", "frameworks"),
    "team": ("functions", "line_of_defence", "parent"),
    "use_case": ("owner", "accountable_executive", "lifecycle_stage", "scope.decision_domain"),
    "system": ("owner", "developer", "lifecycle_stage", "actors.roles"),
    "model": ("owner", "lifecycle_stage", "design.model_type", "design.training_approach"),
    "model_version": ("model", "released_on", "parents", "relation_to_parent"),
    "dataset": ("owner", "version", "structure.form", "protection.personal_data"),
    "approval": ("entity", "decision", "role", "date", "expiry"),
    "waiver": ("rule", "entity", "approved_by", "expiry"),
}
FACTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "system": (("risk_class", "EU AI Act class"), ("risk_materiality", "MAS materiality")),
    "use_case": (("risk_materiality", "MAS materiality"),),
    "model": (("risk_materiality", "MAS materiality"), ("gpai", "General-purpose")),
    "model_version": (("risk_materiality", "MAS materiality"),),
}
METRICS: Mapping[str, str] = {"model_version": "evaluation.metrics", "system": "performance.metrics"}
GAPS = frozenset({"fail", "waived", "undecided", "not_yet"})
OPEN = ("fail", "undecided")
FINDINGS_SHOWN = 12
LINEAGE_KINDS = frozenset({"use_case", "system", "model_version", "dataset"})
IDENTITY = frozenset({"kind", "id", "name", "model", "version"})


class Head(NamedTuple):
    """A key fact at the top of the page."""

    label: str
    value: Shown | None
    style: str = ""


class Relation(NamedTuple):
    """Another entity that this one names, or that names it, and the fields that do so."""

    target: Target
    kind: str
    ref: str
    fields: str


class Version(NamedTuple):
    """One version of a model, as its model's page lists it."""

    target: Target
    name: str
    released_on: str
    description: str
    levels: Counter[Level]


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Rules that turned out the same way for the same reason."""

    reason: str
    rules: Markup


def describe_entity(published: Published, entry: Entry, page: str) -> dict[str, Any]:
    """Return all that the template of an entity's page prints."""

    def link(ref: str) -> Target | None:
        return published.link(ref, page)

    raw = entry.source.data
    findings = by_level(published.report.findings_by_entity.get(entry.ref, ()))
    metrics_path = METRICS.get(entry.kind, "")
    measured = _shown_at(entry, metrics_path, link) if metrics_path else None
    metrics = measured if measured and metric_table(measured) else None
    skip = IDENTITY | ({metrics_path} if metrics else set())
    sections = show_record(shape_of(type(entry.value)), raw, _at_fields(findings), link, frozenset(skip))
    lineage = _lineage(published, entry, page) if entry.kind in LINEAGE_KINDS else None
    relations = _relations(published, entry, page)
    entity = published.report.entities.get(entry.ref)
    return {
        "entry": entry,
        "crumbs": _crumbs(published, entry, page),
        "heads": _heads(published, entry, link),
        "summary": _summary(entry, raw),
        "findings": findings,
        "open_findings": [finding for finding in findings if finding.outcome in OPEN],
        "accepted_findings": _accepted(findings),
        "shown": FINDINGS_SHOWN,
        "levels": published.levels(entry.ref),
        "coverage": [
            (item.framework, {outcome: item[outcome] for outcome in OUTCOMES})
            for item in published.coverage_by_entity.get(entry.ref, ())
        ],
        "not_checked": published.not_checked(),
        "standing": published.standing(entry.ref),
        "groups": group_results(published, published.report.results_by_entity.get(entry.ref, ()), page),
        "facts": [(label_of(name), words_of(value)) for name, value in sorted(entity.facts.items())] if entity else [],
        "derivation": [reason_in_words(step) for step in entity.derivation] if entity else [],
        "versions": [_version(published, version, page) for version in published.versions(entry)],
        "metrics": metrics,
        "metrics_path": metrics_path,
        "sections": sections,
        "lineage": lineage,
        "outgoing": relations[0],
        "incoming": relations[1],
        "contents": _contents(findings, lineage, metrics, sections),
    }


def _crumbs(published: Published, entry: Entry, page: str) -> list[Target]:
    folder = PLURALS[entry.kind]
    crumbs = [
        Target(relative("index.html", page), "Home"),
        Target(relative(listing_address(folder), page), label_of(folder.replace("-", "_"))),
    ]
    if entry.kind == "model_version":
        model = published.link(entry.ref.partition("@")[0], page)
        if model:
            crumbs.append(model)
    return crumbs


def _heads(published: Published, entry: Entry, link: Any) -> list[Head]:
    heads = [Head(label, _shown_at(entry, path, link)) for label, path in _head_fields(entry.kind)]
    if entry.kind == "model_version":
        model = published.catalog.find(entry.ref.partition("@")[0])
        heads.insert(0, Head("Owner", _shown_at(model, "owner", link) if model else None))
    for name, label in FACTS.get(entry.kind, ()):
        text = published.fact(entry.ref, name)
        if text:
            style = f"cw-class cw-class-{published.risk_class(entry.ref)}" if name == "risk_class" else ""
            heads.append(Head(label, Shown("text", text), style))
    return heads


def _head_fields(kind: str) -> list[tuple[str, str]]:
    return [(label_of(path.rpartition(".")[2]), path) for path in HEADS.get(kind, ())]


def _shown_at(entry: Entry, path: str, link: Any) -> Shown | None:
    value = _dig(entry.source.data, path)
    field = field_at(type(entry.value), path.split("."))
    return None if value is None or field is None else show_value(field.shape, value, link)


def _summary(entry: Entry, raw: Mapping[str, Any]) -> str:
    for path in ("description", "purpose.intended_purpose", "purpose.intended_use", "scope.purpose"):
        text = _dig(raw, path)
        if isinstance(text, str):
            return text
    return ""


def _dig(raw: Any, path: str) -> Any:
    for step in path.split(".") if path else ():
        raw = raw.get(step) if isinstance(raw, Mapping) else None
    return raw if path else None


def _accepted(findings: Sequence[Finding]) -> list[tuple[Outcome, list[Finding]]]:
    """The findings that are not open, by outcome."""
    groups = [(name, [finding for finding in findings if finding.outcome == name]) for name in OUTCOMES]
    return [(name, group) for name, group in groups if group and name not in OPEN]


def _at_fields(findings: Iterable[Any]) -> list[Any]:
    return [finding for finding in findings if finding.outcome in GAPS]


def group_results(
    published: Published, results: Iterable[Result], page: str
) -> list[tuple[Outcome, list[ReasonGroup]]]:
    """Return what became of each rule, by outcome and reason, so that a reader sees everything on little space."""
    groups: dict[Outcome, dict[str, list[str]]] = {}
    for result in results:
        reason = f"from {result.date:%Y-%m-%d}" if result.outcome == "not_yet" and result.date else result.reason
        groups.setdefault(result.outcome, {}).setdefault(reason_in_words(reason), []).append(result.rule)

    def links(rules: Iterable[str]) -> Markup:
        return Markup(" ".join(published.rule_link(rule, page) for rule in sorted(set(rules))))  # noqa: S704  # links of ours

    return [
        (
            outcome,
            [ReasonGroup(reason, links(rules)) for reason, rules in sorted(groups[outcome].items())],
        )
        for outcome in OUTCOMES
        if outcome in groups
    ]


def _relations(published: Published, entry: Entry, page: str) -> tuple[list[Relation], list[Relation]]:
    links = published.catalog.links
    outgoing = _merge(published, links.out(entry.ref), page, lambda link: link.target)
    incoming = _merge(published, links.into(entry.ref), page, lambda link: link.source)
    return outgoing, incoming


def _merge(published: Published, links: Sequence[Link], page: str, end: Any) -> list[Relation]:
    fields: dict[str, set[str]] = {}
    for link in links:
        name = ".".join(str(step) for step in link.path if isinstance(step, str))
        fields.setdefault(end(link), set()).add(name)
    relations = []
    for ref in sorted(fields):
        target = published.link(ref, page)
        if target:
            kind = published.catalog.entities[ref].kind
            relations.append(Relation(target, kind, ref, ", ".join(sorted(fields[ref]))))
    return relations


def _lineage(published: Published, entry: Entry, page: str) -> dict[str, Any] | None:
    lineage = trace_lineage(entry.ref, published.origins, published.uses)
    if lineage.is_alone:
        return None
    nodes = {}
    for ref in lineage.refs:
        other = published.catalog.entities[ref]
        nodes[ref] = Node(ref, other.kind, published.name_of(other), relative(entity_address(ref), page))
    made_from: dict[str, list[str]] = {}
    for origin, use in lineage.edges:
        made_from.setdefault(use, []).append(nodes[origin].name)
    rows = [(nodes[ref], made_from.get(ref, [])) for ref in lineage.refs]
    return {"drawing": draw_lineage(lineage, nodes), "rows": rows, "left_out": lineage.left_out}


def _version(published: Published, version: Entry, page: str) -> Version:
    raw = version.source.data
    return Version(
        target=published.target(version, page),
        name=shorten(version.ref.partition("@")[2]),
        released_on=str(raw.get("released_on") or ""),
        description=str(raw.get("description") or ""),
        levels=published.levels(version.ref),
    )


def _contents(
    findings: Sequence[Any], lineage: object, metrics: object, sections: Sequence[Any]
) -> list[tuple[str, str]]:
    contents = [("assessment", "Assessment")]
    if findings:
        contents.append(("findings", "Findings"))
    if lineage:
        contents.append(("lineage", "Lineage"))
    if metrics:
        contents.append(("metrics", "Metrics"))
    contents += [(f"section-{section.name or 'identity'}", section.label) for section in sections]
    return [*contents, ("relations", "Relations"), ("provenance", "Provenance")]
