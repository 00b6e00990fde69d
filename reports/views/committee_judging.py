"""Conclusions of a meeting under way, and its judgement of earlier tasks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from povertyportal.accounts.http import OfficerRequest
from reports.committee_forms import ConfirmForm
from reports.committee_judging_forms import JUDGED, ConclusionForm, JudgeForm
from reports.exports.committee import PEOPLE
from reports.models import (
    CommitteeMeeting,
    CommitteeTask,
    Conclusion,
    TaskProgress,
    TaskReview,
)
from reports.services.committee import conclusions
from reports.services.committee.meetings import to_judge
from reports.services.committee.states import status_of
from reports.services.committee.versions import keep_judgements, mark_of
from reports.views.committee_base import (
    carried_out,
    run_meeting_or_refuse,
    wrong_state,
)
from reports.views.committee_form import form_page

State = CommitteeMeeting.State


@dataclass(frozen=True)
class Line:
    """An earlier task at a meeting: how far it is, what the meeting said of it."""

    task: CommitteeTask
    status: str
    tone: str
    review: TaskReview | None
    last: str


def lines_of(meeting: CommitteeMeeting, today: dt.date) -> list[Line]:
    """The tasks that a meeting looks at, by their day: three queries.

    Of a closed one those that it judged, and what had been reported by its end: what
    was said or moved since, it did not know.
    """
    reviews = {each.task_id: each for each in meeting.reviews.all()}
    rows = to_judge(meeting).select_related(*PEOPLE, "conclusion__meeting")
    reports = TaskProgress.objects.all()
    if meeting.state == State.CLOSED:
        rows = rows.filter(pk__in=reviews)
        reports = reports.filter(said_at__lte=meeting.closed_at)
    rows = rows.prefetch_related(Prefetch("progress", reports))
    lines = [
        Line(
            task,
            *status_of(task, today),
            reviews.get(task.pk),
            next((each.text for each in task.progress.all()), ""),
        )
        for task in rows
    ]
    return sorted(lines, key=_in_order)


def _in_order(line: Line) -> tuple[dt.date, int]:
    """By the day that a task was due on when the meeting looked at it."""
    due_on = line.review.was_due_on if line.review else line.task.due_on
    return due_on, line.task.pk


@require_http_methods(["GET", "POST"])
def judge(request: OfficerRequest, pk: int) -> HttpResponse:
    """Judge the tasks of earlier meetings and of letters, all on one page."""
    found = run_meeting_or_refuse(request, pk)
    if (closed := wrong_state(request, found, State.HELD)) is not None:
        return closed
    lines = lines_of(found, timezone.localdate())
    form = _judge_form(request, found, lines)

    def keep() -> str:
        count = keep_judgements(
            by=request.user, meeting=found, judged=form.judged(), seen=form.seen()
        )
        return f"Đã ghi đánh giá {count} nhiệm vụ."

    if (said := carried_out(form, keep)) is not None:
        messages.success(request, said)
        return _back(found)
    saved = form.catch_up(_reviews(found)) if form.is_bound else {}
    rows = [
        (line, fields, saved.get(line.task.pk))
        for line, (_, fields) in zip(lines, form.rows(), strict=True)
    ]
    context = {"meeting": found, "form": form, "rows": rows}
    return render(request, "committee/judge.html", context)


def _judge_form(
    request: OfficerRequest, meeting: CommitteeMeeting, lines: list[Line]
) -> JudgeForm:
    return JudgeForm(
        request.POST or None,
        tasks=[line.task for line in lines],
        day=meeting.held_on,
        initial=_judged(lines),
    )


def _reviews(meeting: CommitteeMeeting) -> dict[int, TaskReview]:
    """The meeting's judgements by task id, as they stand at this moment."""
    rows = TaskReview.objects.filter(meeting=meeting).select_related("judged_by")
    return {each.task_id: each for each in rows}


def _judged(lines: list[Line]) -> dict[str, object]:
    """What the meeting has said already, by the form's fields."""
    told: dict[str, object] = {
        f"{name}_{line.task.pk}": getattr(line.review, name)
        for line in lines
        if line.review is not None
        for name in JUDGED
    }
    return told | {f"seen_{line.task.pk}": mark_of(line.review) for line in lines}


@require_http_methods(["GET", "POST"])
def conclusion_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down the next conclusion."""
    found = run_meeting_or_refuse(request, pk)
    if (closed := wrong_state(request, found, State.HELD)) is not None:
        return closed
    form = ConclusionForm(request.POST or None)
    made = carried_out(
        form,
        lambda: conclusions.add_conclusion(
            by=request.user, meeting=found, text=form.cleaned_data["text"]
        ),
    )
    if made is not None:
        messages.success(request, f"Đã ghi kết luận {made.number}.")
        return _back(found)
    return _form(request, found, form, "Ghi kết luận")


@require_http_methods(["GET", "POST"])
def conclusion_edit(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """Correct a conclusion."""
    found, conclusion = _conclusion(request, pk, number)
    if (closed := wrong_state(request, found, State.HELD)) is not None:
        return closed
    initial = {"text": conclusion.text, "seen": conclusions.mark_of(conclusion)}
    form = ConclusionForm(request.POST or None, initial=initial)

    def change() -> bool:
        conclusions.change_conclusion(
            by=request.user, conclusion=conclusion, **form.cleaned_data
        )
        return True

    if carried_out(form, change):
        messages.success(request, f"Đã lưu kết luận {conclusion.number}.")
        return _back(found)
    conclusion.refresh_from_db(fields=["text", "recorded_at"])
    is_stale = form.is_bound and form.catch_up(conclusions.mark_of(conclusion))
    saved = [("Kết luận", conclusion.text)] if is_stale else []
    return _form(request, found, form, f"Sửa kết luận {number}", saved)


@require_http_methods(["GET", "POST"])
def conclusion_drop(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a conclusion is to be taken back, and take it back."""
    found, conclusion = _conclusion(request, pk, number)
    if (closed := wrong_state(request, found, State.HELD)) is not None:
        return closed
    form = ConfirmForm(request.POST if request.method == "POST" else None)

    def drop() -> bool:
        conclusions.drop_conclusion(by=request.user, conclusion=conclusion)
        return True

    if carried_out(form, drop):
        messages.success(request, f"Đã bỏ kết luận {number}.")
        return _back(found)
    return form_page(
        request, form, where=found.title, is_danger=True,
        heading=f"Bỏ kết luận {number}?", button=f"Bỏ kết luận {number}",
        lead="Kết luận dưới đây bị xóa khỏi cuộc họp, không lấy lại được; các kết luận "
        "sau được đánh số lại.",
        about=[(f"Kết luận {number}", conclusion.text)],
        back=reverse("committee:meeting-detail", args=[found.pk]),
    )  # fmt: skip


def _conclusion(
    request: OfficerRequest, pk: int, number: int
) -> tuple[CommitteeMeeting, Conclusion]:
    found = run_meeting_or_refuse(request, pk)
    conclusion = get_object_or_404(found.conclusions, number=number)
    conclusion.meeting = found
    return found, conclusion


def _back(meeting: CommitteeMeeting) -> HttpResponse:
    return redirect("committee:meeting-detail", meeting.pk)


def _form(
    request: OfficerRequest,
    found: CommitteeMeeting,
    form: ConclusionForm,
    heading: str,
    saved: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    context = {
        "form": form,
        "saved": saved,
        "heading": heading,
        "where": found.title,
        "button": "Lưu kết luận",
        "back": reverse("committee:meeting-detail", args=[found.pk]),
    }
    return render(request, "committee/form.html", context)
