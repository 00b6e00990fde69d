"""Changing the register: one function a use case; each locks, writes and audits.

Every change of a household, its members or its place raises `Household.version`;
a caller that saw an older version gets EditConflict and loses nothing typed.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from households.models import (
    Household,
    HouseholdEvent,
    Membership,
    Person,
    Relation,
    Residence,
)
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from povertyportal.audit.models import AuditEntry
from povertyportal.ui.vi_key import given_name_key

Kind = HouseholdEvent.Kind


class EditConflict(Exception):
    """Somebody else changed the household since the caller read it."""

    def __init__(self, household: Household, last: AuditEntry | None) -> None:
        super().__init__("household changed meanwhile")
        self.household = household
        self.last = last


@dataclass(frozen=True)
class PersonFields:
    """What a form knows about a person; missing parts of the birth date are None."""

    name: str
    sex: str
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    personal_id: str = ""
    id_missing_reason: str = ""
    id_mismatch_reason: str = ""
    ethnicity: str = "Kinh"

    def values(self) -> dict[str, object]:
        """Columns of Person, the sort key among them."""
        return {**self.__dict__, "sort_key": given_name_key(self.name)}


def _locked(by: Officer, household: Household, version: int) -> Household:
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
        last = AuditEntry.objects.filter(
            object_kind="household", object_id=found.pk
        ).first()
        raise EditConflict(found, last)
    return found


def _changed(by: Officer, household: Household, act: str, **detail: Any) -> None:
    Household.objects.filter(pk=household.pk).update(version=F("version") + 1)
    trail.record(
        by=by,
        act=f"households.household.{act}",
        kind="household",
        object_id=household.pk,
        area_id=household.commune_id,
        **detail,
    )


def _not_in_future(day: dt.date) -> None:
    if day > timezone.localdate():
        raise ValidationError(
            f"Ngày {day:%d/%m/%Y} ở sau hôm nay: hãy nhập ngày đã xảy ra.",
            code="future",
        )


def _event(
    by: Officer, household: Household, kind: Kind, day: dt.date, **fields: object
) -> HouseholdEvent:
    return HouseholdEvent.objects.create(
        household=household, kind=kind, happened_on=day, recorded_by=by, **fields
    )


@transaction.atomic
def create_household(
    *,
    by: Officer,
    village: Area,
    head: PersonFields,
    since: dt.date,
    phone: str = "",
    address: str = "",
    moved_in: bool = False,
) -> Household:
    """Enter a household of one head; members are added afterwards.

    `moved_in` also records that it came from outside the register on `since`.
    Raises PermissionDenied outside role or scope, ValidationError for the form.
    """
    require(by, Act.EDIT_HOUSEHOLDS)
    if not scope_of(by).holds(village):
        raise ValidationError("Thôn này ngoài địa bàn bạn phụ trách.", code="scope")
    _not_in_future(since)
    with trail.acting(by, "households.household.created"):
        household = Household.objects.create(phone=phone, address=address)
        Residence.objects.create(household=household, village=village, starts=since)
        person = _person_for(head, since)
        _join(household, person, Relation.HEAD, since)
        household.refresh_from_db()
        if moved_in:
            _event(by, household, Kind.MOVED_IN, since, to_village=village)
        _changed(by, household, "created")
    household.refresh_from_db()
    return household


def _person_for(fields: PersonFields, since: dt.date) -> Person:
    """A new person, or the known one with the same personal id if he is free."""
    known = None
    if fields.personal_id:
        known = Person.objects.filter(personal_id=fields.personal_id).first()
    if known is None:
        return Person.objects.create(**fields.values())
    if known.memberships.filter(ends__isnull=True).exists():
        raise ValidationError(
            "Số định danh này là của một người đang ở hộ khác: hãy ghi người đó "
            "rời hộ cũ trước, hoặc kiểm tra lại số.",
            code="elsewhere",
        )
    return known


def _join(
    household: Household, person: Person, relation: str, since: dt.date
) -> Membership:
    last = household.memberships.aggregate(last=Max("position"))["last"]
    try:
        with transaction.atomic():
            return Membership.objects.create(
                household=household,
                person=person,
                relation=relation,
                position=0 if last is None else last + 1,
                starts=since,
            )
    except IntegrityError as error:
        raise ValidationError(
            "Người này còn ở một hộ khác vào ngày đó, hoặc hộ đã có chủ hộ.",
            code="overlap",
        ) from error


@transaction.atomic
def edit_household(
    *, by: Officer, household: Household, version: int, phone: str, address: str
) -> None:
    """Change contact details. Raises EditConflict when they were read too long ago."""
    with trail.acting(by, "households.household.edited"):
        found = _locked(by, household, version)
        before = {"phone": found.phone, "address": found.address}
        found.phone, found.address = phone, address
        found.save(update_fields=["phone", "address"])
        after = {"phone": phone, "address": address}
        fields = sorted(name for name in before if before[name] != after[name])
        _changed(by, found, "edited", fields=fields)


@transaction.atomic
def add_member(
    *,
    by: Officer,
    household: Household,
    version: int,
    person: PersonFields,
    relation: str,
    since: dt.date,
    born: bool = False,
) -> Person:
    """Somebody joins the household (nhập vào hộ) or is born into it."""
    _not_in_future(since)
    if relation == Relation.HEAD:
        raise ValidationError("Hộ đã có chủ hộ: hãy dùng “Đổi chủ hộ”.", code="head")
    with trail.acting(by, "households.household.member_added"):
        found = _locked(by, household, version)
        joined = _person_for(person, since)
        _join(found, joined, relation, since)
        kind = Kind.BORN if born else Kind.JOINED
        _event(by, found, kind, since, person=joined)
        _changed(by, found, "member_added", person=joined.pk, event=str(kind))
    return joined


@transaction.atomic
def end_membership(
    *,
    by: Officer,
    household: Household,
    version: int,
    person: Person,
    on: dt.date,
    died: bool,
    note: str = "",
) -> None:
    """A member dies or leaves on `on`.

    The head of others must hand over first; when the last member goes, the
    household is gone. Raises ValidationError, EditConflict.
    """
    _not_in_future(on)
    with trail.acting(by, "households.household.member_ended"):
        found = _locked(by, household, version)
        membership = _open_membership(found, person)
        others = found.memberships.filter(ends__isnull=True).exclude(person=person)
        if membership.relation == Relation.HEAD and others.exists():
            raise ValidationError(
                "Đây là chủ hộ: hãy đổi chủ hộ trước khi ghi người này rời hộ.",
                code="head",
            )
        _end(membership, on)
        if died:
            Person.objects.filter(pk=person.pk).update(died_on=on)
        kind = Kind.DIED if died else Kind.LEFT
        _event(by, found, kind, on, person=person, note=note)
        if not others.exists():
            found.state = Household.State.GONE
            found.save(update_fields=["state"])
        _changed(by, found, "member_ended", person=person.pk, event=str(kind))


def _open_membership(household: Household, person: Person) -> Membership:
    membership = household.memberships.filter(person=person, ends__isnull=True).first()
    if membership is None:
        raise ValidationError("Người này không còn ở trong hộ.", code="not_member")
    return membership


def _end(membership: Membership, on: dt.date) -> None:
    if on <= membership.starts:
        raise ValidationError(
            f"Ngày phải sau ngày vào hộ ({membership.starts:%d/%m/%Y}).", code="order"
        )
    membership.ends = on
    membership.save(update_fields=["ends"])


@transaction.atomic
def change_head(
    *,
    by: Officer,
    household: Household,
    version: int,
    new_head: Person,
    former_relation: str,
    on: dt.date,
) -> None:
    """Another member becomes head on `on`; the former one keeps `former_relation`."""
    _not_in_future(on)
    with trail.acting(by, "households.household.head_changed"):
        found = _locked(by, household, version)
        coming = _open_membership(found, new_head)
        going = found.memberships.filter(
            relation=Relation.HEAD, ends__isnull=True
        ).first()
        if going is not None and going.person_id == new_head.pk:
            raise ValidationError("Người này đang là chủ hộ.", code="already_head")
        if going is not None:
            _end(going, on)
            _again(going, former_relation, on, position=coming.position)
        _end(coming, on)
        _again(coming, Relation.HEAD, on, position=0)
        _event(by, found, Kind.HEAD_CHANGED, on, person=new_head)
        _changed(by, found, "head_changed", person=new_head.pk)


def _again(former: Membership, relation: str, on: dt.date, position: int) -> None:
    Membership.objects.create(
        household_id=former.household_id,
        person_id=former.person_id,
        relation=relation,
        position=position,
        starts=on,
    )


@transaction.atomic
def move_household(
    *,
    by: Officer,
    household: Household,
    version: int,
    to_village: Area | None,
    on: dt.date,
    note: str = "",
) -> None:
    """The household moves on `on`; without a village it leaves the register.

    From then on whoever answers for the new place sees it, history and all.
    """
    _not_in_future(on)
    with trail.acting(by, "households.household.moved"):
        found = _locked(by, household, version)
        here = found.residences.filter(ends__isnull=True).first()
        if here is None:
            raise ValidationError("Hộ không còn cư trú trong danh bạ.", code="gone")
        if on <= here.starts:
            raise ValidationError(
                f"Ngày phải sau ngày đến đây ({here.starts:%d/%m/%Y}).", code="order"
            )
        if to_village is not None and to_village.pk == here.village_id:
            raise ValidationError("Hộ đang ở chính thôn này.", code="same_place")
        here.ends = on
        here.save(update_fields=["ends"])
        if to_village is None:
            found.state = Household.State.GONE
            found.save(update_fields=["state"])
        else:
            Residence.objects.create(household=found, village=to_village, starts=on)
        _event(
            by,
            found,
            Kind.MOVED_OUT,
            on,
            from_village_id=here.village_id,
            to_village=to_village,
            note=note,
        )
        _changed(by, found, "moved", to=to_village.pk if to_village else None)


@transaction.atomic
def edit_person(
    *,
    by: Officer,
    household: Household,
    version: int,
    person: Person,
    fields: PersonFields,
    relation: str,
) -> None:
    """Correct a member's details. Raises EditConflict, ValidationError."""
    with trail.acting(by, "households.household.person_edited"):
        found = _locked(by, household, version)
        membership = _open_membership(found, person)
        values = fields.values()
        changed = sorted(n for n, v in values.items() if getattr(person, n) != v)
        for name, value in values.items():
            setattr(person, name, value)
        person.validate_constraints()
        person.save(update_fields=list(values))
        if membership.relation != Relation.HEAD and relation != Relation.HEAD:
            membership.relation = relation
            membership.save(update_fields=["relation"])
        changed = [name for name in changed if name != "sort_key"]
        _changed(by, found, "person_edited", person=person.pk, fields=changed)


def reveal_personal_id(
    *, by: Officer, household: Household, person: Person, purpose: str
) -> str:
    """The unmasked personal id, for a stated purpose, written into the trail first."""
    require(by, Act.UNMASK_ID)
    if not purpose.strip():
        raise ValidationError("Hãy ghi mục đích xem số định danh.", code="purpose")
    trail.record(
        by=by,
        act="households.personal_id.revealed",
        kind="household",
        object_id=household.pk,
        area_id=household.commune_id,
        reason=purpose.strip(),
        person=person.pk,
    )
    return person.personal_id
