"""What every act of a committee begins with: its rows, locked, and who may."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone

from povertyportal.accounts.access import (
    Act,
    Scope,
    can,
    require,
    scope_of,
    scope_over,
)
from povertyportal.accounts.models import Committee, CommitteeMember, Officer, Role
from povertyportal.areas.models import Area, Level
from povertyportal.audit import trail
from povertyportal.documents.attachments import attach
from povertyportal.documents.models import Attachment
from reports.models import CommitteeDecision, CommitteeMeeting, visible_committees

State = CommitteeMeeting.State
COMMUNE_ROLES = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER})
NOT_A_KEEPER = (
    "Chỉ Ủy viên Thường trực hoặc Thư ký của ban ghi được hồ sơ của ban. Người quản "
    "trị ghi vai trò này ở danh sách thành viên."
)


def may_run(officer: Officer, committee: Committee) -> bool:
    """Whether the officer keeps the committee's papers.

    In the role committee: by a seat of today that says so; otherwise who answers for
    all its areas.
    """
    if not can(officer, Act.RUN_COMMITTEE):
        return False
    if officer.role != Role.COMMITTEE:
        return visible_committees(officer).filter(pk=committee.pk).exists()
    return seats_today(committee).filter(
        officer=officer, duty__in=CommitteeMember.KEEPERS
    ).exists()  # fmt: skip


def has_unit(officer: Officer, unit_id: int | None) -> bool:
    """Whether the officer works for that very unit (id), or for what it became.

    In a commune's roles only: others answer for areas, they do not carry out what the
    areas were given.
    """
    if unit_id is None or officer.role not in COMMUNE_ROLES:
        return False
    own = scope_of(officer)
    return unit_id in own.dissolved_ids or unit_id in {area.pk for area in own.areas}


def seats_today(committee: Committee) -> "models.QuerySet[CommitteeMember]":
    """The seats in force today."""
    return CommitteeMember.objects.on(timezone.localdate()).filter(committee=committee)


def is_reached(seat: CommitteeMember) -> bool:
    """Whether the member sees in the portal what is given to him."""
    return seat.officer is not None and seat.officer.is_active


def require_run(by: Officer, committee: Committee) -> None:
    """Refuse who does not keep the committee's papers. Raises PermissionDenied."""
    require(by, Act.RUN_COMMITTEE)
    if not may_run(by, committee):
        raise PermissionDenied(NOT_A_KEEPER)


def locked_committee(by: Officer, committee: Committee) -> Committee:
    """The committee, locked: two officers act one after the other.

    Raises PermissionDenied, Committee.DoesNotExist (not one that the officer knows).
    """
    require(by, Act.RUN_COMMITTEE)
    known = visible_committees(by)
    found = Committee.objects.select_for_update().get(pk=committee.pk, pk__in=known)
    require_run(by, found)
    return found


def locked_meeting(by: Officer, meeting: CommitteeMeeting) -> CommitteeMeeting:
    """The meeting, locked. Raises PermissionDenied, CommitteeMeeting.DoesNotExist."""
    require(by, Act.RUN_COMMITTEE)
    found: CommitteeMeeting = (
        CommitteeMeeting.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("committee")
        .get(pk=meeting.pk)
    )
    require_run(by, found.committee)
    return found


def require_state(meeting: CommitteeMeeting, state: str) -> None:
    """Refuse what belongs to another stage of a meeting. Raises ValidationError."""
    if meeting.state == state:
        return
    told = {
        State.PLANNED: "Cuộc họp chưa bắt đầu: mở cuộc họp trước.",
        State.HELD: "Cuộc họp đang diễn ra: kết thúc cuộc họp trước.",
        State.CLOSED: "Cuộc họp đã kết thúc: chỉ còn xem và in được.",
    }
    if meeting.state == State.HELD and state == State.PLANNED:
        told[State.HELD] = "Cuộc họp đang diễn ra, số liệu đã chốt: không sửa được nữa."
    raise ValidationError(told[State(meeting.state)], code="state")


def require_founded(committee: Committee, day: dt.date) -> None:
    """Refuse a meeting before the committee was formed, where the decision is known.

    Raises ValidationError.
    """
    formed = CommitteeDecision.objects.filter(
        committee=committee, kind=CommitteeDecision.Kind.FORMED
    )
    first = formed.order_by("effective_on").first()
    if first is not None and day < first.effective_on:
        raise ValidationError(
            {
                "held_on": "Ngày họp trước ngày ban được thành lập "
                f"({first.effective_on:%d/%m/%Y}, quyết định số {first.number}): hãy "
                "xem lại ngày họp."
            }
        )


def scope_of_committee(committee: Committee) -> Scope:
    """All that lies in the committee's areas."""
    return scope_over(committee.areas.order_by("sort_key", "pk"))


def units_of(committee: Committee) -> "models.QuerySet[Area]":
    """Who may be given a task: the committee's areas and the communes in them."""
    given = list(committee.areas.all())
    below = Area.objects.under(*given).exclude(level=Level.VILLAGE)
    return below.on(timezone.localdate()).order_by("level", "sort_key", "pk")


def keep_file(
    by: Officer, committee: Committee, upload: UploadedFile | None
) -> Attachment | None:
    """A scan that belongs to the committee, open to all who answer for its areas.

    Raises ValidationError (no areas, a file of another kind).
    """
    if upload is None:
        return None
    area = committee.areas.order_by("path").first()
    if area is None:
        raise ValidationError("Ban chưa có địa bàn: chưa đính kèm tệp được.")
    return attach(by=by, area=area, upload=upload)


def not_future(day: dt.date, name: str, what: str) -> None:
    """Refuse a day that has not come, at its field. Raises ValidationError."""
    if day > timezone.localdate():
        raise ValidationError({name: f"{what} chưa đến: hãy ghi ngày đã qua."})


def record(
    by: Officer | None,
    committee: Committee,
    act: str,
    *,
    kind: str = "committee",
    object_id: int | None = None,
    also: Iterable[int] = (),
    **detail: Any,
) -> None:
    """Enter an act into the trail, of all the committee's areas and `also` (ids)."""
    trail.record(
        by=by,
        act=f"reports.{act}",
        kind=kind,
        object_id=object_id or committee.pk,
        areas=[*committee.areas.values_list("pk", flat=True), *also],
        committee=committee.pk,
        **detail,
    )
