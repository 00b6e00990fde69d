"""Two officers at once, and a season's middle played on the real form."""

import datetime as dt
import threading
import uuid

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from households.models import (
    Complaint,
    PublicPosting,
    Reopening,
    Review,
    ReviewState,
    VillageMeeting,
)
from households.services import review as forms
from households.services.season import complaints, meetings, postings, progress
from households.services.season.comparison import compare
from households.services.season.postings import PostingFacts
from tests.factories import ReviewFactory
from tests.households.review_answers import changes, complete
from tests.households.season import deciding as made
from tests.households.season.hearing import (
    close,
    complain,
    hang,
    meet,
    open_meeting,
    save,
)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


def together(*acts):
    """Do all acts at the same time; what each raised, None for success."""
    start = threading.Barrier(len(acts))
    raised = [None] * len(acts)

    def run(number, act):
        try:
            start.wait(timeout=10)
            act()
        except ValidationError as error:
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return raised


@pytest.mark.django_db(transaction=True)
def test_two_officers_close_the_same_minutes(commune_officer, place, village):
    review = made.reviewed(place, village, commune_officer)
    meeting = open_meeting(commune_officer, place, village)
    given = {
        review.pk: meetings.Ballot(review.outcomes.get().pk, agreed=3),
    }
    save(commune_officer, meeting, given=given)
    meeting.refresh_from_db()

    raised = together(*[lambda: close(commune_officer, fresh(meeting))] * 2)

    assert [error is None for error in raised].count(True) == 1
    assert Reopening.objects.filter(review=review).count() == 1


def fresh(meeting):
    return VillageMeeting.objects.select_related("place").get(pk=meeting.pk)


@pytest.mark.django_db(transaction=True)
def test_two_officers_open_a_village_s_meeting(commune_officer, place, village):
    made.reviewed(place, village, commune_officer)

    raised = together(*[lambda: open_meeting(commune_officer, place, village)] * 2)

    assert [error is None for error in raised].count(True) == 1
    assert VillageMeeting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_retried_form_beside_itself_makes_one(commune_officer, place, village):
    review = made.reviewed(place, village, commune_officer)
    meet(commune_officer, place, village)
    key = uuid.uuid4()

    raised = together(*[lambda: hang(commune_officer, place, [village], key=key)] * 2)
    assert raised == [None, None]
    assert PublicPosting.objects.count() == 1

    raised = together(*[lambda: complain(commune_officer, review, key=key)] * 2)
    assert raised == [None, None]
    complaint = Complaint.objects.get()

    open_it = [lambda: complaints.open_recheck(by=commune_officer, complaint=complaint)]
    assert together(*open_it * 2) == [None, None]
    assert Reopening.objects.filter(review=review).count() == 1


def fill(officer, review, typed, was, day):
    """Answer as `typed` what stood as `was`, and submit."""
    review = Review.objects.get(pk=review.pk)
    saved = forms.save_answers(by=officer, review=review, changes=changes(typed, was))
    assert not saved.conflicts
    forms.submit_review(by=officer, review=review, surveyed_on=day)


@pytest.mark.django_db
def test_a_failed_meeting_a_second_and_a_recheck(
    commune_officer, surveyor, place, village, household
):
    review = ReviewFactory(round=place.round, household=household)
    member = household.memberships.get().person_id
    answers = complete(member, surveyed_on="01/10/2025")
    fill(surveyor, review, answers, None, made.SURVEYED)

    meet(commune_officer, place, village, failing=[review])
    with pytest.raises(ValidationError, match="1 hộ chưa rà soát xong"):
        open_meeting(commune_officer, place, village)

    again = made.MET + dt.timedelta(days=1)
    worse = {"household.roof": "weak"}
    with pytest.raises(forms.IncompleteReview) as early:
        fill(surveyor, review, {}, None, made.MET - dt.timedelta(days=1))
    assert "ở trước cuộc họp dân không nhất trí" in early.value.problems[0].message
    fill(surveyor, review, worse, answers, again)
    second = open_meeting(commune_officer, place, village, held_on=again)
    save(commune_officer, second)
    close(commune_officer, second)
    posting = hang(commune_officer, place, [village], on=again)

    complaint = complain(commune_officer, review)
    complaints.open_recheck(by=commune_officer, complaint=complaint)
    rechecked = dt.date(2025, 10, 27)
    with pytest.raises(forms.IncompleteReview) as early:
        fill(surveyor, review, {}, None, dt.date(2025, 10, 22))
    assert "ở trước ngày nhận khiếu nại" in early.value.problems[0].message
    fill(surveyor, review, {"household.roof": "durable"}, worse, rechecked)
    complaint.refresh_from_db()

    lines = compare(review, complaint.recheck)
    assert lines
    assert Review.objects.filter(
        progress.surveyed(), progress.agreed(), pk=review.pk
    ).exists()
    assert not Review.objects.filter(progress.posted(), pk=review.pk).exists()
    postings.repost(
        by=commune_officer,
        posting=posting,
        key=uuid.uuid4(),
        facts=PostingFacts(rechecked, ("Trụ sở xã",)),
    )
    assert Review.objects.filter(progress.posted(), pk=review.pk).exists()
    assert Review.objects.get(pk=review.pk).state == ReviewState.SUBMITTED
