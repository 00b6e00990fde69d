"""Households that split in two or become one (tách hộ, nhập hộ)."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from households.models import (
    Certificate,
    Household,
    HouseholdEvent,
    Membership,
    Relation,
    Residence,
    Standing,
)
from households.services import register_base as base
from households.services import review_follow
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail

Kind = HouseholdEvent.Kind


@transaction.atomic
def split_household(
    *,
    by: Officer,
    household: Household,
    version: int,
    members: Mapping[int, str],
    village: Area,
    on: dt.date,
    note: str = "",
) -> Household:
    """Some members become a household of their own in `village` on `on`.

    `members`: person id -> relation to the new head, exactly one of them the head.
    The head of the old household stays. In mid-round its review is taken up again
    and the new household gets one; it has no standing until it is recognised.
    Returns the new household. Raises PermissionDenied, Household.DoesNotExist,
    EditConflict, ValidationError.
    """
    base.not_in_future(on)
    review_follow.hold_places(household)
    with trail.acting(by, "households.household.split"):
        found = base.locked_active(by, household, version)
        if not scope_of(by).holds(village):
            raise ValidationError("Thôn này ngoài địa bàn bạn phụ trách.", code="scope")
        base.check_village(village, on)
        going = _going(found, members)
        made = Household.objects.create(phone="", address="")
        Residence.objects.create(household=made, village=village, starts=on)
        for place, former in enumerate(going):
            base.end_membership_row(former, on)
            _join(former, made, members[former.person_id], on, place)
        made.refresh_from_db()
        base.event(by, found, Kind.SPLIT, on, other=made, note=note)
        base.event(
            by, made, Kind.SPLIT_OFF, on, other=found, to_village=village, note=note
        )
        review_follow.split_review(
            by=by, parent=found, child=made, village=village, on=on, persons=members
        )
        base.changed(by, found, "split", other=made.pk)
        base.changed(by, made, "split_off", other=found.pk)
    made.refresh_from_db()
    return made


def _going(household: Household, members: Mapping[int, str]) -> list[Membership]:
    """The memberships of those who leave, the new head first."""
    heads = [pk for pk, relation in members.items() if relation == Relation.HEAD]
    if len(heads) != 1:
        raise ValidationError(
            "Hộ mới phải có đúng một chủ hộ: hãy chọn trong những người tách ra.",
            code="one_head",
        )
    rows = household.memberships.filter(ends__isnull=True, person__in=members)
    going = list(rows.select_related("person").order_by("position", "id"))
    if len(going) != len(members):
        raise ValidationError("Có người không còn ở trong hộ.", code="not_member")
    if any(each.relation == Relation.HEAD for each in going):
        raise ValidationError(
            "Chủ hộ đang ở trong số những người tách ra: hãy đổi chủ hộ trước, hoặc "
            "để chủ hộ ở lại.",
            code="head",
        )
    return sorted(going, key=lambda each: each.person_id != heads[0])


def _join(
    former: Membership, household: Household, relation: str, on: dt.date, position: int
) -> None:
    Membership.objects.create(
        household=household,
        person_id=former.person_id,
        relation=relation,
        position=position,
        starts=on,
    )


@transaction.atomic
def merge_households(
    *,
    by: Officer,
    source: Household,
    target: Household,
    versions: tuple[int, int],
    relations: Mapping[int, str],
    on: dt.date,
    note: str = "",
) -> None:
    """Everybody of `source` joins `target` on `on`; `source` is gone.

    `versions` are those of source and target; `relations`: person id -> relation to
    the target's head. The source's review is withdrawn and the target's taken up
    again; the source's standings end on that day and its certificate is withdrawn.
    Raises PermissionDenied, Household.DoesNotExist, EditConflict, ValidationError.
    """
    base.not_in_future(on)
    if source.pk == target.pk:
        raise ValidationError("Hãy chọn một hộ khác để nhập vào.", code="same")
    review_follow.hold_places(source, target)
    with trail.acting(by, "households.household.merged"):
        gone, into = _locked_both(by, (source, target), versions)
        coming = _coming(gone, relations)
        last = into.memberships.aggregate(last=Max("position"))["last"] or 0
        here = base.end_residence(gone, on)
        for place, former in enumerate(coming, last + 1):
            base.end_membership_row(former, on)
            _join(former, into, relations[former.person_id], on, place)
        review_follow.merge_reviews(
            by=by, source=gone, target=into, on=on, persons=relations
        )
        _end_recognition(gone, on)
        gone.state = Household.State.GONE
        gone.save(update_fields=["state"])
        place_of = {"from_village_id": here.village_id, "note": note}
        base.event(by, gone, Kind.MERGED, on, other=into, **place_of)
        base.event(by, into, Kind.ABSORBED, on, other=gone, note=note)
        base.changed(by, gone, "merged", other=into.pk)
        base.changed(by, into, "absorbed", other=gone.pk)


def _locked_both(
    by: Officer, households: tuple[Household, Household], versions: tuple[int, int]
) -> tuple[Household, Household]:
    """Both locked, the older first: two officers never wait crosswise."""
    pairs = sorted(zip(households, versions, strict=True), key=lambda pair: pair[0].pk)
    found = {
        household.pk: base.locked_active(by, household, version)
        for household, version in pairs
    }
    return found[households[0].pk], found[households[1].pk]


def _coming(household: Household, relations: Mapping[int, str]) -> list[Membership]:
    rows = household.memberships.filter(ends__isnull=True).select_related("person")
    coming = list(rows.order_by("position", "id"))
    if {each.person_id for each in coming} != set(relations):
        raise ValidationError(
            "Nhân khẩu của hộ vừa thay đổi: hãy tải lại trang.", code="members"
        )
    if Relation.HEAD in relations.values():
        raise ValidationError(
            "Hộ nhận đã có chủ hộ: hãy chọn quan hệ khác cho những người nhập vào.",
            code="head",
        )
    return coming


def _end_recognition(household: Household, on: dt.date) -> None:
    """Standings end on `on` as known from now; a valid certificate with them.

    What was known before stays readable: a standing is closed and recorded anew.
    """
    now = timezone.now()
    rows = household.standings.filter(recorded_to__isnull=True)
    for standing in rows.filter(Q(ends__isnull=True) | Q(ends__gt=on)):
        Standing.objects.filter(pk=standing.pk).update(recorded_to=now)
        if standing.starts < on:
            standing.pk, standing.ends, standing.recorded_at = None, on, now
            standing.save(force_insert=True)
    valid = Certificate.objects.filter(
        household=household, state=Certificate.State.VALID
    )
    valid.update(state=Certificate.State.REVOKED, ended_on=on)
