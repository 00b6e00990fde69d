"""Reading .xls in a process of its own, whose memory and time the system bounds.

The old format cannot be measured before it is parsed, as .xlsx is (packages), and
such files are short: at most 65,536 rows a sheet.
"""

import datetime as dt
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from povertyportal.sheets.merged import Merged
from povertyportal.sheets.packages import DAMAGED, Limits
from povertyportal.sheets.problems import FileProblem

Rows = list[tuple[int, list[object]]]

_MEMORY = 1 << 30
_SECONDS = 60
_MOST_CELLS = 2_000_000
_PROTECTED, _LONG = 3, 4
_PACKAGE_HOME = Path(__file__).resolve().parent.parent.parent


def old_sheets(path: Path, limits: Limits) -> dict[str, Rows]:
    """Filled rows with their numbers, by visible sheet. Raises FileProblem."""
    cells = min(limits.cells, _MOST_CELLS)
    bounds = [str(limits.rows), str(limits.columns), str(cells)]
    command = [sys.executable, "-m", "povertyportal.sheets.old_books", str(path)]
    try:
        # Our own interpreter and module; the path is one argument.
        done = subprocess.run(  # noqa: S603
            [*command, *bounds],
            cwd=_PACKAGE_HOME,
            env={**os.environ, "RUST_BACKTRACE": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=2 * _SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileProblem(_TOO_LONG) from None
    if done.returncode:
        raise FileProblem(_REFUSED.get(done.returncode, DAMAGED))
    return _read(done.stdout)


_TOO_LONG = (
    "Tệp .xls có quá nhiều dòng hoặc cột để đọc. Hãy mở bằng Excel và lưu ở dạng "
    "“Excel Workbook (.xlsx)”, hoặc chia thành nhiều tệp."
)
_REFUSED = {
    _PROTECTED: "Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu trong Excel "
    "(Tệp > Thông tin > Bảo vệ sổ làm việc) rồi tải lên lại.",
    _LONG: _TOO_LONG,
}


def _read(output: bytes) -> dict[str, Rows]:
    sheets: dict[str, Rows] = {}
    rows: Rows = []
    for line in output.splitlines():
        found = json.loads(line)
        if isinstance(found, str):
            rows = sheets.setdefault(found, [])
        else:
            number, cells = found
            rows.append((number, [_value(cell) for cell in cells]))
    return sheets


def _value(cell: Any) -> object:
    if not isinstance(cell, dict):
        return cell
    ((kind, text),) = cell.items()
    return getattr(dt, kind).fromisoformat(text)


def _written(value: object) -> object:
    """A cell for JSON: what it has no form for by its kind, the rest as it is."""
    for kind in (dt.datetime, dt.date, dt.time):
        if isinstance(value, kind):
            return {kind.__name__: value.isoformat()}
    return str(value) if isinstance(value, dt.timedelta) else value


def _lines(path: str, rows: int, columns: int, cells: int) -> Iterator[object]:
    book = CalamineWorkbook.from_path(path)
    for about in book.sheets_metadata:
        is_seen = about.visible == SheetVisibleEnum.Visible
        if not is_seen or about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        yield sheet.name
        if sheet.start is None or sheet.end is None:
            continue
        high, wide = sheet.end[0] + 1, sheet.end[1] + 1
        cells -= high * wide
        if high > rows or wide > columns or cells < 0:
            sys.exit(_LONG)
        merged = Merged(sheet.merged_cell_ranges or ())
        yield from merged.filled(_filled_rows(sheet, sheet.start[1]))


def _filled_rows(
    sheet: CalamineSheet, first: int
) -> Iterator[tuple[int, list[object]]]:
    missing = [""] * first
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if values.count("") < len(values):
            yield number, [*missing, *map(_written, values)]


def main(path: str, *bounds: str) -> NoReturn:
    """In the child: bound oneself, then write the sheets as lines of JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        for line in _lines(path, *map(int, bounds)):
            sys.stdout.write(json.dumps(line) + "\n")
    except PasswordError:
        sys.exit(_PROTECTED)
    except (MemoryError, FileProblem):
        sys.exit(_LONG)
    except CalamineError:
        sys.exit(1)
    sys.exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
