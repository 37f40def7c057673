"""Prose of the catalog as HTML that can do nothing: Markdown without HTML, images or headings, then cleaned."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

TAGS = {"p", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "br", "hr"}
LINKS = ("https://", "http://", "mailto:")
MARKS = "\n*_`#<>[]!\\&~|="
LONGEST_MARKDOWN = 50_000
"""Characters up to which marks are looked for: brackets without end take a time that grows with their square."""
DEEPEST = 60
"""Lists and quotes in one another; the parser would leave out what stands deeper."""
_item = re.compile(r"\s*(?:[-+]|\d+[.)])(?:\s|$)|\s{4}")

_marks = re.compile(r"^ {0,3}(?:#{1,6}|[-+*>]) +|\*+|`+|!?\[([^\]\n]*)\]\([^)\n]*\)", re.MULTILINE)


@lru_cache(maxsize=4096)
def render_prose(text: str) -> Markup:
    """Return the text as HTML of paragraphs, lists, quotes and code, with links to the web alone.

    A heading becomes a bold line, because a heading inside a card could pass for a part of the page. Classes, ids and
    styles do not survive, so no text can dress up as one of our marks. No word is lost: a text that is too long or too
    deep for Markdown is shown line by line as it stands, the title of a link stands behind it, and lists keep the
    number that they begin with.

    >>> render_prose("# Approved <b>by</b> [us](javascript:alert)")
    Markup('<p><strong>Approved &lt;b&gt;by&lt;/b&gt; [us](javascript:alert)</strong></p>\\n')
    """
    if not any(mark in text for mark in MARKS) and not _item.match(text):
        return Markup(f"<p>{escape(text.strip())}</p>\n")  # noqa: S704  # escaped
    if len(text) > LONGEST_MARKDOWN:
        return _plain_paragraphs(text)
    import nh3

    parser = _parser()
    tokens = parser.parse(text)
    if any(token.level >= DEEPEST - 1 for token in tokens):
        return _plain_paragraphs(text)
    return Markup(  # noqa: S704  # cleaned
        nh3.clean(
            parser.renderer.render([_with_titles(token) for token in tokens], parser.options, {}),
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            attribute_filter=_keep_attribute,
            link_rel="noopener noreferrer nofollow",
            url_schemes={"https", "http", "mailto"},
        )
    )


def _plain_paragraphs(text: str) -> Markup:
    """The lines of a text as they stand, an empty line beginning a paragraph."""
    paragraphs = (paragraph.strip("\n") for paragraph in re.split(r"\n\s*\n", text))
    lines = (Markup("<br>").join(paragraph.split("\n")) for paragraph in paragraphs if paragraph.strip())
    return Markup("\n").join(Markup("<p>%s</p>") % line for line in lines) + "\n"


def plain_words(text: str, length: int) -> str:
    """The text on one line without Markdown's marks, cut at a word so that it has at most `length` characters.

    >>> plain_words("## Use\\n- rank *retail* [loans](https://example.com) by `risk`", 40)
    'Use rank retail loans by risk'
    """
    line = " ".join(_marks.sub(r"\1", text[: 8 * length]).split())
    if len(line) <= length and len(text) <= 8 * length:
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
    said = (f"<code>{escape(part)}</code>" if index % 2 else escape(part) for index, part in enumerate(parts))
    return Markup("".join(said))  # noqa: S704  # every part is escaped


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    return value if tag == "ol" or value.lower().startswith(LINKS) else None


def _with_titles(token: Token) -> Token:
    """A block of text in which the titles of links, which would only show under a mouse, stand behind them."""
    from markdown_it.token import Token

    shown: list[Token] = []
    title = None
    for child in token.children or ():
        shown.append(child)
        if child.type == "link_open":
            title = child.attrs.get("title")
        elif child.type == "link_close" and title:
            shown.append(Token("text", "", 0, content=f" ({title})"))
    token.children = shown
    return token


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).disable(["image", "reference"])
    parser.validateLink = lambda url: url.lower().startswith(LINKS)  # type: ignore[method-assign]  # else text stays
    parser.add_render_rule("fence", _render_fence)
    parser.add_render_rule("heading_open", _open_heading)
    parser.add_render_rule("heading_close", _close_heading)
    return parser


def _open_heading(*_: Any) -> str:
    return "<p><strong>"


def _render_fence(_: Any, tokens: Any, index: int, *__: Any) -> str:
    """A fenced block with the words after its fence, which would otherwise name a language and be gone."""
    info = f"<p>{escape(tokens[index].info.strip())}</p>" if tokens[index].info.strip() else ""
    return f"{info}<pre><code>{escape(tokens[index].content)}</code></pre>\n"


def _close_heading(*_: Any) -> str:
    return "</strong></p>\n"
