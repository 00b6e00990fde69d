"""Pages of imports: what was imported, sending a file, one import from end to end."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.http import OfficerRequest
from povertyportal.sheets import tasks
from povertyportal.sheets.batch_list import batches_found
from povertyportal.sheets.forms import FileForm
from povertyportal.sheets.kinds import kinds
from povertyportal.sheets.services import batches
from povertyportal.sheets.views import preview
from povertyportal.sheets.views.finding import batch_or_404, kind_or_404

PAGE = 50


@require_GET
def batch_list(request: OfficerRequest) -> HttpResponse:
    """What can be imported, and the imports of one's area, newest first."""
    batches.require_any(request.user)
    own_kinds = batches.own_kinds(request.user)
    form, rows = batches_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "kinds": own_kinds,
        "form": form,
        "is_filtered": form.condition != Q(),
        "page_obj": page,
        "rows": [(batch, kinds()[batch.kind].title) for batch in page],
    }
    return render(request, "imports/batch_list.html", context)


@require_http_methods(["GET", "POST"])
def batch_create(request: OfficerRequest, code: str) -> HttpResponse:
    """Send a file; it is checked in the background."""
    kind = kind_or_404(request.user, code)
    data = request.POST if request.method == "POST" else None
    form = kind.form(data, request.user)
    file_form = FileForm(data, request.FILES or None)
    if data is not None and form.is_valid() & file_form.is_valid():
        file = file_form.cleaned_data["file"]
        try:
            batch = tasks.start_import(
                by=request.user,
                kind=kind,
                file=file,
                filename=file.name,
                options=kind.options(form),
            )
        except ValidationError as error:
            file_form.add_error("file", error)
        else:
            return redirect("imports:batch-detail", batch.pk)
    context = {"kind": kind, "form": form, "file_form": file_form}
    return render(request, "imports/batch_create.html", context)


@require_GET
def batch_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One import as far as it has come; with ?fragment=1 its progress alone."""
    batch = batch_or_404(request.user, pk)
    if "fragment" in request.GET:
        return render(request, "imports/_progress.html", {"batch": batch})
    asked, number = request.GET.get("tab", ""), request.GET.get("page")
    context = preview.facts(batch, request.user)
    if batch.applied_at is not None:
        context |= preview.results(batch)
    if batch.is_reverted and batch.left_over and asked in ("", preview.LEFT):
        context["left_page"] = preview.page_of(batch, preview.LEFT, number)
    elif batch.is_readable:
        context |= preview.checked(batch, asked, number)
    return render(request, "imports/batch_detail.html", context)
