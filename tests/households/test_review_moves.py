"""What becomes of an open review when its household moves."""

import datetime as dt

import pytest
import time_machine

from households.models import (
    Complaint,
    MeetingVote,
    Reopening,
    Review,
    ReviewState,
    StaleArea,
    VillageMeeting,
)
from households.services import moves
from households.services import review as reviews
from povertyportal.audit.models import AuditEntry
from tests.factories import ReviewFactory, VillageFactory
from tests.households.review_answers import changes, complete

DAY = dt.date(2026, 11, 10)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


@pytest.fixture
def outcomes(commune_officer, household, review):
    head = household.memberships.get().person_id
    reviews.save_answers(
        by=commune_officer, review=review, changes=changes(complete(head))
    )
    return reviews.submit_review(
        by=commune_officer, review=review, surveyed_on=dt.date(2026, 10, 15)
    )


def move(officer, household, village):
    household.refresh_from_db()
    return moves.move_household(
        by=officer,
        household=household,
        version=household.version,
        to_village=village,
        on=DAY,
    )


def agree(officer, review, outcomes):
    """The residents of its village agree on the result; the minutes are closed."""
    meeting = VillageMeeting.objects.create(
        place=review.round.places.get(commune=review.commune_id),
        village=review.village,
        turn=1,
        held_on=dt.date(2026, 11, 5),
        venue="Nhà văn hóa thôn",
        chair="Trưởng thôn",
        secretary="Thư ký",
        attended=20,
        recorded_by=officer,
    )
    governing = next(each for each in outcomes if each.standard == "ND351_2027")
    MeetingVote.objects.create(
        meeting=meeting, review=review, outcome=governing, attended=20, agreed=20
    )
    VillageMeeting.objects.filter(pk=meeting.pk).update(
        closed_at=dt.datetime(2026, 11, 5, 12, tzinfo=dt.UTC)
    )


def test_a_draft_goes_along_within_the_round(
    commune_officer, neighbour_officer, household, review, neighbour_village
):
    rows = [
        reviews.Change("household.agri", "true", ("",)),
        reviews.Change("surveyed_on", "15/10/2026", ("",)),
    ]
    reviews.save_answers(by=commune_officer, review=review, changes=rows)
    told = move(commune_officer, household, neighbour_village)

    review.refresh_from_db()
    assert (review.village, review.commune) == (
        neighbour_village,
        neighbour_village.parent,
    )
    assert (review.state, review.surveyed_on) == (ReviewState.DRAFT, None)
    assert review.answers == {"household": {"agri": True}}
    assert not review.reopenings.exists()
    assert "đã chuyển về Thôn Đình" in told
    assert Review.objects.visible_to(neighbour_officer).get() == review
    entry = AuditEntry.objects.get(act="households.review.moved")
    assert set(entry.area_ids) == {household.commune_id, neighbour_village.parent_id}


def test_a_submitted_one_is_surveyed_anew_there(
    commune_officer, household, review, outcomes, neighbour_village
):
    StaleArea.objects.all().delete()
    was = review.commune_id
    move(commune_officer, household, neighbour_village)

    review.refresh_from_db()
    assert (review.state, review.commune) == (
        ReviewState.DRAFT,
        neighbour_village.parent,
    )
    again = review.reopenings.get()
    assert again.cause == Reopening.Cause.MOVED
    assert again.before in outcomes
    assert not review.outcomes.current().exists()
    stale = set(StaleArea.objects.values_list("commune_id", flat=True))
    assert stale == {was, neighbour_village.parent_id}


def test_another_village_of_the_commune_asks_again_too(
    commune_officer, household, review, outcomes, commune
):
    hill = VillageFactory(name="Thôn Đồi", parent=commune)
    move(commune_officer, household, hill)
    review.refresh_from_db()
    assert (review.village, review.state) == (hill, ReviewState.DRAFT)


def test_outside_the_round_it_is_withdrawn_and_said_why(
    commune_officer, household, review, outcomes, elsewhere
):
    far = VillageFactory(name="Thôn Xa", parent=elsewhere)
    told = move(commune_officer, household, far)

    review.refresh_from_db()
    assert review.state == ReviewState.WITHDRAWN
    assert not review.outcomes.current().exists()
    assert "Xã Núi Cao không ở trong đợt này" in told
    entry = AuditEntry.objects.get(act="households.review.withdrawn")
    assert "Xã Núi Cao" in entry.reason


def test_what_the_residents_agreed_on_stays(
    commune_officer, household, review, outcomes, neighbour_village, village
):
    agree(commune_officer, review, outcomes)
    told = move(commune_officer, household, neighbour_village)

    review.refresh_from_db()
    assert (review.village, review.state) == (village, ReviewState.SUBMITTED)
    assert review.outcomes.current().count() == 2
    assert "đã được họp dân nhất trí" in told


def test_what_is_complained_of_stays_until_it_is_judged(
    commune_officer, household, review, outcomes, neighbour_village, village
):
    Complaint.objects.create(
        place=review.round.places.get(commune=review.commune_id),
        review=review,
        level="commune",
        complainant="Nguyễn Thị Hoà",
        received_on=dt.date(2026, 11, 9),
        text="Nhà tôi chưa có nhà tiêu.",
        recorded_by=commune_officer,
    )
    told = move(commune_officer, household, neighbour_village)
    review.refresh_from_db()
    assert review.village == village
    assert "đang có khiếu nại" in told


def test_a_household_without_a_review_just_moves(
    commune_officer, household, neighbour_village
):
    assert move(commune_officer, household, neighbour_village) == ""
