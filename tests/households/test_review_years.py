"""A review has the year and the commune of its round and village, however it comes."""

import pytest
from django.db import IntegrityError, transaction

from households.models import Review
from tests.factories import HouseholdFactory, RoundFactory

pytestmark = pytest.mark.django_db


def review_of(household, round, **fields):
    places = {"village": household.village, "commune": household.commune}
    return Review(round=round, household=household, **{**places, **fields})


@pytest.fixture
def others(village):
    return [HouseholdFactory(village=village) for _ in range(2)]


@pytest.mark.parametrize("brought", [None, 2026])
def test_the_year_of_an_annual_round_is_kept(household, brought):
    review_of(household, RoundFactory(), annual_year=brought).save()
    assert Review.objects.get().annual_year == 2026


@pytest.mark.parametrize("brought", [2025, 0])
def test_another_year_is_refused(household, brought):
    with (
        pytest.raises(IntegrityError, match="is not the year of its round"),
        transaction.atomic(),
    ):
        review_of(household, RoundFactory(), annual_year=brought).save()


def test_one_wrong_year_refuses_the_whole_statement(household, others):
    found = RoundFactory()
    rows = [review_of(each, found, annual_year=2026) for each in others]
    rows.append(review_of(household, found, annual_year=2024))
    with (
        pytest.raises(IntegrityError, match="is not the year of its round"),
        transaction.atomic(),
    ):
        Review.objects.bulk_create(rows)
    assert not Review.objects.exists()


@pytest.mark.parametrize("brought", [None, 2026])
def test_one_wrong_commune_refuses_the_whole_statement(
    household, others, neighbour, brought
):
    found = RoundFactory()
    rows = [review_of(each, found, annual_year=brought) for each in others]
    rows.append(review_of(household, found, commune=neighbour, annual_year=brought))
    with (
        pytest.raises(IntegrityError, match="is not in commune"),
        transaction.atomic(),
    ):
        Review.objects.bulk_create(rows)
    assert not Review.objects.exists()


def test_a_changed_year_is_put_right(household):
    review_of(household, RoundFactory()).save()
    Review.objects.update(annual_year=1999)
    assert Review.objects.get().annual_year == 2026
