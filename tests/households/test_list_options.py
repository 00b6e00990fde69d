"""Where a list lies is chosen among the officer's own areas, of the list's year."""

import datetime as dt

import pytest
from django.http import Http404, QueryDict
from openpyxl import Workbook

from households.exports.year_list import YearListExport
from households.imports.national_layout import NATIONAL
from households.imports.options import HouseholdListForm
from households.models import Outcome
from tests.factories import AreaFactory, OfficerFactory, RoundFactory, VillageFactory
from tests.households.lists import YEAR, brought, family, saved


def form(by, area=None, year=YEAR):
    return HouseholdListForm({"year": year, "area": area and area.pk}, by=by)


def test_an_officer_chooses_among_his_own_areas(
    commune_officer, province_officer, province, commune, village, neighbour, elsewhere
):
    assert form(commune_officer, village).is_valid()
    assert form(commune_officer, commune).is_valid()
    assert "area" in form(commune_officer, neighbour).errors
    assert form(province_officer, province).is_valid()
    assert form(province_officer, neighbour).is_valid()
    assert "area" in form(province_officer, elsewhere).errors
    assert form(commune_officer).is_valid()


def test_the_area_was_there_at_the_end_of_the_year(province, province_officer):
    new = AreaFactory(
        code="90007", name="Xã Mới", parent=province, began=dt.date(2025, 7, 1)
    )
    assert form(province_officer, new, 2025).is_valid()
    errors = form(province_officer, new, 2024).errors
    assert "không có vào ngày 31/12/2024" in str(errors["area"])


def test_a_district_of_the_past_may_be_chosen_for_its_communes(
    tmp_path, province, province_officer, elsewhere
):
    """Files of the national system come one a district."""
    ended = {"began": None, "ended": dt.date(2025, 7, 1)}
    district = AreaFactory(
        level="district", kind="district", code="908", parent=province, **ended
    )
    former = AreaFactory(code="90801", name="Xã Cũ", parent=district, **ended)
    VillageFactory(code="90801-001", name="Thôn Xưa", parent=former, **ended)
    assert form(province_officer, district, 2023).is_valid()
    assert "area" in form(province_officer, district, 2025).errors
    others = AreaFactory(
        level="district", kind="district", code="909", parent=elsewhere.parent, **ended
    )
    assert "area" in form(province_officer, others, 2023).errors
    book = Workbook()
    book.active.append([column.heading for column in NATIONAL.columns])
    book.active.append([None, "ĐỖ VĂN XƯA", "H1", None, "Nam", 2, None, 120, 30])
    book.active["J2"], book.active["N2"] = "Hộ nghèo", "Thôn Xưa"
    book.save(tmp_path / "huyen.xlsx")
    batch = brought(province_officer, tmp_path / "huyen.xlsx", 2023, district)
    assert batch.is_applied, batch.problems
    assert Outcome.objects.get().commune == former


def test_villages_of_many_communes_are_not_offered(province, province_officer):
    for place in range(4):
        commune = AreaFactory(code=f"9010{place}", name=f"Xã {place}", parent=province)
        VillageFactory(code=f"9010{place}-001", name="Thôn Một", parent=commune)
    levels = {each.level for each in form(province_officer).fields["area"].queryset}
    assert levels == {"province", "commune"}


def test_a_round_of_others_has_no_list(commune_officer, commune, elsewhere):
    there = RoundFactory(areas=[elsewhere])
    export = YearListExport()
    with pytest.raises(Http404):
        export.open(commune_officer, QueryDict(), there.pk, whole_ids=False)
    with pytest.raises(Http404):
        export.open(commune_officer, QueryDict(), None, whole_ids=False)


def test_a_list_holds_the_households_of_the_scope_only(
    tmp_path, province_officer, commune, village, neighbour, neighbour_village
):
    there = {"commune": "Xã Sông Trong", "commune_code": "90002", "village": "Đình"}
    rows = [*family(), *family(head="Vũ An", number=2, **there)]
    path = saved(tmp_path / "list.xlsx", rows)
    batch = brought(province_officer, path, YEAR)
    assert batch.is_applied, batch.problems
    found = _round_of(batch)
    mine = OfficerFactory(role="commune_officer", area=neighbour)
    exported = YearListExport().open(mine, QueryDict(), found, whole_ids=False)
    assert exported.count == 2
    assert {row[0] for row in exported.rows} == {"Vũ An"}
    whole = YearListExport().open(
        province_officer, QueryDict(f"area={commune.pk}"), found, whole_ids=True
    )
    numbers = [row[5] for row in whole.rows]
    assert numbers == ["037080000001", "037310000001"]
    assert whole.area_ids == {commune.pk}


def _round_of(batch):
    """The round that holds an imported list."""
    member = batch.listed_households.first()
    return member.household.reviews.get().round_id
