"""The numbers of a chart as a workbook, with all that must be said of them."""

import io
from collections.abc import Sequence
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from povertyportal.sheets import writing
from povertyportal.ui.charts import Chart, Column, Table
from povertyportal.ui.charts.page import source_words, unit_words
from povertyportal.ui.numbers import to_decimal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST, _OTHERS = 40, 18  # characters: widths of the columns
_LINE, _TITLE = 15.5, 14  # points: a line of words, letters of the title


def chart_book(chart: Chart) -> bytes:
    """Title, place and period, unit, the table, then source and note."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has one sheet")
    sheet.title = "Số liệu"
    table = chart.table
    width = len(table.columns)
    where = ", ".join(each for each in (chart.place, chart.period) if each)
    row = _words(sheet, 1, width, chart.title, is_title=True)
    for words in (where, unit_words(chart.measure)):
        row = _words(sheet, row, width, words)
    head = row + 1
    row = _table(sheet, head, table) + 1
    for words in (source_words(chart), chart.note):
        row = _words(sheet, row, width, words)
    writing.set_widths(sheet, _widths(width))
    writing.set_print(sheet, header_rows=(head, head), landscape=width > 4)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(columns: int) -> list[int]:
    return [_FIRST, *[_OTHERS] * (columns - 1)]


def _words(
    sheet: Worksheet, row: int, columns: int, words: str, *, is_title: bool = False
) -> int:
    """Words, if any, over all columns in as many lines as they need; the next row."""
    if not words:
        return row
    size = _TITLE if is_title else 11
    style = writing.font(bold=is_title, size=size)
    cell = writing.merged(sheet, row, (1, columns), words, style)
    cell.alignment = writing.LEFT
    in_a_line = sum(_widths(columns)) * 11 // size
    sheet.row_dimensions[row].height = size / 11 * _LINE * (1 + len(words) // in_a_line)
    return row + 1


def _table(sheet: Worksheet, head: int, table: Table) -> int:
    """The table from its head on; returns the next row."""
    for place, column in enumerate(table.columns, start=1):
        writing.header_cell(sheet, column.label, (head, place), (head, place))
    for row, values in enumerate(table.rows, start=head + 1):
        writing.frame_row(sheet, row, len(values))
        sheet.row_dimensions[row].height = _LINE * _lines(values)
        for place, column in enumerate(table.columns, start=1):
            _write(sheet, (row, place), values[place - 1], column)
    return head + len(table.rows) + 1


def _lines(values: Sequence[object]) -> int:
    """How many lines the longest text of a row takes."""
    widths = zip(values, _widths(len(values)), strict=True)
    return max(1 + len(v) // w if isinstance(v, str) else 1 for v, w in widths)


def _write(
    sheet: Worksheet, at: tuple[int, int], value: object, column: Column
) -> None:
    cell = sheet.cell(*at)
    if isinstance(value, str):
        writing.write_text(cell, value)
        cell.alignment = writing.LEFT
    else:
        # Excel knows no fractions.
        exact = to_decimal(value) if isinstance(value, Fraction) else value
        writing.write_number(cell, exact, _form(value, column.places))


def _form(value: object, places: int | None) -> str:
    """As the screen writes it: without fixed decimals, those that there are."""
    if places is None and not isinstance(value, int):
        return "General"
    return f"{writing.WHOLE}.{'0' * places}" if places else writing.WHOLE
