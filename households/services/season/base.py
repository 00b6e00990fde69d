"""What every act of the season begins with: its commune, locked, and its times."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from households.models import CommuneRound, ReviewRound
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail


def locked_place(
    by: Officer, place: CommuneRound, act: Act = Act.RUN_SEASON
) -> CommuneRound:
    """The commune in its round, locked: two officers act one after the other.

    Raises PermissionDenied (act beyond the role), CommuneRound.DoesNotExist (out of
    scope).
    """
    require(by, act)
    return (
        CommuneRound.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("round", "commune")
        .get(pk=place.pk)
    )


def require_open(place: CommuneRound) -> None:
    """Refuse an act in a closed round. Raises ValidationError."""
    if place.round.state != ReviewRound.State.OPEN:
        raise ValidationError(
            f"{place.round.name} đã đóng: chỉ còn xem được.", code="round"
        )


def not_future(day: dt.date, what: str) -> None:
    """Refuse a day that has not come; `what` names it. Raises ValidationError."""
    today = timezone.localdate()
    if day > today:
        raise ValidationError(
            f"{what} {day:%d/%m/%Y} ở sau hôm nay ({today:%d/%m/%Y}): "
            "hãy nhập ngày đã diễn ra.",
            code="future",
        )


def not_before(day: dt.date, what: str, earlier: dt.date, than: str) -> None:
    """Refuse dates out of order. Raises ValidationError."""
    if day < earlier:
        raise ValidationError(
            f"{what} {day:%d/%m/%Y} ở trước {than} ({earlier:%d/%m/%Y}): "
            "hãy kiểm tra lại hai ngày.",
            code="order",
        )


def record(
    by: Officer,
    place: CommuneRound,
    act: str,
    *,
    kind: str = "season",
    object_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> None:
    """Enter an act of the season ("households.meeting.closed") into the trail."""
    trail.record(
        by=by,
        act=f"households.{act}",
        kind=kind,
        object_id=object_id or place.pk,
        area_id=place.commune_id,
        reason=reason,
        round=place.round_id,
        **detail,
    )
