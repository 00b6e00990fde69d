"""Opening and closing rounds, and who is on their list."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from households.models import Household, Review, ReviewRound, ReviewState
from households.rules.standards import STANDARDS, standards_for
from households.services.season import assignments, progress
from households.services.season.terms import procedure_on, set_round_steps
from households.services.stale import mark_stale
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail

# Households that stand on the poor or near-poor list on the opening day and live in
# the round's communes then.
_ON_LISTS = """
FROM households_household h
WHERE h.commune_id = ANY(%(communes)s) AND h.state = 'active'
  AND EXISTS (
    SELECT 1 FROM households_standing s
    WHERE s.household_id = h.id AND s.recorded_to IS NULL
      AND s.poverty_class IN ('poor', 'near_poor')
      AND s.starts <= %(day)s AND (s.ends IS NULL OR s.ends > %(day)s))
"""
# Those with an open review elsewhere or an annual review of the year stay out. Another
# officer may open a round of the same communes at the same moment: whoever commits
# first has the household.
_ENLIST = f"""
INSERT INTO households_review
    (round_id, household_id, village_id, commune_id, why, state, answers, version)
SELECT %(round)s, h.id, h.village_id, h.commune_id, 'on_list', 'todo', '{{}}', 1
{_ON_LISTS} AND NOT EXISTS (
    SELECT 1 FROM households_review r
    WHERE r.household_id = h.id
      AND (r.closed_at IS NULL
           OR r.annual_year = %(year)s AND r.state <> 'withdrawn'))
ORDER BY h.id
ON CONFLICT DO NOTHING
"""  # noqa: S608  made of texts of ours
_LEFT_OUT = f"""
SELECT count(*) {_ON_LISTS} AND NOT EXISTS (
    SELECT 1 FROM households_review r
    WHERE r.household_id = h.id AND r.round_id = %(round)s)
"""  # noqa: S608  made of texts of ours


class RoundFields(TypedDict):
    """What names and dates an annual round."""

    name: str
    year: int
    opens_on: dt.date
    closes_on: dt.date
    list_valid_from: dt.date


@transaction.atomic
def open_round(
    *,
    by: Officer,
    communes: Iterable[Area],
    standards: Sequence[str] | None = None,
    planned: Mapping[str, dt.date | None] | None = None,
    **fields: Unpack[RoundFields],
) -> ReviewRound:
    """Open an annual round; households on the current lists are put in.

    Its procedure is that of the opening day; due days are the law's, then those
    `planned` by step, then the closing day. `standards` default to those of the
    list's period (two when it begins a new one); given ones must contain the
    governing one. A household that is being reviewed, or has an annual review of the
    year, stays out: `left_out` counts those. The same round asked for again (a second
    press) is the one that is open. Raises PermissionDenied, ValidationError (out of
    scope, unknown standard, a plan out of order).
    """
    require(by, Act.OPEN_ROUND)
    chosen = list(communes)
    _check_communes(by, chosen, fields["opens_on"])
    if standing := _same_round(by, {area.pk for area in chosen}, fields):
        return standing
    found = ReviewRound(
        **fields,
        standards=_standards(fields["list_valid_from"], standards),
        procedure=procedure_on(fields["opens_on"]),
        created_by=by,
    )
    found.full_clean(exclude=["areas"])
    found.save()
    found.areas.set(chosen)
    set_round_steps(found, planned)
    _record_opening(by, found, [area.pk for area in chosen], _enlist(found))
    return found


def _same_round(
    by: Officer, communes: set[int], fields: RoundFields
) -> ReviewRound | None:
    """The officer's own open round of that name, time and communes.

    Locks the communes first: whoever opens a round of one of them at the same moment
    waits, and then sees this one.
    """
    locked = Area.objects.select_for_update(no_key=True).filter(pk__in=communes)
    list(locked.order_by("pk"))
    for found in ReviewRound.objects.filter(
        created_by=by, state=ReviewRound.State.OPEN, **fields
    ):
        if set(found.areas.values_list("pk", flat=True)) == communes:
            return found
    return None


def _record_opening(
    by: Officer, found: ReviewRound, communes: list[int], listed: int
) -> None:
    mark_stale(communes, found.year)
    trail.record(
        by=by,
        act="households.round.opened",
        kind="round",
        object_id=found.pk,
        areas=communes,
        communes=communes,
        listed=listed,
    )


def _check_communes(by: Officer, communes: list[Area], day: dt.date) -> None:
    scope = scope_of(by)
    if not communes:
        raise ValidationError("Hãy chọn ít nhất một xã.", code="no_commune")
    for area in communes:
        if area.pk not in scope.commune_ids:
            raise ValidationError(
                f"{area.name} ngoài địa bàn bạn phụ trách.", code="scope"
            )
        if not area.is_in_being(day):
            raise ValidationError(
                f"{area.name} không còn là đơn vị hành chính vào ngày "
                f"{day:%d/%m/%Y}: hãy chọn xã mới.",
                code="ended",
            )


def _standards(valid_from: dt.date, asked: Sequence[str] | None) -> list[str]:
    lawful = [standard.code for standard in standards_for(valid_from)]
    if asked is None:
        return lawful
    unknown = [code for code in asked if code not in STANDARDS]
    if unknown or lawful[0] not in asked:
        raise ValidationError(
            f"Danh sách có hiệu lực từ {valid_from:%d/%m/%Y} phải dùng "
            f"{STANDARDS[lawful[0]].title}.",
            code="standard",
        )
    return list(asked)


def left_out(found: ReviewRound) -> int:
    """How many households of the current lists the round does not review."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, _values(found))
        return int(cursor.fetchone()[0])


def _enlist(found: ReviewRound) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ENLIST, _values(found))
        return cursor.rowcount


def _values(found: ReviewRound) -> dict[str, Any]:
    return {
        "round": found.pk,
        "year": found.year,
        "communes": list(found.areas.values_list("pk", flat=True)),
        "day": found.opens_on,
    }


@transaction.atomic
def add_to_round(
    *, by: Officer, round: ReviewRound, household: Household, why: str
) -> Review:
    """Put one household into an open round, on its request.

    Raises PermissionDenied, Household.DoesNotExist (out of scope), ValidationError
    when the round is closed, the household is gone or lives outside its communes,
    or it is being reviewed or has a review of the year already.
    """
    require(by, Act.REVIEW)
    here = Household.objects.visible_to(by).select_for_update().get(pk=household.pk)
    # Closing the round takes the same lock: no review enters it after that.
    found = ReviewRound.objects.select_for_update().get(pk=round.pk)
    if found.state != ReviewRound.State.OPEN:
        raise ValidationError("Đợt rà soát này đã đóng.", code="closed")
    if here.state != Household.State.ACTIVE:
        raise ValidationError("Hộ không còn cư trú trong danh bạ.", code="gone")
    village_id, commune_id = here.village_id, here.commune_id
    if village_id is None or not found.areas.filter(pk=commune_id or 0).exists():
        raise ValidationError("Hộ không ở xã nào của đợt rà soát này.", code="outside")
    review = Review(
        round=found,
        household=here,
        village_id=village_id,
        commune_id=commune_id or 0,
        why=why,
    )
    _insert(review)
    mark_stale([review.commune_id], found.year)
    trail.record(
        by=by,
        act="households.review.requested",
        kind="household",
        object_id=here.pk,
        area_id=commune_id,
        review=review.pk,
        why=why,
    )
    return review


def _insert(review: Review) -> None:
    """Raises ValidationError that names the round in which it has its review."""
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as error:
        same = Q(closed_at__isnull=True) | Q(round=review.round_id)
        if review.round.kind == ReviewRound.Kind.ANNUAL:
            same |= Q(annual_year=review.round.year)
        other = (
            Review.objects.listed()
            .filter(same, household=review.household_id)
            .select_related("round")
            .first()
        )
        if other is None:
            raise
        raise ValidationError(
            f"Hộ này đã có phiếu trong đợt “{other.round.name}” năm "
            f"{other.round.year}. Mỗi hộ chỉ rà soát định kỳ một lần trong năm và "
            "mỗi lúc chỉ ở một đợt.",
            code="already",
        ) from error


@transaction.atomic
def close_round(*, by: Officer, round: ReviewRound) -> None:
    """Close a round: its reviews can no longer be changed, its surveyors are free.

    A regular one is the commune's own: whoever runs its season closes it. Raises
    PermissionDenied, ValidationError (a commune out of scope).
    """
    require(by, closing_act(by, round))
    found = ReviewRound.objects.select_for_update().get(pk=round.pk)
    communes = set(found.areas.values_list("pk", flat=True))
    if not communes <= scope_of(by).commune_ids:
        raise ValidationError(
            "Đợt này gồm cả xã ngoài địa bàn bạn phụ trách.", code="scope"
        )
    if found.state == ReviewRound.State.CLOSED:
        return
    found.state = ReviewRound.State.CLOSED
    found.save(update_fields=["state"])
    Review.objects.filter(round=found, closed_at__isnull=True).update(
        closed_at=timezone.now()
    )
    assignments.end_with_round(by=by, round=found)
    mark_stale(communes, found.year)
    trail.record(
        by=by,
        act="households.round.closed",
        kind="round",
        object_id=found.pk,
        areas=communes,
    )


def closing_act(by: Officer, round: ReviewRound) -> Act:
    """The act that closing the round takes of this officer."""
    is_own = round.kind == ReviewRound.Kind.REGULAR and can(by, Act.RUN_SEASON)
    return Act.RUN_SEASON if is_own else Act.OPEN_ROUND


@transaction.atomic
def withdraw(*, by: Officer, household: Household) -> None:
    """Take a household that is gone off the list of its open round.

    Raises PermissionDenied.
    """
    require(by, Act.EDIT_HOUSEHOLDS)
    close_review_of_gone(by=by, household=household)


@transaction.atomic
def close_review_of_gone(*, by: Officer, household: Household) -> None:
    """Close a gone household's open review; the caller has authorised the officer.

    One that the residents agreed on, or of a closed round, is only closed: its result
    counts. Another one is withdrawn with whatever result it had, so that no meeting
    votes on a household that nobody could survey again. Without an open review nothing
    happens. Marks the commune's figures stale and enters the
    audit trail.
    """
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("round")
        .filter(household=household, closed_at__isnull=True)
        .first()
    )
    if review is None:
        return
    review.closed_at = timezone.now()
    if not _counts(review):
        review.state = ReviewState.WITHDRAWN
        review.outcomes.current().update(is_current=False)
    review.version += 1
    review.save(update_fields=["closed_at", "state", "version"])
    mark_stale([review.commune_id], review.round.year)
    trail.record(
        by=by,
        act="households.review.withdrawn",
        kind="household",
        object_id=household.pk,
        area_id=review.commune_id,
        review=review.pk,
        state=review.state,
    )


def _counts(review: Review) -> bool:
    """Whether a review is done for good, though nobody has signed it yet."""
    if review.round.state == ReviewRound.State.CLOSED:
        return review.state == ReviewState.SUBMITTED
    agreed = Review.objects.filter(progress.surveyed(), progress.agreed())
    return agreed.filter(pk=review.pk).exists()


def current_class(household: Household, day: dt.date) -> str | None:
    """The household's official class on `day`, as known now; None without one."""
    standing = household.standings.in_force(day).first()
    return standing.poverty_class if standing else None
