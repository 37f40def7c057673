"""The rows of a register: what one line says of an entity."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cardwright.audiences.marks import shows_field
from cardwright.cards.words import fact_title, label_of, plain_name, shorten
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.finding import LEVELS
from cardwright.packs.statements import pick
from cardwright.rules.paths import parse_path

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry
    from cardwright.packs.documents import Document
    from cardwright.packs.pages import Pages

OPEN = ("fail", "undecided")
LONGEST = 60
"""Characters that a cell holds; the record has all of them."""


class RegisterRows:
    """What a register says of the entities in scope."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def columns(self, document: Document, kind: str) -> list[str]:
        """The columns of a kind, without those of which these readers see nothing: facts derived, fields above them."""
        audience = self._pages.selection.audience

        def is_seen(path: str) -> bool:
            if path.startswith("fact:"):
                return self._pages.judged
            return audience == "internal" or shows_field(audience, ENTITY_CLASSES[kind], path)

        return list(filter(is_seen, document.columns[kind]))

    @staticmethod
    def head(path: str) -> str:
        """The head of a column: a field, or a fact."""
        kind, _, name = path.rpartition(":")
        return fact_title(name) if kind == "fact" else label_of(name.rpartition(".")[2])

    def cell(self, entry: Entry, path: str) -> str:
        """What stands in a column for an entity; empty for nothing."""
        kind, _, name = path.rpartition(":")
        if kind == "fact":
            return next((words for label, words in self._pages.facts(entry) if label == fact_title(name)), "")
        if self._pages.omissions.is_withheld(entry, path):
            return "withheld"
        found = pick(entry.source.data, parse_path(path).steps, type(entry.value))
        texts = [raw for _, raw in found if isinstance(raw, str)]
        catalog = self._pages.scope.catalog
        named = [self._pages.name_of(text) if catalog.find(text) else plain_name(text) for text in texts]
        return shorten(", ".join(named), LONGEST)

    def open_findings(self, entry: Entry) -> str:
        """How many findings of each level are open on an entity, in words."""
        findings = self._pages.scope.findings_of.get(entry.ref, ())
        counts = Counter(finding.level for finding in findings if finding.outcome in OPEN)
        named = (f"{counts[level]} {level}{'' if counts[level] == 1 else 's'}" for level in LEVELS if counts[level])
        return ", ".join(named) or "none"
