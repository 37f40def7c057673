"""What a pack is about: the entity asked for, and all that it is made of, used for and accepted by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from cardwright.finding import OUTCOMES, Finding, Outcome

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry
    from cardwright.rules.framework import Framework, Rule
    from cardwright.rules.report import Report
    from cardwright.rules.results import Result

KINDS = ("organisation", "use_case", "system", "model", "model_version", "dataset", "team", "approval", "waiver")
"""The kinds of entity in the order in which a pack prints them."""


@dataclass(frozen=True, eq=False)
class Scope:
    """One entity with everything that belongs to it, and what the report says of them.

    `direct` are the entities it stands for itself, without the versions and data that others were made from.
    """

    catalog: Catalog
    report: Report
    subject: Entry
    entries: Mapping[str, Entry]
    direct: frozenset[str]

    def by_kind(self, kind: str) -> list[Entry]:
        """The entities of a kind, sorted by reference."""
        return [entry for entry in self.entries.values() if entry.kind == kind]

    def answering(self, kind: str) -> list[Entry]:
        """The entities of a kind that a document about the subject speaks of: its own, and all the data behind them."""
        return [entry for entry in self.by_kind(kind) if self.answers(entry)]

    def answers(self, entry: Entry) -> bool:
        """Whether documents about the subject speak of an entity."""
        return entry.kind == "dataset" or entry.ref in self.direct

    @cached_property
    def versions_alone(self) -> list[Entry]:
        """The versions whose model is not in the catalog."""
        return [entry for entry in self.by_kind("model_version") if entry.ref.partition("@")[0] not in self.entries]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings on these entities, and on files that could not become one: they may have belonged here."""
        named = self.entries.keys() | {""}
        return tuple(finding for finding in self.report.findings if finding.entity in named)

    @cached_property
    def findings_of(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings on each of these entities that has any."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.entity, []).append(finding)
        return {entity: tuple(findings) for entity, findings in found.items()}

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """How every rule turned out on these entities."""
        return tuple(result for result in self.report.results if result.entity in self.entries)

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule of the frameworks applied, by id."""
        return {rule.id: rule for framework in self.report.frameworks for rule in framework.rules}

    def outcomes(self, framework: Framework) -> dict[Outcome, int]:
        """The outcomes of a framework on these entities, all seven of them counted."""
        counted = Counter(result.outcome for result in self.results if result.framework == framework.id)
        return {outcome: counted[outcome] for outcome in OUTCOMES}

    @cached_property
    def narrowed(self) -> Report:
        """The report on these entities alone."""
        entities = {ref: found for ref, found in self.report.entities.items() if ref in self.entries}
        return replace(self.report, entities=entities, findings=self.findings, results=self.results)

    @cached_property
    def outside(self) -> tuple[Entry, ...]:
        """Entities that those in scope name, and that are not in scope themselves."""
        named = {link.target for ref in self.entries for link in self.catalog.links.out(ref)}
        return tuple(self.catalog.entities[ref] for ref in sorted(named - self.entries.keys()))


def scope_of(catalog: Catalog, report: Report, subject: Entry) -> Scope:
    """Return the scope of the pack of a use case, a system, a model or the organisation.

    A use case brings its systems; a system its use cases and the model versions it runs; versions bring their parents,
    their models and data. The organisation answers for the whole catalog.
    """
    if subject.kind == "organisation":
        return _scope(catalog, report, subject, catalog.entities.keys(), frozenset(catalog.entities))
    systems = catalog.reach(subject, "system") if subject.kind == "use_case" else [subject]
    if subject.kind == "model":
        sources = (link.source for link in catalog.links.into(subject.ref) if link.path == ("model",))
        versions = sorted(ref for ref in sources if ref.startswith(f"{subject.ref}@"))
    else:
        versions = list(
            dict.fromkeys(entry.ref for system in systems for entry in catalog.reach(system, "model_version"))
        )
    direct = {subject.ref, *versions, *(entry.ref for entry in (*systems, *catalog.by_kind("organisation")))}
    direct |= {ref.partition("@")[0] for ref in versions}
    if subject.kind == "system":
        direct |= {entry.ref for entry in catalog.reach(subject, "use_case")}
    versions = _with_parents(catalog, versions, ("parents",))
    made_of = [catalog.entities[ref] for ref in versions]
    datasets = [entry.ref for version in made_of for entry in catalog.reach(version, "dataset")]
    found = {subject.ref, *versions, *_with_parents(catalog, datasets, ("origin", "parents"))}
    found |= {entry.ref for version in made_of for entry in catalog.reach(version, "model")}
    found |= {ref for ref in direct if ref in catalog.entities and not ref.startswith("model:")}
    found |= {ref for ref in _named(catalog, found) if ref.startswith(("team:", "organisation:"))}
    found |= {link.source for ref in found for link in catalog.links.into(ref) if _accepts(link.source, link.path)}
    return _scope(catalog, report, subject, found, frozenset(direct))


def _scope(catalog: Catalog, report: Report, subject: Entry, refs: Iterable[str], direct: frozenset[str]) -> Scope:
    entries = sorted((catalog.entities[ref] for ref in refs), key=lambda entry: (KINDS.index(entry.kind), entry.ref))
    return Scope(catalog, report, subject, {entry.ref: entry for entry in entries}, direct)


def _with_parents(catalog: Catalog, refs: Iterable[str], field: tuple[str, ...]) -> list[str]:
    """The entities and what they were made from, in the order in which they are met."""
    found = dict.fromkeys(refs)
    queue = list(found)
    for ref in queue:
        for link in catalog.links.out(ref):
            if link.path[: len(field)] == field and link.target not in found:
                found[link.target] = None
                queue.append(link.target)
    return queue


def _named(catalog: Catalog, refs: Iterable[str]) -> set[str]:
    return {link.target for ref in refs for link in catalog.links.out(ref)}


def _accepts(source: str, path: tuple[str | int, ...]) -> bool:
    """Whether a link is that of an approval or a waiver to the entity it accepts."""
    return source.startswith(("approval:", "waiver:")) and path == ("entity",)
