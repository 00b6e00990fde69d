"""Reads a workbook: which sheet is which list, then each by its own reader."""

from itertools import chain, islice

from python_calamine import CalamineSheet, CalamineWorkbook

from households.imports.escaped import EscapedRows
from households.imports.layouts import MEMBERS, SHEETS
from households.imports.listed import ListedRows
from households.imports.rows import Reading
from povertyportal.sheets.cells import key_of
from povertyportal.sheets.layouts import (
    HEADER_WITHIN,
    Layout,
    NumberedRow,
    find_table,
    read_rows,
)
from povertyportal.sheets.problems import FileProblem
from povertyportal.sheets.reading import numbered_rows, visible_sheets

# Sheets that explain a list; anything else must be a list we know.
_ASIDE = ("huong dan", "ghi chu", "danh muc", "bia", "phu luc")


Sheets = dict[str, CalamineSheet]


def load_sheets(workbook: CalamineWorkbook) -> Sheets:
    """The visible sheets by name, each parsed once (a sheet lies in memory whole)."""
    return {name: workbook.get_sheet_by_name(name) for name in visible_sheets(workbook)}


def count_rows(sheets: Sheets) -> int:
    """Rows of all sheets, headings included: what progress counts to."""
    return sum(sheet.total_height for sheet in sheets.values())


def read_list(sheets: Sheets, reading: Reading) -> None:
    """Read every sheet into the staging tables, noting every problem.

    Raises FileProblem when there is no list in the workbook.
    """
    chosen = _choose(sheets, reading)
    if MEMBERS not in chosen and not reading.problems:
        raise FileProblem(
            f"Tệp không có trang “{MEMBERS.title}”. Hãy dùng tệp mẫu, có các trang "
            f"{_titles()}."
        )
    # Sheet 1 first: the others take their decision and commune from it.
    for layout in SHEETS:
        if layout in chosen:
            _read_sheet(sheets[chosen[layout]], layout, reading)
    reading.staging.finish()
    if not reading.lines and not reading.problems:
        raise FileProblem("Danh sách không có dòng nào. Hãy kiểm tra lại tệp.")


def _titles() -> str:
    return ", ".join(f"“{layout.title}”" for layout in SHEETS)


def _choose(sheets: Sheets, reading: Reading) -> dict[Layout, str]:
    chosen: dict[Layout, str] = {}
    for name, sheet in sheets.items():
        layout = next((each for each in SHEETS if each.is_named(name)), None)
        if layout is None and len(sheets) == 1:
            layout = MEMBERS
        if layout in chosen:
            message = f"Tệp có hai trang “{layout.title}”. Hãy gộp thành một trang."
            reading.problems.add(name, "", "", message)
        elif layout is not None:
            chosen[layout] = name
        elif not key_of(name).startswith(_ASIDE) and _has_rows(sheet):
            message = (
                "Không rõ trang này là danh sách nào. Hãy đổi tên trang thành một "
                f"trong các tên {_titles()}, hoặc xoá trang."
            )
            reading.problems.add(name, "", "", message)
    return chosen


def _has_rows(sheet: CalamineSheet) -> bool:
    return next(numbered_rows(sheet), None) is not None


def _read_sheet(sheet: CalamineSheet, layout: Layout, reading: Reading) -> None:
    rows = numbered_rows(sheet)
    top = [NumberedRow(*row) for row in islice(rows, HEADER_WITHIN)]
    if not top and layout is not MEMBERS:
        return
    try:
        table = find_table(layout, sheet.name, top)
    except FileProblem as problem:
        reading.problems.add(sheet.name, "", "", str(problem))
        return
    cleaned = read_rows(table, chain(top, rows), reading.problems)
    reader = ListedRows if layout is MEMBERS else EscapedRows
    reader(reading, table).read(cleaned)
