"""The print of a pack: a digest of each sort of part, written when it is made, that tells where a file was edited.

It stands in the first identifier of the trailer, which names a file for life (ISO 32000-2, 14.4). Editors keep it, so
that a pack which was opened, changed and sealed again says which parts are no longer those that were printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cardwright.proof.seal import first_identifier, seal_of

if TYPE_CHECKING:
    from cardwright.proof.opened import OpenedPack
    from cardwright.proof.verify import Answer

PARTS = ("pages", "attachments", "metadata", "fonts, tags and bookmarks")
DIGITS = 32
"""Hexadecimal digits of SHA-256 that are kept of each."""


def print_of(pdf: Any) -> str:
    """The print of an opened PDF."""
    import pikepdf

    digests = {part: hashlib.sha256() for part in PARTS}
    pages = _pages(pdf)
    about = (pdf.Root.get("/Metadata"), pdf.trailer.get("/Info"))
    metadata = {item.objgen for item in about if item is not None}
    for item in pdf.objects:
        is_stream = isinstance(item, pikepdf.Stream)
        plain = item.stream_dict if is_stream else item
        kind = str(plain.get("/Type", "")) if isinstance(plain, pikepdf.Dictionary) else ""
        if kind in ("/XRef", "/ObjStm"):
            continue
        part = PARTS[3]
        if item.objgen in metadata:
            part = PARTS[2]
        elif item.objgen in pages or kind in ("/Page", "/Pages", "/Annot"):
            part = PARTS[0]
        elif kind in ("/Filespec", "/EmbeddedFile"):
            part = PARTS[1]
        digest = digests[part]
        digest.update(b"%d %d " % item.objgen + plain.unparse(resolved=True))
        if is_stream:
            digest.update(item.read_raw_bytes())
    return "".join(digests[part].hexdigest()[:DIGITS] for part in PARTS)


def _pages(pdf: Any) -> set[tuple[int, int]]:
    """The objects of the pages' contents."""
    return {page.obj.Contents.objgen for page in pdf.pages if "/Contents" in page.obj}


def check_print(pack: OpenedPack) -> Iterator[Answer]:
    """The parts of the file are those that were printed."""
    import pikepdf

    from cardwright.proof.opened import open_pdf
    from cardwright.proof.verify import Answer

    sealed = seal_of(pack.content)
    named = first_identifier(pack.content)
    if sealed is None or named is None or len(named) != DIGITS * len(PARTS):
        yield Answer("print", False, "the file does not say what was printed: its end was rewritten")
        return
    try:
        if sealed.size == len(pack.content):
            found = print_of(pack.pdf)
        else:
            with open_pdf(pack.content[: sealed.size]) as before:
                found = print_of(before)
    except pikepdf.PdfError as error:
        yield Answer("print", False, f"its objects cannot be read as PDF ({type(error).__name__})")
        return
    changed = [
        part
        for index, part in enumerate(PARTS)
        if named[index * DIGITS : (index + 1) * DIGITS] != found[index * DIGITS : (index + 1) * DIGITS]
    ]
    if len(changed) == len(PARTS):
        yield Answer("print", False, "every part of the file was written anew, as a program does that saves a change")
    elif changed:
        yield Answer("print", False, f"not as they were printed: {', '.join(changed)}")
    else:
        yield Answer("print", True, "pages, attachments, metadata and tags are as they were printed")
