"""How far a review is on its way to recognition: one definition for all pages.

Conditions on reviews, for filters and counts in SQL. A result is voted on, posted
and recognised as the result it was: once the review is done anew its outcomes are
others, and the former votes and postings no longer count.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.models import (
    Complaint,
    DecisionRow,
    MeetingVote,
    Outcome,
    PostedOutcome,
    RecognitionDecision,
    Reopening,
    Review,
    ReviewState,
)

OPEN_COMPLAINTS = (Complaint.State.OPEN, Complaint.State.RECHECKING)


def in_place(round_id: int, commune_id: int) -> QuerySet[Review]:
    """Reviews on a commune's list in a round."""
    return Review.objects.listed().filter(round_id=round_id, commune_id=commune_id)


def surveyed() -> Q:
    """The form is submitted: there is a result."""
    return Q(state=ReviewState.SUBMITTED)


def rechecked() -> Exists:
    """Taken up again for a complaint or from above, after its survey was over."""
    causes = (Reopening.Cause.COMPLAINT, Reopening.Cause.SENT_BACK)
    return Exists(Reopening.objects.filter(review=OuterRef("pk"), cause__in=causes))


def agreed() -> Exists:
    """The residents agreed on the result that stands (and its minutes are closed).

    Also when they had agreed before a re-check that needs no new meeting.
    """
    voted = MeetingVote.objects.filter(
        review=OuterRef("pk"),
        outcome__is_current=True,
        passed=True,
        meeting__closed_at__isnull=False,
    )
    rechecked = Reopening.objects.filter(
        review=OuterRef("pk"), after__is_current=True, needs_meeting=False
    )
    return Exists(voted) | Exists(rechecked)  # type: ignore[return-value]


def posted(ended_before: dt.date | None = None) -> Exists:
    """The result that stands was posted; with a day: its time was over by then."""
    rows = PostedOutcome.objects.filter(review=OuterRef("pk"), outcome__is_current=True)
    if ended_before is not None:
        rows = rows.filter(posting__last_day__lt=ended_before)
    return Exists(rows)


def complained() -> Exists:
    """A complaint about it is open."""
    return Exists(
        Complaint.objects.filter(review=OuterRef("pk"), state__in=OPEN_COMPLAINTS)
    )


def recognised(standard: str | None = None) -> Exists:
    """A signed decision (under the standard) rests on it."""
    rows = DecisionRow.objects.filter(
        review=OuterRef("pk"), decision__state=RecognitionDecision.State.SIGNED
    )
    if standard:
        rows = rows.filter(decision__standard=standard)
    return Exists(rows)


def governing(review: Review) -> Outcome | None:
    """The current result under the round's governing standard."""
    code = review.round.governing_standard
    return review.outcomes.current().filter(standard=code).first()
