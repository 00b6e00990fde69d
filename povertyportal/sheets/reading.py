"""Opening files that strangers made: bounded before they are parsed.

An .xlsx is measured first (packages), an .xls is parsed in a process of its own
(old_books), a .csv is counted as it is read (csv_files).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from povertyportal.sheets.csv_files import SHEET as CSV_SHEET
from povertyportal.sheets.csv_files import csv_rows, is_text
from povertyportal.sheets.formulas import Odd, odd_cells, with_odd
from povertyportal.sheets.merged import Merged
from povertyportal.sheets.old_books import Rows, old_sheets
from povertyportal.sheets.packages import DAMAGED, Limits, check_package
from povertyportal.sheets.problems import FileProblem

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# The sheet of a marked workbook that lists what is wrong in the others.
ERRORS_SHEET = "Lỗi cần sửa"


def open_workbook(path: Path, limits: Limits | None = None) -> CalamineWorkbook:
    """The workbook, once it is known to be a sane .xlsx file.

    Raises FileProblem in the officer's words for anything else.
    """
    return _opened(path, limits or Limits())[0]


def _opened(path: Path, limits: Limits) -> tuple[CalamineWorkbook, dict[str, Odd]]:
    """The workbook, and by sheet the cells whose formula has no value."""
    kind = _kind(path, limits)
    if kind != "xlsx":
        raise FileProblem(
            f"Tệp ở dạng .{kind}. Hãy mở bằng Excel và lưu ở dạng “Excel Workbook "
            "(.xlsx)”."
        )
    with path.open("rb") as file:
        parts = check_package(file, limits)
    with _parsing():
        return CalamineWorkbook.from_path(str(path)), odd_cells(path, parts)


@contextmanager
def _parsing() -> Iterator[None]:
    """Whatever the parser cannot make out is a damaged file.

    It is written in another language: its own failures come as a BaseException.
    """
    try:
        yield
    except (CalamineError, ParseError, KeyError, ValueError) as error:
        raise FileProblem(DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise FileProblem(DAMAGED) from error


@dataclass
class Sheet:
    """A sheet in memory: its name, its rows with headings, the filled ones of them."""

    name: str
    height: int
    rows: Callable[[], Iterator[tuple[int, list[object]]]]


def open_sheets(path: Path, limits: Limits | None = None) -> dict[str, Sheet]:
    """The visible sheets of a file by name, in order, whatever form the file has.

    .xlsx, .xlsm, .xls and .csv are told apart by what is inside, not by their names.
    Raises FileProblem.
    """
    limits = limits or Limits()
    kind = _kind(path, limits)
    if kind == "csv":
        rows = list(csv_rows(path, limits.rows, limits.columns))
        return {CSV_SHEET: _kept(CSV_SHEET, rows)}
    if kind == "xls":
        old = old_sheets(path, limits)
        return {name: _kept(name, rows) for name, rows in old.items()}
    workbook, odd = _opened(path, limits)
    with _parsing():
        loaded = {n: workbook.get_sheet_by_name(n) for n in visible_sheets(workbook)}
    if not loaded:
        raise FileProblem(
            "Tệp không có trang nào nhìn thấy được. Hãy bỏ ẩn trang danh sách."
        )
    return {name: _sheet(loaded[name], odd.get(name, {})) for name in loaded}


def _sheet(sheet: CalamineSheet, odd: Odd) -> Sheet:
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    merged = Merged(sheet.merged_cell_ranges or ())

    def rows() -> Iterator[tuple[int, list[object]]]:
        found = numbered_rows(sheet)
        if odd:
            found = with_odd(found, odd, width)
        return merged.filled(found) if merged.below else found

    if odd:
        height = max(height, *odd)
        width = max(width, *(max(row) + 1 for row in odd.values()))
    return Sheet(sheet.name, height, rows)


def _kept(name: str, rows: Rows) -> Sheet:
    """A sheet of rows that were read already; whoever reads them may append."""
    height = rows[-1][0] if rows else 0
    return Sheet(name, height, lambda: ((n, list(cells)) for n, cells in rows))


def visible_sheets(workbook: CalamineWorkbook) -> list[str]:
    """Names of the worksheets an officer sees, in order; not our list of errors."""
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible
        and sheet.typ == SheetTypeEnum.WorkSheet
        and sheet.name != ERRORS_SHEET
    ]


def numbered_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    """(row number as Excel shows it, values from column A on) of filled rows."""
    if sheet.start is None:
        return
    # iter_rows begins at row 1, but at the first filled column.
    missing: list[object] = [""] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(row) or row.count("") < len(row):  # a zero fills a row too
            yield number, [*missing, *row]


def _kind(path: Path, limits: Limits) -> str:
    """ "xlsx", "xls" or "csv", by what is inside. Raises FileProblem for the rest."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise FileProblem(
            f"Tệp lớn {size // 1_048_576} MB, quá {limits.file_bytes // 1_048_576} MB. "
            "Hãy chia danh sách thành nhiều tệp, mỗi xã một tệp."
        )
    with path.open("rb") as file:
        start = file.read(1 << 20)
    if not start:
        raise FileProblem("Tệp rỗng. Hãy chọn lại tệp danh sách.")
    if start.startswith(_OLE):
        if _ENCRYPTED in start or _ENCRYPTED in path.read_bytes():
            raise FileProblem(
                "Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu trong Excel "
                "(Tệp > Thông tin > Bảo vệ sổ làm việc) rồi tải lên lại."
            )
        return "xls"
    if start.startswith(_ZIP):
        return "xlsx"
    if is_text(path):
        return "csv"
    raise FileProblem(_not_excel(start))


def _not_excel(start: bytes) -> str:
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return (
            "Tệp này là trang web mang tên tệp Excel. Hãy mở bằng Excel và lưu ở dạng "
            "“Excel Workbook (.xlsx)”."
        )
    return (
        "Tệp này không phải là tệp Excel, hoặc là tệp CSV không theo mã UTF-8. Hãy mở "
        "danh sách bằng Excel và lưu ở dạng “Excel Workbook (.xlsx)”."
    )
