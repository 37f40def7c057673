"""Printing HTML as PDF. The only module that knows WeasyPrint, which it imports when it is first needed."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cardwright.errors import CardwrightError
from cardwright.packs.manifest import Attached
from cardwright.packs.tagging import complete_tags

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

ADDRESS = "https://pack.invalid/"
"""Where the pack's own assets seem to lie. Nothing is asked of a network, and `.invalid` names no host (RFC 2606)."""
MISSING_GLYPH = re.compile(r"\.notdef glyph rendered .*\(U\+([0-9A-F]+)\)\Z", re.DOTALL)
LINKS = ("https://", "http://", "mailto:")
"""How an address begins that a reader of a pack may follow by a click."""
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, the characters for which no font has a glyph, and what else the renderer complained about."""

    pdf: bytes
    missing: tuple[str, ...]
    complaints: tuple[str, ...]


def print_pdf(
    html: str,
    assets: Mapping[str, bytes],
    attached: Sequence[Attached],
    instant: datetime,
    most_pages: int | None = None,
) -> Printed:
    """Print a document as PDF/A-3a is asked for: tagged, with its attachments, the same bytes for the same input.

    `assets` are the only files that it can reach, by their name below `ADDRESS`. `instant` (UTC) is written wherever
    PDF wants a date. Raises CardwrightError when WeasyPrint's native libraries are missing, or when the document has
    more pages than it may have.
    """
    weasyprint = import_weasyprint()
    with _listening() as messages, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves the file of its colour profile open
        document = weasyprint.HTML(string=html, url_fetcher=_fetcher(assets))
        pdf = document.write_pdf(
            pdf_variant="pdf/a-3a",
            attachments=[_attachment(weasyprint, item, instant) for item in attached],
            finisher=lambda document, pdf: _finish(pdf, attached, len(document.pages), most_pages),
        )
    missing = {chr(int(found[1], 16)) for message in messages if (found := MISSING_GLYPH.match(message))}
    complaints = (message for message in messages if not MISSING_GLYPH.match(message))
    return Printed(pdf, tuple(sorted(missing)), tuple(dict.fromkeys(complaints)))


def import_weasyprint() -> Any:
    """The library. Raises CardwrightError naming the Debian packages of what it lacks."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # where it would print what the message below says shorter
            import weasyprint
    except OSError as error:
        message = f"packs need native libraries that are missing; on Debian: apt-get install {LIBRARIES} ({error})"
        raise CardwrightError(" ".join(message.split())) from None
    return weasyprint


def _fetcher(assets: Mapping[str, bytes]) -> URLFetcher:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Serves the pack's own assets from memory, and refuses every other address."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            content = assets.get(url.removeprefix(ADDRESS)) if url.startswith(ADDRESS) else None
            if content is None:
                raise ValueError("not an asset of this pack")
            return URLFetcherResponse(url, content, {"Content-Type": _type_of(url)})

    return Assets()


def _type_of(name: str) -> str:
    suffix = name.rpartition(".")[2]
    return {"css": "text/css", "ttf": "font/ttf", "svg": "image/svg+xml", "png": "image/png"}.get(suffix, "")


def _attachment(weasyprint: Any, item: Attached, instant: datetime) -> Any:
    return weasyprint.Attachment(
        file_obj=BytesIO(item.content), name=item.name, description=item.description, created=instant, modified=instant
    )


def _finish(pdf: Any, attached: Sequence[Attached], pages: int, most_pages: int | None) -> None:
    """Correct what WeasyPrint says of attachments.

    It finds their relationship by checksum, so equal files would share one, lists each of them twice, and takes media
    types from the machine's own table. The metadata stay readable, so that a pack can be told from another PDF. A link
    that leads to anything but the web, as a file or a script, is no action: it is a text like any other.
    """
    import pydyf  # type: ignore[import-untyped,unused-ignore]

    if most_pages is not None and pages > most_pages:
        raise CardwrightError(f"the document has {pages} pages; {most_pages} are allowed")

    for item in pdf.objects:
        is_link = isinstance(item, dict) and item.get("Subtype") == "/Link"
        if is_link and "A" in item and not _leads_to_the_web(item["A"]):
            del item["A"]
    specifications: list[Any] = [
        item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Filespec"
    ]
    for specification, item in zip(specifications, attached, strict=True):
        specification["AFRelationship"] = f"/{item.relationship}"
        stream = pdf.objects[int(specification["EF"]["F"].split()[0])]
        stream.extra["Subtype"] = "/" + item.media_type.replace("/", "#2f").replace("+", "#2b")
    pdf.catalog["AF"] = pydyf.Array([item.reference for item in specifications])
    pdf.objects[int(pdf.catalog["Metadata"].split()[0])].compress = False
    complete_tags(pdf)


def _leads_to_the_web(action: Any) -> bool:
    target = getattr(action.get("URI"), "string", "")
    return action.get("S") == "/URI" and str(target).lower().startswith(LINKS)


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what WeasyPrint would log, instead of letting it reach the terminal."""
    messages: list[str] = []
    logger = logging.getLogger("weasyprint")
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    propagate, handlers = logger.propagate, logger.handlers[:]
    logger.propagate, logger.handlers = False, [handler]
    try:
        yield messages
    finally:
        logger.propagate, logger.handlers = propagate, handlers
