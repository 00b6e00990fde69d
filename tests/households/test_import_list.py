"""A list is checked whole, then loaded whole, once, by whoever answers for it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from households.models import (
    Household,
    HouseholdEvent,
    Membership,
    Outcome,
    Person,
    Review,
    ReviewRound,
    StaleArea,
    Standing,
)
from povertyportal.accounts.models import Role
from povertyportal.audit.models import AuditEntry
from tests.factories import AreaFactory, OfficerFactory, PersonFactory, VillageFactory
from tests.households.lists import YEAR, brought, family, left, row, saved

TABLES = (Household, Person, Membership, Review, Outcome, Standing, ReviewRound)


@pytest.fixture
def load(tmp_path, commune_officer, village):
    """Loads rows in the commune officer's name; gives the batch."""

    def _load(listed, *sheets, by=commune_officer, year=YEAR, **more):
        path = saved(tmp_path / f"list-{year}.xlsx", listed, *sheets)
        return brought(by, path, year, **more)

    return _load


def told(batch):
    """{(sheet, cell): message} of the problems of a list that was not written."""
    assert not batch.is_applied
    assert sum(batch.counts.values()) == batch.rows_read
    return {(p["sheet"], p["cell"]): p["message"] for p in batch.problems}


def assert_nothing_loaded():
    assert [table.objects.count() for table in TABLES] == [0] * len(TABLES)
    assert not StaleArea.objects.exists()


def test_a_good_list_becomes_households_results_and_standings(load, village):
    batch = load([*family(causes="2, 7", merit="x"), *family(head="Vũ An", number=2)])
    assert (batch.is_applied, batch.rows_read, batch.counts) == (True, 4, {"new": 4})
    assert batch.results == {
        "rows_new": 4,
        "rows_changed": 0,
        "rows_unchanged": 0,
        "rows_skipped": 0,
        "households_new": 2,
        "households_changed": 0,
        "persons_new": 4,
    }

    household = Household.objects.get(head_name="Lê Văn Cường")
    assert (household.village, household.commune) == (village, village.parent)
    assert (household.size, household.state) == (2, "active")
    assert household.names_key == "le van cuong|le thi mai"
    head, child = (m.person for m in household.memberships.order_by("position"))
    assert (head.personal_id, head.birth_year, head.birth_day) == (
        "037080000001",
        1980,
        None,
    )
    assert (child.birth_text, child.sex) == ("05/02/2010", "female")

    outcome = Outcome.objects.get(review__household=household)
    assert (outcome.origin, outcome.poverty_class) == ("imported", "poor")
    assert (outcome.b1, outcome.b2, outcome.persons) == (120, 40, 2)
    assert (outcome.known_mask, outcome.deprived_mask) == (0, 0)
    assert outcome.causes_mask == 0b1000010
    assert outcome.has_merit
    assert (outcome.head_female, outcome.with_children) == (False, True)
    assert not outcome.is_minority
    assert outcome.standard == "ND07_2022"

    standing = Standing.objects.get(outcome=outcome)
    assert (standing.starts, standing.ends) == (
        dt.date(2026, 1, 1),
        dt.date(2027, 1, 1),
    )
    assert (standing.decision_number, standing.decided_on) == (
        "12/QĐ-UBND",
        dt.date(2025, 12, 10),
    )


def test_the_round_of_a_list_is_closed_and_marks_its_commune(load, commune):
    batch = load(family())
    found = ReviewRound.objects.get()
    assert (found.year, found.is_imported, found.state) == (YEAR, True, "closed")
    assert list(found.areas.all()) == [commune]
    review = Review.objects.get()
    assert (review.state, review.closed_at is not None) == ("imported", True)
    assert StaleArea.objects.filter(commune=commune, year=YEAR).exists()
    entry = AuditEntry.objects.get(act="sheets.import.applied")
    assert (entry.object_id, entry.area, entry.officer) == (
        batch.pk,
        commune,
        batch.owner,
    )
    assert batch.area_ids == [commune.pk]


@pytest.mark.parametrize(
    ("year", "standard"), [(2020, "QD59_2016"), (2021, "ND07_2022")]
)
def test_the_standard_follows_the_list_period(
    load, province, province_officer, year, standard
):
    former = AreaFactory(code="90008", name="Xã Cũ", parent=province, began=None)
    VillageFactory(code="90008-001", name="Thôn Bến", parent=former, began=None)
    rows = family(
        commune="Xã Cũ", commune_code="90008", decided_on=dt.date(year, 12, 10)
    )
    assert load(rows, by=province_officer, year=year).is_applied
    assert Outcome.objects.get().standard == standard


def test_a_decision_that_is_not_signed_yet_is_refused(load, time_machine):
    time_machine.move_to("2025-12-09 08:00+07:00")
    batch = load(family())  # decided on the 10th
    assert {
        "Ngày quyết định 10/12/2025 chưa đến" in each for each in told(batch).values()
    }
    time_machine.move_to("2025-12-10 08:00+07:00")
    assert load(family()).is_applied


def test_the_escaped_are_told_by_what_they_say(tmp_path, commune_officer, village):
    """By the sheet's name, or by the title over the headings; never by guessing."""
    escaped = [left("Vũ An", "037070000001")], [left("Vũ Ba", "037070000002")]
    path = saved(tmp_path / "named.xlsx", family(), *escaped)
    book = load_workbook(path)
    _, poor, near = book.worksheets
    poor.title, near.title = "DS hộ thoát nghèo 2025", "Sheet3"
    near["A1"] = "DANH SÁCH HỘ THOÁT CẬN NGHÈO NĂM 2025"
    book.save(path)
    assert brought(commune_officer, path, YEAR).is_applied
    assert Outcome.objects.filter(poverty_class="not_poor").count() == 2
    near["A1"] = "Hộ thoát nghèo, thoát cận nghèo"
    book.save(path)
    batch = brought(commune_officer, path, YEAR)
    assert "Không rõ trang này" in batch.problems[0]["message"]


def test_escaped_households_have_the_class_their_sheet_means(load):
    batch = load(
        family(),
        [
            left("Trần Văn Bình", "037070000011"),
            left("Trần Văn Bốn", "037070000012", 2, note="Thành hộ cận nghèo"),
        ],
        [left("Đỗ Thị Cúc", "037170000013", sex="Nữ", b1=None)],
    )
    assert batch.is_applied, batch.problems
    classes = dict(
        Outcome.objects.values_list("review__household__head_name", "poverty_class")
    )
    assert classes == {
        "Lê Văn Cường": "poor",
        "Trần Văn Bình": "not_poor",
        "Trần Văn Bốn": "near_poor",
        "Đỗ Thị Cúc": "not_poor",
    }
    numbers = set(Standing.objects.values_list("decision_number", flat=True))
    assert numbers == {"12/QĐ-UBND"}


def test_an_escaped_household_listed_as_near_poor_is_one_household(load):
    batch = load(family(poverty_class=2), [left("Lê Văn Cường", "037080000001")])
    assert batch.is_applied, batch.problems
    assert Household.objects.count() == 1
    assert Outcome.objects.get().poverty_class == "near_poor"


def test_next_year_finds_the_same_people_and_their_household(load):
    load(family())
    batch = load(family(b1=130, decided_on=dt.date(2026, 11, 20)), year=2026)
    assert (batch.results["households_new"], batch.results["households_changed"]) == (
        0,
        1,
    )
    assert batch.counts == {"changed": 1, "unchanged": 1}
    assert (Household.objects.count(), Membership.objects.count()) == (1, 2)
    assert Standing.objects.count() == 2
    assert not HouseholdEvent.objects.exists()


def test_a_missing_id_matches_nobody_by_itself(load):
    load([row("Lê Văn Cường", "Chủ hộ", None, head="Lê Văn Cường")])
    again = row("Hồ Bá Kiên", "Chủ hộ", None, "1955", head="Hồ Bá Kiên")
    batch = load([again | {"decided_on": dt.date(2026, 11, 20)}], year=2026)
    assert (batch.results["households_new"], batch.results["persons_new"]) == (1, 1)
    assert Person.objects.filter(id_missing_reason="").count() == 0


def test_a_household_in_another_village_has_moved(load, commune, village):
    other = VillageFactory(code="90001-002", name="Thôn Đồi", parent=commune)
    load(family())
    load(family(village="Đồi", decided_on=dt.date(2026, 11, 20)), year=2026)
    household = Household.objects.get()
    assert household.village == other
    places = list(
        household.residences.order_by("starts").values_list("village", "ends")
    )
    assert places == [(village.pk, dt.date(2026, 9, 1)), (other.pk, None)]
    event = HouseholdEvent.objects.get()
    assert (event.kind, event.from_village, event.to_village) == (
        "moved_in",
        village,
        other,
    )


def test_members_who_left_and_came_change_the_household(load):
    load(family())
    head = row("Lê Văn Cường", "Chủ hộ", "037080000001", head="Lê Văn Cường")
    wife = row("Hà Thị Tư", "Vợ", "037182000009", "1982", "Nữ", head="Lê Văn Cường")
    for each in (head, wife):
        each["decided_on"] = dt.date(2026, 11, 20)
    load([head, wife], year=2026)
    household = Household.objects.get()
    names = [m.person.name for m in household.members_on(dt.date(2026, 11, 20))]
    assert names == ["Lê Văn Cường", "Hà Thị Tư"]
    assert household.size == 2
    kinds = set(HouseholdEvent.objects.values_list("kind", flat=True))
    assert kinds == {"left", "joined"}


def test_a_son_who_splits_off_does_not_take_the_family_number(load):
    load(family())
    number = Household.objects.get().number
    split = row(
        "Lê Thị Mai",
        "Chủ hộ",
        "037310000001",
        "05/02/2010",
        "Nữ",
        head="Lê Thị Mai",
        decided_on=dt.date(2026, 11, 20),
    )
    load([split], year=2026)
    assert Household.objects.get(number=number).head_name == "Lê Văn Cường"
    new = Household.objects.exclude(number=number).get()
    assert (new.head_name, new.size) == ("Lê Thị Mai", 1)


def test_a_new_head_keeps_the_household(load):
    load(family())
    number = Household.objects.get().number
    rows = family(head="Lê Thị Mai", decided_on=dt.date(2026, 11, 20))
    rows[0] |= {"name": "Lê Thị Mai", "personal_id": "037310000001", "sex": "Nữ"}
    rows[0]["born"] = "2010"
    rows[1] |= {"name": "Lê Văn Cường", "personal_id": "037080000001", "sex": "Nam"}
    rows[1] |= {"born": "1980", "relation": "Bố"}
    load(rows, year=2026)
    household = Household.objects.get()
    assert (household.number, household.head_name) == (number, "Lê Thị Mai")
    assert HouseholdEvent.objects.get().kind == "head_changed"


def test_an_odd_personal_id_is_kept_with_its_mark(load):
    rows = family()
    rows[0]["born"] = "1981"
    assert load(rows).is_applied
    person = Person.objects.get(personal_id="037080000001")
    assert "chưa đối chiếu" in person.id_mismatch_reason


FAULTS = {
    "a lost zero": ({"personal_id": 37080000001.0}, "F5", "mất chữ số"),
    "scientific notation": ({"personal_id": "3,71E+10"}, "F5", "mất chữ số"),
    "no such day": ({"born": "31/02/1980"}, "D5", "Không có ngày"),
    "an unknown village": ({"village": "Thôn Lạ"}, "L5", "chưa có thôn"),
    "an unknown code": ({"commune_code": "12345"}, "K5", "Không có xã mang mã"),
    "another commune's name": ({"commune": "Xã Khác"}, "K5", "không phải “Xã Khác”"),
    "an unknown class": ({"poverty_class": 5}, "N5", "hộ cận nghèo"),
    "no class": ({"poverty_class": None}, "N5", "bổ sung"),
    "an unknown people": ({"ethnicity": "Người Sao Hoả"}, "M5", "54"),
    "an unknown relation": ({"relation": "bạn"}, "C5", "quan hệ"),
    "an unknown cause": ({"causes": "9"}, "V5", "nguyên nhân"),
    "points out of range": ({"b1": 900}, "Q5", "ngoài khoảng"),
    "a decision of another year": (
        {"decided_on": dt.date(2022, 12, 1)},
        "P5",
        "không thuộc đợt",
    ),
    "a wrong size": ({"members": 5}, "X5", "có 2 dòng"),
    "no name": ({"name": None}, "B5", "Chưa có"),
}


@pytest.mark.parametrize(("fault", "cell", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_with_its_cell_and_nothing_is_loaded(load, fault, cell, said):
    rows = family()
    rows[0] |= fault
    found = told(load(rows))
    assert said in found["Hộ nghèo, hộ cận nghèo", cell]
    assert_nothing_loaded()


def test_all_faults_come_at_once(load):
    rows = [*family(), *family(head="Vũ An", number=2)]
    rows[0]["personal_id"] = "123"
    rows[1]["sex"] = "?"
    rows[3]["born"] = "hôm qua"
    batch = load(rows, [left("Bùi Lan", "037070000011", address="Thôn Lạ, xã Đồi Chè")])
    assert list(told(batch)) == [
        ("Hộ nghèo, hộ cận nghèo", "F5"),
        ("Hộ nghèo, hộ cận nghèo", "E6"),
        ("Hộ nghèo, hộ cận nghèo", "D8"),
        ("Hộ thoát nghèo", "H5"),
    ]
    assert batch.problem_count == 4
    assert_nothing_loaded()


def test_a_number_may_stand_once(load):
    found = told(load([*family(), *family(head="Vũ An")]))
    assert "dòng 5" in found["Hộ nghèo, hộ cận nghèo", "F7"]
    assert_nothing_loaded()


def test_a_household_cannot_be_poor_and_escaped(load):
    found = told(load(family(), [left("Lê Văn Cường", "037080000001")]))
    assert ("Hộ thoát nghèo", "F5") in found


def test_a_list_must_name_the_head_first(load):
    rows = family()
    rows.reverse()
    found = told(load(rows))
    assert "chủ hộ" in found["Hộ nghèo, hộ cận nghèo", "C5"]


def test_members_must_agree_about_their_household(load):
    rows = family()
    rows[1]["b2"] = 50
    assert "dòng 5" in told(load(rows))["Hộ nghèo, hộ cận nghèo", "R6"]


def test_somebody_elses_number_is_not_taken(load):
    load(family())
    rows = family(decided_on=dt.date(2026, 11, 20))
    rows[0] |= {"name": "Hồ Bá Kiên", "born": "1955", "head": "Hồ Bá Kiên"}
    rows[1]["head"] = "Hồ Bá Kiên"
    found = told(load(rows, year=2026))
    assert "người khác" in found["Hộ nghèo, hộ cận nghèo", "F5"]
    assert Person.objects.get(personal_id="037080000001").name == "Lê Văn Cường"


def test_the_dead_are_on_no_list_even_if_they_died_after_the_review(load):
    PersonFactory(
        name="Lê Văn Cường",
        personal_id="037080000001",
        id_missing_reason="",
        died_on=dt.date(2025, 11, 1),
    )
    batch = load(family())
    assert "đã mất ngày 01/11/2025" in str(told(batch))


def test_years_come_in_order(load):
    load(family(decided_on=dt.date(2026, 11, 20)), year=2026)
    rows = family(head="Vũ An", number=2)
    rows[1]["name"] = "Vũ Thị Hoa"
    batch = load(rows, only_good=True)
    assert batch.counts == {"wrong": 2}
    found = told(batch)
    assert "từ cũ đến mới" in found["Hộ nghèo, hộ cận nghèo", "B5"]


def test_a_commune_outside_the_scope_is_refused(load, neighbour_officer):
    found = told(load(family(), by=neighbour_officer))
    assert "ngoài địa bàn" in found["Hộ nghèo, hộ cận nghèo", "K5"]
    assert_nothing_loaded()


def test_people_who_live_elsewhere_are_not_taken_away(
    load, neighbour, neighbour_village, neighbour_officer
):
    load(family())
    rows = family(
        commune="Xã Sông Trong",
        commune_code="90002",
        village="Thôn Đình",
        decided_on=dt.date(2026, 11, 20),
    )
    found = told(load(rows, by=neighbour_officer, year=2026))
    assert "ngoài địa bàn" in found["Hộ nghèo, hộ cận nghèo", "F5"]
    assert Household.objects.get().village.name == "Thôn Bến"


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER})
)
def test_other_roles_import_nothing(load, role, commune):
    with pytest.raises(PermissionDenied):
        load(family(), by=OfficerFactory(role=role, area=commune))


def test_a_broken_file_is_told_without_traceback(tmp_path, commune_officer):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"\x00\x01 not a workbook")
    batch = brought(commune_officer, path, YEAR)
    assert batch.state == "failed"
    assert "không phải là tệp Excel" in batch.stop
