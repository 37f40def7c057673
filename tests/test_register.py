"""The register as a workbook and as CSV: everything that the catalog states, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime
import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import TODAY, write_files

from cardwright.catalog.load import load_catalog
from cardwright.register.sheets import FIRST, Sheet, sheets_of
from cardwright.register.write import LARGEST_CELL, csv_of, workbook_of
from cardwright.rules.judge import judge

Run = Callable[..., "subprocess.CompletedProcess[str]"]
MIDNIGHT = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ["=1+1", '=HYPERLINK("http://x.example","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "{=1}"]
CATALOG = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [eu-ai-act]
## systems/a.yaml
kind: system
id: a
name: "=1+1"
version: '007'
description: "http://example.com/a"
tags: ["@SUM(A1)", "two\\x08"]
risk_management:
  risks:
  - {id: R1, description: Wrong score}
  - {id: R2, description: Late score}
"""


def sheets(folder: Path, text: str = CATALOG) -> dict[str, Sheet]:
    """The sheets of a catalog by name."""
    write_files(folder, text)
    return {sheet.name: sheet for sheet in sheets_of(judge(load_catalog(folder), TODAY))}


def read_back(workbook: bytes) -> dict[str, list[list[str]]]:
    """The texts of a workbook, sheet by sheet. Fails when a cell holds anything but a text."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        shared = ["".join(part.itertext()) for part in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))]
        names = [
            sheet.get("name") for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        ]
        found = {}
        for number, name in enumerate(names, 1):
            page = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(page.iter(f"{MAIN}f")), "a formula"
            assert not list(page.iter(f"{MAIN}hyperlink")), "a link"
            assert {cell.get("t") for cell in page.iter(f"{MAIN}c")} <= {"s"}
            found[str(name)] = [
                [shared[int(value.text or "")] for value in row.iter(f"{MAIN}v")] for row in page.iter(f"{MAIN}row")
            ]
        return found


def test_every_stated_field_and_every_finding_is_in_it(tmp_path: Path) -> None:
    """A row an entity with each text it states, all items of lists; the findings with place and remedy."""
    found = sheets(tmp_path)
    assert list(found) == ["about", "organisation", "system", "findings"]
    row = dict(zip(found["system"].columns, found["system"].rows[0], strict=True))
    assert row["reference"] == "system:a"
    assert (row["version"], row["name"]) == ("007", "=1+1")
    assert row["risk_management.risks"] == "ID: R1; description: Wrong score\nID: R2; description: Late score"
    report = judge(load_catalog(tmp_path), TODAY)
    assert len(found["findings"].rows) == len(report.findings)
    errors = sum(item.level == "error" for item in report.findings_by_entity["system:a"])
    assert row["errors"] == str(errors)


def test_workbook_holds_texts_alone(tmp_path: Path) -> None:
    """No formula, link or number comes of any text; leading zeros stay; heads are frozen and filtered."""
    made = workbook_of(list(sheets(tmp_path).values()), MIDNIGHT)
    found = read_back(made)
    texts = {text for row in found["system"] for text in row}
    assert {"=1+1", "007", "http://example.com/a"} <= texts
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        page = archive.read("xl/worksheets/sheet3.xml").decode()
    assert 'state="frozen"' in page
    assert "<autoFilter" in page


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_runs_nothing(text: str) -> None:
    """A text that a spreadsheet would evaluate stands behind an apostrophe; figures, also negative ones, do not."""
    (row,) = list(csv.reader(io.StringIO(csv_of(Sheet("s", ("a", "b"), ((text, "-0.5"),))))))[1:]
    assert not row[0].startswith(("=", "+", "-", "@", "\t"))
    assert row[0].endswith(text)
    assert row[1] == "-0.5"


def test_text_that_no_cell_holds_is_cut_and_says_so() -> None:
    """A text of 40,000 characters ends with where the whole of it is, and control characters are written out."""
    sheet = Sheet("s", ("a",), (("x" * 40_000,), ("a\x08b\ud800",)))
    _, long, odd = (row[0] for row in read_back(workbook_of([sheet], MIDNIGHT))["s"])
    assert len(long) == LARGEST_CELL
    assert "the file of the entity has the whole text" in long
    assert odd == "a[U+0008]b[U+D800]"


def test_command_writes_the_same_bytes_again(run: Run, tmp_path: Path) -> None:
    """Workbook and CSV files are whole, the same from run to run, and never over the catalog or a folder."""
    write_files(tmp_path / "catalog", CATALOG)
    asked = ("export", "register", "--catalog", tmp_path / "catalog", "--as-of", "2026-11-21")
    for name, zone in (("one.xlsx", "UTC"), ("two.xlsx", "Asia/Tokyo")):
        assert run(*asked, "-o", tmp_path / name, TZ=zone).returncode == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    written = run(*asked, "--format", "csv", "-o", tmp_path / "register")
    assert [Path(line).name for line in written.stdout.split()] == [
        "about.csv",
        "organisation.csv",
        "system.csv",
        "findings.csv",
    ]
    with (tmp_path / "register/system.csv").open(newline="", encoding="utf-8") as file:
        assert next(csv.reader(file))[: len(FIRST)] == list(FIRST)
    for place in (tmp_path / "catalog/systems/a.yaml", tmp_path):
        assert run(*asked, "-o", place).returncode == 2


def test_register_for_the_public_leaves_out_what_is_not_for_it(run: Run, tmp_path: Path) -> None:
    """Above the audience, neither fields nor findings nor where they stand are in any sheet."""
    write_files(tmp_path / "catalog", CATALOG)
    ended = run("export", "register", "--catalog", tmp_path / "catalog", "--audience", "public", "--format", "csv",
                "-o", tmp_path / "register")  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    everything = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "register").iterdir())
    assert "Wrong score" not in everything
    assert "CAT" not in everything
