"""The register as a workbook and as CSV: everything that the catalog states, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime
import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import TODAY, write_files

from cardwright.catalog.load import load_catalog
from cardwright.register.sheets import FIRST, Sheet, sheets_of
from cardwright.register.write import CUT, LARGEST_CELL, csv_of, workbook_of
from cardwright.rules.judge import judge

Run = Callable[..., "subprocess.CompletedProcess[str]"]
MIDNIGHT = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = [
    "=1+1", '=HYPERLINK("http://x.example","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "{=1}",
    "＝1+1", " =1+1", "\u200b=1+1", "\r\n=1+1",
]  # fmt: skip
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
    assert not row[0].lstrip("\u200b \t\r\n").startswith(("=", "+", "-", "@", "＝"))
    assert row[0].replace("'", "").endswith(text.replace("'", ""))
    assert row[1] == "-0.5"


@pytest.mark.parametrize(
    "text", ["a;=1+1", "a\n=1+1", "a\t@SUM(A1)", 'a; "=1+1"', "a;-1+cmd|' /C calc'!A0", "- a\n- b"]
)
def test_csv_runs_nothing_where_commas_do_not_part_cells(text: str) -> None:
    """A spreadsheet that splits at semicolons or tabs, quotes or not, finds no formula within a text either."""
    (line,) = csv_of(Sheet("s", ("a",), ((text,),))).split("\r\n", 1)[1:]
    pieces = [piece.strip('" \r') for piece in re.split("[;\t\n]", line)]
    assert not [piece for piece in pieces if piece.startswith(("=", "@")) or (piece[:1] in "+-" and "|" in piece)]


@pytest.mark.parametrize("letter", ["x", "\N{GRINNING FACE}"])
def test_text_that_no_cell_holds_goes_on_in_a_sheet_of_its_own(letter: str) -> None:
    """A text of 40,000 characters is all there, in parts that fit into cells as Excel counts; the first says so."""
    text = f"{letter * 39_999}z"
    found = read_back(workbook_of([Sheet("s", ("a",), ((text,),))], MIDNIGHT))
    first = found["s"][1][0]
    rest = found["long texts"][1:]
    assert first.endswith("goes on in the sheet “long texts”")
    assert all(len(part.encode("utf-16-le")) // 2 <= LARGEST_CELL for part in (first, *(row[4] for row in rest)))
    assert "".join(part.replace(CUT, "") for part in (first, *(row[4] for row in rest))) == text
    assert [row[:4] for row in rest] == [["s", "2", "a", str(number)] for number in range(2, 2 + len(rest))]


def test_text_never_becomes_markup_of_the_workbook() -> None:
    """Control characters and lone surrogates are written out, and a text in the tags of a run stays a text."""
    run = "<r><t>x</t></r></si></sst>"
    texts = [run, "<r>x</r>", "a\x08b\ud800", "_x0041_", "<r></r></si><si><t>moved</t></r>"]
    sheet = Sheet("s", ("a", "<r>head</r>"), tuple((text, "") for text in texts))
    made = read_back(workbook_of([sheet], MIDNIGHT))["s"]
    assert made[0] == ["a", "<r>head</r> "]
    assert [row[0].strip() for row in made[1:]] == [run, "<r>x</r>", "a[U+0008]b[U+D800]", "_x005F_x0041_", texts[4]]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """No row is lost where a sheet is full."""
    monkeypatch.setattr("cardwright.register.write.MOST_ROWS", 4)
    made = read_back(workbook_of([Sheet("findings", ("a",), tuple((str(n),) for n in range(7)))], MIDNIGHT))
    assert {name: [row[0] for row in rows] for name, rows in made.items()} == {
        "findings": ["a", "0", "1", "2"],
        "findings 2": ["a", "3", "4", "5"],
        "findings 3": ["a", "6"],
    }


def test_keys_that_no_dictionary_has_head_no_column(tmp_path: Path) -> None:
    """What stands under unknown keys is in the register, in one column, and takes the place of no known field."""
    text = """\
## systems/a.yaml
kind: system
id: a
name: A
"=1+1": first
purpose.functions: second
purpose: {functions: [third], =2: fourth}
tags: []
transparency: no section
"""
    found = sheets(tmp_path, text)["system"]
    row = dict(zip(found.columns, found.rows[0], strict=True))
    assert row["purpose.functions"] == "third"
    assert row["tags"] == "none (stated)"
    assert row["transparency"] == "no section"
    assert row["unknown fields"].split("\n") == ["=1+1: first", "purpose.functions: second", "purpose.=2: fourth"]
    assert not [name for name in found.columns if name.startswith("=")]


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


def test_register_for_others_says_what_it_leaves_out(run: Run, tmp_path: Path) -> None:
    """Above the audience no field, finding or place is in any table; what is withheld is named, never shown as none."""
    write_files(tmp_path / "catalog", CATALOG)
    asked = ("export", "register", "--catalog", tmp_path / "catalog", "--format", "csv", "-o", tmp_path / "register")
    assert run(*asked).returncode == 0
    assert (tmp_path / "register/findings.csv").exists()
    ended = run(*asked, "--audience", "public")
    assert ended.returncode == 0, ended.stderr
    tables = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "register").glob("*.csv")}
    everything = "".join(tables.values())
    assert "Wrong score" not in everything
    assert "CAT" not in everything
    assert "errors" not in everything
    assert "findings.csv" not in tables  # that of the register for the organisation itself is gone too
    assert "not shown to the audience public" in tables["about.csv"]
    withheld = tables["withheld.csv"].splitlines()
    assert {line.partition(",")[2] for line in withheld} >= {"version", "tags", "risk_management.risks"}


def test_nothing_but_a_register_is_replaced(run: Run, tmp_path: Path) -> None:
    """A file that is no register, and a folder that holds something else, stay as they are; `-` is standard output."""
    write_files(tmp_path / "catalog", CATALOG)
    write_files(tmp_path / "mine", "## notes.csv\nmine\n")
    (tmp_path / "plan.xlsx").write_bytes(b"PK mine")
    asked = ("export", "register", "--catalog", tmp_path / "catalog")
    for place in ("plan.xlsx", "mine"):
        form = ("--format", "csv") if place == "mine" else ()
        ended = run(*asked, *form, "-o", tmp_path / place)
        assert (ended.returncode, "-o" in ended.stderr) == (2, True), ended.stderr
    assert (tmp_path / "plan.xlsx").read_bytes() == b"PK mine"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.csv"]
    assert run(*asked, "-o", tmp_path / "one.xlsx").returncode == 0
    assert run(*asked, "-o", tmp_path / "one.xlsx").returncode == 0
    assert not list(tmp_path.glob(".*"))
