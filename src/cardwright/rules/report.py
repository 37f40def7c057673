"""What one run says: every outcome and finding, the state of the catalog, and the editions it was held against."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import LEVELS, OUTCOMES, Finding, Level, Outcome
from cardwright.rules.facts import Facts, derivation_of
from cardwright.rules.framework import Framework

WITH_FACTS = ("use_case", "system", "model")
"""Kinds whose facts stand in a report."""


class Result(NamedTuple):
    """How a rule turned out on an entity, and why: the fact that decided, the date it starts, what to look for."""

    rule: str
    framework: str
    entity: str
    outcome: Outcome
    reason: str = ""
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The outcomes of one framework on one entity, counted."""

    entity: str
    framework: str
    counts: Mapping[Outcome, int]

    @property
    def total(self) -> int:
        """How many rules were held against the entity."""
        return sum(self.counts.values())

    def __getitem__(self, outcome: Outcome) -> int:
        return self.counts.get(outcome, 0)


@dataclass(frozen=True, eq=False)
class EntityReport:
    """One entity as judged: its place, its digest, its facts and the derivation of its class."""

    entry: Entry
    known: Facts

    @property
    def ref(self) -> str:
        """Its reference."""
        return self.entry.ref

    @property
    def path(self) -> str:
        """Its file, relative to the catalog folder."""
        return self.entry.path

    @property
    def digest(self) -> str:
        """The digest of the state that was judged."""
        return self.entry.digest

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """Facts by name, for use cases, systems and models: a value, a sorted list, or "unknown"."""
        if self.entry.kind not in WITH_FACTS:
            return {}
        return {name: _plain(value) for name in sorted(self.known) if (value := self.known[name]) is not None}

    @cached_property
    def derivation(self) -> tuple[str, ...]:
        """The steps by which the class of a system follows."""
        return tuple(derivation_of(self.known.catalog, self.entry)) if self.entry.kind == "system" else ()


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return value.isoformat() if isinstance(value, datetime.date) else value


@dataclass(frozen=True, eq=False)
class Report:
    """Every outcome and finding of one run. Findings are sorted by place; results by entity and rule."""

    as_of: datetime.date
    catalog: Catalog
    frameworks: tuple[Framework, ...]
    unknown_frameworks: tuple[str, ...]
    entities: Mapping[str, EntityReport]
    findings: tuple[Finding, ...]
    results: tuple[Result, ...]

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """The outcomes counted by entity and framework, in sorted order."""
        counted: dict[tuple[str, str], Counter[Outcome]] = {}
        for result in self.results:
            counted.setdefault((result.entity, result.framework), Counter())[result.outcome] += 1
        return tuple(Coverage(*key, counts) for key, counts in sorted(counted.items()))

    def counts(self, framework: str, entities: Iterable[str] | None = None) -> dict[Outcome, int]:
        """The outcomes of a framework summed over entities, all of them by default; every outcome is named."""
        wanted = None if entities is None else set(entities)
        total: Counter[Outcome] = Counter()
        for row in self.coverage:
            if row.framework == framework and (wanted is None or row.entity in wanted):
                total.update(row.counts)
        return {outcome: total[outcome] for outcome in OUTCOMES}

    @cached_property
    def findings_by_entity(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings of each entity, in order of place."""
        grouped: dict[str, list[Finding]] = {}
        for finding in self.findings:
            grouped.setdefault(finding.entity, []).append(finding)
        return {entity: tuple(found) for entity, found in grouped.items()}

    @cached_property
    def results_by_entity(self) -> Mapping[str, tuple[Result, ...]]:
        """The results of each entity, in order of rule."""
        grouped: dict[str, list[Result]] = {}
        for result in self.results:
            grouped.setdefault(result.entity, []).append(result)
        return {entity: tuple(found) for entity, found in grouped.items()}

    def open_findings(self) -> tuple[Finding, ...]:
        """The findings that nobody accepted."""
        return tuple(finding for finding in self.findings if finding.outcome != "waived")

    def level_counts(self) -> dict[Level, int]:
        """How many open findings there are of each level."""
        counted = Counter(finding.level for finding in self.open_findings())
        return {level: counted[level] for level in LEVELS}

    def fails(self, level: Level) -> bool:
        """Whether an open finding is at or above a level."""
        return any(LEVELS.index(finding.level) <= LEVELS.index(level) for finding in self.open_findings())

    def selected(self, select: tuple[str, ...], ignore: tuple[str, ...]) -> Report:
        """The report narrowed to rules whose id starts with one of `select` and none of `ignore`."""
        if not select and not ignore:
            return self

        def kept(rule: str) -> bool:
            return (not select or rule.startswith(select)) and not (ignore and rule.startswith(ignore))

        return replace(
            self,
            findings=tuple(item for item in self.findings if kept(item.rule)),
            results=tuple(item for item in self.results if kept(item.rule)),
        )
