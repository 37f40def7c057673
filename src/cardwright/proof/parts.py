"""The print of a pack: digests of its parts, written when it is made, that tell where a file was edited.

It stands in the first identifier of the trailer, which names a file for life (ISO 32000-2, 14.4). Editors keep it, so
that a pack which was opened, changed and sealed again says which parts are no longer those that were printed. An editor
that saves a file writes all of it anew; so there is a second digest of each part, of what it holds however it is
written, and a short one of each page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.proof.opened import objects_of
from cardwright.proof.seal import first_identifier, seal_of

if TYPE_CHECKING:
    from cardwright.proof.opened import Object, OpenedPack
    from cardwright.proof.verify import Answer

PARTS = ("pages", "attachments", "metadata", "fonts, tags and bookmarks")
DIGITS, DIGITS_HELD, DIGITS_PAGE = 32, 16, 4
"""Hexadecimal digits of SHA-256 that are kept of each part as it is written, of what it holds, and of each page."""
MOST_PAGES = 800
"""Pages that have a digest of their own; so many fit into the trailer."""
REFERENCE = re.compile(rb"\b\d+ \d+ R\b")
PACKING = re.compile(
    rb"/(?:Length (?:\d+ \d+ R|\d+)|Filter (?:/\w+|\[[^\]]*\])|DecodeParms (?:<<.*?>>|\[.*?\]|null)) ?"
)
"""How a stream is packed, which says nothing of what is in it."""
SPEAKING = re.compile(rb"/(?:Alt|ActualText|E|Lang|T)\b")
"""What makes a tag say more than where it stands."""


class Print(NamedTuple):
    """The digests of a file: of its parts as written, of what they hold, and of the contents of its pages."""

    written: tuple[str, ...]
    held: tuple[str, ...]
    pages: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of them, one after the other."""
        return "".join((*self.written, *self.held, *self.pages))


def print_of(pdf: Any, objects: Sequence[Object] | None = None) -> str:
    """The print of an opened PDF, of which `objects` are at hand or not."""
    return _print(pdf, objects_of(pdf) if objects is None else objects).text


def _print(pdf: Any, objects: Sequence[Object]) -> Print:
    import pikepdf

    written = {part: hashlib.sha256() for part in PARTS}
    held: dict[str, list[bytes]] = {part: [] for part in PARTS}
    contents = [page.obj.Contents for page in pdf.pages if "/Contents" in page.obj]
    drawn = {item.objgen for item in contents}
    about = (pdf.Root.get("/Metadata"), pdf.trailer.get("/Info"))
    metadata = {item.objgen for item in about if item is not None}
    for item, plain, text in objects:
        is_stream = plain is not item
        kind = str(plain.get("/Type", "")) if isinstance(plain, pikepdf.Dictionary) else ""
        if kind in ("/XRef", "/ObjStm"):
            continue
        number, part = item.objgen, PARTS[3]
        if number in metadata:
            part = PARTS[2]
        elif number in drawn or kind in ("/Page", "/Pages", "/Annot"):
            part = PARTS[0]
        elif kind in ("/Filespec", "/EmbeddedFile"):
            part = PARTS[1]
        digest = written[part]
        digest.update(b"%d %d " % number + text)
        if is_stream:
            digest.update(item.read_raw_bytes())
        if kind == "/StructElem" and not SPEAKING.search(text):
            continue  # editors leave out those that nothing refers to
        told = REFERENCE.sub(b"R", text)
        told = PACKING.sub(b"", told) + _content(item) if is_stream else told
        held[part].append(hashlib.sha256(told).digest())
    return Print(
        tuple(written[part].hexdigest()[:DIGITS] for part in PARTS),
        tuple(hashlib.sha256(b"".join(sorted(held[part]))).hexdigest()[:DIGITS_HELD] for part in PARTS),
        tuple(hashlib.sha256(_content(item)).hexdigest()[:DIGITS_PAGE] for item in contents[:MOST_PAGES]),
    )


def _content(stream: Any) -> bytes:
    """What is in a stream, unpacked where that can be."""
    import pikepdf

    try:
        content: bytes = stream.read_bytes()
    except pikepdf.PdfError:
        content = stream.read_raw_bytes()
    return content


def _named(text: str | None) -> Print | None:
    """The print that an identifier names; None when it names none."""
    parts = len(PARTS)
    start = parts * (DIGITS + DIGITS_HELD)
    if text is None or len(text) < start or (len(text) - start) % DIGITS_PAGE:
        return None

    def cut(begin: int, end: int, length: int) -> tuple[str, ...]:
        return tuple(text[at : at + length] for at in range(begin, end, length))

    return Print(
        cut(0, parts * DIGITS, DIGITS),
        cut(parts * DIGITS, start, DIGITS_HELD),
        cut(start, len(text), DIGITS_PAGE),
    )


def check_print(pack: OpenedPack) -> Iterator[Answer]:
    """The parts of the file are those that were printed."""
    import pikepdf

    from cardwright.proof.opened import open_pdf
    from cardwright.proof.verify import Answer

    sealed, named = seal_of(pack.content), _named(first_identifier(pack.content) or _kept(pack))
    if named is None:
        yield Answer("print", False, "the file does not say what was printed: its end was rewritten")
        return
    try:
        if sealed is None or sealed.size == len(pack.content):
            found = _print(pack.pdf, pack.objects)
        else:
            with open_pdf(pack.content[: sealed.size]) as before:
                found = _print(before, objects_of(before))
    except (pikepdf.PdfError, ValueError, AttributeError) as error:
        yield Answer("print", False, f"its objects cannot be read as PDF ({type(error).__name__})")
        return
    if found == named:
        yield Answer("print", True, "pages, attachments, metadata and tags are as they were printed")
    elif all(now != then for now, then in zip(found.written, named.written, strict=True)):
        changed = _changed(found.held, named.held) if found.held != named.held or found.pages != named.pages else []
        what = _in_words(changed, found, named) or "no change was found in what it shows"
        anew = "every part of the file was written anew, as a program does that saves a change"
        yield Answer("print", False, f"{anew}; {what}")
    else:
        yield Answer("print", False, _in_words(_changed(found.written, named.written), found, named))


def _kept(pack: OpenedPack) -> str:
    """The first identifier as an editor keeps it that writes the file anew, and with it the other one, our seal."""
    identifiers = pack.pdf.trailer.get("/ID", ())
    return bytes(identifiers[0]).hex() if identifiers else ""


def _changed(found: Sequence[str], named: Sequence[str]) -> list[str]:
    return [part for part, now, then in zip(PARTS, found, named, strict=True) if now != then]


def _in_words(changed: Sequence[str], found: Print, named: Print) -> str:
    """Which parts changed, and which pages as far as is known."""
    if not changed:
        return ""
    said = ", ".join(changed)
    if len(found.pages) != len(named.pages):
        pages = f"; {len(named.pages)} pages were printed, it has {len(found.pages)}"
    else:
        numbers = [at for at, (now, then) in enumerate(zip(found.pages, named.pages, strict=True), 1) if now != then]
        more = " and others" if len(numbers) > MOST_NAMED else ""
        pages = f"; page{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers[:MOST_NAMED]))}{more}"
        pages = pages if numbers else ""
    return f"not as they were printed: {said}{pages}"


MOST_NAMED = 12
"""Pages that are named when more have changed."""
