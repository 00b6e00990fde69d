"""One annual review a household and year, whoever opens rounds, and how often."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from households.models import Household, Outcome, ReviewRound, Standing
from households.services import rounds
from tests.factories import ReviewFactory, RoundFactory
from tests.households.test_rounds import AUTUMN, standing
from tests.worker.conftest import until

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


@pytest.fixture
def closed(province_officer, household, commune):
    """The year's round with the household, closed before it was reviewed."""
    standing(household, Outcome.Class.POOR)
    found = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
    rounds.close_round(by=province_officer, round=found)
    assert found.reviews.get().annual_year == 2026
    return found


def test_a_second_round_of_the_year_leaves_its_households_out(
    province_officer, commune, closed
):
    again = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
    assert not again.reviews.exists()
    assert rounds.left_out(again) == 1


def test_nobody_enters_a_second_round_of_the_year(
    commune_officer, province_officer, household, commune, closed
):
    again = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
    with pytest.raises(ValidationError, match="chỉ rà soát định kỳ một lần"):
        rounds.add_to_round(
            by=commune_officer, round=again, household=household, why="asked_enter"
        )


def test_the_next_year_reviews_everybody_again(
    province_officer, household, commune, closed
):
    Standing.objects.update(ends=dt.date(2027, 1, 1))
    standing(household, Outcome.Class.POOR, starts=dt.date(2027, 1, 1))
    later = {
        "name": "Rà soát định kỳ năm 2027",
        "year": 2027,
        "opens_on": dt.date(2027, 9, 1),
        "closes_on": dt.date(2027, 12, 14),
        "list_valid_from": dt.date(2028, 1, 1),
    }
    found = rounds.open_round(by=province_officer, communes=[commune], **later)
    assert found.reviews.get().annual_year == 2027
    assert rounds.left_out(found) == 0


def test_the_database_keeps_one_annual_review_a_year(household, closed):
    with (
        pytest.raises(IntegrityError, match="review_one_annual_a_year"),
        transaction.atomic(),
    ):
        ReviewFactory(household=household, round=RoundFactory())


def test_a_regular_round_reviews_a_household_again(household, closed):
    regular = RoundFactory(kind=ReviewRound.Kind.REGULAR, areas=[household.commune])
    review = ReviewFactory(household=household, round=regular)
    review.refresh_from_db()
    assert review.annual_year is None


def test_the_year_of_reviews_follows_their_round(open_round, review):
    open_round.year = 2025
    open_round.save()
    review.refresh_from_db()
    assert review.annual_year == 2025


def test_the_database_refuses_a_commune_that_is_not_the_villages(household, neighbour):
    with (
        pytest.raises(IntegrityError, match="is not in commune"),
        transaction.atomic(),
    ):
        ReviewFactory(household=household, commune=neighbour)


def test_the_database_refuses_an_unknown_standard():
    with (
        pytest.raises(IntegrityError, match="round_standards_known"),
        transaction.atomic(),
    ):
        RoundFactory(standards=["ND07_2022", "ND07"])


def test_nobody_enters_a_household_from_outside(
    neighbour_officer, open_round, household
):
    with pytest.raises(Household.DoesNotExist):
        rounds.add_to_round(
            by=neighbour_officer,
            round=open_round,
            household=household,
            why="asked_enter",
        )


def test_a_household_that_is_gone_does_not_enter(
    commune_officer, open_round, household
):
    Household.objects.filter(pk=household.pk).update(state=Household.State.GONE)
    with pytest.raises(ValidationError, match="không còn cư trú"):
        rounds.add_to_round(
            by=commune_officer, round=open_round, household=household, why="asked_enter"
        )


def test_a_round_that_was_closed_meanwhile_takes_nobody(
    commune_officer, province_officer, open_round, household
):
    stale = ReviewRound.objects.get(pk=open_round.pk)
    rounds.close_round(by=province_officer, round=open_round)
    with pytest.raises(ValidationError, match="đã đóng"):
        rounds.add_to_round(
            by=commune_officer, round=stale, household=household, why="asked_enter"
        )


def test_the_page_tells_how_many_stay_out(
    client_of, province_officer, commune, household, closed
):
    form = {
        "name": "Rà soát lại năm 2026",
        "year": "2026",
        "opens_on": "01/10/2026",
        "closes_on": "14/12/2026",
        "list_valid_from": "01/01/2027",
        "communes": [commune.pk],
    }
    url = reverse("households:round-create")
    page = client_of(province_officer).post(url, form, follow=True)
    told = [str(message) for message in page.context["messages"]]
    assert told[0].startswith("Đã mở Rà soát lại năm 2026: 0 hộ cần rà soát. 1 hộ")


@pytest.mark.django_db(transaction=True)
def test_two_officers_open_the_same_commune_at_once(
    province_officer, commune, household
):
    """The second waits for the first and then leaves its households out."""
    standing(household, Outcome.Class.POOR)
    told = []

    again = {**AUTUMN, "name": "Rà soát lại năm 2026"}

    def open_too():
        try:
            found = rounds.open_round(by=province_officer, communes=[commune], **again)
            told.append(found.reviews.count())
        finally:
            connection.close()

    other = threading.Thread(target=open_too)
    with transaction.atomic():
        first = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
        other.start()
        until(somebody_waits, "the second officer's wait")
    other.join(timeout=30)
    assert told == [0]
    assert first.reviews.count() == 1


def test_a_second_press_opens_no_second_round(
    province_officer, commune, neighbour, household
):
    standing(household, Outcome.Class.POOR)
    first, second = (
        rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert first.steps.count() == 7
    wider = rounds.open_round(
        by=province_officer, communes=[commune, neighbour], **AUTUMN
    )
    assert wider.pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_open_one_round(province_officer, commune, household):
    standing(household, Outcome.Class.POOR)
    told = []

    def press():
        try:
            found = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
            told.append(found.pk)
        finally:
            connection.close()

    other = threading.Thread(target=press)
    with transaction.atomic():
        first = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
        other.start()
        until(somebody_waits, "the second press's wait")
    other.join(timeout=30)
    assert told == [first.pk]
    assert first.reviews.count() == 1


def somebody_waits():
    with connection.cursor() as cursor:
        # What a transaction once saw of the others it would see to its end.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE '%areas_area%FOR NO KEY%'"
        )
        return cursor.fetchone()
