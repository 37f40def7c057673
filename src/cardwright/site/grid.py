"""The data behind a grid: rows as numbers that point into lists of values, so that each text stands in the file once.

The file is a script that sets one variable, because a page opened from the disk may load scripts but no data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

VARIABLE = "cardwrightGrid"


class Cell(NamedTuple):
    """One value: what the address of the page calls it, what people read, and where it leads, if anywhere."""

    value: str
    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the address of the page, its head, and what can be done with it.

    `facet`: people filter by its values; `many`: a row may have several; `number`: cells are numbers, sorted as such;
    `search`: the free text looks into it; `hidden`: it is no column of the table, only of the facets and the export.
    `order` sorts the values of a facet, by label where it is not given. `about` says what the column means.
    """

    key: str
    label: str
    facet: bool = False
    many: bool = False
    number: bool = False
    search: bool = False
    hidden: bool = False
    sign: str = ""
    order: Callable[[Cell], Any] = field(default=lambda cell: (cell.label.casefold(), cell.value))


Row = Sequence[Any]
"""A cell, a list of cells or a number for each column; None where there is nothing."""


def grid_script(columns: Sequence[Column], rows: Iterable[Row], name: str, noun: str) -> str:
    """The script of a grid: `name` begins the names of exported files, `noun` says what a row is."""
    table = list(rows)
    packed = [_pack(column, [row[number] for row in table]) for number, column in enumerate(columns)]
    data = {
        "name": name,
        "noun": noun,
        "columns": [about for about, _ in packed],
        "cells": [cells for _, cells in packed],
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return f"var {VARIABLE}={text};\n"


def _pack(column: Column, cells: Sequence[Any]) -> tuple[dict[str, Any], list[Any]]:
    """A column as data: what it is with its values, and its cells as places in these; -1 is an empty cell."""
    about: dict[str, Any] = {"key": column.key, "label": column.label}
    about |= {name: 1 for name in ("facet", "many", "number", "search", "hidden") if getattr(column, name)}
    if column.sign:
        about["sign"] = column.sign
    if column.number:
        return about, list(cells)
    listed = [(cell if column.many else [cell]) if cell is not None else [] for cell in cells]
    values = sorted({item for cell in listed for item in cell}, key=column.order)
    place = {value: number for number, value in enumerate(values)}
    about["values"] = [value.value for value in values]
    about["labels"] = [value.label for value in values] if any(v.label != v.value for v in values) else 0
    about["hrefs"] = [value.href for value in values] if any(value.href for value in values) else 0
    if column.many:
        return about, [[place[item] for item in cell] for cell in listed]
    return about, [place[cell[0]] if cell else -1 for cell in listed]
