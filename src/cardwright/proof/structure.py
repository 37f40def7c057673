"""The form of a pack's PDF: nothing in it that packs never have, and behind the seal nothing but a signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cardwright.finding import printable
from cardwright.proof.seal import seal_of

if TYPE_CHECKING:
    from cardwright.proof.opened import OpenedPack
    from cardwright.proof.verify import Answer

ROOT = frozenset({
    "/AF", "/Lang", "/MarkInfo", "/Metadata", "/Names", "/Outlines", "/OutputIntents", "/Pages", "/StructTreeRoot",
    "/Type", "/Version", "/ViewerPreferences",
})  # fmt: skip
"""What the document catalog of a pack holds; of a signed one also SIGNING."""
SIGNING = frozenset({"/AcroForm", "/Perms", "/Extensions", "/DSS"})
NAMES = frozenset({"/Dests", "/EmbeddedFiles"})
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
SUSPECT = re.compile(rb"/EF\b|" + rb"|".join(rb"%s\b" % name.encode() for names in FOREIGN.values() for name in names))
ACTIONS = frozenset({"/URI", "/GoTo"})
DEEPEST = 60
"""Values in values that are followed in one object."""


def check_structure(pack: OpenedPack) -> Iterator[Answer]:
    """The PDF has the form of a pack: no action, layer, mark or file that packs never have, and no rewritten part."""
    from cardwright.proof.opened import NotAPackError
    from cardwright.proof.verify import Answer

    try:
        faults = [*_foreign(pack), *_odd_files(pack), *_odd_pages(pack), *_rewritten(pack)]
    except (NotAPackError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  a damaged file fails in many ways, and all of them mean the same
        raise NotAPackError(f"its objects cannot be read as PDF ({type(error).__name__})") from None
    yield from (Answer("structure", False, printable(fault)) for fault in dict.fromkeys(faults))
    if not faults:
        yield Answer("structure", True, "nothing is in it that packs do not have")


def _foreign(pack: OpenedPack) -> Iterator[str]:
    root = pack.pdf.Root
    if pack.pdf.is_encrypted:
        yield "it is encrypted, which no pack is"
    yield from (f"the document has {name[1:]}, which no pack has" for name in sorted({*root.keys()} - ROOT - SIGNING))
    names = root.get("/Names", {})
    yield from (f"the document lists {name[1:]}, which no pack has" for name in sorted({*names.keys()} - NAMES))
    for _, item in _suspects(pack):
        found = set(_names_in(item))
        for what, foreign in FOREIGN.items():
            for name in sorted(found & set(foreign)):
                yield f"it holds {what} ({name[1:]}), which no pack does"


def _odd_files(pack: OpenedPack) -> Iterator[str]:
    """Files that some reader would show and another not."""
    listed = [item.objgen for _, item in pack.listed]
    associated = [item.objgen for item in pack.pdf.Root.get("/AF", ())]
    if sorted(listed) != sorted(associated):
        yield "the files of the document are not those of its list of attachments"
    holders = sum(_files_in(item) for _, item in _suspects(pack))
    if holders > len(set(listed)):
        yield f"{holders - len(set(listed))} embedded files are not in the list of attachments"


def _odd_pages(pack: OpenedPack) -> Iterator[str]:
    import pikepdf

    for number, page in enumerate(pack.pdf.pages, 1):
        if not isinstance(page.obj.get("/Contents"), pikepdf.Stream):
            yield f"page {number} is made of pieces: something was laid over it, or it is empty"
        for mark in page.obj.get("/Annots", ()):
            kind = mark.get("/Subtype")
            action = mark.get("/A", {}).get("/S", "/GoTo")
            is_seal = kind == "/Widget" and mark.get("/FT") == "/Sig" and all(not figure for figure in mark.Rect)
            if not is_seal and (kind != "/Link" or "/AP" in mark or str(action) not in ACTIONS):
                yield f"page {number} has a mark on it ({str(kind)[1:]}) that no pack has"


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


def _suspects(pack: OpenedPack) -> Iterator[tuple[Any, Any]]:
    """The objects in whose text a foreign name stands; it may be in a string, so they are looked at again."""
    import pikepdf

    for item in pack.pdf.objects:
        plain = item.stream_dict if isinstance(item, pikepdf.Stream) else item
        if SUSPECT.search(plain.unparse(resolved=True)):
            yield item, plain


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


def _files_in(item: Any) -> int:
    return sum(name == "/EF" for name in _names_in(item))
