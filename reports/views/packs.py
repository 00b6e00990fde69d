"""Inspection packs: ask for one, follow it, take it away, make it again."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.models import ReviewRound
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.jobs.models import JobState
from reports import tasks
from reports.exports.figures import packs_of
from reports.models import PackRun
from reports.pack_forms import PackForm, RoundPick, rounds_within
from reports.sampling import Method
from reports.services import packs
from reports.services.risk import METHODS

PAGE = 50
ZIP = "application/zip"
# The fields that the service names otherwise than the form.
FIELDS = {"at": "known", "sample_size": "size"}
FIELDS |= {name: name for name in ("method", "seed")}


@require_GET
def pack_list(request: OfficerRequest) -> HttpResponse:
    """Packs made of the officer's area, newest first."""
    require(request.user, Act.MAKE_PACKS)
    page = Paginator(packs_of(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/pack_list.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
def pack_create(request: OfficerRequest) -> HttpResponse:
    """Ask for a pack: the round by the address, the rest by the form."""
    require(request.user, Act.MAKE_PACKS)
    scope = scope_of(request.user)
    rounds = rounds_within(scope)
    asked = request.GET.get("round", "")
    chosen = next((each for each in rounds if str(each.pk) == asked), None)
    annual = (each for each in rounds if each.kind == ReviewRound.Kind.ANNUAL)
    round_ = chosen or next(annual, None) or next(iter(rounds), None)
    if round_ is None:
        return render(request, "reports/pack_create.html", {"pick": None})
    data = request.POST if request.method == "POST" else None
    form = PackForm(data, initial=request.GET.dict(), scope=scope, round_=round_)
    if form.is_valid() and (run := _asked(request, form, round_)):
        return redirect("reports:pack-detail", run.pk)
    pick = RoundPick(initial={"round": round_.pk}, rounds=rounds)
    context = {"pick": pick, "form": form, "round": round_}
    return render(request, "reports/pack_create.html", context)


def _asked(
    request: OfficerRequest, form: PackForm, round_: ReviewRound
) -> PackRun | None:
    """The run that a valid form asks for; None with its errors on the form."""
    try:
        return tasks.start_pack(
            by=request.user,
            area=form.chosen_area(),
            round_=round_,
            sample=form.sample(),
            at=form.instant(),
        )
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            form.add_error("area", error)
            return None
        for name, problems in error.error_dict.items():
            form.add_error(FIELDS.get(name), ValidationError(problems))
    return None


def _run_or_404(request: OfficerRequest, pk: int, **state: str) -> PackRun:
    require(request.user, Act.MAKE_PACKS)
    visible = PackRun.objects.visible_to(request.user)
    return get_object_or_404(visible, pk=pk, **state)


@require_GET
def pack_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One pack being made or made; with ?fragment=1 its progress alone."""
    run = _run_or_404(request, pk)
    fragment = "reports/_pack_progress.html"
    template = fragment if "fragment" in request.GET else "reports/pack_detail.html"
    method = METHODS[Method(run.method)]
    context = {"run": run, "same": packs.repeats_of(run), "method": method}
    return render(request, template, context)


@require_POST
def pack_retry(request: OfficerRequest, pk: int) -> HttpResponse:
    """Make a pack that failed once more."""
    run = _run_or_404(request, pk)
    tasks.retry_pack(by=request.user, run=run)
    return redirect("reports:pack-detail", run.pk)


@require_POST
def pack_repeat(request: OfficerRequest, pk: int) -> HttpResponse:
    """Make a finished pack again, from the same instant, to compare the two."""
    run = _run_or_404(request, pk, state=JobState.DONE)
    repeated = tasks.repeat_pack(by=request.user, run=run)
    return redirect("reports:pack-detail", repeated.pk)


@require_GET
def pack_download(request: OfficerRequest, pk: int) -> FileResponse:
    """The file, if the officer still answers for its communes; audited."""
    run = _run_or_404(request, pk, state=JobState.DONE)
    packs.hand_over(by=request.user, run=run)
    return FileResponse(
        run.file.open("rb"),
        as_attachment=True,
        filename=run.filename,
        content_type=ZIP,
    )
