"""Writing the register as a workbook or as CSV files. No text of the catalog becomes a formula, a link or a number."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cardwright.register.sheets import Sheet

LARGEST_CELL = 32_767
"""UTF-16 code units that a cell of a workbook holds (the limit of the format)."""
MOST_ROWS = 1_048_576
"""Rows of a sheet, its head included (the limit of the format)."""
LONG = "long texts"
CUT = " … goes on in the sheet “long texts”"
TITLE = "Register of AI models and systems"
WIDEST, NARROWEST = 60, 10
"""Widths of columns, in characters."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold."""
FORMULA = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\ufeff]*[=+\-@|%＝＋－＠]|[\t\r\n]")
"""How a text begins that some spreadsheet would take for a formula, the full-width signs of East Asian ones too."""
INNER = re.compile(r"([\t\r\n;][\s\"]*)(?=[=@＝＠]|[+\-＋－][^\n]*[|(!])")
"""What becomes the begin of a cell where a spreadsheet splits at semicolons or tabs, as it does in many countries."""
FIGURE = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")


def workbook_of(sheets: Sequence[Sheet], made: datetime.datetime) -> bytes:
    """Return an XLSX workbook: a sheet each with a frozen head, filters and texts alone. Same input, same bytes."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    workbook = Workbook(buffer, options)
    workbook.set_properties({"title": TITLE, "created": made.replace(tzinfo=None)})
    head = workbook.add_format({"bold": True, "bg_color": "#123a56", "font_color": "#ffffff", "valign": "top"})
    cell = workbook.add_format({"text_wrap": True, "valign": "top"})
    long: list[tuple[str, ...]] = []
    for sheet in _paged(sheets):
        _write_sheet(workbook, sheet, head, cell, long)
    if long:
        _write_sheet(workbook, Sheet(LONG, ("sheet", "row", "column", "part", "text"), tuple(long)), head, cell, [])
    workbook.close()
    return buffer.getvalue()


def is_register(path: Path) -> bool:
    """Whether a file is a workbook that this module made, which another one may replace."""
    try:
        with zipfile.ZipFile(path) as archive:
            return TITLE.encode() in archive.read("docProps/core.xml")
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        return False


def _paged(sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    """The sheets, those with more rows than fit cut into several."""
    most = MOST_ROWS - 1
    for sheet in sheets:
        yield sheet._replace(rows=sheet.rows[:most])
        for number, start in enumerate(range(most, len(sheet.rows), most), 2):
            yield sheet._replace(name=f"{sheet.name} {number}", rows=sheet.rows[start : start + most])


def _write_sheet(workbook: Any, sheet: Sheet, head: Any, cell: Any, long: list[tuple[str, ...]]) -> None:
    """Write a sheet; parts of texts that its cells have no room for are added to `long`."""
    from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]

    page = workbook.add_worksheet(sheet.name)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": xl_range(0, 0, len(sheet.rows), len(sheet.columns) - 1)})
    for column, name in enumerate(sheet.columns):
        page.set_column(column, column, _width(sheet, column))
        page.write_string(0, column, _fitting(name)[0], head)
    for number, row in enumerate(sheet.rows, 1):
        for column, text in enumerate(row):
            if not text:
                continue
            first, *rest = _fitting(text)
            page.write_string(number, column, first, cell)
            place = (sheet.name, str(number + 1), sheet.columns[column])
            long += [(*place, str(part), more) for part, more in enumerate(rest, 2)]


def csv_of(sheet: Sheet) -> str:
    """Return a sheet as CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([_inert(text) for text in row] for row in (sheet.columns, *sheet.rows))
    return buffer.getvalue()


def _inert(text: str) -> str:
    """A text that no spreadsheet evaluates.

    >>> [_inert(text) for text in ("=1+1", "-0.5", " @SUM(A1)", "a; =b", "a; -1")]
    ["'=1+1", '-0.5', "' @SUM(A1)", "a; '=b", 'a; -1']
    """
    text = INNER.sub(r"\1'", _written_out(text))
    return f"'{text}" if FORMULA.match(text) and not FIGURE.match(text) else text


def _written_out(text: str) -> str:
    """A text with the characters that XML cannot hold as their code points."""
    return UNWRITABLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def _fitting(text: str) -> list[str]:
    """A text in parts that each fit into a cell; all but the last say that there is more.

    XlsxWriter would take what stands in the tags of a run for markup, but for a space behind it.

    >>> [len(part) for part in _fitting("x" * 40_000)], _fitting("<r>short</r>")
    ([32766, 7270], ['<r>short</r> '])
    """
    text, parts, room = _written_out(text), [], LARGEST_CELL - 1
    while len(text) > room // 2 and len(text.encode("utf-16-le")) // 2 > room:
        kept = text.encode("utf-16-le")[: (room - len(CUT)) * 2].decode("utf-16-le", "ignore")  # no pair torn apart
        parts.append(kept + CUT)
        text = text[len(kept) :]
    return [f"{part} " if part.startswith("<r>") and part.endswith("</r>") else part for part in (*parts, text)]


def _width(sheet: Sheet, column: int) -> int:
    longest = max((len(line) for row in sheet.rows for line in row[column].split("\n")), default=0)
    return min(WIDEST, max(NARROWEST, len(sheet.columns[column]) + 3, longest + 1))
