"""Where a household lives: moving, leaving the register, coming back."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from households.models import Household, HouseholdEvent, Membership, Relation, Residence
from households.services import register_base as base
from households.services import review_follow
from households.services.stale import mark_past
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail

Kind = HouseholdEvent.Kind


@transaction.atomic
def move_household(
    *,
    by: Officer,
    household: Household,
    version: int,
    to_village: Area | None,
    on: dt.date,
    note: str = "",
) -> str:
    """The household moves on `on`; without a village it leaves the register.

    Any village will do: from then on whoever answers for it sees the household,
    history and all. Out of the register its members are free on that day. Returns
    what became of its open review, in words ("" without one). Raises
    ValidationError, EditConflict.
    """
    told = ""
    base.not_in_future(on)
    review_follow.hold_places(household)
    with trail.acting(by, "households.household.moved"):
        found = base.locked_active(by, household, version)
        here = base.end_residence(found, on)
        places = {"from_village_id": here.village_id, "to_village": to_village}
        base.event(by, found, Kind.MOVED_OUT, on, note=note, **places)
        if to_village is None:
            _disband(by, found, on)
        else:
            _settle(found, here, to_village, on)
            base.event(by, found, Kind.MOVED_IN, on, **places)
            mark_past(found, here.village)
            told = review_follow.move_review(
                by=by, household=found, village=to_village, on=on
            )
        to = to_village.pk if to_village else None
        areas = [to_village.parent_id or 0] if to_village else []
        base.changed(by, found, "moved", areas=areas, to=to)
    return told


def _settle(household: Household, here: Residence, village: Area, on: dt.date) -> None:
    if village.pk == here.village_id:
        raise ValidationError("Hộ đang ở chính thôn này.", code="same_place")
    base.check_village(village, on)
    Residence.objects.create(household=household, village=village, starts=on)


def _disband(by: Officer, household: Household, on: dt.date) -> None:
    """Free the members, so that another place can register them."""
    for membership in household.memberships.filter(ends__isnull=True):
        base.end_membership_row(membership, on)
    base.leave_register(by, household)


def returning(household: Household, on: dt.date) -> list[Membership]:
    """Memberships that ended with a gone household, of persons who are free on `on`.

    The former head first; somebody who died or joined another household is not free.
    """
    last = household.residences.order_by("-starts").first()
    if household.state != Household.State.GONE or last is None or last.ends is None:
        return []
    ended = household.memberships.filter(ends=last.ends, person__died_on__isnull=True)
    busy = Membership.objects.filter(ends__isnull=True) | Membership.objects.filter(
        ends__gt=on
    )
    return list(
        ended.exclude(person__in=busy.values("person"))
        .select_related("person")
        .order_by("position", "id")
    )


@transaction.atomic
def bring_back(
    *,
    by: Officer,
    household: Household,
    version: int,
    village: Area,
    on: dt.date,
    note: str = "",
) -> None:
    """A household that was gone lives in `village` of the officer's scope from `on`.

    Former members who are free are in it again; without its head the next of them
    is head. Raises ValidationError, EditConflict.
    """
    base.not_in_future(on)
    with trail.acting(by, "households.household.returned"):
        found = base.locked(by, household, version)
        if not scope_of(by).holds(village):
            raise ValidationError("Thôn này ngoài địa bàn bạn phụ trách.", code="scope")
        base.check_village(village, on)
        members = _free_members(found, on)
        found.state = Household.State.ACTIVE
        found.save(update_fields=["state"])
        Residence.objects.create(household=found, village=village, starts=on)
        base.event(by, found, Kind.MOVED_IN, on, to_village=village, note=note)
        _reopen(by, found, members, on)
        left = found.commune_id or village.pk
        found.refresh_from_db()
        base.changed(by, found, "returned", areas=[left], to=village.pk)


def _free_members(household: Household, on: dt.date) -> list[Membership]:
    if household.state != Household.State.GONE:
        raise ValidationError("Hộ vẫn đang cư trú trong danh bạ.", code="not_gone")
    last = household.residences.order_by("-starts").first()
    if last is not None and last.ends is not None and on < last.ends:
        raise ValidationError(
            f"Ngày không được trước ngày hộ đi ({last.ends:%d/%m/%Y}).", code="order"
        )
    members = returning(household, on)
    if not members:
        raise ValidationError(
            "Không còn ai của hộ có thể trở lại (đã mất hoặc đang ở hộ khác): "
            "hãy lập hộ mới.",
            code="nobody",
        )
    return members


def _reopen(
    by: Officer, household: Household, members: list[Membership], on: dt.date
) -> None:
    has_head = any(former.relation == Relation.HEAD for former in members)
    for place, former in enumerate(members):
        is_new_head = place == 0 and not has_head
        relation = Relation.HEAD if is_new_head else former.relation
        base.begin_again(former, relation, on, position=place)
        if is_new_head:
            base.event(by, household, Kind.HEAD_CHANGED, on, person=former.person)
