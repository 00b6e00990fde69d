"""Opening workbooks that strangers made: bounded before they are parsed.

python-calamine holds a whole sheet in memory as a rectangle, so the rectangle is
measured on the raw XML first: one stray cell at XFD1048576 would ask for terabytes.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from openpyxl.utils import column_index_from_string
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    ZipError,
)

from povertyportal.sheets.csv_files import SHEET as CSV_SHEET
from povertyportal.sheets.csv_files import csv_rows, is_text
from povertyportal.sheets.problems import FileProblem

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 20
# Only references that can widen the rectangle: beyond column Z or row 99,999.
_FAR = re.compile(rb'r="(?:([A-Z]{2,3})([0-9]{1,7})"|[A-Z]?([0-9]{6,7})")')
_LONGEST_REFERENCE = 16


# The sheet of a marked workbook that lists what is wrong in the others.
ERRORS_SHEET = "Lỗi cần sửa"


@dataclass(frozen=True)
class Limits:
    """What a workbook may be at most."""

    file_bytes: int = 50 * 1024 * 1024
    unzipped_bytes: int = 600 * 1024 * 1024
    ratio: int = 150
    entries: int = 1_000
    rows: int = 200_000
    columns: int = 100
    cells: int = 12_000_000


def open_workbook(path: Path, limits: Limits | None = None) -> CalamineWorkbook:
    """The workbook, once it is known to be a sane .xlsx file.

    Raises FileProblem in the officer's words for anything else.
    """
    limits = limits or Limits()
    with path.open("rb") as file:
        _check_kind(file, path.stat().st_size, limits)
        _check_zip(file, limits)
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, ZipError) as error:
        raise FileProblem(_DAMAGED) from error


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
    if is_text(path) and path.stat().st_size:
        _check_size(path.stat().st_size, limits)
        rows = list(csv_rows(path, limits.rows, limits.columns))
        height = rows[-1][0] if rows else 0
        return {CSV_SHEET: Sheet(CSV_SHEET, height, lambda: _copies(rows))}
    workbook = open_workbook(path, limits)
    loaded = {n: workbook.get_sheet_by_name(n) for n in visible_sheets(workbook)}
    if not loaded:
        raise FileProblem(
            "Tệp không có trang nào nhìn thấy được. Hãy bỏ ẩn trang danh sách."
        )
    return {name: sheet_of(sheet) for name, sheet in loaded.items()}


def sheet_of(sheet: CalamineSheet) -> Sheet:
    """A sheet of a workbook."""
    return Sheet(sheet.name, sheet.total_height, lambda: numbered_rows(sheet))


def _copies(
    rows: list[tuple[int, list[object]]],
) -> Iterator[tuple[int, list[object]]]:
    # Whoever reads rows may append to them.
    return ((number, list(cells)) for number, cells in rows)


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


_DAMAGED = (
    "Tệp bị hỏng hoặc chưa tải lên hết: không đọc được. Hãy mở tệp bằng Excel, lưu "
    "lại rồi tải lên lần nữa."
)


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise FileProblem(
            f"Tệp lớn {size // 1_048_576} MB, quá {limits.file_bytes // 1_048_576} MB. "
            "Hãy chia danh sách thành nhiều tệp, mỗi xã một tệp."
        )


def _check_kind(file: IO[bytes], size: int, limits: Limits) -> None:
    _check_size(size, limits)
    start = file.read(8)
    if start == _OLE:
        raise FileProblem(_old_or_encrypted(file))
    if not start:
        raise FileProblem("Tệp rỗng. Hãy chọn lại tệp danh sách.")
    if not start.startswith(_ZIP):
        raise FileProblem(
            "Tệp này không phải là tệp Excel. Hãy mở danh sách bằng Excel và lưu "
            "ở dạng “Excel Workbook (.xlsx)”."
        )


def _old_or_encrypted(file: IO[bytes]) -> str:
    if _ENCRYPTED in file.read(_CHUNK):
        return (
            "Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu trong Excel "
            "(Tệp > Thông tin > Bảo vệ sổ làm việc) rồi tải lên lại."
        )
    return (
        "Tệp ở dạng Excel cũ (.xls). Hãy mở bằng Excel và lưu ở dạng "
        "“Excel Workbook (.xlsx)”."
    )


def _check_zip(file: IO[bytes], limits: Limits) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_sizes(entries, limits)
            _check_parts({entry.filename for entry in entries})
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/sheet"):
                    with archive.open(entry) as part:
                        _check_rectangle(part, limits)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise FileProblem(_DAMAGED) from error


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileProblem("Tệp được đặt mật khẩu nên không đọc được.")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    bomb = unpacked > limits.ratio * max(packed, 1) and unpacked > 10 * _CHUNK
    if unpacked > limits.unzipped_bytes or bomb or len(entries) > limits.entries:
        raise FileProblem(
            "Nội dung tệp sau khi giải nén lớn bất thường nên không đọc. Hãy chép "
            "riêng danh sách sang một tệp Excel mới rồi tải lên."
        )


def _check_parts(names: set[str]) -> None:
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise FileProblem(
            "Tệp này không phải là tệp Excel dạng .xlsx. Hãy mở danh sách bằng Excel "
            "và lưu ở dạng “Excel Workbook (.xlsx)”."
        )


def _check_rectangle(part: IO[bytes], limits: Limits) -> None:
    rows, columns, kept = 1, 26, b""
    while chunk := part.read(_CHUNK):
        text = kept + chunk
        if b"<c>" in text or b"<row>" in text:
            raise FileProblem(
                "Tệp do phần mềm khác tạo, thiếu vị trí của ô. Hãy mở bằng Excel, lưu "
                "lại rồi tải lên."
            )
        for letters, row, tall in _FAR.findall(text):
            rows = max(rows, int(row or tall))
            if letters:
                columns = max(columns, column_index_from_string(letters.decode()))
        kept = text[-_LONGEST_REFERENCE:]
    if rows > limits.rows:
        raise FileProblem(
            f"Có ô ở dòng {rows}, quá {limits.rows} dòng. Hãy xoá các dòng thừa ở "
            "cuối, hoặc chia danh sách thành nhiều tệp."
        )
    if columns > limits.columns or rows * columns > limits.cells:
        raise FileProblem(
            f"Có ô ở cột thứ {columns}, quá rộng cho một danh sách. Hãy xoá các cột "
            "thừa bên phải rồi lưu lại."
        )
