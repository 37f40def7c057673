"""What a pack ends with: its findings, how rules turned out, and the facts behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cardwright.cards.outcomes import OUTCOME_SIGNS
from cardwright.finding import LEVELS, Finding, Outcome
from cardwright.packs.statements import ITEM, joined

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry
    from cardwright.packs.pages import Pages
    from cardwright.rules.framework import Framework

GRAVEST_FIRST: tuple[Outcome, ...] = ("fail", "undecided", "review", "waived", "not_yet", "not_applicable", "pass")
OWN, OTHER = "Of the rules behind the documents printed here", "Of all other rules"
ALIKE = {"yes": "Yes", "no": "No", "none": "None", "unknown": "Unknown"}
"""Values that many facts share, and how the list of these facts is headed."""


class ResultGroup(NamedTuple):
    """Rules that turned out the same way on the same entity for the same reason."""

    entity: str
    reason: str
    rules: tuple[str, ...]

    @property
    def in_short(self) -> str:
        """The rules, neighbours by number joined."""
        return joined(self.rules)


class FindingGroup(NamedTuple):
    """Findings under one heading, those together that one remedy mends, since they differ in the item of a list."""

    heading: str
    blocks: tuple[tuple[Finding, ...], ...]


def _blocks(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    blocks: dict[tuple[object, ...], list[Finding]] = {}
    for item in findings:
        said = ITEM.sub("[]", item.message), item.remedy, item.cites, item.waiver
        blocks.setdefault((item.rule, item.outcome, item.level, item.entity, item.path, *said), []).append(item)
    return tuple(map(tuple, blocks.values()))


class Facts(NamedTuple):
    """Facts with what they say, and the names of those that say no more than yes or no, by that."""

    told: tuple[tuple[str, str], ...]
    alike: tuple[tuple[str, str], ...]


class Annexes:
    """The findings, outcomes and facts of a pack; one of single documents has them in short, its own before others."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._scope = pages.scope

    @cached_property
    def findings(self) -> list[Finding]:
        """The findings in scope, the gravest first."""
        return sorted(
            self._scope.findings,
            key=lambda item: (GRAVEST_FIRST.index(item.outcome), LEVELS.index(item.level), item.sort_key),
        )

    @cached_property
    def finding_groups(self) -> list[FindingGroup]:
        """The findings by gravity; in a pack of single documents those of their own rules before all others."""
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(self._heading(finding), []).append(finding)
        headings = sorted(groups, key=(OWN, OTHER).index) if self._pages.is_limited else list(groups)
        return [FindingGroup(f"{name}: {len(groups[name])}", _blocks(groups[name])) for name in headings]

    def _heading(self, finding: Finding) -> str:
        if self._pages.is_limited:
            return OWN if finding.rule in self.own_rules else OTHER
        word = OUTCOME_SIGNS[finding.outcome].word
        return f"{finding.level.capitalize()}s" if finding.outcome == "fail" else word.capitalize()

    @property
    def open_in_words(self) -> str:
        """How many findings of each level nobody has accepted."""
        counts = Counter(finding.level for finding in self._scope.findings if finding.outcome != "waived")
        return ", ".join(f"{counts[level]} {level}{'' if counts[level] == 1 else 's'}" for level in LEVELS)

    @cached_property
    def own_rules(self) -> frozenset[str]:
        """The rules that the sections of this pack's documents draw on."""
        documents = self._pages.documents
        provisions = {name for document in documents for section in document.sections for name in section.provisions}
        return frozenset(rule.id for rule in self._scope.rules.values() if provisions.intersection(rule.cites))

    def is_own(self, framework: Framework) -> bool:
        """Whether a document of this pack answers a framework."""
        return any(framework.id in document.frameworks for document in self._pages.documents)

    def grouped(self, outcome: Outcome) -> list[ResultGroup]:
        """The rules with an outcome, by entity and reason; in a pack of single documents their own rules alone."""
        groups: dict[tuple[str, str], list[str]] = {}
        for result in self._scope.results:
            if result.outcome == outcome and (not self._pages.is_limited or result.rule in self.own_rules):
                groups.setdefault((result.entity, result.reason), []).append(result.rule)
        return [ResultGroup(entity, reason, tuple(rules)) for (entity, reason), rules in groups.items()]

    def by_entity(self, outcome: Outcome) -> Mapping[str, list[ResultGroup]]:
        """The rules with an outcome, those of one entity together."""
        entities: dict[str, list[ResultGroup]] = {}
        for group in self.grouped(outcome):
            entities.setdefault(group.entity, []).append(group)
        return entities

    def title_of_rule(self, rule: str) -> str:
        """What a rule says, in its own words."""
        found = self._scope.rules.get(rule)
        return found.title if found else ""

    def facts(self, entry: Entry) -> Facts:
        """The facts of an entity in words."""
        facts = self._pages.facts(entry)
        alike = [(head, ", ".join(name for name, words in facts if words == value)) for value, head in ALIKE.items()]
        return Facts(
            tuple(fact for fact in facts if fact[1] not in ALIKE),
            tuple((head, names) for head, names in alike if names),
        )

    def approved_state(self, approval: Entry) -> str:
        """Whether an approval is for the state that this pack prints; an edition that withholds fields cannot tell."""
        raw = approval.source.data
        entry = self._scope.catalog.find(str(raw.get("entity", "")))
        if entry is None or not raw.get("digest"):
            return "not stated"
        if raw["digest"] == entry.digest:
            return "this one"
        is_whole = self._pages.selection.audience == "internal"
        return "another: the entity has changed since" if is_whole else "not told here, since fields are withheld"

    @staticmethod
    def provisions_in_short(framework: Framework) -> Sequence[str]:
        """The provisions of a framework that no rule covers or can check."""
        refs = [provision.ref for provision in framework.not_checked]
        known = framework.provisions_by_id
        for item in framework.not_checkable:
            provision = known.get(item.provision)
            refs.append(provision.ref if provision else item.provision)
        return refs
