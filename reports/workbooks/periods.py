"""The tables of a period report as a workbook, a sheet each, in the official frame."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.sheets import writing
from povertyportal.ui.templatetags.vn import moment
from reports.models import PeriodReport
from reports.services.periods.acting import record_taken
from reports.services.periods.figures import parts_of
from reports.services.periods.names import file_name, title_of
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
from reports.workbooks.official import heading
from reports.workbooks.saving import saved

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = {WHOLE: writing.WHOLE, MONEY: writing.WHOLE, SHARE: writing.SHARE}
_LEAST = 6  # columns that the official head needs
_REST, _LINE = 46.0, 17  # the widest column in letters; the height of a line in points


@transaction.atomic
def take_tables(*, by: Officer, report: PeriodReport) -> tuple[str, bytes]:
    """The file name and the workbook; entered into the trail. Raises
    PermissionDenied."""
    require(by, Act.VIEW_PROGRAMMES)
    content = workbook(report)
    record_taken(by, report, "tables_taken")
    return f"{file_name(report)}.xlsx", content


def workbook(report: PeriodReport) -> bytes:
    """The file; the same report gives the same bytes. A report without figures gives
    one sheet that says so."""
    at = report.as_of or report.saved_at
    book = Workbook()
    book.remove(book.active)
    parts = parts_of(report)
    for place, part in enumerate(parts, 1):
        _sheet(book.create_sheet(f"Bảng {place}"), report, part, at)
    if not parts:
        writing.write_text(book.create_sheet("Bảng").cell(1, 1), "Chưa có số liệu.")
    return saved(book, {}, at)


def _sheet(sheet: Worksheet, report: PeriodReport, part: Part, at: dt.datetime) -> None:
    width = max(_LEAST, len(part.columns))
    row = frame.header(sheet, width, heading([report.area], at))
    told = f"(Báo cáo {title_of(report)}; số liệu đọc lúc {moment(at)})"
    row = writing.title(sheet, row, width, part.title, told)
    for place, column in enumerate(part.columns, 1):
        writing.header_cell(sheet, column.heading, (row, place), (row, place))
    sheet.row_dimensions[row].height = 48
    first = row
    for at_row, cells in enumerate(part.marked(), row + 1):
        bold = part.has_total and at_row == row + 1
        writing.frame_row(sheet, at_row, len(part.columns), bold=bold)
        # Programs that convert do not grow rows by themselves.
        sheet.row_dimensions[at_row].height = _LINE * _lines(cells, part)
        for place, (cell, column) in enumerate(
            zip(cells, part.columns, strict=True), 1
        ):
            _put(sheet, (at_row, place), cell, column.form)
    last = row + len(part.rows)
    row = frame.notes(sheet, last + 2, width, part.notes, 18 * width)
    frame.signatures(sheet, row + 1, width)
    widths = [_letters(column) for column in part.columns]
    writing.set_widths(sheet, [*widths, *[14.0] * (width - len(widths))])
    writing.set_print(sheet, header_rows=(first, first))
    sheet.freeze_panes = f"B{first + 1}"


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
