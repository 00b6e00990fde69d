"""Detailed lists and the national export are told by their headings and staged."""

from dataclasses import replace

import pytest
from django.db import connection

from households.imports import choices
from households.imports.detailed_layouts import DETAILED, NEAR_POOR, POOR
from households.imports.layouts import MEMBERS
from households.imports.national_layout import NATIONAL
from households.imports.places import Places
from households.imports.reader import load_sheets, read_list
from households.imports.rows import Reading
from households.imports.staging import Staging
from povertyportal.accounts.access import scope_of
from povertyportal.sheets.layouts import NumberedRow, find_table
from povertyportal.sheets.lists import write_lists
from povertyportal.sheets.problems import Problems
from tests.factories import VillageFactory
from tests.households.lists import family


@pytest.fixture
def stage(tmp_path, commune_officer, village):
    """Reads (layout, title, rows as dictionaries) into the staging; gives Reading."""

    def _stage(layout, title, rows, *, area=None, by=commune_officer):
        path = tmp_path / "list.xlsx"
        names = [column.name for column in layout.columns]
        table = [[row.get(name) for name in names] for row in rows]
        write_lists(path, [title], [(layout, table)])
        places = Places(scope_of(by))
        reading = Reading(2025, places, Staging(), Problems(), print, area=area)
        read_list(load_sheets(path), reading)
        return reading

    return _stage


def rows_of(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def told(reading):
    return {(problem.cell, problem.message) for problem in reading.problems.listed}


def detailed(number, name, relation, **more):
    return {
        "number": number,
        "name": name,
        "relation": relation,
        "ethnicity": "Mường",
        **more,
    }


FAMILY = [
    detailed(1, "BÙI VĂN AN", "Chủ hộ", born_male=1975, merit="x", want_credit="x"),
    detailed(1, "Hà Thị Bích", "Vợ", born_female=1978.0),
    detailed(2, "Đỗ Thị Cúc", "Chủ hộ", born_female="1960", ethnicity="Kinh"),
]


@pytest.mark.parametrize(
    ("title", "expected"), [(POOR, "poor"), (NEAR_POOR.upper(), "near_poor")]
)
def test_a_detailed_list_takes_class_and_sex_from_where_they_stand(
    stage, village, title, expected
):
    reading = stage(DETAILED, title, FAMILY, area=village)
    assert not reading.problems, told(reading)
    assert rows_of(
        "SELECT poverty_class, village_id, minority, merit, persons, decision "
        "FROM import_household ORDER BY hh"
    ) == [
        (expected, village.pk, True, True, 2, None),
        (expected, village.pk, False, False, 1, None),
    ]
    assert rows_of(
        "SELECT name, sex, birth_year, relation FROM import_member ORDER BY line"
    ) == [
        ("Bùi Văn An", "male", 1975, "head"),
        ("Hà Thị Bích", "female", 1978, "spouse"),
        ("Đỗ Thị Cúc", "female", 1960, "head"),
    ]


def test_titles_between_the_rows_say_where_households_lie(
    stage, province_officer, province, commune, village, neighbour, neighbour_village
):
    reading = stage(
        DETAILED,
        POOR,
        [
            {"name": "Tổng số", "is_new": 3},
            {"name": "Xã Đồi Chè"},
            {"name": "Thôn Bến"},
            detailed(1, "Bùi An", "Chủ hộ", born_male=1975),
            {"name": "XÃ SÔNG TRONG"},
            {"name": "Đình"},
            detailed(1, "Hà Bích", "Chủ hộ", born_female=1978),
            {"name": "Thôn Lạ"},
        ],
        area=province,
        by=province_officer,
    )
    ((cell, message),) = told(reading)
    assert cell == "C13"
    assert "chưa có thôn" in message
    assert "hãy ghi năm sinh" in message
    assert reading.lines == 2
    assert rows_of("SELECT commune_id, village_id FROM import_household") == [
        (commune.pk, village.pk),
        (neighbour.pk, neighbour_village.pk),
    ]


def test_a_detailed_list_tells_what_is_wrong_in_a_row(stage, commune, village):
    VillageFactory(code="90001-002", name="Thôn Đồi", parent=commune)
    reading = stage(
        DETAILED,
        POOR,
        [
            detailed(1, "Bùi An", "Chủ hộ", born_male=1975, born_female=1976),
            detailed(2, "Hà Bích", "Vợ", born_female=2030, village="Bến"),
            detailed(3, "Đỗ Cúc", "Chủ hộ", village="Thôn Lạ"),
        ],
        area=commune,
    )
    problems = {problem.cell: problem.message for problem in reading.problems.listed}
    assert "chọn một thôn" in problems["T6"]
    assert "cả hai cột" in problems["E6"]
    assert "Dòng đầu của mỗi hộ" in problems["G7"]
    assert "sau năm rà soát 2025" in problems["E7"]
    assert "chưa có thôn" in problems["T8"]
    assert "Chưa có năm sinh" in problems["D8"]
    assert len(problems) == 6


@pytest.mark.parametrize("sheet", ["Trang tính 1", NEAR_POOR])
def test_a_detailed_list_must_say_one_class(stage, village, sheet):
    reading = stage(
        replace(DETAILED, title=sheet),
        "Biểu số 7" if sheet != NEAR_POOR else POOR,
        FAMILY,
        area=village,
    )
    ((cell, message),) = told(reading)
    assert cell == ""
    assert "không rõ là danh sách hộ nghèo hay" in message


def national(head, code, **more):
    return {
        "reviewed_on": "2025-11-05T08:30:00",
        "head": head,
        "code": code,
        "minority": "--",
        "sex": "Nữ",
        "members": 3,
        "form_a": "--",
        "b1": 120,
        "b2": 30,
        "poverty_class": "Hộ nghèo",
        "reviewer": "Người Rà Soát",
        **more,
    }


def test_a_national_export_names_heads_and_repeats_itself(stage, village):
    row = national("NGUYỄN THỊ HOÀ", "H001")
    other = national("H'HEN NIÊ", "H001", sex="--", b1="--", minority="Có")
    reading = stage(
        NATIONAL,
        "Kết quả",
        [row, row, other, row],
        area=village,
    )
    assert not reading.problems, told(reading)
    assert reading.lines == 4
    assert rows_of(
        "SELECT code, names_all, persons, b1, b2, minority, poverty_class, village_id "
        "FROM import_household ORDER BY hh"
    ) == [
        ("H001", False, 3, 120, 30, False, "poor", village.pk),
        ("H001", False, 3, None, 30, True, "poor", village.pk),
    ]
    assert rows_of(
        "SELECT row, hh, name, sex, verdict, note FROM import_member ORDER BY line"
    ) == [
        (6, 1, "Nguyễn Thị Hoà", "female", "", None),
        (7, 0, "Nguyễn Thị Hoà", "", "repeated", "Giống dòng 6."),
        (8, 2, "H'Hen Niê", "", "", None),
        (9, 0, "Nguyễn Thị Hoà", "", "repeated", "Giống dòng 6."),
    ]


def test_two_results_of_one_household_are_told_at_both_rows(stage, village):
    reading = stage(
        NATIONAL,
        "Kết quả",
        [
            national("Bùi An", "H1", b2=10),
            national("Bùi An", "H1", poverty_class="Hộ cận nghèo"),
        ],
        area=village,
    )
    found = {problem.cell: problem.message for problem in reading.problems.listed}
    assert set(found) == {"I6", "I7"}
    assert "Dòng 7" in found["I6"]
    assert "Dòng 6" in found["I7"]
    assert "điểm B2, kết quả rà soát" in found["I7"]


def test_a_national_export_of_another_year_is_told(stage, village):
    rows = [national("Bùi An", "H1", reviewed_on="05/11/2023 08:30")]
    ((cell, message),) = told(stage(NATIONAL, "Kết quả", rows, area=village))
    assert cell == "A6"
    assert "không thuộc đợt rà soát năm 2025" in message


def test_rows_without_a_place_need_an_area(stage, province_officer, commune, neighbour):
    reading = stage(
        NATIONAL, "Kết quả", [national("Bùi An", "H1")], by=province_officer
    )
    ((cell, message),) = told(reading)
    assert cell == ""
    assert "Hãy chọn địa bàn" in message


def test_a_decision_stands_under_a_heading_of_its_own():
    names = ["decision", "decided_on"]
    others = [column for column in MEMBERS.columns if column.name not in names]
    above = [*("" for _ in others), "Quyết định công nhận", ""]
    below = [*(column.heading for column in others), "Số", "Ngày"]
    table = find_table(MEMBERS, "S", [NumberedRow(3, above), NumberedRow(4, below)])
    found = [table.places[MEMBERS.place(name)] for name in names]
    assert found == [len(others), len(others) + 1]


@pytest.mark.parametrize(
    ("written", "official"),
    [("M'Nông", "Mnông"), ("M’nông", "Mnông"), ("Êđê", "Ê Đê"), ("K’Ho", "Cơ Ho")],
)
def test_ethnicities_in_their_spellings(written, official):
    assert choices.ethnicity(written) == official


def test_villages_of_a_detailed_list_may_be_numbered(stage, commune, village):
    title = {"number": "I", "name": "Thôn Bến"}
    reading = stage(DETAILED, POOR, [title, *FAMILY], area=commune)
    assert not reading.problems, told(reading)
    found = "SELECT DISTINCT village_id FROM import_household"
    assert rows_of(found) == [(village.pk,)]


def test_what_a_household_shares_may_stand_at_its_head_only(stage, village):
    shared = ("head", "commune", "commune_code", "village", "decision", "decided_on")
    rows = [*family(), *family(head="Vũ An", number=2)]
    for row in (rows[1], rows[3]):
        row |= dict.fromkeys(shared)
    reading = stage(MEMBERS, "Danh sách", rows)
    assert not reading.problems, told(reading)
    assert rows_of("SELECT persons FROM import_household") == [(2,), (2,)]
    rows[0]["village"] = None
    (problem,) = stage(MEMBERS, "Danh sách", rows).problems.listed
    assert (problem.cell, problem.message.split(".")[0]) == (
        "L5",
        "Dòng chủ hộ chưa ghi ô này",
    )
