"""What one run says: every outcome and finding, the state of the catalog, and the editions it was held against."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from cardwright.catalog.graph import Catalog, Entry
from cardwright.finding import LEVELS, OUTCOMES, Finding, Level, Outcome
from cardwright.rules.facts import FactBook, Facts, derivation_of
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.results import Result

WITH_FACTS = ("use_case", "system", "model")
"""Kinds whose facts stand in a report."""


class Due(NamedTuple):
    """A finding that is not open yet and will be; `date` is the first day it is, None where the record names none."""

    date: datetime.date | None
    finding: Finding


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
    book: FactBook

    @cached_property
    def known(self) -> Facts:
        """The facts about it; where several systems reach it, within the first of them."""
        return self.book.of(self.entry)[0]

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


_COUNTED = attrgetter("entity", "framework", "outcome")


@dataclass(frozen=True, eq=False)
class Report:
    """Every outcome and finding of one run. Findings are sorted by place; results by entity and rule.

    `baseline` holds the fingerprints of findings that were known before, None when the run is compared with nothing.
    `due` lists what becomes due until `due_by`, when somebody asked.
    """

    as_of: datetime.date
    catalog: Catalog
    frameworks: tuple[Framework, ...]
    unknown_frameworks: tuple[str, ...]
    entities: Mapping[str, EntityReport]
    findings: tuple[Finding, ...]
    results: Sequence[Result]
    baseline: frozenset[str] | None = None
    due_by: datetime.date | None = None
    due: tuple[Due, ...] = ()

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """The outcomes counted by entity and framework, in sorted order."""
        counted: dict[tuple[str, str], Counter[Outcome]] = {}
        for (entity, framework, outcome), count in Counter(map(_COUNTED, self.results)).items():
            counted.setdefault((entity, framework), Counter())[outcome] = count
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

    def is_known(self, finding: Finding) -> bool:
        """Whether a finding stood already in the baseline."""
        return bool(self.baseline) and finding.outcome != "waived" and finding.fingerprint in (self.baseline or ())

    def fails(self, level: Level) -> bool:
        """Whether an open finding that the baseline does not know is at or above a level."""
        return any(
            LEVELS.index(finding.level) <= LEVELS.index(level) and not self.is_known(finding)
            for finding in self.open_findings()
        )

    def rule(self, ident: str) -> tuple[Framework, Rule]:
        """A rule of one of the frameworks, and the framework. Raises KeyError."""
        return self._rules[ident]

    @cached_property
    def _rules(self) -> Mapping[str, tuple[Framework, Rule]]:
        return {rule.id: (framework, rule) for framework in self.frameworks for rule in framework.rules}

    def reason_of(self, waiver: str) -> str:
        """Why a waiver accepts what it accepts; empty when the catalog has no such waiver."""
        entry = self.catalog.find(f"waiver:{waiver}")
        return str(getattr(entry.value, "reason", "")) if entry else ""

    def selected(self, select: tuple[str, ...], ignore: tuple[str, ...]) -> Report:
        """The report narrowed to rules whose id starts with one of `select` and none of `ignore`."""
        if not select and not ignore:
            return self

        def kept(rule: str) -> bool:
            return (not select or rule.startswith(select)) and not (ignore and rule.startswith(ignore))

        return replace(
            self,
            findings=tuple(item for item in self.findings if kept(item.rule)),
            due=tuple(item for item in self.due if kept(item.finding.rule)),
            results=tuple(item for item in self.results if kept(item.rule)),
        )
