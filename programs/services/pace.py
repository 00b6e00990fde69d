"""Changing the calendar of payments of a component, or the one for all others."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import Component, PaceRule
from programs.rules.pace import MONTHS, problem_of


@transaction.atomic
def set_pace(
    *,
    by: Officer,
    component: Component | None,
    by_month: Sequence[int],
    alarm_points: int,
    mark: str,
) -> PaceRule:
    """Set a component's calendar (None: of all others), made if need be. Audited.

    Raises PermissionDenied, ValidationError (not twelve rising percentages).
    """
    require(by, Act.EDIT_PROGRAMMES)
    _check(by_month, alarm_points)
    found, _ = PaceRule.objects.select_for_update().get_or_create(
        component=component,
        defaults={
            "by_month": list(by_month),
            "alarm_points": alarm_points,
            "mark": mark,
        },
    )
    found.by_month, found.alarm_points = list(by_month), alarm_points
    found.mark = mark
    found.save()
    trail.record(
        by=by,
        act="programs.pace.set",
        kind="pace_rule",
        object_id=found.pk,
        component=component.pk if component else None,
        by_month=list(by_month),
        alarm_points=alarm_points,
    )
    return found


def _check(by_month: Sequence[int], alarm_points: int) -> None:
    numbers = [*by_month, alarm_points]
    if len(by_month) != MONTHS or not all(0 <= each <= 100 for each in numbers):
        raise ValidationError("Hãy ghi đủ 12 tháng, mỗi tháng từ 0 đến 100%.")
    falls = problem_of(by_month)
    if falls is not None:
        raise ValidationError(
            {
                f"month_{falls}": f"Tỷ lệ đến hết tháng {falls} "
                f"({by_month[falls - 1]}%) thấp hơn tháng trước "
                f"({by_month[falls - 2]}%): tỷ lệ là số cộng dồn, hãy kiểm tra lại."
            }
        )


@transaction.atomic
def drop_pace(*, by: Officer, rule: PaceRule) -> None:
    """Take a component's own calendar away: the one for all others holds. Audited.

    Raises PermissionDenied, ValidationError (the one for all others stays).
    """
    require(by, Act.EDIT_PROGRAMMES)
    if rule.component_id is None:
        raise ValidationError("Lịch chung không bỏ được: hãy sửa lịch chung.")
    trail.record(
        by=by,
        act="programs.pace.dropped",
        kind="pace_rule",
        object_id=rule.pk,
        component=rule.component_id,
    )
    rule.delete()
