"""The form of a pack's PDF: nothing in it that packs never have, and behind the seal nothing but a signature."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cardwright.finding import printable
from cardwright.proof.form import SIGNING, odd_attachment, odd_document, odd_metadata, odd_objects, odd_page
from cardwright.proof.seal import seal_of

if TYPE_CHECKING:
    from cardwright.proof.opened import OpenedPack
    from cardwright.proof.verify import Answer

FOREIGN = {
    "an action": ("/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/OpenAction",
                  "/AA", "/Rendition", "/Named", "/ResetForm", "/Hide", "/SetOCGState", "/Trans"),
    "a layer that can be hidden": ("/OC", "/OCG", "/OCMD", "/OCProperties"),
    "a form or a medium": ("/XFA", "/RichMedia", "/Movie", "/Sound", "/3D", "/Screen"),
    "a note or another mark on a page": (
        "/FileAttachment", "/FreeText", "/Stamp", "/Square", "/Circle", "/Line", "/Polygon", "/PolyLine", "/Highlight",
        "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Ink", "/Popup", "/Redact", "/Watermark", "/Projection",
    ),
}  # fmt: skip
"""Names that stand in no pack, with what they would be (ISO 32000-2, 8.11, 12.5, 12.6)."""
SPOKEN = frozenset({"/ActualText", "/E"})
"""What makes a reader say or copy another text than the one that shows (ISO 32000-2, 14.9)."""
_suspect = [name[1:] for names in FOREIGN.values() for name in names]
SUSPECT = re.compile(rb"/(?:EF|AF|ActualText|%s)\b|/E ?(?:\(|<[^<])" % "|".join(_suspect).encode())
PAGES = re.compile(r"\bpage 1 of (\d{1,6})\b")
DEEPEST = 60
"""Values in values that are followed in one object."""


def check_structure(pack: OpenedPack) -> Iterator[Answer]:
    """The PDF has the form of a pack: no action, layer, mark or file that packs never have, and no rewritten part."""
    from cardwright.proof.opened import NotAPackError
    from cardwright.proof.verify import Answer

    faults: list[str] = []
    for part in (odd_document, _foreign, odd_objects, _odd_files, _odd_pages, odd_metadata, _rewritten):
        try:
            faults += part(pack)
        except NotAPackError as error:
            faults.append(str(error))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  a damaged file fails in many ways, and all of them mean the same
            faults.append(f"its objects cannot be read as PDF ({type(error).__name__})")
    yield from (Answer("structure", False, printable(fault)) for fault in dict.fromkeys(faults))
    if not faults:
        yield Answer("structure", True, "nothing is in it that packs do not have")


def _foreign(pack: OpenedPack) -> Iterator[str]:
    for _, _, found in _suspects(pack):
        for what, foreign in FOREIGN.items():
            for name in sorted(found.keys() & set(foreign)):
                yield f"it holds {what} ({name[1:]}), which no pack does"
        for name in sorted(found.keys() & SPOKEN):
            yield f"a text is to be read aloud or copied as another ({name[1:]}), which no pack does"


def _odd_files(pack: OpenedPack) -> Iterator[str]:
    """Files that some reader would show and another not, or of which it would say what they are not."""
    listed = [item.objgen for _, item in pack.listed]
    associated = [item.objgen for item in pack.pdf.Root.get("/AF", ())]
    if sorted(listed) != sorted(associated):
        yield "the files of the document are not those of its list of attachments"
    elif listed != associated:
        yield "the files of the document are in another order than its list of attachments"
    suspects = list(_suspects(pack))
    holders = sum(found["/EF"] for _, _, found in suspects)
    if holders > len(set(listed)):
        yield f"{holders - len(set(listed))} embedded files are not in the list of attachments"
    if any(found["/AF"] for item, _, found in suspects if item.objgen != pack.pdf.Root.objgen):
        yield "files are tied to a part of the document, which they never are in packs"
    for (name, item), attachment in zip(pack.listed, pack.attachments, strict=True):
        yield from odd_attachment(name, item, attachment.content)


def _odd_pages(pack: OpenedPack) -> Iterator[str]:
    contents = Counter(page.obj.Contents.objgen for page in pack.pdf.pages if "/Contents" in page.obj)
    for number, page in enumerate(pack.pdf.pages, 1):
        yield from (f"page {number} {fault}" for fault in odd_page(page.obj))
        if "/Contents" in page.obj and contents[page.obj.Contents.objgen] > 1:
            yield f"page {number} shows the same as another page"
    told = next((found for line in pack.cover.lines if (found := PAGES.search(line))), None)
    if told and int(told[1]) != len(pack.pdf.pages):
        yield f"it has {len(pack.pdf.pages)} pages, and its first one says that they are {told[1]}"


def _rewritten(pack: OpenedPack) -> Iterator[str]:
    """Parts of the sealed file that what follows it replaces; a signature replaces none, it only adds itself."""
    from cardwright.proof.opened import open_pdf

    sealed = seal_of(pack.content)
    if sealed is None or sealed.size == len(pack.content):
        return
    with open_pdf(pack.content[: sealed.size]) as before:
        now = {item.objgen: item for item in pack.pdf.objects if item.is_indirect}
        if before.trailer.Root.objgen != pack.pdf.trailer.Root.objgen:
            yield "what was added behind the seal puts another document in place of the sealed one"
            return
        pages = {page.obj.objgen: number for number, page in enumerate(before.pages, 1)}
        for item in before.objects:
            other = now.get(item.objgen)
            if other is None or _plain(item) != _plain(other):
                yield _replaced(item, pages.get(item.objgen))


def _replaced(item: Any, page: int | None) -> str:
    if page is not None:
        return f"what was added behind the seal replaces page {page}"
    kind = str(item.get("/Type", "/object")) if hasattr(item, "get") else "/object"
    return f"what was added behind the seal replaces a part of the pack ({kind[1:]} {item.objgen[0]})"


def _plain(item: Any) -> tuple[bytes, bytes]:
    """An object as bytes, without what signing adds to the document and to a page."""
    import pikepdf

    if isinstance(item, pikepdf.Stream):
        return item.stream_dict.unparse(resolved=True), item.read_raw_bytes()
    text: bytes = item.unparse(resolved=True)
    if isinstance(item, pikepdf.Dictionary) and item.get("/Type") in ("/Catalog", "/Page"):
        parts = {name: item[name].unparse() if hasattr(item[name], "unparse") else str(item[name]).encode()
                 for name in sorted(item.keys()) if name not in SIGNING}  # fmt: skip
        if item.get("/Type") == "/Page":
            marks = [mark.unparse() for mark in item.get("/Annots", ()) if mark.get("/FT") != "/Sig"]
            parts["/Annots"] = b" ".join(marks)
        text = b" ".join(name.encode() + b" " + value for name, value in parts.items() if value)
    return text, b""


def _suspects(pack: OpenedPack) -> Iterator[tuple[Any, Any, Counter[str]]]:
    """The objects in whose text a foreign name stands, and the names in them; it may have stood in a string."""
    for item, plain, text in pack.objects:
        if SUSPECT.search(text):
            yield item, plain, Counter(_names_in(plain))


def _names_in(item: Any, depth: int = 0) -> Iterator[str]:
    """The keys and names in an object; what it refers to is an object of its own."""
    import pikepdf

    if isinstance(item, pikepdf.Name):
        yield str(item)
    elif depth < DEEPEST and isinstance(item, pikepdf.Dictionary):
        for name in item.keys():  # noqa: SIM118  what pikepdf iterates is not keys
            yield name
            yield from _names_below(item[name], depth)
    elif depth < DEEPEST and isinstance(item, pikepdf.Array):
        for part in item:
            yield from _names_below(part, depth)


def _names_below(item: Any, depth: int) -> Iterator[str]:
    if not getattr(item, "is_indirect", False):
        yield from _names_in(item, depth + 1)
