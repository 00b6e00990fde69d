"""The season board and a commune's page: what each officer sees."""

import datetime as dt

import pytest
from django.urls import reverse

from households.models import ReviewRound
from households.services.season.terms import set_round_steps
from tests.factories import HouseholdFactory, ReviewFactory, RoundFactory
from tests.households.season.deciding import posted, reviewed, round_of

pytestmark = pytest.mark.django_db
BOARD = "/mua-ra-soat/"


@pytest.fixture
def season(commune, neighbour, time_machine):
    """An annual round of two communes, on the day its preliminary result is late."""
    time_machine.move_to("2025-11-15 08:00+07:00")
    found = round_of(commune, neighbour)
    set_round_steps(found)
    return found


def communes(answer):
    rows = answer.context["page_obj"]
    return [row["found"].place.commune.name for row in rows]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("province_officer", ["Xã Đồi Chè", "Xã Sông Trong"]),
        ("committee_member", ["Xã Đồi Chè", "Xã Sông Trong"]),
        ("inspector", ["Xã Đồi Chè", "Xã Sông Trong"]),
        ("leader", ["Xã Đồi Chè"]),
        ("commune_officer", ["Xã Đồi Chè"]),
        ("surveyor", ["Xã Đồi Chè"]),
    ],
)
def test_the_board_shows_the_communes_of_ones_scope(
    season, client_of, who, seen, request
):
    answer = client_of(request.getfixturevalue(who)).get(BOARD)
    assert communes(answer) == seen
    assert "Quá hạn" in answer.content.decode()


def test_filters_stand_in_the_address(season, client_of, province_officer, commune):
    client = client_of(province_officer)
    assert communes(client.get(BOARD, {"tinh_trang": "done"})) == []
    assert len(communes(client.get(BOARD, {"tinh_trang": "late"}))) == 2
    late_list = {"buoc": "list", "tinh_trang": "late"}
    assert communes(client.get(BOARD, late_list)) == []
    place = season.places.get(commune=commune)
    place.list_closed_on = dt.date(2025, 12, 15)
    place.save()
    done_late = {"buoc": "list", "tinh_trang": "done_late"}
    assert communes(client.get(BOARD, done_late)) == ["Xã Đồi Chè"]
    here = client.get(BOARD, {"area": commune.pk, "tinh_trang": "late"})
    assert communes(here) == ["Xã Đồi Chè"]
    assert sum(row["count"] for row in here.context["counts"]) == 1
    all_of_it = {"area": commune.parent_id, "tinh_trang": "late"}
    assert len(communes(client.get(BOARD, all_of_it))) == 2


def test_regular_rounds_of_a_month_stand_together(
    season, client_of, province_officer, commune, neighbour
):
    for where in (commune, neighbour):
        found = RoundFactory(
            areas=[where],
            kind=ReviewRound.Kind.REGULAR,
            month=11,
            year=2025,
            opens_on=dt.date(2025, 11, 15),
            closes_on=dt.date(2025, 11, 30),
        )
        set_round_steps(found)
    client = client_of(province_officer)
    answer = client.get(BOARD, {"dot": "2025-11"})
    assert answer.context["heading"] == "Rà soát thường xuyên tháng 11/2025"
    assert len(communes(answer)) == 2


def test_the_board_begins_with_the_annual_round_while_it_is_open(
    season, client_of, province_officer, commune
):
    found = RoundFactory(
        areas=[commune],
        kind=ReviewRound.Kind.REGULAR,
        month=11,
        year=2025,
        opens_on=dt.date(2025, 11, 15),
        closes_on=dt.date(2025, 11, 30),
    )
    set_round_steps(found)
    client = client_of(province_officer)
    assert client.get(BOARD).context["heading"] == "Rà soát định kỳ năm 2025"
    ReviewRound.objects.filter(pk=season.pk).update(state=ReviewRound.State.CLOSED)
    answer = client.get(BOARD)
    assert answer.context["heading"] == "Rà soát thường xuyên tháng 11/2025"


def test_an_unknown_season_shows_the_first(season, client_of, province_officer):
    answer = client_of(province_officer).get(BOARD, {"dot": "999"})
    assert answer.context["heading"] == season.name


def test_a_board_without_a_season_says_how_to_begin(client_of, commune_officer):
    page = client_of(commune_officer).get(BOARD).content.decode()
    assert "Chưa có mùa rà soát nào" in page


def test_an_imported_round_is_no_season(client_of, commune_officer, commune):
    RoundFactory(areas=[commune], is_imported=True)
    page = client_of(commune_officer).get(BOARD).content.decode()
    assert "Chưa có mùa rà soát nào" in page


def test_the_board_takes_as_many_queries_for_two_communes_as_for_one(
    season, client_of, province_officer, neighbour, django_assert_num_queries
):
    client = client_of(province_officer)
    client.get(BOARD)
    with django_assert_num_queries(20):
        client.get(BOARD)
    season.places.get(commune=neighbour).delete()
    with django_assert_num_queries(20):
        client.get(BOARD)


def test_a_commune_page_links_every_page_of_the_season(
    season, client_of, commune_officer, commune, village
):
    place = season.places.get(commune=commune)
    reviewed(place, village, commune_officer)
    url = reverse("season:place", args=[place.pk])
    page = client_of(commune_officer).get(url).content.decode()
    names = ("list", "assignments", "meetings", "postings", "complaints")
    for name in (*names, "submissions", "decisions", "certificates", "delay-reason"):
        assert reverse(f"season:{name}", args=[place.pk]) in page
    assert reverse("season:grid", args=[place.pk, village.pk]) in page
    assert reverse("season:request-list") in page
    assert reverse("season:procedure-list") in page
    assert "1/1" in page
    assert "14/11/2025" in page
    assert "trước ngày 15/11" in page


def test_a_surveyor_sees_steps_but_no_counts_of_the_commune(
    season, client_of, surveyor, commune, neighbour, neighbour_village, commune_officer
):
    place = season.places.get(commune=commune)
    url = reverse("season:place", args=[place.pk])
    answer = client_of(surveyor).get(url)
    assert not answer.context["sees_counts"]
    page = answer.content.decode()
    for name in ("complaints", "submissions", "decisions", "certificates"):
        assert reverse(f"season:{name}", args=[place.pk]) not in page
    for name in ("list", "assignments", "meetings", "postings"):
        assert reverse(f"season:{name}", args=[place.pk]) in page
    elsewhere = season.places.get(commune=neighbour)
    far = reverse("season:place", args=[elsewhere.pk])
    assert client_of(surveyor).get(far).status_code == 404


def test_a_recalled_term_is_marked(season, client_of, commune_officer, commune):
    place = season.places.get(commune=commune)
    url = reverse("season:place", args=[place.pk])
    page = client_of(commune_officer).get(url).content.decode()
    assert "3 ngày làm việc" in page
    assert "chưa đối chiếu" in page


def test_a_commune_page_takes_a_constant_number_of_queries(
    season, client_of, commune_officer, commune, village, django_assert_num_queries
):
    place = season.places.get(commune=commune)
    ReviewFactory(round=season, household=HouseholdFactory(village=village))
    client = client_of(commune_officer)
    url = reverse("season:place", args=[place.pk])
    client.get(url)
    with django_assert_num_queries(19):
        client.get(url)
    for _ in range(5):
        ReviewFactory(round=season, household=HouseholdFactory(village=village))
    with django_assert_num_queries(19):
        client.get(url)


def test_rounds_and_seasons_lead_to_each_other(
    season, client_of, commune_officer, commune
):
    client = client_of(commune_officer)
    place = season.places.get(commune=commune)
    detail = client.get(reverse("households:round-detail", args=[season.pk]))
    assert reverse("season:place", args=[place.pk]) in detail.content.decode()
    rounds = client.get(reverse("households:round-list")).content.decode()
    assert BOARD in rounds
    current = [entry for entry in detail.context["nav"] if entry["current"]]
    assert [entry["label"] for entry in current] == ["Rà soát"]


@pytest.mark.parametrize(
    ("last_day", "is_said"),
    [(dt.date(2026, 12, 31), False), (dt.date(2027, 1, 5), True)],
)
def test_a_posting_that_leaves_the_calendar_says_so(
    season, client_of, commune_officer, commune, village, last_day, is_said
):
    place = season.places.get(commune=commune)
    review = reviewed(place, village, commune_officer)
    posting = posted(place, commune_officer, [review], last_day=last_day)
    url = reverse("season:posting-detail", args=[posting.pk])
    page = client_of(commune_officer).get(url).content.decode()
    assert ("Lịch nghỉ của thời gian này chưa đủ" in page) is is_said
