"""What those above say of one household, and what the commune answers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.models import Review, ReviewComment
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail

LONGEST = 2_000


@transaction.atomic
def answer_comment(*, by: Officer, comment: ReviewComment, answer: str) -> None:
    """The commune's answer; it is given once and kept.

    A second click with the same words does no harm. Raises PermissionDenied,
    ReviewComment.DoesNotExist (out of scope), ValidationError (no words, too many,
    already answered).
    """
    require(by, Act.RUN_SEASON)
    found = (
        ReviewComment.objects.filter(review__in=Review.objects.visible_to(by))
        .select_for_update(of=("self",))
        .select_related("review")
        .get(pk=comment.pk)
    )
    words = answer.strip()
    if not words:
        raise ValidationError("Hãy ghi nội dung trả lời.", code="empty")
    if len(words) > LONGEST:
        raise ValidationError(f"Trả lời không quá {LONGEST} ký tự.", code="long")
    if found.answer == words:
        return
    if found.answer:
        raise ValidationError(
            f"Ý kiến này đã được {found.answered_by} trả lời.", code="answered"
        )
    found.answer, found.answered_by = words, by
    found.answered_at = timezone.now()
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    trail.record(
        by=by,
        act="households.comment.answered",
        kind="household",
        object_id=found.review.household_id,
        area_id=found.review.commune_id,
        review=found.review_id,
        comment=found.pk,
    )
