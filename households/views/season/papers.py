"""Papers: one at once, many in the background."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households import tasks
from households.models import CommuneRound, PaperRun
from households.papers import runs
from households.papers.certificates import of_decision
from households.papers.common import asked_by
from households.papers.printing import (
    NoSuchPaper,
    NotPrintable,
    day_asked,
    print_paper,
)
from households.papers.reviews import of_village
from households.services.season.recognition import visible
from povertyportal.accounts.access import require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area
from povertyportal.documents.papers import PDF
from povertyportal.jobs.models import JobState


@require_GET
def paper(request: OfficerRequest, kind: str, pk: int) -> HttpResponse:
    """A paper as PDF (?dang=xlsx: as a workbook), as of today or of ?ngay=."""
    as_workbook = request.GET.get("dang") == "xlsx"
    try:
        asked = asked_by(
            request.user,
            day=day_asked(request.GET.get("ngay", "")),
            site=_site(request),
        )
        printed = print_paper(asked=asked, kind=kind, pk=pk, as_workbook=as_workbook)
    except NoSuchPaper as error:
        raise Http404 from error
    except NotPrintable as error:
        context = {"problem": str(error)}
        return render(request, "season/paper_refused.html", context, status=409)
    answer = HttpResponse(printed.content, content_type=printed.content_type)
    shown = "attachment" if as_workbook else "inline"
    answer["Content-Disposition"] = f'{shown}; filename="{printed.filename}"'
    return answer


def _site(request: OfficerRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _key(request: OfficerRequest) -> uuid.UUID:
    """The key of the page, so that a second press asks for nothing more."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@require_http_methods(["GET", "POST"])
def paper_run_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Print all certificates of a decision in the background."""
    for act in runs.RUNS[runs.CERTIFICATES].acts:
        require(request.user, act)
    rows = visible(request.user).select_related("place__round", "commune")
    decision = get_object_or_404(rows, pk=pk)
    asked = partial(tasks.start_certificates, by=request.user, decision=decision)
    count = of_decision(decision).count()
    context = {"place": decision.place, "decision": decision, "count": count}
    return _asked_for(request, asked, context | {"about": "giấy chứng nhận"})


@require_http_methods(["GET", "POST"])
def review_forms_print(
    request: OfficerRequest, pk: int, village_pk: int
) -> HttpResponse:
    """Print all review forms of a village in the background."""
    for act in runs.RUNS[runs.REVIEW_FORMS].acts:
        require(request.user, act)
    rows = CommuneRound.objects.visible_to(request.user)
    place = get_object_or_404(rows.select_related("commune", "round"), pk=pk)
    village = get_object_or_404(Area, pk=village_pk, parent=place.commune_id)
    if not scope_of(request.user).holds(village):
        raise Http404
    asked = partial(
        tasks.start_review_forms, by=request.user, place=place, village=village
    )
    count = of_village(place, village.pk).count()
    context = {"place": place, "village": village, "count": count}
    return _asked_for(request, asked, context | {"about": "phiếu rà soát"})


def _asked_for(
    request: OfficerRequest, start: Callable[..., PaperRun], context: dict[str, Any]
) -> HttpResponse:
    """The page that asks whether to print, and what follows when it is sent."""
    if request.method == "POST":
        try:
            run = start(key=_key(request), site=_site(request))
        except ValidationError as error:
            context["problem"] = error.messages[0]
        else:
            return redirect("season:paper-run-detail", run.pk)
    context["key"] = uuid.uuid4()
    return render(request, "season/paper_run_create.html", context)


def _run_or_404(request: OfficerRequest, pk: int) -> PaperRun:
    try:
        return runs.visible_run(request.user, pk)
    except PaperRun.DoesNotExist as error:
        raise Http404 from error


@require_GET
def paper_run_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A print run being made or made; with ?fragment=1 its progress alone."""
    run = _run_or_404(request, pk)
    fragment = "season/_paper_run_progress.html"
    template = fragment if "fragment" in request.GET else "season/paper_run_detail.html"
    context = {"run": run, "title": runs.RUNS[run.kind].name}
    return render(request, template, context)


@require_POST
def paper_run_retry(request: OfficerRequest, pk: int) -> HttpResponse:
    """Print a run that failed once more."""
    run = _run_or_404(request, pk)
    tasks.retry_papers(by=request.user, run=run)
    return redirect("season:paper-run-detail", run.pk)


@require_GET
def paper_run_download(request: OfficerRequest, pk: int) -> FileResponse:
    """The file, if the officer answers for what it prints; audited."""
    run = _run_or_404(request, pk)
    if run.state != JobState.DONE:
        raise Http404
    runs.hand_over(by=request.user, run=run)
    return FileResponse(
        run.file.open("rb"),
        as_attachment=True,
        filename=run.filename,
        content_type=PDF,
    )
