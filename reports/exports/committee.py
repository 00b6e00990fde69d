"""Committees, members, meetings, tasks, letters: what screens show of them."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Committee, CommitteeMember, Officer
from povertyportal.areas.models import Area
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from reports.committee_filters import (
    LATE,
    LATER,
    SAID,
    SOON,
    LetterFilterForm,
    MeetingFilterForm,
    TaskFilterForm,
)
from reports.exports.figures import asked_place
from reports.models import (
    CommitteeDecision,
    CommitteeMeeting,
    CommitteeTask,
    Conclusion,
    Letter,
    visible_committees,
)
from reports.services.committee import counts, states
from reports.services.committee.member_lines import seat_key

PEOPLE = ("seat__officer", "unit", "place", "committee", "letter")


def require_tasks(officer: Officer) -> None:
    """Tasks are for who sees a committee, and for who has to report on one.

    Raises PermissionDenied.
    """
    if not can(officer, Act.VIEW_COMMITTEE):
        require(officer, Act.REPORT_TASKS)


def committees_found(officer: Officer) -> list[Committee]:
    """The committees that the officer knows, with today's members and tasks."""
    today = timezone.localdate()
    seated = Q(members__starts__lte=today) & (
        Q(members__ends__isnull=True) | Q(members__ends__gt=today)
    )
    rows = visible_committees(officer).annotate(
        seated=Count("members", filter=seated, distinct=True),
        area_count=Count("areas", distinct=True),
        held=Count("meetings", distinct=True),
    )
    found: list[Committee] = list(rows.order_by("name"))
    tasks = counts.by_committee(found)
    for each in found:
        open_, late = tasks.get(each.pk, (0, 0))
        each.__dict__.update(tasks_open=open_, tasks_late=late)
    return found


def committee_of(officer: Officer, pk: int | None) -> Committee:
    """A committee that the officer knows. Raises PermissionDenied, Http404."""
    require(officer, Act.VIEW_COMMITTEE)
    return get_object_or_404(visible_committees(officer), pk=pk)


def members_of(committee: Committee) -> list[CommitteeMember]:
    """Seats in the order of decisions, those in force first, then former ones."""
    today = timezone.localdate()
    is_former = Case(When(ends__lte=today, then=Value(1)), default=Value(0))
    rows = committee.members.select_related("officer").annotate(is_former=is_former)
    found = rows.prefetch_related("opened_by", "ended_by").order_by("starts", "pk")
    return sorted(
        found,
        key=lambda seat: (seat.ends is not None and seat.ends <= today, seat_key(seat)),
    )


def decisions_of(committee: Committee) -> "QuerySet[CommitteeDecision]":
    """The committee's decisions, newest first."""
    rows = CommitteeDecision.objects.filter(committee=committee)
    return rows.select_related("file").annotate(
        comings=Count("opened", distinct=True), leavings=Count("ended", distinct=True)
    )


def meetings_found(
    officer: Officer, query: QueryDict
) -> "tuple[MeetingFilterForm, QuerySet[CommitteeMeeting]]":
    """Meetings by the filters of an address, newest first."""
    form = MeetingFilterForm(query, committees=visible_committees(officer))
    data = form.cleaned_data if form.is_valid() else {}
    rows = CommitteeMeeting.objects.visible_to(officer)
    rows = _narrowed(rows, data, {"ban": "committee", "kind": "kind", "state": "state"})
    rows = rows.select_related("committee", "chair__officer").annotate(
        said=Count("conclusions", distinct=True),
        given=Count("conclusions__tasks", distinct=True),
    )
    orders = {"held_on": ("held_on", "pk"), "-held_on": ("-held_on", "-pk")}
    return form, rows.order_by(*orders.get(query.get("sort", ""), ("-held_on", "-pk")))


def letters_found(
    officer: Officer, query: QueryDict
) -> "tuple[LetterFilterForm, QuerySet[Letter]]":
    """Letters by the filters of an address, newest first."""
    form = LetterFilterForm(query, committees=visible_committees(officer))
    data = form.cleaned_data if form.is_valid() else {}
    rows = _narrowed(Letter.objects.visible_to(officer), data, {"ban": "committee"})
    if asked := data.get("q"):
        rows = rows.filter(
            Q(number__unaccent__icontains=asked)
            | Q(subject__unaccent__icontains=asked)
            | Q(issuer__unaccent__icontains=asked)
        )
    today = timezone.localdate()
    open_ = Q(tasks__state=CommitteeTask.State.OPEN)
    late = open_ & Q(tasks__reported_on__isnull=True, tasks__due_on__lt=today)
    rows = rows.select_related("committee", "file").annotate(
        given=Count("tasks"),
        left=Count("tasks", filter=open_),
        late=Count("tasks", filter=late),
    )
    return form, rows.order_by("-received_on", "-pk")


_TASK_STATES: dict[str, Callable[[Any], Q]] = {
    LATE: states.late_on,
    SOON: states.soon_on,
    LATER: states.later_on,
    SAID: lambda today: states.said(),
}
_TASK_ORDERS = {
    "due": ("due_on", "pk"),
    "-due": ("-due_on", "-pk"),
    "given": ("given_on", "pk"),
    "-given": ("-given_on", "-pk"),
}


def tasks_found(
    officer: Officer, query: QueryDict
) -> "tuple[TaskFilterForm, QuerySet[CommitteeTask]]":
    """Tasks by the filters of an address: late ones first, unless sorted otherwise.

    Raises Http404 for an ?area=… outside the scope.
    """
    known = CommitteeTask.objects.visible_to(officer)
    form = TaskFilterForm(
        query, committees=visible_committees(officer), units=units_with(known)
    )
    data = form.cleaned_data if form.is_valid() else {}
    rows = _narrowed(known, data, {"ban": "committee", "unit": "unit"})
    if query.get("area"):
        place = asked_place(scope_of(officer), query)
        rows = rows.filter(counts.concerning(place))
    if data.get("mine"):
        rows = rows.filter(counts.given_to(officer))
    if asked := data.get("q"):
        rows = rows.filter(text__unaccent__icontains=asked)
    if source := data.get("source"):
        rows = rows.filter(letter__isnull=source == "meeting")
    if state := data.get("state"):
        which = _TASK_STATES.get(state)
        today = timezone.localdate()
        rows = rows.filter(which(today) if which else Q(state=state))
    rows = rows.select_related(*PEOPLE, "conclusion__meeting")
    order = _TASK_ORDERS.get(query.get("sort", ""))
    return form, rows.order_by(*order) if order else counts.urgent_first(rows)


def units_with(tasks: "QuerySet[CommitteeTask]") -> "QuerySet[Area]":
    """Units that were given one of the tasks."""
    given = tasks.order_by().values("unit")
    return Area.objects.filter(pk__in=given).order_by("sort_key", "pk")


def _narrowed(rows: Any, data: dict[str, Any], fields: dict[str, str]) -> Any:
    """Rows by those filters that were chosen: name in the form -> field of the row."""
    asked = {field: data[name] for name, field in fields.items() if data.get(name)}
    return rows.filter(**asked)


def meeting_of(officer: Officer, pk: int | None) -> CommitteeMeeting:
    """A meeting that the officer may read. Raises PermissionDenied, Http404."""
    require(officer, Act.VIEW_COMMITTEE)
    rows = CommitteeMeeting.objects.visible_to(officer)
    people = ("committee", "chair__officer", "opened_by", "closed_by", "scan")
    return get_object_or_404(rows.select_related(*people), pk=pk)


def conclusions_of(
    meeting: CommitteeMeeting,
) -> list[tuple[Conclusion, list[tuple[CommitteeTask, str]]]]:
    """A meeting's conclusions with the tasks that came from each, as they were given;
    beside each what it is today, in words."""
    today = timezone.localdate()
    rows = meeting.conclusions.prefetch_related("tasks__seat__officer", "tasks__unit")
    return [
        (
            each,
            [
                (task, states.now_words(task, today))
                for task in sorted(each.tasks.all(), key=lambda one: one.pk)
            ],
        )
        for each in rows
    ]


def _communes(officer: Officer) -> Collection[int]:
    return scope_of(officer).commune_ids


def status_words(task: CommitteeTask) -> str:
    """How far a task is, in words."""
    return states.status_of(task, timezone.localdate())[0]


class CommitteeBodyExport(RowExport):
    """The committees that one knows."""

    code = "committee-bodies"
    title = "Các Ban Chỉ đạo"
    act = Act.VIEW_COMMITTEE
    columns = (
        column("Ban Chỉ đạo", "name", 50),
        column("Số đơn vị", "area_count", 12, "whole"),
        column("Thành viên", "seated", 12, "whole"),
        column("Cuộc họp", "held", 12, "whole"),
        column("Nhiệm vụ đang thực hiện", "tasks_open", 16, "whole"),
        column("Nhiệm vụ quá hạn", "tasks_late", 16, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return Found(committees_found(by), communes=_communes(by))


def _numbers(rows: Sequence[CommitteeDecision]) -> str:
    return ", ".join(each.number for each in rows)


class CommitteeMemberExport(RowExport):
    """The members of a committee, former ones too."""

    code = "committee-members"
    title = "Thành viên Ban Chỉ đạo"
    act = Act.VIEW_COMMITTEE
    columns = (
        column("Họ và tên", "who", 28),
        column("Chức danh trong ban", "in_committee", 30),
        column("Chức vụ", "outside", 30),
        column("Cơ quan", "agency", 34),
        column("Từ ngày", "starts", 12, "date"),
        column("Đến trước ngày", "ends", 14, "date"),
        column("Vào theo quyết định", lambda seat: _numbers(seat.opened_by.all()), 24),
        column("Thôi theo quyết định", lambda seat: _numbers(seat.ended_by.all()), 24),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        committee = committee_of(by, object_id)
        rows = members_of(committee)
        return Found(rows, where=str(committee), communes=_communes(by))


class CommitteeDecisionExport(RowExport):
    """The decisions on a committee's members."""

    code = "committee-decisions"
    title = "Quyết định về Ban Chỉ đạo"
    act = Act.VIEW_COMMITTEE
    columns = (
        column("Số, ký hiệu", "number", 24),
        column("Loại", "get_kind_display", 14),
        column("Cơ quan ban hành", "issuer", 36),
        column("Ngày quyết định", "decided_on", 14, "date"),
        column("Có hiệu lực từ", "effective_on", 14, "date"),
        column("Vào ban", "comings", 10, "whole"),
        column("Thôi", "leavings", 10, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        committee = committee_of(by, object_id)
        rows = decisions_of(committee)
        return Found(rows, where=str(committee), communes=_communes(by))


class CommitteeMeetingExport(RowExport):
    """The meetings of committees."""

    code = "committee-meetings"
    title = "Các cuộc họp Ban Chỉ đạo"
    act = Act.VIEW_COMMITTEE
    columns = (
        column("Ngày họp", "held_on", 12, "date"),
        column("Nội dung họp", "title", 48),
        column("Loại", "get_kind_display", 18),
        column("Ban Chỉ đạo", "committee.name", 40),
        column("Chủ trì", "chair.who", 26),
        column("Kết luận", "said", 10, "whole"),
        column("Nhiệm vụ đã giao", "given", 12, "whole"),
        column("Số thông báo", "notice_number", 20),
        column("Tình trạng", "get_state_display", 24),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = meetings_found(by, query)
        return Found(rows, filters_of(form), communes=_communes(by))


class CommitteeTaskExport(RowExport):
    """The tasks that committees gave."""

    code = "committee-tasks"
    title = "Nhiệm vụ Ban Chỉ đạo giao"
    act = Act.EXPORT_LISTS
    columns = (
        column("Nhiệm vụ", "text", 60),
        column("Người, đơn vị thực hiện", "who", 30),
        column("Nơi thực hiện", "place.name", 24),
        column("Giao từ", "source", 36),
        column("Ngày giao", "given_on", 12, "date"),
        column("Hạn", "due_on", 12, "date"),
        column("Hạn ban đầu", "first_due_on", 12, "date"),
        column("Tình trạng", status_words, 28),
        column("Kết thúc ngày", "ended_on", 12, "date"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require_tasks(by)
        form, rows = tasks_found(by, query)
        return Found(rows, filters_of(form), communes=_communes(by))


class CommitteeLetterExport(RowExport):
    """Letters from above."""

    code = "committee-letters"
    title = "Công văn giao việc cho Ban Chỉ đạo"
    act = Act.VIEW_COMMITTEE
    columns = (
        column("Số, ký hiệu", "number", 24),
        column("Cơ quan gửi", "issuer", 36),
        column("Trích yếu", "subject", 60),
        column("Ngày văn bản", "issued_on", 12, "date"),
        column("Ngày nhận", "received_on", 12, "date"),
        column("Hạn trả lời", "due_on", 12, "date"),
        column("Nhiệm vụ", "given", 10, "whole"),
        column("Đang thực hiện", "left", 12, "whole"),
        column("Quá hạn", "late", 10, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = letters_found(by, query)
        return Found(rows, filters_of(form), communes=_communes(by))
