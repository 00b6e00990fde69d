"""Opening rounds: who is put on the list, under which standards."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from households.models import (
    Outcome,
    Review,
    ReviewRound,
    ReviewState,
    StaleArea,
    Standing,
)
from households.services import rounds
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    ReviewFactory,
    RoundFactory,
)
from tests.households.season.deciding import heard

pytestmark = pytest.mark.django_db

AUTUMN = {
    "name": "Rà soát định kỳ năm 2026",
    "year": 2026,
    "opens_on": dt.date(2026, 9, 1),
    "closes_on": dt.date(2026, 12, 14),
    "list_valid_from": dt.date(2027, 1, 1),
}


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


def submitted(review, officer):
    """Its form handed in on the opening day."""
    Review.objects.filter(pk=review.pk).update(
        state=ReviewState.SUBMITTED,
        surveyed_on=review.round.opens_on,
        submitted_by=officer,
        submitted_at=timezone.now(),
    )


def standing(household, poverty_class, starts=dt.date(2026, 1, 1), ends=None):
    return Standing.objects.create(
        household=household,
        standard="ND07_2022",
        poverty_class=poverty_class,
        starts=starts,
        ends=ends,
    )


@pytest.mark.parametrize(
    ("poverty_class", "dates", "is_listed"),
    [
        (Outcome.Class.POOR, {}, True),
        (Outcome.Class.NEAR_POOR, {}, True),
        (Outcome.Class.NOT_POOR, {}, False),
        (Outcome.Class.POOR, {"ends": dt.date(2026, 9, 1)}, False),
        (Outcome.Class.POOR, {"ends": dt.date(2026, 9, 2)}, True),
        (Outcome.Class.POOR, {"starts": dt.date(2026, 9, 2)}, False),
    ],
)
def test_households_on_the_list_of_the_opening_day_are_put_in(
    province_officer, commune, household, poverty_class, dates, is_listed
):
    standing(household, poverty_class, **dates)
    found = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
    assert Review.objects.filter(round=found, household=household).exists() is is_listed


def test_the_standard_follows_from_the_period_of_the_list(province_officer, commune):
    found = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
    assert found.standards == ["ND351_2027", "ND07_2022"]


def test_the_second_standard_of_a_seam_may_be_left_out(province_officer, commune):
    found = rounds.open_round(
        by=province_officer, communes=[commune], standards=["ND351_2027"], **AUTUMN
    )
    assert found.standards == ["ND351_2027"]


def test_the_lawful_standard_cannot_be_left_out(province_officer, commune):
    with pytest.raises(ValidationError, match="phải dùng .*351/2025"):
        rounds.open_round(
            by=province_officer, communes=[commune], standards=["ND07_2022"], **AUTUMN
        )


def test_a_commune_officer_may_not_open_a_round(commune_officer, commune):
    with pytest.raises(PermissionDenied):
        rounds.open_round(by=commune_officer, communes=[commune], **AUTUMN)


def test_a_commune_elsewhere_is_refused(province_officer, elsewhere):
    with pytest.raises(ValidationError, match="ngoài địa bàn"):
        rounds.open_round(by=province_officer, communes=[elsewhere], **AUTUMN)


def test_a_commune_that_has_ended_is_refused(province_officer, commune):
    early = {**AUTUMN, "opens_on": dt.date(2025, 6, 30)}
    with pytest.raises(ValidationError, match="không còn là đơn vị hành chính"):
        rounds.open_round(by=province_officer, communes=[commune], **early)


def test_a_household_in_an_open_review_is_not_put_in_twice(
    province_officer, commune, household
):
    standing(household, Outcome.Class.POOR)
    ReviewFactory(household=household, round=RoundFactory(areas=[commune]))
    found = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
    assert not found.reviews.exists()


def test_the_database_refuses_a_second_open_review(household, commune):
    ReviewFactory(household=household)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewFactory(household=household)


def test_a_household_enters_on_its_request(commune_officer, open_round, household):
    review = rounds.add_to_round(
        by=commune_officer, round=open_round, household=household, why="asked_enter"
    )
    assert (review.why, review.commune) == ("asked_enter", household.commune)
    assert StaleArea.objects.get().commune == household.commune
    with pytest.raises(ValidationError, match="đã có phiếu trong đợt"):
        rounds.add_to_round(
            by=commune_officer, round=open_round, household=household, why="asked_enter"
        )


def test_a_household_outside_the_rounds_communes_does_not_enter(
    commune_officer, household, neighbour
):
    found = RoundFactory(areas=[neighbour])
    with pytest.raises(ValidationError, match="không ở xã nào"):
        rounds.add_to_round(
            by=commune_officer, round=found, household=household, why="asked_enter"
        )


def test_closing_locks_the_reviews(province_officer, open_round, household):
    review = ReviewFactory(household=household, round=open_round)
    rounds.close_round(by=province_officer, round=open_round)
    review.refresh_from_db()
    open_round.refresh_from_db()
    assert review.closed_at is not None
    assert not review.is_editable
    assert open_round.state == ReviewRound.State.CLOSED


def test_a_moved_household_is_reviewed_where_it_lives_on_the_opening(
    province_officer, commune, neighbour_village
):
    household = HouseholdFactory(village=neighbour_village)
    standing(household, Outcome.Class.POOR)
    found = rounds.open_round(by=province_officer, communes=[commune], **AUTUMN)
    assert not found.reviews.exists()


def test_a_household_that_is_gone_leaves_the_list(commune_officer, open_round, review):
    rounds.withdraw(by=commune_officer, household=review.household)
    review.refresh_from_db()
    assert review.state == ReviewState.WITHDRAWN
    assert review.closed_at is not None
    assert not Review.objects.listed().exists()
    mark = StaleArea.objects.get()
    assert (mark.commune, mark.year) == (review.commune, open_round.year)
    entry = AuditEntry.objects.get(act="households.review.withdrawn")
    assert entry.detail["review"] == review.pk
    rounds.withdraw(by=commune_officer, household=review.household)
    assert AuditEntry.objects.filter(act="households.review.withdrawn").count() == 1


def test_a_review_not_agreed_on_yet_is_withdrawn(commune_officer, review):
    submitted(review, commune_officer)
    rounds.withdraw(by=commune_officer, household=review.household)
    assert not Review.objects.listed().exists()
    assert not Outcome.objects.current().exists()


def test_a_review_agreed_on_is_only_closed(commune_officer, review):
    submitted(review, commune_officer)
    OutcomeFactory(review=review, standard=review.round.standards[0])
    place = review.round.places.get(commune=review.commune_id)
    heard(place, review.village, commune_officer, [review])
    rounds.withdraw(by=commune_officer, household=review.household)
    review.refresh_from_db()
    assert review.state == ReviewState.SUBMITTED
    assert review.closed_at is not None
    assert Review.objects.listed().get() == review


def test_a_review_opened_again_is_withdrawn_with_its_result(commune_officer, review):
    OutcomeFactory(review=review)
    Review.objects.filter(pk=review.pk).update(state=ReviewState.DRAFT)
    rounds.withdraw(by=commune_officer, household=review.household)
    assert not Outcome.objects.current().exists()


def test_a_household_that_comes_back_is_reviewed_anew(
    commune_officer, open_round, review
):
    rounds.withdraw(by=commune_officer, household=review.household)
    again = rounds.add_to_round(
        by=commune_officer,
        round=open_round,
        household=review.household,
        why="asked_enter",
    )
    assert list(Review.objects.listed()) == [again]


def test_a_surveyor_withdraws_nobody(surveyor, review):
    with pytest.raises(PermissionDenied):
        rounds.withdraw(by=surveyor, household=review.household)


def test_reviews_of_a_closed_round_stay_on_its_list(
    province_officer, open_round, review
):
    rounds.close_round(by=province_officer, round=open_round)
    assert list(Review.objects.listed()) == [review]


OPENING = {
    "name": "Rà soát định kỳ năm 2026",
    "year": "2026",
    "opens_on": "01/09/2026",
    "closes_on": "14/12/2026",
    "list_valid_from": "01/01/2027",
}


def test_the_opening_form_writes_its_year_as_a_year(client_of, province_officer):
    page = client_of(province_officer).get(reverse("households:round-create"))
    year = page.context["form"]["year"]
    assert f'value="{timezone.localdate().year}"' in str(year)


def test_the_page_gives_a_round_its_procedure_and_planned_days(
    client_of, province_officer, commune
):
    form = {**OPENING, "communes": [commune.pk], "due_survey": "31/10/2026"}
    client_of(province_officer).post(reverse("households:round-create"), form)
    found = ReviewRound.objects.get()
    assert found.procedure.code == "QD24_2025"
    due = dict(found.steps.values_list("step", "due_on"))
    assert due["survey"] == dt.date(2026, 10, 31)
    assert due["meeting"] == dt.date(2026, 12, 14)
    assert due["preliminary"] == dt.date(2026, 11, 14)


def test_the_page_refuses_a_plan_out_of_order(client_of, province_officer, commune):
    form = {
        **OPENING,
        "communes": [commune.pk],
        "due_survey": "31/10/2026",
        "due_meeting": "30/10/2026",
    }
    answer = client_of(province_officer).post(reverse("households:round-create"), form)
    assert "ở trước hạn" in answer.content.decode()
    assert not ReviewRound.objects.exists()
