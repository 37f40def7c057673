"""Fonts in a PDF as far as reading needs them: the text of each glyph and how wide it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
CODE = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
MOST_IN_RANGE = 256
"""Codes that one range may name (ISO 32000-2, 9.10.3: their last bytes alone may differ)."""
USUAL_WIDTH = 1000.0


class Font(NamedTuple):
    """The texts and widths of a font's glyphs, the widths in thousandths of its size."""

    texts: Mapping[int, str]
    widths: Mapping[int, float]
    width: float


def read_font(font: Any) -> Font:
    """Return a composite font as packs have them. Raises ValueError for one of another sort."""
    if font.Subtype != "/Type0" or font.Encoding != "/Identity-H":
        raise ValueError("a font is of a sort that packs do not have")
    (descendant,) = font.DescendantFonts
    if descendant.get("/CIDToGIDMap") != "/Identity":
        raise ValueError("a font draws other glyphs than those that are named")
    texts = dict(_texts(font.ToUnicode.read_bytes()))
    return Font(texts, dict(_widths(descendant.get("/W", ()))), float(descendant.get("/DW", USUAL_WIDTH)))


def _texts(table: bytes) -> Iterator[tuple[int, str]]:
    for section in SECTION.finditer(table):
        found = [(match[0] if match[1] is None else match[1]).decode() for match in CODE.finditer(section[2])]
        if section[1] == b"bfchar":
            yield from ((int(code, 16), _text(text)) for code, text in zip(found[::2], found[1::2], strict=True))
        else:
            yield from _ranges(iter(found))


def _ranges(found: Iterator[str]) -> Iterator[tuple[int, str]]:
    for first in found:
        low, high, text = int(first, 16), int(next(found), 16), next(found)
        if high - low >= MOST_IN_RANGE:
            raise ValueError("a font names too many glyphs at once")
        for code in range(low, high + 1):
            if text == "[":
                yield code, _text(next(found))
            else:
                yield code, _text(f"{int(text, 16) + code - low:0{len(text)}X}")
        if text == "[" and next(found) != "]":
            raise ValueError("a font names more texts than glyphs")


def _text(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be", "replace")


def _widths(table: Any) -> Iterator[tuple[int, float]]:
    """Widths are listed as `first [w w w]` or as `first last w`."""
    items = iter(table)
    for first in items:
        second = next(items)
        if isinstance(second, (int, float)) or not hasattr(second, "__iter__"):
            width = float(next(items))
            if int(second) - int(first) > 0xFFFF:
                raise ValueError("a font names too many glyphs at once")
            yield from ((code, width) for code in range(int(first), int(second) + 1))
        else:
            yield from ((int(first) + index, float(width)) for index, width in enumerate(second))
