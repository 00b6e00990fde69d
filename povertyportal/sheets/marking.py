"""The officer's own workbook back, its wrong cells marked and commented.

Short workbooks only: what openpyxl holds in memory is many times the file. For the
others there is a workbook of errors (error_book).
"""

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from povertyportal.sheets.error_book import (
    HEADINGS,
    WIDTHS,
    link_to,
    summary,
    write_errors,
)
from povertyportal.sheets.problems import MOST_KEPT, Problem, Problems
from povertyportal.sheets.reading import ERRORS_SHEET
from povertyportal.sheets.writing import safe_text, write_text

MOST_ROWS = 5_000
_MOST_CELLS = 400_000
_MOST_BYTES = 60 * 1024 * 1024
# Excel draws each comment: more of them make a file slow to open.
_MOST_COMMENTS = 5_000
_AUTHOR = "Kiểm tra danh sách"
_RED = "FFFFC7CE"
_FILL = PatternFill("solid", start_color=_RED, end_color=_RED)
# What openpyxl cannot read, although it could be read for the import.
_UNREADABLE = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError),
    *(ValueError, TypeError, KeyError, IndexError, AttributeError),
)


def mark(source: Path, target: Path, problems: Problems, sheets: Sequence[str]) -> None:
    """Write `target`, an .xlsx: the source with its errors marked, or a list of them.

    `sheets` are the names in the source's order. Up to MOST_ROWS rows of an .xlsx
    come back as they are, the wrong cells red and commented, all of them listed on a
    first sheet with links; of other files come the wrong rows, listed and linked.
    """
    found = problems.in_order(list(sheets), MOST_KEPT)
    if _is_short(source):
        try:
            book = load_workbook(source)
            _mark(book, found, summary(found, problems.count))
            book.save(target)
        except _UNREADABLE:
            pass
        else:
            return
    write_errors(source, target, found, problems.count)


def _is_short(source: Path) -> bool:
    """Whether it is an .xlsx that fits into memory as openpyxl holds it."""
    if not zipfile.is_zipfile(source):
        return False
    with zipfile.ZipFile(source) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > _MOST_BYTES:
            return False
        parts = [e for e in entries if e.filename.startswith("xl/worksheets/")]
        texts = [archive.read(entry) for entry in parts]
    rows = sum(text.count(b"<row") for text in texts)
    cells = sum(text.count(b"<c ") for text in texts)
    # Titles and headings stand above the rows.
    return rows <= MOST_ROWS + 200 and cells <= _MOST_CELLS


def _mark(book: Workbook, found: Sequence[Problem], told: Sequence[str]) -> None:
    _clear_marks(book)
    comments = 0
    by_cell = sorted(found, key=lambda problem: (problem.sheet, problem.cell))
    for (name, place), group in groupby(by_cell, lambda p: (p.sheet, p.cell)):
        if not place or name not in book.sheetnames:
            continue
        cell = _anchor(book[name], place)
        cell.fill = _FILL
        if comments < _MOST_COMMENTS:
            said = dict.fromkeys(problem.message for problem in group)
            _comment(cell, "\n".join(said))
            comments += 1
    _list(book, found, told)


def _clear_marks(book: Workbook) -> None:
    """Take away what an earlier check of this workbook marked."""
    # A cell that is red in a workbook never marked is the officer's own.
    was_marked = ERRORS_SHEET in book.sheetnames
    if was_marked:
        del book[ERRORS_SHEET]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                is_ours = cell.comment and cell.comment.author == _AUTHOR
                if is_ours:
                    cell.comment = None
                if not (is_ours or was_marked) or not cell.has_style:
                    continue
                if cell.fill.start_color.rgb == _RED:
                    cell.fill = PatternFill()


def _anchor(sheet: Worksheet, place: str) -> Cell:
    """The cell, or the one that shows the text where cells are merged."""
    cell = sheet[place]
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if place in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _comment(cell: Cell, text: str) -> None:
    former = f"{cell.comment.text}\n\n" if cell.comment else ""
    comment = Comment(safe_text(former + text), _AUTHOR)
    comment.width, comment.height = 320, 40 + 20 * (1 + len(text) // 45)
    cell.comment = comment


def _list(book: Workbook, found: Iterable[Problem], told: Sequence[str]) -> None:
    """The first sheet: every error with a link to its cell."""
    sheet = book.create_sheet(ERRORS_SHEET, 0)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for line, text in enumerate(told, start=1):
        write_text(sheet.cell(line, 1), text)
        sheet.cell(line, 1).font = Font(bold=line == 1, size=14 if line == 1 else 11)
    top = len(told) + 2
    for place, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), 1):
        write_text(sheet.cell(top, place), heading)
        sheet.cell(top, place).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(top, place).column_letter].width = width
    for number, problem in enumerate(found, start=1):
        row = top + number
        sheet.cell(row, 1).value = number
        for place, text in enumerate(_words(problem), start=2):
            write_text(sheet.cell(row, place), text)
            sheet.cell(row, place).alignment = Alignment(wrap_text=True, vertical="top")
        if problem.sheet in book.sheetnames:
            link = sheet.cell(row, 3)
            link.value = problem.cell or "trang"
            target = link_to(problem.sheet, problem.cell)
            link.hyperlink = Hyperlink(link.coordinate, location=target)
            link.style = "Hyperlink"
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    book.active = 0
    for each in book.worksheets:
        each.sheet_view.tabSelected = each is sheet


def _words(problem: Problem) -> tuple[str, str, str, str]:
    return problem.sheet, problem.cell, problem.value, problem.message
