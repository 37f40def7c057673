"""A record as YAML that Cardwright reads back as it was: what a page offers to take away.

The record is written from what was read and not copied from its file, so that nothing stands in it that the page does
not show: no comment, no credential, no field that is for other readers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
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
    lines: list[str] = []
    _add_mapping(lines, data, "", "")
    return "\n".join([*lines, ""])


def _add_mapping(lines: list[str], data: Mapping[str, Any], first: str, indent: str) -> None:
    """Add the lines of a mapping; `first` stands before its first key where that is not `indent`."""
    before = first or indent
    for key, value in data.items():
        _add_entry(lines, f"{before}{_key(key)}:", value, indent)
        before = indent


def _add_entry(lines: list[str], head: str, value: Any, indent: str) -> None:
    if isinstance(value, str):
        if "\n" in value and _fits_block(value):
            lines.append(f"{head} {'|' if value.endswith(chr(10)) else '|-'}")
            lines += (f"{indent}  {line}" if line else "" for line in value.removesuffix("\n").split("\n"))
        else:
            lines.append(f"{head} {_scalar(value)}")
    elif isinstance(value, Mapping) and value:
        lines.append(head)
        _add_mapping(lines, value, "", f"{indent}  ")
    elif isinstance(value, list) and value:
        lines.append(head)
        _add_list(lines, value, "", f"{indent}  ")
    else:
        lines.append(f"{head} {_flow(value)}")


def _add_list(lines: list[str], items: list[Any], first: str, indent: str) -> None:
    """Add the lines of a list; `first` stands before its first item where that is not `indent`."""
    before = first or indent
    for item in items:
        if isinstance(item, Mapping) and item:
            _add_mapping(lines, item, f"{before}- ", f"{indent}  ")
        elif isinstance(item, list) and item:
            _add_list(lines, item, f"{before}- ", f"{indent}  ")
        else:
            lines.append(f"{before}- {_flow(item)}")
        before = indent


def _flow(value: Any) -> str:
    if value is None:
        return "null"
    return _scalar(value) if isinstance(value, str) else "{}" if isinstance(value, Mapping) else "[]"


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """A key, of which a catalog has few."""
    return _scalar(text)


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
