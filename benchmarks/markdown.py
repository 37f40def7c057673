"""A page of the built site as Markdown with the same words, as somebody would write it by hand."""

from __future__ import annotations

import re
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "svg", "template"})
BLOCKS = frozenset({"p", "div", "section", "dl", "dt", "dd", "figure", "figcaption", "details", "summary", "caption"})
_heading = re.compile(r"h[1-6]")
_marks = re.compile(r"([\\`*_\[\]<>|#])")


def page_markdown(html: str, *, links: bool) -> str:
    """The content of a page, without the theme around it: headings, paragraphs, items, code and tables.

    `links` keeps what leads from page to page.
    """
    start, end = html.find("<article"), html.rfind("</article>")
    writer = _Writer(links)
    writer.feed(html[start:end])
    writer.close()
    return "\n\n".join(writer.finished()) + "\n"


def _page_of(href: str) -> str:
    """The page that a link leads to, as Markdown names it; empty for another place on this one, and for other files."""
    path = href.partition("#")[0]
    return f"{path.removesuffix('.html')}.md" if path.endswith(".html") and "://" not in path else ""


class _Writer(HTMLParser):
    """Gathers words until a block ends; a table is written when all its rows are known."""

    def __init__(self, links: bool) -> None:
        super().__init__()
        self._links = links
        self._target = ""
        self._blocks: list[str] = []
        self._words: list[str] = []
        self._rows: list[list[str]] = []
        self._mark = ""
        self._silent = self._tables = self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        if self._silent:
            return
        if tag == "span":
            self._words.append(" ")
        elif tag == "a" and self._links and not self._code:
            self._target = _page_of(dict(attrs).get("href") or "")
            self._words.append("[" if self._target else "")
        elif tag == "table":
            self._end_block()
            self._tables += 1
        elif tag == "tr":
            self._rows.append([])
        elif not self._tables and (_heading.fullmatch(tag) or tag in BLOCKS or tag in ("li", "pre")):
            self._end_block()
            self._mark = "#" * int(tag[1]) + " " if tag[0] == "h" else "- " if tag == "li" else ""
            self._code += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent -= 1
        elif self._silent:
            return
        elif tag == "a" and self._target:
            self._words.append(f"]({self._target})")
            self._target = ""
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append(" ".join(self._taken().split()))
        elif tag == "table":
            self._end_table()
        elif not self._tables and (_heading.fullmatch(tag) or tag in BLOCKS or tag in ("li", "pre")):
            self._end_block()
            self._code -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data if self._code else _marks.sub(r"\\\1", data))

    def finished(self) -> list[str]:
        """The blocks of the page."""
        self._end_block()
        return self._blocks

    def _taken(self) -> str:
        text = "".join(self._words)
        self._words = []
        return text

    def _end_block(self) -> None:
        text = self._taken()
        if self._code and text.strip():
            self._blocks.append(f"```\n{text.strip()}\n```")
        elif text.strip():
            self._blocks.append(self._mark + " ".join(text.split()))
        self._mark = ""

    def _end_table(self) -> None:
        self._tables -= 1
        if self._tables or not self._rows:
            return
        rows, width = [row for row in self._rows if row], max(map(len, self._rows))
        lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        self._rows = []
        self._blocks.append("\n".join((*lines[:1], "|" + " --- |" * width, *lines[1:])))
