"""What the database refuses of meetings, postings and complaints, whoever writes."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from households.models import (
    Complaint,
    MeetingObjection,
    MeetingVote,
    PostedOutcome,
    PublicPosting,
    VillageMeeting,
)
from households.rules.meeting import passes
from tests.factories import VillageFactory
from tests.households.season import deciding as made
from tests.households.season.hearing import complain, hang, meet, open_meeting, save

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today():
    with time_machine.travel(made.TODAY, tick=False):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


@pytest.fixture
def review(place, village, commune_officer):
    return made.reviewed(place, village, commune_officer)


@pytest.fixture
def meeting(commune_officer, place, village, review):
    return open_meeting(commune_officer, place, village)


def refuse(constraint):
    """The write is refused by that constraint, and the transaction goes on."""
    return pytest.raises(IntegrityError, match=constraint)


def vote(meeting, review, **changed):
    usual = {"outcome": review.outcomes.get(), "attended": 40, "agreed": 30}
    with transaction.atomic():
        return MeetingVote.objects.create(
            meeting=meeting, review=review, **usual | changed
        )


@pytest.mark.parametrize("attended", [1, 2, 3, 40, 41])
def test_a_vote_passes_as_the_rule_says(meeting, review, attended):
    VillageMeeting.objects.update(attended=attended)
    for agreed in {0, attended // 2, attended // 2 + 1, attended} - {attended + 1}:
        found = vote(meeting, review, attended=attended, agreed=agreed)
        found.refresh_from_db()
        assert found.passed is passes(agreed, attended)
        found.delete()


def test_a_vote_counts_the_people_of_its_meeting(meeting, review):
    with refuse("another number of people"):
        vote(meeting, review, attended=41)


def test_a_meeting_with_votes_keeps_its_number_of_people(meeting, review):
    vote(meeting, review)
    with refuse("another number of people"), transaction.atomic():
        VillageMeeting.objects.update(attended=41)


def test_a_vote_is_about_its_household(
    place, village, commune_officer, meeting, review
):
    other = made.reviewed(place, village, commune_officer)
    with refuse("a result of another"):
        vote(meeting, review, outcome=other.outcomes.get())


def test_a_vote_is_of_its_village(place, commune, commune_officer, meeting, review):
    elsewhere = VillageFactory(parent=commune, name="Thôn Khác")
    other = made.reviewed(place, elsewhere, commune_officer)
    with refuse("not of the village"):
        vote(meeting, other)


@pytest.mark.parametrize("write", ["insert", "update", "delete", "objection"])
def test_closed_minutes_take_no_vote_and_no_objection(
    commune_officer, place, village, review, write
):
    meeting = meet(commune_officer, place, village)
    late = made.reviewed(place, village, commune_officer)
    acts = {
        "insert": lambda: vote(meeting, late),
        "update": lambda: MeetingVote.objects.update(agreed=1),
        "delete": lambda: MeetingVote.objects.all().delete(),
        "objection": lambda: MeetingObjection.objects.create(
            meeting=meeting, speaker="Ai đó", text="Muộn"
        ),
    }
    with refuse("are closed"), transaction.atomic():
        acts[write]()


@pytest.mark.parametrize("field", ["held_on", "venue", "notes", "closed_at"])
def test_closed_minutes_stay_but_take_their_scan(
    commune_officer, place, village, review, field
):
    meet(commune_officer, place, village)
    values = {"held_on": dt.date(2025, 11, 1), "closed_at": None}
    with refuse("closed or hung"), transaction.atomic():
        VillageMeeting.objects.update(**{field: values.get(field, "Khác")})
    with refuse("closed or hung"), transaction.atomic():
        VillageMeeting.objects.all()._raw_delete("default")
    VillageMeeting.objects.update(scan=None)


def test_a_posted_list_stays(commune_officer, place, village, review):
    meet(commune_officer, place, village)
    hang(commune_officer, place, [village])
    for write in (
        lambda: PublicPosting.objects.update(last_day=dt.date(2025, 12, 1)),
        lambda: PostedOutcome.objects.update(head_name="Khác"),
        lambda: PostedOutcome.objects.all()._raw_delete("default"),
    ):
        with refuse("closed or hung"), transaction.atomic():
            write()


def test_a_posted_row_is_of_its_commune(
    commune_officer, place, village, review, neighbour, neighbour_village
):
    meet(commune_officer, place, village)
    posting = hang(commune_officer, place, [village])
    away = made.place_of(made.round_of(neighbour, year=2024), neighbour)
    other = made.reviewed(away, neighbour_village, commune_officer)

    with refuse("of another commune"), transaction.atomic():
        PostedOutcome.objects.create(
            posting=posting, review=other, outcome=other.outcomes.get()
        )


def test_what_was_received_and_judged_stays(commune_officer, review):
    complaint = complain(commune_officer, review)
    rows = Complaint.objects.filter(pk=complaint.pk)
    with refuse("closed or hung"), transaction.atomic():
        rows.update(text="Khác")
    with refuse("closed or hung"), transaction.atomic():
        rows._raw_delete("default")

    rows.update(
        state="rejected", judgement="Đúng quy định", judged_on=dt.date(2025, 10, 24)
    )
    with refuse("closed or hung"), transaction.atomic():
        rows.update(state="upheld")


def test_a_complaint_is_about_its_own_household(
    commune_officer, place, village, review
):
    complaint = complain(commune_officer, review)
    other = made.reviewed(place, village, commune_officer)
    with refuse("another review"), transaction.atomic():
        Complaint.objects.create(
            place=place,
            review=other,
            appeal_of=complaint,
            level="higher",
            complainant="Ai đó",
            received_on=dt.date(2025, 10, 25),
            text="Tiếp",
            recorded_by=commune_officer,
        )


def test_an_open_meeting_is_still_saved_over(
    commune_officer, meeting, review, place, village
):
    save(commune_officer, meeting)
    meeting.refresh_from_db()
    save(commune_officer, meeting, attended=12)
    assert MeetingVote.objects.get().attended == 12
