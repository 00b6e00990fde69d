"""Villages lent to surveyors by whoever runs the commune's review.

An administrator gives areas (officers.add_scope); this and inspectors.lend_commune are
the other ways to a right over an area. This one reaches no further than a surveyor and
a village of one's own.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.areas.models import Area, Level
from povertyportal.audit import trail


def _lockable(by: Officer, surveyor: Officer, village: Area) -> Officer:
    """The surveyor, locked, if `by` may lend him the village."""
    require(by, Act.RUN_SEASON)
    if village.level != Level.VILLAGE or not scope_of(by).holds(village):
        raise PermissionDenied(f"{village.name} ngoài địa bàn bạn phụ trách.")
    found = Officer.objects.select_for_update().get(pk=surveyor.pk)
    if found.pk == by.pk:
        raise PermissionDenied("Không ai tự giao địa bàn cho mình.")
    require_surveyor(found)
    return found


def require_surveyor(officer: Officer) -> None:
    """Refuse whoever is no surveyor at work. Raises ValidationError."""
    if officer.role != Role.SURVEYOR or not officer.is_active:
        raise ValidationError(
            f"{officer} không phải rà soát viên đang làm việc: hãy chọn người khác, "
            "hoặc nhờ quản trị hệ thống sửa tài khoản.",
            code="not_surveyor",
        )


def covering(
    surveyor: Officer, village: Area, starts: dt.date, ends: dt.date | None
) -> OfficerScope | None:
    """A right of his to the village, or to what it lies in, over the whole time."""
    for scope in surveyor.scopes.select_related("area").filter(starts__lte=starts):
        long_enough = scope.ends is None or (ends is not None and ends <= scope.ends)
        if long_enough and scope.area.contains(village):
            return scope
    return None


@transaction.atomic
def lend_village(
    *,
    by: Officer,
    surveyor: Officer,
    village: Area,
    starts: dt.date,
    ends: dt.date | None = None,
) -> OfficerScope:
    """Let a surveyor answer for a village from `starts` until before `ends`; audited.

    Raises PermissionDenied (role, village elsewhere, oneself), ValidationError (no
    surveyor, or he has a part of that time already).
    """
    found = _lockable(by, surveyor, village)
    scope = OfficerScope(officer=found, area=village, starts=starts, ends=ends)
    other = _overlapping(found, village, starts, ends)
    if other is not None:
        until = f"đến trước {other.ends:%d/%m/%Y}" if other.ends else "không thời hạn"
        raise ValidationError(
            f"{found} đã có quyền ở {village.name} từ {other.starts:%d/%m/%Y}, "
            f"{until}: hãy phân công trong hoặc ngoài thời gian đó.",
            code="overlap",
        )
    scope.full_clean()
    scope.save()
    _record(by, "accounts.scope.added", scope)
    return scope


def _overlapping(
    surveyor: Officer, village: Area, starts: dt.date, ends: dt.date | None
) -> OfficerScope | None:
    rows = surveyor.scopes.filter(area=village).exclude(ends__lte=starts)
    return (rows.filter(starts__lt=ends) if ends else rows).first()


@transaction.atomic
def change_time(
    *, by: Officer, scope: OfficerScope, starts: dt.date, ends: dt.date | None
) -> OfficerScope | None:
    """Let a lent right last from `starts` until before `ends`; audited.

    A time that is empty takes it back (None). Raises PermissionDenied,
    ValidationError (another right of his in that time).
    """
    require(by, Act.RUN_SEASON)
    if scope.area.level != Level.VILLAGE or not scope_of(by).holds(scope.area):
        raise PermissionDenied(f"{scope.area.name} ngoài địa bàn bạn phụ trách.")
    return follow(by=by, scope=scope, starts=starts, ends=ends)


@transaction.atomic
def follow(
    *, by: Officer, scope: OfficerScope, starts: dt.date, ends: dt.date | None
) -> OfficerScope | None:
    """`change_time` for an act that the caller has authorised, such as closing a round.

    Raises ValidationError. Audited.
    """
    rows = OfficerScope.objects.select_for_update(of=("self",))
    found = rows.select_related("officer", "area").get(pk=scope.pk)
    if (found.starts, found.ends) == (starts, ends):
        return found
    if ends is not None and ends <= starts:
        _record(by, "accounts.scope.ended", found)
        found.delete()
        return None
    shorter = ends is not None and (found.ends is None or ends < found.ends)
    found.starts, found.ends = starts, ends
    found.full_clean()
    found.save(update_fields=["starts", "ends"])
    act = "accounts.scope.ended" if shorter else "accounts.scope.added"
    _record(by, act, found)
    return found


def _record(by: Officer, act: str, scope: OfficerScope) -> None:
    trail.record(
        by=by,
        act=act,
        kind="officer",
        object_id=scope.officer_id,
        area=scope.area,
        area_pk=scope.area_id,
        area_name=scope.area.name,
        starts=str(scope.starts),
        ends=scope.ends and str(scope.ends),
    )
