"""Every part of a rule is needed: whichever is taken away, some example of the rule turns out differently."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.rules.examples import AS_OF, given_facts, load_example
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.judge import judge
from cardwright.rules.shelf import shipped_frameworks

ALWAYS_HOLDS = {"required": "kind"}
HUNDREDS = [
    pytest.param(framework, list(rules), id=f"{family}xx")
    for framework in shipped_frameworks().values()
    for family, rules in groupby((rule for rule in framework.rules if rule.checks), key=lambda rule: rule.id[:-2])
]
"""The rules that have checks, with their framework, a hundred at a time."""


@pytest.mark.parametrize(("framework", "rules"), HUNDREDS)
def test_an_example_notices_whatever_is_taken_from_its_rule(framework: Framework, rules: list[Rule]) -> None:
    """A rule without one of its checks, with its condition negated, or that always holds, changes some example."""
    with tempfile.TemporaryDirectory() as name:
        unnoticed = [line for rule in rules for line in unnoticed_flips(framework, rule, Path(name))]
    assert unnoticed == []


def unnoticed_flips(framework: Framework, rule: Rule, folder: Path) -> list[str]:
    """The flips of a rule with which all of its examples turn out as before. Each example is judged once by all."""
    flips = dict(flipped(rule))
    renamed = {what: changed(flip, id=f"{rule.id}-{at}") for at, (what, flip) in enumerate(flips.items())}
    judged = Framework(framework.header, (rule, *renamed.values()))
    unnoticed = set(flips)
    for text in (*rule.good, *rule.bad):
        told = turned_out(judged, load_example(folder, text, rule.bad_made if text in rule.bad else None))
        unnoticed -= {what for what, flip in renamed.items() if told[flip.id] != told[rule.id]}
    return [f"{rule.id} {what}" for what in flips if what in unnoticed]


def turned_out(framework: Framework, catalog: Catalog) -> dict[str, set[object]]:
    """What comes of an example by each rule: the outcome for every entity, and the place of every finding."""
    report = judge(catalog, AS_OF, [framework], given_facts(framework.rules[0].given))
    told: dict[str, set[object]] = {rule.id: set() for rule in framework.rules}
    for result in report.results:
        told[result.rule].add((result.entity, result.outcome))
    for finding in report.findings:
        told[finding.rule].add((finding.path, finding.line))
    return told


def flipped(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """A rule with one thing taken from it or turned round, by what was done to it."""
    checks = rule.check if isinstance(rule.check, list) else [rule.check]
    for at, check in enumerate(checks if len(checks) > 1 else ()):
        yield f"without {check}", changed(rule, check=[*checks[:at], *checks[at + 1 :]])
    yield "negated", changed(rule, applies={"kind": rule.applies["kind"], "not": rule.condition})
    yield "always holding", changed(rule, check=ALWAYS_HOLDS)


def changed(rule: Rule, **parts: object) -> Rule:
    """A copy of a rule with other parts, which has compiled nothing yet."""
    return Rule.model_construct(**{name: getattr(rule, name) for name in Rule.model_fields} | parts)
