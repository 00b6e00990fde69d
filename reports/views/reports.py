"""Official forms: ask for one, follow it, take it away."""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from povertyportal.accounts.access import Act, Scope, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.jobs.models import JobState
from reports import tasks
from reports.day_forms import DaysPick
from reports.exports.figures import reports_of
from reports.forms import DaysReportForm, ReportForm, YearForm
from reports.models import ReportRun
from reports.services import reporting
from reports.services.selection import choose, everything
from reports.services.when import FLOWS

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def report_list(request: OfficerRequest) -> HttpResponse:
    """Forms made of the officer's area, newest first."""
    require(request.user, Act.EXPORT_FORMS)
    runs = Paginator(reports_of(request.user), PAGE)
    page: Any = runs.get_page(request.GET.get("page"))
    page.object_list = [(run, reporting.request_of(run)) for run in page.object_list]
    makes_packs = can(request.user, Act.MAKE_PACKS)
    context = {"page_obj": page, "forms": reporting.FORMS, "makes_packs": makes_packs}
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "POST"])
def report_create(request: OfficerRequest) -> HttpResponse:
    """Ask for a form; what is in the address is chosen beforehand."""
    require(request.user, Act.EXPORT_FORMS)
    given = request.POST if request.method == "POST" else request.GET
    code = given.get("form", "1")
    if code not in reporting.FORMS:
        raise Http404
    by_days = given.get("time") == "days" or "last" in given
    ask = _ask_days if by_days else _ask_year
    pick, form = ask(request, given, code)
    if form is not None and form.is_valid():
        try:
            run = tasks.start_report(by=request.user, request=form.request())
        except ValidationError as error:
            form.add_error("areas", error)
        else:
            return redirect("reports:report-detail", run.pk)
    context = {"pick": pick, "form": form, "code": code, "by_days": by_days}
    return render(request, "reports/report_create.html", context)


def _ask_year(
    request: OfficerRequest, given: QueryDict, code: str
) -> tuple[YearForm, ReportForm]:
    """The form that picks form and year, and the form of that year."""
    scope = scope_of(request.user)
    chosen = {**_chosen_beforehand(scope, given), "form": code}
    asked = given.get("year", "")
    year = int(asked) if asked.isdecimal() else chosen.get("year")
    pick = YearForm(scope=scope, code=code, year=year)
    data = request.POST if request.method == "POST" else None
    return pick, ReportForm(data, initial=chosen, scope=scope, year=year)


def _ask_days(
    request: OfficerRequest, given: QueryDict, code: str
) -> tuple[DaysPick, DaysReportForm | None]:
    """The form that picks form and days; with good days, the form of them."""
    usual = {"first": f"01/01/{timezone.localdate().year}"} if code in FLOWS else {}
    pick = DaysPick({**usual, **given.dict(), "form": code}, area=None)
    if not pick.is_valid():
        return pick, None
    scope = scope_of(request.user)
    place = everything(scope)
    areas = given.getlist("areas") or (place.tops if place.area else [])
    chosen = {**pick.cleaned_data, "areas": areas}
    data = request.POST if request.method == "POST" else None
    form = DaysReportForm(data, initial=chosen, scope=scope, when=pick.when())
    return pick, form


def _chosen_beforehand(scope: Scope, given: QueryDict) -> dict[str, Any]:
    """What the address asks for, else the newest figures of the officer's own area."""
    place = everything(scope)
    asked = {name: str(given.get(name, "")) for name in ("year", "standard", "basis")}
    choice = choose(place, asked, timezone.localdate())
    period = asdict(choice.period) if choice else {}
    areas = given.getlist("areas") or (place.tops if place.area else [])
    return {**period, "areas": areas}


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
        "asked": reporting.request_of(run),
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
