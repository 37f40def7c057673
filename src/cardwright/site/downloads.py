"""What a page offers to take away: the record as JSON and as YAML, and the audit pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardwright.site.addresses import relative
from cardwright.site.interface import data_address
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry


class Download(NamedTuple):
    """One file: what it is, where it stands, and a sentence about it."""

    label: str
    href: str
    about: str


def downloads_of(published: Published, entry: Entry, page: str) -> list[Download]:
    """Return the files that go with an entity."""
    return [Download("JSON", relative(data_address(entry.ref), page), "The record and its findings for programs")]
