"""A pack read back: its attachments, its manifest and report, and the words on its first page. Nothing in it is run."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardwright.errors import CardwrightError

if TYPE_CHECKING:
    from pypdf import PdfReader

MANIFEST, REPORT = "manifest.json", "report.json"


class NotAPackError(Exception):
    """What should be in a pack is not, or cannot be read; its text says what and why."""


@dataclass(frozen=True, eq=False)
class OpenedPack:
    """A PDF that may be a pack. Every part is read when it is asked for, and raises NotAPackError when it cannot be."""

    content: bytes

    @cached_property
    def attachments(self) -> tuple[tuple[str, bytes], ...]:
        """Every attached file with its name, in order; a name that stands twice is there twice."""
        with _reading("its attachments"):
            return tuple((item.name, bytes(item.content)) for item in self._reader.attachment_list)

    def attached(self, name: str) -> bytes:
        """The one attachment of a name."""
        found = [content for known, content in self.attachments if known == name]
        if len(found) != 1:
            raise NotAPackError(f"{name} is attached {len(found)} times" if found else f"{name} is not attached")
        return found[0]

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What the pack says it is about, and the digests of its other attachments."""
        return _read_json(MANIFEST, self.attached(MANIFEST))

    @cached_property
    def report(self) -> Mapping[str, Any]:
        """The JSON report on the entities in scope."""
        return _read_json(REPORT, self.attached(REPORT))

    @cached_property
    def files_in_objects(self) -> int:
        """How many embedded files the PDF holds, also those that no list of attachments names."""
        with _reading("its objects"):
            return sum(_is_file(item) for item in _objects(self._reader))

    @cached_property
    def cover(self) -> str:
        """The words on the first page, white space folded."""
        with _reading("its first page"):
            return " ".join(self._reader.pages[0].extract_text().split())

    @cached_property
    def _reader(self) -> PdfReader:
        from pypdf import PdfReader

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it would say, the checks say
        with _reading("it"):
            return PdfReader(BytesIO(self.content), strict=False)


def open_pack(path: Path) -> OpenedPack:
    """Return a file as a pack to look into. Raises CardwrightError when it cannot be read at all."""
    try:
        return OpenedPack(path.read_bytes())
    except OSError as error:
        raise CardwrightError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turn whatever a PDF library raises on a damaged file into NotAPackError."""
    try:
        yield
    except NotAPackError:
        raise
    except Exception as error:  # noqa: BLE001  a damaged file fails in many ways, and all of them mean the same
        raise NotAPackError(f"{what} cannot be read as PDF ({type(error).__name__})") from None


def _objects(reader: PdfReader) -> Iterator[Any]:
    numbers = {number for known in reader.xref.values() for number in known} | set(reader.xref_objStm)
    for number in sorted(numbers):
        yield reader.get_object(number)


def _is_file(item: Any) -> bool:
    return isinstance(item, dict) and item.get("/Type") in ("/Filespec", "/F") and "/EF" in item


def _read_json(name: str, content: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(content)
    except ValueError:
        raise NotAPackError(f"{name} is no JSON") from None
    if not isinstance(data, dict) or data.get("schema") != 1:
        raise NotAPackError(f"{name} is not of schema 1, which this version reads")
    return data
