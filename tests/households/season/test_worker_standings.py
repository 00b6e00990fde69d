"""Low-income workers are recognised by the decision that holds their household."""

import datetime as dt

import pytest
import time_machine

from households.models import WorkerStanding
from households.services.season import recognition
from households.services.season.worker_standings import waiting_workers
from tests.factories import RequestFactory, add_member
from tests.households.season import deciding as made


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.regular_round(commune), commune)


def asked(place, village, officer, kind, **fields):
    """A worker's accepted request, his household reviewed."""
    review = made.reviewed(place, village, officer, kind=kind, **fields)
    worker = add_member(review.household, name="Phạm Văn Thợ")
    request = RequestFactory(
        household=review.household,
        person=worker,
        kind="worker",
        state="accepted",
        review=review,
    )
    made.finished(place, village, officer, [review])
    return review, request


def signed(place, officer, leader, review, number="1/QĐ-UBND"):
    draft = made.prepare(place, officer, review_ids=[review.pk])
    return made.sign(draft, leader, number, signed_on=dt.date(2025, 11, 3))


def test_who_qualifies_gets_his_status(place, village, commune_officer, leader):
    review, request = asked(place, village, commune_officer, "average")

    decision = signed(place, commune_officer, leader, review)

    standing = WorkerStanding.objects.get()
    assert (standing.person, standing.request) == (request.person, request)
    assert (standing.decision, standing.outcome) == (decision, review.outcomes.get())
    assert (standing.starts, standing.ends) == (
        dt.date(2025, 11, 3),
        dt.date(2026, 1, 1),
    )
    assert waiting_workers(place, made.OLD, {review.pk}) == []


def test_a_member_of_a_poor_household_gets_none(
    place, village, commune_officer, leader
):
    review, _ = asked(place, village, commune_officer, "poor")
    signed(place, commune_officer, leader, review)
    assert not WorkerStanding.objects.exists()


def test_a_former_status_ends_with_the_new_one(place, village, commune_officer, leader):
    review, request = asked(place, village, commune_officer, "average")
    before = RequestFactory(
        household=review.household,
        person=request.person,
        kind="worker",
        state="withdrawn",
    )
    other = made.reviewed(place, village, commune_officer)
    made.heard(place, village, commune_officer, [other], turn=2)
    made.posted(place, commune_officer, [other], turn=2)
    earlier = signed(place, commune_officer, leader, other)
    former = WorkerStanding.objects.create(
        person=request.person,
        request=before,
        decision=earlier,
        outcome=other.outcomes.get(),
        starts=dt.date(2025, 1, 1),
    )

    signed(place, commune_officer, leader, review, number="2/QĐ-UBND")

    former.refresh_from_db()
    assert former.ends == dt.date(2025, 11, 3)
    assert WorkerStanding.objects.count() == 2


def test_what_cannot_be_said_of_a_worker_stands_in_the_way(
    place, village, commune_officer
):
    review, request = asked(place, village, commune_officer, "not_poor", b1=None)
    with pytest.raises(recognition.NotReady) as error:
        made.prepare(place, commune_officer, review_ids=[review.pk])
    (problem,) = error.value.problems
    assert (problem.code, problem.args) == ("worker", (request.pk,))
