"""Material's page around ours, rendered once for each section and depth and then filled in.

Every page of a section has the same header, tabs and scripts; only title, address, table of contents and content differ.
Rendering the theme for each of thousands of pages would take longer than everything else, so it is rendered with marks in
those places and cut at the marks. What comes out is what the theme would have written; where it is not (a theme that
prints a place in its own way), the page is rendered in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from jinja2 import Template
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

TEMPLATE = "cardwright-page.html"
"""The template that MkDocs is told to use: it prints what was filled in."""
SOURCE = "{{ cardwright_html }}"

TITLE, ADDRESS, ANCHOR, HEADING, CONTENT = (f"cardwright-{name}-mark" for name in ("title", "address", "anchor", "heading", "content"))
_marks = re.compile(f"({TITLE}|{ADDRESS}|{CONTENT}|<li class=\"md-nav__item\">(?:(?!<li|</li>).)*?{HEADING}.*?</li>)", re.DOTALL)


class Shell(NamedTuple):
    """The theme's page in pieces: literal text, and at odd places the mark or the item that is to be replaced."""

    pieces: tuple[str, ...]

    def fill(self, title: str, address: str, contents: Sequence[tuple[str, str]], content: str) -> str:
        """Return the page. `title` and `address` are escaped here, `content` is HTML."""
        values = {TITLE: escape(title), ADDRESS: escape(address), CONTENT: content}
        filled = list(self.pieces)
        for index in range(1, len(filled), 2):
            filled[index] = values[filled[index]] if filled[index] in values else _items(filled[index], contents)
        return "".join(filled)


def _items(item: str, contents: Sequence[tuple[str, str]]) -> str:
    return "\n".join(
        item.replace(ANCHOR, escape(anchor)).replace(HEADING, escape(heading)) for anchor, heading in contents
    )


def make_shell(template: Template, context: Mapping[str, Any], page: MkDocsPage) -> Shell | None:
    """Render the theme's page with marks in place of what is the page's own.

    Returns None when the content or the contents do not stand in it exactly once, so that nothing could be filled in.
    """
    before = page.meta, page.content, page.toc, page.canonical_url
    page.meta = {**page.meta, "title": TITLE}
    page.content = f"<h1 hidden></h1>{CONTENT}"
    page.toc = mark_contents("top", [(ANCHOR, HEADING)])
    page.canonical_url = ADDRESS if page.canonical_url else page.canonical_url
    try:
        html = template.render(context)
    finally:
        page.meta, page.content, page.toc, page.canonical_url = before
    html = html.replace("<h1 hidden></h1>", "", 1)
    pieces = tuple(_marks.split(html))
    if html.count(CONTENT) != 1 or html.count(ANCHOR) != 1 or sum(HEADING in piece for piece in pieces) != 1:
        return None
    return Shell(pieces)


def mark_contents(top: str, contents: Sequence[tuple[str, str]]) -> TableOfContents:
    """The contents as MkDocs has them; headings are printed as they are, so they are escaped."""
    first = AnchorLink("", top, 1)
    first.children = [AnchorLink(escape(heading), anchor, 2) for anchor, heading in contents]
    return TableOfContents([first])
