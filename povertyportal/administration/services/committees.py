"""Committees: their areas, and who sits on them from when to when; audited."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Committee, CommitteeMember, Officer, Role
from povertyportal.areas.models import Area
from povertyportal.audit import trail

Duty = CommitteeMember.Duty
OTHER_ROLE = (
    "Chỉ tài khoản có vai trò “Thành viên Ban Chỉ đạo” vào được ban. Người kiêm nhiệm "
    "có hai tài khoản: hãy tạo cho người này một tài khoản với vai trò đó."
)


@transaction.atomic
def save_committee(
    *, by: Officer, name: str, committee: Committee | None = None
) -> Committee:
    """Set up a committee, or rename it. Raises PermissionDenied, ValidationError."""
    require(by, Act.MANAGE_OFFICERS)
    act = "accounts.committee.renamed" if committee else "accounts.committee.created"
    committee = committee or Committee()
    committee.name = name
    committee.full_clean()
    committee.save()
    _record(by, act, committee, name=name)
    return committee


@transaction.atomic
def add_area(*, by: Officer, committee: Committee, area: Area) -> None:
    """Put an area into the committee's charge. Raises PermissionDenied."""
    require(by, Act.MANAGE_OFFICERS)
    if committee.members.filter(officer=by).exists():
        raise PermissionDenied(
            "Không ai tự giao địa bàn cho ban mà mình là thành viên."
        )
    committee.areas.add(area)
    _record(by, "accounts.committee_area.added", committee, area_name=area.name)


@transaction.atomic
def remove_area(*, by: Officer, committee: Committee, area: Area) -> None:
    """Take an area out of the committee's charge. Raises PermissionDenied."""
    require(by, Act.MANAGE_OFFICERS)
    committee.areas.remove(area)
    _record(by, "accounts.committee_area.removed", committee, area_name=area.name)


@transaction.atomic
def seat_member(
    *,
    by: Officer,
    committee: Committee,
    officer: Officer,
    starts: dt.date,
    ends: dt.date | None = None,
    position: str = "",
    duty: str = Duty.MEMBER,
    seat: CommitteeMember | None = None,
) -> CommitteeMember:
    """Seat an officer whose role is committee from `starts` until before `ends`.

    With `seat`, somebody the committee's decision named gets his account: his seat
    keeps its days and its place. Nobody seats himself. Raises PermissionDenied,
    ValidationError (another role, already a member in that time, dates).
    """
    require(by, Act.MANAGE_OFFICERS)
    if officer.pk == by.pk:
        raise PermissionDenied("Không ai tự đưa mình vào ban chỉ đạo.")
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if officer.role != Role.COMMITTEE:
        raise ValidationError({"officer": OTHER_ROLE})
    if seat is None:
        if ends is not None and ends <= starts:
            raise ValidationError({"ends": "Ngày kết thúc phải sau ngày bắt đầu."})
        seat = CommitteeMember(committee=committee, starts=starts, ends=ends)
        seat.position, seat.duty = position, duty
    else:
        seat = _nameless(committee, seat)
    seat.officer = officer
    seat.full_clean()
    seat.save()
    detail = {
        "officer": officer.pk,
        "starts": str(seat.starts),
        "ends": seat.ends and str(seat.ends),
        "duty": seat.duty,
    }
    _record(by, "accounts.member.seated", committee, **detail)
    return seat


def _nameless(committee: Committee, seat: CommitteeMember) -> CommitteeMember:
    """The seat, locked. Raises ValidationError if it has an account already."""
    found = committee.members.select_for_update(of=("self",)).get(pk=seat.pk)
    if found.officer_id is not None:
        raise ValidationError(
            {"seat": f"{found.who} đã có tài khoản: hãy chọn người khác."}
        )
    return found


@transaction.atomic
def change_duty(*, by: Officer, member: CommitteeMember, duty: str) -> None:
    """Say what a member does in the committee; some duties keep its papers.

    Nobody changes his own. Raises PermissionDenied, ValidationError (no such duty).
    """
    require(by, Act.MANAGE_OFFICERS)
    if member.officer_id == by.pk:
        raise PermissionDenied("Không ai tự đổi vai trò của mình trong ban.")
    found = CommitteeMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if found.duty == duty:
        return
    former, found.duty = found.duty, duty
    found.full_clean(exclude=["committee", "officer"])
    found.save(update_fields=["duty"])
    detail = {"member": found.pk, "officer": found.officer_id, "former": former}
    _record(by, "accounts.member.duty_changed", found.committee, duty=duty, **detail)


@transaction.atomic
def end_membership(*, by: Officer, member: CommitteeMember, on: dt.date) -> None:
    """End a seat before a day; one that had not begun by then is taken back.

    Raises PermissionDenied, ValidationError (later than it ends anyway).
    """
    require(by, Act.MANAGE_OFFICERS)
    if member.ends is not None and on > member.ends:
        raise ValidationError({"on": f"Thành viên thôi từ {member.ends:%d/%m/%Y}."})
    detail = {"officer": member.officer_id, "on": str(on)}
    _record(by, "accounts.member.ended", member.committee, **detail)
    if on <= member.starts:
        _take_back(member)
        return
    member.ends = on
    member.save(update_fields=["ends"])


def _take_back(member: CommitteeMember) -> None:
    try:
        member.delete()
    except ProtectedError as error:
        raise ValidationError(
            {
                "on": f"{member.who} đã chủ trì họp hoặc được giao việc: hãy ghi ngày "
                f"thôi sau ngày {member.starts:%d/%m/%Y}."
            }
        ) from error


def _record(by: Officer, act: str, committee: Committee, **detail: Any) -> None:
    trail.record(by=by, act=act, kind="committee", object_id=committee.pk, **detail)
