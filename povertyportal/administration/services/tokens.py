"""Keys of other systems: issued, used, revoked; every act is in the trail."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer, SystemToken
from povertyportal.audit import trail

# So that a key left in a file or a message is recognised for what it is.
PREFIX = "gnbv_"
# The portal's own rule: a key that nobody renews stops by itself.
LONGEST_DAYS = 366
#: How long after a use another one is not written down.
_QUIET = dt.timedelta(minutes=1)


def digest_of(text: str) -> str:
    """What is kept of a key: it has 256 random bits, so no salt is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *, by: Officer, name: str, officer: Officer, expires: dt.date
) -> tuple[SystemToken, str]:
    """A key for a system that reads as `officer`, and its text, which is not kept.

    One of that name that has run out makes way. Raises PermissionDenied,
    ValidationError (account, last day, a live key of that name). Audited.
    """
    require(by, Act.MANAGE_OFFICERS)
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    _check(officer, expires)
    _make_way(by, officer, name)
    text = PREFIX + secrets.token_urlsafe(32)
    token = SystemToken(
        name=name,
        officer=officer,
        digest=digest_of(text),
        issued_by=by,
        expires=expires,
    )
    token.full_clean()
    token.save()
    _record(by, "accounts.token.issued", token, expires=str(expires))
    return token, text


def _check(officer: Officer, expires: dt.date) -> None:
    if not officer.is_active:
        raise ValidationError(
            {"officer": "Tài khoản này đã khóa: hãy chọn tài khoản khác."}
        )
    if not officer.is_system:
        raise ValidationError(
            {
                "officer": "Đây là tài khoản của một người: hãy chọn tài khoản lập "
                "riêng cho hệ thống."
            }
        )
    today = timezone.localdate()
    last = today + dt.timedelta(days=LONGEST_DAYS)
    if not today < expires <= last:
        raise ValidationError(
            {"expires": f"Chọn một ngày sau hôm nay, chậm nhất {last:%d/%m/%Y}."}
        )


def _make_way(by: Officer, officer: Officer, name: str) -> None:
    """Put away a key of that name that has run out. Raises ValidationError."""
    token = officer.tokens.filter(name=name, revoked_at=None).first()
    if token is None:
        return
    if token.expires > timezone.localdate():
        raise ValidationError(
            {
                "name": f"Tài khoản này đã có mã “{name}” dùng đến trước ngày "
                f"{token.expires:%d/%m/%Y}: hãy thu hồi mã đó trước, hoặc đặt tên khác."
            }
        )
    revoke_token(by=by, token=token)


@transaction.atomic
def revoke_token(*, by: Officer, token: SystemToken) -> SystemToken:
    """Let a key open nothing from now on; once revoked it stays so. Audited.

    Raises PermissionDenied, ValidationError (revoked already).
    """
    require(by, Act.MANAGE_OFFICERS)
    token = SystemToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is not None:
        raise ValidationError("Mã này đã được thu hồi trước đó.")
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    _record(by, "accounts.token.revoked", token)
    return token


def token_of(text: str) -> SystemToken | None:
    """The key with this text, if it opens anything today."""
    found = (
        SystemToken.objects.select_related("officer")
        .filter(digest=digest_of(text))
        .first()
    )
    return found if found and found.is_valid(timezone.localdate()) else None


def note_use(token: SystemToken) -> None:
    """Keep when it was last used; the first use of a day goes into the trail."""
    now, before = timezone.now(), token.used_at
    if before is not None and now - before < _QUIET:
        return
    SystemToken.objects.filter(pk=token.pk).update(used_at=now)
    if before is None or timezone.localdate(before) < timezone.localdate(now):
        _record(token.officer, "accounts.token.used", token)


def _record(by: Officer, act: str, token: SystemToken, **detail: Any) -> None:
    trail.record(
        by=by,
        act=act,
        kind="officer",
        object_id=token.officer_id,
        system=token.name,
        token_pk=token.pk,
        **detail,
    )
