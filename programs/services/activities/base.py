"""What every act on an activity begins with: its row, locked, and who may."""

from typing import Any

from django.core.exceptions import ValidationError

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import Activity


def locked(by: Officer, activity: Activity) -> Activity:
    """The activity, locked: two officers act one after the other.

    Raises PermissionDenied, Activity.DoesNotExist (out of scope).
    """
    require(by, Act.RUN_ACTIVITIES)
    return (
        Activity.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("area")
        .get(pk=activity.pk)
    )


def require_going_on(activity: Activity) -> None:
    """Refuse what no longer belongs to a stopped activity. Raises ValidationError."""
    if activity.cancelled_on is not None:
        raise ValidationError(
            f"Hoạt động đã dừng ngày {activity.cancelled_on:%d/%m/%Y}: chỉ còn xem "
            "được. Nếu dừng nhầm, hãy cho tiếp tục trước.",
            code="cancelled",
        )


def record(
    by: Officer, activity: Activity, act: str, reason: str = "", **detail: Any
) -> None:
    """Enter an act on the activity into the trail, at its place."""
    trail.record(
        by=by,
        act=act,
        kind="activity",
        object_id=activity.pk,
        area=activity.area,
        reason=reason,
        **detail,
    )
