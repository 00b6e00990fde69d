"""Committees: their list, members with decisions, meetings and tasks in sight."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.views.season.refusals import key_of
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Committee, CommitteeMember
from reports.committee_member_forms import (
    DecisionChangeForm,
    DecisionForm,
    MemberForm,
)
from reports.exports.committee import (
    PEOPLE,
    committee_of,
    committees_found,
    decisions_of,
    members_of,
)
from reports.models import CommitteeDecision, CommitteeMeeting, CommitteeTask, Letter
from reports.services.committee import counts, members
from reports.services.committee.base import is_reached, may_run, seats_today
from reports.services.committee.states import MEETING_TONES, status_of
from reports.views.committee_base import carried_out, run_committee_or_refuse
from reports.views.committee_form import form_page
from reports.views.room_links import room

SHOWN = 8  # meetings and tasks on a committee's own page


@require_GET
def committee_list(request: OfficerRequest) -> HttpResponse:
    """The committees that the officer knows; what is next for the only one."""
    require(request.user, Act.VIEW_COMMITTEE)
    found = committees_found(request.user)
    context = {
        "committees": found,
        "own": _own(request, found[0]) if len(found) == 1 else None,
        "room": room(request.user, "committee:list"),
    }
    return render(request, "committee/committee_list.html", context)


def _own(request: OfficerRequest, committee: Committee) -> dict[str, Any]:
    """What is next for the only committee that one knows."""
    meetings = CommitteeMeeting.objects.filter(committee=committee)
    coming = meetings.exclude(state=CommitteeMeeting.State.CLOSED)
    tasks = CommitteeTask.objects.filter(committee=committee)
    return {
        "committee": committee,
        "meeting": coming.order_by("held_on", "pk").first(),
        "last": meetings.filter(state=CommitteeMeeting.State.CLOSED).first(),
        "tasks": _open_tasks(tasks),
        "may_run": may_run(request.user, committee),
    }


@require_GET
def committee_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A committee: tasks by how far they are, meetings, members, decisions."""
    found = committee_of(request.user, pk)
    tasks = CommitteeTask.objects.filter(committee=found)
    context = {
        "committee": found,
        "areas": found.areas.order_by("sort_key", "pk"),
        "counts": counts.task_counts(tasks),
        "tasks": _open_tasks(tasks),
        "meetings": _meetings(found),
        "members": members_of(found),
        "decisions": decisions_of(found),
        "letters": Letter.objects.filter(committee=found).count(),
        "may_run": may_run(request.user, found),
        "today": timezone.localdate(),
        "task_url": f"{reverse('committee:task-list')}?ban={found.pk}",
        "room": room(request.user, "committee:list"),
    }
    return render(request, "committee/committee_detail.html", context)


def _open_tasks(
    rows: "QuerySet[CommitteeTask]",
) -> list[tuple[CommitteeTask, str, str]]:
    """The most urgent open tasks, each with its status and tone."""
    today = timezone.localdate()
    shown = counts.urgent_first(rows.filter(state=CommitteeTask.State.OPEN))
    shown = shown.select_related(*PEOPLE, "conclusion__meeting")[:SHOWN]
    return [(task, *status_of(task, today)) for task in shown]


def _meetings(committee: Committee) -> list[tuple[CommitteeMeeting, str]]:
    """The newest meetings, each with its tone."""
    rows = CommitteeMeeting.objects.filter(committee=committee)
    return [
        (each, MEETING_TONES[CommitteeMeeting.State(each.state)])
        for each in rows.select_related("chair__officer")[:SHOWN]
    ]


@require_http_methods(["GET", "POST"])
def decision_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter a decision that forms or renews the committee."""
    found = run_committee_or_refuse(request, pk)
    key = key_of(request)
    form = DecisionForm(
        request.POST or None, request.FILES or None, seats=seats_today(found)
    )
    made = carried_out(
        form,
        lambda: members.record_decision(
            by=request.user, committee=found, key=key, decided=form.decided()
        ),
    )
    if made is not None:
        messages.success(request, f"Đã ghi quyết định số {made.number}.")
        return redirect("committee:detail", found.pk)
    return form_page(
        request, form, key=key, where=found, back=_page_of(found), has_file=True,
        heading="Ghi quyết định về thành viên", button="Lưu quyết định",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def decision_edit(request: OfficerRequest, pk: int, decision: int) -> HttpResponse:
    """Correct a decision's number and days, or attach its scan."""
    found = run_committee_or_refuse(request, pk)
    row = get_object_or_404(CommitteeDecision, committee=found, pk=decision)
    initial = {name: getattr(row, name) for name in ("number", "issuer", "decided_on")}
    form = DecisionChangeForm(
        request.POST or None, request.FILES or None, initial=initial
    )

    def change() -> bool:
        members.change_decision(by=request.user, decision=row, **form.cleaned_data)
        return True

    if carried_out(form, change):
        messages.success(request, "Đã lưu quyết định.")
        return redirect("committee:detail", found.pk)
    return form_page(
        request, form, where=found, back=_page_of(found), has_file=True,
        heading="Sửa quyết định về thành viên", button="Lưu quyết định",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def member_edit(request: OfficerRequest, pk: int, seat: int) -> HttpResponse:
    """Correct how a member is named."""
    found = run_committee_or_refuse(request, pk)
    member = get_object_or_404(found.members.select_related("officer"), pk=seat)
    initial = {
        "name": member.who,
        "outside": member.outside,
        "agency": member.agency,
        "position": member.position,
    }
    form = MemberForm(request.POST or None, initial=initial)

    def change() -> bool:
        members.change_member(by=request.user, member=member, **form.cleaned_data)
        return True

    if carried_out(form, change):
        messages.success(request, "Đã lưu thông tin thành viên.")
        return redirect("committee:detail", found.pk)
    return form_page(
        request, form, where=found, back=_page_of(found), lead=_account_of(member),
        heading="Sửa thông tin thành viên", button="Lưu",
    )  # fmt: skip


def _account_of(member: CommitteeMember) -> str:
    """Whether a member sees his tasks in the portal, and who may change that."""
    if is_reached(member):
        return (
            "Đã có tài khoản: nhiệm vụ được giao hiện ở Việc cần làm của người này. "
            "Vai trò và tài khoản do người quản trị ghi."
        )
    return (
        "Chưa có tài khoản của thành viên Ban Chỉ đạo: người này không thấy nhiệm vụ "
        "trên cổng, kể cả khi có tài khoản khác, hãy báo trực tiếp. Người quản trị gắn "
        "tài khoản ở Quản trị, Ban Chỉ đạo, Thêm thành viên."
    )


def _page_of(committee: Committee) -> str:
    return reverse("committee:detail", args=[committee.pk])
