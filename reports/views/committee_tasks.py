"""Tasks that committees gave: their list, one task, what was done, its giving."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.views.season.refusals import key_of
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Committee
from reports.committee_forms import (
    UNREACHED,
    ConfirmForm,
    GiveForm,
    ReportForm,
    TaskForm,
)
from reports.exports.committee import require_tasks, tasks_found
from reports.models import CommitteeMeeting, CommitteeTask, Conclusion, Letter
from reports.services.committee import counts, tasks
from reports.services.committee.base import is_reached, seats_today, units_of
from reports.services.committee.states import SOON_RULE, status_of
from reports.views.committee_base import (
    carried_out,
    run_letter_or_refuse,
    run_meeting_or_refuse,
    run_task_or_refuse,
    task_or_404,
    wrong_state,
)
from reports.views.committee_form import form_page
from reports.views.room_links import room

PAGE = 50


@require_GET
def task_list(request: OfficerRequest) -> HttpResponse:
    """Tasks of the officer's committees or areas, late ones first."""
    require_tasks(request.user)
    form, rows = tasks_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "form": form,
        "page_obj": page,
        "rows": [(task, *status_of(task, today)) for task in page],
        "counts": counts.task_counts(CommitteeTask.objects.visible_to(request.user)),
        "sees_committee": can(request.user, Act.VIEW_COMMITTEE),
        "soon_rule": SOON_RULE,
        "room": room(request.user, "committee:task-list"),
    }
    return render(request, "committee/task_list.html", context)


@require_http_methods(["GET", "POST"])
def task_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A task: where it comes from, what was done, how meetings judged it."""
    found = task_or_404(request, pk)
    initial = {"is_done": found.reported_on is not None}
    form = ReportForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST":
        require(request.user, Act.REPORT_TASKS)
        made = carried_out(
            form,
            lambda: tasks.report_task(by=request.user, task=found, **form.cleaned_data),
        )
        if made is not None:
            messages.success(request, "Đã lưu kết quả thực hiện.")
            return redirect("committee:task-detail", found.pk)
    context = _of_task(request, found)
    context["form"] = form if tasks.may_report(request.user, found) else None
    return render(request, "committee/task_detail.html", context)


def _of_task(request: OfficerRequest, found: CommitteeTask) -> dict[str, Any]:
    """What a task's page shows, but for the form."""
    status, tone = status_of(found, timezone.localdate())
    seat = found.seat
    return {
        "task": found,
        "status": status,
        "tone": tone,
        "progress": found.progress.select_related("said_by", "evidence"),
        "reviews": found.reviews.select_related("meeting", "judged_by"),
        "reminders": found.reminders.all(),
        "unreached": UNREACHED if seat is not None and not is_reached(seat) else "",
        "may_change": tasks.may_change(request.user, found),
        "sees_committee": can(request.user, Act.VIEW_COMMITTEE),
    }


@require_http_methods(["GET", "POST"])
def task_from_conclusion(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """Give a task from a conclusion."""
    meeting = run_meeting_or_refuse(request, pk)
    held = CommitteeMeeting.State.HELD
    if (closed := wrong_state(request, meeting, held)) is not None:
        return closed
    conclusion = get_object_or_404(meeting.conclusions, number=number)
    conclusion.meeting = meeting
    back = reverse("committee:meeting-detail", args=[meeting.pk])
    lead = f"Kết luận {conclusion.number}: {conclusion.text}"
    return _give(request, conclusion, meeting.committee, back, lead)


@require_http_methods(["GET", "POST"])
def task_from_letter(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give a task from a letter."""
    letter = run_letter_or_refuse(request, pk)
    back = reverse("committee:letter-detail", args=[letter.pk])
    lead = f"Công văn {letter.number}: {letter.subject}"
    return _give(request, letter, letter.committee, back, lead)


def _give(
    request: OfficerRequest,
    source: Conclusion | Letter,
    committee: Committee,
    back: str,
    lead: str,
) -> HttpResponse:
    key, form = key_of(request), _give_form(request, source, committee)
    made = carried_out(
        form,
        lambda: tasks.give_tasks(
            by=request.user,
            key=key,
            source=source,
            given=form.given(),
            units=form.cleaned_data["units"],
        ),
    )
    if made is not None:
        _tell(request, made)
        return redirect(back)
    return form_page(
        request, form, key=key, where=committee, lead=lead, back=back,
        heading="Giao nhiệm vụ", button="Giao nhiệm vụ",
    )  # fmt: skip


def _give_form(
    request: OfficerRequest, source: Conclusion | Letter, committee: Committee
) -> GiveForm:
    answer_on = source.due_on if isinstance(source, Letter) else None
    return GiveForm(
        request.POST or None,
        units=units_of(committee),
        seats=seats_today(committee),
        answer_on=answer_on,
        initial={"due_on": answer_on},
    )


def _tell(request: OfficerRequest, made: list[CommitteeTask]) -> None:
    """Say who has it now, whom to tell, and that its day is late for the letter."""
    who = made[0].who if len(made) == 1 else f"{len(made)} đơn vị"
    messages.success(request, f"Đã giao nhiệm vụ cho {who}.")
    if (seat := made[0].seat) is not None and not is_reached(seat):
        messages.warning(request, f"{who} {UNREACHED}.")
    letter = made[0].letter
    if made[0].is_after_answer and letter is not None:
        messages.warning(
            request,
            f"Hạn {made[0].due_on:%d/%m/%Y} sau hạn trả lời của công văn "
            f"({letter.due_on:%d/%m/%Y}): nếu nhầm, hãy sửa nhiệm vụ.",
        )


def _form(
    request: OfficerRequest, committee: Committee, initial: dict[str, Any]
) -> TaskForm:
    return TaskForm(
        request.POST or None,
        units=units_of(committee),
        seats=seats_today(committee),
        initial=initial,
    )


@require_http_methods(["GET", "POST"])
def task_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct a task."""
    found = run_task_or_refuse(request, pk)
    names = ("text", "unit", "seat", "place", "due_on")
    form = _form(request, found.committee, {n: getattr(found, n) for n in names})

    def change() -> bool:
        tasks.change_task(by=request.user, task=found, given=form.given())
        return True

    if carried_out(form, change):
        messages.success(request, "Đã lưu nhiệm vụ.")
        return redirect("committee:task-detail", found.pk)
    return form_page(
        request, form, where=found.committee,
        heading="Sửa nhiệm vụ", button="Lưu nhiệm vụ",
        back=reverse("committee:task-detail", args=[found.pk]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def task_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ask whether a task was given by mistake, and take it back."""
    found = run_task_or_refuse(request, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)

    def drop() -> bool:
        tasks.drop_task(by=request.user, task=found)
        return True

    if carried_out(form, drop):
        messages.success(request, "Đã bỏ nhiệm vụ giao nhầm.")
        if found.conclusion is not None:
            return redirect("committee:meeting-detail", found.conclusion.meeting_id)
        return redirect("committee:letter-detail", found.letter_id)
    return form_page(
        request, form, where=found.committee, is_danger=True,
        heading="Bỏ nhiệm vụ giao nhầm?", button="Bỏ nhiệm vụ",
        lead="Nhiệm vụ dưới đây bị xóa, không lấy lại được. Ai đang thấy nhiệm vụ ở "
        "Việc cần làm sẽ không thấy nữa.",
        about=[("Nội dung", found.text), ("Thực hiện", found.who)],
        back=reverse("committee:task-detail", args=[found.pk]),
    )  # fmt: skip
