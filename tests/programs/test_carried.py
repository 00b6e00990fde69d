"""Work over several years: counted in its own plan, seen apart in the years after."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.access import scope_of
from programs.services import activity_figures, housing_figures
from programs.services.places import Place
from reports.services.periods import programme
from reports.services.periods.subject import Subject
from tests.programs.access_activities import activity_of
from tests.programs.access_support import house_of

EVE, NEW_YEAR = dt.date(2023, 12, 31), dt.date(2024, 1, 1)
BEGAN = dt.date(2023, 3, 1)


def dates(name, day):
    """The row's dates up to a step reached on a day."""
    found = {"started_on": BEGAN, f"{name}_on": day}
    if name == "cancelled":
        found["cancel_reason"] = "Hộ chuyển đi"
    return found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"started_on": BEGAN}, True),
        (dates("finished", EVE), False),
        (dates("finished", NEW_YEAR), True),
        (dates("cancelled", EVE), False),
        (dates("cancelled", NEW_YEAR), True),
    ],
)
def test_what_is_not_done_by_new_year_is_carried_over(
    commune, household, commune_officer, fields, expected
):
    place = Place(scope_of(commune_officer), commune)
    activity_of(commune, commune_officer, year=2023, **fields)
    approved = dt.date(2023, 1, 2)
    house_of(household, commune_officer, year=2023, approved_on=approved, **fields)
    found = activity_figures.carried_total(place, 2024)
    houses = housing_figures.carried(place, 2024)
    assert (found is not None) == expected
    assert (houses.planned + houses.cancelled == 1) == expected
    # Neither the plan of the year nor the one it belongs to sees it twice.
    assert activity_figures.total(activity_figures.counts(place, 2024)).planned == 0
    assert housing_figures.counts(place, 2024).planned == 0
    assert activity_figures.carried_total(place, 2023) is None


@pytest.fixture
def cows(commune, household, commune_officer):
    """A project of 2023 that is done in 2024, and a house not begun."""
    house_of(household, commune_officer, year=2023, approved_on=dt.date(2023, 1, 2))
    return activity_of(
        commune,
        commune_officer,
        year=2023,
        name="Nuôi bò sinh sản",
        kind="production",
        started_on=BEGAN,
        planned_finish=dt.date(2024, 6, 30),
        finished_on=dt.date(2024, 6, 28),
    )


@pytest.mark.parametrize("name", ["activity-list", "house-list"])
def test_a_list_tells_of_them_and_shows_them_when_asked(
    name, cows, client_of, commune_officer
):
    client, url = client_of(commune_officer), reverse(f"programs:{name}")
    page = client.get(url, {"year": 2024})
    assert list(page.context["page_obj"]) == []
    assert page.context["carried"] == 1
    assert "year=2024&amp;carried=only" in page.content.decode()
    asked = client.get(url, {"year": 2024, "carried": "only"})
    assert len(asked.context["page_obj"]) == 1
    assert "kế hoạch năm 2023" in asked.content.decode()
    later = client.get(url, {"year": 2025, "carried": "only"})
    assert len(later.context["page_obj"]) == (1 if name == "house-list" else 0)


def test_counts_and_report_have_rows_of_their_own(
    cows, client_of, commune, commune_officer
):
    url = reverse("programs:activity-figures")
    rows = client_of(commune_officer).get(url, {"year": 2024}).context["rows"]
    assert (rows[0].planned, rows[-1].label) == (0, "Chuyển tiếp từ năm trước")
    assert (rows[-1].planned, rows[-1].finished) == (1, 1)
    half = Subject(
        area=commune,
        communes=[commune.pk],
        year=2024,
        is_half=True,
        starts=NEW_YEAR,
        last=dt.date(2024, 6, 30),
        has_next_list=False,
        as_of=timezone.now(),
    )
    parts = {part.code: part.rows for part in programme.parts(half)}
    assert "activities" not in parts
    assert "houses" not in parts
    (row,) = parts["activities_carried"]
    assert row[:4] == ("Dự án hỗ trợ phát triển sản xuất", 1, 1, 1)
    (row,) = parts["houses_carried"]
    assert row[:3] == ("Xây mới", 1, 0)
