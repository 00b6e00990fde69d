"""Headings are found wherever they stand; all problems come at once."""

import pytest

from povertyportal.sheets import cells
from povertyportal.sheets.formulas import UNCOMPUTED
from povertyportal.sheets.layouts import (
    Column,
    Layout,
    NumberedRow,
    find_table,
    read_rows,
    recognise,
)
from povertyportal.sheets.problems import (
    MOST_KEPT,
    MOST_PROBLEMS,
    FileProblem,
    Problem,
    Problems,
)

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


def test_a_total_or_a_signature_in_the_column_of_names_is_no_record():
    found, problems = read(
        ["Tên", "Số CCCD", "Số khẩu", "Ghi chú"],
        ["Tống Thị Cộng", "", 3.0, ""],
        ["TỔNG CỘNG", "", 3.0, ""],
        ["Tổng cộng: 1 hộ", "", "", ""],
        ["Người lập biểu", "", "", "TM. Uỷ ban nhân dân"],
    )
    assert [values[0] for _, values in found] == ["Tống Thị Cộng"]
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


def test_formulas_without_a_value_and_blank_looking_cells():
    found, problems = read(
        ["Tên", "Số CCCD", "Số khẩu", "Ghi chú"],
        ["Lê Lan", "\u00a0\u200b", "#N/A", "#REF!"],
        ["Lê Lan", UNCOMPUTED, 3.0, ""],
    )
    assert found[0] == (2, ["Lê Lan", None, None, None])
    assert [(p.cell, p.value) for p in problems.listed] == [
        ("C2", "#N/A"),
        ("D2", "#REF!"),
        ("B3", UNCOMPUTED),
    ]
    assert "Công thức" in problems.listed[0].message


def test_missing_columns_are_named_together():
    with pytest.raises(FileProblem, match="“Số CCCD”, “Số khẩu”"):
        read(["Họ và tên", "Ghi chú", "Tên"], ["a", "b", "c"])


def test_a_sheet_without_headings_is_told():
    with pytest.raises(FileProblem, match="dòng tiêu đề"):
        read(["a", "b"], ["c", "d"])


def test_problems_are_counted_beyond_what_is_listed():
    problems = Problems()
    for row in range(MOST_KEPT + 5, 0, -1):
        problems.add("T", f"A{row}", "", "x")
    assert (problems.count, len(problems.listed)) == (MOST_KEPT + 5, MOST_KEPT)
    shown = problems.in_order(["T"])
    assert (len(shown), shown[0].cell) == (MOST_PROBLEMS, "A6")


def test_problems_stand_in_the_order_of_the_file():
    problems = Problems()
    for sheet, cell in [("B", "A1"), ("A", "AA2"), ("A", "B2"), ("A", "B11")]:
        problems.add(sheet, cell, None, "x")
    ordered = problems.in_order(["A", "B"])
    assert ordered[-1] == Problem("B", "A1", "", "x")
    assert [p.cell for p in ordered] == ["B2", "AA2", "B11", "A1"]


GROUPED = Layout(
    name="born",
    title="Nam, nữ",
    aliases=(),
    columns=(
        Column("name", "Họ và tên", cells.person_name, filled=True, key="m.name"),
        Column("male", "Nam", cells.whole(1900, 2100), group="Năm sinh", key="m.y"),
        Column("female", "Nữ", cells.whole(1900, 2100), group="Năm sinh", key="f.y"),
        Column("health", "Y tế", cells.yes_no, group="Nguyện vọng", key="w.h"),
        Column("note", "Ghi chú", cells.text(20), required=False, key="note"),
    ),
    marks=("name",),
    blanks=frozenset({"--"}),
)
MERGED = (
    ["DANH SÁCH", "", "", "", "", ""],
    ["", "Họ và tên", "Năm sinh", "", "Nguyện vọng", "Ghi chú"],
    ["Y tế", "", "Nam", "Nữ", "Y tế", ""],
    ["A", "B", "1", "2", "3", "4"],
)
PERSON = ["", "Lê Thị Lan", "--", 1980.0, "x", "--"]


def table_of(layout, *rows):
    return find_table(
        layout, "T", [NumberedRow(i, list(row)) for i, row in enumerate(rows, 1)]
    )


def test_headings_under_merged_ones_are_found():
    numbered = [NumberedRow(i, list(r)) for i, r in enumerate([*MERGED, PERSON], 1)]
    table = find_table(GROUPED, "T", numbered)
    assert (table.places, table.header_row) == ([1, 2, 3, 4, 5], 3)
    problems = Problems()
    (row,) = read_rows(table, numbered, problems)
    assert row == (5, ["Lê Thị Lan", None, 1980, True, None])
    assert not problems


def test_a_row_of_technical_keys_stands_above_its_headings():
    keys = ["note", "w.h", "f.y", "m.y", "m.name"]
    words = ["Ghi chú", "Y tế", "Nữ", "Nam", "Họ và tên"]
    table = table_of(GROUPED, keys, words, PERSON)
    # "Nữ" alone could mean anything: the keys say what is what.
    assert (table.places, table.header_row) == ([4, 3, 2, 1, 0], 2)


def test_headings_repeated_on_each_page_are_no_rows():
    found, problems = read(
        ["Tên", "Số CCCD", "Số khẩu"],
        ["Lê Lan", "", 3.0],
        ["Tên", "Số CCCD", "Số khẩu"],
        ["Lê Huệ", "", 2.0],
    )
    assert [row for row, _ in found] == [2, 4]
    assert not problems


def test_a_missing_column_is_named_with_its_group():
    with pytest.raises(FileProblem, match="“Năm sinh: Nữ”"):
        table_of(GROUPED, ["Họ và tên", "Năm sinh nam", "Nguyện vọng y tế"])


@pytest.mark.parametrize(
    ("headings", "layout"),
    [
        (["Họ và tên", "Số CCCD", "Số khẩu"], LAYOUT),
        (["m.name", "m.y", "f.y", "w.h"], GROUPED),
        (["Tên", "Số CCCD"], LAYOUT),  # one is missing: find_table says which
        (["Mã", "Tên hàng", "Giá"], None),
    ],
)
def test_a_sheet_is_recognised_by_its_headings(headings, layout):
    rows = [NumberedRow(1, ["Tiêu đề"]), NumberedRow(2, headings)]
    assert recognise(rows, [LAYOUT, GROUPED]) is layout
