"""What an expert compares across documents: one small change to a complete record, and the finding it must bring.

First the checks an auditor of the EU AI Act makes, then those worth most to a bank in Singapore, by their numbers.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from test_false_passes import data_of, path_of, put, sample, with_changes

from cardwright.catalog.graph import Catalog, make_entry
from cardwright.catalog.load import load_catalog
from cardwright.catalog.source import read_source
from cardwright.catalog.typed import type_source
from cardwright.finding import Finding
from cardwright.rules.framework import Framework
from cardwright.rules.judge import judge
from cardwright.rules.shelf import shipped_frameworks

AS_OF = datetime.date(2027, 12, 15)
"""After the rules on high-risk systems begin, and before the reviews of the sample are due again."""
PROVIDER = Path(__file__).parent / "general_purpose_provider"
Edit = tuple[str, str, Any]
"""An entity, a field (list items by their number, or by `name=value`), and what is written there; None takes it out."""


class Check(NamedTuple):
    """One comparison: its number and words, the change that breaks it, and the rule and provision that must say so."""

    number: int
    words: str
    edits: tuple[Edit, ...]
    rule: str
    cites: str


def read_checks(name: str) -> list[Check]:
    """The checks of a list in cross_document.yaml."""
    rows = yaml.safe_load(Path(__file__).with_name("cross_document.yaml").read_text(encoding="utf-8"))[name]
    return [
        Check(
            row["number"],
            row["words"],
            tuple((edit["of"], edit["field"], edit["value"]) for edit in row["edits"]),
            row["rule"],
            row["cites"],
        )
        for row in rows
    ]


AUDITOR, BANK = read_checks("auditor"), read_checks("bank")
ARTIFACT = {"fairness": {"fairness_init": {"protected_features": ["religion"], "fair_metric_name": "equal_odds"}}}
"""What a run of the toolkit left behind, about another attribute and another metric."""


@cache
def frameworks() -> tuple[Framework, ...]:
    """The frameworks these checks come from, with the rules that are asked for here alone."""
    wanted = {check.rule for check in AUDITOR + BANK}
    whole = [shipped_frameworks()[name] for name in ("catalog", "eu-ai-act", "mas-airg", "mas-feat")]
    return tuple(Framework(f.header, tuple(rule for rule in f.rules if rule.id in wanted)) for f in whole)


@cache
def provider() -> Catalog:
    """A provider of a general-purpose model whose record is complete."""
    return load_catalog(PROVIDER)


def located(data: Any, field: str) -> str:
    """The field with list items by number: `metrics.name=accuracy.value` becomes `metrics.3.value`."""
    steps = []
    for step in field.split("."):
        name, equals, value = step.partition("=")
        key: Any = int(name) if name.isdigit() else name
        if equals:
            key = next(number for number, item in enumerate(data) if item.get(name) == value)
        data = data[key] if isinstance(data, list) or key in data else None
        steps.append(str(key))
    return ".".join(steps)


def changed(edits: tuple[Edit, ...]) -> Catalog:
    """The complete record with some fields written anew."""
    general = edits[0][0] in provider().entities
    changes: dict[str, Any] = {}
    for ref, field, value in edits:
        if ref not in changes:
            changes[ref] = json.loads(json.dumps(provider().entities[ref].source.data)) if general else data_of(ref)
        if isinstance(value, str) and value.startswith("="):
            value = changes[ref][value[1:]]
        put(changes[ref], path_of(located(changes[ref], field)), value)
    if not general:
        return with_changes(changes)
    entities = dict(provider().entities)
    for ref, data in changes.items():
        source = read_source(entities[ref].path, json.dumps(data).encode())
        typed, _ = type_source(source)
        assert typed is not None
        entities[ref] = make_entry(typed, source)
    return dataclasses.replace(provider(), entities=entities)


def findings(catalog: Catalog) -> set[tuple[str, str, str, str, tuple[str, ...]]]:
    """What is found, by rule and place."""

    def key(finding: Finding) -> tuple[str, str, str, str, tuple[str, ...]]:
        return finding.rule, finding.entity, finding.pointer, finding.message, finding.cites

    return {key(finding) for finding in judge(catalog, AS_OF, frameworks()).findings}


@cache
def known(general: bool) -> set[tuple[str, str, str, str, tuple[str, ...]]]:
    """What is found in the complete records as they are."""
    return findings(provider() if general else sample())


def named(check: Check) -> str:
    """The check in the list of tests."""
    return f"{check.number} {check.words} {check.rule}"


@pytest.mark.parametrize("check", AUDITOR + BANK, ids=named)
def test_what_documents_must_agree_on_is_compared(check: Check, tmp_path: Path) -> None:
    """A change that makes two places of a complete record disagree is found by the rule that compares them."""
    catalog = changed(check.edits)
    if any(isinstance(value, dict) and value.get("file") == "evidence/artifact.json" for *_, value in check.edits):
        (tmp_path / "evidence").mkdir()
        (tmp_path / "evidence" / "artifact.json").write_text(json.dumps(ARTIFACT), encoding="utf-8")
        catalog = dataclasses.replace(catalog, folder=tmp_path)
    new = findings(catalog) - known(check.edits[0][0] in provider().entities)
    assert check.cites in {ref for rule, *_, cites in new for ref in cites if rule == check.rule}


def test_every_comparison_of_the_two_lists_is_here() -> None:
    """The eighteen comparisons of the auditor and the fifteen of the bank each have at least one case."""
    assert {check.number for check in AUDITOR} == set(range(1, 19))
    assert {check.number for check in BANK} == set(range(1, 16))
