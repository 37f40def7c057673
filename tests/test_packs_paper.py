"""Packs as files for readers with and without eyes: tags, marks of standards, scripts, sizes of paper, audiences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import TODAY, write_files
from pypdf import PdfReader

from cardwright.catalog.load import load_catalog
from cardwright.cli.pack import write_edition
from cardwright.packs.making import make_pack
from cardwright.packs.scope import scope_of
from cardwright.packs.selection import Selection
from cardwright.rules.judge import judge

SCRIPTS = {
    "Chinese": "信用评分",
    "Japanese": "スコアリング",
    "Korean": "신용 평가",
    "Tamil": "கடன்",
    "Arabic": "نظام",
    "Hebrew": "מערכת",
    "Thai": "ระบบ",
    "Hindi": "प्रणाली",
    "Emoji": "✅🚀",
}
INSIDE = {
    "L": {"LI", "L", "Caption"}, "LI": {"Lbl", "LBody"}, "Table": {"THead", "TBody", "TFoot", "TR", "Caption"},
    "THead": {"TR"}, "TBody": {"TR"}, "TR": {"TH", "TD"},
}  # fmt: skip
"""What may stand directly inside which element (ISO 32000-1, 14.8.4)."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of one system with texts in many scripts, and a field that is internal."""
    texts = "".join(f"  - '{name}: {text}'\n" for name, text in SCRIPTS.items())
    folder = tmp_path_factory.mktemp("paper") / "catalog"
    write_files(
        folder,
        "## catalog.yaml\nkind: organisation\nid: bank\nname: Bank\nframeworks: []\n"
        "## teams/desk.yaml\nkind: team\nid: desk\nname: Desk\ncontact: {email: desk@example.com}\n"
        "## systems/loans.yaml\nkind: system\nid: loans\nname: Loans\nversion: '1'\nowner: team:desk\n"
        "tags: [behind-the-curtain]\n"
        "purpose:\n  intended_purpose: |\n    Ranks *loans*:\n\n    - new ones\n    - old ones\n"
        f"  functions:\n{texts}"
        "risk_management:\n  risks:\n  - {id: R-1, hazard: Wrong rank, severity: high, likelihood: likely}\n"
        "  - {id: R-2, hazard: Late rank, severity: low, likelihood: rare}\n",
    )
    return folder


def printed(folder: Path, selection: Selection) -> tuple[bytes, tuple[str, ...]]:
    """A pack and what its maker is told."""
    catalog = load_catalog(folder)
    making: Any = make_pack(scope_of(catalog, judge(catalog, TODAY), catalog.entities["system:loans"]), selection)
    done = None
    while True:
        try:
            done = making.send(done).run()
        except StopIteration as made:
            return made.value.pdf, made.value.warnings


@pytest.fixture(scope="module")
def pack(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """The records of the catalog as a pack on Letter paper."""
    pdf, warnings = printed(folder, Selection(documents=("records",), paper="letter"))
    path = folder.with_name("pack.pdf")
    path.write_bytes(pdf)
    return path, warnings


@pytest.fixture(scope="module")
def pdf(pack: tuple[Path, tuple[str, ...]]) -> Iterator[pikepdf.Pdf]:
    """That pack, opened."""
    with pikepdf.open(pack[0]) as opened:
        yield opened


def elements(node: Any) -> Iterator[Any]:
    """Every element of the tree of tags."""
    for child in kids(node):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def kids(node: Any) -> list[Any]:
    """What stands in an element."""
    found = node.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def test_marks_of_both_standards(pdf: pikepdf.Pdf) -> None:
    """The metadata name PDF/A-3a and PDF/UA-1, and describe the property that PDF/A does not know."""
    metadata = pdf.Root.Metadata.read_bytes().decode()
    with pdf.open_metadata() as opened:
        assert (opened["pdfaid:part"], opened["pdfaid:conformance"]) == ("3", "A")
        assert opened["pdfuaid:part"] == "1"
    assert "http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>" in metadata
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.Root.Lang) == "en"


def test_nothing_claims_a_validation_that_did_not_run(pack: tuple[Path, tuple[str, ...]]) -> None:
    """The front page says that no validator has confirmed the file."""
    cover = " ".join(PdfReader(pack[0]).pages[0].extract_text().split())
    assert "no PDF/A validator has confirmed this file" in cover


def test_heads_of_tables_say_what_they_head(pdf: pikepdf.Pdf) -> None:
    """Every head of a table has a scope: columns in the head of the table, rows elsewhere."""
    scopes = [str(item.A.Scope) for item in elements(pdf.Root.StructTreeRoot) if item.S == "/TH"]
    assert set(scopes) == {"/Column", "/Row"}


def test_elements_stand_where_they_may(pdf: pikepdf.Pdf) -> None:
    """Lists hold items and tables hold rows, with nothing between; headings leave out no level."""
    levels = []
    for item in elements(pdf.Root.StructTreeRoot):
        allowed = INSIDE.get(str(item.S)[1:])
        below = {str(child.S)[1:] for child in kids(item) if isinstance(child, pikepdf.Dictionary) and "/S" in child}
        assert allowed is None or below <= allowed, (str(item.S), below)
        levels += [int(found[1]) for found in [re.fullmatch(r"/H(\d)", str(item.S))] if found]
    assert all(later <= earlier + 1 for earlier, later in zip([0, *levels], levels, strict=False))


def test_all_content_is_tagged_or_an_artifact(pdf: pikepdf.Pdf) -> None:
    """What is marked on a page is reached by the tree of tags; running heads and page numbers are artifacts."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    reached = {
        (pages[item.Pg.objgen], int(child))
        for item in elements(pdf.Root.StructTreeRoot)
        for child in kids(item)
        if isinstance(child, int)
    }
    marked, artifacts = set(), []
    for number, page in enumerate(pdf.pages):
        content = page.Contents.read_bytes()
        marked |= {(number, int(found)) for found in re.findall(rb"/MCID (\d+)", content)}
        artifacts.append(content.count(b"/Pagination"))
    assert marked == reached
    assert min(artifacts[1:]) >= 4  # two at the head, two at the foot


def test_pictures_have_words(pdf: pikepdf.Pdf) -> None:
    """Every figure has a text that stands for it."""
    figures = [item for item in elements(pdf.Root.StructTreeRoot) if item.S == "/Figure"]
    assert all(str(item.get("/Alt", "")) for item in figures)


def test_fonts_are_embedded(pdf: pikepdf.Pdf) -> None:
    """Every font travels in the file."""
    descriptors = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
    assert descriptors
    assert all("/FontFile2" in item or "/FontFile3" in item for item in descriptors)


def test_links_lead_somewhere_inside(pdf: pikepdf.Pdf) -> None:
    """Every link inside the file has a place that is in the file."""
    names = {str(name) for name in pdf.Root.Names.Dests.Names[::2]}
    links = [link for page in pdf.pages for link in page.get("/Annots", []) if "/Dest" in link]
    assert links
    assert {str(link.Dest) for link in links} <= names


def test_letter_paper(pdf: pikepdf.Pdf) -> None:
    """A pack for Letter paper has pages of 8.5 by 11 inches."""
    for page in pdf.pages:
        assert [round(float(number)) for number in page.MediaBox] == [0, 0, 612, 792]


def test_scripts_are_drawn_or_reported(pack: tuple[Path, tuple[str, ...]]) -> None:
    """Each character is drawn by a font, or written as its code point and told: none becomes an empty box."""
    path, warnings = pack
    text = re.sub(r"[\s\u200b]+", "", " ".join(page.extract_text() for page in PdfReader(path).pages))
    told = " ".join(warnings)
    letters = {letter for words in SCRIPTS.values() for letter in words}
    for character in sorted(letter for letter in letters if letter.isalpha() or letter > "\U0001f000"):
        point = f"U+{ord(character):04X}"
        assert (f"[{point}]" in text) == (point in told), character
    assert "Chinese:" in text
    assert not any("printing:" in line for line in warnings)


def test_what_an_audience_does_not_see_is_named_and_nowhere(folder: Path, tmp_path: Path) -> None:
    """A regulator's pack names the fields that it withholds; their values are in no byte of text or attachment."""
    catalog = load_catalog(folder)
    selection = Selection(documents=("records",), audience="regulator")
    (path,) = write_edition(judge(catalog, TODAY), ("system:loans",), tmp_path / "packs", selection)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())
    assert "withheld from the readers of this pack: Tags" in text
    assert "behind-the-curtain" not in text
    with pikepdf.open(path) as opened:
        contents = [spec.get_file().read_bytes() for spec in opened.attachments.values()]
    assert contents
    assert not any(b"behind-the-curtain" in content for content in contents)
