"""Where a line of print may break, from which side it is read, and links whose address paper cannot hide."""

from __future__ import annotations

import re

from markupsafe import Markup

BREAK = "\u200b"
"""ZERO WIDTH SPACE: the renderer may end a line there, and prints nothing."""
LONGEST_WORD = 80
"""Characters of a word that the renderer breaks by itself; its time grows with the square of what is longer."""
STEP = 8
LONGEST_PATH = 30
"""Characters of a field's path that fit beside a statement. Breaks are rare: a reader of the text may meet them."""

_places = re.compile(
    rf'(?P<path><code class="path">[^<\s]{{{LONGEST_PATH + 1},{LONGEST_WORD}}}(?=</code>))|<[^>]*>'
    rf"|(?P<word>(?:&[#\w]+;|[^\s<>&]){{{LONGEST_WORD + 1},}})"
)
_joint = re.compile(r"(?<=[._\[\]])(?=\w)")
_piece = re.compile(rf"(?:&[#\w]+;|[^&]){{1,{STEP}}}")
_link = re.compile(r'<a href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)


def soften(html: str) -> str:
    """Let long field paths break at their joints, and words without end every few characters.

    >>> soften('<code class="path">purpose.reasonably_foreseeable_misuse</code>').replace(BREAK, "|")
    '<code class="path">purpose.|reasonably_|foreseeable_|misuse</code>'
    """
    return _places.sub(_with_breaks, html)


_leftward = re.compile(r'<(p|li|td|div class="said")>(?=[^<\w]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])')


def orient(html: str) -> str:
    """Set texts that begin in a script written from right to left from the right, with their marks on the right side.

    >>> orient("<p>\u05e9\u05dc\u05d5\u05dd.</p><p>Peace</p>")
    '<p dir="rtl">\u05e9\u05dc\u05d5\u05dd.</p><p>Peace</p>'
    """
    return _leftward.sub(r'<\1 dir="rtl">', html)


def _with_breaks(found: re.Match[str]) -> str:
    if found["path"]:
        return _joint.sub(BREAK, found[0])
    return BREAK.join(_piece.findall(found[0])) if found["word"] else found[0]


def print_addresses(html: Markup) -> Markup:
    """Write the address of each link behind its words, unless it is its words.

    >>> print_addresses(Markup('<a href="https://example.com">Policy</a>'))
    Markup('<a href="https://example.com">Policy</a> <span class="where">(https://example.com)</span>')
    """
    return Markup(_link.sub(_with_address, html))  # noqa: S704  # made of what is HTML already


def _with_address(found: re.Match[str]) -> str:
    address, rest, words = found.groups()
    link = f'<a href="{address}"{rest}>{words}</a>'
    return link if address in (words, f"mailto:{words}") else f'{link} <span class="where">({address})</span>'
