"""Official forms: ask for one, follow it, take it away."""

from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.jobs.models import JobState
from reports import tasks
from reports.forms import ReportForm
from reports.models import ReportRun
from reports.services import reporting
from reports.services.selection import choose, everything

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def report_list(request: OfficerRequest) -> HttpResponse:
    """Forms made of the officer's area, newest first."""
    require(request.user, Act.EXPORT_FORMS)
    visible = ReportRun.objects.visible_to(request.user)
    runs = visible.select_related("owner").prefetch_related("areas")
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "forms": reporting.FORMS}
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "POST"])
def report_create(request: OfficerRequest) -> HttpResponse:
    """Ask for a form; what is in the address is chosen beforehand."""
    require(request.user, Act.EXPORT_FORMS)
    scope = scope_of(request.user)
    if request.method == "GET":
        form = ReportForm(initial=_chosen_beforehand(request), scope=scope)
        return render(request, "reports/report_create.html", {"form": form})
    form = ReportForm(request.POST, scope=scope)
    if form.is_valid():
        try:
            run = tasks.start_report(by=request.user, request=form.request())
        except ValidationError as error:
            form.add_error("areas", error)
        else:
            return redirect("reports:report-detail", run.pk)
    return render(request, "reports/report_create.html", {"form": form})


def _chosen_beforehand(request: OfficerRequest) -> dict[str, object]:
    """What the address asks for, else the newest figures of the officer's own area."""
    place = everything(scope_of(request.user))
    choice = choose(place, request.GET.dict(), timezone.localdate())
    period = asdict(choice.period) if choice else {}
    areas = request.GET.getlist("areas") or (place.tops if place.area else [])
    return {"form": "1", **period, "areas": areas}


def _run_or_404(request: OfficerRequest, pk: int, **state: str) -> ReportRun:
    require(request.user, Act.EXPORT_FORMS)
    visible = ReportRun.objects.visible_to(request.user)
    return get_object_or_404(visible, pk=pk, **state)


@require_GET
def report_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One form being made or made; with ?fragment=1 its progress alone."""
    run = _run_or_404(request, pk)
    fragment = "reports/_report_progress.html"
    template = fragment if "fragment" in request.GET else "reports/report_detail.html"
    context = {
        "run": run,
        "areas": run.areas.order_by("path"),
        "title": reporting.FORMS[run.form],
        "period": reporting.FormRequest.of(run).period,
    }
    return render(request, template, context)


@require_POST
def report_retry(request: OfficerRequest, pk: int) -> HttpResponse:
    """Make a form that failed once more."""
    run = _run_or_404(request, pk)
    tasks.retry_report(by=request.user, run=run)
    return redirect("reports:report-detail", run.pk)


@require_GET
def report_download(request: OfficerRequest, pk: int) -> FileResponse:
    """The file, if the officer still answers for its areas; audited."""
    run = _run_or_404(request, pk, state=JobState.DONE)
    reporting.hand_over(by=request.user, run=run)
    return FileResponse(
        run.file.open("rb"),
        as_attachment=True,
        filename=run.filename,
        content_type=XLSX,
    )
