"""Every framework: its rules prove themselves on their own examples, and its citations resolve."""

from __future__ import annotations

import pytest

from cardwright.rules.examples import run_examples
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.shelf import shipped_frameworks

RULES = [(framework, rule) for framework in shipped_frameworks().values() for rule in framework.rules]


@pytest.mark.parametrize(("framework", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_rule_finds_what_its_bad_examples_mark_and_nothing_in_its_good_ones(framework: Framework, rule: Rule) -> None:
    """The good examples of a rule are silent and judged; each bad one gets findings on its marked lines alone."""
    assert list(run_examples(framework, rule)) == []
