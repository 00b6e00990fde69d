"""A workbook of errors: what is wrong in a file, with the wrong rows beside it.

For files too long to be marked themselves, and for .csv and .xls.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from povertyportal.sheets.cells import as_text
from povertyportal.sheets.problems import Problem
from povertyportal.sheets.reading import ERRORS_SHEET, Sheet, open_sheets
from povertyportal.sheets.writing import safe_text
from povertyportal.ui.numbers import vietnamese

HEADINGS = ("STT", "Trang", "Ô", "Giá trị", "Lỗi và cách sửa")
WIDTHS = (7, 24, 9, 28, 90)
ROWS_SHEET = "Các dòng có lỗi"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]+)")
_LONGEST = 32_000


def summary(found: Sequence[Problem], count: int) -> list[str]:
    """What stands above the list: how many errors, where, what to do."""
    cells = len({(problem.sheet, problem.cell) for problem in found if problem.cell})
    told = [
        f"Tệp có {vietnamese(count)} lỗi"
        + (f", ở {vietnamese(cells)} ô." if cells else "."),
        "Hãy sửa các ô có lỗi trong tệp danh sách, lưu lại rồi tải lên lần nữa.",
        "Không cần xoá trang này trước khi tải lên.",
    ]
    if count > len(found):
        told.append(
            f"Bảng dưới đây ghi {vietnamese(len(found))} lỗi đầu tiên; còn "
            f"{vietnamese(count - len(found))} lỗi nữa, sẽ ghi khi kiểm tra lại."
        )
    return told


def link_to(sheet: str, cell: str) -> str:
    """A place in the same workbook: 'Trang 1'!B12."""
    return "'" + sheet.replace("'", "''") + f"'!{cell or 'A1'}"


def write_errors(
    source: Path, target: Path, found: Sequence[Problem], count: int
) -> None:
    """The list of errors, each linked to its row among the wrong rows copied here."""
    rows = _wrong_rows(found)
    places = _places(rows)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        _write_list(book, found, summary(found, count), places)
        if places:
            _write_rows(book, open_sheets(source), rows, found)


def _wrong_rows(found: Sequence[Problem]) -> dict[str, list[int]]:
    """Numbers of the rows with an error, by sheet, in order."""
    rows: dict[str, set[int]] = {}
    for problem in found:
        if place := _CELL.fullmatch(problem.cell):
            rows.setdefault(problem.sheet, set()).add(int(place[2]))
    return {sheet: sorted(numbers) for sheet, numbers in rows.items()}


def _places(rows: dict[str, list[int]]) -> dict[tuple[str, int], int]:
    """Where a wrong row will stand among the copied ones, from row 2 on."""
    pairs = [(sheet, number) for sheet, numbers in rows.items() for number in numbers]
    return {pair: place for place, pair in enumerate(pairs, start=2)}


def _write_list(
    book: xlsxwriter.Workbook,
    found: Sequence[Problem],
    told: Sequence[str],
    places: dict[tuple[str, int], int],
) -> None:
    sheet = book.add_worksheet(ERRORS_SHEET)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    for line, text in enumerate(told):
        sheet.write_string(line, 0, text, bold)
    top = len(told) + 1
    for place, heading in enumerate(HEADINGS):
        sheet.write_string(top, place, heading, bold)
    sheet.freeze_panes(top + 1, 0)
    for number, problem in enumerate(found, start=1):
        row = top + number
        sheet.write_number(row, 0, number)
        sheet.write_string(row, 1, safe_text(problem.sheet), wrap)
        _write_link(sheet, row, problem, places, link)
        sheet.write_string(row, 3, safe_text(problem.value), wrap)
        sheet.write_string(row, 4, safe_text(problem.message), wrap)


def _write_link(
    sheet: "xlsxwriter.worksheet.Worksheet",
    row: int,
    problem: Problem,
    places: dict[tuple[str, int], int],
    style: object,
) -> None:
    place = _CELL.fullmatch(problem.cell)
    if place is None:
        sheet.write_string(row, 2, "trang")
        return
    to = places[problem.sheet, int(place[2])]
    address = f"internal:{link_to(ROWS_SHEET, f'A{to}')}"
    sheet.write_url(row, 2, address, style, problem.cell)


def _write_rows(
    book: xlsxwriter.Workbook,
    sheets: dict[str, Sheet],
    rows: dict[str, list[int]],
    found: Sequence[Problem],
) -> None:
    """The wrong rows as they stand in the file; their wrong cells are red."""
    sheet = book.add_worksheet(ROWS_SHEET)
    bold = book.add_format({"bold": True})
    red = book.add_format({"bg_color": "#FFC7CE", "num_format": "@"})
    plain = book.add_format({"num_format": "@"})
    for place, text in enumerate(("Trang", "Dòng", "Các ô của dòng, từ cột A")):
        sheet.write_string(0, place, text, bold)
    sheet.freeze_panes(1, 2)
    wrong = {(problem.sheet, problem.cell) for problem in found}
    at = 0
    for name, numbers in rows.items():
        wanted = set(numbers)
        copies = {n: v for n, v in sheets[name].rows() if n in wanted}
        for number in numbers:
            at += 1
            sheet.write_string(at, 0, safe_text(name))
            sheet.write_number(at, 1, number)
            for column, value in enumerate(copies.get(number, ())):
                cell = f"{xlsxwriter.utility.xl_col_to_name(column)}{number}"
                style = red if (name, cell) in wrong else plain
                text = safe_text(as_text(value))[:_LONGEST]
                if text or style is red:
                    sheet.write_string(at, column + 2, text, style)
