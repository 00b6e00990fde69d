"""An outcome has the round and place of its review: the database compares them."""

import pytest
from django.db import IntegrityError, transaction

from households.models import Outcome
from tests.factories import ReviewFactory

pytestmark = pytest.mark.django_db


def outcome_of(review, **fields):
    values = {
        "round": review.round,
        "commune": review.commune,
        "village": review.village,
        "standard": "ND07_2022",
        "origin": "computed",
        "poverty_class": "poor",
        "persons": 1,
    }
    return Outcome(review=review, **{**values, **fields})


@pytest.fixture
def review(household):
    return ReviewFactory(household=household)


def test_an_outcome_of_the_reviews_place_is_kept(review):
    outcome_of(review).save()

    assert Outcome.objects.get().commune == review.commune


@pytest.mark.parametrize("column", ["commune_id", "village_id", "round_id"])
@pytest.mark.parametrize("other", [0, 2_000_000_000])
def test_another_place_or_round_is_refused(review, column, other):
    elsewhere = outcome_of(review)
    setattr(elsewhere, column, other)
    with (
        pytest.raises(IntegrityError, match="place of its review"),
        transaction.atomic(),
    ):
        elsewhere.save()

    assert not Outcome.objects.exists()


def test_one_wrong_outcome_refuses_the_whole_statement(review, neighbour):
    wrong = outcome_of(review, standard="ND351_2027", commune=neighbour)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.bulk_create([outcome_of(review), wrong])

    assert not Outcome.objects.exists()
