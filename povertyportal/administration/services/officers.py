"""Accounts: made, changed, given areas, unlocked; every act is in the trail."""

import datetime as dt
import secrets
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset as forget_failures
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.areas.models import Area
from povertyportal.audit import trail

# No letters that are taken for one another when read out or written down.
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4

PROFILE = ("full_name", "phone", "role", "is_active")


def one_time_password() -> str:
    """A password to read out once: four groups of four, some 78 bits."""
    groups = (
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


@transaction.atomic
def create_officer(
    *,
    by: Officer,
    username: str,
    full_name: str,
    role: str,
    phone: str = "",
    is_system: bool = False,
) -> tuple[Officer, str]:
    """A new account and its one-time password, which must be changed at first login.

    A system's has none, "": it reads by keys. Raises PermissionDenied,
    ValidationError (username taken, an administrator's role for a system). Audited.
    """
    require(by, Act.MANAGE_OFFICERS)
    password = "" if is_system else one_time_password()
    officer = Officer(username=username, full_name=full_name, role=role, phone=phone)
    officer.is_system, officer.must_change_password = is_system, not is_system
    officer.set_password(password or None)
    check_role(officer)
    officer.full_clean()
    officer.save()
    _record(by, "accounts.officer.created", officer, role=role, is_system=is_system)
    return officer, password


@transaction.atomic
def update_officer(*, by: Officer, officer: Officer, **profile: object) -> Officer:
    """Change the name, phone, role or whether the account is in use; audited.

    Nobody changes his own role or shuts his own account. Raises PermissionDenied,
    ValidationError (a seated member's role, an inspector whose scope has no end).
    """
    require(by, Act.MANAGE_OFFICERS)
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    changed = {
        name: (getattr(officer, name), profile[name])
        for name in PROFILE
        if name in profile and profile[name] != getattr(officer, name)
    }
    if officer.pk == by.pk and {"role", "is_active"} & set(changed):
        raise PermissionDenied("Không ai tự đổi vai trò hoặc khóa tài khoản của mình.")
    for name, (_, value) in changed.items():
        setattr(officer, name, value)
    if "role" in changed:
        check_role(officer)
    officer.full_clean()
    if changed:
        officer.save(update_fields=list(changed))
        detail = {name: [str(old), str(new)] for name, (old, new) in changed.items()}
        _record(by, "accounts.officer.changed", officer, changed=detail)
    return officer


def check_role(officer: Officer) -> None:
    """Refuse a new role that the officer's seats or areas do not allow.

    Raises ValidationError.
    """
    if officer.is_system and officer.role == Role.ADMINISTRATOR:
        raise ValidationError(
            {"role": "Hệ thống không quản trị cổng: hãy chọn vai trò được xem số liệu."}
        )
    if officer.pk is None:
        return
    today = timezone.localdate()
    seats = officer.seats.filter(Q(ends__isnull=True) | Q(ends__gt=today))
    if officer.role != Role.COMMITTEE and seats.exists():
        raise ValidationError(
            {
                "role": "Người này đang là thành viên ban chỉ đạo: hãy cho thôi trước, "
                "hoặc tạo một tài khoản khác cho vai trò kia."
            }
        )
    if officer.role == Role.INSPECTOR and officer.scopes.filter(ends=None).exists():
        raise ValidationError(
            {"role": "Hãy đặt ngày kết thúc cho mọi địa bàn trước khi đổi vai trò."}
        )


@transaction.atomic
def add_scope(
    *,
    by: Officer,
    officer: Officer,
    area: Area,
    starts: dt.date,
    ends: dt.date | None = None,
) -> OfficerScope:
    """Let an officer answer for an area from `starts` until before `ends`; audited.

    An inspector's scope must end. Raises PermissionDenied, ValidationError.
    """
    require(by, Act.MANAGE_OFFICERS)
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if officer.pk == by.pk:
        raise PermissionDenied("Không ai tự giao địa bàn cho mình.")
    if officer.role == Role.INSPECTOR and ends is None:
        raise ValidationError(
            {"ends": "Thành viên đoàn kiểm tra phải có ngày kết thúc."}
        )
    scope = OfficerScope(officer=officer, area=area, starts=starts, ends=ends)
    scope.full_clean()
    scope.save()
    dates = {"starts": str(starts), "ends": ends and str(ends)}
    _record(by, "accounts.scope.added", officer, area=area, **dates)
    return scope


@transaction.atomic
def end_scope(*, by: Officer, scope: OfficerScope, on: dt.date) -> OfficerScope | None:
    """End a scope before a day; one that had not begun by then is taken back.

    Audited. Raises PermissionDenied, ValidationError (later than it ends anyway).
    """
    require(by, Act.MANAGE_OFFICERS)
    scope = OfficerScope.objects.select_for_update().get(pk=scope.pk)
    if scope.ends is not None and on > scope.ends:
        raise ValidationError({"on": f"Địa bàn này kết thúc từ {scope.ends:%d/%m/%Y}."})
    _record(by, "accounts.scope.ended", scope.officer, area=scope.area, on=str(on))
    if on <= scope.starts:
        scope.delete()
        return None
    scope.ends = on
    scope.save(update_fields=["ends"])
    return scope


@transaction.atomic
def reset_password(*, by: Officer, officer: Officer) -> str:
    """A one-time password in place of the present one; sessions end. Audited.

    Raises PermissionDenied, ValidationError (a system's account has none).
    """
    require(by, Act.MANAGE_OFFICERS)
    if officer.is_system:
        raise ValidationError(
            "Tài khoản của hệ thống không đăng nhập, không có mật khẩu: hãy cấp mã "
            "truy cập."
        )
    password = one_time_password()
    officer.set_password(password)
    officer.must_change_password = True
    officer.save(update_fields=["password", "must_change_password"])
    forget_failures(username=officer.username)
    _record(by, "accounts.password.reset", officer)
    return password


@transaction.atomic
def unlock(*, by: Officer, officer: Officer) -> None:
    """Forget failed logins, so that the officer may try again at once; audited."""
    require(by, Act.MANAGE_OFFICERS)
    forget_failures(username=officer.username)
    _record(by, "accounts.officer.unlocked", officer)


def is_locked(officer: Officer) -> bool:
    """Whether repeated failures keep the account out at this moment."""
    since = timezone.now() - dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    return AccessAttempt.objects.filter(
        username=officer.username,
        attempt_time__gt=since,
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
    ).exists()


def _record(
    by: Officer,
    act: str,
    officer: Officer,
    *,
    area: Area | None = None,
    **detail: Any,
) -> None:
    """Accounts are no rows of an area: the area given stands in the detail."""
    if area is not None:
        detail |= {"area_pk": area.pk, "area_name": area.name}
    trail.record(by=by, act=act, kind="officer", object_id=officer.pk, **detail)
