"""When a review that was taken up again may have been surveyed anew."""

import datetime as dt

from households.models import (
    Complaint,
    HouseholdEvent,
    Reopening,
    Review,
    VillageMeeting,
)
from households.rules.form_2022 import Problem, ProblemKind
from households.services.review_fields import SURVEYED_ON


def of_the_past(review: Review, day: dt.date | None) -> tuple[Problem, ...]:
    """A survey of before what asked for it, or before the household changed.

    Asked once, when the form is submitted: two queries, four at most.
    """
    return too_early(review, day) or overtaken(review, day)


def too_early(review: Review, day: dt.date | None) -> tuple[Problem, ...]:
    """A new survey of before the meeting or the complaint that asked for it."""
    earliest = _asked_on(review) if day is not None else None
    if earliest is None or day is None or day >= earliest[0]:
        return ()
    asked_on, what = earliest
    text = (
        f"Ngày rà soát lại {day:%d/%m/%Y} ở trước {what} ({asked_on:%d/%m/%Y}): hãy "
        "nhập ngày đã hỏi lại gia đình."
    )
    return (Problem(SURVEYED_ON, text, ProblemKind.CONTRADICTION),)


def _asked_on(review: Review) -> tuple[dt.date, str] | None:
    """The day that asked for the survey, in words; None for the first survey.

    The commune's own corrections and what was sent back may keep their day: the
    family need not be asked again.
    """
    last = review.reopenings.filter(after__isnull=True).order_by("-id").first()
    if last is None:
        return None
    if last.cause == Reopening.Cause.COMPLAINT:
        asked = Complaint.objects.filter(recheck=last).first()
        return (asked.received_on, "ngày nhận khiếu nại") if asked else None
    if last.cause == Reopening.Cause.MEETING:
        failed = VillageMeeting.objects.filter(
            closed_at__isnull=False,
            votes__outcome=last.before_id,
            votes__passed=False,
        ).order_by("-turn")
        met = failed.first()
        return (met.held_on, "cuộc họp dân không nhất trí") if met else None
    return None


def overtaken(review: Review, day: dt.date | None) -> tuple[Problem, ...]:
    """A survey of before the household split, merged or moved tells of another one."""
    kinds = HouseholdEvent.Kind
    after = HouseholdEvent.objects.filter(
        household=review.household_id,
        kind__in=[kinds.SPLIT, kinds.SPLIT_OFF, kinds.ABSORBED, kinds.MOVED_IN],
        happened_on__gt=day or dt.date.max,
        voided_at__isnull=True,
    ).first()
    if after is None:
        return ()
    text = (
        f"Ngày rà soát: hộ có biến động ngày {after.happened_on:%d/%m/%Y} "
        f"({after.get_kind_display().lower()}), phải rà soát từ ngày đó trở đi."
    )
    return (Problem(SURVEYED_ON, text, ProblemKind.CONTRADICTION),)
