"""Workbooks from strangers: bounded, and refused in words an officer understands."""

import datetime as dt
import zipfile

import pytest
from openpyxl import Workbook

from povertyportal.sheets.formulas import UNCOMPUTED
from povertyportal.sheets.problems import FileProblem
from povertyportal.sheets.reading import (
    Limits,
    numbered_rows,
    open_sheets,
    open_workbook,
    visible_sheets,
)


def saved(tmp_path, cells, name="list.xlsx"):
    book = Workbook()
    for place, value in cells.items():
        book.active[place] = value
    book.create_sheet("Ẩn").sheet_state = "hidden"
    book.save(tmp_path / name)
    return tmp_path / name


def test_rows_keep_their_place(tmp_path):
    path = saved(tmp_path, {"C3": "a", "D3": 12, "D5": dt.date(2025, 1, 2)})
    book = open_workbook(path)
    assert visible_sheets(book) == ["Sheet"]
    rows = list(numbered_rows(book.get_sheet_by_index(0)))
    assert rows == [
        (3, ["", "", "a", 12.0]),
        (5, ["", "", "", dt.date(2025, 1, 2)]),
    ]


def test_an_empty_sheet_has_no_rows(tmp_path):
    book = open_workbook(saved(tmp_path, {}))
    assert list(numbered_rows(book.get_sheet_by_index(0))) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "rỗng"),
        (b"<html>khong phai Excel</html>", "trang web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le"),
            "mật khẩu",
        ),
        (b"PK\x03\x04 cut off", "hỏng"),
    ],
)
def test_files_that_are_no_workbook_are_refused(tmp_path, content, said):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileProblem, match=said):
        open_workbook(path)


def test_a_cut_off_workbook_is_refused(tmp_path):
    path = saved(tmp_path, {"A1": "x"})
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(FileProblem, match="hỏng"):
        open_workbook(path)


def test_another_zip_is_refused(tmp_path):
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(FileProblem, match="không phải là tệp Excel"):
        open_workbook(path)


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path):
    path = saved(tmp_path, {"A1": "x"})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * (30 * 1024 * 1024))
    with pytest.raises(FileProblem, match="giải nén"):
        open_workbook(path)


@pytest.mark.parametrize(
    ("place", "said"), [("A300000", "dòng 300000"), ("XFD5", "cột thứ 16384")]
)
def test_a_stray_far_cell_is_refused(tmp_path, place, said):
    with pytest.raises(FileProblem, match=said):
        open_workbook(saved(tmp_path, {"A1": "x", place: "y"}))


def test_the_last_allowed_row_is_read(tmp_path):
    limits = Limits(rows=120_000)
    path = saved(tmp_path, {"A1": "x", "A120000": "y"})
    book = open_workbook(path, limits)
    assert [n for n, _ in numbered_rows(book.get_sheet_by_index(0))] == [1, 120_000]


def test_a_large_file_is_refused_by_its_size(tmp_path):
    path = saved(tmp_path, {"A1": "x"})
    with pytest.raises(FileProblem, match="MB"):
        open_workbook(path, Limits(file_bytes=100))


def test_formulas_without_a_value_are_not_empty_cells(tmp_path):
    book = Workbook()
    sheet = book.active
    for row in (["Tên", "Tuổi"], ["Lan", "#N/A"], ["", "=1+1"], ["Mai", 3]):
        sheet.append(row)
    sheet["B2"].data_type = "e"
    sheet["D6"] = "=A1"
    book.save(tmp_path / "list.xlsx")
    (read,) = open_sheets(tmp_path / "list.xlsx").values()
    assert list(read.rows()) == [
        (1, ["Tên", "Tuổi"]),
        (2, ["Lan", "#N/A"]),
        (3, ["", UNCOMPUTED, "", ""]),
        (4, ["Mai", 3.0]),
        (6, ["", "", "", UNCOMPUTED]),
    ]
    assert read.height == 6


def test_a_value_merged_downwards_holds_for_each_row(tmp_path):
    book = Workbook()
    sheet = book.active
    for row in (["Hộ", "Tên"], ["An", "An"], ["", "Bê"], ["", ""], ["", "Chi"]):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("A1:B1")
    book.save(tmp_path / "list.xlsx")
    (read,) = open_sheets(tmp_path / "list.xlsx").values()
    assert [values for _, values in read.rows()] == [
        *(["Hộ", ""], ["An", "An"], ["An", "Bê"], ["", "Chi"])
    ]
