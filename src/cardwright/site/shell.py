"""Material's page around ours, rendered once for each section and depth and then filled in.

Every page of a section has the same header, tabs and scripts; only title, address, contents and content differ.
Rendering the theme for each of thousands of pages would take longer than everything else, so it is rendered with marks
in those places and cut at the marks. What comes out is what the theme would have written; where that cannot be (a theme
that prints a place in its own way), there is no shell and pages are rendered in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

TEMPLATE = "cardwright-page.html"
"""The template that the theme is told to use: it prints what was filled in."""
SOURCE = "{{ cardwright_html }}"

TITLE = "cardwright-title-mark"
ADDRESS = "cardwright-address-mark"
ANCHOR = "cardwright-anchor-mark"
HEADING = "cardwright-heading-mark"
CONTENT = "<h1>cardwright-content-mark</h1>"
_marks = re.compile(
    f'({TITLE}|{ADDRESS}|{CONTENT}|<li class="md-nav__item">(?:(?!<li|</li>).)*?{HEADING}.*?</li>)', re.DOTALL
)


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


def cut_shell(html: str) -> Shell | None:
    """Cut a page that was rendered with marks.

    Returns None unless the content stands in it exactly once, and the contents once or not at all, since nothing else
    could be filled in.
    """
    pieces = tuple(_marks.split(html))
    items = [piece for piece in pieces[1::2] if HEADING in piece]
    whole = html.count(ANCHOR) == html.count(HEADING) == len(items) <= 1
    return Shell(pieces) if whole and html.count(CONTENT) == 1 else None


def _items(item: str, contents: Sequence[tuple[str, str]]) -> str:
    return "\n".join(
        item.replace(ANCHOR, escape(anchor)).replace(HEADING, escape(heading)) for anchor, heading in contents
    )
