"""Plans: what is settled once for entities with the same facts is what each would have been told alone."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from conftest import ROOT

from cardwright.catalog.graph import Catalog
from cardwright.catalog.load import load_catalog
from cardwright.rules.facts import FactBook
from cardwright.rules.judging import Judged, Judging
from cardwright.rules.plans import Groups, Held, Plans, groups_by_kind
from cardwright.rules.shelf import shipped_frameworks
from cardwright.rules.waivers import Waivers

DAYS = (datetime.date(2026, 11, 21), datetime.date(2027, 12, 15))
SYSTEM = """
kind: system
id: {ident}
name: A system
lifecycle_stage: {stage}
market:
  countries: {countries}
"""


@pytest.fixture(scope="module")
def groups() -> Groups:
    """The rules of every framework."""
    return groups_by_kind(
        Held(framework, rule) for framework in shipped_frameworks().values() for rule in framework.rules
    )


def judged(catalog: Catalog, groups: Groups, as_of: datetime.date, *refs: str) -> Judged:
    """Entities judged one after the other, the later ones by plans that were made for the earlier."""
    entries = [catalog.entities[ref] for ref in refs]
    return Judging(catalog, as_of, FactBook(catalog), Waivers(catalog, (), as_of)).judge(entries, groups)


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_an_entity_is_judged_among_others_as_it_is_alone(groups: Groups, as_of: datetime.date) -> None:
    """No outcome and no finding of an entity depends on which entities were judged before it."""
    catalog = load_catalog(ROOT / "catalog")
    for refs in (tuple(catalog.entities), tuple(reversed(catalog.entities))):
        together = judged(catalog, groups, as_of, *refs)
        alone = [judged(catalog, groups, as_of, ref) for ref in refs]
        assert sorted(together.findings) == sorted(finding for one in alone for finding in one.findings)
        assert outcomes(together) == {outcome for one in alone for outcome in outcomes(one)}
        assert together.waiting.keys() == {need for one in alone for need in one.waiting}


def outcomes(done: Judged) -> set[object]:
    """Every outcome by rule and entity, with its reason and date."""
    return {(rule, *rest) for rules, *rest in done.turnouts for rule in rules}


def test_a_set_that_may_hold_more_is_not_taken_for_a_whole_one(tmp_path: Path, groups: Groups) -> None:
    """Two systems named for Singapore alone differ when one of them leaves open where else it is used."""
    for ident, scope in (("whole", "{countries: [SG]}"), ("open", "{purpose: Ranks calls by urgency}")):
        use = f"kind: use_case\nid: {ident}\nname: A use\nsystems: [system:{ident}]\nscope: {scope}\n"
        (tmp_path / f"use-{ident}.yaml").write_text(use, encoding="utf-8")
        text = SYSTEM.format(ident=ident, stage="production", countries="[SG]")
        (tmp_path / f"{ident}.yaml").write_text(text, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    book = FactBook(catalog)
    refs = ("system:whole", "system:open")
    whole, left_open = (book.of(catalog.entities[ref])[0]["jurisdiction"] for ref in refs)
    assert whole == left_open
    assert type(whole) is not type(left_open)
    told = outcomes(judged(catalog, groups, DAYS[0], *refs))
    assert told == {outcome for ref in refs for outcome in outcomes(judged(catalog, groups, DAYS[0], ref))}
    plans = Plans(groups, DAYS[0])
    made = [plans.of("system", book.of(catalog.entities[ref])) for ref in refs]
    assert made[0] is not made[1]


def test_entities_with_the_same_facts_share_a_plan(tmp_path: Path, groups: Groups) -> None:
    """The second of two systems about which the same is known is not asked again which rules apply."""
    for ident in ("one", "other"):
        text = SYSTEM.format(ident=ident, stage="production", countries="[DE]")
        (tmp_path / f"{ident}.yaml").write_text(text, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    plans, book = Plans(groups, DAYS[0]), FactBook(catalog)
    first, second = (plans.of("system", book.of(entry)) for entry in catalog.entities.values())
    assert first is second
