"""The data behind a grid: rows as numbers that point into lists of values, so that each text stands in the file once.

The file is a script that sets one variable, because a page opened from the disk may load scripts but no data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

VARIABLE = "cardwrightGrid"
ROWS_AT_ONCE = 4096
FLAGS = ("facet", "many", "number", "search", "hidden")


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


class Filling:
    """One column while it is filled: its values as they first come, and the place of each row's among them.

    A cell is a value, several of them, a number or nothing, as the column says. A plain text is its own value, so that
    a column of thousands of texts makes no other objects.
    """

    def __init__(self, column: Column) -> None:
        self.column = column
        self.places: dict[Cell | str, int] = {}
        self.cells: list[Any] = []

    def fill(self, cells: Iterable[Any]) -> None:
        """Add the cells of the next rows."""
        places = self.places
        if self.column.number:
            self.cells.extend(cells)
        elif self.column.many:
            self.cells.extend([places.setdefault(value, len(places)) for value in cell] for cell in cells)
        else:
            self.cells.extend(-1 if cell is None else places.setdefault(cell, len(places)) for cell in cells)

    def packed(self) -> tuple[dict[str, Any], list[Any]]:
        """The column as data: what it is with its values in their order, and its cells as places in these."""
        column, about = self.column, {"key": self.column.key, "label": self.column.label}
        about |= {name: 1 for name in FLAGS if getattr(column, name)}  # type: ignore[misc]
        if column.sign:
            about["sign"] = column.sign
        if column.number:
            return about, self.cells
        values = [value if isinstance(value, Cell) else Cell(value, value) for value in self.places]
        order = sorted(range(len(values)), key=lambda place: column.order(values[place]))
        return about | _listed([values[place] for place in order]), self._moved(order)

    def _moved(self, order: Sequence[int]) -> list[Any]:
        now = [0] * len(order)
        for new, old in enumerate(order):
            now[old] = new
        if self.column.many:
            return [[now[place] for place in cell] for cell in self.cells]
        return [now[place] if place >= 0 else -1 for place in self.cells]


def _listed(values: Sequence[Cell]) -> dict[str, Any]:
    """The values of a column; labels and addresses only where some value has one of its own."""
    return {
        "values": [value.value for value in values],
        "labels": [value.label for value in values] if any(item.label != item.value for item in values) else 0,
        "hrefs": [value.href for value in values] if any(value.href for value in values) else 0,
    }


def grid_script(columns: Sequence[Column], rows: Iterable[Sequence[Any]], name: str, noun: str) -> str:
    """The script of a grid: `name` begins the names of exported files, `noun` says what a row is.

    A row has a cell for each column: None for nothing, a list where a column may have several.
    """
    fillings = [Filling(column) for column in columns]
    coming = iter(rows)
    while some := list(islice(coming, ROWS_AT_ONCE)):
        for filling, cells in zip(fillings, zip(*some, strict=True), strict=True):
            filling.fill(cells)
    packed = [filling.packed() for filling in fillings]
    data = {
        "name": name,
        "noun": noun,
        "columns": [about for about, _ in packed],
        "cells": [cells for _, cells in packed],
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return f"var {VARIABLE}={text};\n"
