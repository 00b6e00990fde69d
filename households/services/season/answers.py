"""Answers to requests: into a round, or a written refusal."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.models import (
    CommuneRound,
    Review,
    ReviewRequest,
    ReviewRound,
)
from households.rules.procedure import regular_start
from households.services.rounds import add_to_round
from households.services.season.base import (
    locked_place,
    not_before,
    not_future,
    require_open,
)
from households.services.season.requests import (
    Kind,
    Refused,
    State,
    check_class,
    locked,
    log,
    open_review,
    require_waiting,
)
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer

WHY = {
    Kind.ENTER: Review.Why.ASKED_ENTER,
    Kind.LEAVE: Review.Why.ASKED_LEAVE,
    Kind.AVERAGE: Review.Why.ASKED_AVERAGE,
    Kind.WORKER: Review.Why.ASKED_WORKER,
}


def places_to_enter(request: ReviewRequest) -> list[CommuneRound]:
    """Rounds that a request may go into now, the annual one first.

    None while the household is being reviewed, but for a worker: he joins that
    review.
    """
    household = request.household
    places = CommuneRound.objects.filter(commune=household.commune_id).select_related(
        "round"
    )
    under_way = _shared(request)
    if under_way is not None:
        return list(places.filter(round=under_way.round_id))
    had = household.reviews.listed()
    if had.filter(closed_at__isnull=True).exists():
        return []
    years = had.filter(annual_year__isnull=False).values("annual_year")
    places = places.filter(
        list_closed_on__isnull=True,
        round__state=ReviewRound.State.OPEN,
        round__is_imported=False,
    )
    return list(
        places.exclude(round__in=had.values("round"))
        .exclude(round__kind=ReviewRound.Kind.ANNUAL, round__year__in=years)
        .exclude(
            round__kind=ReviewRound.Kind.REGULAR,
            round__opens_on__lt=regular_start(request.received_on),
        )
        .order_by("round__kind", "-round__opens_on")
    )


@transaction.atomic
def accept(*, by: Officer, request: ReviewRequest, place: CommuneRound) -> Review:
    """Put the household into a round; a second time gives the same review. Audited.

    A worker whose household is being reviewed anyway joins that review. Raises
    PermissionDenied, DoesNotExist (out of scope), ValidationError: answered
    otherwise, not screened, list or round closed, a regular round that began before
    the request's, household gone or elsewhere.
    """
    here = locked_place(by, place)
    found = locked(by, request)
    if found.state == State.ACCEPTED and found.review is not None:
        return found.review
    require_waiting(found)
    _check_screen(found)
    today = timezone.localdate()
    check_class(found.household, found.kind, today)
    review = _shared(found) or _entered(by, here, found)
    found.review = review
    found.state = State.ACCEPTED
    found.answered_on, found.answered_by = today, by
    found.save(update_fields=["review", "state", "answered_on", "answered_by"])
    log(by, found, "accepted", round=review.round_id, review=review.pk)
    return review


def _check_screen(request: ReviewRequest) -> None:
    if request.kind != Kind.ENTER or request.screen_passed:
        return
    if request.screen_passed is None:
        text = "Hộ chưa qua rà soát nhanh: hãy làm Phiếu A trước."
    else:
        text = (
            "Rà soát nhanh cho thấy hộ chắc chắn không nghèo: hãy trả lời không đồng "
            "ý, hoặc sửa Phiếu A để giữ lại và ghi lý do."
        )
    raise Refused(text, "screen", request)


def _shared(request: ReviewRequest) -> Review | None:
    """For a worker, the review of his household that is under way."""
    if request.kind != Kind.WORKER:
        return None
    review = open_review(request.household)
    return review if review is not None and review.sealed_at is None else None


def _entered(by: Officer, place: CommuneRound, request: ReviewRequest) -> Review:
    require_open(place)
    if place.commune_id != request.household.commune_id:
        raise Refused(
            f"Hộ nay không cư trú ở {place.commune.name}: hãy đưa vào đợt của xã nơi "
            "hộ đang ở.",
            "elsewhere",
            request.household,
        )
    if place.list_closed_on is not None:
        raise Refused(
            f"Danh sách của {place.commune.name} trong {place.round.name} đã chốt ngày "
            f"{place.list_closed_on:%d/%m/%Y}: hãy đưa hộ vào đợt thường xuyên.",
            "list_closed",
            place,
        )
    _check_begins(place, request)
    return add_to_round(
        by=by,
        round=place.round,
        household=request.household,
        why=WHY[Kind(request.kind)],
    )


def _check_begins(place: CommuneRound, request: ReviewRequest) -> None:
    """Refuse a regular round that began before the request's own would."""
    starts = regular_start(request.received_on)
    if place.round.kind == ReviewRound.Kind.REGULAR and place.round.opens_on < starts:
        raise Refused(
            f"Giấy đề nghị nhận ngày {request.received_on:%d/%m/%Y} thuộc đợt thường "
            f"xuyên bắt đầu ngày {starts:%d/%m/%Y}, không đưa vào "
            f"{place.round.name.lower()}.",
            "begins_later",
            place.round,
        )


@dataclass(frozen=True)
class Refusal:
    """The written answer: its number, day and reasons."""

    number: str
    answered_on: dt.date
    reason: str


@transaction.atomic
def refuse(*, by: Officer, request: ReviewRequest, refusal: Refusal) -> ReviewRequest:
    """Answer that the household is not reviewed; a second time nothing happens.

    Raises PermissionDenied, ReviewRequest.DoesNotExist, ValidationError. Audited.
    """
    require(by, Act.RUN_SEASON)
    found = locked(by, request)
    if found.state == State.REFUSED:
        return found
    require_waiting(found)
    if not refusal.number:
        raise ValidationError({"number": "Hãy ghi số văn bản trả lời."})
    if not refusal.reason:
        raise ValidationError({"reason": "Văn bản trả lời phải nêu lý do."})
    not_future(refusal.answered_on, "Ngày trả lời")
    not_before(refusal.answered_on, "Ngày trả lời", found.received_on, "ngày nhận")
    found.state = State.REFUSED
    found.refusal_number = refusal.number
    found.refusal_reason = refusal.reason
    found.answered_on, found.answered_by = refusal.answered_on, by
    found.save(
        update_fields=[
            "state",
            "refusal_number",
            "refusal_reason",
            "answered_on",
            "answered_by",
        ]
    )
    log(by, found, "refused", reason=refusal.reason, number=refusal.number)
    return found
