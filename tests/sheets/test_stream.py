"""The writer of long lists: what is written stays what it was, and none is lost."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from povertyportal.sheets.exports import ExportColumn
from povertyportal.sheets.stream import GOES_ON, Sheet, write_list
from povertyportal.sheets.writing import LONGEST_TEXT

ODD = [
    "=1+1",
    "+84 912",
    "-5",
    "@SUM(A1)",
    "001204000123",
    "a & b < c > d",
    " hai đầu trống ",
    "hai\ndòng",
    "Nguyễn Thị Hoà",
]
COLUMNS = [
    ExportColumn("Chữ", 30),
    ExportColumn("Số", 8, "whole"),
    ExportColumn("Tỷ lệ", 8, "share"),
    ExportColumn("Ngày", 12, "date"),
    ExportColumn("Lúc", 16, "moment"),
]
LINES = [("Danh sách thử", True), ("Điều kiện: =A1 <b>", False)]
DAY = dt.date(2026, 11, 22)
AT = dt.datetime(2026, 11, 22, 17, 30, tzinfo=dt.UTC)  # 0:30 on the 23rd in Vietnam


def written(rows, **more):
    out = io.BytesIO()
    sheet = Sheet("Danh sách", LINES, COLUMNS, lambda n: f"Tổng số: {n} dòng")
    count = write_list(out, sheet, iter(rows), **more)
    return count, load_workbook(io.BytesIO(out.getvalue())), out.getvalue()


def test_values_stay_what_they_are():
    rows = [(text, 3, 2.5, DAY, AT) for text in ODD]
    count, book, raw = written(rows)
    sheet = book["Danh sách"]
    assert count == len(ODD)
    assert [sheet.cell(row, 2).value for row in range(4, 4 + count)] == ODD
    assert {sheet.cell(row, 2).data_type for row in range(4, 4 + count)} == {"s"}
    assert [sheet.cell(row, 2).quotePrefix for row in (4, 5, 6, 7, 8)] == [
        True, True, True, True, False,
    ]  # fmt: skip
    first = [cell.value for cell in sheet[4]]
    assert first[:4] == [1, "=1+1", 3, 2.5]
    assert [f"{each:%d/%m/%Y %H:%M}" for each in first[4:]] == [
        "22/11/2026 00:00",
        "23/11/2026 00:30",
    ]
    assert sheet.cell(4, 5).number_format == "dd/mm/yyyy"
    assert sheet.cell(2, 1).value == "Điều kiện: =A1 <b>"
    assert sheet.cell(4 + count, 1).value == "Tổng số: 9 dòng"
    assert sheet.auto_filter.ref == f"A3:F{3 + count}"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$3", "$A:$B")
    assert (sheet.freeze_panes, sheet.page_setup.fitToHeight) == ("C4", 0)
    read = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0)
    assert [row[1] for row in read.to_python()[3:12]] == ODD


def test_what_excel_cannot_hold_is_left_out_and_shown():
    rows = [("a\x07b\ud800", None, "–", None, None), ("x" * 40_000, *[None] * 4)]
    _, book, _ = written(rows)
    sheet = book.active
    assert [cell.value for cell in sheet[4]] == [1, "ab", None, "–", None, None]
    long = sheet.cell(5, 2).value
    assert (len(long), long[-1]) == (LONGEST_TEXT, "…")


def test_rows_are_as_high_as_their_long_texts():
    rows = [("ngắn", *[None] * 4), ("mười chữ. " * 5, *[None] * 4)]
    _, book, _ = written(rows)
    heights = [book.active.row_dimensions[row].height for row in (4, 5)]
    assert heights == [None, 30]


def test_what_excel_would_read_as_a_sign_is_escaped():
    """ "_x0041_" is an A to Excel (ECMA-376, ST_Xstring); openpyxl leaves it."""
    _, book, _ = written([("_x0041_ và x_y", None, None, None, None)])
    assert book.active.cell(4, 2).value == "_x005F_x0041_ và x_y"


@pytest.mark.parametrize(("count", "sheets"), [(0, 1), (5, 1), (6, 2), (12, 3)])
def test_more_rows_than_a_sheet_holds_go_on_another(count, sheets):
    """Nine lines to a sheet: two above, the heading, five or fewer rows, the end."""
    rows = [(f"h{n}", n, None, None, None) for n in range(count)]
    told = []
    done, book, _ = written(rows, most_rows=9, report=told.append)
    assert (done, len(book.sheetnames)) == (count, sheets)
    feet = [sheet.cell(sheet.max_row, 1).value for sheet in book]
    assert feet == [GOES_ON] * (sheets - 1) + [f"Tổng số: {count} dòng"]
    names = [
        sheet.cell(row, 2).value
        for sheet in book
        for row in range(4, 9)
        if sheet.cell(row, 2).value
    ]
    assert names == [f"h{n}" for n in range(count)]
    assert told == sorted(told)


def test_even_an_empty_list_is_long_enough_for_a_password():
    assert len(written([])[2]) > 4096
