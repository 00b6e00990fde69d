"""Shorthand of the tests of meetings, postings and complaints."""

import datetime as dt
import uuid

from django.utils import timezone

from households.models import Review, ReviewState
from households.services import reopening
from households.services.season import complaints, meetings, postings
from households.services.season.complaints import ComplaintText
from households.services.season.meetings import Ballot, MeetingFacts
from households.services.season.postings import PostingFacts
from tests.factories import OutcomeFactory
from tests.households.season.deciding import MET, POSTED


def facts(**changed):
    """A meeting of forty people on the usual day."""
    usual = {
        "held_on": MET,
        "attended": 40,
        "venue": "Nhà văn hóa thôn",
        "chair": "Trưởng thôn",
        "secretary": "Thư ký",
    }
    return MeetingFacts(**usual | changed)


def open_meeting(by, place, village, **changed):
    """The minutes of the village's next meeting."""
    return meetings.create_meeting(
        by=by, place=place, village=village, key=uuid.uuid4(), facts=facts(**changed)
    )


def ballots(meeting, **exceptions):
    """Everybody agrees on every household but on those given: review pk -> agreed."""
    reviews = [each.pk for each in meetings.on_agenda(meeting)]
    stand = meetings.governing_ids(meeting.place, reviews)
    given = {int(name.lstrip("r")): agreed for name, agreed in exceptions.items()}
    return {pk: Ballot(stand[pk], given.get(pk)) for pk in reviews}


def save(by, meeting, *, given=None, version=None, **changed):
    """Save the votes with the meeting as it is, or changed."""
    return meetings.save_meeting(
        by=by,
        meeting=meeting,
        version=meeting.version if version is None else version,
        facts=facts(**{"held_on": meeting.held_on} | changed),
        ballots=ballots(meeting) if given is None else given,
    )


def close(by, meeting):
    """Close the minutes as they stand."""
    meeting.refresh_from_db()
    return meetings.close_meeting(by=by, meeting=meeting, version=meeting.version)


def meet(by, place, village, *, failing=(), **changed):
    """A whole meeting, closed; below one half on the reviews `failing`."""
    meeting = open_meeting(by, place, village, **changed)
    given = ballots(meeting, **{f"r{review.pk}": 3 for review in failing})
    save(by, meeting, given=given, **changed)
    close(by, meeting)
    meeting.refresh_from_db()
    return meeting


def redo(by, review, *, kind="near_poor", on=MET):
    """Submit a reopened review anew, with this class under every standard."""
    review = Review.objects.get(pk=review.pk)
    assert review.state == ReviewState.DRAFT
    review.outcomes.update(is_current=False)
    made = tuple(
        OutcomeFactory(review=review, standard=code, poverty_class=kind)
        for code in review.round.standards
    )
    review.state, review.surveyed_on = ReviewState.SUBMITTED, on
    review.submitted_by, review.submitted_at = by, timezone.now()
    review.save()
    reopening.done_again(review, made)
    return review


def hang(by, place, villages, *, on=POSTED, key=None):
    """Post the villages' households."""
    return postings.create_posting(
        by=by,
        place=place,
        village_ids=[each.pk for each in villages],
        key=key or uuid.uuid4(),
        facts=PostingFacts(on, ("Trụ sở xã", "Nhà văn hóa thôn"), True),
    )


def complain(by, review, **changed):
    """A complaint to the commune about the review's result."""
    usual = {
        "level": "commune",
        "complainant": "Nguyễn Thị Khiếu",
        "received_on": dt.date(2025, 10, 23),
        "text": "Nhà tôi dột nát mà không được công nhận.",
    }
    former = changed.pop("appeal_of", None)
    key = changed.pop("key", None) or uuid.uuid4()
    return complaints.record_complaint(
        by=by,
        review=review,
        key=key,
        said=ComplaintText(**usual | changed),
        appeal_of=former,
    )
