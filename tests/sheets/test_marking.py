"""Errors go back in the officer's own workbook; beyond its size, in one of errors."""

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from povertyportal.sheets import marking
from povertyportal.sheets.error_book import ROWS_SHEET
from povertyportal.sheets.problems import MOST_KEPT, Problems
from povertyportal.sheets.reading import ERRORS_SHEET, open_sheets

RED = "FFFFC7CE"


@pytest.fixture
def source(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.title = "Dân 'số'"
    for row in (["Danh sách", ""], ["Tên", "Số"], ["=1+1", 5], ["Lan", "x"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet["B4"].comment = Comment("Hỏi lại thôn", "Chị Hoà")
    sheet["A3"].fill = PatternFill("solid", start_color="FF00FF00")
    # The officer's own mark, in the colour of ours.
    sheet["B3"].fill = PatternFill("solid", start_color=RED, end_color=RED)
    book.create_sheet("Khác")["A1"] = "giữ nguyên"
    book.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


@pytest.fixture
def problems():
    found = Problems()
    found.add("Dân 'số'", "B4", "x", "Hãy ghi số.")
    found.add("Dân 'số'", "B4", "x", "Số này thiếu.")
    found.add("Dân 'số'", "B1", "", "Thiếu năm.")
    found.add("Dân 'số'", "", "", "Thiếu cột.")
    return found


def test_the_own_workbook_comes_back_marked(source, problems, tmp_path):
    target = tmp_path / "marked.xlsx"
    marking.mark(source, target, problems, ["Dân 'số'", "Khác"])
    book = load_workbook(target)
    assert book.sheetnames == [ERRORS_SHEET, "Dân 'số'", "Khác"]
    assert book.active.title == ERRORS_SHEET
    sheet = book["Dân 'số'"]
    assert sheet["B4"].comment.text == "Hỏi lại thôn\n\nHãy ghi số.\nSố này thiếu."
    # B1 is merged into A1, which shows the text.
    red = {c: sheet[c].fill.start_color.rgb == RED for c in ("B4", "A1", "B3", "A3")}
    assert red == {"B4": True, "A1": True, "B3": True, "A3": False}
    assert (sheet["A3"].value, book["Khác"]["A1"].value) == ("=1+1", "giữ nguyên")
    listed = book[ERRORS_SHEET]
    assert listed["A1"].value == "Tệp có 4 lỗi, ở 2 ô."
    rows = list(listed.iter_rows(min_row=6, values_only=True))
    assert [row[2] for row in rows] == ["trang", "B1", "B4", "B4"]
    assert listed["C7"].hyperlink.location == "'Dân ''số'''!B1"


def test_a_marked_workbook_is_read_and_marked_again(source, problems, tmp_path):
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    marking.mark(source, first, problems, ["Dân 'số'", "Khác"])
    assert list(open_sheets(first)) == ["Dân 'số'", "Khác"]
    fewer = Problems()
    fewer.add("Dân 'số'", "A4", "Lan", "Ghi họ tên.")
    marking.mark(first, second, fewer, ["Dân 'số'", "Khác"])
    book = load_workbook(second)
    assert book.sheetnames == [ERRORS_SHEET, "Dân 'số'", "Khác"]
    sheet = book["Dân 'số'"]
    assert sheet["A4"].comment.text == "Ghi họ tên."
    assert sheet["B4"].fill.start_color.rgb != RED
    assert book[ERRORS_SHEET].max_row == 6


def check_error_book(path, sheet):
    book = load_workbook(path)
    assert book.sheetnames == [ERRORS_SHEET, ROWS_SHEET]
    listed, copied = book[ERRORS_SHEET], book[ROWS_SHEET]
    assert listed["C7"].hyperlink.location == f"'{ROWS_SHEET}'!A2"
    assert [cell.value for cell in copied[2]] == [sheet, 3, "Lan", "x"]
    assert copied["D2"].fill.start_color.rgb == RED
    assert copied["C2"].fill.start_color.rgb != RED


def test_a_long_workbook_gets_one_of_errors(tmp_path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Dài")
    for row in (["Tên", "Số"], ["An", 5], ["Lan", "x"], *[["Bê", 1]] * 5_300):
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    found = Problems()
    found.add("Dài", "", "", "Thiếu cột.")
    found.add("Dài", "B3", "x", "Hãy ghi số.")
    marking.mark(tmp_path / "list.xlsx", tmp_path / "errors.xlsx", found, ["Dài"])
    check_error_book(tmp_path / "errors.xlsx", "Dài")


def test_a_csv_file_gets_a_workbook_of_errors(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Tên;Số\nAn;5\nLan;x\n", encoding="utf-8-sig")
    (name,) = open_sheets(path)
    found = Problems()
    found.add(name, "", "", "Thiếu cột.")
    found.add(name, "B3", "x", "Hãy ghi số.")
    marking.mark(path, tmp_path / "errors.xlsx", found, [name])
    check_error_book(tmp_path / "errors.xlsx", name)


def test_errors_beyond_the_list_are_counted(source, tmp_path):
    found = Problems()
    for _ in range(MOST_KEPT + 1):
        found.add("Khác", "", "", "Sai.")
    found.listed = found.listed[:3]
    marking.mark(source, tmp_path / "marked.xlsx", found, ["Khác"])
    told = load_workbook(tmp_path / "marked.xlsx")[ERRORS_SHEET]
    assert told["A1"].value == "Tệp có 50.001 lỗi."
    assert "còn 49.998 lỗi nữa" in told["A4"].value


def test_a_sentence_stands_once_in_a_cells_comment(source, problems, tmp_path):
    target = tmp_path / "marked.xlsx"
    problems.add("Dân 'số'", "B4", "x", "Hãy ghi số.")
    marking.mark(source, target, problems, ["Dân 'số'", "Khác"])
    said = load_workbook(target)["Dân 'số'"]["B4"].comment.text
    assert said.count("Hãy ghi số.") == 1
