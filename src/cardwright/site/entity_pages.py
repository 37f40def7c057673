"""The page of one entity: who answers for it, how it was judged, what it says, where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.lineage import Node, draw_lineage, trace_lineage
from cardwright.cards.record import Shown, ShownSection, Target, show_record
from cardwright.cards.words import facts_in_words, label_of, reason_in_words, shorten
from cardwright.finding import Level
from cardwright.site.addresses import PLURALS, entity_address, framework_address, listing_address, relative
from cardwright.site.compliance import compliance_panels
from cardwright.site.contact import contact_of
from cardwright.site.downloads import downloads_of
from cardwright.site.glance import dig, glance_at, shown_at
from cardwright.site.holdings import holdings_of
from cardwright.site.performance import METRICS, performance_of
from cardwright.site.published import Published
from cardwright.site.running import deployments_of, generation_of
from cardwright.site.versions import side_by_side

if TYPE_CHECKING:
    from cardwright.catalog import graph
    from cardwright.catalog.graph import Entry

HEADS: Mapping[str, tuple[str, ...]] = {
    "organisation": ("legal_identity.legal_name", "legal_identity.country", "frameworks"),
    "team": ("functions", "line_of_defence", "parent"),
    "use_case": ("accountable_executive", "lifecycle_stage", "scope.decision_domain"),
    "system": ("developer", "lifecycle_stage", "actors.roles"),
    "model": ("lifecycle_stage", "design.model_type", "design.training_approach"),
    "model_version": ("model", "released_on", "parents", "relation_to_parent"),
    "dataset": (
        "version",
        "structure.form.format",
        "structure.form.records",
        "origin.access",
        "protection.classification",
    ),
    "approval": ("entity", "decision", "role", "date", "expiry"),
    "waiver": ("rule", "entity", "approved_by", "expiry"),
}
FACTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "system": (("risk_class", "EU AI Act class"), ("risk_materiality", "MAS materiality")),
    "use_case": (("risk_materiality", "MAS materiality"),),
    "model": (("risk_materiality", "MAS materiality"), ("gpai", "General-purpose")),
    "model_version": (("risk_materiality", "MAS materiality"),),
}
SAID_AT_A_GLANCE = frozenset({"model_version", "dataset", "use_case"})
"""Kinds whose first answer at a glance is what the line under the name would say."""
GAPS = frozenset({"fail", "waived", "undecided", "not_yet"})
LINEAGE_KINDS = frozenset({"use_case", "system", "model_version", "dataset"})
VERSIONS_SHOWN = 25
IDENTITY = frozenset({"kind", "id", "name", "model", "version"})
SHOWN_APART: Mapping[str, tuple[str, ...]] = {
    "model_version": ("generation.prompts", "generation.sampling", "generation.retrieval", "generation.context_window"),
    "system": ("operation.deployments", "generative.guardrails"),
    "team": ("contact", "on_call", "escalation"),
}
"""Fields that a page shows in a form of their own, so that the record need not repeat them."""


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


def describe_entity(published: Published, entry: Entry, page: str) -> dict[str, Any]:
    """Return all that the template of an entity's page prints."""

    def link(ref: str) -> Target | None:
        return published.link(ref, page)

    raw = entry.source.data
    findings = published.report.findings_by_entity.get(entry.ref, ())
    glance = [item for item in glance_at(entry, link) if published.shows(entry, item.path)]
    performance = performance_of(published, entry, link)
    generation = generation_of(published, entry, link)
    deployments, deployments_left = deployments_of(published, entry, link)
    skip = set(IDENTITY)
    skip.update(item.path for item in glance if item.value is not None)
    skip.update(path for path in SHOWN_APART.get(entry.kind, ()) if _is_shown(raw, path))
    if performance and performance.table and performance.of is None:
        skip.add(METRICS[entry.kind])
    sections = show_record(published.shape(entry), raw, _at_fields(findings), link, frozenset(skip))
    lineage = _lineage(published, entry, page) if entry.kind in LINEAGE_KINDS else None
    relations = _relations(published, entry, page)
    entity = published.report.entities.get(entry.ref)
    versions = published.versions(entry) if entry.kind == "model" else []
    parts = {
        "glance": glance,
        "panels": compliance_panels(published, entry.ref, page),
        "performance": performance,
        "generation": generation,
        "deployments": deployments,
        "versions": [_version(published, version, page) for version in versions[:VERSIONS_SHOWN]],
        "lineage": lineage,
        "holdings": holdings_of(published, entry, page) if entry.kind == "team" else None,
    }
    return {
        **parts,
        "entry": entry,
        "crumbs": _crumbs(published, entry, page),
        "heads": _heads(published, entry, page, link),
        "summary": "" if entry.kind in SAID_AT_A_GLANCE else _summary(entry, raw),
        "contact": contact_of(published, entry, link, page),
        "downloads": downloads_of(published, entry, page),
        "levels": published.levels(entry.ref),
        "standing": published.standing(entry.ref),
        "facts": facts_in_words(entity.facts) if entity else [],
        "derivation": [reason_in_words(step) for step in entity.derivation] if entity else [],
        "deployments_left": deployments_left,
        "versions_left": max(0, len(versions) - VERSIONS_SHOWN),
        "compared": side_by_side(published, versions, link),
        "sections": sections,
        "outgoing": relations[0],
        "incoming": relations[1],
        "contents": _contents(parts, sections),
    }


def _is_shown(raw: Mapping[str, Any], path: str) -> bool:
    """Whether a field holds what the page can show in its own form; anything else stays in the record."""
    value = dig(raw, path)
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, Mapping) for item in value)
    return bool(value)


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


def _heads(published: Published, entry: Entry, page: str, link: Any) -> list[Head]:
    heads = [
        Head(label, _frameworks(published, entry, page) if path == "frameworks" else shown_at(entry, path, link))
        for label, path in _head_fields(entry.kind)
        if published.shows(entry, path)
    ]
    for name, label in FACTS.get(entry.kind, ()):
        text = published.fact(entry.ref, name)
        if text:
            style = f"cw-class cw-class-{published.risk_class(entry.ref)}" if name == "risk_class" else ""
            heads.append(Head(label, Shown("text", text), style))
    return heads


def _frameworks(published: Published, entry: Entry, page: str) -> Shown | None:
    """The frameworks that an organisation has switched on, by their titles, each with its page."""
    listed = entry.source.data.get("frameworks")
    named = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    titles = published.framework_titles if published.judged else {}
    items = tuple(
        Shown("ref", titles[name], target=Target(relative(framework_address(name), page), titles[name]))
        if name in titles
        else Shown("text", shorten(name))
        for name in named
    )
    return Shown("list", items=items) if items else None


def _head_fields(kind: str) -> list[tuple[str, str]]:
    return [(label_of(path.rpartition(".")[2]), path) for path in HEADS.get(kind, ())]


def _summary(entry: Entry, raw: Mapping[str, Any]) -> str:
    for path in ("description", "purpose.intended_purpose", "purpose.intended_use", "scope.purpose"):
        text = dig(raw, path)
        if isinstance(text, str):
            return text
    return ""


def _at_fields(findings: Iterable[Any]) -> list[Any]:
    return [finding for finding in findings if finding.outcome in GAPS]


def _relations(published: Published, entry: Entry, page: str) -> tuple[list[Relation], list[Relation]]:
    links = published.catalog.links
    outgoing = _merge(published, links.out(entry.ref), page, lambda link: link.target)
    incoming = _merge(published, links.into(entry.ref), page, lambda link: link.source)
    return outgoing, incoming


def _merge(published: Published, links: Sequence[graph.Link], page: str, end: Any) -> list[Relation]:
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


CONTENTS = (
    ("holdings", "holdings", "What it owns and owes"),
    ("glance", "glance", "At a glance"),
    ("panels", "assessment", "Assessment"),
    ("performance", "performance", "How well it works"),
    ("generation", "generation", "How it is set"),
    ("deployments", "deployments", "Where it runs"),
    ("lineage", "lineage", "Lineage"),
    ("versions", "versions", "Versions"),
)
"""The parts of a page that are there when there is something to show: its member, anchor and heading, in order."""


def _contents(parts: Mapping[str, Any], sections: Sequence[ShownSection]) -> list[tuple[str, str]]:
    contents = [(anchor, heading) for name, anchor, heading in CONTENTS if parts[name] or name == "panels"]
    contents += [(f"section-{section.name or 'identity'}", section.label) for section in sections]
    return [*contents, ("relations", "Relations"), ("provenance", "Provenance")]
