"""The organisation's own frameworks: judged like ours, found wrong at their place, and never in the place of ours."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import write_files

from cardwright.catalog.graph import Catalog
from cardwright.rules.judge import judge
from cardwright.rules.report import Report

Build = Callable[[str], Catalog]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
TODAY = datetime.date(2026, 11, 21)
HEADER = """\
id: house
prefix: HOUSE
title: House rules
issuer: Bank
edition: "2026"
knowledge: 2026-11-01
provisions:
- {id: names, ref: House 1, title: Names}
- {id: money, ref: House 2, title: Money}
"""
RULES = """\
rules:
- id: HOUSE001
  name: described
  title: A system says what it does
  cites: names
  level: warning
  applies: {kind: system}
  check: {text: description}
  why: People look systems up by what they do.
  remedy: Write `description`.
  good: |
    kind: system
    id: s
    description: Sorts the letters that arrive each morning.
  bad: |
    kind: system   # <- HOUSE001
    id: s
"""
CATALOG = f"""\
## catalog.yaml
{{kind: organisation, id: bank, name: Bank, frameworks: [house]}}
## systems/s.yaml
kind: system
id: s
name: Sorter
## frameworks/house/framework.yaml
{HEADER}## frameworks/house/rules/all.yaml
{RULES}"""


def of(report: Report, rule: str) -> list[tuple[str, int, int, str]]:
    """The places and messages of the findings of a rule."""
    return [(f.path, f.line, f.column, f.message) for f in report.findings if f.rule == rule]


def test_an_own_framework_judges_like_ours(catalog_of: Build) -> None:
    """Its findings carry its citation, its outcomes are counted, what it does not check is said."""
    report = judge(catalog_of(CATALOG), TODAY)
    (finding,) = [finding for finding in report.findings if finding.framework == "house"]
    assert (finding.rule, finding.level, finding.cites) == ("HOUSE001", "warning", ("House 1",))
    assert report.counts("house")["fail"] == 1
    assert [p.ref for f in report.frameworks for p in f.not_checked if f.header.id == "house"] == ["House 2"]


def test_an_own_framework_is_part_of_the_digest(catalog_of: Build) -> None:
    """A changed rule is a changed catalog."""
    first = catalog_of(CATALOG).digest
    assert catalog_of(CATALOG.replace("level: warning", "level: note")).digest != first


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("check: {text: description}", "check: {txet: description}", 8, "`txet` is no check"),
        ("cites: names", "cites: nemas", 5, "HOUSE001 cites nemas, which is no provision"),
        ("applies: {kind: system}", "applies: {kind: system, colour: red}", 7, "`colour`, which is no fact"),
        ("id: HOUSE001", "id: HSE001", 2, "does not start with HOUSE"),
        ("level: warning", "level: fatal", 6, "`level`"),
        ("  remedy: Write `description`.\n", "", 2, "`remedy`"),
        ("level: warning", "level: warning\n  from: someday", 7, "dated by someday"),
        ("rules:\n", "rulez:\n", 1, "a list `rules`"),
        ("check: {text: description}", "check: {matches: {of: name, pattern: '('}}", 8, "pattern"),
    ],
)
def test_what_is_wrong_with_it_is_found_at_its_place(
    catalog_of: Build, old: str, new: str, line: int, words: str
) -> None:
    """A slip is an error at its line, and none of the framework's rules runs."""
    report = judge(catalog_of(CATALOG.replace(RULES, RULES.replace(old, new, 1))), TODAY)
    found = of(report, "CAT100")
    assert [place[:2] for place in found] == [("frameworks/house/rules/all.yaml", line)]
    assert words in found[0][3]
    assert report.unknown_frameworks == ("house",)
    assert not [finding for finding in report.findings if finding.framework == "house"]


def test_several_faults_are_found_at_once(catalog_of: Build) -> None:
    """One look shows all that is to mend."""
    wrong = RULES.replace("cites: names", "cites: nemas").replace("{text: description}", "{txet: description}")
    assert len(of(judge(catalog_of(CATALOG.replace(RULES, wrong)), TODAY), "CAT100")) == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("prefix: HOUSE", "prefix: AIA", "clashes with AIA of eu-ai-act"),
        ("prefix: HOUSE", "prefix: AI", "clashes with AIA of eu-ai-act"),
        ("id: house", "id: eu-ai-act", "there is already a framework eu-ai-act"),
        ("id: house", "id: haus", "its folder is house"),
    ],
)
def test_it_cannot_shadow_or_weaken_ours(catalog_of: Build, old: str, new: str, words: str) -> None:
    """A clash of ids is an error, and ours judges as ever."""
    rules = RULES.replace("HOUSE", new.removeprefix("prefix: ")) if new.startswith("prefix") else RULES
    text = CATALOG.replace(HEADER, HEADER.replace(old, new, 1)).replace(RULES, rules)
    report = judge(catalog_of(text), TODAY)
    assert [message for *_, message in of(report, "CAT101") if words in message]
    assert not [framework for framework in report.frameworks if framework.header.issuer == "Bank"]


def test_it_cannot_claim_what_only_cardwright_reports(catalog_of: Build) -> None:
    """A rule without a check would pass for everything."""
    rules = RULES.replace("  check: {text: description}\n", "  reported_by: reader\n")
    report = judge(catalog_of(CATALOG.replace(RULES, rules)), TODAY)
    assert "reported_by" in of(report, "CAT101")[0][3]


def test_it_is_not_read_from_outside_the_catalog(catalog_of: Build, tmp_path: Path) -> None:
    """A folder of rules that a link leads to is not followed."""
    (tmp_path / "elsewhere").mkdir()
    inside = tmp_path / "catalog"
    write_files(inside, CATALOG.split("## frameworks/")[0])
    write_files(tmp_path / "elsewhere", f"## house/framework.yaml\n{HEADER}")
    (inside / "frameworks").symlink_to(tmp_path / "elsewhere")
    from cardwright.catalog.load import load_catalog

    report = judge(load_catalog(inside), TODAY)
    assert of(report, "CAT012") == [("frameworks", 1, 1, "a link to a folder is not followed")]


def test_its_examples_are_run(run: Run, tmp_path: Path) -> None:
    """`rules --test` runs the marks of an own framework, and fails with the place when one does not hold."""
    write_files(tmp_path, CATALOG)
    ended = run("rules", "--test", "--framework", "house", "--catalog", tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "house: 1 rule, 2 examples, all as marked\n")
    write_files(tmp_path, CATALOG.replace("# <- HOUSE001", ""))
    ended = run("rules", "--test", "--framework", "house", "--catalog", tmp_path)
    assert ended.returncode == 1
    assert "HOUSE001: bad example 1 expects findings at" in ended.stdout


def test_a_bad_example_that_shows_nothing_is_reported(run: Run, tmp_path: Path) -> None:
    """A bad example without a mark in which nothing is found proves nothing, so `rules --test` says so."""
    unmarked = "kind: system\n    id: s\n    description: Sorts the letters of each day.\n"
    write_files(tmp_path, CATALOG.replace("kind: system   # <- HOUSE001\n    id: s\n", unmarked))
    ended = run("rules", "--test", "--framework", "house", "--catalog", tmp_path)
    assert ended.returncode == 1
    assert "HOUSE001: bad example 1 marks no line" in ended.stdout


def test_its_rules_are_explained_and_listed(run: Run, tmp_path: Path) -> None:
    """`explain` and `rules` know the organisation's own rules."""
    write_files(tmp_path, CATALOG)
    assert "A system says what it does" in run("explain", "HOUSE001", "--catalog", tmp_path).stdout
    assert "HOUSE001" in run("rules", "--framework", "house", "--catalog", tmp_path).stdout
