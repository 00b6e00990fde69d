"""The list of households: search, filters, the same work however long it is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Outcome, Standing
from tests.factories import HouseholdFactory, PersonFactory, add_member

pytestmark = pytest.mark.django_db
URL = reverse("households:household-list")


def named(name, village, **person):
    return HouseholdFactory(village=village, head=PersonFactory(name=name, **person))


def heads(response):
    return [household.head_name for household in response.context["page_obj"]]


@pytest.mark.parametrize(
    "query",
    ["nguyen thi hoa", "NGUYỄN THỊ HOÀ", "Hoà", "037175999001", "037 175 999 001"],
)
def test_a_household_is_found_by_name_or_id(
    client_of, commune_officer, household, village, query
):
    named("Phạm Văn Đức", village)
    response = client_of(commune_officer).get(URL, {"q": query})
    assert heads(response) == ["Nguyễn Thị Hoà"]


def test_a_household_is_found_by_its_number(
    client_of, commune_officer, household, village
):
    named("Phạm Văn Đức", village)
    for query in (household.number, household.number.lstrip("H0")):
        response = client_of(commune_officer).get(URL, {"q": query})
        assert heads(response) == ["Nguyễn Thị Hoà"]


def test_a_member_who_is_not_head_finds_the_household(
    client_of, commune_officer, household
):
    add_member(household, name="Đỗ Thị Út")
    response = client_of(commune_officer).get(URL, {"q": "do thi ut"})
    assert heads(response) == ["Nguyễn Thị Hoà"]


def test_nobody_finds_a_household_of_another_commune(
    client_of, neighbour_officer, household
):
    for query in ("nguyen thi hoa", "037175999001", household.number):
        assert heads(client_of(neighbour_officer).get(URL, {"q": query})) == []


def test_names_are_sorted_by_given_name(client_of, commune_officer, village):
    for name in ("Vũ Văn Ơn", "Bùi Thị Đào", "Lê Văn Ăn", "Trần Thị An"):
        named(name, village)
    assert heads(client_of(commune_officer).get(URL)) == [
        "Trần Thị An",
        "Lê Văn Ăn",
        "Bùi Thị Đào",
        "Vũ Văn Ơn",
    ]


def test_the_class_filter_asks_for_the_standing_of_today(
    client_of, commune_officer, household, village
):
    named("Phạm Văn Đức", village)
    Standing.objects.create(
        household=household,
        standard="ND07_2022",
        poverty_class=Outcome.Class.POOR,
        starts=dt.date(2025, 1, 1),
    )
    client = client_of(commune_officer)
    assert heads(client.get(URL, {"poverty_class": "poor"})) == ["Nguyễn Thị Hoà"]
    assert heads(client.get(URL, {"poverty_class": "near_poor"})) == []


def test_the_personal_id_is_masked_on_the_household_page(
    client_of, commune_officer, household
):
    url = reverse("households:household-detail", args=[household.pk])
    page = client_of(commune_officer).get(url).content.decode()
    assert "037175999001" not in page
    assert household.memberships.get().person.masked_id in page


def queries_of(client):
    with CaptureQueriesContext(connection) as captured:
        client.get(URL)
    return len(captured)


def test_a_page_of_households_costs_the_same_queries_for_two_as_for_twenty(
    client_of, commune_officer, village
):
    client = client_of(commune_officer)
    for number in range(2):
        named(f"Lê Văn {number}", village)
    few = queries_of(client)
    for number in range(20):
        named(f"Hồ Văn {number}", village)
    assert queries_of(client) == few


def test_the_personal_id_of_somebody_who_left_is_not_shown_here(
    client_of, commune_officer, household
):
    child = add_member(household, personal_id="037310999003")
    url = reverse("households:personal-id-reveal", args=[household.pk, child.pk])
    client = client_of(commune_officer)
    assert client.get(url).status_code == 200
    child.memberships.update(ends="2026-01-01")
    assert client.get(url).status_code == 404
