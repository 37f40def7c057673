"""Runbooks as pages: who is alerted at night reads what to do one click from the name of the model.

Only text files of the catalog become pages, and only for readers inside; credentials in them are taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.prose import render_prose
from cardwright.cards.record import Target
from cardwright.cards.words import shorten
from cardwright.catalog.credentials import redact
from cardwright.catalog.folder import Unreadable, read_file
from cardwright.site.addresses import file_name, relative

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry
    from cardwright.site.published import Published

ENDINGS = (".md", ".txt")
MOST_BYTES = 200_000
ENTITIES_NAMED = 25


class Runbook(NamedTuple):
    """One file: its title where somebody names one, its text, and what it is for."""

    path: str
    title: str
    text: str
    entries: Sequence[Entry]


def runbook_address(path: str) -> str:
    """The page of a runbook."""
    return f"runbooks/{file_name(path)}.html"


def find_runbooks(published: Published) -> Mapping[str, Runbook]:
    """Every runbook that can be read, by the path of its file; none for readers outside."""
    named: dict[str, list[tuple[str, Entry]]] = {}
    if published.audience == "internal":
        for entry in published.catalog.entities.values():
            for path, title in _named(entry.source.data):
                named.setdefault(path, []).append((title, entry))
    found = {}
    for path, uses in sorted(named.items()):
        text = _text(published, path)
        if text is not None:
            title = next((title for title, _ in uses if title), path)
            found[path] = Runbook(path, shorten(title), text, [entry for _, entry in uses])
    return found


def _named(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    on_call = record.get("on_call")
    for holder in (record, on_call if isinstance(on_call, Mapping) else {}):
        runbook = holder.get("runbook")
        if isinstance(runbook, Mapping):
            path, title = runbook.get("file"), runbook.get("title")
            if isinstance(path, str) and path.endswith(ENDINGS):
                yield path, title if isinstance(title, str) else ""


def _text(published: Published, path: str) -> str | None:
    try:
        content = read_file(published.catalog.folder, path, most_bytes=MOST_BYTES)
    except Unreadable:  # a rule has found that
        return None
    return redact(content.decode("utf-8", "replace")) if len(content) <= MOST_BYTES else None


def describe_runbook(published: Published, runbook: Runbook, page: str) -> dict[str, Any]:
    """Return what the page of a runbook prints."""
    return {
        "runbook": runbook,
        "body": render_prose(runbook.text),
        "uses": [published.target(entry, page) for entry in runbook.entries[:ENTITIES_NAMED]],
        "uses_left": max(0, len(runbook.entries) - ENTITIES_NAMED),
        "crumbs": [Target(relative("index.html", page), "Home")],
        "contents": [],
    }


def runbook_link(published: Published, raw: Any, page: str) -> str:
    """Where a page leads for a runbook as the record names it: its own page, an address on the web, or nowhere."""
    path, url = (raw.get("file"), raw.get("url")) if isinstance(raw, Mapping) else (None, None)
    if isinstance(path, str) and path in published.once(find_runbooks):
        return relative(runbook_address(path), page)
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""
