"""Characters that a reader would not see: invisible ones, and those for which no font has a glyph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from cardwright.cards.words import shorten
from cardwright.packs.pdf import ADDRESS

UNUSUAL = re.compile("[^\\s\u0021-\u024f\u200b\u2010-\u2027\u2030-\u203a\u20ac]")
SPECIMEN = Markup(
    '<!DOCTYPE html><html lang="en"><title>Specimen</title><link rel="stylesheet" href="{address}fonts/fonts.css">'
    '<link rel="stylesheet" href="{address}print.css"><p>{text}</p></html>'
)
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


def specimen_of(html: str) -> str:
    """Return a page with each character of a document that the text face may lack; empty when there is none."""
    unusual = sorted(set(UNUSUAL.findall(html)))
    if not unusual:
        return ""
    return SPECIMEN.format(address=ADDRESS, text=" ".join(unusual))


def reveal(html: str, missing: Sequence[str]) -> str:
    """Write characters that would not be seen as their code points: invisible ones, and those no font can draw."""
    html = INVISIBLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", html)
    return html.translate({ord(character): f"[U+{ord(character):04X}]" for character in missing})


def in_a_line(text: str) -> str:
    """A text of the catalog for the terminal: short, without line breaks, invisible characters as their code points."""
    return INVISIBLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", shorten(text))
