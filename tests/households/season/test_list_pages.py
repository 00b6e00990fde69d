"""The page of a commune's list: tabs, filters, closing, looking up a household."""

import pytest
import time_machine
from django.urls import reverse

from households.models import CommuneRound, Household, Review, ReviewRound
from tests.factories import (
    HouseholdFactory,
    PersonFactory,
    RequestFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.households.season.asking import DAY, TODAY, standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def place(open_round, commune):
    return open_round.places.get(commune=commune)


@pytest.fixture
def client(client_of, commune_officer):
    return client_of(commune_officer)


def address(name, place):
    return reverse(f"season:{name}", args=[place.pk])


def page(client, place, **query):
    response = client.get(address("list", place), query)
    assert response.status_code == 200
    return response


def shown(client, place, **query):
    """Ids of the rows of the tab."""
    return {row.pk for row in page(client, place, **query).context["page_obj"]}


def on_list(place, village, **fields):
    household = HouseholdFactory(village=village)
    return ReviewFactory(round=place.round, household=household, **fields)


def test_households_are_counted_by_why_and_counts_lead_to_them(client, place, village):
    listed = on_list(place, village)
    asked = on_list(place, village, why="asked_enter")
    on_list(place, village, state="withdrawn", closed_at=TODAY)
    counts = page(client, place).context["counts"]
    assert [(row["why"], row["total"], row["done"]) for row in counts] == [
        ("on_list", 1, 0),
        ("asked_enter", 1, 0),
    ]
    assert shown(client, place) == {listed.pk, asked.pk}
    assert shown(client, place, why="asked_enter") == {asked.pk}


def test_filters_live_in_the_address(client, place, village, commune):
    other = VillageFactory(parent=commune)
    here = on_list(place, village)
    there = on_list(place, other, state="draft")
    gone = on_list(place, other, state="withdrawn", closed_at=TODAY)
    assert shown(client, place, area=village.pk) == {here.pk}
    assert shown(client, place, state="draft") == {there.pk}
    assert shown(client, place, state="withdrawn") == {gone.pk}
    assert shown(client, place, area=other.pk, state="todo") == set()
    assert shown(client, place, xem="nonsense") == {here.pk, there.pk}


def test_what_was_sent_back_is_apart_from_drafts(
    client, place, village, commune_officer
):
    begun = on_list(place, village, state="draft")
    again = on_list(place, village, state="draft")
    again.reopenings.create(
        cause="sent_back", reason="Xem lại", opened_by=commune_officer
    )
    assert shown(client, place, state="draft") == {begun.pk}
    assert shown(client, place, state="sent_back") == {again.pk}


def test_requests_that_wait_are_on_their_tab(client, place, household):
    waiting = RequestFactory(household=household)
    told = page(client, place)
    assert told.context["waiting_count"] == 1
    assert shown(client, place, xem="de-nghi") == {waiting.pk}


def test_who_is_left_over_is_told_with_the_reason(client, place, household, commune):
    standing(household)
    told = page(client, place, xem="con-lai")
    assert [row.pk for row in told.context["page_obj"]] == [household.pk]
    assert "đưa vào được" in told.content.decode()
    other = RoundFactory(areas=[commune], kind="regular", name="Đợt tháng 9")
    ReviewFactory(round=other, household=household)
    told = page(client, place, xem="con-lai")
    assert "“Đợt tháng 9”" in told.content.decode()
    assert told.context["free_count"] == 0


def test_who_is_left_over_is_put_in_with_one_press(client, place, household):
    standing(household)
    for _ in range(2):
        answer = client.post(address("list-fill", place))
        assert answer["Location"] == address("list", place)
    assert Review.objects.get().household == household


def test_the_list_is_closed_and_opened_again(client, place):
    url = address("list-close", place)
    assert client.post(url, {"on": "20/10/2026"})["Location"] == address("list", place)
    assert "đã chốt ngày 20/10/2026" in page(client, place).content.decode()
    refused = client.post(address("list-fill", place))
    assert "đã chốt" in refused.content.decode()
    client.post(address("list-reopen", place), {"reason": "Chốt nhầm"})
    assert not CommuneRound.objects.filter(list_closed_on__isnull=False).exists()


def test_a_regular_round_offers_no_closing(client, commune):
    monthly = RoundFactory(areas=[commune], kind="regular").places.get()
    text = page(client, monthly).content.decode()
    assert "Ghi giấy đề nghị" in text
    assert address("list-close", monthly) not in text
    assert address("list-reopen", monthly) not in text
    assert "mỗi hộ một hồ sơ" in text


def test_closing_names_what_is_missing_with_its_link(client, place, household):
    waiting = RequestFactory(household=household)
    told = client.post(address("list-close", place), {"on": "20/10/2026"})
    href = reverse("season:request-detail", args=[waiting.pk])
    assert f'<a href="{href}">' in told.content.decode()
    told = client.post(address("list-close", place), {"on": "21/10/2026"})
    assert "ở sau hôm nay" in told.content.decode()
    assert not CommuneRound.objects.filter(list_closed_on__isnull=False).exists()


def test_a_surveyor_sees_his_village_only(client_of, surveyor, place, village, commune):
    far = VillageFactory(parent=commune)
    mine, _ = on_list(place, village), on_list(place, far)
    standing(HouseholdFactory(village=far))
    client = client_of(surveyor)
    assert shown(client, place) == {mine.pk}
    assert shown(client, place, xem="con-lai") == set()
    assert address("list-close", place) not in page(client, place).content.decode()


def test_a_commune_elsewhere_does_not_exist(client, open_round, neighbour):
    other = open_round.places.get(commune=neighbour)
    assert client.get(address("list", other)).status_code == 404


def test_a_closed_round_offers_nothing_to_do(client, place):
    ReviewRound.objects.update(state="closed")
    told = page(client, place).content.decode()
    assert address("list-close", place) not in told
    assert address("list-find", place) not in told


def test_a_household_is_looked_up_for_its_paper(
    client, place, village, neighbour_village
):
    names = ("Lò Thị Xuân", "Lò Văn Thu")
    here, _ = (
        HouseholdFactory(village=village, head=PersonFactory(name=name))
        for name in names
    )
    HouseholdFactory(village=neighbour_village, head=PersonFactory(name=names[0]))
    told = client.get(address("list-find", place), {"q": "xuan"})
    assert list(told.context["found"]) == [here]
    href = reverse("season:request-create", args=[here.pk])
    assert href in told.content.decode()
    assert reverse("households:household-create") in told.content.decode()
    empty = client.get(address("list-find", place), {"q": "không có ai"})
    assert "Không có hộ nào" in empty.content.decode()


@pytest.mark.parametrize("tab", ["ho", "de-nghi", "con-lai"])
@pytest.mark.parametrize("number", [2, 30])
def test_queries_do_not_grow(
    client, place, village, tab, number, django_assert_max_num_queries
):
    for _ in range(number):
        on_list(place, village)
        RequestFactory(household=HouseholdFactory(village=village))
        standing(HouseholdFactory(village=village))
    with django_assert_max_num_queries(16):
        assert len(shown(client, place, xem=tab)) == number


def test_long_lists_have_pages(client, place, village):
    for _ in range(51):
        on_list(place, village)
    assert len(shown(client, place)) == 50
    assert len(shown(client, place, page=2)) == 1


def test_a_household_that_left_is_not_waited_for(client, place, household):
    standing(household)
    Household.objects.update(state="gone")
    assert page(client, place).context["left_count"] == 0
    client.post(address("list-close", place), {"on": f"{DAY:%d/%m/%Y}"})
    assert CommuneRound.objects.get(pk=place.pk).list_closed_on == DAY
