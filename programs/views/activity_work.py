"""What happens to an activity: its days, end and result, its stages and work."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.numbers import vietnamese
from programs.exports.activities import activity_of
from programs.forms.activities import (
    CancelForm,
    DatesForm,
    ResultForm,
    StageForm,
    WorkForm,
)
from programs.models import Activity, ActivityStage
from programs.rules.activity_dates import DONE
from programs.services.activities import editing, work
from programs.views.acts import done, pressed


def runs(request: OfficerRequest, pk: int) -> Activity:
    """The activity for an act on it: 403 beyond the role, 404 out of scope."""
    require(request.user, Act.RUN_ACTIVITIES)
    return activity_of(request.user, pk)


def act_page(
    request: OfficerRequest,
    activity: Activity,
    form: forms.Form,
    heading: str,
    **context: Any,
) -> HttpResponse:
    """The page of one act; `button`, `lead` and `units` (field: unit) if it has any."""
    context = {"activity": activity, "form": form, "heading": heading, **context}
    return render(request, "programs/activity_act.html", context)


@require_http_methods(["GET", "POST"])
def activity_dates(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down how far it is."""
    found = runs(request, pk)
    initial = {name: getattr(found, name) for name in DONE}
    form = DatesForm(request.POST or None, initial=initial)

    def save() -> str:
        saved = editing.set_dates(by=request.user, activity=found, dates=form.dates())
        return f"Đã lưu tiến độ.{_still_to_write(saved)}"

    if done(request, form, save):
        return redirect("programs:activity-detail", pk)
    lead = "Ghi ngày khi việc đã làm; để trống những bước chưa đến."
    return act_page(request, found, form, "Ghi tiến độ", lead=lead)


def _still_to_write(activity: Activity) -> str:
    """What to say of a finished activity whose work is not written down whole."""
    if activity.finished_on is None or activity.quantity_done >= activity.quantity:
        return ""
    done, planned = vietnamese(activity.quantity_done), vietnamese(activity.quantity)
    return (
        f" Khối lượng mới ghi {done} trong {planned} {activity.unit}: hãy ghi nốt khối "
        "lượng đã làm."
    )


@require_http_methods(["GET", "POST"])
def activity_cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    """Stop it."""
    found = runs(request, pk)
    form = CancelForm(request.POST or None)

    def stop() -> str:
        editing.cancel_activity(
            by=request.user,
            activity=found,
            day=form.cleaned_data["cancelled_on"],
            reason=form.cleaned_data["reason"],
        )
        return "Đã ghi dừng hoạt động."

    if done(request, form, stop):
        return redirect("programs:activity-detail", pk)
    return act_page(request, found, form, "Dừng hoạt động", button="Dừng hoạt động")


@require_POST
def activity_resume(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let it go on."""
    found = runs(request, pk)

    def go_on() -> str:
        editing.resume_activity(by=request.user, activity=found)
        return "Hoạt động tiếp tục."

    pressed(request, go_on)
    return redirect("programs:activity-detail", pk)


@require_http_methods(["GET", "POST"])
def activity_result(request: OfficerRequest, pk: int) -> HttpResponse:
    """What it brought."""
    found = runs(request, pk)
    initial = {name: getattr(found, name) for name in ("result", "result_on", "worth")}
    form = ResultForm(request.POST or None, initial=initial)

    def write() -> str:
        editing.write_result(
            by=request.user,
            activity=found,
            text=form.cleaned_data["result"],
            day=form.cleaned_data["result_on"],
            worth=form.cleaned_data["worth"],
        )
        return "Đã lưu kết quả."

    if done(request, form, write):
        return redirect("programs:activity-detail", pk)
    return act_page(request, found, form, "Kết quả sau một năm")


@require_http_methods(["GET", "POST"])
def stage_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add a stage."""
    found = runs(request, pk)
    form = StageForm(request.POST or None, request.FILES or None)

    def add() -> str:
        work.add_stage(
            by=request.user,
            activity=found,
            stage=form.stage(),
            evidence=form.cleaned_data["evidence"],
        )
        return "Đã thêm giai đoạn."

    if done(request, form, add):
        return redirect("programs:activity-detail", pk)
    return act_page(request, found, form, "Thêm giai đoạn")


@require_http_methods(["GET", "POST"])
def stage_edit(request: OfficerRequest, pk: int, stage_pk: int) -> HttpResponse:
    """Change a stage, or say that it is done."""
    found = runs(request, pk)
    stage = _stage(found, stage_pk)
    form = StageForm(
        request.POST or None,
        request.FILES or None,
        initial=StageForm.initial_of(stage),
    )

    def change() -> str:
        work.change_stage(
            by=request.user,
            stage=stage,
            given=form.stage(),
            evidence=form.cleaned_data["evidence"],
        )
        return "Đã lưu giai đoạn."

    if done(request, form, change):
        return redirect("programs:activity-detail", pk)
    kept = f"Minh chứng đã lưu: {stage.evidence}." if stage.evidence else ""
    return act_page(request, found, form, "Sửa giai đoạn", lead=kept, stage=stage)


def _stage(activity: Activity, pk: int) -> ActivityStage:
    return get_object_or_404(
        activity.stages.select_related("activity", "evidence"), pk=pk
    )


@require_POST
def stage_drop(request: OfficerRequest, pk: int, stage_pk: int) -> HttpResponse:
    """Take a stage out."""
    stage = _stage(runs(request, pk), stage_pk)

    def drop() -> str:
        work.drop_stage(by=request.user, stage=stage)
        return "Đã bỏ giai đoạn."

    pressed(request, drop)
    return redirect("programs:activity-detail", pk)


@require_http_methods(["GET", "POST"])
def progress_add(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add what was done."""
    found = runs(request, pk)
    form = WorkForm(request.POST or None, request.FILES or None)

    def add() -> str:
        work.add_progress(
            by=request.user,
            activity=found,
            work=form.work(),
            evidence=form.cleaned_data["evidence"],
        )
        return "Đã ghi khối lượng."

    if done(request, form, add):
        return redirect("programs:activity-detail", pk)
    return act_page(request, found, form, "Ghi khối lượng đã làm", unit=found.unit)
