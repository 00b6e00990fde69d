"""Headings are found wherever they stand; all problems come at once."""

import pytest

from povertyportal.sheets import cells
from povertyportal.sheets.layouts import (
    Column,
    Layout,
    NumberedRow,
    find_table,
    read_rows,
)
from povertyportal.sheets.problems import FileProblem, Problem, Problems

LAYOUT = Layout(
    name="people",
    title="Người",
    aliases=("Danh sách người",),
    columns=(
        Column("name", "Họ và tên", cells.person_name, ("Tên",), filled=True),
        Column("number", "Số CCCD", cells.personal_id, secret=True),
        Column("size", "Số khẩu", cells.whole(1, 9), repeats=True),
        Column("note", "Ghi chú", cells.text(50), required=False),
    ),
    marks=("name", "number"),
)


def read(*rows):
    """(values, problems) of rows given from row 1 on."""
    numbered = [NumberedRow(i, list(row)) for i, row in enumerate(rows, start=1)]
    problems = Problems()
    table = find_table(LAYOUT, "T", numbered)
    return list(read_rows(table, numbered, problems)), problems


def test_columns_come_in_any_order_under_titles_and_numbers():
    found, problems = read(
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", "", ""],
        ["so khau", "HỌ VÀ TÊN", "Lạ", "SỐ  CCCD"],
        ["1", "2", "3", "4=1+2"],
        [3.0, "Lê Thị Lan", "?", "037185000001"],
        [3.0, "", "Tổng cộng", ""],
    )
    assert found == [(4, ["Lê Thị Lan", "037185000001", 3, None])]
    assert not problems


def test_every_problem_is_told_with_its_cell():
    found, problems = read(
        ["Tên", "Số CCCD", "Số khẩu"],
        ["", "37185000001", "mười"],
        ["Lê Lan", "", 3.0],
        ["", "", "", "một", "hai", "ba", "bốn"],
    )
    assert [(p.cell, p.value) for p in problems.listed] == [
        ("A2", ""),
        ("B2", "371******01"),
        ("C2", "mười"),
        ("A4", ""),
    ]
    assert found[1] == (3, ["Lê Lan", None, 3, None])


def test_missing_columns_are_named_together():
    with pytest.raises(FileProblem, match="“Số CCCD”, “Số khẩu”"):
        read(["Họ và tên", "Ghi chú", "Tên"], ["a", "b", "c"])


def test_a_sheet_without_headings_is_told():
    with pytest.raises(FileProblem, match="dòng tiêu đề"):
        read(["a", "b"], ["c", "d"])


def test_problems_are_counted_beyond_what_is_listed():
    problems = Problems()
    for row in range(1_500):
        problems.add("T", f"A{row}", "", "x")
    assert (problems.count, len(problems.listed)) == (1_500, 1_000)


def test_problems_stand_in_the_order_of_the_file():
    problems = Problems()
    for sheet, cell in [("B", "A1"), ("A", "AA2"), ("A", "B2"), ("A", "B11")]:
        problems.add(sheet, cell, None, "x")
    ordered = problems.in_order(["A", "B"])
    assert ordered[-1] == Problem("B", "A1", "", "x")
    assert [p.cell for p in ordered] == ["B2", "AA2", "B11", "A1"]
