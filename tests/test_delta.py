"""What changed since an older pack, said in the words of the domain."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY, write_files

from cardwright.cards.changes import changes_between
from cardwright.catalog.load import load_catalog
from cardwright.cli.pack import write_edition
from cardwright.errors import CardwrightError
from cardwright.packs import write_packs
from cardwright.packs.delta import Changes, OldPack, changes_since, read_old
from cardwright.packs.scope import scope_of
from cardwright.packs.selection import EVERYTHING, Selection
from cardwright.packs.write import PLAIN
from cardwright.rules.judge import judge

Run = Callable[..., "subprocess.CompletedProcess[str]"]
CATALOG = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [eu-ai-act]
## systems/loans.yaml
kind: system
id: loans
name: Loans
version: '1'
description: TBD
composition: {models: [{model: 'model:score@1.0.0', purpose: The score}]}
## models/score/model.yaml
kind: model
id: score
name: Score
## models/score/1.0.0.yaml
kind: model_version
model: model:score
version: 1.0.0
evaluation:
  metrics:
  - {name: roc_auc, value: '0.81', threshold: '0.78'}
  - {name: roc_auc, value: '0.70', threshold: '0.70', subgroup: age under 30}
"""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ({"threshold": "0.78"}, {"threshold": "0.70"}, "Threshold lowered from 0.78 to 0.70"),
        ({"expiry": "2027-01-31"}, {"expiry": "2027-06-30"}, "Expiry moved from 2027-01-31 to 2027-06-30"),
        ({"version": "1"}, {"version": "2"}, "Version changed from “1” to “2”"),
        ({"owner": "team:a"}, {}, "Owner taken out; it was team:a"),
        ({}, {"owner": "team:a"}, "Owner stated: team:a"),
        ({"text": "a" * 90}, {"text": "b" * 90}, "Text reworded"),
        ({"users": ["clerks"]}, {"users": ["clerks", "auditors"]}, "“auditors” added to users"),
        ({"users": ["clerks", "auditors"]}, {"users": ["auditors"]}, "“clerks” taken out of users"),
        (
            {"risks": [{"id": "r1", "residual": {"rating": "low"}}]},
            {"risks": [{"id": "r0"}, {"id": "r1", "residual": {"rating": "high"}}]},
            "Rating for r1 changed from “low” to “high”",
        ),
        (
            {"metrics": [{"name": "p95", "value": "120", "unit": "ms"}]},
            {"metrics": [{"name": "p95", "value": "0.12", "unit": "s"}]},
            "Value for p95 changed from 120 ms to 0.12 s",
        ),
        ({"retention": "6 months"}, {"retention": "12 months"}, "Retention raised from 6 months to 12 months"),
        ({"records": "1,200"}, {"records": "1,100"}, "Records lowered from 1,200 to 1,100"),
        ({"schema_version": "1.9"}, {"schema_version": "1.10"}, "Schema version changed from “1.9” to “1.10”"),
        ({"direction": "at_least"}, {"direction": "at_most"}, "Direction changed from “at least” to “at most”"),
        ({"frequency": "P1D"}, {"frequency": "P1M"}, "Frequency changed from “1 day” to “1 month”"),
        ({"owner": "team:a"}, {"owner": {"team": "team:b"}}, "Owner changed from “team:a” to “team: team:b”"),
        ({"users": ["a"]}, {"users": {"x": "b"}}, "Users changed from “a” to “x: b”"),
        ({"text": "a b"}, {"text": "a\nb"}, "Text says the same, written in another form"),
        ({"users": ["a", None]}, {"users": ["a"]}, "An empty entry taken out of users"),
        ({"users": ["a", "b"]}, {"users": ["b", "a"]}, "Users put into another order"),
        (
            {"risks": [{"id": "r1", "risk": "Bias", "note": "x"}]},
            {"risks": [{"id": "r1", "risk": "Unfair bias", "note": "y"}]},
            "Risk for r1 changed from “Bias” to “Unfair bias”",
        ),
        ({"metrics": []}, {"metrics": [{"name": "auc", "value": "0.8"}]}, "“AUC” added to metrics: value: 0.8"),
        (
            {"m": [{"name": "auc", "split": "test", "value": "0.8"}]},
            {"m": [{"name": "auc", "split": "test", "value": "0.7"}]},
            "Value for AUC (test) lowered from 0.8 to 0.7",
        ),
    ],
)
def test_a_change_is_one_sentence(old: Any, new: Any, sentence: str) -> None:
    """Figures rise and fall, days move, items come and go; a name that tells items apart pairs them."""
    assert sentence in [change.sentence for change in changes_between(old, new)]


def test_sameness_is_no_change() -> None:
    """The same data, with the fields in another order, say nothing."""
    assert changes_between({"a": {"b": ["c"]}, "d": "e"}, {"d": "e", "a": {"b": ["c"]}}) == []


def texts(value: Any) -> Iterator[str]:
    """Every text in raw data."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)
    elif value is not None:
        yield " ".join(value.split())


def test_nothing_is_lost_between_any_two_states() -> None:
    """Whatever a record was and became, each text that went and each that came stands in some change."""
    chance = random.Random(5)

    def grown(depth: int) -> Any:
        sort = chance.randrange(6) if depth else 0
        if sort < 3:
            return None if sort == 2 else f"t{chance.randrange(40)}"
        if sort == 3:
            return [grown(depth - 1) for _ in range(chance.randrange(4))]
        keys = chance.sample(["id", "name", "unit", "value", "parts"], chance.randrange(4))
        return {key: grown(depth - 1) for key in keys}

    for _ in range(3000):
        old, new = {"a": grown(3), "b": grown(3)}, {"a": grown(3), "b": grown(3)}
        said = changes_between(old, new)
        before, after = " ".join(change.old for change in said), " ".join(change.new for change in said)
        assert {text for text in {*texts(old)} - {*texts(new)} if text not in before} == set(), (old, new)
        assert {text for text in {*texts(new)} - {*texts(old)} if text not in after} == set(), (old, new)
        assert bool(said) or [*texts(old)] == [*texts(new)]


def test_groups_of_one_metric_are_told_apart() -> None:
    """A figure for a group is never compared with that of another."""
    old = [{"name": "roc_auc", "value": "0.7", "subgroup": "men"}]
    new = [{"name": "roc_auc", "value": "0.6", "subgroup": "women"}]
    kinds = {change.kind for change in changes_between({"metrics": old}, {"metrics": new})}
    assert kinds == {"added", "taken_out"}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of the catalog as it was."""
    folder = tmp_path_factory.mktemp("delta") / "catalog"
    write_files(folder, CATALOG)
    catalog = load_catalog(folder)
    (path,) = write_packs(catalog, judge(catalog, TODAY), (), folder.with_name("packs"))
    return path


def compared(old: OldPack, folder: Path, text: str) -> Changes:
    """What changed between an old pack and a catalog of today."""
    write_files(folder, text)
    catalog = load_catalog(folder)
    return changes_since(old, scope_of(catalog, judge(catalog, TODAY), catalog.entities["system:loans"]))


def test_fields_findings_and_outcomes_are_compared(old: Path, tmp_path: Path) -> None:
    """Threshold, finding and counts that changed are named; what did not change is not."""
    changed = CATALOG.replace("threshold: '0.78'", "threshold: '0.70'").replace(
        "description: TBD", "description: Scores"
    )
    found = compared(read_old(old), tmp_path, changed)
    sentences = {ref: [change.sentence for change in changes] for ref, changes in found.changed}
    assert sentences["model:score@1.0.0"] == ["Threshold for ROC AUC lowered from 0.78 to 0.70"]
    assert sentences["system:loans"] == ["Description changed from “TBD” to “Scores”"]
    assert {(finding.rule, finding.entity) for finding in found.gone} >= {("CAT040", "system:loans")}
    assert {row.outcome for row in found.turned} >= {"pass", "fail"}
    assert compared(read_old(old), tmp_path, CATALOG).is_empty
    (tmp_path / "systems/loans.yaml").rename(tmp_path / "systems/lending.yaml")
    moved = compared(read_old(old), tmp_path, CATALOG.replace("systems/loans.yaml", "systems/lending.yaml"))
    assert {item.rule for item in moved.gone} == set()


def test_older_pack_must_be_whole_and_about_the_same(old: Path, tmp_path: Path, run: Run) -> None:
    """A changed pack is no ground to compare with, nor is one about another system; no pack is made then."""
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(old.read_bytes().replace(b"/Type", b"/Typo", 1))
    with pytest.raises(CardwrightError, match="can't be compared with: the file was changed"):
        read_old(broken)
    write_files(tmp_path / "other", CATALOG.replace("id: loans", "id: cards").replace("systems/loans", "systems/cards"))
    refused = run("pack", "--catalog", tmp_path / "other", "-d", tmp_path / "packs", "--since", old)
    assert (refused.returncode, list(tmp_path.glob("packs/*"))) == (2, [])
    assert "system:loans" in refused.stderr


def test_pack_prints_what_changed(old: Path, tmp_path: Path, run: Run) -> None:
    """The new pack has a chapter that says it, with the fields, before its documents."""
    write_files(tmp_path / "catalog", CATALOG.replace("threshold: '0.78'", "threshold: '0.70'"))
    made = run("pack", "--catalog", tmp_path / "catalog", "-d", tmp_path, "--since", old, "--as-of", "2026-12-01")
    assert made.returncode == 0, made.stderr
    shown = subprocess.run(
        ["pdftotext", tmp_path / "loans.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    words = " ".join(shown.split())
    assert "What changed since 2026-11-21" in words
    assert "Threshold for ROC AUC lowered from 0.78 to 0.70" in words


PERSONS = "Handles complaints of named persons"
OPEN = CATALOG.replace("frameworks: [eu-ai-act]", "frameworks: [sr-26-2, mas-feat]")


def packed(folder: Path, text: str, selection: Selection = EVERYTHING) -> Path:
    """The pack of a catalog, for readers of some audience."""
    write_files(folder / "catalog", text)
    report = judge(load_catalog(folder / "catalog"), TODAY)
    (path,) = write_edition(report, (), folder / "packs", selection, PLAIN)
    return path


def test_older_pack_for_other_readers_is_refused(tmp_path: Path) -> None:
    """What an internal pack says is in no pack for a regulator, by way of what changed; nor is the reverse compared."""
    hidden = OPEN.replace("description: TBD", f"description: TBD\nnotes: {PERSONS}")
    internal = packed(tmp_path / "internal", hidden)
    regulator = packed(tmp_path / "regulator", hidden, Selection(audience="regulator"))
    write_files(tmp_path / "now/catalog", OPEN)
    report = judge(load_catalog(tmp_path / "now/catalog"), TODAY)
    for old, audience in ((internal, "regulator"), (regulator, "internal")):
        workshop = replace(PLAIN, since=[read_old(old)])
        with pytest.raises(CardwrightError, match=f"this pack is for {audience}.*name an older pack for {audience}"):
            write_edition(report, (), tmp_path / "packs", Selection(audience=audience), workshop)
    assert list(tmp_path.glob("packs/*")) == []


def test_text_withheld_since_is_not_repeated(old: Path, tmp_path: Path) -> None:
    """A field that its readers may no longer see is named as withheld; what it said then is not said again."""
    earlier = read_old(old)
    system = {**earlier.sources["system:loans"], "description": PERSONS}
    earlier = earlier._replace(sources={**earlier.sources, "system:loans": system})
    write_files(tmp_path, CATALOG.replace("description: TBD\n", "").replace("version: '1'", "version: '2'"))
    catalog = load_catalog(tmp_path)
    scope = scope_of(catalog, judge(catalog, TODAY), catalog.entities["system:loans"])
    found = changes_since(earlier, scope, Selection(withheld={"system:loans": ("description",)}))
    assert [change.sentence for change in dict(found.changed)["system:loans"]] == [
        "Version changed from “1” to “2”",
        "Description is withheld now, or in part, so how it changed is not said",
    ]
    assert PERSONS not in str(found)


def test_older_pack_must_be_older_and_the_only_one(old: Path, tmp_path: Path, run: Run) -> None:
    """A pack of a later day and two packs of one system are refused with the reason, and nothing is written."""
    write_files(tmp_path / "catalog", CATALOG)
    packing = ("pack", "--catalog", tmp_path / "catalog", "-d", tmp_path / "packs", "--since", old)
    later = run(*packing, "--as-of", "2026-01-01")
    assert (later.returncode, "is as of 2026-11-21, after 2026-01-01" in later.stderr) == (2, True)
    twice = run(*packing, "--since", old, "--as-of", "2026-12-01")
    assert (twice.returncode, "are both about system:loans" in twice.stderr) == (2, True)
    assert list(tmp_path.glob("packs/*")) == []


def test_findings_are_compared_within_frameworks_of_both(old: Path, tmp_path: Path) -> None:
    """A pack of fewer frameworks says that the others are left out, and not that their findings are gone."""
    found = compared(read_old(old), tmp_path, OPEN)
    assert {finding.rule[:3] for finding in found.gone} <= {"CAT"}
    assert {finding.framework for finding in found.findings} <= {"catalog"}
    assert [remark for remark in found.remarks if "EU Artificial Intelligence Act was applied then" in remark]
    assert [remark for remark in found.remarks if "is applied now and was not then" in remark]


def test_successors_waivers_and_derived_facts_are_told(old: Path, tmp_path: Path) -> None:
    """The next version is compared with the one it replaced; what is waived is not gone; a class that turned shows."""
    changed = (
        CATALOG.replace("score/1.0.0.yaml", "score/1.1.0.yaml")
        .replace("version: 1.0.0", "version: 1.1.0")
        .replace("@1.0.0", "@1.1.0")
        .replace("threshold: '0.78'", "threshold: '0.70'")
        .replace("name: Bank\n", "name: Bank\ngovernance: {approvers: [{scope: waiver, role: Risk Head}]}\n")
    )
    waiver = "## waivers/w.yaml\nkind: waiver\nid: w\nentity: system:loans\nrule: CAT040\npath: description\n"
    waiver += "reason: It is being written by the team\ncompensating_control: A reviewer reads it\nrequested_by: Head\n"
    waiver += "approved_by: Risk Head\napproved_on: '2026-11-01'\nexpiry: '2026-12-31'\n"
    earlier = read_old(old)
    facts = [{**item, "facts": {**item["facts"], "risk_class": "minimal"}} for item in earlier.report["entities"]]
    found = compared(earlier._replace(report={**earlier.report, "entities": facts}), tmp_path, changed + waiver)
    assert found.replaced == {"model:score@1.1.0": "model:score@1.0.0"}
    assert "model:score@1.0.0" in found.taken_out
    sentences = {ref: [change.sentence for change in changes] for ref, changes in found.changed}
    assert "Threshold for ROC AUC lowered from 0.78 to 0.70" in sentences["model:score@1.1.0"]
    assert "Derived from the facts: risk class is unknown; it was minimal" in sentences["system:loans"]
    assert [item.rule for item in found.waived] == ["CAT040"]
    assert "CAT040" not in [item.rule for item in found.gone]
