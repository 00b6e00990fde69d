"""The register of documents: list, changes of a half year, document, its file."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.documents.models import LegalDocument
from programs.exports.legal import documents_found, half_asked
from programs.forms.legal import DocumentForm
from programs.services.legal import (
    FORCE_TONES,
    FORCE_WORDS,
    add_document,
    change_document,
    changes_in,
    force_on,
)
from programs.views.home import sections
from programs.views.records import page_of, write_page


@require_GET
def document_list(request: OfficerRequest) -> HttpResponse:
    """The register, by filters that live in the URL; in force today or on ?day=."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = documents_found(request.GET)
    page = page_of(request, rows)
    asked = form.cleaned_data.get("day") if form.is_valid() else None
    day = asked or timezone.localdate()
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page,
        "rows": [(each, *_force(each, day)) for each in page],
        "day": day,
        "may_edit": can(request.user, Act.EDIT_PROGRAMMES),
    }
    return render(request, "programs/legal/list.html", context)


def _force(document: LegalDocument, day: Any) -> tuple[str, str]:
    force = force_on(document, day)
    return FORCE_WORDS[force], FORCE_TONES[force]


@require_GET
def document_changes(request: OfficerRequest) -> HttpResponse:
    """What was issued, came into force or ended in a half year."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, half = half_asked(request.GET)
    context = {
        "sections": sections(request.user),
        "form": form,
        "half": half,
        "rows": changes_in(half),
    }
    return render(request, "programs/legal/changes.html", context)


@require_GET
def document_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A document: dates, what it replaces, where the portal applies it."""
    require(request.user, Act.VIEW_PROGRAMMES)
    found = get_object_or_404(LegalDocument, pk=pk)
    words, tone = _force(found, timezone.localdate())
    context = {
        "document": found,
        "words": words,
        "tone": tone,
        "replaces": found.replaces.all(),
        "replaced_by": found.replaced_by.all(),
        "programmes": found.programmes.all(),
        "may_edit": can(request.user, Act.EDIT_PROGRAMMES),
    }
    return render(request, "programs/legal/detail.html", context)


def _said(form: DocumentForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "values": form.values(),
        "replaces": data["replaces"],
        "upload": data["upload"],
    }


@require_http_methods(["GET", "POST"])
def document_create(request: OfficerRequest) -> HttpResponse:
    """Take a document into the register."""
    require(request.user, Act.EDIT_PROGRAMMES)
    form = DocumentForm(request.POST or None, request.FILES or None)

    def add() -> str:
        add_document(by=request.user, **_said(form))
        return "Đã thêm văn bản."

    back = reverse("programs:document-list")
    return write_page(request, form, add, heading="Thêm văn bản", back=back)


@require_http_methods(["GET", "POST"])
def document_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change what the register says of a document."""
    require(request.user, Act.EDIT_PROGRAMMES)
    found = get_object_or_404(LegalDocument, pk=pk)
    form = DocumentForm(request.POST or None, request.FILES or None, row=found)

    def change() -> str:
        change_document(by=request.user, document=found, **_said(form))
        return "Đã lưu văn bản."

    back = reverse("programs:document-detail", args=[found.pk])
    lead = f"{found.number}, {found.issuer}"
    return write_page(
        request, form, change, heading="Sửa văn bản", back=back, lead=lead
    )


@require_GET
def document_file(request: OfficerRequest, pk: int) -> FileResponse:
    """The text as published."""
    require(request.user, Act.VIEW_PROGRAMMES)
    found = get_object_or_404(LegalDocument, pk=pk)
    if not found.file:
        raise Http404
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.file_name
    )
