"""Taking a submitted review up again, with what it was before kept beside."""

from households.models import Outcome, Reopening, Review, ReviewState
from households.services.season.progress import governing
from households.services.stale import mark_stale
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail


def take_up_again(
    *,
    by: Officer,
    review: Review,
    cause: Reopening.Cause,
    reason: str,
    needs_meeting: bool = True,
) -> Reopening:
    """Open a submitted review; its answers and results so far stay in the Reopening.

    In the caller's transaction, the review locked and its round open: whoever calls
    has asked whether the officer may. Marks figures stale and enters the trail, but
    without a complaint's words: they stand in the complaint, for who may read it.
    """
    made = Reopening.objects.create(
        review=review,
        cause=cause,
        reason=reason,
        needs_meeting=needs_meeting,
        answers=review.answers,
        surveyor_id=review.surveyor_id,
        surveyed_on=review.surveyed_on,
        before=governing(review),
        opened_by=by,
    )
    review.state = ReviewState.DRAFT
    review.version += 1
    review.save(update_fields=["state", "version"])
    mark_stale([review.commune_id], review.round.year)  # one household less is reviewed
    trail.record(
        by=by,
        act="households.review.reopened",
        kind="household",
        object_id=review.household_id,
        area_id=review.commune_id,
        reason="" if cause == Reopening.Cause.COMPLAINT else reason,
        review=review.pk,
        cause=cause.value,
    )
    return made


def done_again(review: Review, outcomes: tuple[Outcome, ...]) -> None:
    """The review was submitted anew: its last reopening leads to these results."""
    last = review.reopenings.order_by("-id").first()
    if last is None or last.after_id is not None:
        return
    code = review.round.governing_standard
    last.after = next((each for each in outcomes if each.standard == code), None)
    last.save(update_fields=["after"])
