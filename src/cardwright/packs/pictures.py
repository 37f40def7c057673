"""Evidence files that a pack shows as pictures: small ones that reach nothing outside themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from cardwright.packs.manifest import Attached

MOST_BYTES = 2_000_000
MOST_PIXELS = 25_000_000
MOST_ELEMENTS = 20_000
"""Elements of a drawing once its `use` elements are followed: a small file can ask for billions."""

ACTIVE = re.compile(
    rb"<!doctype[^>]*\[|<!entity|<\?xml-stylesheet|<(?:\w+:)?(?:script|foreignobject|iframe|image|feimage|a|set|animate\w*)[\s/>]"
    rb"|\son\w+\s*=|@import|javascript:|href\s*=\s*[\"']\s*[^#\"'\s]|url\(\s*[\"']?\s*[^#\"'\s)]",
    re.IGNORECASE,
)
HREF = ("href", "{http://www.w3.org/1999/xlink}href")


def find_pictures(attached: Iterable[Attached]) -> Mapping[str, bytes]:
    """Return the evidence files that can be shown, by their path in the catalog."""
    evidence = (item for item in attached if item.relationship == "Data" and item.path)
    return {item.path: item.content for item in evidence if is_safe(item.path, item.content)}


def is_safe(name: str, content: bytes) -> bool:
    """Whether a file is a PNG or SVG picture, small enough to draw, that refers to nothing but itself.

    >>> is_safe("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')
    False
    """
    if len(content) > MOST_BYTES:
        return False
    suffix = name.rpartition(".")[2].lower()
    return _is_small_png(content) if suffix == "png" else suffix == "svg" and _is_inert_svg(content)


def _is_small_png(content: bytes) -> bool:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < 33:
        return False
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    return 0 < width * height <= MOST_PIXELS


def _is_inert_svg(content: bytes) -> bool:
    if b"\0" in content or ACTIVE.search(content):
        return False
    try:
        content.decode("utf-8")
        root = ElementTree.fromstring(content)  # noqa: S314  # no entity is declared: ACTIVE has seen to that
    except (UnicodeDecodeError, ElementTree.ParseError):
        return False
    return root.tag == "{http://www.w3.org/2000/svg}svg" and _drawn_elements(root) <= MOST_ELEMENTS


def _drawn_elements(root: ElementTree.Element) -> int:
    """How many elements are drawn once every `use` is followed; more than allowed as soon as that is certain."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    counted: dict[int, int] = {}

    def count(element: ElementTree.Element, depth: int) -> int:
        if id(element) in counted:
            return counted[id(element)]
        if depth > 50:
            return MOST_ELEMENTS + 1
        total = 1 + sum(count(child, depth + 1) for child in element)
        if element.tag.endswith("}use"):
            target = by_id.get(next((element.get(name, "")[1:] for name in HREF if element.get(name)), ""))
            if target is not None:
                total += count(target, depth + 1)
        counted[id(element)] = total
        return total

    return count(root, 0)
