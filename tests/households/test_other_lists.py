"""Detailed lists, national exports and our own lists, from file to register."""

import datetime as dt

import pytest

from households.exports.year_list import YearListExport
from households.imports.detailed_layouts import DETAILED
from households.imports.layouts import MEMBERS
from households.imports.national_layout import NATIONAL
from households.models import (
    Household,
    ListedMember,
    Outcome,
    Person,
    Residence,
    ReviewRound,
)
from povertyportal.sheets.kinds import kind_of
from povertyportal.sheets.lists import write_lists
from povertyportal.sheets.models import Verdict
from povertyportal.sheets.services.deciding import decide
from povertyportal.sheets.tasks import check_now, run_import
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    PersonFactory,
    VillageFactory,
)
from tests.households.lists import brought, family, saved

YEAR = 2025


@pytest.fixture
def write(tmp_path):
    """Writes rows (dictionaries of columns) of a layout; gives the path."""

    def _write(layout, title, rows):
        path = tmp_path / "list.xlsx"
        names = [column.name for column in layout.columns]
        write_lists(
            path, [title], [(layout, [[row.get(n) for n in names] for row in rows])]
        )
        return path

    return _write


@pytest.fixture
def bring(write, commune_officer):
    """Imports rows of a layout in the commune officer's name; gives the batch."""

    def _bring(layout, rows, area, title="Danh sách chi tiết hộ nghèo", **more):
        path = write(layout, title, rows)
        return brought(commune_officer, path, YEAR, area, **more)

    return _bring


def member(number, name, relation="Chủ hộ", **more):
    return {
        "number": number,
        "name": name,
        "relation": relation,
        "ethnicity": "Kinh",
        **more,
    }


def host(head, code="H1", **more):
    return {
        "head": head,
        "code": code,
        "sex": "Nữ",
        "members": 3,
        "b1": 120,
        "b2": 30,
        "poverty_class": "Hộ nghèo",
        **more,
    }


def test_a_detailed_list_becomes_households_of_the_chosen_village(bring, village):
    batch = bring(
        DETAILED,
        [
            member(1, "Bùi Văn An", born_male=1975, merit="x"),
            member(1, "Hà Thị Bích", "Vợ", born_female=1978),
        ],
        village,
    )
    assert batch.is_applied, (batch.message, batch.problems)
    household = Household.objects.get()
    assert (household.village, household.size) == (village, 2)
    outcome = Outcome.objects.get()
    assert (outcome.poverty_class, outcome.has_merit) == ("poor", True)
    assert (outcome.b1, outcome.persons) == (None, 2)


def test_a_known_family_without_numbers_is_found_again(bring, village, household):
    rows = [
        member(1, "NGUYỄN THỊ HÒA", born_female=1975),
        member(1, "Lê Thị Mơ", "Con", born_female=2010),
    ]
    batch = bring(DETAILED, rows, village)
    assert batch.is_applied, (batch.message, batch.problems)
    assert Household.objects.get() == household
    assert Person.objects.get(name="Nguyễn Thị Hoà").personal_id == "037175999001"
    assert household.memberships.count() == 2
    again = bring(DETAILED, rows, village)
    assert again.counts == {"unchanged": 2}


def test_a_national_export_gives_known_households_their_result(
    bring, village, household, commune
):
    rows = [host("NGUYỄN THỊ HOÀ"), host("NGUYỄN THỊ HOÀ"), host("Lò Thị Lạ", "H2")]
    batch = bring(NATIONAL, rows, commune)
    assert not batch.is_applied
    assert batch.counts == {"changed": 1, "repeated": 1, "wrong": 1}
    ((problem),) = batch.problems
    assert "thêm cột “Thôn, tổ dân phố”" in problem["message"]

    batch = bring(NATIONAL, rows, village)
    assert batch.is_applied, (batch.message, batch.problems)
    assert batch.counts == {"changed": 1, "repeated": 1, "new": 1}
    outcome = Outcome.objects.get(review__household=household)
    assert (outcome.poverty_class, outcome.b1, outcome.persons) == ("poor", 120, 3)
    assert household.memberships.filter(ends__isnull=True).count() == 1
    new = Household.objects.exclude(pk=household.pk).get()
    assert (new.head_name, new.size, new.village) == ("Lò Thị Lạ", 1, village)
    assert Outcome.objects.get(review__household=new).persons == 3
    assert bring(NATIONAL, rows, village).counts == {"unchanged": 2, "repeated": 1}


def test_two_households_of_one_name_are_asked_about(
    write, commune, household, commune_officer
):
    other = VillageFactory(code="90001-002", name="Thôn Đồi", parent=commune)
    twin = HouseholdFactory(
        village=other, head=PersonFactory(name="Nguyễn Thị Hoà", sex="female")
    )
    path = write(NATIONAL, "Kết quả", [host("Nguyễn Thị Hoà")])
    batch = brought(commune_officer, path, YEAR, commune)
    assert (batch.counts, batch.is_waiting) == ({"doubtful": 1}, True)
    kind = kind_of("household_list")
    (row,) = kind.rows(batch, Verdict.DOUBTFUL, 0, 10)
    assert {each.title for each in row.candidates} == {
        f"Nguyễn Thị Hoà, hộ số {each.number}" for each in (household, twin)
    }
    facts = {fact.label: fact for fact in row.candidates[1].facts}
    assert facts["Thôn, tổ dân phố"].before == "Thôn Đồi"
    assert facts["Số nhân khẩu"].after == "3"
    assert facts["Kết quả rà soát"].after == f"Hộ nghèo (B1 120, B2 30), năm {YEAR}"

    head = twin.memberships.get().person
    left = decide(by=commune_officer, batch=batch, choices={row.key: str(head.pk)})
    assert left == 0
    run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.counts, batch.is_waiting) == ({"changed": 1}, True)
    # What was decided is remembered for the next list.
    assert brought(commune_officer, path, YEAR, commune).is_applied
    assert Outcome.objects.get().review.household == twin


def test_a_row_left_out_takes_its_household_with_it(
    bring, village, household, commune_officer
):
    rows = [
        member(1, "Nguyễn Thị Hoàn", born_female=1975),
        member(1, "Lê Thị Mơ", "Con", born_female=2010),
        member(2, "Bùi Văn An", born_male=1975),
    ]
    batch = bring(DETAILED, rows, village)
    assert batch.counts == {"doubtful": 1, "new": 2}
    (row,) = ListedMember.objects.filter(batch=batch, verdict="doubtful")
    decide(by=commune_officer, batch=batch, choices={str(row.line): "skip"})
    kind = kind_of("household_list")
    assert kind.undecided(batch) == 0
    assert kind.fingerprint(batch) == batch.fingerprint


def test_our_own_list_comes_back_unchanged(tmp_path, write, commune_officer, village):
    listed = [
        *family(causes="2, 7", merit="x"),
        *family(head="Vũ An", number=2, poverty_class=2),
    ]
    path = saved(tmp_path / "first.xlsx", listed)
    assert brought(commune_officer, path, YEAR).is_applied
    found = ReviewRound.objects.get(year=YEAR)
    for whole_ids in (True, False):
        exported = YearListExport().open(
            commune_officer, {}, found.pk, whole_ids=whole_ids
        )
        rows = list(exported.rows)
        assert exported.count == len(rows) == 4
        back = tmp_path / f"back-{whole_ids}.xlsx"
        write_lists(back, [exported.title], [(MEMBERS, rows)])
        options = {"year": YEAR, "area": None}
        batch = check_now(
            by=commune_officer, kind="household_list", path=back, options=options
        )
        assert (batch.counts, batch.problems) == ({"unchanged": 4}, [])


def test_a_list_of_a_former_year_moves_nobody_back(
    tmp_path, province_officer, province
):
    commune = AreaFactory(code="90008", name="Xã Cũ", parent=province, began=None)
    village = VillageFactory(
        code="90008-001", name="Thôn Bến", parent=commune, began=None
    )
    place = {"commune": "Xã Cũ", "commune_code": "90008"}

    def listed(year):
        rows = family(decided_on=dt.date(year, 12, 10), **place)
        return brought(province_officer, saved(tmp_path / f"{year}.xlsx", rows), year)

    assert listed(2023).is_applied
    household = Household.objects.get()
    since = dt.date(2025, 7, 1)
    merged = VillageFactory(code="90008-003", name="Thôn Hợp Nhất", parent=commune)
    household.residences.update(ends=since)
    Residence.objects.create(household=household, village=merged, starts=since)
    batch = listed(2024)
    assert batch.is_applied, batch.problems
    assert batch.counts == {"changed": 1, "unchanged": 1}
    household.refresh_from_db()
    assert household.village == merged
    assert household.residences.count() == 2
    assert Outcome.objects.get(round__year=2024).village == village


def test_every_template_is_told_by_its_headings(tmp_path, commune_officer, village):
    for template in kind_of("household_list").templates():
        path = tmp_path / template.filename
        with path.open("wb") as file:
            template.write(file)
        batch = check_now(
            by=commune_officer,
            kind="household_list",
            path=path,
            options={"year": YEAR, "area": village.pk},
        )
        assert "không có dòng nào" in batch.message, template.code
