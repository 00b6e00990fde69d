"""Writing plain lists (templates, generated lists) row by row at flat memory."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from povertyportal.sheets.layouts import Column, Layout
from povertyportal.sheets.writing import safe_text

SheetOfRows = tuple[Layout, Iterable[Sequence[object]]]


def write_lists(
    target: Path | BinaryIO, heading: Sequence[str], sheets: Iterable[SheetOfRows]
) -> None:
    """A workbook with one sheet a layout: title lines, headings, numbers, rows.

    Strings are written as text whatever they begin with; dates as dates; None as
    an empty cell.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target, options
    )
    bold = book.add_format(
        {"bold": True, "text_wrap": True, "border": 1, "align": "center"}
    )
    large = book.add_format({"bold": True, "font_size": 14})
    as_text = book.add_format({"num_format": "@"})
    for layout, rows in sheets:
        sheet = book.add_worksheet(layout.title[:31])
        for number, column in enumerate(layout.columns):
            # Text columns are preset so that what is typed later keeps its zeros.
            sheet.set_column(
                number,
                number,
                column.width,
                as_text if column.secret or column.is_text else None,
            )
        for line, text in enumerate(heading):
            sheet.write_string(line, 0, safe_text(text), large)
        top = _write_headings(sheet, layout.columns, len(heading) + 1, bold)
        sheet.freeze_panes(top, 0)
        for offset, row in enumerate(rows, start=top):
            _write_row(sheet, offset, row, as_text)
    book.close()


def _write_headings(
    sheet: "xlsxwriter.worksheet.Worksheet",
    columns: Sequence[Column],
    top: int,
    bold: object,
) -> int:
    """Technical keys, headings above headings, headings, numbers: the next row.

    In constant memory a row must be written whole before the next one.
    """
    if any(column.key for column in columns):
        for place, column in enumerate(columns):
            sheet.write_string(top, place, column.key, bold)
        top += 1
    if any(column.group for column in columns):
        _write_groups(sheet, columns, top, bold)
        top += 1
    for place, column in enumerate(columns):
        sheet.write_string(top, place, column.heading, bold)
    for place in range(len(columns)):
        sheet.write_number(top + 1, place, place + 1, bold)
    return top + 2


def _write_groups(
    sheet: "xlsxwriter.worksheet.Worksheet",
    columns: Sequence[Column],
    row: int,
    bold: object,
) -> None:
    for group, found in groupby(enumerate(columns), lambda pair: pair[1].group):
        places = [place for place, _ in found]
        if group and len(places) > 1:
            sheet.merge_range(row, places[0], row, places[-1], group, bold)
        elif group:
            sheet.write_string(row, places[0], group, bold)


def _write_row(
    sheet: "xlsxwriter.worksheet.Worksheet",
    number: int,
    row: Sequence[object],
    as_text: object,
) -> None:
    for place, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            sheet.write_string(number, place, safe_text(value), as_text)
        elif isinstance(value, bool):
            sheet.write_string(number, place, "x" if value else "")
        elif isinstance(value, int | float):
            sheet.write_number(number, place, value)
        else:
            sheet.write_datetime(number, place, value)
