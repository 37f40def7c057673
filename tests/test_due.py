"""What becomes due, what was known before, and how an entity stands: the report asked in other ways."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import write_files

Run = Callable[..., "subprocess.CompletedProcess[str]"]
CATALOG = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [eu-ai-act]
governance: {approvers: [{scope: waivers, role: Head of Model Risk}]}
## systems/s.yaml
kind: system
id: s
name: Sorter
actors: {roles: [provider]}
description: TBD
reviews:
- {kind: periodic, date: 2026-01-15, outcome: pass, next_due: 2027-03-01}
## waivers/w.yaml
kind: waiver
id: w
rule: CAT040
entity: system:s
reason: The text is with the translators until the end of January.
compensating_control: The owner answers questions on it within a day.
requested_by: Product Owner
approved_by: Head of Model Risk
approved_on: 2026-11-01
expiry: 2027-01-31
"""


def due(run: Run, folder: Path, by: str, *options: str) -> dict[str, str | None]:
    """The day of each rule that becomes due, by rule and field, as of 2026-11-21."""
    asked = ("--as-of", "2026-11-21", "--due-by", by, "--output-format", "json", "--exit-zero", *options)
    data = json.loads(run("check", "--catalog", folder, *asked).stdout)
    assert data["due_by"] == by
    return {f"{item['rule']} {item['pointer']}": item["date"] for item in data["due"]}


def test_cadence_falls_due_the_day_after_its_last(run: Run, tmp_path: Path) -> None:
    """What must be done again within a period is open from the day after, whatever other dates stand beside it."""
    text = CATALOG.replace("governance: {", "governance: {review_interval: P12M, ")
    write_files(
        tmp_path, text.replace(", next_due: 2027-03-01", "") + "operation: {deployments: [{environment: production}]}\n"
    )
    found = due(run, tmp_path, "2027-06-30")
    assert {day for name, day in found.items() if name.startswith("CAT062")} == {"2027-01-16"}


def test_each_thing_becomes_due_on_its_day(run: Run, tmp_path: Path) -> None:
    """A review lapses the day after it was due, a waiver the day after its last, a rule binds from its date."""
    write_files(tmp_path, CATALOG)
    found = due(run, tmp_path, "2027-06-30")
    assert found["CAT061 reviews[0].next_due"] == "2027-03-02"
    assert found["CAT040 description"] == "2027-02-01"
    assert found["CAT080 expiry"] == "2027-02-01"
    assert all(date is None or "2026-11-21" < date <= "2027-06-30" for date in found.values())
    assert not [name for name in due(run, tmp_path, "2027-01-31") if name.startswith(("CAT061", "CAT040", "CAT080"))]


def test_rules_that_begin_are_due_from_their_date(run: Run, tmp_path: Path) -> None:
    """A prohibition that applies from December 2026 is listed with that day."""
    write_files(tmp_path, CATALOG)
    found = due(run, tmp_path, "2026-12-31", "--select", "AIA111")
    assert set(found.values()) == {"2026-12-02"}


def test_due_things_stand_in_the_text_in_order_of_days(run: Run, tmp_path: Path) -> None:
    """The list follows the findings of today, and does not fail the run by itself."""
    write_files(tmp_path, CATALOG)
    asked = ("--select", "CAT061,CAT080", "--as-of", "2026-11-21", "--due-by", "2027-06-30")
    ended = run("check", "--catalog", tmp_path, *asked)
    assert ended.returncode == 0
    lines = ended.stdout.split("Becomes due by 2027-06-30: 2 findings\n")[1].splitlines()
    assert [line[:10] for line in lines[:2]] == ["2027-02-01", "2027-03-02"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--due-by", "2026-11-21"), "--due-by 2026-11-21 is not after 2026-11-21"),
        (("--due-by", "2027-01-01", "--output-format", "sarif"), "goes with text, json, markdown, not with sarif"),
        (("--baseline", "nowhere.json"), "nowhere.json cannot be read: no such file"),
        (("--baseline", "catalog.yaml"), "catalog.yaml is no baseline"),
    ],
)
def test_what_cannot_be_asked_is_said(run: Run, tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    """A day that has passed, a format without room for it, a file that is no baseline."""
    write_files(tmp_path, CATALOG)
    ended = run("check", "--as-of", "2026-11-21", *options, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert words in ended.stderr


def test_a_baseline_lets_only_new_findings_fail(run: Run, tmp_path: Path) -> None:
    """What was open is shown as known and fails nothing, wherever it moves; what comes fails."""
    write_files(tmp_path / "catalog", CATALOG)
    assert run("check", "--fail-on", "note", cwd=tmp_path).returncode == 1
    assert run("baseline", cwd=tmp_path).returncode == 0
    asked = ("check", "--baseline", "cardwright-baseline.json", "--fail-on", "note")
    known = run(*asked, cwd=tmp_path)
    assert known.returncode == 0
    assert "known from the baseline" in known.stdout
    write_files(tmp_path / "catalog", CATALOG.replace("kind: system\n", "# moved\nkind: system\n"))
    assert run(*asked, cwd=tmp_path).returncode == 0
    write_files(tmp_path / "catalog", CATALOG.replace("name: Sorter", "name: Sorter\nowner: team:nobody"))
    new = run(*asked, cwd=tmp_path)
    assert new.returncode == 1
    lines = [line for line in new.stdout.splitlines() if "CAT030" in line]
    assert lines
    assert "known" not in lines[0]


def test_an_entity_explains_how_it_stands(run: Run, tmp_path: Path) -> None:
    """Facts, the derivation of the class, what would settle the unknown, and obligations by date."""
    text = CATALOG.replace("description: TBD", "classification: {annex_iii_points: ['5(b)']}")
    write_files(tmp_path / "catalog", text)
    ended = run("explain", "system:s", "--as-of", "2026-11-21", cwd=tmp_path)
    assert ended.returncode == 0
    for words in (
        "How its class follows:",
        "Art. 6(2): Annex III 5(b)",
        "roles: provider",
        "unknown; supply",
        "EU Artificial Intelligence Act",
        "from 2027-12-02",
        "not applicable:",
    ):
        assert words in ended.stdout


def test_an_entity_explains_what_an_approval_of_it_names(run: Run, tmp_path: Path) -> None:
    """The digest that `explain` prints is the one with which an approval stands."""
    write_files(tmp_path / "catalog", CATALOG)
    printed = run("explain", "system:s", cwd=tmp_path).stdout
    digest = printed.partition("names it: ")[2].split()[0]
    approval = (
        "kind: approval\nid: go\nentity: system:s\ndecision: approved\nrole: Board\ndate: 2026-11-01\ndigest: {}\n"
    )
    (tmp_path / "catalog" / "go.yaml").write_text(approval.format(digest))
    assert "CAT085" not in run("check", cwd=tmp_path).stdout
    (tmp_path / "catalog" / "go.yaml").write_text(approval.format("0" * 64))
    assert "CAT085" in run("check", cwd=tmp_path).stdout


def test_an_entity_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    """The nearest is suggested."""
    write_files(tmp_path / "catalog", CATALOG)
    ended = run("explain", "system:z", cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "the catalog has no system:z; did you mean system:s?" in ended.stderr
