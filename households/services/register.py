"""Changing the register: one function a use case; each locks, writes and audits.

Where a household lives is the business of `moves`.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Value
from django.utils import timezone

from households.models import (
    Household,
    HouseholdEvent,
    Membership,
    Person,
    Relation,
    Residence,
)
from households.services.register_base import (
    begin_again,
    changed,
    check_village,
    end_membership_row,
    end_residence,
    event,
    leave_register,
    locked_active,
    not_in_future,
)
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, SearchKey
from povertyportal.audit import trail
from povertyportal.ui.vi_key import given_name_key

Kind = HouseholdEvent.Kind


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
    check_village(village, since)
    not_in_future(since)
    with trail.acting(by, "households.household.created"):
        household = Household.objects.create(phone=phone, address=address)
        Residence.objects.create(household=household, village=village, starts=since)
        person = _person_for(head)
        _not_before_birth(person, since)
        _join(household, person, Relation.HEAD, since)
        household.refresh_from_db()
        if moved_in:
            event(by, household, Kind.MOVED_IN, since, to_village=village)
        changed(by, household, "created")
    household.refresh_from_db()
    return household


def _person_for(fields: PersonFields) -> Person:
    """A new person, or the known one with the same personal id if he is free.

    Nothing of a known person is told: he may live outside the officer's scope.
    """
    known = None
    if fields.personal_id:
        known = Person.objects.filter(personal_id=fields.personal_id).first()
    if known is None:
        return Person.objects.create(**fields.values())
    if known.died_on is not None:
        raise ValidationError(
            "Số định danh này đang ghi cho một người đã mất: kiểm tra lại số.",
            code="dead",
        )
    if not _is_same(known, fields):
        raise ValidationError(
            "Số định danh này đang ghi cho một người khác tên và năm sinh: "
            "kiểm tra lại số.",
            code="other_person",
        )
    if known.memberships.filter(ends__isnull=True).exists():
        raise ValidationError(
            "Số định danh này là của một người đang ở hộ khác: hãy ghi người đó "
            "rời hộ cũ trước, hoặc kiểm tra lại số.",
            code="elsewhere",
        )
    return known


def _is_same(known: Person, fields: PersonFields) -> bool:
    """Whether the name (accents aside) or the year of birth speaks for him."""
    if known.birth_year is not None and known.birth_year == fields.birth_year:
        return True
    key = SearchKey(Value(fields.name))
    return Person.objects.filter(pk=known.pk, name_key=key).exists()


def _not_before_birth(person: Person, day: dt.date) -> None:
    """Nothing happens to somebody on a day when he was certainly not born yet."""
    if person.birth_year is None:
        return
    first = dt.date(person.birth_year, person.birth_month or 1, person.birth_day or 1)
    if day < first:
        raise ValidationError(
            f"Ngày {day:%d/%m/%Y} ở trước ngày sinh của {person.name} "
            f"({person.birth_text}).",
            code="before_birth",
        )


def _check_newborn(person: Person, day: dt.date) -> None:
    """A newborn enters the household in the year of his birth or the next."""
    if person.birth_year is None:
        raise ValidationError("Mới sinh: hãy nhập ngày hoặc năm sinh.", code="birth")
    if person.birth_year < day.year - 1:
        raise ValidationError(
            f"Sinh năm {person.birth_year} thì không phải mới sinh vào ngày "
            f"{day:%d/%m/%Y}: hãy chọn “Nhập vào hộ” hoặc xem lại ngày.",
            code="not_newborn",
        )


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
        found = locked_active(by, household, version)
        before = {"phone": found.phone, "address": found.address}
        found.phone, found.address = phone, address
        found.save(update_fields=["phone", "address"])
        after = {"phone": phone, "address": address}
        fields = sorted(name for name in before if before[name] != after[name])
        changed(by, found, "edited", fields=fields)


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
    not_in_future(since)
    if relation == Relation.HEAD:
        raise ValidationError("Hộ đã có chủ hộ: hãy dùng “Đổi chủ hộ”.", code="head")
    with trail.acting(by, "households.household.member_added"):
        found = locked_active(by, household, version)
        joined = _person_for(person)
        _not_before_birth(joined, since)
        if born:
            _check_newborn(joined, since)
        _join(found, joined, relation, since)
        kind = Kind.BORN if born else Kind.JOINED
        event(by, found, kind, since, person=joined)
        changed(by, found, "member_added", person=joined.pk, event=str(kind))
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
    not_in_future(on)
    with trail.acting(by, "households.household.member_ended"):
        found = locked_active(by, household, version)
        membership = _open_membership(found, person)
        others = found.memberships.filter(ends__isnull=True).exclude(person=person)
        if membership.relation == Relation.HEAD and others.exists():
            raise ValidationError(
                "Đây là chủ hộ: hãy đổi chủ hộ trước khi ghi người này rời hộ.",
                code="head",
            )
        _not_before_birth(person, on)
        end_membership_row(membership, on)
        if died:
            Person.objects.filter(pk=person.pk).update(died_on=on)
        kind = Kind.DIED if died else Kind.LEFT
        event(by, found, kind, on, person=person, note=note)
        if not others.exists():
            end_residence(found, on)
            leave_register(by, found)
        changed(by, found, "member_ended", person=person.pk, event=str(kind))


def _open_membership(household: Household, person: Person) -> Membership:
    membership = household.memberships.filter(person=person, ends__isnull=True).first()
    if membership is None:
        raise ValidationError("Người này không còn ở trong hộ.", code="not_member")
    return membership


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
    not_in_future(on)
    with trail.acting(by, "households.household.head_changed"):
        found = locked_active(by, household, version)
        coming = _open_membership(found, new_head)
        going = found.memberships.filter(
            relation=Relation.HEAD, ends__isnull=True
        ).first()
        if going is not None and going.person_id == new_head.pk:
            raise ValidationError("Người này đang là chủ hộ.", code="already_head")
        if going is not None:
            end_membership_row(going, on)
            begin_again(going, former_relation, on, position=coming.position)
        end_membership_row(coming, on)
        begin_again(coming, Relation.HEAD, on, position=0)
        event(by, found, Kind.HEAD_CHANGED, on, person=new_head)
        changed(by, found, "head_changed", person=new_head.pk)


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
        found = locked_active(by, household, version)
        membership = _open_membership(found, person)
        values = fields.values()
        names = sorted(n for n, v in values.items() if getattr(person, n) != v)
        for name, value in values.items():
            setattr(person, name, value)
        person.validate_constraints()
        person.save(update_fields=list(values))
        if relation not in (Relation.HEAD, membership.relation) and (
            membership.relation != Relation.HEAD
        ):
            membership.relation = relation
            membership.save(update_fields=["relation"])
            names.append("relation")
        names = [name for name in names if name != "sort_key"]
        changed(by, found, "person_edited", person=person.pk, fields=names)


def reveal_personal_id(
    *, by: Officer, household: Household, person: Person, purpose: str
) -> str:
    """The unmasked personal id, for a stated purpose, written into the trail first.

    Only of somebody who is a member today. Raises PermissionDenied, ValidationError,
    Household.DoesNotExist (out of scope).
    """
    require(by, Act.UNMASK_ID)
    found = Household.objects.visible_to(by).get(pk=household.pk)
    if not found.members_on(timezone.localdate()).filter(person=person).exists():
        raise ValidationError("Người này không còn ở trong hộ.", code="not_member")
    if not purpose.strip():
        raise ValidationError("Hãy ghi mục đích xem số định danh.", code="purpose")
    trail.record(
        by=by,
        act="households.personal_id.revealed",
        kind="household",
        object_id=found.pk,
        area_id=found.commune_id,
        reason=purpose.strip(),
        person=person.pk,
    )
    return person.personal_id
