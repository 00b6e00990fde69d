"""What every change of the register begins and ends with: lock, version, trail.

Every change of a household, its members or its place raises `Household.version`
and writes the new version into the trail; a caller that saw an older one gets
EditConflict, with the changes since, and loses nothing typed.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from households.models import (
    Household,
    HouseholdEvent,
    Membership,
    Residence,
)
from households.services.rounds import withdraw
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.audit import trail
from povertyportal.audit.models import AuditEntry


class EditConflict(Exception):
    """Somebody else changed the household since the caller read it.

    `changes` are the trail's entries of what changed since, oldest first.
    """

    def __init__(self, household: Household, changes: list[AuditEntry]) -> None:
        super().__init__("household changed meanwhile")
        self.household = household
        self.changes = changes


def locked(by: Officer, household: Household, version: int) -> Household:
    """The household, locked, if the officer may edit it and has seen its newest state.

    Raises PermissionDenied, Household.DoesNotExist (out of scope), EditConflict.
    """
    require(by, Act.EDIT_HOUSEHOLDS)
    found = (
        Household.objects.visible_to(by)
        .select_for_update(of=("self",))
        .get(pk=household.pk)
    )
    if found.version != version:
        raise EditConflict(found, _changes_since(found, version))
    return found


def locked_active(by: Officer, household: Household, version: int) -> Household:
    """Like `locked`, for changes that only a household in being can have.

    Raises ValidationError for one that is gone.
    """
    found = locked(by, household, version)
    if found.state == Household.State.GONE:
        raise ValidationError(
            "Hộ không còn cư trú trong danh bạ: hãy ghi hộ trở lại trước.", code="gone"
        )
    if found.state == Household.State.VOIDED:
        raise ValidationError(
            "Hộ đã hủy vì nhập nhầm: không ghi thêm được. Nếu hộ có thật, hãy thêm hộ "
            "mới.",
            code="voided",
        )
    return found


def _changes_since(household: Household, version: int) -> list[AuditEntry]:
    """Entries of acts that raised the version; looks and reviews have none."""
    return list(
        AuditEntry.objects.filter(
            object_kind="household",
            object_id=household.pk,
            act__startswith="households.household.",
            detail__version__gt=version,
        )
        .select_related("officer")
        .order_by("id")
    )


def changed(
    by: Officer,
    household: Household,
    act: str,
    *,
    areas: Iterable[int] = (),
    **detail: Any,
) -> None:
    """Raise the version of a locked household and enter the act into the trail.

    `areas` are ids of areas concerned besides the commune it lives in.
    """
    Household.objects.filter(pk=household.pk).update(version=F("version") + 1)
    trail.record(
        by=by,
        act=f"households.household.{act}",
        kind="household",
        object_id=household.pk,
        area_id=household.commune_id,
        areas=areas,
        version=household.version + 1,
        **detail,
    )


def event(
    by: Officer,
    household: Household,
    kind: HouseholdEvent.Kind,
    day: dt.date,
    **fields: object,
) -> HouseholdEvent:
    """Write what happened (biến động) on `day`."""
    return HouseholdEvent.objects.create(
        household=household, kind=kind, happened_on=day, recorded_by=by, **fields
    )


def not_in_future(day: dt.date) -> None:
    """Refuse a day that has not come. Raises ValidationError."""
    if day > timezone.localdate():
        raise ValidationError(
            f"Ngày {day:%d/%m/%Y} ở sau hôm nay: hãy nhập ngày đã xảy ra.",
            code="future",
        )


def check_village(village: Area, day: dt.date) -> None:
    """Refuse to settle anybody but in a village of that day. Raises ValidationError."""
    if village.level != Level.VILLAGE or not village.is_in_being(day):
        raise ValidationError(
            f"{village.name} không phải một thôn, tổ dân phố vào ngày "
            f"{day:%d/%m/%Y}: hãy chọn nơi khác.",
            code="not_village",
        )


def end_membership_row(membership: Membership, on: dt.date) -> None:
    """The membership no longer holds on `on`. Raises ValidationError."""
    if on <= membership.starts:
        raise ValidationError(
            f"Ngày phải sau ngày vào hộ ({membership.starts:%d/%m/%Y}).", code="order"
        )
    membership.ends = on
    membership.save(update_fields=["ends"])


def begin_again(former: Membership, relation: str, on: dt.date, position: int) -> None:
    """The same person's time in the household goes on, perhaps in another relation."""
    Membership.objects.create(
        household_id=former.household_id,
        person_id=former.person_id,
        relation=relation,
        position=position,
        starts=on,
    )


def end_residence(household: Household, on: dt.date) -> Residence:
    """The household no longer lives where it did on `on`; returns where that was.

    Raises ValidationError.
    """
    here = household.residences.filter(ends__isnull=True).first()
    if here is None:
        raise ValidationError("Hộ không còn cư trú trong danh bạ.", code="gone")
    if on <= here.starts:
        raise ValidationError(
            f"Ngày phải sau ngày hộ đến đây ({here.starts:%d/%m/%Y}).", code="order"
        )
    here.ends = on
    here.save(update_fields=["ends"])
    return here


def leave_register(by: Officer, household: Household) -> None:
    """The household is gone: its open review ends too. Nobody lives in it any more."""
    household.state = Household.State.GONE
    household.save(update_fields=["state"])
    withdraw(by=by, household=household)
