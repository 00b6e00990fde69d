"""The numbers of a chart as a workbook, with all that must be said of them."""

import io
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from povertyportal.sheets import writing
from povertyportal.ui.charts import Chart, Column
from povertyportal.ui.charts.page import source_words, unit_words
from povertyportal.ui.numbers import to_decimal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST, _OTHERS = 40, 18  # characters: widths of the columns
_LINE = 15  # points


def chart_book(chart: Chart) -> bytes:
    """Title, place and period, unit, the table, then source and note."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has one sheet")
    sheet.title = "Số liệu"
    table = chart.table
    width = len(table.columns)
    where = [each for each in (chart.place, chart.period) if each]
    row = _line(sheet, 1, chart.title, bold=True)
    for words in (", ".join(where), unit_words(chart.measure)):
        row = _line(sheet, row, words)
    head = row + 1
    for place, column in enumerate(table.columns, start=1):
        writing.header_cell(sheet, column.label, (head, place), (head, place))
    for row, values in enumerate(table.rows, start=head + 1):
        writing.frame_row(sheet, row, width)
        lines = 1 + len(str(values[0])) // _FIRST
        sheet.row_dimensions[row].height = _LINE * lines
        for place, (value, column) in enumerate(
            zip(values, table.columns, strict=True), start=1
        ):
            _write(sheet, (row, place), value, column)
    last = _line(sheet, head + len(table.rows) + 2, source_words(chart))
    _line(sheet, last, chart.note)
    writing.set_widths(sheet, (_FIRST, *[_OTHERS] * (width - 1)))
    writing.set_print(sheet, header_rows=(head, head), landscape=width > 4)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _line(sheet: Worksheet, row: int, words: str, *, bold: bool = False) -> int:
    """Words in the first column, if any; returns the next row."""
    if not words:
        return row
    cell = sheet.cell(row, 1)
    writing.write_text(cell, words)
    cell.font = writing.font(bold=bold, size=14 if bold else 11)
    return row + 1


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
