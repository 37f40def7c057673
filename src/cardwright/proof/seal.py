"""The seal: a digest of the whole file inside the file, so that any changed byte shows without anything else at hand.

A PDF's trailer has an identifier of two strings, the second of which names the state of its content (ISO 32000-2,
14.4). Ours is SHA-256 of the file as it reads with that string all zeros. Who changes a file on purpose can seal it
anew: against that there are signatures.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF(?:\r\n|\n|\r)?")
IDENTIFIER = re.compile(rb"/ID ?\[ ?(\([^()\\]*\)|<[0-9A-Fa-f]*>) ?(\([^()\\]*\)|<[0-9A-Fa-f]*>) ?\]")
DIGITS = 64
"""Hexadecimal digits of SHA-256."""
LONGEST_TRAILER = 4096


class Seal(NamedTuple):
    """What a file's seal says: the digest it names, the one its bytes have, and how many bytes it stands for."""

    named: str
    found: str
    size: int

    @property
    def is_whole(self) -> bool:
        """Whether the bytes are those that were sealed."""
        return self.named == self.found


def seal(pdf: bytes, identifier: str | None = None) -> bytes:
    """Return a PDF with its seal, and with another first identifier (hexadecimal) when one is given.

    Raises ValueError when its trailer has no identifier to hold a seal.
    """
    found = next((found for _, found in _trailers(pdf)), None)
    if found is None:
        raise ValueError("the PDF has no identifier in its trailer")
    first = found[1] if identifier is None else f"<{identifier}>".encode()
    before = pdf[: found.start()] + b"/ID [" + first + b" <"
    after = b">]" + pdf[found.end() :]
    return before + _digest(before, after).encode() + after


def seal_of(pdf: bytes) -> Seal | None:
    """Return the seal of a file as first written, whatever was added behind it; None when there is none.

    A file may hold the marks of an end by chance: the first whose seal is whole counts, else the first that has one.
    """
    known = None
    for end, found in _trailers(pdf):
        if len(found[2]) == DIGITS + 2:
            named = found[2][1:-1].decode("ascii", "replace")
            sealed = Seal(named, _digest(pdf[: found.start(2) + 1], pdf[found.end(2) - 1 : end]), end)
            known = sealed if sealed.is_whole else known or sealed
            if sealed.is_whole:
                break
    return known


def first_identifier(pdf: bytes) -> str | None:
    """The first identifier of a file as first written, in hexadecimal digits; None when it is not written in them."""
    found = next((found for _, found in _trailers(pdf) if len(found[2]) == DIGITS + 2), None)
    return found[1][1:-1].decode().lower() if found and found[1].startswith(b"<") else None


def _digest(before: bytes, after: bytes) -> str:
    digest = hashlib.sha256(before)
    digest.update(b"0" * DIGITS)
    digest.update(after)
    return digest.hexdigest()


def _trailers(pdf: bytes) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Where the file may end, and the identifier of the trailer that such an end leads to.

    The trailer stands at the table of objects that the end names, or behind it where the table is an old-style one.
    """
    for end in END.finditer(pdf):
        start = int(end[1])
        found = IDENTIFIER.search(pdf, start, min(start + LONGEST_TRAILER, end.start()))
        found = found or IDENTIFIER.search(pdf, max(start, end.start() - LONGEST_TRAILER), end.start())
        if found:
            yield end.end(), found
