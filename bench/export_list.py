"""Export of a list against bare writers, fed from the same server-side cursor.

Run by hand: `python -m bench.export_list [rows]`; it makes a table in the database of
DATABASE_URL and drops it. Limits: time of the same library without styles, heights and
page set-up, and memory; rustpy-xlsxwriter stands beside (docs/decisions/0018).
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import django

ROWS, ROUNDS = 100_000, 3
LIMIT_RATIO, LIMIT_MB = 1.4, 150
CHUNK = 2_000
# name, SQL over the row's number n, our form
COLUMNS = [
    *(
        (f"Tên {i}", f"'Nguyễn Thị Thu Hà ' || (n * {i + 7} % 9973)", "text")
        for i in range(8)
    ),
    *(
        (f"Thôn {i}", f"'Thôn Đoài Gia Hòa ' || (n % {i + 5})", "text")
        for i in range(6)
    ),
    *((f"Mã {i}", f"lpad((n * {i + 3})::text, 12, '0')", "text") for i in range(4)),
    ("Ghi chú", "CASE WHEN n % 3 = 0 THEN '=A1 & <b>' || n END", "text"),
    ("Cờ", "CASE WHEN n % 4 = 0 THEN 'x' END", "text"),
    *((f"Số {i}", f"n % {100 * (i + 1)}", "whole") for i in range(10)),
    *((f"Tỷ lệ {i}", f"(n % 997) / {i + 3}.0::float8", "share") for i in range(4)),
    *(
        (f"Ngày {i}", f"DATE '2020-01-01' + (n % {900 + i})::int", "date")
        for i in range(4)
    ),
    *(
        (f"Lúc {i}", f"now() - n * interval '{i + 1} minute'", "moment")
        for i in range(2)
    ),
]
NAMES = [name for name, _, _ in COLUMNS]


def make_table(count: int) -> None:
    """`count` rows of 40 columns, all made up."""
    from django.db import connection

    parts = ", ".join(f'{sql} AS "c{i}"' for i, (_, sql, _) in enumerate(COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_export")
        cursor.execute(
            f"CREATE UNLOGGED TABLE bench_export AS SELECT n, {parts} "
            f"FROM generate_series(1, {count}) AS g(n)"
        )


def drop_table() -> None:
    """Nothing is left in the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_export")


def from_cursor() -> Iterator[tuple[object, ...]]:
    """The rows, from a server-side cursor."""
    from django.db import connection, transaction

    columns = ", ".join(f'"c{i}"' for i in range(len(COLUMNS)))
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM bench_export ORDER BY n")
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk


def ours(path: Path) -> None:
    """The writer of the portal's exports."""
    from povertyportal.sheets.exports import ExportColumn
    from povertyportal.sheets.stream import Sheet, write_list

    columns = [
        ExportColumn(name, 34 if name == "Ghi chú" else 22, form)
        for name, _, form in COLUMNS
    ]
    sheet = Sheet("Danh sách", [("Danh sách", True)], columns, lambda n: f"Tổng: {n}")
    with path.open("wb") as file:
        write_list(file, sheet, from_cursor())


def _records() -> Iterator[dict[str, object]]:
    """Times without a zone: the writers take no other."""
    for row in from_cursor():
        found = dict(zip(NAMES, row, strict=True))
        for name in NAMES[-2:]:
            found[name] = found[name].replace(tzinfo=None)  # type: ignore[attr-defined]
        yield found


def rustpy(path: Path) -> None:
    """rustpy-xlsxwriter, which takes rows as dicts."""
    from rustpy_xlsxwriter import write_worksheet

    write_worksheet(_records(), str(path), sheet_name="Danh sách")


def xlsxwriter(path: Path) -> None:
    """XlsxWriter in constant memory."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "remove_timezone": True,
        "strings_to_formulas": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(0, 0, NAMES)
        for number, row in enumerate(from_cursor(), start=1):
            sheet.write_row(number, 0, row)


def cursor_only(path: Path) -> None:
    """Reading the rows and writing nothing: what no writer can save."""
    for _ in from_cursor():
        pass
    path.touch()


WRITERS: dict[str, Callable[[Path], None]] = {
    "cursor": cursor_only,
    "rustpy": rustpy,
    "ours": ours,
    "xlsxwriter": xlsxwriter,
}


def measure(name: str, path: Path) -> None:
    """One measurement in this process; prints its numbers for the parent."""
    started = time.perf_counter()
    WRITERS[name](path)
    spent = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(spent, time.process_time(), peak, path.stat().st_size / 1e6)


def child(name: str) -> list[float]:
    """Do it in a fresh process, so that peak memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bench.export_list", name, f"{folder}/list.xlsx"],
            check=True,
            capture_output=True,
            text=True,
        )
    return [float(part) for part in done.stdout.split()]


def main(count: int = ROWS) -> bool:
    """Print one table; True when the limits hold for ours."""
    make_table(count)
    try:
        runs: dict[str, list[list[float]]] = {name: [] for name in WRITERS}
        for _ in range(ROUNDS):  # in turns: a busy hour weighs on all of them
            for name, found in runs.items():
                found.append(child(name))
    finally:
        drop_table()
    print(f"{count} rows x {len(COLUMNS)} columns, medians of {ROUNDS}")
    print(f"{'writer':<12}{'s':>8}{'CPU s':>8}{'peak MB':>9}{'file MB':>9}")
    medians = {}
    for name, found in runs.items():
        medians[name] = [statistics.median(each) for each in zip(*found, strict=True)]
        spent, cpu, peak, size = medians[name]
        print(f"{name:<12}{spent:>8.2f}{cpu:>8.2f}{peak:>9.0f}{size:>9.1f}")
    spent, _, peak, _ = medians["ours"]
    ratio, fastest = spent / medians["xlsxwriter"][0], spent / medians["rustpy"][0]
    print(f"ours / xlsxwriter {ratio:.2f} (<= {LIMIT_RATIO}), / rustpy {fastest:.2f};")
    print(f"{peak:.0f} MB (< {LIMIT_MB})")
    return ratio <= LIMIT_RATIO and peak < LIMIT_MB


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if sys.argv[1:] and sys.argv[1] in WRITERS:
        measure(sys.argv[1], Path(sys.argv[2]))
    else:
        sys.exit(0 if main(*map(int, sys.argv[1:2])) else 1)
