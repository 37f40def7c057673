"""Every framework: its rules prove themselves on their own examples, and its citations and dates have sources."""

from __future__ import annotations

import pytest

from cardwright.rules.examples import run_examples
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.shelf import shipped_frameworks

FRAMEWORKS = list(shipped_frameworks().values())
RULES = [(framework, rule) for framework in FRAMEWORKS for rule in framework.rules]


@pytest.mark.parametrize(("framework", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_rule_finds_what_its_bad_examples_mark_and_nothing_in_its_good_ones(framework: Framework, rule: Rule) -> None:
    """The good examples of a rule are silent and judged; each bad one gets findings on its marked lines alone."""
    assert list(run_examples(framework, rule)) == []


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.header.id)
def test_every_citation_leads_to_a_provision(framework: Framework) -> None:
    """Each rule cites something, and only what `framework.yaml` lists, once, with how far it was verified."""
    listed = [provision.id for provision in framework.header.provisions]
    assert len(listed) == len(set(listed))
    assert [rule.id for rule in framework.rules if not rule.cites or not set(rule.cites) <= set(listed)] == []
    assert [provision.id for provision in framework.header.provisions if provision.verified == "unknown"] == []


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.header.id)
def test_every_provision_has_a_rule_or_a_reason_why_not(framework: Framework) -> None:
    """No provision is left out in silence, and none is both checked and called uncheckable."""
    cited = {provision for rule in framework.rules for provision in rule.cites}
    reasons = {item.provision: item.reason for item in framework.header.not_checkable}
    assert [provision.id for provision in framework.not_checked] == []
    assert cited & set(reasons) == set()
    assert [provision for provision, reason in reasons.items() if len(reason.split()) < 6] == []


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.header.id)
def test_every_date_of_application_has_a_source(framework: Framework) -> None:
    """Whoever reads a date sees where it comes from; a date that only warns at first says who contests it."""
    dates = {rule.id: framework.applications(rule) for rule in framework.rules}
    assert [rule for rule, found in dates.items() if any(not date.source for date in found)] == []
    assert [rule for rule, found in dates.items() if any(date.warn_from and not date.contested for date in found)] == []
