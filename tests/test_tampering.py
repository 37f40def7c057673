"""Packs edited by somebody who knows how Cardwright prints and seals, and does both again: what `verify` says then."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from conftest import TODAY, write_files
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from cardwright.catalog.load import load_catalog
from cardwright.packs import write_packs
from cardwright.proof.certificates import make_certificates
from cardwright.proof.opened import OpenedPack, open_pdf
from cardwright.proof.parts import print_of
from cardwright.proof.seal import seal
from cardwright.proof.signature import load_signer, sign, signature_check
from cardwright.proof.verify import ask, is_good, verify
from cardwright.rules.judge import judge

CATALOG = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [sr-26-2]
## systems/loans.yaml
kind: system
id: loans
name: Loans
version: '1'
runbook: {title: Runbook, file: evidence/runbook.md}
## evidence/runbook.md
Restart it.
"""
EVIDENCE = "evidence--runbook.md"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The pack of a small catalog."""
    folder = tmp_path_factory.mktemp("tampering") / "catalog"
    write_files(folder, CATALOG)
    loaded = load_catalog(folder)
    (path,) = write_packs(loaded, judge(loaded, TODAY), (), folder.with_name("packs"))
    return path.read_bytes()


def saved(pdf: bytes, change: Callable[[Pdf], None]) -> bytes:
    """A pack after a change by a PDF editor."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        change(opened)
        written = BytesIO()
        opened.save(written, deterministic_id=True)
    return written.getvalue()


def said(pdf: bytes) -> str:
    """All that failed checks say of a file."""
    answers = verify(OpenedPack(pdf), ("signature", signature_check(())))
    return "\n".join(f"{answer.check}: {answer.message}" for answer in answers if answer.holds is False)


def forged(pdf: bytes, change: Callable[[Pdf], None]) -> str:
    """What failed checks say after a change, when the print and the seal were made to fit."""
    changed = saved(pdf, change)
    with open_pdf(changed) as opened:
        return said(seal(changed, print_of(opened)))


def cover(opened: Pdf) -> Stream:
    """The drawing of the first page."""
    return opened.pages[0].obj.Contents


def redrawn(change: Callable[[bytes], bytes]) -> Callable[[Pdf], None]:
    """A change of the drawing of the first page."""
    return lambda opened: cover(opened).write(change(cover(opened).read_bytes()))


def spec(opened: Pdf, name: str = EVIDENCE) -> Dictionary:
    """The specification of an attached file."""
    return next(item for item in opened.Root.AF if str(item.UF) == name)


def put(value: object, *names: str) -> Callable[[Pdf], None]:
    """A change that puts a value below the root of the document."""

    def change(opened: Pdf) -> None:
        item = opened.Root
        for name in names[:-1]:
            item = item[name]
        item[names[-1]] = value

    return change


def put_on_page(name: str, value: object, number: int = 0) -> Callable[[Pdf], None]:
    """A change that puts a value into a page."""

    def change(opened: Pdf) -> None:
        opened.pages[number].obj[name] = value

    return change


def put_in_evidence(name: str, value: object) -> Callable[[Pdf], None]:
    """A change that puts a value into the specification of an attached file."""

    def change(opened: Pdf) -> None:
        spec(opened)[name] = value

    return change


def linked(**more: object) -> Callable[[Pdf], None]:
    """A change that puts a link over the first page."""

    def change(opened: Pdf) -> None:
        usual = {"Type": Name.Annot, "Subtype": Name.Link, "Rect": [0, 0, 600, 600], "BS": Dictionary(W=0)}
        link = Dictionary(**{**usual, **more})
        opened.pages[0].obj.Annots = Array([opened.make_indirect(link)])

    return change


def refonted(change: Callable[[Pdf, Dictionary], None]) -> Callable[[Pdf], None]:
    """A change of the fonts that the first page is drawn with."""

    def change_all(opened: Pdf) -> None:
        fonts = opened.pages[0].obj.Resources.Font
        for name in list(fonts.keys()):
            change(opened, fonts[name].DescendantFonts[0])

    return change_all


def fill_form(opened: Pdf) -> None:
    """Put a field of a form on the first page."""
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"), V=String("0"), Rect=[0, 0, 9, 9]
    )
    opened.pages[0].obj.Annots = Array([opened.make_indirect(field)])
    opened.Root.AcroForm = Dictionary(Fields=opened.pages[0].obj.Annots)


def white_on_clear(opened: Pdf) -> None:
    """Draw the words in white, on a black ground that does not show."""
    opened.pages[0].obj.Resources.ExtGState["/Clear"] = Dictionary(ca=0)
    ground = b"q /Clear gs 0 0 0 rg -999 -999 9999 9999 re f Q BT 1 1 1 rg\n"
    redrawn(lambda drawn: drawn.replace(b"BT\n", ground))(opened)


def hide_without_width(opened: Pdf) -> None:
    """Say that no letter takes any room, and paint over them."""
    refonted(lambda opened, font: font.update({"/W": Array(), "/DW": 0}))(opened)
    redrawn(lambda drawn: drawn + b" 1 1 1 rg 0 0 900 1200 re f ")(opened)


def alias_page(opened: Pdf) -> None:
    """Have a page show what another one does."""
    opened.pages[3].obj.Contents = opened.pages[4].obj.Contents


def tie_file(opened: Pdf) -> None:
    """Tie an attached file to the tags, too."""
    opened.Root.StructTreeRoot.AF = Array([spec(opened)])


def take_from_elsewhere(opened: Pdf) -> None:
    """Have a page take its content from another file."""
    opened.pages[2].obj.Contents.F = String("/etc/passwd")


def speak_otherwise(opened: Pdf) -> None:
    """Have a screen reader say another text than the one that shows."""
    items = (item for item in opened.objects if isinstance(item, Dictionary) and item.get("/S") == "/TD")
    next(items).ActualText = String("0")


def shrink(drawn: bytes) -> bytes:
    """Words at a thousandth of their size."""
    return re.sub(rb"(/\S+) (\S+) Tf", lambda found: b"%s %.4f Tf" % (found[1], float(found[2]) / 1000), drawn)


def set_apart(drawn: bytes) -> bytes:
    """Words far from where they are said to be."""
    return re.sub(rb"\[([^\]]*)\] ?TJ", rb"[-90000 \1 90000] TJ", drawn)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put(Dictionary(HideToolbar=True), "/ViewerPreferences"), "ViewerPreferences of the document is not as packs"),
        (put(Dictionary(Marked=False), "/MarkInfo"), "MarkInfo of the document is not as packs have it"),
        (put(Name("/1.3"), "/Version"), "the document has Version"),
        (put(Dictionary(Fields=[]), "/AcroForm"), "the document has AcroForm"),
        (put(Dictionary(View=Name.H), "/Collection"), "the document has Collection"),
        (lambda opened: opened.Root.__delitem__("/StructTreeRoot"), "the document has no StructTreeRoot"),
        (lambda opened: opened.Root.__delitem__("/OutputIntents"), "the document has no OutputIntents"),
        (lambda opened: opened.trailer.__setitem__("/Hidden", 1), "its trailer has Hidden"),
        (lambda opened: opened.docinfo.__setitem__("/Title", "Complies"), "Title of the file is “Complies”"),
        (lambda opened: opened.docinfo.__setitem__("/Subject", "x"), "the property Subject of the file is “x”"),
        (put(Dictionary(S=Name.URI), "/Outlines", "/First", "/A"), "a bookmark has A"),
        (put(180, "/Pages", "/Rotate"), "page 1 has Rotate, which no page of a pack has"),
        (put(5, "/Pages", "/UserUnit"), "the list of pages has UserUnit"),
        (put_on_page("/TrimBox", Array([0, 0, 9, 9])), "page 1 is to be cut to another size"),
        (put_on_page("/PieceInfo", Dictionary(), 4), "page 5 has PieceInfo"),
        (put_on_page("/Group", Dictionary()), "page 1 has Group"),
        (lambda opened: opened.pages.__delitem__(5), "and its first one says that they are"),
        (lambda opened: opened.pages.append(opened.pages[3]), "and its first one says that they are"),
        (alias_page, "page 4 shows the same as another page"),
        (take_from_elsewhere, "a part of the file is to be read from another file"),
        (linked(A=Dictionary(S=Name.URI, URI=String("file:///etc/passwd"))), "has a link that leads to no web page"),
        (linked(A=Dictionary(S=Name.URI, URI=String("javascript:1"))), "page 1 has a link that leads to no web page"),
        (linked(BS=Dictionary(W=300)), "page 1 has a link with a frame"),
        (linked(C=[1, 1, 1], H=Name.P), "page 1 has a link with C, H"),
        (fill_form, "page 1 has a mark on it (Widget)"),
        (put_in_evidence("/RF", Dictionary()), "an attachment has RF"),
        (put_in_evidence("/CI", Dictionary()), "an attachment has CI"),
        (lambda opened: spec(opened).EF.F.__setitem__("/Params", Dictionary(Size=3)), "is said to have 3 bytes"),
        (tie_file, "files are tied to a part of the document"),
        (lambda opened: put(Array(reversed(list(opened.Root.AF))), "/AF")(opened), "in another order than its list"),
        (speak_otherwise, "a text is to be read aloud or copied as another (ActualText)"),
        (redrawn(lambda drawn: drawn + b" /Span <</ActualText (0)>> BDC EMC"), "read aloud or copied as others"),
        (redrawn(lambda drawn: drawn.replace(b"BT\n", b"BT 1 Tr\n")), "words are not to be drawn"),
        (redrawn(shrink), "covered up or cannot be seen"),
        (redrawn(set_apart), "letters of a word are set apart"),
        (white_on_clear, "covered up or cannot be seen"),
        (hide_without_width, "covered up or cannot be seen"),
        (refonted(lambda opened, font: font.update({"/CIDToGIDMap": opened.make_stream(bytes(512))})),
         "a font draws other glyphs than those that are named"),
    ],
)  # fmt: skip
def test_what_packs_never_have_is_named(pack: bytes, change: Callable[[Pdf], None], words: str) -> None:
    """Print and seal may fit: what no pack has, and what would show other counts than are read, is named."""
    assert words in forged(pack, change)


def test_pack_printed_and_sealed_again_holds(pack: bytes) -> None:
    """The forger of these tests finds the right way: with nothing changed, every check holds."""
    assert forged(pack, lambda opened: None) == ""


def test_saved_by_an_editor_says_what_changed(pack: bytes) -> None:
    """An editor writes every part anew; the print says which pages and parts hold something else, sealed or not."""

    def blank(opened: Pdf) -> None:
        opened.pages[6].obj.Contents.write(b"")

    def swap(opened: Pdf) -> None:
        opened.pages[5], opened.pages[6] = opened.pages[6], opened.pages[5]

    for pdf in (saved(pack, blank), seal(saved(pack, blank))):
        assert re.search(r"print: every part .* written anew.*: pages.*; page 7$", said(pdf), re.MULTILINE)
    assert re.search(r"print: .*; pages 6, 7$", said(saved(pack, swap)), re.MULTILINE)
    shorter = said(saved(pack, lambda opened: opened.pages.__delitem__(5)))
    pages = len(pikepdf.open(BytesIO(pack)).pages)
    assert f"{pages} pages were printed, it has {pages - 1}" in shorter
    tagged = said(saved(pack, put(String("xx"), "/Lang")))
    assert re.search(r"print: .*fonts, tags and bookmarks$", tagged, re.MULTILINE)


def test_every_byte_of_a_signature_counts(pack: bytes, tmp_path: Path) -> None:
    """A changed digit in what fills up a signature, the case of one, and a byte of a certificate in it are found."""
    make_certificates(tmp_path, "Bank", "Documentation", b"secret", datetime.datetime.now(datetime.UTC))
    signed = sign(pack, load_signer(tmp_path / "signer.p12", b"secret"), "Audit pack")
    assert said(signed) == ""
    start = signed.index(b"/Contents <", len(pack)) + len(b"/Contents <")
    end = signed.index(b">", start)
    letter = next(at for at in range(start, end) if signed[at : at + 1].isalpha())
    swapped = signed[letter : letter + 1].swapcase()
    changes = [(letter, swapped), (end - 3, b"1"), *((start + 2 * at, b"7") for at in range(62, 1100, 90))]
    check = signature_check(())
    for at, digit in changes:
        changed = signed[:at] + digit + signed[at + 1 :]
        if changed == signed:
            continue
        assert not is_good(ask(OpenedPack(changed), {"signature": check})), at
