"""Packs of a catalog that asks much of paper: many groups, risks and files, long texts and words without end."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import TODAY, write_files

from cardwright.cards.words import duration_in_words, plain_name
from cardwright.catalog.entities.shape import shape_of, walk
from cardwright.catalog.load import load_catalog
from cardwright.packs.making import make_pack
from cardwright.packs.scope import Scope, scope_of
from cardwright.packs.selection import Selection
from cardwright.rules.judge import judge
from cardwright.shipped import find_sample

GROUPS, RISKS, WORDS, FILES, LETTERS = 40, 300, 3000, 60, 100_000
BODY = ("-r", "72", "-x", "0", "-y", "62", "-W", "620", "-H", "720")
"""The part of a page between its running head and its foot, in points."""


def large_catalog(folder: Path) -> Path:
    """Write a catalog of one system with as much of everything as a pack has to bear."""
    essay = " ".join(f"word{number}" for number in range(WORDS))
    endless = "".join(f"{number:06}" for number in range(LETTERS // 6))
    risks = "".join(
        f"  - {{id: R-{number:03}, hazard: Hazard {number} in which somebody is wronged, affected_group: group"
        f" {number % GROUPS}, severity: {('low', 'medium', 'high')[number % 3]}, likelihood: possible,"
        f" measures: [{{measure: Measure {number}, type: mitigate}}], residual: {{severity: low}}}}\n"
        for number in range(RISKS)
    )
    metrics = "".join(
        f"  - {{name: roc_auc, value: '0.{6000 + number}', subgroup: group {number}, n: '{100 + number}',"
        f" threshold: '0.60', threshold_direction: at_least, conditions: Cases of group {number}}}\n"
        for number in range(GROUPS)
    )
    files = [f"evidence/file-{number:02}.md" for number in range(FILES)]
    named = "".join(f"- {{title: Evidence {number}, file: {file}}}\n" for number, file in enumerate(files))
    text = (
        "## catalog.yaml\nkind: organisation\nid: bank\nname: Bank\nframeworks: [eu-ai-act]\n"
        "## systems/large.yaml\nkind: system\nid: large\nname: Large\nversion: '1'\n"
        f"description: {endless}\npurpose: {{intended_purpose: {essay}, functions: [Rank, Sort]}}\n"
        "actors: {roles: [provider]}\nclassification: {annex_iii_points: ['5(b)']}\n"
        "composition: {models: [{model: 'model:large@1', purpose: The score}]}\n"
        f"risk_management:\n  risks:\n{risks}documentation:\n{named}"
        "## models/large/model.yaml\nkind: model\nid: large\nname: Large model\n"
        "## models/large/1.yaml\nkind: model_version\nmodel: model:large\nversion: '1'\n"
        f"evaluation:\n  metrics:\n  - {{name: roc_auc, value: '0.7', n: '4000', threshold: '0.60'}}\n{metrics}"
    )
    write_files(folder, text + "".join(f"## {file}\n# {file}\n" for file in files))
    return folder


class Printed:
    """A pack that was printed, with what is in scope and the text between head and foot of its pages."""

    def __init__(self, folder: Path, ref: str, out: Path, selection: Selection) -> None:
        catalog = load_catalog(folder)
        self.scope: Scope = scope_of(catalog, judge(catalog, TODAY), catalog.entities[ref])
        making: Any = make_pack(self.scope, selection)
        printed = None
        while True:
            try:
                printed = making.send(printed).run()
            except StopIteration as done:
                self.pack = done.value
                break
        self.path = out / "pack.pdf"
        self.path.write_bytes(self.pack.pdf)
        command = ["pdftotext", "-raw", *BODY, str(self.path), "-"]
        self.pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
        self.text = squeezed("".join(self.pages))

    @property
    def lost(self) -> list[tuple[str, Any, str]]:
        """The values that no page shows."""
        found = []
        for entry in self.scope.entries.values():
            for path, form, text in walk(shape_of(type(entry.value)), entry.source.data):
                shown = {"bool": {"true": "Yes", "false": "No"}.get(text, text), "enum": plain_name(text)}
                shown["duration"] = duration_in_words(text)
                if path != ("kind",) and squeezed(shown.get(form.name, text)) not in self.text:
                    found.append((entry.ref, path, text[:60]))
        return found


def squeezed(text: str) -> str:
    """A text without white space and Markdown's marks, in which lines break where the page wants."""
    return re.sub(r"[\s*`_\u200b]+", "", text)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The records, risks and results of the large catalog on paper, each once."""
    folder = tmp_path_factory.mktemp("large")
    documents = ("model-card", "records")
    return Printed(large_catalog(folder / "catalog"), "system:large", folder, Selection(documents=documents))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The pack of the sample's bought system, which has open findings of every level."""
    return Printed(find_sample(), "system:cv-screening", tmp_path_factory.mktemp("sample"), Selection())


def test_nothing_of_a_large_catalog_is_lost(large: Printed) -> None:
    """Every group, risk, file and word can be read, and a word without end keeps every letter."""
    assert large.lost == []
    assert len(large.scope.entries["system:large"].files) == FILES


def test_nothing_of_the_sample_is_lost(sample: Printed) -> None:
    """Every field of every entity in scope and every finding with its remedy stands in the text of the pack."""
    assert sample.lost == []
    for finding in sample.scope.findings:
        assert squeezed(finding.message) in sample.text, finding
        assert squeezed(finding.remedy) in sample.text, finding


def test_no_page_is_nearly_empty(large: Printed) -> None:
    """Long texts and tables flow from page to page: outside the ends of documents no page stands nearly empty."""
    sparse = [number for number, page in enumerate(large.pages[:-1], 1) if len(squeezed(page)) < 120]
    assert len(sparse) <= 2, sparse
    assert all(later - earlier > 1 for earlier, later in pairwise(sparse))


def test_rows_repeat_their_head(large: Printed) -> None:
    """The table of results says on each of its pages what its columns are."""
    pages = [page for page in large.pages if "atleast0.60" in squeezed(page)]
    assert len(pages) > 1
    assert all(squeezed("Metric, group Value Interval Range Threshold") in squeezed(page) for page in pages)


def test_risks_are_charted_with_their_numbers(large: Printed) -> None:
    """Where risks lie is shown as a table of severity by likelihood with how many there are and which."""
    assert squeezed("Before measures rare unlikely possible likely almost certain") in large.text
    assert squeezed("100 R-002, R-005, R-008, R-011, R-014, R-017 and 94 more") in large.text


def test_every_file_is_attached_once(large: Printed) -> None:
    """Each of many files is attached once, with its relationship."""
    with pikepdf.open(large.path) as pdf:
        names = [str(item.UF) for item in pdf.Root.AF]
        assert len(names) == len(set(names))
        assert len([name for name in names if name.startswith("evidence--file-")]) == FILES
        assert all(item.AFRelationship in ("/Source", "/Data", "/Supplement") for item in pdf.Root.AF)


def test_what_is_not_printed_is_listed(large: Printed) -> None:
    """A pack of single documents says what it is limited to, and lists the fields it leaves out."""
    assert squeezed("Limited to “Model cards”, “Other records”") in large.text
    assert "Stated,butnotprintedinthispack" not in large.text
