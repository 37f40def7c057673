"""Pages of frameworks and of their rules: what is asked, from when, by whom, and what Cardwright does not see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.record import Target
from cardwright.cards.words import VERIFIED, label_of, plain_name
from cardwright.finding import OUTCOMES, Outcome
from cardwright.rules.phrases import in_words
from cardwright.site.addresses import framework_address, listing_address, matrix_address, relative
from cardwright.site.coverage import outcomes_by_rule, who
from cardwright.site.crosswalk_page import CROSSWALK
from cardwright.site.published import Published, by_level

if TYPE_CHECKING:
    from cardwright.rules.framework import Exemption, Framework, Provision, Rule

SYSTEMS_SHOWN = 50
FINDINGS_SHOWN = 50
TELLING: tuple[Outcome, ...] = ("pass", "fail", "waived", "undecided", "review", "not_yet")
"""Outcomes that a provision's row tells; that a rule does not concern something is on the rule's page."""
_mark = re.compile(r"\s*# <- (\w+)")


class RuleLine(NamedTuple):
    """A rule in a provision's row: where it leads, and how it turned out, by outcome."""

    id: str
    href: str
    title: str
    counts: tuple[tuple[Outcome, int], ...]


class ProvisionRow(NamedTuple):
    """A provision with the rules that test it, or the reason why none does. Without either it is not checked."""

    provision: Provision
    rules: tuple[RuleLine, ...]
    reason: str


class Line(NamedTuple):
    """One line of an example; `marks` is the rule that its comment says must find something here."""

    text: str
    marks: bool


def describe_frameworks(published: Published, page: str) -> dict[str, Any]:
    """Return what the list of frameworks prints."""
    rows = []
    for framework in published.frameworks:
        counts = published.report.counts(framework.id)
        target = Target(relative(framework_address(framework.id), page), framework.title)
        rows.append((target, framework, counts, provision_counts(framework)))
    crumbs = [Target(relative("index.html", page), "Home")]
    return {"rows": rows, "crosswalk_href": relative(CROSSWALK, page), "crumbs": crumbs, "contents": []}


def describe_framework(published: Published, framework: Framework, page: str) -> dict[str, Any]:
    """Return what the page of a framework prints."""
    rows = _provision_rows(published, framework, page)
    systems = _system_rows(published, framework, page)
    return {
        "framework": framework,
        "crumbs": _crumbs(page),
        "counts": published.report.counts(framework.id),
        "provision_counts": provision_counts(framework),
        "dates": _dates(framework),
        "provisions": rows,
        "notes": [_say_marks(note) for note in framework.notes],
        "exemptions": [(item, in_words(item.when), _reached(framework, item)) for item in framework.exemptions],
        "matrix_href": relative(matrix_address(framework.id), page),
        "crosswalk_href": relative(CROSSWALK, page),
        "systems": systems[:SYSTEMS_SHOWN],
        "systems_left": max(0, len(systems) - SYSTEMS_SHOWN),
        "contents": [
            ("coverage", "Coverage"),
            ("dates", "Dates of application"),
            *([("exemptions", "Exemptions")] if framework.exemptions else []),
            *([("not-checkable", "What no rule can test")] if framework.not_checkable else []),
            ("provisions", "Provisions and rules"),
        ],
    }


def describe_rule(published: Published, framework: Framework, rule: Rule, page: str) -> dict[str, Any]:
    """Return what the page of a rule prints."""
    findings = by_level(published.findings_by_rule.get(rule.id, ()))
    return {
        "framework": framework,
        "rule": rule,
        "crumbs": [*_crumbs(page), Target(relative(framework_address(framework.id), page), framework.title)],
        "cites": [framework.provisions_by_id[cite] for cite in rule.cites],
        "applies": _describe_scope(rule),
        "dates": [(item, in_words(item.when) if item.when else "") for item in framework.applications(rule)],
        "exemptions": [(item, in_words(item.when)) for item in framework.exemptions_by_rule.get(rule.id, ())],
        "good": [mark_lines(example, rule.id) for example in rule.good],
        "bad": [mark_lines(example, rule.id) for example in rule.bad],
        "who": who(published, rule.id, page),
        "findings": [(finding, published.link(finding.entity, page)) for finding in findings[:FINDINGS_SHOWN]],
        "findings_left": max(0, len(findings) - FINDINGS_SHOWN),
        "contents": [
            ("rule", "Why"),
            ("remedy", "What to do"),
            ("applies", "When it applies"),
            ("source", "Source"),
            ("examples", "Examples"),
            ("who", "Who passes, who fails"),
            ("found", "Found in this catalog"),
        ],
    }


def _crumbs(page: str) -> list[Target]:
    return [
        Target(relative("index.html", page), "Home"),
        Target(relative(listing_address("frameworks"), page), "Frameworks"),
    ]


def provision_counts(framework: Framework) -> dict[str, int]:
    """Return how many provisions have a rule, how many no rule can test, and how many are not checked."""
    total = len(framework.provisions)
    not_checkable, not_checked = len(framework.not_checkable), len(framework.not_checked)
    return {
        "total": total,
        "with_rules": total - not_checkable - not_checked,
        "not_checkable": not_checkable,
        "not_checked": not_checked,
    }


def _provision_rows(published: Published, framework: Framework, page: str) -> list[ProvisionRow]:
    rules: dict[str, list[RuleLine]] = {}
    for rule in framework.rules:
        found = published.once(outcomes_by_rule).get(rule.id)
        counts = (
            tuple((outcome, found.counts[outcome]) for outcome in TELLING if found.counts[outcome]) if found else ()
        )
        line = RuleLine(rule.id, published.rule_href(rule.id, page), rule.title, counts)
        for cite in rule.cites:
            rules.setdefault(cite, []).append(line)
    reasons = {item.provision: item.reason for item in framework.not_checkable}
    return [
        ProvisionRow(provision, tuple(sorted(rules.get(provision.id, ()))), reasons.get(provision.id, ""))
        for provision in framework.provisions
    ]


def _system_rows(published: Published, framework: Framework, page: str) -> list[tuple[Target, dict[Outcome, int]]]:
    """Systems with their coverage, those with most failures first."""
    rows = []
    for system in published.catalog.by_kind("system"):
        for item in published.coverage_by_entity.get(system.ref, ()):
            if item.framework == framework.id:
                target = published.target(system, page)
                rows.append((target, {outcome: item[outcome] for outcome in OUTCOMES}))
    return sorted(rows, key=lambda row: (-row[1]["fail"], row[0].name, row[0].href))


def _reached(framework: Framework, exemption: Exemption) -> list[Provision]:
    """The provisions that an exemption lifts by name, as printed where the framework has a row for them."""
    named = framework.provisions_by_id
    return [named[name] for name in exemption.provisions if name in named]


def _say_marks(note: str) -> str:
    """A note of a framework, with the marks of how provisions were verified in the words of the table."""
    for mark, words in VERIFIED.items():
        note = note.replace(f"`{mark}`", f"“{words}”")
    return note


def _dates(framework: Framework) -> list[tuple[str, Any, str]]:
    return [
        (label_of(name.replace("-", "_")), item, _describe_when(item.when, alone=len(items) == 1))
        for name, items in sorted(framework.dates.items())
        for item in items
    ]


def _describe_when(condition: Any, *, alone: bool) -> str:
    return in_words(condition) if condition else "always" if alone else "otherwise"


def _describe_scope(rule: Rule) -> str:
    kinds = " or ".join(map(plain_name, rule.kinds))
    condition = in_words(rule.condition)
    return f"To each {kinds}" + (f" where {condition}" if condition else "") if kinds else ""


def mark_lines(example: str, rule: str) -> list[Line]:
    """Return the lines of an example with the `# <-` marks taken out and the lines that had one highlighted."""
    return [_line(line, rule) for line in example.rstrip("\n").split("\n")]


def _line(line: str, rule: str) -> Line:
    mark = next((found for found in _mark.finditer(line) if found[1] == rule), None)
    return Line(line[: mark.start()], True) if mark else Line(line, False)
