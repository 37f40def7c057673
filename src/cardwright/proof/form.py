"""What the objects of a pack's PDF hold, by their sort: packs are made in one way, so whatever else stands there was
put there by somebody (ISO 32000-2, 7.7, 7.11, 12.3, 12.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from cardwright.proof.seal import seal_of

if TYPE_CHECKING:
    from cardwright.proof.opened import OpenedPack

ROOT = frozenset({
    "/AF", "/Lang", "/MarkInfo", "/Metadata", "/Names", "/Outlines", "/OutputIntents", "/Pages", "/StructTreeRoot",
    "/Type", "/ViewerPreferences",
})  # fmt: skip
"""What the document catalog of a pack holds, all of it; that of a signed one also SIGNING."""
SIGNING = frozenset({"/AcroForm", "/Perms", "/Extensions", "/DSS"})
NAMES = frozenset({"/Dests", "/EmbeddedFiles"})
TRAILER = frozenset({
    "/DecodeParms", "/Filter", "/ID", "/Index", "/Info", "/Length", "/Prev", "/Root", "/Size", "/Type", "/W",
})  # fmt: skip
SETTINGS: Mapping[str, Mapping[str, bool]] = {
    "/MarkInfo": {"/Marked": True},
    "/ViewerPreferences": {"/DisplayDocTitle": True},
}
"""How a pack is to be shown."""
HELD: Mapping[str, tuple[str, frozenset[str]]] = {
    "/Page": ("a page", frozenset({
        "/Annots", "/BleedBox", "/Contents", "/MediaBox", "/Parent", "/Resources", "/StructParents", "/Tabs",
        "/TrimBox", "/Type",
    })),
    "/Pages": ("the list of pages", frozenset({"/Count", "/Kids", "/Parent", "/Type"})),
    "/Filespec": ("an attachment", frozenset({"/AFRelationship", "/Desc", "/EF", "/F", "/Type", "/UF"})),
    "/EmbeddedFile": ("an attachment", frozenset({
        "/DecodeParms", "/Filter", "/Length", "/Params", "/Subtype", "/Type",
    })),
    "/Link": ("a link", frozenset({
        "/A", "/BS", "/Contents", "/Dest", "/F", "/Rect", "/StructParent", "/Subtype", "/Type",
    })),
    "/Outline": ("a bookmark", frozenset({
        "/Count", "/Dest", "/First", "/Last", "/Next", "/Parent", "/Prev", "/Title",
    })),
}  # fmt: skip
"""By sort of object what it is called, and what it holds."""
LOOKED_AT = frozenset({"/Page", "/Link"})
"""Sorts that are told of with the number of their page."""
ELSEWHERE = frozenset({"/F", "/FFilter", "/FDecodeParms"})
"""What makes a reader take the content of a stream from another file."""
TAG = b"/StructElem"
ADDRESSES = ("http:", "https:", "mailto:")
BOXES = ("/MediaBox", "/BleedBox", "/TrimBox")


def odd_document(pack: OpenedPack) -> Iterator[str]:
    """What the document as a whole has, lacks or asks of a reader, unlike a pack."""
    root, trailer = pack.pdf.Root, pack.pdf.trailer
    if pack.pdf.is_encrypted:
        yield "it is encrypted, which no pack is"
    allowed = ROOT | SIGNING if is_signed(pack) else ROOT
    yield from (f"the document has {name[1:]}, which no pack has" for name in sorted({*root.keys()} - allowed))
    yield from (f"the document has no {name[1:]}, which every pack has" for name in sorted(ROOT - {*root.keys()}))
    yield from (f"its trailer has {name[1:]}, which no pack has" for name in sorted({*trailer.keys()} - TRAILER))
    names = root.get("/Names", {})
    yield from (f"the document lists {name[1:]}, which no pack has" for name in sorted({*names.keys()} - NAMES))
    for name, wanted in SETTINGS.items():
        found = root.get(name)
        if found is not None and {key: found[key] for key in found.keys()} != dict(wanted):  # noqa: SIM118
            yield f"{name[1:]} of the document is not as packs have it"


def is_signed(pack: OpenedPack) -> bool:
    """Whether something stands behind the seal, as a signature does."""
    sealed = seal_of(pack.content)
    return sealed is not None and sealed.size < len(pack.content)


def odd_objects(pack: OpenedPack) -> Iterator[str]:
    """Objects that hold what those of their sort do not."""
    import pikepdf

    for item, plain, text in pack.objects:
        is_stream = plain is not item
        if not is_stream and (TAG in text or not isinstance(plain, pikepdf.Dictionary)):
            continue  # most objects by far
        keys = {*plain.keys()}
        if is_stream and keys & ELSEWHERE:
            yield "a part of the file is to be read from another file"
        sort = _sort_of(plain, keys)
        if sort in LOOKED_AT:
            continue
        if what := _odd_keys(sort, keys):
            yield f"{HELD[sort][0]} has {what}, which no pack has"


def _odd_keys(sort: str, keys: set[str]) -> str:
    """What an object holds that none of its sort does."""
    return ", ".join(sorted(name[1:] for name in keys - HELD[sort][1])) if sort in HELD else ""


def _sort_of(plain: Any, keys: set[str]) -> str:
    if "/Type" in keys:
        kind = str(plain["/Type"])
        return str(plain.get("/Subtype", "")) if kind == "/Annot" else kind
    return "/Outline" if {"/Title", "/Parent"} <= keys else ""


def odd_page(page: Any) -> Iterator[str]:
    """How a page, and the links on it, are unlike those of a pack; to be said of a page of some number."""
    import pikepdf

    if what := _odd_keys("/Page", {*page.keys()}):
        yield f"has {what}, which no page of a pack has"
    if not isinstance(page.get("/Contents"), pikepdf.Stream):
        yield "is made of pieces: something was laid over it, or it is empty"
    if len({page[name].unparse() if name in page else b"" for name in BOXES}) > 1:
        yield "is to be cut to another size"
    for mark in page.get("/Annots", ()):
        kind = mark.get("/Subtype")
        if kind == "/Widget" and mark.get("/FT") == "/Sig" and "/AP" not in mark and not any(mark.Rect):
            continue  # an invisible field of a signature
        if kind != "/Link":
            yield f"has a mark on it ({str(kind)[1:]}) that no pack has"
        elif what := _odd_keys("/Link", {*mark.keys()}):
            yield f"has a link with {what}, which no link of a pack has"
        elif mark.get("/BS", {}).get("/W") != 0:
            yield "has a link with a frame, which may hide what is below"
        elif not _is_harmless(mark.get("/A")):
            yield "has a link that leads to no web page"


def _is_harmless(action: Any) -> bool:
    if action is None:
        return True
    return action.get("/S") == "/URI" and str(action.get("/URI", "")).lower().startswith(ADDRESSES)


def odd_attachment(name: str, item: Any, content: bytes) -> Iterator[str]:
    """How the particulars of an attachment do not fit its content."""
    for key in item.EF.keys():  # noqa: SIM118  what pikepdf iterates is not keys
        about = item.EF[key].get("/Params", {})
        if about.get("/Size", len(content)) != len(content):
            yield f"{name} is said to have {about['/Size']} bytes, and has {len(content)}"
        digest = hashlib.md5(content, usedforsecurity=False).digest()
        if "/CheckSum" in about and bytes(about["/CheckSum"]) != digest:
            yield f"{name} has another checksum beside it than its content"


def odd_metadata(pack: OpenedPack) -> Iterator[str]:
    """Where the properties that a reader shows are not about this pack, or not the same in both their places."""
    manifest, about = pack.manifest, pack.pdf.trailer.get("/Info", {})
    said = {name: str(about.get(name, "")) for name in ("/Title", "/Author", "/Subject", "/Keywords", "/Creator")}
    wanted = {
        "/Subject": f"Audit pack of {manifest['pack']} as of {manifest['as_of']}",
        "/Creator": f"Cardwright {manifest['cardwright']}",
    }
    for name, text in wanted.items():
        if said[name] != text:
            yield f"the property {name[1:]} of the file is “{said[name]}”, not “{text}”"
    metadata = pack.pdf.Root.Metadata.read_bytes().decode("utf-8", "replace")
    for name, text in said.items():
        if escape(text, quote=False) not in metadata:
            yield f"the property {name[1:]} of the file is “{text}”, and its metadata say otherwise"
