"""What is written stays what it was, in Excel and when read back."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from povertyportal.sheets import cells, writing
from povertyportal.sheets.layouts import (
    Column,
    Layout,
    NumberedRow,
    find_table,
    read_rows,
)
from povertyportal.sheets.lists import write_lists
from povertyportal.sheets.problems import Problems

DANGEROUS = ["=1+1", "+84 912", "-5", "@SUM(A1)", "0012"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_stays_text(text):
    book = Workbook()
    writing.write_text(book.active["A1"], text)
    kept = io.BytesIO()
    book.save(kept)
    cell = load_workbook(kept).active["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_control_characters_cannot_break_the_file():
    book = Workbook()
    writing.write_text(book.active["A1"], "a\x07b" + "c" * 40_000)
    book.save(io.BytesIO())
    assert book.active["A1"].value.startswith("abc")
    assert len(book.active["A1"].value) == writing.LONGEST_TEXT


def test_lists_keep_text_as_text():
    column = Column("a", "Cột", cells.text(50), secret=True)
    layout = Layout("l", "Trang", (), (column,), ("a",))
    kept = io.BytesIO()
    write_lists(kept, ["Tên danh sách"], [(layout, [[text] for text in DANGEROUS])])
    sheet = load_workbook(kept)["Trang"]
    assert [sheet.cell(row, 1).value for row in range(5, 10)] == DANGEROUS
    assert {sheet.cell(row, 1).data_type for row in range(5, 10)} == {"s"}


def test_a_template_is_found_again_by_its_headings():
    born = cells.whole(1900, 2100)
    columns = (
        Column("name", "Họ và tên", cells.person_name, key="m.name"),
        Column("male", "Nam", born, group="Năm sinh", key="m.y"),
        Column("female", "Nữ", born, group="Năm sinh", key="f.y"),
    )
    layout = Layout("l", "Trang", (), columns, ("name",))
    kept = io.BytesIO()
    write_lists(kept, ["Tên danh sách"], [(layout, [["Lê Lan", None, 1980]])])
    sheet = load_workbook(kept)["Trang"]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["B4:C4"]
    rows = [
        NumberedRow(number, [value or "" for value in row])
        for number, row in enumerate(sheet.values, start=1)
    ]
    table = find_table(layout, "Trang", rows)
    found = list(read_rows(table, rows, Problems()))
    assert found == [(7, ["Lê Lan", None, 1980])]


def test_a_form_prints_on_landscape_a4_with_its_head_on_each_page():
    book = Workbook()
    sheet = book.active
    row = writing.official_header(
        sheet, 6, superior="UBND tỉnh", issuer="UBND xã", place_day="Xã A, ngày …"
    )
    row = writing.title(sheet, row, 6, "Tổng hợp", "(Kèm theo báo cáo)")
    writing.header_cell(sheet, "Đơn vị", (row, 1), (row + 1, 1))
    writing.numbered_columns(sheet, row + 2, ["A", "1", "2=1/1*100"])
    writing.set_print(sheet, header_rows=(row, row + 2))
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == f"${row}:${row + 2}"
    assert sheet.cell(row + 2, 3).value == "2=1/1*100"
    assert sheet.cell(row + 2, 3).data_type == "s"
