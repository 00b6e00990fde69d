"""The list of a commune in a round: who is on it, who is left over, its closing."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from households.models import (
    CommuneRound,
    Household,
    Review,
    ReviewRequest,
    ReviewRound,
    ReviewState,
    Standing,
)
from households.services.season.base import (
    locked_place,
    not_before,
    not_future,
    record,
    require_open,
)
from households.services.season.requests import Refused
from households.services.stale import mark_stale
from povertyportal.accounts.models import Officer
from povertyportal.ui.numbers import vietnamese

LISTED = ("poor", "near_poor")
# Of those left over: nothing keeps them out.
_FREE = Q(other_round__isnull=True, done_round__isnull=True, was_withdrawn=False)


def list_day(place: CommuneRound) -> dt.date:
    """The day whose poor and near-poor households belong on the list.

    That of its closing; before it, today, but never before the round began or, once
    that is closed, after it ended.
    """
    if place.list_closed_on is not None:
        return place.list_closed_on
    today = timezone.localdate()
    if place.round.state == ReviewRound.State.CLOSED:
        today = min(today, place.round.closes_on)
    return max(today, place.round.opens_on)


def left_over(place: CommuneRound) -> QuerySet[Household]:
    """Households of the current lists that the round does not review.

    Each with `other_round` (the name of the round where it is being reviewed),
    `done_round` (where it had its annual review of the year) and `was_withdrawn`
    (taken off this round's list): without any of them it could be put in. A regular
    round has no list to begin from: nobody is left over.
    """
    stands = Standing.objects.in_force(list_day(place)).filter(
        household=OuterRef("pk"), poverty_class__in=LISTED
    )
    reviews = Review.objects.filter(household=OuterRef("pk"))
    here = reviews.filter(round=place.round_id)
    elsewhere = reviews.filter(closed_at__isnull=True).exclude(round=place.round_id)
    done = reviews.listed().filter(annual_year=place.round.year)
    is_annual = place.round.kind == ReviewRound.Kind.ANNUAL
    households = Household.objects.active() if is_annual else Household.objects.none()
    return (
        households.filter(Exists(stands), commune=place.commune_id)
        .exclude(Exists(here.exclude(state=ReviewState.WITHDRAWN)))
        .annotate(
            other_round=Subquery(elsewhere.values("round__name")[:1]),
            done_round=Subquery(done.values("round__name")[:1]),
            was_withdrawn=Exists(here),
        )
    )


def could_enter(place: CommuneRound) -> QuerySet[Household]:
    """Those left over whom nothing keeps out."""
    return left_over(place).filter(_FREE)


@transaction.atomic
def take_in(*, by: Officer, place: CommuneRound) -> int:
    """Put in every household of the current lists that was left over; how many.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError (round or
    list closed). Audited.
    """
    here = locked_place(by, place)
    require_open(here)
    _require_list_open(here)
    waiting = could_enter(here).filter(village__isnull=False)
    rows = [
        Review(
            round=here.round,
            household=each,
            village_id=each.village_id or 0,
            commune_id=here.commune_id,
            why=Review.Why.ON_LIST,
        )
        # Somebody else may be putting one into another round at this moment.
        for each in waiting.select_for_update(of=("self",), skip_locked=True)
    ]
    Review.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        mark_stale([here.commune_id], here.round.year)
        record(by, here, "list.filled", households=len(rows))
    return len(rows)


def _require_list_open(place: CommuneRound) -> None:
    if place.list_closed_on is not None:
        raise ValidationError(
            f"Danh sách đã chốt ngày {place.list_closed_on:%d/%m/%Y}.", code="closed"
        )


@transaction.atomic
def close_list(*, by: Officer, place: CommuneRound, on: dt.date) -> CommuneRound:
    """Declare the list whole as of a day; closed already, nothing happens. Audited.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError: a day in the
    future or before the round, a request received by then without its answer, a
    household of the current lists left over, a regular round.
    """
    here = locked_place(by, place)
    if here.round.kind == ReviewRound.Kind.REGULAR:
        raise ValidationError(
            "Đợt rà soát thường xuyên không chốt danh sách: mỗi hộ một hồ sơ, một "
            "thời hạn riêng.",
            code="regular",
        )
    if here.list_closed_on is not None:
        return here
    require_open(here)
    not_future(on, "Ngày chốt danh sách")
    not_before(on, "Ngày chốt danh sách", here.round.opens_on, "ngày mở đợt")
    _check_requests(here, on)
    if n := could_enter(here).count():
        raise Refused(
            f"Còn {vietnamese(n)} hộ nghèo, hộ cận nghèo của xã chưa có trong danh "
            "sách: hãy đưa các hộ đó vào trước khi chốt.",
            "left_over",
            here,
        )
    here.list_closed_on, here.list_closed_by = on, by
    here.save(update_fields=["list_closed_on", "list_closed_by"])
    record(by, here, "list.closed", on=str(on))
    return here


def _check_requests(place: CommuneRound, on: dt.date) -> None:
    """Refuse a day before a household came in, or with an unanswered request."""
    last = (
        ReviewRequest.objects.filter(
            review__round=place.round_id, review__commune=place.commune_id
        )
        .order_by("-answered_on")
        .first()
    )
    if last is not None and last.answered_on is not None:
        not_before(
            on, "Ngày chốt danh sách", last.answered_on, "ngày đưa hộ cuối cùng vào"
        )
    waiting = ReviewRequest.objects.filter(
        household__commune=place.commune_id,
        state=ReviewRequest.State.RECEIVED,
        received_on__lte=on,
    )
    first = waiting.order_by("received_on", "id").first()
    if first is not None:
        raise Refused(
            f"Còn {vietnamese(waiting.count())} giấy đề nghị nhận đến ngày "
            f"{on:%d/%m/%Y} chưa trả lời: hãy trả lời trước khi chốt danh sách.",
            "waiting",
            first,
        )


@transaction.atomic
def reopen_list(*, by: Officer, place: CommuneRound, reason: str) -> CommuneRound:
    """Open a closed list again, before any residents' meeting; audited.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    here = locked_place(by, place)
    if here.list_closed_on is None:
        return here
    require_open(here)
    if not reason:
        raise ValidationError({"reason": "Hãy ghi lý do mở lại danh sách."})
    if here.meetings.exists():
        raise ValidationError(
            "Đã có thôn họp dân: danh sách không mở lại được. Hộ mới đề nghị được đưa "
            "vào đợt thường xuyên.",
            code="meeting",
        )
    before = here.list_closed_on
    here.list_closed_on, here.list_closed_by = None, None
    here.save(update_fields=["list_closed_on", "list_closed_by"])
    record(by, here, "list.reopened", reason=reason, closed_on=str(before))
    return here
