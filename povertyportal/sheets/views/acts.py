"""What an officer does with an import: decide, confirm, repeat, drop, take back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from povertyportal.accounts.http import OfficerRequest
from povertyportal.sheets import tasks
from povertyportal.sheets.forms import RevertForm
from povertyportal.sheets.kinds import kind_of
from povertyportal.sheets.models import ImportBatch
from povertyportal.sheets.services import batches, reverting
from povertyportal.sheets.views import preview
from povertyportal.sheets.views.finding import batch_or_404
from povertyportal.ui.numbers import vietnamese

_CHOICE = "choice-"


@require_POST
def batch_confirm(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write what was shown."""
    batch = batch_or_404(request.user, pk)
    only_good = "only_good" in request.POST
    _try(
        request,
        lambda: tasks.start_apply(by=request.user, batch=batch, only_good=only_good),
    )
    return redirect("imports:batch-detail", pk)


@require_POST
def batch_again(request: OfficerRequest, pk: int) -> HttpResponse:
    """Do a failed step again, or check a waiting file once more."""
    batch = batch_or_404(request.user, pk)
    _try(request, lambda: tasks.start_again(by=request.user, batch=batch))
    return redirect("imports:batch-detail", pk)


@require_POST
def batch_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give a file up before anything was written."""
    batch = batch_or_404(request.user, pk)
    if _try(request, lambda: batches.drop(by=request.user, batch=batch)):
        messages.success(request, f"Đã bỏ tệp {batch.filename}. Chưa ghi dòng nào.")
    return redirect("imports:batch-list")


@require_http_methods(["GET", "POST"])
def batch_revert(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say why an import is taken back; it is done in the background."""
    batch = batch_or_404(request.user, pk)
    form = RevertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        _try(
            request,
            lambda: tasks.start_revert(by=request.user, batch=batch, reason=reason),
        )
        return redirect("imports:batch-detail", pk)
    if not batch.is_revertible:
        return redirect("imports:batch-detail", pk)
    context = {**preview.facts(batch, request.user), **preview.results(batch)}
    return render(request, "imports/batch_revert.html", {**context, "form": form})


@require_POST
def batch_decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Keep the decisions on the doubtful rows of a page."""
    batch = batch_or_404(request.user, pk)
    choices = _choices(request.POST)

    def _decide() -> None:
        left = tasks.decide(by=request.user, batch=batch, choices=choices)
        messages.success(
            request,
            f"Đã lưu {vietnamese(len(choices))} quyết định; còn "
            f"{vietnamese(left)} dòng chưa quyết định.",
        )

    _try(request, _decide)
    return redirect(_back(batch, "doubtful", request.POST))


@require_POST
def batch_settle(request: OfficerRequest, pk: int) -> HttpResponse:
    """Keep or restore the rows that a reversal left."""
    batch = batch_or_404(request.user, pk)
    choices = _choices(request.POST)

    def _settle() -> None:
        left = reverting.settle(by=request.user, batch=batch, choices=choices)
        noun = kind_of(batch.kind).left_noun
        messages.success(
            request,
            f"Đã quyết định {vietnamese(len(choices))} {noun}; còn "
            f"{vietnamese(left)} {noun}.",
        )

    _try(request, _settle)
    return redirect("imports:batch-detail", pk)


def _choices(data: QueryDict) -> dict[str, str]:
    """{key of a row: what was chosen}, without the rows left open."""
    return {
        name.removeprefix(_CHOICE): str(value)
        for name, value in data.items()
        if name.startswith(_CHOICE) and value
    }


def _back(batch: ImportBatch, tab: str, data: QueryDict) -> str:
    page = data.get("page", "")
    where = f"{reverse('imports:batch-detail', args=[batch.pk])}?tab={tab}"
    return f"{where}&page={page}" if page.isdigit() else where


def _try(request: OfficerRequest, act: Callable[[], object]) -> bool:
    """Do it, or say above the page why not."""
    try:
        act()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return False
    return True
