"""A low-income worker from the paper to the decision, and a farmers' household."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from households.models import DecisionRow, Review, Standing, WorkerStanding
from households.services.season import answers
from tests.factories import HouseholdFactory, OutcomeFactory
from tests.households.season import deciding as made
from tests.households.season.asking import receive

pytestmark = pytest.mark.django_db

RECEIVED = dt.date(2025, 9, 10)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


def taken_up(officer, place, household, kind, person=None):
    """The review of a request that came before the list was closed."""
    asked = receive(officer, household, kind=kind, person=person, received_on=RECEIVED)
    place.list_closed_on = None
    place.save()
    review = answers.accept(by=officer, request=asked, place=place)
    place.list_closed_on = RECEIVED
    place.save()
    return asked, review


def surveyed(officer, place, village, review, kind, b1=180):
    """The review handed in with its result, heard and posted."""
    Review.objects.filter(pk=review.pk).update(
        state="submitted",
        surveyed_on=made.SURVEYED,
        submitted_by=officer,
        submitted_at=made.TODAY,
    )
    OutcomeFactory(
        review=review, poverty_class=kind, b1=b1, grounds={"area_kind": "rural"}
    )
    made.finished(place, village, officer, [review])


def signed(officer, leader, place):
    return made.sign(made.prepare(place, officer), leader)


@pytest.mark.parametrize(
    ("kind", "b1", "qualifies"),
    [("not_poor", 195, True), ("not_poor", 196, False), ("near_poor", 130, False)],
)
def test_the_decision_recognises_the_worker(
    commune_officer, leader, place, village, household, kind, b1, qualifies
):
    person = household.memberships.get().person
    asked, review = taken_up(commune_officer, place, household, "worker", person)
    assert review.why == Review.Why.ASKED_WORKER
    surveyed(commune_officer, place, village, review, kind, b1)
    decision = signed(commune_officer, leader, place)
    held = WorkerStanding.objects.filter(person=person, request=asked)
    assert held.exists() is qualifies
    if qualifies:
        assert held.get().starts == decision.valid_from


def test_a_worker_about_whom_nothing_is_known_holds_the_decision_up(
    commune_officer, leader, place, village, household
):
    person = household.memberships.get().person
    _, review = taken_up(commune_officer, place, household, "worker", person)
    surveyed(commune_officer, place, village, review, "not_poor", None)
    with pytest.raises(ValidationError) as refused:
        signed(commune_officer, leader, place)
    assert person.name in " ".join(refused.value.messages)


def test_a_farmers_household_is_on_the_list_of_the_average(
    commune_officer, leader, place, village
):
    household = HouseholdFactory(village=village)
    _, review = taken_up(commune_officer, place, household, "average")
    assert review.why == Review.Why.ASKED_AVERAGE
    surveyed(commune_officer, place, village, review, "average")
    decision = signed(commune_officer, leader, place)
    row = DecisionRow.objects.get(decision=decision, household=household)
    assert row.list == DecisionRow.List.AVERAGE
    assert Standing.objects.get(household=household).poverty_class == "average"
