"""Regular rounds: each household a dossier with its own clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.urls import reverse

from households.exports.cases import DossierExport
from households.models import CommuneRound, DelayReason, ReviewRound
from households.rules.procedure import StepState
from households.services.season.dossiers import dossiers_of
from households.services.season.terms import due_by, rules_of
from tests.factories import (
    HouseholdFactory,
    RequestFactory,
    ReviewFactory,
    RoundFactory,
)

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(*when):
    return dt.datetime(*when, tzinfo=HANOI)


@pytest.fixture
def place(commune):
    RoundFactory(
        areas=[commune],
        kind=ReviewRound.Kind.REGULAR,
        year=2026,
        month=4,
        opens_on=dt.date(2026, 4, 15),
        closes_on=dt.date(2026, 4, 30),
        list_valid_from=dt.date(2026, 4, 15),
        standards=("ND07_2022",),
    )
    return CommuneRound.objects.select_related("round__procedure", "commune").get()


def asked(place, village, officer, received_on):
    """A household whose request was taken into the round."""
    household = HouseholdFactory(village=village)
    review = ReviewFactory(round=place.round, household=household)
    RequestFactory(
        household=household,
        review=review,
        state="accepted",
        received_on=received_on,
        recorded_by=officer,
    )
    return review


def by_review(place, now):
    return {each.review.pk: each for each in dossiers_of(place, now)}


def test_each_dossier_has_its_own_clock(place, village, commune_officer):
    march = asked(place, village, commune_officer, dt.date(2026, 3, 15))
    april = asked(place, village, commune_officer, dt.date(2026, 3, 16))
    found = by_review(place, at(2026, 4, 1))
    assert found[march.pk].starts_on == dt.date(2026, 3, 15)
    assert found[march.pk].due.day == dt.date(2026, 3, 30)
    assert found[march.pk].state == StepState.LATE
    assert found[april.pk].due.day == dt.date(2026, 4, 30)
    assert found[april.pk].due.is_verified
    assert found[april.pk].state == StepState.ON_TIME


def test_dossiers_are_taken_away_as_the_page_shows_them(
    place, village, commune_officer, client_of
):
    for day in (15, 16):
        asked(place, village, commune_officer, dt.date(2026, 3, day))
    page = client_of(commune_officer).get(reverse("season:place", args=[place.pk]))
    way = reverse("exports:export-about", args=["season-dossiers", place.pk])
    assert f'href="{way}' in page.content.decode()
    found = DossierExport().open(
        commune_officer, QueryDict(), place.pk, whole_ids=False
    )
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    due = next(each for each in found.columns if each.heading == "Hạn quyết định")
    assert found.count == page.context["dossiers"].paginator.count == 2
    assert [row[due] for row in rows] == [
        each.due.day for each in page.context["dossiers"]
    ]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(2026, 4, 26, 23, 59), StepState.ON_TIME),
        (at(2026, 4, 27), StepState.SOON),
        (at(2026, 4, 30, 23, 59), StepState.SOON),
        (at(2026, 5, 1), StepState.LATE),
    ],
)
def test_a_dossier_is_late_from_midnight(place, village, commune_officer, now, state):
    review = asked(place, village, commune_officer, dt.date(2026, 4, 2))
    assert by_review(place, now)[review.pk].state == state


def test_a_household_without_a_request_counts_from_the_round(place, village):
    review = ReviewFactory(
        round=place.round, household=HouseholdFactory(village=village)
    )
    found = by_review(place, at(2026, 4, 20))[review.pk]
    assert (found.received_on, found.starts_on) == (None, dt.date(2026, 4, 15))


def test_the_reason_of_a_dossier_is_kept(place, village, commune_officer):
    review = asked(place, village, commune_officer, dt.date(2026, 4, 2))
    DelayReason.objects.create(
        place=place,
        review=review,
        step="recognition",
        reason="Chủ hộ đi vắng",
        told_by=commune_officer,
    )
    assert by_review(place, at(2026, 5, 2))[review.pk].reason == "Chủ hộ đi vắng"


def test_dossiers_take_a_constant_number_of_queries(
    place, village, commune_officer, django_assert_num_queries
):
    asked(place, village, commune_officer, dt.date(2026, 4, 2))
    with django_assert_num_queries(5):
        dossiers_of(place)
    for day in (3, 4, 5):
        asked(place, village, commune_officer, dt.date(2026, 4, day))
    with django_assert_num_queries(5):
        assert len(dossiers_of(place)) == 4


def test_a_count_beyond_the_calendar_says_so(place):
    rule = rules_of(place.round.procedure, "regular")["posting"]
    assert due_by(rule, dt.date(2026, 12, 28)).is_counted
    assert not due_by(rule, dt.date(2026, 12, 30)).is_counted
