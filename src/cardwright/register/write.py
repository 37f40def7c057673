"""Writing the register as a workbook or as CSV files. No text of the catalog becomes a formula, a link or a number."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence

from cardwright.register.sheets import Sheet

LARGEST_CELL = 32_767
"""Characters that a cell of a workbook holds (the limit of the format)."""
CUT = " … cut here: the cell is full; the file of the entity has the whole text"
WIDEST, NARROWEST = 60, 10
"""Widths of columns, in characters."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold."""
FORMULA = re.compile(r"[=+\-@\t\r\n|%]")
"""How a text begins that a spreadsheet would take for a formula."""
FIGURE = re.compile(r"[+-]?\d+(\.\d+)?\Z")


def workbook_of(sheets: Sequence[Sheet], made: datetime.datetime) -> bytes:
    """Return an XLSX workbook: a sheet each with a frozen head, filters and texts alone. Same input, same bytes."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    workbook = Workbook(buffer, options)
    workbook.set_properties({"title": "Register of AI models and systems", "created": made.replace(tzinfo=None)})
    head = workbook.add_format({"bold": True, "bg_color": "#123a56", "font_color": "#ffffff", "valign": "top"})
    cell = workbook.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = workbook.add_worksheet(sheet.name)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
        for column, name in enumerate(sheet.columns):
            page.set_column(column, column, _width(sheet, column))
            page.write_string(0, column, name, head)
        for number, row in enumerate(sheet.rows, 1):
            for column, text in enumerate(row):
                if text:
                    page.write_string(number, column, _fitting(text), cell)
    workbook.close()
    return buffer.getvalue()


def csv_of(sheet: Sheet) -> str:
    """Return a sheet as CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows([_inert(text) for text in row] for row in sheet.rows)
    return buffer.getvalue()


def _inert(text: str) -> str:
    """A text that no spreadsheet evaluates.

    >>> [_inert(text) for text in ("=1+1", "-0.5", "@SUM(A1)", "plain")]
    ["'=1+1", '-0.5', "'@SUM(A1)", 'plain']
    """
    return f"'{text}" if FORMULA.match(text) and not FIGURE.match(text) else text


def _fitting(text: str) -> str:
    """A text as a cell can hold it: characters that XML cannot write as their code points, too long a text cut."""
    text = UNWRITABLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    return text if len(text) <= LARGEST_CELL else text[: LARGEST_CELL - len(CUT)] + CUT


def _width(sheet: Sheet, column: int) -> int:
    longest = max((len(line) for row in sheet.rows for line in row[column].split("\n")), default=0)
    return min(WIDEST, max(NARROWEST, len(sheet.columns[column]) + 3, longest + 1))
