"""Denominators: entered per commune and day, corrected, and who lacks one."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from povertyportal.administration.services.populations import (
    correct_population,
    enter_population,
)
from povertyportal.areas.models import AreaPopulation
from povertyportal.audit.models import AuditEntry
from tests.factories import PopulationFactory

LIST = "administration:population-list"
CREATE = "administration:population-create"


def population(area, **fields):
    values = {"counted_on": dt.date(2025, 12, 31), "households": 900, "persons": 3_000}
    return AreaPopulation(area=area, **{**values, **fields})


def test_entering_says_who_and_writes_the_trail(commune_officer, commune):
    entered = enter_population(by=commune_officer, population=population(commune))
    assert (entered.entered_by, entered.provenance) == (commune_officer, "entered")
    entry = AuditEntry.objects.get(act="areas.population.entered")
    assert entry.detail["counts"]["households"] == 900
    assert entry.area == commune


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"counted_on": dt.date(2099, 1, 1)}, "tương lai"),
        ({"counted_on": dt.date(2025, 6, 30)}, "Xã không có ở ngày này"),
        ({"persons": 899}, "Số khẩu không được ít hơn số hộ"),
        ({"minority_households": 901}, "không quá"),
        ({"minority_persons": 3_001}, "không quá"),
        ({"local_households": 1}, "không quá"),
        ({"local_persons": 1}, "không quá"),
    ],
)
def test_impossible_numbers_are_refused(fields, message, commune_officer, commune):
    with pytest.raises(ValidationError, match=message):
        enter_population(by=commune_officer, population=population(commune, **fields))
    assert not AreaPopulation.objects.exists()


def test_one_number_a_day(commune_officer, commune):
    enter_population(by=commune_officer, population=population(commune))
    with pytest.raises(ValidationError, match="hãy sửa dòng cũ"):
        enter_population(by=commune_officer, population=population(commune))


@pytest.mark.parametrize("who", ["neighbour_officer", "leader", "inspector"])
def test_others_enter_nothing(who, request, commune):
    officer = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        enter_population(by=officer, population=population(commune))


def test_a_correction_keeps_commune_and_day(commune_officer, commune, neighbour):
    known = PopulationFactory(area=commune)
    known.households, known.area = 1_100, commune
    known.counted_on = dt.date(2020, 1, 1)
    corrected = correct_population(by=commune_officer, population=known)
    corrected.refresh_from_db()
    assert (corrected.households, corrected.area) == (1_100, commune)
    assert corrected.counted_on == dt.date(2025, 12, 31)
    assert corrected.entered_by == commune_officer
    entry = AuditEntry.objects.get(act="areas.population.corrected")
    assert entry.detail["former"]["households"] == 1_000


@time_machine.travel("2026-11-22")
def test_the_list_names_communes_without_a_number(
    province_officer, commune, neighbour, client_of
):
    PopulationFactory(area=commune, counted_on=dt.date(2026, 6, 30))
    PopulationFactory(area=neighbour, counted_on=dt.date(2024, 12, 31))
    client = client_of(province_officer)
    page = client.get(reverse(LIST)).content.decode()
    assert "1 xã chưa có số của năm 2026" in page
    assert "Chỉ có số năm trước" in page
    missing = client.get(reverse(LIST), {"missing": "on"})
    assert [area.pk for area in missing.context["page_obj"]] == [neighbour.pk]
    before = client.get(reverse(LIST), {"year": "2023"})
    assert before.context["missing"] == 2


def test_pages_enter_and_correct(commune_officer, commune, client_of):
    client = client_of(commune_officer)
    typed = {
        "area": commune.pk,
        "counted_on": "31/12/2025",
        "households": "1.234",
        "persons": "4.321",
        **dict.fromkeys(("minority_households", "minority_persons"), "0"),
        **dict.fromkeys(("local_households", "local_persons"), "0"),
    }
    assert client.post(reverse(CREATE), typed).status_code == 302
    known = AreaPopulation.objects.get()
    assert (known.households, known.persons) == (1_234, 4_321)
    again = client.post(reverse(CREATE), typed)
    assert "hãy sửa dòng cũ" in again.content.decode()
    url = reverse("administration:population-edit", args=[known.pk])
    refused = client.post(url, {**typed, "persons": "1"})
    assert "Số khẩu không được ít hơn số hộ" in refused.content.decode()
    assert client.post(url, {**typed, "persons": "4.000"}).status_code == 302
    known.refresh_from_db()
    assert known.persons == 4_000


def test_the_list_costs_the_same_for_many(
    province_officer, province, client_of, django_assert_max_num_queries
):
    from_many = [PopulationFactory(area__parent=province) for _ in range(20)]
    client = client_of(province_officer)
    with django_assert_max_num_queries(11):
        page = client.get(reverse(LIST))
    assert len(page.context["page_obj"]) == len(from_many)
