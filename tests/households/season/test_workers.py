"""Which accepted workers qualify, by the results of their households."""

import pytest
import time_machine

from households.services.season import workers
from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    RequestFactory,
    ReviewFactory,
)
from tests.households.season.asking import TODAY

pytestmark = pytest.mark.django_db

OLD, NEW = "ND07_2022", "ND351_2027"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def place(open_round, commune):
    return open_round.places.get(commune=commune)


@pytest.fixture
def worker(place, household):
    """The accepted request of the household's head."""
    return RequestFactory(
        kind="worker",
        household=household,
        person=household.memberships.get().person,
        state="accepted",
        review=ReviewFactory(round=place.round, household=household),
    )


def outcome(worker, poverty_class="not_poor", b1=180, area_kind="rural", **fields):
    return OutcomeFactory(
        review=worker.review,
        poverty_class=poverty_class,
        b1=b1,
        grounds={"area_kind": area_kind},
        **fields,
    )


def told(place, standard=OLD):
    return [
        (each.request, each.judgement.qualifies)
        for each in workers.worker_results(place, standard)
    ]


@pytest.mark.parametrize(
    ("poverty_class", "b1", "area_kind", "qualifies"),
    [
        ("not_poor", 195, "rural", True),
        ("not_poor", 196, "rural", False),
        ("not_poor", 196, "urban", True),
        ("not_poor", 196, "unknown", None),
        ("average", None, "rural", True),
        ("near_poor", 120, "rural", False),
        ("undetermined", None, "rural", None),
    ],
)
def test_the_household_s_result_decides(
    place, worker, poverty_class, b1, area_kind, qualifies
):
    outcome(worker, poverty_class, b1, area_kind)
    assert told(place) == [(worker, qualifies)]


def test_before_the_survey_nothing_is_known(place, worker):
    assert told(place) == [(worker, None)]


def test_only_the_result_that_stands_counts(place, worker):
    outcome(worker, is_current=False)
    assert told(place) == [(worker, None)]
    outcome(worker, b1=300)
    assert told(place) == [(worker, False)]


def test_each_standard_has_its_own_answer(place, worker):
    outcome(worker)
    outcome(worker, standard=NEW, b1=None)
    assert told(place, OLD) == [(worker, True)]
    assert told(place, NEW) == [(worker, None)]


@pytest.mark.parametrize("state", ["received", "refused", "withdrawn"])
def test_only_accepted_requests_count(place, household, state):
    RequestFactory(
        kind="worker",
        household=household,
        person=household.memberships.get().person,
        state=state,
        review=ReviewFactory(round=place.round, household=household),
        refusal_reason="Khác",
        answered_on="2026-10-10",
    )
    assert told(place) == []


def test_a_household_s_own_request_is_no_worker_s(place, village):
    household = HouseholdFactory(village=village)
    review = ReviewFactory(round=place.round, household=household)
    RequestFactory(household=household, state="accepted", review=review)
    assert told(place) == []


def test_another_commune_s_workers_are_not_told(open_round, neighbour, worker):
    assert told(open_round.places.get(commune=neighbour)) == []


@pytest.mark.parametrize("number", [1, 6])
def test_queries_do_not_grow(place, village, number, django_assert_num_queries):
    for _ in range(number):
        household = HouseholdFactory(village=village)
        made = RequestFactory(
            kind="worker",
            household=household,
            person=household.memberships.get().person,
            state="accepted",
            review=ReviewFactory(round=place.round, household=household),
        )
        outcome(made)
    with django_assert_num_queries(2):
        assert len(told(place)) == number
