"""Packs: what stands in the PDF, what is attached to it, and what hostile texts cannot do there."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import TODAY, write_files
from pypdf import PdfReader

from cardwright.catalog.graph import Catalog
from cardwright.catalog.load import load_catalog
from cardwright.errors import CardwrightError
from cardwright.packs import write_packs
from cardwright.packs.pdf import import_weasyprint, print_pdf
from cardwright.packs.pictures import is_safe
from cardwright.rules.judge import judge
from cardwright.rules.report import Report
from cardwright.rules.waivers import NEVER_WAIVED

LOANS = """\
## catalog.yaml
kind: organisation
id: example-bank
name: Example Bank
frameworks: [eu-ai-act]
## teams/lending.yaml
kind: team
id: lending
name: Retail Lending
contact: {role: Duty officer, email: lending@example.com}
## use-cases/loans.yaml
kind: use_case
id: loans
name: Consumer loans
systems: ['system:loan-scoring']
## systems/loan-scoring.yaml
kind: system
id: loan-scoring
name: Loan Scoring <script>alert(1)</script>
version: '1.10'
owner: team:lending
type: "{{ 7 * 7 }} {% raw %}"
tags: ["=cmd|' /C calc'!A0", "</td></table><style>* { display: none }</style>"]
purpose:
  intended_purpose: |
    Scores [loans](javascript:alert(2)) and [more](file:///etc/passwd), see [the policy](https://example.com/policy).
    ![pixel](https://example.com/pixel.png) <img src=x onerror=alert(3)> <iframe src="file:///etc/passwd"></iframe>
  functions: ["@import url(file:///etc/passwd)", "Zero\\u200bwidth and \\u202eright to left"]
  reasonably_foreseeable_misuse: ["Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
  high_risk_use_excluded: false
actors: {roles: [provider]}
classification:
  annex_iii_points: ['5(b)']
  rationale: Point 5(b) matches, since persons are scored.
composition:
  models: [{model: 'model:loan-model@2.0.0', purpose: The score}]
  architecture:
    description: One service & one "model".
    diagram: {title: Drawing, file: evidence/drawing.svg}
  forms_of_supply: [internal]
runbook: {title: Runbook, file: evidence/runbook.md}
documentation:
- {title: Outside, file: ../secret.txt}
- {title: Gone, file: evidence/gone.md}
performance:
  limitations: []
human_oversight: {mode: in_the_loop}
## models/loan-model/model.yaml
kind: model
id: loan-model
name: Loan model
owner: team:lending
purpose: {limitations: [Only for consumer loans]}
## models/loan-model/2.0.0.yaml
kind: model_version
model: model:loan-model
version: 2.0.0
data: {datasets: [{dataset: 'dataset:loan-book', role: training}]}
training: {hyperparameters: {penalty: '0.10', onclick: alert(4)}}
evaluation:
  metrics:
  - {name: roc_auc, value: '0.7412', ci_low: '0.71', ci_high: '0.77', ci_level: '0.95',
     dataset: 'dataset:loan-book', n: '400', threshold: '0.70',
     threshold_direction: at_least, threshold_set_on: '2026-05-04', rationale: Ranks applicants.}
  - {name: roc_auc, value: '0.6801', subgroup: age under 30, dataset: 'dataset:loan-book', n: '80', threshold: '0.70',
     threshold_direction: at_least, rationale: Ranks applicants.}
## datasets/loan-book.yaml
kind: dataset
id: loan-book
name: Loan book
origin: {collection_method: Copied from the ledger}
## evidence/runbook.md
# Runbook
## evidence/drawing.svg
<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"><rect width="80" height="20" fill="#123a56"/></svg>
"""


class Pack:
    """A written pack, opened, with what was said on the way."""

    def __init__(self, path: Path, catalog: Catalog, report: Report, lines: list[str]) -> None:
        self.path, self.catalog, self.report, self.lines = path, catalog, report, lines
        self.pdf = pikepdf.open(path)

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page."""
        return [page.extract_text() for page in PdfReader(self.path).pages]

    @cached_property
    def text(self) -> str:
        """The text of all pages, squeezed."""
        return squeezed(" ".join(self.pages))

    @property
    def attachments(self) -> dict[str, bytes]:
        """The content of every attachment by its name."""
        return {name: spec.get_file().read_bytes() for name, spec in self.pdf.attachments.items()}

    @property
    def manifest(self) -> Any:
        """What the manifest says."""
        return json.loads(self.attachments["manifest.json"])


def squeezed(text: str) -> str:
    """A text without white space and Markdown's marks, in which lines break where the page wants."""
    return re.sub(r"[\s*`_\u200b]+", "", text)


def make_pack(folder: Path, refs: tuple[str, ...] = ()) -> Pack:
    """Write the pack of the catalog in a folder."""
    catalog = load_catalog(folder)
    report = judge(catalog, TODAY)
    lines: list[str] = []
    (path,) = write_packs(catalog, report, refs, folder.with_name("packs"), lambda step: lines.append(step.text))
    return Pack(path, catalog, report, lines)


def small_catalog(folder: Path, name: str = "Loans", version: str = "'1'") -> Path:
    """Write a catalog of one system."""
    write_files(
        folder,
        "## catalog.yaml\nkind: organisation\nid: bank\nname: Bank\nframeworks: []\n"
        f"## systems/loans.yaml\nkind: system\nid: loans\nname: {name}\nversion: {version}\n",
    )
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog with something hostile in most places, and a secret beside it."""
    folder = tmp_path_factory.mktemp("loans") / "catalog"
    write_files(folder, LOANS)
    folder.with_name("secret.txt").write_text("the secret")
    return folder


@pytest.fixture(scope="module")
def pack(folder: Path) -> Pack:
    """The pack of that catalog."""
    return make_pack(folder)


def outline(items: Any) -> Iterator[str]:
    """The titles of an outline, all levels."""
    for item in items:
        yield str(item.title)
        yield from outline(item.children)


def test_pack_is_tagged_and_says_what_it_is(pack: Pack) -> None:
    """Title, author, language, date and the PDF/A part asked for stand in the file, which is tagged and sound."""
    root = pack.pdf.Root
    assert root.MarkInfo.Marked
    assert root.StructTreeRoot
    assert str(root.Lang) == "en"
    assert str(pack.pdf.docinfo["/Title"]).startswith("Audit pack: Loan Scoring <script>")
    assert str(pack.pdf.docinfo["/Author"]) == "Example Bank"
    assert str(pack.pdf.docinfo["/CreationDate"]) == "D:20261121000000Z"
    with pack.pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    assert pack.pdf.check_pdf_syntax() == []


def test_outline_follows_the_nine_points(pack: Pack) -> None:
    """The bookmarks lead to every point of Annex IV in its order, then to cards, findings and provenance."""
    with pack.pdf.open_outline() as opened:
        titles = list(outline(opened.root))
        (file,) = (item for item in opened.root if item.title.startswith("Technical documentation"))
        points = [title.split()[0] for title in outline(file.children) if re.match(r"\d", title)]
    letters = [f"1({letter})" for letter in "abcdefgh"], [f"2({letter})" for letter in "abcdefgh"]
    assert points == ["1", *letters[0], "2", *letters[1], *"3456789"]
    ends = [
        "Model cards",
        "Other records",
        "Findings",
        "Waivers and approvals",
        "Outcomes",
        "Not checked",
        "Provenance",
    ]
    assert [title for title in titles if title in ends] == ends


def test_cover_counts_all_seven_outcomes(pack: Pack) -> None:
    """The front page has the counts of every outcome, the editions, the digest, and what the pack does not claim."""
    cover = " ".join(pack.pages[0].split())
    for framework in pack.report.frameworks:
        counts = " ".join(str(count) for count in pack.report.counts(framework.id).values())
        assert f"{framework.legal_nature} {counts}" in cover
    assert pack.catalog.digest in cover
    assert "2026-11-21" in cover
    assert "does not claim that anything complies" in cover


def test_cover_says_what_is_open(pack: Pack) -> None:
    """Before any table the front page says that the record is not complete, and why, with the number of each reason."""
    cover = squeezed(pack.pages[0])
    outcomes = [result.outcome for result in pack.report.results]
    assert "Notcomplete." in cover
    assert squeezed(f"{outcomes.count('fail')} checks fail: what a rule asks for is missing") in cover
    assert squeezed(f"{outcomes.count('undecided')} checks are undecided") in cover
    unchecked = [len(framework.not_checked) for framework in pack.report.frameworks]
    total = sum(len(framework.provisions) for framework in pack.report.frameworks)
    assert (squeezed(f"{sum(unchecked)} of {total} provisions") in cover) == any(unchecked)
    for framework, number in zip(pack.report.frameworks, unchecked, strict=True):
        assert f"{number + len(framework.not_checkable)}of{len(framework.provisions)}" in cover


def test_pages_name_their_document(pack: Pack) -> None:
    """The head of each page says whose pack it is, how that is rated, which document the page belongs to, for whom."""
    head = "Loan Scoring <script>alert(1)</script> · 1.10 · risk class unknown · Provenance as of 2026-11-21 · internal"
    assert squeezed(head) in squeezed(pack.pages[-1])


def test_addresses_of_links_are_printed(pack: Pack) -> None:
    """Paper cannot hide where a link leads."""
    assert squeezed("the policy (https://example.com/policy)") in pack.text


def test_waiver_stands_on_the_cover_with_its_expiry(tmp_path: Path) -> None:
    """What was accepted for a time is said on the front page, with the day until which it holds."""
    small_catalog(tmp_path)
    with (tmp_path / "catalog.yaml").open("a") as organisation:
        organisation.write("governance: {approvers: [{scope: 'system: release', role: Head of Risk}]}\n")
    waiver = "kind: waiver\nid: later\nrule: RULE\nentity: system:loans\nreason: It is being written in this quarter.\n"
    waiver += "compensating_control: The team lead reads each decision once a week.\n"
    waiver += "requested_by: Head of Lending\napproved_by: Head of Risk\napproved_on: 2026-11-01\nexpiry: 2027-01-31\n"
    failing = next(
        finding.rule
        for finding in judge(load_catalog(tmp_path), TODAY).findings
        if finding.entity == "system:loans" and finding.outcome == "fail" and not finding.rule.startswith(NEVER_WAIVED)
    )
    (tmp_path / "waiver.yaml").write_text(waiver.replace("RULE", failing))
    cover = squeezed(make_pack(tmp_path).pages[0])
    assert squeezed("accepted for a time: waiver later until 2027-01-31") in cover


def test_words_without_end_are_printed_whole(tmp_path: Path) -> None:
    """A word longer than any line breaks where the page ends and loses no letter, in prose, a name and an address."""
    letters = "".join(f"{number:05}" for number in range(4000))
    small_catalog(tmp_path, name=f"Loans{letters}")
    system = tmp_path / "systems/loans.yaml"
    system.write_text(system.read_text() + f"purpose:\n  intended_purpose: Use [it](https://example.com/{letters}).\n")
    pack = make_pack(tmp_path)
    cut_by_pages = [number for number in range(4000) if pack.text.count(f"{number:05}") < 2]
    assert len(cut_by_pages) < len(pack.pages)
    assert len(pack.pages[0]) < 4000
    assert len(str(pack.pdf.docinfo["/Title"])) < 200


def test_every_field_stands_in_the_text(pack: Pack) -> None:
    """Each value of each entity in scope can be read in the PDF, hostile or not."""
    lost = []
    for entry in pack.catalog.entities.values():
        for path, form, text in entry.leaves:
            shown = {"true": "Yes", "false": "No"}[text] if form.name == "bool" else text
            if path not in (("kind",), ("purpose", "intended_purpose")) and "\u200b" not in text:
                lost += [(entry.ref, path)] * (squeezed(shown) not in pack.text)
    assert lost == []


def test_gaps_name_their_rule(pack: Pack) -> None:
    """A field that a rule finds missing prints as a gap with the rule's id, and what no rule asks for as not stated."""
    missing = [
        finding for finding in pack.report.findings if finding.outcome == "fail" and "missing" in finding.message
    ]
    assert missing
    for finding in missing:
        assert squeezed(f"{finding.rule}fail") in pack.text or squeezed(f"{finding.rule} fail") in pack.text
    assert squeezed("Not stated. No finding points here") in pack.text


def test_findings_stand_with_remedy_and_place(pack: Pack) -> None:
    """Every finding in scope is printed with its message, its remedy and its place in the file."""
    for finding in pack.report.findings:
        place = f"{finding.path}:{finding.line}:{finding.column}"
        for text in (finding.message, finding.remedy, place):
            assert squeezed(text) in pack.text, finding


def test_outcomes_and_what_was_not_checked_are_listed(pack: Pack) -> None:
    """Rules to review, rules that do not apply, and provisions without a rule all have their place."""
    assert {result.outcome for result in pack.report.results} >= {"not_yet", "not_applicable", "pass"}
    for result in pack.report.results:
        assert result.rule in pack.text
    for framework in pack.report.frameworks:
        for provision in framework.not_checked:
            assert squeezed(provision.ref + provision.title) in pack.text


def test_annexes_name_an_entity_and_a_file_once(pack: Pack) -> None:
    """Outcomes stand under their entity, named once for each outcome, and an attached file has its path once."""
    _, _, section = pack.text.rpartition(squeezed("What the rule can see is there."))[0].partition(
        squeezed("How every rule turned out on every entity in scope.")
    )
    idle = section.partition(squeezed("A fact says that the rule does not concern this."))[2]
    idle = idle.partition(squeezed("It fails, and somebody accepted that for a time"))[0]
    results = [result for result in pack.report.results if result.outcome == "not_applicable"]
    assert len({(result.entity, result.reason) for result in results}) > len({result.entity for result in results}) > 1
    for ref in {result.entity for result in results}:
        assert len(re.findall(rf"{squeezed(ref)}(?!@)", idle)) == 1
    listed = pack.text.rpartition(squeezed("Files attached to this PDF"))[2]
    for file in pack.manifest["files"]:
        assert squeezed(file["path"] or file["name"]) in listed
        assert squeezed(file["name"]) in listed or file["path"]
    assert "evidence--" not in listed


def test_metrics_show_interval_threshold_and_verdict(pack: Pack) -> None:
    """Results are tables: the overall value, then the group, each against its threshold."""
    for row in (
        "roc_auc 1 0.7412 0.71 to 0.77 (95%) at least 0.70 met 400",
        "age under 30 0.6801 – at least 0.70 not met 80",
    ):
        assert squeezed(row) in pack.text


def test_attachments_are_those_of_the_manifest(pack: Pack, folder: Path) -> None:
    """Sources, evidence and report are attached once each, as they are, with the digests the manifest says."""
    attached, files = pack.attachments, {file["name"]: file for file in pack.manifest["files"]}
    assert attached.keys() == files.keys() | {"manifest.json"}
    for name, file in files.items():
        assert (hashlib.sha256(attached[name]).hexdigest(), len(attached[name])) == (file["sha256"], file["size"])
        if file["path"]:
            assert attached[name] == (folder / file["path"]).read_bytes()
    assert {file["path"] for file in files.values()} >= {entry.path for entry in pack.catalog.entities.values()}
    assert json.loads(attached["report.json"])["schema"] == 1
    assert pack.manifest["catalog"]["digest"] == pack.catalog.digest
    listed = [str(item.UF) for item in pack.pdf.Root.AF]
    assert sorted(listed) == sorted(attached)
    relationships = {str(item.UF): str(item.AFRelationship)[1:] for item in pack.pdf.Root.AF}
    assert {name: file["relationship"] for name, file in files.items()}.items() <= relationships.items()
    names = [str(name) for name in pack.pdf.Root.Names.EmbeddedFiles.Names][::2]
    assert names == sorted(names)


def test_nothing_outside_the_catalog_is_read(pack: Pack) -> None:
    """An evidence path that leaves the catalog is not attached, and the pack says so."""
    assert not any(b"the secret" in content for content in pack.attachments.values())
    assert squeezed("Not attached. ../secret.txt") in pack.text
    assert squeezed("Not attached. evidence/gone.md") in pack.text


def test_hostile_text_stays_text(pack: Pack) -> None:
    """No action but links to the web and inside the file; scripts, styles and templates are printed as written."""
    for thing in pack.pdf.objects:
        if isinstance(thing, pikepdf.Dictionary):
            assert not {"/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/GoToR", "/SubmitForm"} & set(
                thing.keys()
            )
    links = [link for page in pack.pdf.pages for link in page.get("/Annots", [])]
    actions = [link.A for link in links if "/A" in link]
    assert {str(action.S) for action in actions} == {"/URI"}
    targets = [str(action.URI) for action in actions]
    assert targets
    assert all(target.startswith("https://example.com/") for target in targets)
    for text in (
        "<script>alert(1)</script>",
        "{{ 7 * 7 }} {% raw %}",
        "[loans](javascript:alert(2))",
        "onerror=alert(3)",
    ):
        assert squeezed(text) in pack.text
    assert "[U+200B]" in pack.text
    assert "[U+202E]" in pack.text


BAIT = """\
<link rel="stylesheet" href="ADDRESS/a.css"><link rel="attachment" href="file://SECRET" title="x">
<style>@import url("ADDRESS/b.css"); @import "//HOST/c.css"; @font-face {font-family: x; src: url(ADDRESS/d.ttf)}
@page {background: url(ADDRESS/e.png)} p {content: url("file://SECRET"); background: \\75 rl(ADDRESS/f.png)}</style>
<img src="ADDRESS/g.png"><img src="//HOST/h.png"><img src="file://SECRET"><img srcset="ADDRESS/i.png 2x">
<img src="https://pack.invalid/../../SECRET"><img src="https://pack.invalid@HOST/j.png"><img src="..%2f..%2fSECRET">
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='ADDRESS/k.png'/%3E%3C/svg%3E">
<svg xmlns="http://www.w3.org/2000/svg"><image href="ADDRESS/l.png"/><use href="ADDRESS/m.svg#a"/></svg>
<object data="ADDRESS/n.svg"></object><embed src="ADDRESS/o.svg"><p style="background: url(h\\74tp://HOST/p.png)">text</p>
<p style="list-style-image: image-set('ADDRESS/q.png')">x</p><a rel="attachment" href="file://SECRET">x</a>
<a rel="attachment" href="ADDRESS/r.txt">x</a><a href="file://SECRET">x</a><a href="javascript:alert(1)">x</a>
<a href="FILE://SECRET">x</a><a href="&#9;java&#10;script:alert(1)">x</a><a href="//HOST/">x</a><a href="smb://a/b">x</a>
"""
"""Ways of a document to ask for something from elsewhere."""


def test_nothing_is_fetched_whatever_a_template_says() -> None:
    """No host is asked and no file read: neither by a page nor by a style, a picture or an attachment."""
    with tempfile.NamedTemporaryFile(suffix=".txt") as secret, socket.create_server(("127.0.0.1", 0)) as trap:
        Path(secret.name).write_text("the secret of this machine")
        trap.settimeout(0.2)
        host = f"127.0.0.1:{trap.getsockname()[1]}"
        html = BAIT.replace("ADDRESS", f"http://{host}").replace("HOST", host).replace("SECRET", secret.name)
        printed = print_pdf(f"<html><body>{html}</body></html>", {}, (), datetime.datetime(2026, 1, 1, tzinfo=UTC))
        with pytest.raises(TimeoutError):
            trap.accept()
    with pikepdf.open(BytesIO(printed.pdf)) as pdf:
        assert not pdf.attachments
        parts = [item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
    assert not any(b"the secret" in part for part in parts)
    assert not [link for link in links if "/A" in link]
    assert printed.complaints


def test_the_renderer_is_silent(pack: Pack) -> None:
    """All that is said is which pack is made and what could not be attached."""
    (named,) = (line for line in pack.lines if "is not attached" not in line)
    assert named == "pack 1 of 1: system:loan-scoring"
    assert len(pack.lines) == 3


def test_same_input_gives_same_bytes(folder: Path, pack: Pack, tmp_path: Path) -> None:
    """Neither the time zone, the locale nor the order of hashes shows in a pack, and SOURCE_DATE_EPOCH dates it."""
    command = [sys.executable, "-m", "cardwright", "pack", "--catalog", str(folder), "--as-of", str(TODAY), "-d"]
    written = []
    for number, (zone, locale) in enumerate([("Asia/Singapore", "C"), ("America/New_York", "C.UTF-8")]):
        out = tmp_path / str(number)
        env = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(number + 1)}
        env.pop("SOURCE_DATE_EPOCH", None)
        env |= {"SOURCE_DATE_EPOCH": "1700000000"} if number else {}
        subprocess.run([*command, str(out)], env=env, check=True, capture_output=True, timeout=120)
        written.append((out / "loan-scoring.pdf").read_bytes())
    assert written[0] == pack.path.read_bytes()
    with pikepdf.open(tmp_path / "1/loan-scoring.pdf") as dated:
        assert str(dated.docinfo["/CreationDate"]) == "D:20231114221320Z"


def test_characters_without_a_glyph_are_named(tmp_path: Path) -> None:
    """What no font can draw prints as its code point and is told, instead of an empty box."""
    pack = make_pack(small_catalog(tmp_path / "catalog", "Loans \U0001fadc\u0378"))
    assert "[U+0378]" in pack.text
    assert squeezed("Characters without a glyph") in pack.text
    assert any("no font at hand draws" in line and "U+0378" in line for line in pack.lines)


def test_credentials_do_not_travel(tmp_path: Path) -> None:
    """A source that holds a credential is attached without it, and marked as changed."""
    token = "ghp_" + "a1B2" * 9
    pack = make_pack(small_catalog(tmp_path / "catalog", f"Loans {token}"))
    assert token not in pack.text
    assert not any(token.encode() in content for content in pack.attachments.values())
    assert squeezed("credentials taken out") in pack.text


def test_model_has_a_pack_of_its_own(folder: Path) -> None:
    """A model's pack holds its card and its data, and no technical documentation of a system."""
    pack = make_pack(folder, ("model:loan-model",))
    assert pack.path.name == "model@loan-model.pdf"
    assert squeezed("Copied from the ledger") in pack.text
    assert "0.7412" in pack.text
    with pack.pdf.open_outline() as opened:
        assert not [title for title in outline(opened.root) if title.startswith("Technical documentation")]


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("system:loan-scorin", "did you mean system:loan-scoring"),
        ("team:lending", "packs are made for systems, use cases, models and the organisation"),
        ("nothing-like-it", "is not in the catalog"),
    ],
)
def test_impossible_references_are_refused(folder: Path, tmp_path: Path, ref: str, message: str) -> None:
    """A reference that no pack can be made for stops the command before anything is written."""
    catalog = load_catalog(folder)
    with pytest.raises(CardwrightError, match=message):
        write_packs(catalog, judge(catalog, TODAY), ("system:loan-scoring", ref), tmp_path / "packs")
    assert not (tmp_path / "packs").exists()


def test_one_failure_does_not_lose_the_others(tmp_path: Path) -> None:
    """A user's file in the place of a pack is left alone, the other packs are written, and the failure is named."""
    folder = small_catalog(tmp_path / "catalog")
    write_files(folder, "## systems/advice.yaml\nkind: system\nid: advice\nname: Advice\n")
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs/advice.pdf").write_text("my notes")
    catalog = load_catalog(folder)
    with pytest.raises(CardwrightError, match=r"system:advice .*1 of 2 packs were written"):
        write_packs(catalog, judge(catalog, TODAY), (), tmp_path / "packs")
    assert (tmp_path / "packs/advice.pdf").read_text() == "my notes"
    assert sorted(path.name for path in (tmp_path / "packs").iterdir()) == ["advice.pdf", "loans.pdf"]


def test_a_pack_is_replaced_by_the_next(tmp_path: Path) -> None:
    """Cardwright knows its own packs and writes over them."""
    first = make_pack(small_catalog(tmp_path / "catalog"))
    before = first.manifest
    second = make_pack(small_catalog(tmp_path / "catalog", version="'2'"))
    assert first.path == second.path
    assert before != second.manifest


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Pango what stops names the Debian packages to install."""

    def fail(name: str, *_: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return original(name, *_)

    original = __import__
    monkeypatch.setattr("builtins.__import__", fail)
    with pytest.raises(CardwrightError, match=r"libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0"):
        import_weasyprint()


@pytest.mark.parametrize(
    "content",
    [
        '<script href="x"/>',
        '<image href="file:///etc/passwd"/>',
        "<style>rect { fill: url(https://example.com/a.png) }</style>",
        '<rect onclick="alert(1)"/>',
        "<foreignObject/>",
        '<g id="g0"><rect/></g>'
        + "".join(f'<g id="g{i}">{f"""<use href="#g{i - 1}"/>""" * 10}</g>' for i in range(1, 9)),
    ],
)
def test_active_or_endless_drawings_are_not_shown(content: str) -> None:
    """A drawing that runs, reaches out or multiplies is listed as a file and never drawn."""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{content}</svg>'
    assert not is_safe("a.svg", drawing.encode())
    assert is_safe("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>')
