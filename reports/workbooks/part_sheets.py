"""A kept table as a sheet: its head, title, cells as numbers, and notes."""

from collections.abc import Sequence
from math import ceil

from openpyxl.worksheet.worksheet import Worksheet

from povertyportal.sheets import writing
from reports.services.periods.parts import (
    MONEY,
    SHARE,
    TEXT,
    WHOLE,
    Cell,
    Column,
    Part,
    number,
)
from reports.workbooks import parts as frame

_FORMATS = {WHOLE: writing.WHOLE, MONEY: writing.WHOLE, SHARE: writing.SHARE}
_LEAST = 6  # columns that the official head needs
_SPARE = 14.0  # letters of a column that the table itself does not need
_CAPITALS, _WORDS = 1.45, 1.1  # letters of a column that one of the head's takes
_REST, _LINE = 46.0, 17  # the widest column in letters; the height of a line in points


def part_sheet(
    sheet: Worksheet, part: Part, head: frame.Heading, told: str
) -> tuple[int, int]:
    """Write the table under its head; `told` stands under the title.

    Returns the next free row and how many columns the page takes.
    """
    width = max(_LEAST, len(part.columns))
    row = frame.header(sheet, width, head)
    widths = [_letters(column) for column in part.columns]
    widths += [_SPARE] * (width - len(widths))
    row = writing.title(sheet, row, width, part.title, told)
    _grow(sheet, row, widths, (part.title, told), head)
    for place, column in enumerate(part.columns, 1):
        writing.header_cell(sheet, column.heading, (row, place), (row, place))
    sheet.row_dimensions[row].height = 48
    _rows(sheet, part, row + 1)
    writing.set_widths(sheet, widths)
    writing.set_print(sheet, header_rows=(row, row))
    sheet.freeze_panes = f"B{row + 1}"
    last = row + len(part.rows)
    return frame.notes(sheet, last + 2, width, part.notes, 18 * width), width


def _grow(
    sheet: Worksheet,
    row: int,
    widths: Sequence[float],
    titles: tuple[str, str],
    head: frame.Heading,
) -> None:
    """Give the lines over the table (its head is in `row`) the height of their words:
    programs do not fit the height of merged cells."""
    half = len(widths) // 2
    left, right = sum(widths[:half]), sum(widths[half:])
    heads = ((head.superior, writing.NATION), (head.issuer, writing.MOTTO))
    for at, (ours, nations) in enumerate(heads, 1):
        taken = max(len(ours) / left, len(nations) / right) * _CAPITALS
        sheet.row_dimensions[at].height = _LINE * ceil(taken)
    title, told = (len(words) / (left + right) for words in titles)
    sheet.row_dimensions[row - 3].height = 20 * ceil(title * _CAPITALS)
    sheet.row_dimensions[row - 2].height = _LINE * ceil(told * _WORDS)


def _rows(sheet: Worksheet, part: Part, first: int) -> None:
    forms = [column.form for column in part.columns]
    for at, cells in enumerate(part.marked(), first):
        bold = part.has_total and at == first
        writing.frame_row(sheet, at, len(part.columns), bold=bold)
        # Programs that convert do not grow rows by themselves.
        sheet.row_dimensions[at].height = _LINE * _lines(cells, part)
        for place, (cell, form) in enumerate(zip(cells, forms, strict=True), 1):
            _put(sheet, (at, place), cell, form)


def _letters(column: Column) -> float:
    """A column's width in letters, of what the paper gives it in millimetres."""
    return max(column.width / 1.9, 11.0) if column.width else _REST


def _lines(cells: Sequence[Cell], part: Part) -> int:
    """How many lines the longest text of a row takes."""
    taken = (
        -(-len(str(cell)) // int(_letters(column)))
        for cell, column in zip(cells, part.columns, strict=True)
        if column.form == TEXT and cell
    )
    return max(taken, default=1)


def _put(sheet: Worksheet, at: tuple[int, int], cell: Cell, form: str) -> None:
    target = sheet.cell(*at)
    if form == TEXT:
        writing.write_text(target, None if cell is None else str(cell))
        target.alignment = writing.LEFT
        return
    value = number(cell, form)
    writing.write_number(target, value, _FORMATS.get(form, "#,##0.##"))
