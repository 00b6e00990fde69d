"""The village's grid: what it costs, who sees what, posts without scripts."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Outcome, ReviewState
from households.services import review as reviews
from households.services import rounds
from households.services.review_basis import bases_of, basis_of
from households.views.season import grid_rows
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    ReviewFactory,
    VillageFactory,
    add_member,
)
from tests.households.review_answers import HEAD, HOUSEHOLD, changes, complete


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


@pytest.fixture
def place(open_round, commune):
    return open_round.places.get(commune=commune)


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


@pytest.fixture
def url(place, village):
    return reverse("season:grid", args=[place.pk, village.pk])


def row_url(review):
    return reverse("season:grid-row", args=[review.pk])


def add(open_round, village, count, **fields):
    return [
        ReviewFactory(
            round=open_round, household=HouseholdFactory(village=village), **fields
        )
        for _ in range(count)
    ]


def queries(client, url):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_grid_asks_the_same_number_of_questions_of_any_village(
    client_of, commune_officer, open_round, village, url
):
    client = client_of(commune_officer)
    begun = {
        "answers": {"household": {"agri": True}},
        "state": "draft",
        "surveyed_on": open_round.opens_on,
    }
    for fields in ({}, begun):
        add(open_round, village, 1, **fields)
    client.get(url)
    few = queries(client, url)
    for fields in ({}, begun):
        for made in add(open_round, village, 12, **fields):
            add_member(made.household)
            OutcomeFactory(review=made)
    assert queries(client, url) == few
    assert few <= 20


def test_what_reviews_are_judged_on_is_the_same_read_at_once(
    open_round, village, household
):
    add_member(household, name="Nguyễn Văn Nam")
    made = [
        ReviewFactory(round=open_round, household=household),
        *add(open_round, village, 2),
    ]
    with CaptureQueriesContext(connection) as found:
        together = bases_of(made)
    assert len(found) == 3
    assert together == {each.pk: basis_of(each) for each in made}
    assert [len(together[each.pk].members) for each in made] == [2, 1, 1]


def test_rows_show_questions_class_and_what_is_missing(
    client_of, commune_officer, url, review
):
    page = client_of(commune_officer).get(url)
    text = page.content.decode()
    assert "Tổng diện tích nhà ở" in text
    assert "Tổng điểm B1 trên phiếu giấy" in text
    assert "Ngày rà soát" in text
    row = page.context["rows"][0]
    assert "4 câu về từng người" in row.live
    assert row.live.count("class-badge") == 2
    required = [c for c in page.context["columns"] if c.question.required]
    # Fish is asked only of farmers.
    assert f"Còn {len(required) - 1} ô<" in row.live


def test_a_post_without_scripts_saves_the_row(client_of, commune_officer, review, url):
    posted = {"household.floor_area": "45,5", "household.causes": "1, 7", "base": "{}"}
    response = client_of(commune_officer).post(row_url(review), posted)
    assert response["Location"] == f"{url}#h-{review.pk}"
    review.refresh_from_db()
    assert review.answers == {
        "household": {"floor_area": "45.5", "causes": ["land", "illness"]}
    }


def test_a_row_is_submitted_alone_when_it_is_whole(
    client_of, commune_officer, review, household, open_round, village
):
    other = add(open_round, village, 1)[0]
    head = household.memberships.get().person_id
    persons = {f"members.{head}.{code}": value for code, value in HEAD.items()}
    reviews.save_answers(by=commune_officer, review=review, changes=changes(persons))
    posted = {f"household.{code}": value for code, value in HOUSEHOLD.items()}
    posted |= {"household.devices": "1 7", "surveyed_on": "15/10/2026", "nop": "1"}
    client_of(commune_officer).post(row_url(review), posted)

    review.refresh_from_db()
    other.refresh_from_db()
    assert (review.state, other.state) == (ReviewState.SUBMITTED, ReviewState.TODO)
    assert Outcome.objects.filter(review=review).count() == 2


def test_what_is_missing_comes_back_with_the_page(client_of, commune_officer, review):
    page = client_of(commune_officer).post(row_url(review), {"nop": "1"})
    assert page.status_code == 200
    messages = [each["message"] for each in page.context["stops"]]
    assert "Nguyễn Thị Hoà: Chưa nhập ngày rà soát." in messages
    persons = [each for each in page.context["stops"] if "members." in each["path"]]
    form = reverse("households:review-detail", args=[review.pk])
    assert persons
    assert all(each["href"].startswith(form) for each in persons)


def test_scripts_hear_what_is_missing_as_json(client_of, commune_officer, review):
    answer = client_of(commune_officer).post(
        row_url(review), {"nop": "1"}, headers={"accept": "application/json"}
    )
    told = answer.json()
    assert told["is_done"] is False
    assert "surveyed_on" in {each["path"] for each in told["problems"]}
    assert "Còn" in told["row"]


def test_a_conflict_keeps_both_answers(client_of, commune_officer, surveyor, review):
    reviews.save_answers(
        by=surveyor,
        review=review,
        changes=[reviews.Change("household.water", "rain", ("",))],
    )
    posted = {"household.water": "piped", "base": "{}", "nop": "1"}
    page = client_of(commune_officer).post(row_url(review), posted)
    text = page.content.decode()
    assert f"{surveyor.full_name} đã ghi “Nước mưa”" in text
    assert '<option value="piped" selected>' in text
    review.refresh_from_db()
    assert review.answers == {"household": {"water": "rain"}}


def test_a_submitted_row_takes_nothing_more(
    client_of, commune_officer, review, household
):
    head = household.memberships.get().person_id
    reviews.save_answers(
        by=commune_officer, review=review, changes=changes(complete(head))
    )
    done = reviews.submit_review(
        by=commune_officer, review=review, surveyed_on=review.round.opens_on
    )
    client = client_of(commune_officer)
    posted = {"household.water": "piped", "base": "{}"}
    assert client.post(row_url(review), posted).status_code == 302
    refused = client.post(
        row_url(review), posted, headers={"accept": "application/json"}
    )
    assert refused.status_code == 409
    assert review.outcomes.current().count() == len(done)


def test_a_closed_round_and_readers_only_read(
    client_of, commune_officer, leader, province_officer, review, url, open_round
):
    assert not client_of(leader).get(url).context["can_type"]
    assert client_of(commune_officer).get(url).context["can_type"]
    rounds.close_round(by=province_officer, round=open_round)
    page = client_of(commune_officer).get(url)
    assert not page.context["can_type"]
    assert "<select" not in page.content.decode()


def test_a_surveyor_sees_his_villages_only(
    client_of, surveyor, place, commune, review, open_round
):
    hill = VillageFactory(name="Thôn Đồi", parent=commune)
    add(open_round, hill, 1)
    client = client_of(surveyor)
    own = reverse("season:grid", args=[place.pk, review.village_id])
    assert [each.review for each in client.get(own).context["rows"]] == [review]
    assert client.get(own).context["villages"].count() == 1
    other = reverse("season:grid", args=[place.pk, hill.pk])
    assert client.get(other).status_code == 404


def test_a_village_of_another_commune_is_not_here(
    client_of, commune_officer, place, neighbour_village
):
    url = reverse("season:grid", args=[place.pk, neighbour_village.pk])
    assert client_of(commune_officer).get(url).status_code == 404


def test_withdrawn_households_are_not_in_it(
    client_of, commune_officer, review, url, household
):
    rounds.withdraw(by=commune_officer, household=household)
    assert client_of(commune_officer).get(url).context["rows"] == ()


def test_looking_at_a_village_is_in_the_trail(client_of, commune_officer, review, url):
    client_of(commune_officer).get(url)
    entry = AuditEntry.objects.get(act="households.grid.viewed")
    assert set(entry.area_ids) == {review.village_id, review.commune_id}


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("1, 3", ["land", "labour"]),
        ("3;1", ["land", "labour"]),
        ("", []),
        ("9", "9"),
        ("0", "0"),
        ("đất", "đất"),
    ],
)
def test_numbers_choose_answers(typed, codes):
    question = grid_rows.form_2022.HOUSEHOLD_QUESTIONS["causes"]
    assert grid_rows.codes_of(question, typed) == codes
    back = "1, 3" if codes == ["land", "labour"] else typed
    assert grid_rows.numbers_of(question, codes) == back
