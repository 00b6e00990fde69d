"""Exports of lists: ask for one, follow it, take it away."""

from typing import IO

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.jobs.models import JobState
from povertyportal.sheets import export_tasks
from povertyportal.sheets.export_forms import ExportForm, PasswordForm
from povertyportal.sheets.exports import list_export
from povertyportal.sheets.locking import locked
from povertyportal.sheets.models import ExportRun
from povertyportal.sheets.services import exporting

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def export_list(request: OfficerRequest) -> HttpResponse:
    """Lists that the officer had made, newest first."""
    require(request.user, Act.EXPORT_LISTS)
    runs = ExportRun.objects.visible_to(request.user)
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    return render(request, "exports/export_list.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
def export_create(
    request: OfficerRequest, code: str, about: int | None = None
) -> HttpResponse:
    """What the file will hold: the list of the screen with its filters; POST asks."""
    export = list_export(code)
    query = request.GET.urlencode()
    found = exporting.opened(
        by=request.user, export=export, query=query, about=about, whole_ids=False
    )
    offers_ids = export.has_ids and can(request.user, Act.UNMASK_ID)
    data = request.POST if request.method == "POST" else None
    form = ExportForm(data, offers_ids=offers_ids)
    if form.is_valid():
        run = export_tasks.start_export(
            by=request.user,
            code=code,
            query=query,
            about=about,
            purpose=form.cleaned_data["purpose"],
        )
        return redirect("exports:export-detail", run.pk)
    context = {"found": found, "form": form, "has_ids": export.has_ids}
    return render(request, "exports/export_create.html", context)


def _run_or_404(request: OfficerRequest, pk: int, **state: str) -> ExportRun:
    require(request.user, Act.EXPORT_LISTS)
    return get_object_or_404(ExportRun.objects.visible_to(request.user), pk=pk, **state)


@require_GET
def export_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One list being made or made; with ?fragment=1 its progress alone."""
    run = _run_or_404(request, pk)
    fragment = "exports/_export_progress.html"
    template = fragment if "fragment" in request.GET else "exports/export_detail.html"
    return render(request, template, {"run": run, "form": PasswordForm()})


@require_POST
def export_retry(request: OfficerRequest, pk: int) -> HttpResponse:
    """Make a list that failed once more."""
    run = _run_or_404(request, pk)
    export_tasks.retry_export(by=request.user, run=run)
    return redirect("exports:export-detail", run.pk)


@require_POST
def export_download(request: OfficerRequest, pk: int) -> HttpResponse | FileResponse:
    """The file, under a password if one was typed; audited."""
    run = _run_or_404(request, pk, state=JobState.DONE)
    form = PasswordForm(request.POST, size=run.file.size)
    if not form.is_valid():
        context = {"run": run, "form": form}
        return render(request, "exports/export_detail.html", context)
    password = form.cleaned_data["password"]
    exporting.hand_over(by=request.user, run=run, is_locked=bool(password))
    file: IO[bytes] = run.file.open("rb")
    return FileResponse(
        locked(file, password) if password else file,
        as_attachment=True,
        filename=run.filename,
        content_type=XLSX,
    )
