"""Who has a benefit, who should, and who comes and goes in a month.

Rights are computed from standings and rules; who has one is what was entered. Reads
go through a place of the officer's; writes are enrolments and their ends.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from households.models import Household, Membership, Person
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import Benefit, Enrolment, EntitlementRule
from programs.services import moved_sql, rights_sql
from programs.services.homes import Homes
from programs.services.right_days import check_begun
from programs.services.stale_need import mark_stale_need

HAS, MISSING, EXCESS = "has", "missing", "excess"
LISTS = {
    MISSING: "Được hưởng nhưng chưa có",
    EXCESS: "Đang có nhưng không còn được hưởng",
    HAS: "Đang có",
}
ENTER, LEAVE = "enter", "leave"
WAYS = {ENTER: "Tăng", LEAVE: "Giảm"}
# Why somebody is on a month's list, by way and cause.
WHY = {
    (ENTER, "right"): "Bắt đầu được hưởng trong tháng",
    (ENTER, "card"): "Được ghi hưởng từ tháng này",
    (ENTER, "late"): "Được hưởng từ trước, chưa chuyển lần nào",
    (LEAVE, "right"): "Thôi được hưởng trong tháng",
    (LEAVE, "card"): "Được ghi thôi hưởng trong tháng",
    (LEAVE, "late"): "Không được hưởng, vẫn đang có",
}
# More than any commune has: an act is never longer than a request may take.
MOST_AT_ONCE = 20_000
_OUT_OF_SIGHT = (
    "Có người không còn thuộc hộ trong địa bàn của bạn. Hãy mở lại danh sách rồi chọn "
    "lại."
)


@dataclass
class Line:
    """A person (of benefits by household: a household) with a right or a card.

    `starts`, `ends`: the time of the right that holds the day asked for; `card` is the
    enrolment's id. `household` and `person` are filled in by `dressed`.
    """

    household_id: int
    person_id: int | None
    should: bool
    card: int | None = None
    card_starts: dt.date | None = None
    share: Decimal | None = None
    starts: dt.date | None = None
    ends: dt.date | None = None
    household: Household | None = None
    person: Person | None = None

    @property
    def which(self) -> str:
        """Which list it is on besides those who have it."""
        if self.card is None:
            return MISSING
        return HAS if self.should else EXCESS

    @property
    def tick(self) -> str:
        """What a form names it by: an enrolment, or who has none."""
        return str(self.card or f"{self.household_id}-{self.person_id or ''}")

    @property
    def last(self) -> dt.date | None:
        """The last day of the right, None while it is open."""
        return self.ends - dt.timedelta(days=1) if self.ends else None


@dataclass
class Moved:
    """Somebody on a month's list: `way` in or out, `why`, and from which day."""

    household_id: int
    person_id: int | None
    share: Decimal | None
    way: str
    why: str
    day: dt.date
    household: Household | None = None
    person: Person | None = None

    @property
    def cause(self) -> str:
        """Why, in words."""
        return WHY[self.way, self.why]


def lines(homes: Homes, benefit: str, day: dt.date) -> list[Line]:
    """Everybody with a right or a card on the day, by place and household."""
    with connection.cursor() as cursor:
        cursor.execute(rights_sql.MATCHED, rights_sql.values(homes, benefit, day))
        return [Line(*row) for row in cursor.fetchall()]


def on_list(found: Sequence[Line], which: str) -> list[Line]:
    """The lines of one of LISTS."""
    if which == HAS:
        return [each for each in found if each.card is not None]
    return [each for each in found if each.which == which]


def moved(homes: Homes, benefit: str, month: dt.date) -> list[Moved]:
    """Who enters and leaves in the month that begins on `month`, found late or not.

    Shares are those of the month's last day.
    """
    after = next_month(month)
    values = rights_sql.values(homes, benefit, after - dt.timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(moved_sql.MOVED, values | {"first": month, "after": after})
        return [Moved(*row) for row in cursor.fetchall()]


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


_Row = TypeVar("_Row", Line, Moved)


def dressed(rows: Sequence[_Row]) -> Sequence[_Row]:
    """The rows with their households and persons, in two queries."""
    households = Household.objects.select_related("village", "commune").in_bulk(
        {each.household_id for each in rows}
    )
    persons = Person.objects.in_bulk({each.person_id for each in rows} - {None})
    for each in rows:
        each.household = households.get(each.household_id)
        each.person = persons.get(each.person_id) if each.person_id else None
    return rows


def counts_by_household(benefit: str) -> bool:
    """Whether a benefit belongs to the household as a whole (electricity)."""
    rules = EntitlementRule.objects.filter(benefit=benefit)
    return rules.exists() and not rules.filter(per_person=True).exists()


@transaction.atomic
def enrol(
    *,
    by: Officer,
    benefit: str,
    who: Collection[tuple[int, int | None]],
    starts: dt.date,
    number: str = "",
) -> int:
    """Record that these (household, person) have a benefit from a day; audited.

    Who has it already is passed over; returns how many were recorded. Raises
    PermissionDenied, ValidationError (too many, out of sight, not a member, a day too
    far ahead or before somebody's right begins).
    """
    require(by, Act.GIVE_SUPPORT)
    _check(who, starts)
    seen = _locked(by, who)
    wanted = _not_yet(benefit, who)
    communes = {each.commune_id for each in seen.values() if each.commune_id}
    check_begun(communes, benefit, wanted, starts)
    Enrolment.objects.bulk_create(
        Enrolment(
            benefit=benefit,
            household_id=household,
            person_id=person,
            area=seen[household].commune,
            number=number,
            starts=starts,
            recorded_by=by,
        )
        for household, person in wanted
    )
    _record(by, "programs.enrolment.entered", communes, benefit, len(wanted))
    return len(wanted)


def _locked(
    by: Officer, who: Collection[tuple[int, int | None]]
) -> dict[int, Household]:
    """The households by id, held so that nobody is entered twice at once.

    Raises ValidationError for one out of sight, or a person who never was a member.
    """
    ids = {household for household, _ in who}
    rows = Household.objects.visible_to(by).filter(pk__in=ids).order_by("pk")
    seen = {each.pk: each for each in rows.select_for_update(no_key=True, of=("self",))}
    members = set(
        Membership.objects.filter(household__in=ids).values_list(
            "household_id", "person_id"
        )
    )
    if ids - seen.keys() or any(
        person and (household, person) not in members for household, person in who
    ):
        raise ValidationError(_OUT_OF_SIGHT)
    return seen


def _check(who: Collection[tuple[int, int | None]], starts: dt.date) -> None:
    if not who:
        raise ValidationError({"who": "Hãy chọn ít nhất một người trong danh sách."})
    if len(who) > MOST_AT_ONCE:
        raise ValidationError({"who": f"Mỗi lần ghi nhiều nhất {MOST_AT_ONCE} người."})
    if starts > timezone.localdate() + dt.timedelta(days=366):
        raise ValidationError(
            {"starts": "Ngày bắt đầu hưởng còn quá xa. Hãy kiểm tra năm."}
        )


def _not_yet(
    benefit: str, who: Collection[tuple[int, int | None]]
) -> list[tuple[int, int | None]]:
    """Those without an open enrolment; a person counts in whatever household."""
    open_ = Enrolment.objects.filter(benefit=benefit, ends__isnull=True)
    persons = {person for _, person in who if person}
    has_person = set(
        open_.filter(person__in=persons).values_list("person_id", flat=True)
    )
    whole = {household for household, person in who if person is None}
    has_whole = set(
        open_.filter(household__in=whole, person__isnull=True).values_list(
            "household_id", flat=True
        )
    )
    return [
        (household, person)
        for household, person in sorted(
            set(who), key=lambda pair: (pair[0], pair[1] or 0)
        )
        if (person not in has_person if person else household not in has_whole)
    ]


@transaction.atomic
def end_enrolments(
    *, by: Officer, ids: Collection[int], ends: dt.date, reason: str
) -> int:
    """Record that enrolments ended before a day; audited. Returns how many.

    Raises PermissionDenied, ValidationError (none chosen, out of sight, a day not
    after the beginning, no reason).
    """
    require(by, Act.GIVE_SUPPORT)
    if not ids:
        raise ValidationError({"who": "Hãy chọn ít nhất một người trong danh sách."})
    if not reason:
        raise ValidationError({"reason": "Hãy ghi lý do dừng hưởng."})
    found = list(
        Enrolment.objects.select_for_update(of=("self",))
        .filter(scope_of(by).rows("household__"), pk__in=ids)
        .select_related("household")
        .order_by("pk")
    )
    if len(found) != len(set(ids)):
        raise ValidationError(_OUT_OF_SIGHT)
    late = [each for each in found if each.starts >= ends]
    if late:
        raise ValidationError(
            {
                "ends": "Ngày dừng phải sau ngày bắt đầu hưởng "
                f"({max(each.starts for each in late):%d/%m/%Y})."
            }
        )
    still = [each.pk for each in found if each.ends is None or each.ends > ends]
    Enrolment.objects.filter(pk__in=still).update(ends=ends)
    communes = {row.household.commune_id for row in found if row.household.commune_id}
    _record(
        by, "programs.enrolment.ended", communes, found[0].benefit, len(still), reason
    )
    return len(still)


def _record(
    by: Officer,
    act: str,
    communes: Collection[int],
    benefit: str,
    count: int,
    reason: str = "",
) -> None:
    trail.record(
        by=by,
        act=act,
        kind="enrolment",
        areas=communes,
        reason=reason,
        benefit=Benefit(benefit).label,
        count=count,
    )
    mark_stale_need(communes, timezone.localdate().year)
