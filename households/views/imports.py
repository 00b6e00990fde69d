"""Pages of imports: send a list, follow it, read what must be corrected."""

import io

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from households import tasks
from households.forms.imports import ImportForm
from households.imports.layouts import SHEETS
from households.services.importing import visible_batches
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.sheets.lists import write_lists

PAGE = 50
PROBLEMS_SHOWN = 200


@require_GET
def import_list(request: OfficerRequest) -> HttpResponse:
    """Imports of one's area, newest first."""
    require(request.user, Act.IMPORT_LISTS)
    batches = visible_batches(request.user).select_related("owner").defer("problems")
    page = Paginator(batches, PAGE).get_page(request.GET.get("page"))
    return render(request, "households/import_list.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
def import_create(request: OfficerRequest) -> HttpResponse:
    """Send a list; it is imported in the background."""
    require(request.user, Act.IMPORT_LISTS)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = tasks.start_import(
                by=request.user,
                file=file,
                filename=file.name,
                year=form.cleaned_data["year"],
            )
        except ValidationError as error:
            form.add_error("year" if error.code == "year" else "file", error)
        else:
            return redirect("households:import-detail", batch.pk)
    return render(request, "households/import_create.html", {"form": form})


@require_GET
def import_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One import, its progress and its problems; with ?fragment=1 its progress."""
    require(request.user, Act.IMPORT_LISTS)
    batch = get_object_or_404(
        visible_batches(request.user).select_related("owner"), pk=pk
    )
    context = {
        "batch": batch,
        "communes": batch.communes.order_by("path"),
        "page_obj": Paginator(batch.problems, PROBLEMS_SHOWN).get_page(
            request.GET.get("page")
        ),
    }
    part = "households/_import_progress.html"
    template = part if "fragment" in request.GET else "households/import_detail.html"
    return render(request, template, context)


@require_GET
def import_template(request: OfficerRequest) -> FileResponse:
    """An empty list with every column, to be filled in."""
    require(request.user, Act.IMPORT_LISTS)
    book = io.BytesIO()
    title = ["Danh sách hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo"]
    write_lists(book, title, [(layout, ()) for layout in SHEETS])
    book.seek(0)
    return FileResponse(
        book, as_attachment=True, filename="mau-danh-sach-ho-ngheo-can-ngheo.xlsx"
    )
