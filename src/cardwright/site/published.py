"""What all pages draw on: the catalog, its report and the frameworks, with the questions that pages ask of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from markupsafe import Markup

from cardwright.audiences.marks import narrow_shape, shows_field
from cardwright.audiences.narrowing import JUDGED_FOR, narrow
from cardwright.cards.record import Target
from cardwright.cards.standing import Standing, standing_of
from cardwright.cards.words import name_of, words_of
from cardwright.catalog.entities.shape import shape_of
from cardwright.finding import LEVELS, Finding, Level
from cardwright.rules.crosswalk import Asked, crosswalk
from cardwright.site.addresses import entity_address, relative, rule_address

if TYPE_CHECKING:
    from pathlib import Path

    from cardwright.catalog.entities.field import Audience
    from cardwright.catalog.entities.shape import Shape
    from cardwright.catalog.graph import Catalog, Entry
    from cardwright.rules.framework import Framework, Rule
    from cardwright.rules.report import Coverage, Report

Item = TypeVar("Item")

TOGETHER = 4096
"""Lists of rules whose links are kept for pages that link alike."""
CLASSES = ("prohibited", "high", "limited", "minimal", "unknown")
MADE_FROM: frozenset[tuple[str | int, ...]] = frozenset(
    {
        ("systems",),
        ("parents",),
        ("composition", "models"),
        ("data", "datasets"),
        ("generation", "retrieval"),
        ("origin", "parents"),
    }
)
"""The fields by which an entity names what it was made from or runs on."""


class RuleLinks(dict[str, Markup]):
    """The id of each rule as a link to its page, made when it is first asked for; `href` is empty for unknown ones."""

    def __init__(self, href: Callable[[str], str]) -> None:
        super().__init__()
        self._href = href
        self.together = lru_cache(TOGETHER)(self._together)
        """The ids of several rules as links: on many entities the same rules turn out alike."""

    def __missing__(self, rule: str) -> Markup:
        href = self._href(rule)
        link = Markup('<a class="cw-rule" href="{}">{}</a>') if href else Markup('<span class="cw-rule">{1}</span>')
        self[rule] = link.format(href, rule)
        return self[rule]

    def _together(self, rules: tuple[str, ...]) -> Markup:
        return Markup(" ").join(self[rule] for rule in rules)


def publish_report(report: Report, audience: Audience) -> Published:
    """What a site shows of a report to an audience."""
    narrowed = narrow(report, audience)
    return Published(narrowed.report, audience, narrowed.withheld)


@dataclass(frozen=True, eq=False)
class Published:
    """One state of the catalog, judged as of one date, as far as an audience may see it.

    `withheld` counts the findings that concern what the audience may not see.
    """

    report: Report
    audience: Audience = "internal"
    withheld: int = 0
    packs: Mapping[str, Path] = field(default_factory=dict)
    """The audit packs that pages offer, by the reference of what they are about."""

    @property
    def judged(self) -> bool:
        """Whether the audience may see how the catalog was judged: findings, outcomes, facts and classes."""
        return self.audience in JUDGED_FOR

    def shows(self, entry: Entry, path: str) -> bool:
        """Whether the audience sees a field, so that its absence says something."""
        return self.shows_field(type(entry.value), path)

    def shows_field(self, record: Any, path: str) -> bool:
        """Whether the audience sees a field of a class of entities."""
        return self.audience == "internal" or shows_field(self.audience, record, path)

    def shape(self, entry: Entry) -> Shape:
        """The shape of an entity as far as the audience sees it."""
        record = type(entry.value)
        return shape_of(record) if self.audience == "internal" else narrow_shape(record, self.audience)

    @property
    def catalog(self) -> Catalog:
        """The catalog that was judged."""
        return self.report.catalog

    @property
    def frameworks(self) -> Sequence[Framework]:
        """The frameworks that it was held against."""
        return self.report.frameworks

    @property
    def as_of(self) -> date:
        """The day of the report."""
        return self.report.as_of

    @property
    def organisation(self) -> str:
        """The name of the organisation, or of what the reader looks at where the catalog names none."""
        entry = self.catalog.organisation
        return self.name_of(entry) if entry else "AI catalog"

    @cached_property
    def findings_by_rule(self) -> Mapping[str, list[Finding]]:
        """The findings of each rule, in order of place."""
        return _grouped(self.report.findings, lambda finding: finding.rule)

    @cached_property
    def coverage_by_entity(self) -> Mapping[str, list[Coverage]]:
        """The outcomes counted, for each entity by framework."""
        return _grouped(self.report.coverage, lambda coverage: coverage.entity)

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id."""
        return {rule.id: rule for framework in self.frameworks for rule in framework.rules}

    @cached_property
    def level_counts(self) -> Mapping[Level, int]:
        """How many findings of each level nobody has accepted."""
        return self.report.level_counts()

    @cached_property
    def asked(self) -> Mapping[tuple[str, str], tuple[Asked, ...]]:
        """The rules that look at each field."""
        return crosswalk(self.frameworks)

    def once(self, question: Callable[[Published], Item]) -> Item:
        """What a function answers of this state of the catalog, asked once for all pages."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: Item = self._answers[question]
        return answer

    @cached_property
    def _answers(self) -> dict[Callable[[Published], Any], Any]:
        return {}

    def not_checked(self) -> list[tuple[str, int, int]]:
        """The frameworks with provisions that nothing checks: id, how many, out of how many."""
        counts = [(item.id, len(item.not_checked), len(item.provisions)) for item in self.frameworks]
        return [count for count in counts if count[1]]

    def risk_class(self, ref: str) -> str:
        """The class of a system under the EU AI Act: one of CLASSES, unknown where the facts leave it open."""
        name = self.fact(ref, "risk_class")
        return name if name in CLASSES else "unknown"

    @cached_property
    def _frameworks_by_rule(self) -> Mapping[str, str]:
        return {rule.id: framework.id for framework in self.frameworks for rule in framework.rules}

    def framework_of(self, rule: str) -> str:
        """The framework that a rule belongs to, empty for one that no framework in use has."""
        return self._frameworks_by_rule.get(rule, "")

    @cached_property
    def framework_titles(self) -> Mapping[str, str]:
        """The titles of frameworks by their ids."""
        return {framework.id: framework.title for framework in self.frameworks}

    def levels(self, ref: str) -> Counter[Level]:
        """How many open findings of each level an entity has: those that nobody accepted."""
        return Counter(self._levels.get(ref, {}))

    @cached_property
    def _levels(self) -> Mapping[str, Counter[Level]]:
        return {
            ref: Counter(finding.level for finding in findings if finding.outcome != "waived")
            for ref, findings in self.report.findings_by_entity.items()
        }

    @cached_property
    def _versions(self) -> Mapping[str, list[Entry]]:
        return _grouped(self.catalog.by_kind("model_version"), lambda entry: entry.ref.partition("@")[0])

    def versions(self, model: Entry) -> list[Entry]:
        """The versions of a model, newest release first."""
        found = self._versions.get(model.ref, [])
        return sorted(found, key=lambda entry: (str(entry.source.data.get("released_on", "")), entry.ref), reverse=True)

    def link(self, ref: str, page: str) -> Target | None:
        """Where a reference leads from a page; None when the catalog has no such entity."""
        entry = self.catalog.find(ref.strip())
        return self.target(entry, page) if entry else None

    def target(self, entry: Entry, page: str) -> Target:
        """Where an entity's page is from another, and what the entity is called there."""
        return Target(relative(entity_address(entry.ref), page), self.name_of(entry))

    def name_of(self, entry: Entry) -> str:
        """What an entity is called in a line of text."""
        if entry.ref not in self._names:
            self._names[entry.ref] = name_of(self.catalog, entry)
        return self._names[entry.ref]

    @cached_property
    def _names(self) -> dict[str, str]:
        return {}

    def rule_href(self, rule: str, page: str) -> str:
        """The page of a rule, empty for one that no framework in use has."""
        framework = self.framework_of(rule)
        return relative(rule_address(framework, rule), page) if framework else ""

    def rule_link(self, rule: str, page: str) -> Markup:
        """The id of a rule as a link to its page."""
        return self.rule_links(page)[rule]

    def rule_links(self, page: str) -> RuleLinks:
        """The ids of rules as links, made once for all pages that link alike: a page names hundreds."""
        folder = page.rpartition("/")[0] if page.startswith("frameworks/") else "../" * page.count("/")
        if folder not in self._rule_links:
            self._rule_links[folder] = RuleLinks(partial(self.rule_href, page=page))
        return self._rule_links[folder]

    @cached_property
    def _rule_links(self) -> dict[str, RuleLinks]:
        return {}

    def origins(self, ref: str) -> Sequence[str]:
        """What an entity was made from or runs on: the left of its lineage."""
        return self._lineage[0].get(ref, ())

    def uses(self, ref: str) -> Sequence[str]:
        """What was made from an entity or runs on it: the right of its lineage."""
        return self._lineage[1].get(ref, ())

    @cached_property
    def _lineage(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        origins: dict[str, set[str]] = {}
        uses: dict[str, set[str]] = {}
        for ref in self.catalog.entities:
            for link in self.catalog.links.out(ref):
                if link.path[:1] in MADE_FROM or link.path[:2] in MADE_FROM:
                    origins.setdefault(ref, set()).add(link.target)
                    uses.setdefault(link.target, set()).add(ref)
        return _sorted(origins), _sorted(uses)

    def standing(self, ref: str) -> Standing:
        """What stands between an entity and completeness."""
        report = self.report
        return standing_of(report, report.results_by_entity.get(ref, ()), report.findings_by_entity.get(ref, ()))

    def fact(self, ref: str, name: str) -> str:
        """A fact of an entity in words; `unknown` where nothing decides it."""
        entity = self.report.entities.get(ref)
        return words_of(entity.facts.get(name)) if entity and name in entity.facts else ""


def by_level(findings: Iterable[Finding]) -> list[Finding]:
    """Findings, the gravest first, and among them those that failed before those that only could."""
    return sorted(findings, key=lambda item: (LEVELS.index(item.level), item.outcome != "fail", *item.sort_key))


def _sorted(groups: Mapping[str, set[str]]) -> dict[str, list[str]]:
    return {ref: sorted(members) for ref, members in groups.items()}


def _grouped(items: Iterable[Item], key: Callable[[Item], str]) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
