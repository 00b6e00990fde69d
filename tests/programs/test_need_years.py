"""Needs of past years: every commune with a list has them, where its people are now."""

import datetime as dt

import pytest

from households.models import Household
from povertyportal.areas.models import Area
from programs.models import HousingCase, NeedSummary, StaleNeed
from programs.services import need_years, needs
from programs.tasks import build_stale_needs, rebuild_needs
from tests.factories import REFORM, RoundFactory, VillageFactory
from tests.programs.access_rights import needy
from tests.programs.past_district import BEGAN, past_district

YEAR = 2026


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-20 08:00+07:00", tick=False)


@pytest.fixture
def reviewed(commune, neighbour):
    """The round whose results make the list of 2026."""
    return RoundFactory(
        areas=[commune, neighbour],
        year=2025,
        name="Rà soát năm 2025",
        list_valid_from=dt.date(2026, 1, 1),
        standards=["ND07_2022"],
        opens_on=dt.date(2025, 9, 1),
        closes_on=dt.date(2025, 12, 14),
    )


def test_past_years_follow_their_people(
    reviewed, village, commune, province_officer, client_of
):
    """An ended district shows its list of 2023 as it was, wherever its people went."""
    district = past_district(commune)
    old = VillageFactory(parent=Area.objects.get(name="Xã Cũ"), began=BEGAN)
    stayed, gone, voided = (needy(reviewed, old) for _ in range(3))
    times = {"starts": dt.date(2023, 1, 1), "ends": dt.date(2025, 1, 1)}
    for household in (stayed, gone, voided):
        household.standings.update(**times)
    StaleNeed.objects.all().delete()
    StaleNeed.objects.create(commune=old.parent, year=2023)
    build_stale_needs()
    years = NeedSummary.objects.filter(topic="", area=old.parent)
    assert set(years.values_list("year", "needing")) == {(2023, 3), (2024, 3)}

    stayed.residences.update(ends=REFORM)
    stayed.residences.create(village=village, starts=REFORM)
    gone.residences.update(ends=dt.date(2024, 6, 1))
    Household.objects.filter(pk=gone.pk).update(state="gone")
    Household.objects.filter(pk=voided.pk).update(state="voided")
    rebuild_needs()
    client = client_of(province_officer)
    for year, expected in ((2023, 2), (2024, 1)):
        asked = f"?area={district.pk}&year={year}"
        page = client.get(f"/chuong-trinh/nhu-cau/{asked}")
        shown = {row.topic: row.counts.needing for row, _ in page.context["rows"]}
        assert shown[""] == shown["toilet"] == expected
        page = client.get(f"/chuong-trinh/nhu-cau/ho/{asked}&topic=toilet")
        assert page.context["page_obj"].paginator.count == expected
    assert rebuild_needs()
    assert not need_years.outdated()


def test_a_page_says_which_communes_are_not_counted_yet(
    reviewed, village, commune, neighbour, province_officer, client_of
):
    for where in (village, VillageFactory(parent=neighbour)):
        needy(reviewed, where)
    needs.build([commune.pk], YEAR)
    client = client_of(province_officer)
    page = client.get("/chuong-trinh/nhu-cau/")
    assert "Số liệu của 1 trên 2 xã có danh sách" in page.content.decode()
    needs.build([neighbour.pk], YEAR)
    page = client.get("/chuong-trinh/nhu-cau/")
    assert "xã có danh sách" not in page.content.decode()


def test_a_house_marks_every_year_since_its_own(
    reviewed, village, commune, commune_officer
):
    household = needy(reviewed, village)
    StaleNeed.objects.all().delete()
    HousingCase.objects.create(
        household=household,
        area=commune,
        year=2023,
        kind="new",
        decision_number="5/QĐ-UBND",
        approved_on=dt.date(2023, 6, 1),
        recorded_by=commune_officer,
    )
    marked = set(StaleNeed.objects.values_list("year", flat=True))
    assert marked == {2023, 2024, 2025, 2026}
