"""What a pack does not print, and what it does not show to its readers: named, so that nobody takes it for missing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cardwright.cards.words import label_of
from cardwright.packs.scope import KINDS

if TYPE_CHECKING:
    from cardwright.cards.record import ShownSection
    from cardwright.catalog.graph import Entry
    from cardwright.packs.pages import Pages
    from cardwright.packs.statements import Point, Statement


class Omissions:
    """The fields that stand nowhere in a pack."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def printed_fields(self, kind: str) -> set[str]:
        """The fields of a kind that documents of this pack print whole."""
        covered = {name for document in self._pages.documents for name in document.covered}
        return {name.removeprefix(f"{kind}:") for name in covered if name.startswith(f"{kind}:")}

    def withheld_of(self, ref: str) -> tuple[str, ...]:
        """The fields of an entity that the readers of this pack do not see."""
        return self._pages.selection.withheld.get(ref, ())

    def is_withheld(self, entry: Entry, path: str) -> bool:
        """Whether a field is stated, and not shown to the readers of this pack."""
        return any(path == name or path.startswith(f"{name}.") for name in self.withheld_of(entry.ref))

    def is_silent(self, entry: Entry, statements: Sequence[Statement]) -> bool:
        """Whether an entity besides the subject states nothing of what a section asks, and no finding is about that."""
        return entry is not self._pages.scope.subject and not any(
            item.value or item.findings or self.is_withheld(entry, item.plain_path) for item in statements
        )

    def silent(self, point: Point) -> list[tuple[list[Entry], tuple[Statement, ...]]]:
        """The entities that state nothing of what a section asks, those of a kind together, with what it asks."""
        found: dict[str, list[Entry]] = {}
        asked: dict[str, tuple[Statement, ...]] = {}
        for entry, statements in point.groups:
            if self.is_silent(entry, statements):
                found.setdefault(entry.kind, []).append(entry)
                asked[entry.kind] = statements
        return [(entries, asked[kind]) for kind, entries in found.items()]

    def unsaid(self, entry: Entry, section: ShownSection) -> tuple[list[str], list[str]]:
        """The fields of a section that stand nowhere: those not stated, and those withheld."""
        prefix = f"{section.name}." if section.name else ""
        left = [name.removeprefix(prefix) for name in self.withheld_of(entry.ref) if name.startswith(prefix)]
        withheld = {label_of(name) for name in left if "." not in name}
        names = section.unstated
        return [name for name in names if name not in withheld], [name for name in names if name in withheld]

    @cached_property
    def unprinted(self) -> list[tuple[Entry, list[str]]]:
        """Entities in scope of which no document of this pack prints every field, with the fields left out."""
        pages, found = self._pages, []
        printed = {kind: self.printed_fields(kind) for kind in KINDS}
        for entry in pages.scope.entries.values():
            skip = printed[entry.kind] if pages.scope.answers(entry) else ()
            left = [item.path for section in pages.sections(entry, skip) for item in section.fields if item.value]
            if entry.kind not in pages.printed_kinds and left:
                found.append((entry, left))
        return found
