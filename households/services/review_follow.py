"""What becomes of an open review when its household splits, merges or moves.

A sealed review and those of a closed round stay as they are: they tell what was
decided, not what is now.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from households.models import (
    CommuneRound,
    Household,
    Reopening,
    Review,
    ReviewRound,
    ReviewState,
)
from households.services import reopening
from households.services.season import progress
from households.services.stale import mark_stale
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail

_ALIVE = (ReviewState.TODO, ReviewState.DRAFT, ReviewState.SUBMITTED)
_SURVEYED_ON = "surveyed_on"


def following(household: Household) -> Review | None:
    """The review that a change of the household would touch; nothing is locked."""
    rows = _alive(household).filter(round__state=ReviewRound.State.OPEN)
    return rows.select_related("round").first()


def _alive(household: Household) -> QuerySet[Review]:
    return Review.objects.filter(
        household=household,
        state__in=_ALIVE,
        closed_at__isnull=True,
        sealed_at__isnull=True,
        corrects__isnull=True,
    )


def hold_places(*households: Household) -> None:
    """Lock the communes in their rounds where these households are reviewed.

    Before the households themselves: a signature holds its commune and reviews first
    and needs the households last.
    """
    open_now = Review.objects.filter(household__in=households, closed_at__isnull=True)
    asked = Q(pk__in=[])
    for round_id, commune_id in open_now.values_list("round_id", "commune_id"):
        asked |= Q(round=round_id, commune=commune_id)
    found = CommuneRound.objects.filter(asked).order_by("pk")
    list(found.select_for_update(no_key=True).values_list("pk", flat=True))


def open_review(household: Household) -> Review | None:
    """Its review that may still change, locked after its round; None without one."""
    found = _alive(household)
    place = found.values_list("round_id", flat=True).first()
    if place is None:
        return None
    # Closing the round takes this lock first: it is open or closed for both of us.
    ReviewRound.objects.select_for_update(no_key=True).get(pk=place)
    return (
        found.filter(round__state=ReviewRound.State.OPEN)
        .select_for_update(of=("self",))
        .select_related("round")
        .first()
    )


def holds_round(review: Review, village: Area) -> bool:
    """Whether the commune of `village` is in the review's round."""
    places = CommuneRound.objects.filter(round_id=review.round_id)
    return places.filter(commune_id=village.parent_id or 0).exists()


def is_agreed(review: Review) -> bool:
    """Whether the residents have agreed on the result that stands."""
    return _is(review, progress.surveyed(), progress.agreed())


def _is(review: Review, *conditions: Q | Exists) -> bool:
    return Review.objects.filter(*conditions, pk=review.pk).exists()


def split_review(
    *,
    by: Officer,
    parent: Household,
    child: Household,
    village: Area,
    on: dt.date,
    persons: Collection[int],
) -> Review | None:
    """Surveyed anew without those who left; the child gets a review in the round.

    The answers of those who left go with them. In the caller's transaction, both
    households locked. Returns the child's review, None if the parent has none open
    or the child lives outside the round's communes.
    """
    review = open_review(parent)
    if review is None:
        return None
    carried = _part_of(review, persons)
    _again(by, review, f"Tách hộ ngày {on:%d/%m/%Y}: lập hộ {child.number}.")
    _without(review, persons)
    _store(review)
    if not holds_round(review, village):
        return None
    made = Review(
        round=review.round,
        household=child,
        village=village,
        commune_id=village.parent_id or 0,
        why=Review.Why.SPLIT,
        **carried,
    )
    made.save(force_insert=True)
    mark_stale({review.commune_id, made.commune_id}, review.round.year)
    _record(by, made, "requested", why=made.why)
    return made


def merge_reviews(
    *,
    by: Officer,
    source: Household,
    target: Household,
    on: dt.date,
    persons: Collection[int],
) -> Review | None:
    """Withdraw the source's review and survey the target anew with those who came.

    In the caller's transaction, both households locked. Returns the target's open
    review, if it has one.
    """
    left = open_review(source)
    if left is not None:
        reason = f"Nhập vào hộ {target.number} ngày {on:%d/%m/%Y}."
        withdraw_review(by=by, review=left, reason=reason)
    review = open_review(target)
    if review is None:
        return None
    reason = f"Nhận hộ {source.number} nhập vào ngày {on:%d/%m/%Y}."
    _again(by, review, reason)
    if left is not None:
        _take_in(review, _part_of(left, persons))
    _store(review)
    return review


def move_review(
    *, by: Officer, household: Household, village: Area, on: dt.date
) -> str:
    """The open review goes where the household goes; says what became of it.

    Whoever lives elsewhere has another house, water and kind of area: a submitted
    form is taken up again there. What the residents have agreed on stays where they
    did, what is complained of too. In a commune outside the round it is withdrawn.
    In the caller's transaction, the household locked. Returns Vietnamese text, ""
    when there was nothing to do.
    """
    review = open_review(household)
    if review is None or review.village_id == village.pk:
        return ""
    name = review.round.name
    if is_agreed(review):
        return f"Kết quả của hộ ở {name} đã được họp dân nhất trí nên vẫn thuộc nơi cũ."
    if _is(review, progress.complained()):
        return (
            f"Hộ đang có khiếu nại về kết quả ở {name}: phiếu vẫn thuộc nơi cũ cho đến "
            "khi có kết luận."
        )
    if not holds_round(review, village):
        place = village.parent.name if village.parent else village.name
        reason = f"Hộ chuyển đến {place} ngày {on:%d/%m/%Y}, ngoài các xã của đợt."
        withdraw_review(by=by, review=review, reason=reason)
        return f"Phiếu của hộ đã rút khỏi {name}: {place} không ở trong đợt này."
    _rehouse(by, review, village, on)
    return (
        f"Phiếu của hộ ở {name} đã chuyển về {village.name}: rà soát viên nơi đến "
        "hỏi lại nhà ở và ngày rà soát."
    )


def withdraw_review(*, by: Officer, review: Review, reason: str) -> None:
    """Take a locked review out of its round, whatever its state, for a reason."""
    review.state = ReviewState.WITHDRAWN
    review.closed_at = timezone.now()
    review.version += 1
    review.save(update_fields=["state", "closed_at", "version"])
    review.outcomes.current().update(is_current=False)
    mark_stale([review.commune_id], review.round.year)
    _record(by, review, "withdrawn", reason=reason, state=review.state)


def _rehouse(by: Officer, review: Review, village: Area, on: dt.date) -> None:
    was = review.commune_id
    if review.state == ReviewState.SUBMITTED:
        reopening.take_up_again(
            by=by,
            review=review,
            cause=Reopening.Cause.MOVED,
            reason=f"Hộ chuyển đến {village.name} ngày {on:%d/%m/%Y}.",
        )
    # They speak of another place, and count in its figures.
    review.outcomes.current().update(is_current=False)
    review.village, review.commune_id = village, village.parent_id or 0
    review.surveyor = None
    _forget_day(review)
    _store(review, "village", "commune", "surveyor")
    mark_stale({was, review.commune_id}, review.round.year)
    _record(by, review, "moved", areas=[was], village=village.pk)


def _again(by: Officer, review: Review, reason: str) -> None:
    """Take it up again if it was submitted; it needs a day after what happened."""
    if review.state == ReviewState.SUBMITTED:
        reopening.take_up_again(
            by=by, review=review, cause=Reopening.Cause.SPLIT, reason=reason
        )
    _forget_day(review)


def _forget_day(review: Review) -> None:
    """The survey of an earlier day no longer tells who and what is there."""
    review.surveyed_on = None
    draft = {"typed": {}, "by": {}, **review.draft}
    for part in ("typed", "by"):
        kept = {
            path: each for path, each in draft[part].items() if path != _SURVEYED_ON
        }
        draft[part] = kept
    review.draft = draft


def _store(review: Review, *fields: str) -> None:
    review.version += 1
    names = ("answers", "draft", "surveyed_on", "version", *fields)
    review.save(update_fields=names)


def _is_theirs(path: str, keys: Collection[str]) -> bool:
    group, _, rest = path.partition(".")
    return group == "members" and rest.partition(".")[0] in keys


def _part_of(
    review: Review, persons: Collection[int]
) -> dict[str, dict[str, dict[str, object]]]:
    """The persons' answers, and what was typed of them, as columns of a review."""
    keys = {str(pk) for pk in persons}
    given = review.answers.get("members", {})
    members = {key: each for key, each in given.items() if key in keys}
    draft = {
        part: {
            path: each
            for path, each in review.draft.get(part, {}).items()
            if _is_theirs(path, keys)
        }
        for part in ("typed", "by")
    }
    return {"answers": {"members": members} if members else {}, "draft": draft}


def _without(review: Review, persons: Collection[int]) -> None:
    keys = {str(pk) for pk in persons}
    given = review.answers.get("members", {})
    kept = {key: each for key, each in given.items() if key not in keys}
    if given:
        review.answers = {**review.answers, "members": kept}
    review.draft = {
        part: {
            path: each
            for path, each in review.draft.get(part, {}).items()
            if not _is_theirs(path, keys)
        }
        for part in ("typed", "by")
    }


def _take_in(review: Review, part: Mapping[str, Mapping[str, object]]) -> None:
    """Add persons' answers; what the review holds of them already stays."""
    came = part["answers"].get("members")
    if isinstance(came, Mapping):
        members = {**came, **review.answers.get("members", {})}
        review.answers = {**review.answers, "members": members}
    for name in ("typed", "by"):
        more = part["draft"].get(name)
        if isinstance(more, Mapping):
            review.draft = {**review.draft, name: {**more, **review.draft[name]}}


def _record(
    by: Officer,
    review: Review,
    act: str,
    *,
    areas: Collection[int] = (),
    reason: str = "",
    **detail: Any,
) -> None:
    trail.record(
        by=by,
        act=f"households.review.{act}",
        kind="household",
        object_id=review.household_id,
        area_id=review.commune_id,
        areas=areas,
        reason=reason,
        review=review.pk,
        **detail,
    )
