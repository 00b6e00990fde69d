"""The register of documents: what screens show."""

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, StrIndex
from django.http import QueryDict
from django.utils import timezone

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import SearchKey
from povertyportal.documents.models import LegalDocument
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.forms.legal import DocumentFilterForm, HalfYearForm
from programs.services.legal import (
    FORCE_WORDS,
    Change,
    HalfYear,
    changes_in,
    force_on,
    half_of,
    possible_on,
)

SORTS = {
    "issued": "issued_on",
    "force": "effective_from",
    "number": "number",
}


def documents_found(
    query: QueryDict,
) -> "tuple[DocumentFilterForm, QuerySet[LegalDocument]]":
    """Documents by the filters of an address, by default the newest first."""
    form = DocumentFilterForm(query)
    data = form.cleaned_data if form.is_valid() else {}
    rows = LegalDocument.objects.prefetch_related("replaces", "replaced_by")
    if data.get("kind"):
        rows = rows.filter(kind=data["kind"])
    if data.get("mark"):
        rows = rows.filter(is_verified=data["mark"] == "yes")
    if data.get("day"):
        rows = rows.filter(possible_on(data["day"]))
    if data.get("q"):
        text = Concat("number", Value(" "), "title", Value(" "), "issuer")
        at = StrIndex(SearchKey(text), SearchKey(Value(data["q"])))
        rows = rows.alias(at=at).filter(at__gt=0)
    return form, in_order(rows, query.get("sort", ""))


def in_order(rows: "QuerySet[LegalDocument]", sort: str) -> "QuerySet[LegalDocument]":
    """By a key of SORTS ("-issued" downward), by default the newest first."""
    name = SORTS.get(sort.removeprefix("-"))
    by = F(name or "issued_on")
    is_up = name is not None and not sort.startswith("-")
    order = by.asc(nulls_last=True) if is_up else by.desc(nulls_last=True)
    return rows.order_by(order, "number")


def half_asked(query: QueryDict) -> tuple[HalfYearForm, HalfYear]:
    """The half year of an address, by default this one."""
    form = HalfYearForm(query)
    data = form.cleaned_data if form.is_valid() else {}
    if data.get("year") and data.get("half"):
        return form, HalfYear(data["year"], data["half"])
    return form, half_of(timezone.localdate())


def _replaced(document: LegalDocument) -> str:
    return "; ".join(each.number for each in document.replaces.all())


def _force(document: LegalDocument) -> str:
    return FORCE_WORDS[force_on(document, timezone.localdate())]


def _mark(document: LegalDocument) -> str:
    return "đã đối chiếu" if document.is_verified else "chưa đối chiếu"


class DocumentExport(RowExport):
    """The documents of the register."""

    code = "legal-documents"
    title = "Danh mục văn bản"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Số, ký hiệu", "number", 24),
        column("Loại", "get_kind_display", 20),
        column("Cơ quan ban hành", "issuer", 32),
        column("Trích yếu", "title", 60),
        column("Ngày ban hành", "issued_on", 14, "date"),
        column("Có hiệu lực từ", "effective_from", 14, "date"),
        column("Hết hiệu lực từ", "effective_to", 14, "date"),
        column("Hiệu lực hôm nay", _force, 24),
        column("Thay thế", _replaced, 28),
        column("Áp dụng trong cổng ở", "applied_in", 48),
        column("Đối chiếu", _mark, 18),
        column("Ghi chú", "note", 48),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = documents_found(query)
        return Found(rows, filters_of(form))


def _changed(change: Change) -> str:
    return change.document.get_kind_display()


class DocumentChangeExport(RowExport):
    """What changed in a half year."""

    code = "legal-changes"
    title = "Văn bản thay đổi"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Ngày", "day", 12, "date"),
        column("Thay đổi", "what", 16),
        column("Số, ký hiệu", "document.number", 24),
        column("Loại", _changed, 20),
        column("Trích yếu", "document.title", 60),
        column("Áp dụng trong cổng ở", "document.applied_in", 48),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        _, half = half_asked(query)
        return Found(changes_in(half), where=str(half))
