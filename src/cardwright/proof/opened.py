"""A pack read back: its attachments, its manifest and report, and what shows on its first page. Nothing in it is run.

Damaged and hostile files are expected here. What costs time or memory without end is stopped from outside: see
`cardwright.proof.bounds`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cardwright.proof.cover import Cover

MANIFEST, REPORT = "manifest.json", "report.json"
MOST_ATTACHMENTS = 20_000
"""Beyond so many, a file is taken for no pack."""

START_OF_COVER, END_OF_COVER, LONGEST_COVER = "Manifest ", "Open findings:", 6
"""A line of the first page, the line with which the front matter is known to end, and the pages that it may take."""


class NotAPackError(Exception):
    """What should be in a pack is not, or cannot be read; its text says what and why."""


class Attachment(NamedTuple):
    """An attached file as readers list it: the names it goes by, what it is said to be, and its content."""

    name: str
    content: bytes
    media_type: str
    relationship: str
    description: str
    other_names: frozenset[str]


class Object(NamedTuple):
    """An object of a PDF, its dictionary where it is a stream, else itself, and that as a text."""

    item: Any
    plain: Any
    text: bytes


@dataclass(frozen=True, eq=False)
class OpenedPack:
    """A PDF that may be a pack. Every part is read when it is asked for, and raises NotAPackError when it cannot be."""

    content: bytes

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Every file in the list of attachments, in order; one that stands there twice is there twice."""
        if isinstance(self._attachments, NotAPackError):
            raise self._attachments
        return self._attachments

    @cached_property
    def _attachments(self) -> tuple[Attachment, ...] | NotAPackError:
        """The attachments, or why there are none: what fails is slow to fail, so it is tried once."""
        try:
            with _reading("its attachments"):
                return tuple(_attachment(key, item) for key, item in self.listed)
        except NotAPackError as error:
            return error

    def attached(self, name: str) -> bytes:
        """The one attachment of a name."""
        found = [item.content for item in self.attachments if item.name == name]
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
        report = _read_json(REPORT, self.attached(REPORT))
        return report if is_judged(report) else {**report, "findings": [], "coverage": []}

    @cached_property
    def listed(self) -> tuple[tuple[str, Any], ...]:
        """The list of attachments as it stands in the PDF: keys and file specifications."""
        with _reading("its list of attachments"):
            return tuple(_names(self.pdf.Root.get("/Names", {}).get("/EmbeddedFiles")))

    @cached_property
    def cover(self) -> Cover:
        """What shows on the first page, and on those that it goes on on, up to its count of open findings."""
        from cardwright.proof.cover import Cover, read_cover

        with _reading("its first page"):
            parts: list[Cover] = []
            for page in self.pdf.pages[:LONGEST_COVER]:
                parts.append(read_cover(page.obj))
                if not parts[0].hidden and not any(line.startswith(START_OF_COVER) for line in parts[0].lines):
                    raise NotAPackError("the first page is not the front page of a pack: it names no manifest")
                if parts[-1].hidden or any(line.startswith(END_OF_COVER) for line in parts[-1].lines):
                    break
            return Cover(tuple(line for part in parts for line in part.lines), sum(part.hidden for part in parts))

    @cached_property
    def objects(self) -> tuple[Object, ...]:
        """The objects of the file."""
        with _reading("it"):
            return objects_of(self.pdf)

    @cached_property
    def pdf(self) -> Any:
        """The file as pikepdf has it."""
        with _reading("it"):
            return open_pdf(self.content)


def is_judged(report: Mapping[str, Any]) -> bool:
    """Whether a report says how the catalog was judged; that for customers and the public does not."""
    return report.get("judged") is not False


def open_pdf(content: bytes) -> Any:
    """A file as pikepdf has it; to be closed by who needs it no more. Raises what pikepdf raises on a damaged one."""
    import pikepdf

    return pikepdf.open(BytesIO(content), suppress_warnings=True)


def objects_of(pdf: Any) -> tuple[Object, ...]:
    """The objects of an opened PDF. Raises what pikepdf raises on a damaged one."""
    import pikepdf

    found = ((item, item.stream_dict if isinstance(item, pikepdf.Stream) else item) for item in pdf.objects)
    return tuple(Object(item, plain, plain.unparse(resolved=True)) for item, plain in found)


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turn whatever a PDF library raises on a damaged file into NotAPackError."""
    try:
        yield
    except (NotAPackError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  a damaged file fails in many ways, and all of them mean the same
        why = str(error) if type(error) is ValueError else type(error).__name__  # ours have words for people
        raise NotAPackError(f"{what} cannot be read as PDF ({why[:100]})") from None


def _names(tree: Any) -> Iterator[tuple[str, Any]]:
    """The pairs of a name tree (ISO 32000-2, 7.9.6). Raises NotAPackError where it leads back to itself."""
    waiting, seen, count = [tree] if tree is not None else [], set(), 0
    while waiting:
        node = waiting.pop()
        if node.is_indirect and node.objgen in seen:
            raise NotAPackError("its list of attachments leads back to itself")
        seen.add(node.objgen)
        pairs = node.get("/Names", ())
        for index in range(0, len(pairs) - 1, 2):
            count += 1
            if count > MOST_ATTACHMENTS:
                raise NotAPackError(f"it has more than {MOST_ATTACHMENTS:,} attachments")
            yield str(pairs[index]), pairs[index + 1]
        waiting += reversed(list(node.get("/Kids", ())))
        if len(waiting) > MOST_ATTACHMENTS:
            raise NotAPackError("its list of attachments has no end")


def _attachment(key: str, item: Any) -> Attachment:
    files = item.EF
    names = {key, *(str(item[name]) for name in ("/F", "/UF", "/DOS", "/Mac", "/Unix") if name in item)}
    streams = {files[name].objgen for name in files.keys()}  # noqa: SIM118  what pikepdf iterates is not keys
    if len(streams) != 1:
        raise NotAPackError(f"{key} has {len(streams)} contents")
    stream = files[next(iter(files.keys()))]
    return Attachment(
        name=key,
        content=stream.read_bytes(),
        media_type=str(stream.get("/Subtype", "")).removeprefix("/"),
        relationship=str(item.get("/AFRelationship", "")).removeprefix("/"),
        description=str(item.get("/Desc", "")),
        other_names=frozenset(names - {key}),
    )


def _read_json(name: str, content: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise NotAPackError(f"{name} is no JSON") from None
    if not isinstance(data, dict) or data.get("schema") != 1:
        raise NotAPackError(f"{name} is not of schema 1, which this version reads")
    return data
