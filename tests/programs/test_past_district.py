"""People of a past district are found where they live now, on every page."""

import datetime as dt

import pytest
from django.urls import reverse

from povertyportal.accounts.access import scope_of
from programs.services import needs
from programs.services.places import Place
from programs.services.wayout import listed, visits
from reports.services.periods import acting
from reports.services.periods.figures import parts_of
from tests.programs.access_wayout import helper_of, plan_of, standing_of, task_of
from tests.programs.past_district import past_district

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to("2026-11-22 08:00+07:00")


@pytest.fixture
def district(open_round, household, commune, commune_officer):
    """A past district whose one poor household has a plan and a helper."""
    standing_of(open_round, household, starts=dt.date(2024, 1, 1))
    plan_of(household, commune_officer, target_year=2024)
    task_of(helper_of(commune, commune_officer), commune_officer, household=household)
    return past_district(commune)


def test_the_way_out_knows_the_people_of_a_past_district(
    district, household, commune_officer, client_of
):
    place = Place(scope_of(commune_officer), district)
    assert listed.listed(place, 2026).get().household == household
    assert listed.coverage(place, 2026) == listed.Coverage(1, 1)
    assert listed.plan_totals(place, 2024).made == 1
    assert visits.helped(place).get() == household
    old = Place(scope_of(commune_officer), district.children.get())
    assert not listed.listed(old, 2026).exists()  # its commune of today holds more
    client = client_of(commune_officer)
    for name, year in (("leaver-list", 2026), ("escape-plan-list", 2024)):
        page = client.get(
            reverse(f"programs:{name}"), {"area": district.pk, "year": year}
        )
        assert page.context["page_obj"].paginator.count == 1, name


def test_the_report_of_a_past_district_tells_of_its_people(
    district, commune, commune_officer
):
    needs.build([commune.pk], 2024)
    report = acting.begin_report(
        by=commune_officer, area=district, year=2024, kind="year"
    )
    parts = {part.code: part for part in parts_of(report)}
    assert parts["way_out"].rows[0][1] == 1
    assert {"needs", "rights"} <= parts.keys()


def test_a_past_district_is_among_the_choices_of_benefits(
    district, commune_officer, client_of
):
    page = client_of(commune_officer).get(
        reverse("programs:entitlements"), {"area": district.pk}
    )
    assert page.context["form"].errors == {}
