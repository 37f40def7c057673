"""Prose of the catalog as HTML that can do nothing: Markdown without HTML, images or headings, then cleaned."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = {"p", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "br", "hr"}
LINKS = ("https://", "http://", "mailto:")
MARKS = "\n*_`#<>[]!\\&~|="
_item = re.compile(r"\s*(?:[-+]|\d+[.)])(?:\s|$)|\s{4}")

_marks = re.compile(r"^ {0,3}(?:#{1,6}|[-+*>]) +|\*+|`+|!?\[([^\]\n]*)\]\([^)\n]*\)", re.MULTILINE)


@lru_cache(maxsize=4096)
def render_prose(text: str) -> Markup:
    """Return the text as HTML of paragraphs, lists, quotes and code, with links to the web alone.

    A heading becomes a bold line, because a heading inside a card could pass for a part of the page. Classes, ids and
    styles do not survive, so no text can dress up as one of our marks.

    >>> render_prose("# Approved <b>by</b> [us](javascript:alert)")
    Markup('<p><strong>Approved &lt;b&gt;by&lt;/b&gt; [us](javascript:alert)</strong></p>\\n')
    """
    if not any(mark in text for mark in MARKS) and not _item.match(text):
        return Markup("<p>%s</p>\n") % text.strip()
    import nh3

    html = _parser().render(text)
    return Markup(  # noqa: S704  # cleaned
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}},
            attribute_filter=_keep_attribute,
            link_rel="noopener noreferrer nofollow",
            url_schemes={"https", "http", "mailto"},
        )
    )


def plain_words(text: str, length: int) -> str:
    """The text on one line without Markdown's marks, cut at a word so that it has at most `length` characters.

    >>> plain_words("## Use\\n- rank *retail* [loans](https://example.com) by `risk`", 40)
    'Use rank retail loans by risk'
    """
    line = " ".join(_marks.sub(r"\1", text).split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


@lru_cache(maxsize=8192)
def mark_up(text: str) -> Markup:
    """Our own short texts (rules' reasons and remedies), where back-ticks mark what stands in a file.

    >>> mark_up("Write `purpose.users` <now>.")
    Markup('Write <code>purpose.users</code> &lt;now&gt;.')
    """
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>%s</code>") % part if index % 2 else escape(part) for index, part in enumerate(parts)
    )


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    return value if value.lower().startswith(LINKS) else None


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    parser.add_render_rule("heading_open", _open_heading)
    parser.add_render_rule("heading_close", _close_heading)
    return parser


def _open_heading(*_: Any) -> str:
    return "<p><strong>"


def _close_heading(*_: Any) -> str:
    return "</strong></p>\n"
