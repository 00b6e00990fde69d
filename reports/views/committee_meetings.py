"""Meetings of committees: planned, opened with their picture, closed, printed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.views.season.refusals import key_of
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from reports.committee_forms import (
    WORDS,
    CloseForm,
    DropForm,
    MeetingForm,
    MinutesForm,
    NoticeForm,
    OpenForm,
    ScanForm,
)
from reports.exports.committee import conclusions_of, meeting_of, meetings_found
from reports.models import CommitteeMeeting
from reports.services.committee import meetings
from reports.services.committee.base import may_run, seats_today
from reports.services.committee.picturing import choice_of
from reports.services.committee.states import MEETING_TONES
from reports.views.committee_base import (
    carried_out,
    run_committee_or_refuse,
    run_meeting_or_refuse,
    wrong_state,
)
from reports.views.committee_judging import lines_of
from reports.views.room_links import room

PAGE = 50
State = CommitteeMeeting.State


@require_GET
def meeting_list(request: OfficerRequest) -> HttpResponse:
    """Meetings of the officer's committees, newest first."""
    require(request.user, Act.VIEW_COMMITTEE)
    form, rows = meetings_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": [(each, MEETING_TONES[State(each.state)]) for each in page],
        "sort": "-held_on",
        "room": room(request.user, "committee:list"),
    }
    return render(request, "committee/meeting_list.html", context)


@require_http_methods(["GET", "POST"])
def meeting_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Plan a meeting."""
    committee = run_committee_or_refuse(request, pk)
    key = key_of(request)
    form = MeetingForm(request.POST or None, seats=seats_today(committee))
    made = carried_out(
        form,
        lambda: meetings.plan_meeting(
            by=request.user, committee=committee, key=key, planned=form.planned()
        ),
    )
    if made is not None:
        return redirect("committee:meeting-detail", made.pk)
    context = {
        "form": form,
        "key": key,
        "heading": "Lập cuộc họp",
        "where": committee,
        "button": "Lưu cuộc họp",
        "back": reverse("committee:detail", args=[committee.pk]),
    }
    return render(request, "committee/form.html", context)


@require_GET
def meeting_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A meeting: who, when, its picture, conclusions with tasks, earlier tasks."""
    found = meeting_of(request.user, pk)
    today = timezone.localdate()
    runs = may_run(request.user, found.committee)
    context = {
        "meeting": found,
        "tone": MEETING_TONES[State(found.state)],
        "conclusions": conclusions_of(found),
        "earlier": lines_of(found, today),
        "unjudged": meetings.unjudged(found).count(),
        "may_plan": runs and found.state == State.PLANNED,
        "may_open": runs and found.state == State.PLANNED and found.held_on <= today,
        "may_write": runs and found.state == State.HELD,
        "may_scan": runs and found.state == State.CLOSED,
        "scan_form": ScanForm(),
        "is_open": found.state != State.PLANNED,
    }
    return render(request, "committee/meeting_detail.html", context)


def _act(
    request: OfficerRequest,
    found: CommitteeMeeting,
    form: forms.Form,
    do: Callable[[], str],
    saved: Callable[[], list[tuple[str, str]]] = list,
    **context: Any,
) -> HttpResponse:
    """Carry an act of a meeting out, or show its form; beside it, once it is refused,
    what somebody else `saved` (labels and texts). Not while there are `problems`."""
    blocked = bool(context.get("problems"))
    if not blocked and (said := carried_out(form, do)) is not None:
        messages.success(request, said)
        return redirect("committee:meeting-detail", found.pk)
    back = reverse("committee:meeting-detail", args=[found.pk])
    context = {"form": form, "where": found.title, "back": back, **context}
    context["saved"] = saved()
    return render(request, "committee/form.html", context)


@require_http_methods(["GET", "POST"])
def meeting_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change what was planned."""
    found = run_meeting_or_refuse(request, pk)
    if (closed := wrong_state(request, found, State.PLANNED)) is not None:
        return closed
    names = ("kind", "title", "held_on", "begins_at", "venue", "chair", "agenda")
    form = MeetingForm(
        request.POST or None,
        seats=seats_today(found.committee),
        initial={name: getattr(found, name) for name in names},
    )

    def change() -> str:
        meetings.change_meeting(by=request.user, meeting=found, planned=form.planned())
        return "Đã lưu cuộc họp."

    return _act(request, found, form, change, heading="Sửa cuộc họp", button="Lưu")


@require_http_methods(["GET", "POST"])
def meeting_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give a planned meeting up, and say why."""
    found = run_meeting_or_refuse(request, pk)
    if (closed := wrong_state(request, found, State.PLANNED)) is not None:
        return closed
    form = DropForm(request.POST or None)

    def drop() -> bool:
        reason = form.cleaned_data["reason"]
        meetings.drop_meeting(by=request.user, meeting=found, reason=reason)
        return True

    if carried_out(form, drop):
        messages.success(request, "Đã bỏ cuộc họp dự kiến.")
        return redirect("committee:detail", found.committee_id)
    context = {
        "form": form,
        "heading": "Bỏ cuộc họp dự kiến",
        "where": f"{found.title}, {found.held_on:%d/%m/%Y}",
        "button": "Bỏ cuộc họp",
        "is_danger": True,
        "back": reverse("committee:meeting-detail", args=[found.pk]),
    }
    return render(request, "committee/form.html", context)


@require_http_methods(["GET", "POST"])
def meeting_open(request: OfficerRequest, pk: int) -> HttpResponse:
    """Begin the meeting: choose the year, the picture is taken for good."""
    found = run_meeting_or_refuse(request, pk)
    if (closed := wrong_state(request, found, State.PLANNED)) is not None:
        return closed
    choice = choice_of(found.committee, request.POST, timezone.localdate())
    if choice is None:
        messages.error(
            request, "Địa bàn của ban chưa có số liệu nào: chưa mở cuộc họp được."
        )
        return redirect("committee:meeting-detail", found.pk)
    form = OpenForm(request.POST or None, choice=choice)

    def open_() -> str:
        meetings.open_meeting(by=request.user, meeting=found, asked=form.cleaned_data)
        return "Đã mở cuộc họp và chốt số liệu."

    return _act(
        request, found, form, open_, lead=_before_opening(found),
        heading="Mở cuộc họp, chốt số liệu", button="Mở cuộc họp",
    )  # fmt: skip


def _before_opening(found: CommitteeMeeting) -> str:
    """What opening does; of a meeting whose day has passed, what papers will say."""
    told = (
        "Số liệu trên trang tổng quan của địa bàn được chốt lúc này và giữ nguyên cùng "
        "hồ sơ cuộc họp, dù số liệu sau đó thay đổi."
    )
    if found.held_on >= timezone.localdate():
        return told
    return (
        f"{told} Ngày họp ({found.held_on:%d/%m/%Y}) đã qua: trang và bản in sẽ ghi "
        "“chốt sau ngày họp”."
    )


@require_http_methods(["GET", "POST"])
def meeting_minutes(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down who was there and what was said."""
    found = run_meeting_or_refuse(request, pk)
    if (closed := wrong_state(request, found, State.HELD)) is not None:
        return closed
    initial = {name: getattr(found, name) for name in (*WORDS, "version")}
    form = MinutesForm(request.POST or None, initial=initial)

    def save() -> str:
        meetings.save_minutes(
            by=request.user,
            meeting=found,
            version=form.cleaned_data["version"],
            words=form.words(),
        )
        return "Đã lưu biên bản."

    return _act(
        request, found, form, save,
        heading="Ghi biên bản", button="Lưu", saved=lambda: _saved_minutes(found, form),
    )  # fmt: skip


def _saved_minutes(found: CommitteeMeeting, form: MinutesForm) -> list[tuple[str, str]]:
    """What somebody else saved since the form was opened; the form then stands on it,
    so that saving once more replaces it knowingly."""
    now = CommitteeMeeting.objects.get(pk=found.pk)
    if not form.is_bound or form.data.get("version") == str(now.version):
        return []
    kept = {name: form.data.get(name) for name in form.data}
    form.data = {**kept, "version": str(now.version)}
    return [(str(form.fields[name].label), getattr(now, name)) for name in WORDS]


@require_http_methods(["GET", "POST"])
def meeting_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """End the meeting with its notice of conclusions."""
    found = run_meeting_or_refuse(request, pk)
    if (closed := wrong_state(request, found, State.HELD)) is not None:
        return closed
    form = CloseForm(
        request.POST if request.method == "POST" else None, held_on=found.held_on
    )
    problems = _before_closing(found)

    def close() -> str:
        meetings.close_meeting(by=request.user, meeting=found, notice=form.noticed())
        return "Đã kết thúc cuộc họp. Các nhiệm vụ đã giao hiện ở Việc cần làm."

    return _act(
        request, found, form, close, problems=problems,
        heading="Kết thúc cuộc họp", button="Kết thúc cuộc họp",
        lead="Sau khi kết thúc, kết luận, nhiệm vụ đã giao và đánh giá không sửa được "
        "nữa. Số thông báo có thể để trống nếu chưa ban hành.",
    )  # fmt: skip


def _before_closing(found: CommitteeMeeting) -> list[dict[str, str]]:
    """What is to be done before the meeting ends, each with the page for it."""
    pages = {"conclusions": "conclusion-create", "tasks": "judge"}
    if found.state != State.HELD:
        return []
    return [
        {
            "href": reverse(f"committee:{pages[each.code or '']}", args=[found.pk]),
            "message": each.messages[0],
        }
        for each in meetings.hindrances(found)
    ]


@require_http_methods(["GET", "POST"])
def meeting_notice(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter the notice of a meeting that has ended."""
    found = run_meeting_or_refuse(request, pk)
    if (closed := wrong_state(request, found, State.CLOSED)) is not None:
        return closed
    if found.notice_number and request.method == "GET":
        told = f"Cuộc họp đã có thông báo số {found.notice_number}: không đổi được."
        messages.error(request, told)
        return redirect("committee:meeting-detail", found.pk)
    form = NoticeForm(request.POST or None, held_on=found.held_on)

    def note() -> str:
        meetings.record_notice(by=request.user, meeting=found, notice=form.noticed())
        return "Đã ghi số thông báo kết luận."

    return _act(
        request, found, form, note,
        heading="Ghi số thông báo kết luận", button="Lưu thông báo",
        lead="Số và ngày của thông báo đã ký chỉ ghi được một lần.",
    )  # fmt: skip


@require_POST
def meeting_scan(request: OfficerRequest, pk: int) -> HttpResponse:
    """Attach the signed paper."""
    found = run_meeting_or_refuse(request, pk)
    form = ScanForm(request.POST, request.FILES)

    def keep() -> bool:
        meetings.attach_scan(
            by=request.user, meeting=found, upload=form.cleaned_data["scan"]
        )
        return True

    if carried_out(form, keep):
        messages.success(request, "Đã đính kèm bản đã ký.")
    else:
        problems = [str(each) for errors in form.errors.values() for each in errors]
        messages.error(request, f"Chưa đính kèm: {' '.join(problems)}")
    return redirect("committee:meeting-detail", found.pk)
