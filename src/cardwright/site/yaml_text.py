"""A record as YAML that Cardwright reads back as it was: what a page offers to take away.

The record is written from what was read and not copied from its file, so that nothing stands in it that the page does
not show: no comment, no credential, no field that is for other readers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_plain = re.compile(
    r"(?!(?:null|true|false|yes|no|on|off|y|n)$)[a-z][a-z0-9_./()-]*(?: [a-z0-9_./()-]+)*", re.IGNORECASE | re.ASCII
)
"""Texts that need no quotes: words, which no reader takes for something else."""
_number = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}|true|false", re.ASCII)
"""Texts that stand without quotes because readers of other programs should see what they are."""
_escaped = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
WIDEST = 100  # characters of a text on the line of its key


def yaml_text(data: Mapping[str, Any]) -> str:
    """Return a record as YAML, ending with a line break.

    >>> print(yaml_text({"kind": "system", "tags": ["a", "b: c"], "reviews": [{"kind": "periodic"}], "lists": []}))
    kind: system
    tags:
      - a
      - "b: c"
    reviews:
      - kind: periodic
    lists: []
    <BLANKLINE>
    """
    return "".join(f"{line}\n" for line in _mapping(data, ""))


def _mapping(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, f"{indent}  ")
    elif isinstance(value, list) and value:
        yield head
        yield from _list(value, f"{indent}  ")
    elif isinstance(value, str) and _fits_block(value):
        yield f"{head} {'|' if value.endswith(chr(10)) else '|-'}"
        yield from (f"{indent}  {line}" if line else "" for line in value.removesuffix("\n").split("\n"))
    else:
        yield f"{head} {_flow(value)}"


def _list(items: list[Any], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping | list) and item:
            below = _mapping(item, f"{indent}  ") if isinstance(item, Mapping) else _list(item, f"{indent}  ")
            first = next(below)
            yield f"{indent}- {first.lstrip(' ')}"
            yield from below
        else:
            yield f"{indent}- {_flow(item)}"


def _flow(value: Any) -> str:
    if value is None:
        return "null"
    return _scalar(value) if isinstance(value, str) else "{}" if isinstance(value, Mapping) else "[]"


def _scalar(text: str) -> str:
    """The text on one line: bare where it can be nothing but itself, quoted otherwise."""
    if len(text) <= WIDEST and (_plain.fullmatch(text) or _number.fullmatch(text)):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _escaped.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _fits_block(text: str) -> bool:
    """Whether several lines can stand as they are: printable, the first of them not indented, one break at the end."""
    lines = text.removesuffix("\n").split("\n")
    return (
        len(lines) > 1
        and bool(lines[0].strip())
        and bool(lines[-1].strip())
        and not lines[0].startswith((" ", "\t"))
        and not _escaped.search(text)
        and all(line == "" or line.replace("\t", " ").isprintable() for line in lines)
    )
