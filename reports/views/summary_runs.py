"""When the figures were counted, by whom, with what result."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from reports import tasks
from reports.exports.figures import summaries_of
from reports.models import SummaryRun

PAGE = 50


@require_GET
def summary_run_list(request: OfficerRequest) -> HttpResponse:
    """Runs, newest first; those over the officer's communes."""
    require(request.user, Act.VIEW_FIGURES)
    page = Paginator(summaries_of(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/summary_run_list.html", {"page_obj": page})


@require_POST
def summary_run_create(request: OfficerRequest) -> HttpResponse:
    """Ask for the officer's whole scope to be counted again."""
    run = tasks.start_refresh(by=request.user)
    return redirect("reports:summary-run-detail", run.pk)


@require_GET
def summary_run_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One run; with ?fragment=1 its progress alone."""
    require(request.user, Act.VIEW_FIGURES)
    visible = SummaryRun.objects.visible_to(request.user)
    run = get_object_or_404(visible.select_related("owner"), pk=pk)
    fragment = "reports/_summary_run_progress.html"
    template = (
        fragment if "fragment" in request.GET else "reports/summary_run_detail.html"
    )
    return render(request, template, {"run": run})
