"""What was said of a review from above, and why it was taken up again."""

from django.db.models import QuerySet

from households.models import (
    Household,
    Reopening,
    Review,
    ReviewComment,
    ReviewState,
)
from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer
from povertyportal.audit.models import AuditEntry

WITHDRAWN = ReviewState.WITHDRAWN


def reopenings_of(review: Review) -> list[Reopening]:
    """Each time it was taken up again, oldest first, with who and what came of it."""
    rows = review.reopenings.select_related("opened_by", "surveyor", "before", "after")
    return list(rows.order_by("id"))


def comments_about(household_id: int) -> QuerySet[ReviewComment]:
    """What those above said of a household, newest first, with the answers."""
    rows = ReviewComment.objects.filter(review__household=household_id)
    return rows.select_related("review__round", "written_by", "answered_by").order_by(
        "-id"
    )


def told_reviews(household: Household) -> list[Review]:
    """Its reviews, newest first, each withdrawn one with why as `withdrawn_because`."""
    found = list(household.reviews.select_related("round").prefetch_related("outcomes"))
    entries = AuditEntry.objects.filter(
        object_kind="household",
        object_id=household.pk,
        act="households.review.withdrawn",
    )
    reasons = {each.detail.get("review"): each.reason for each in entries}
    for each in found:
        reason = reasons.get(each.pk, "") if each.state == WITHDRAWN else ""
        setattr(each, "withdrawn_because", reason)  # noqa: B010  only for show
    return found


def notes_of(review: Review, officer: Officer) -> dict[str, object]:
    """Context of both panels on the pages of one review."""
    return {
        "comments": comments_about(review.household_id).filter(review=review),
        "reopenings": reopenings_of(review),
        "can_answer": can(officer, Act.RUN_SEASON),
    }
