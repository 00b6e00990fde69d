"""A small register for the API: a household with a review, an outcome and figures."""

import pytest

from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    ReviewFactory,
    SummaryFactory,
    VillageFactory,
)


@pytest.fixture
def outcome(household):
    """Deprived in the indicators 1 and 3; 2 is known, the others are not."""
    review = ReviewFactory(household=household)
    return OutcomeFactory(review=review, deprived_mask=0b101, known_mask=0b111)


@pytest.fixture
def elsewhere_outcome(elsewhere):
    """Somebody else's household, review and outcome."""
    far = HouseholdFactory(village=VillageFactory(parent=elsewhere))
    return OutcomeFactory(review=ReviewFactory(household=far))


@pytest.fixture
def figures(commune, neighbour, elsewhere):
    """Kept figures of three communes."""
    SummaryFactory(area=commune, poor=31)
    SummaryFactory(area=neighbour, poor=9)
    SummaryFactory(area=elsewhere, poor=500)
