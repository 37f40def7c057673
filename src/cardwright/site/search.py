"""What the search knows: one short entry an entity, a rule and a framework, however long their pages and names are."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from cardwright.cards.prose import plain_words
from cardwright.cards.words import shorten
from cardwright.site.addresses import entity_address, framework_address, rule_address
from cardwright.site.listings import purpose_of
from cardwright.site.published import Published
from cardwright.site.rendering import kind_word

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

PURPOSE_LENGTH = 400
"""Characters of the purpose that can be found; the index of 5,000 models has 320 KB with them, compressed."""
RULE_BOOST = 0.2
"""How much a rule counts beside an entity: the catalog is what people look for."""


def search_entries(published: Published) -> Iterator[dict[str, str | float]]:
    """Yield the entries for Material's index: where, a title and a text, both HTML, so both escaped here."""
    for entry in published.catalog.entities.values():
        yield _entry(entity_address(entry.ref), published.name_of(entry), _text(published, entry))
    for framework in published.frameworks:
        yield _entry(framework_address(framework.id), framework.title, f"framework {framework.id}. {framework.edition}")
        for rule in framework.rules:
            found = _entry(rule_address(framework.id, rule.id), f"{rule.id} {rule.title}", f"rule {rule.name}")
            yield {**found, "boost": RULE_BOOST}


def _entry(location: str, title: str, text: str) -> dict[str, str | float]:
    return {"location": location, "title": escape(title, quote=False), "text": escape(text, quote=False)}


def _text(published: Published, entry: Entry) -> str:
    parts = [f"{kind_word(entry.kind)} {entry.id}"]
    if entry.kind == "model_version":
        return parts[0]  # its model answers for owner and purpose; every browser reads the whole index
    owner = entry.source.data.get("owner")
    if isinstance(owner, str):
        team = published.catalog.find(owner)
        parts.append(f"Owner: {published.name_of(team)} ({team.id})" if team else f"Owner: {shorten(owner)}")
    parts.append(plain_words(purpose_of(entry), PURPOSE_LENGTH))
    return ". ".join(part for part in parts if part)
