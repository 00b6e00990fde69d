"""The list of households: search, filters, the same work however long it is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Household, Membership, Outcome, Residence, Standing
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


def hold(household, kind, starts, ends=None, **fields):
    return Standing.objects.create(
        household=household,
        standard="ND07_2022",
        poverty_class=kind,
        starts=starts,
        ends=ends,
        commune=household.commune,
        **fields,
    )


def move(household, village, day):
    Residence.objects.filter(household=household, ends=None).update(ends=day)
    Residence.objects.create(household=household, village=village, starts=day)


def test_the_list_as_of_a_day_shows_class_place_and_size_of_then(
    client_of, province_officer, household, neighbour_village, commune, neighbour
):
    turn = dt.date(2025, 6, 1)
    hold(household, "poor", dt.date(2025, 1, 1), turn)
    hold(household, "near_poor", turn)
    add_member(household, name="Đỗ Thị Út")
    Membership.objects.filter(position=1).update(starts=turn)
    move(household, neighbour_village, turn)
    client = client_of(province_officer)
    for day, kind, where, size in (
        ("31/05/2025", "poor", commune, 1),
        ("01/06/2025", "near_poor", neighbour, 2),
    ):
        page = client.get(URL, {"on": day, "poverty_class": kind, "area": where.pk})
        (found,) = page.context["page_obj"]
        assert (found.standing, found.commune, found.size) == (kind, where, size)
        assert f"Diện ngày {day}" in page.content.decode()
        other = "near_poor" if kind == "poor" else "poor"
        assert heads(client.get(URL, {"on": day, "poverty_class": other})) == []
    assert heads(client.get(URL, {"on": "31/12/2019"})) == []


def test_the_list_as_known_on_a_day(client_of, commune_officer, household):
    recorded = dt.datetime(2025, 3, 1, 5, tzinfo=dt.UTC)
    first = hold(household, "poor", dt.date(2025, 1, 1), recorded_at=recorded)
    first.recorded_to = dt.datetime(2025, 9, 1, 5, tzinfo=dt.UTC)
    first.save()
    hold(household, "near_poor", dt.date(2025, 1, 1), recorded_at=first.recorded_to)
    client = client_of(commune_officer)
    for known, kind in (
        ("28/02/2025", None),
        ("01/03/2025", "poor"),
        ("31/08/2025", "poor"),
        ("01/09/2025", "near_poor"),
        ("", "near_poor"),
    ):
        page = client.get(URL, {"on": "01/02/2025", "known": known})
        (found,) = page.context["page_obj"]
        assert found.standing == kind


def test_a_household_that_left_is_on_the_list_of_its_day(
    client_of, commune_officer, household
):
    Residence.objects.update(ends=dt.date(2025, 6, 1))
    Household.objects.update(state="gone")
    client = client_of(commune_officer)
    assert heads(client.get(URL, {"on": "31/05/2025"})) == [household.head_name]
    assert heads(client.get(URL, {"on": "01/06/2025"})) == []


def test_another_day_widens_no_scope(
    client_of, commune_officer, neighbour_officer, household, neighbour_village
):
    move(household, neighbour_village, dt.date(2025, 6, 1))
    asked = {"on": "01/01/2025"}
    assert heads(client_of(commune_officer).get(URL, asked)) == []
    page = client_of(neighbour_officer).get(URL, asked)
    assert [each.commune.name for each in page.context["page_obj"]] == ["Xã Đồi Chè"]


def test_a_day_not_known_yet_is_refused(client_of, commune_officer, household):
    page = client_of(commune_officer).get(URL, {"known": "01/01/2099"})
    assert "chưa đến" in page.content.decode()


def test_queries_of_another_day_do_not_grow(
    client_of, commune_officer, household, village
):
    client = client_of(commune_officer)
    asked = {"on": "01/01/2025", "known": "01/01/2026"}
    counts = []
    for more in (0, 12):
        for _ in range(more):
            HouseholdFactory(village=village)
        with CaptureQueriesContext(connection) as found:
            assert client.get(URL, asked).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
