"""A commune's complaints, submissions, decisions, certificates: what screens show."""

from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from households.exports.households import heads_of
from households.exports.places import named, place_of
from households.forms.season.complaints import ComplaintFilterForm
from households.forms.season.decisions import CertificateFilterForm, RowFilterForm
from households.models import (
    Certificate,
    CommuneRound,
    Complaint,
    DecisionRow,
    RecognitionDecision,
    Submission,
)
from households.rules.standards import standard
from households.services.season import certificates, complaints, recognition
from households.services.season.progress import OPEN_COMPLAINTS
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import SearchKey
from povertyportal.sheets.exports import Found, RowExport, column, filters_of


def complaints_found(
    place: CommuneRound, query: QueryDict
) -> tuple[ComplaintFilterForm, QuerySet[Complaint]]:
    """A commune's complaints by the filters of an address, those that wait first."""
    form = ComplaintFilterForm(query)
    data = form.cleaned_data if form.is_valid() else {}
    rows = place.complaints.select_related("review__household", "review__village")
    if data.get("state") == "waiting":
        rows = rows.filter(state__in=OPEN_COMPLAINTS)
    elif data.get("state"):
        rows = rows.filter(state=data["state"])
    if data.get("level"):
        rows = rows.filter(level=data["level"])
    waits = Case(When(state__in=OPEN_COMPLAINTS, then=Value(0)), default=Value(1))
    return form, rows.order_by(waits, "-received_on", "-id")


def submissions_of(place: CommuneRound) -> QuerySet[Submission]:
    """What a commune has handed up in a round, newest first."""
    return (
        place.submissions.defer("figures")
        .select_related("submitted_by", "answered_by")
        .annotate(households=Count("comments"))
        .order_by("-submitted_at")
    )


def decisions_of(place: CommuneRound) -> QuerySet[RecognitionDecision]:
    """The decisions of a commune in a round, with `households`, newest first."""
    return (
        place.decisions.select_related("supersedes")
        .annotate(households=Count("rows"))
        .order_by("-pk")
    )


def rows_found(
    decision: RecognitionDecision, query: QueryDict
) -> tuple[RowFilterForm, QuerySet[DecisionRow]]:
    """A decision's households by the filters of an address, village by village."""
    form = RowFilterForm(query)
    rows = filtered(decision, form).select_related("review__village", "standing")
    return form, rows.order_by(
        "review__village__sort_key", "household__head_sort_key", "pk"
    )


def filtered(
    decision: RecognitionDecision, form: RowFilterForm
) -> QuerySet[DecisionRow]:
    """The rows that a search leaves."""
    rows = decision.rows.all()
    data = form.cleaned_data if form.is_valid() else {}
    if data.get("list"):
        rows = rows.filter(list=data["list"])
    return with_name(rows, data["q"]) if data.get("q") else rows


def with_name(rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    """Rows of households with a member of that name, accents or not.

    The rows are few and known: no index of all names is asked.
    """
    key = SearchKey(Value(" ".join(text.split())))
    return rows.alias(at=StrIndex("household__names_key", key)).filter(at__gt=0)


def certificates_found(
    place: CommuneRound, query: QueryDict
) -> tuple[CertificateFilterForm, QuerySet[Certificate]]:
    """The register of a place's certificates, by the filters of an address."""
    form = CertificateFilterForm(query)
    rows = certificates.register(place)
    data = form.cleaned_data if form.is_valid() else {}
    if data.get("state"):
        rows = rows.filter(state=data["state"])
    if text := data.get("q"):
        if text.isdecimal() and len(text) < 9:
            return form, rows.filter(number=int(text))
        rows = with_name(rows, text)
    return form, rows


class ComplaintExport(RowExport):
    """Khiếu nại."""

    code = "season-complaints"
    title = "Danh sách khiếu nại"
    act = Act.VIEW_FIGURES
    columns = (
        column("Về hộ", "review.household.head_name", 26),
        column("Thôn", "review.village.name", 22),
        column("Người khiếu nại", "complainant", 26),
        column("Giấu tên khi in", "is_anonymous", 10),
        column("Ngày nhận", "received_on", 12, "date"),
        column("Nơi giải quyết", "get_level_display", 22),
        column("Tình trạng", "get_state_display", 22),
        column("Hạn phúc tra", "due.day", 12, "date"),
        column("Ngày kết luận", "judged_on", 12, "date"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        form, rows = complaints_found(place, query)

        def with_dues(chunk: list[Complaint]) -> list[Complaint]:
            dues = complaints.recheck_dues(place, chunk)
            for each in chunk:
                setattr(each, "due", dues.get(each.pk))  # noqa: B010  only for show
            return chunk

        where, communes = named(place), {place.commune_id}
        return Found(rows, filters_of(form), where, communes, with_dues)


class SubmissionExport(RowExport):
    """Báo cáo cấp trên."""

    code = "season-submissions"
    title = "Báo cáo của xã"
    act = Act.VIEW_FIGURES
    columns = (
        column("Báo cáo", "get_kind_display", 30),
        column("Lần", "turn", 8, "whole"),
        column("Nộp lúc", "submitted_at", 17, "moment"),
        column("Người nộp", "submitted_by.full_name", 22),
        column("Tình trạng", "get_state_display", 18),
        column("Người trả lời", "answered_by.full_name", 22),
        column("Hộ có ý kiến", "households", 10, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        return Found(submissions_of(place), (), named(place), {place.commune_id})


class DecisionExport(RowExport):
    """Quyết định công nhận."""

    code = "season-decisions"
    title = "Quyết định công nhận"
    act = Act.VIEW_FIGURES
    columns = (
        column("Quyết định", lambda each: each.number or "Dự thảo", 20),
        column("Chuẩn", lambda each: standard(each.standard).title, 36),
        column("Số hộ", "households", 10, "whole"),
        column("Ngày ký", "signed_on", 12, "date"),
        column("Hiệu lực từ", "valid_from", 12, "date"),
        column("Thay thế", "supersedes.number", 20),
        column("Tình trạng", "get_state_display", 16),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        return Found(decisions_of(place), (), named(place), {place.commune_id})


class DecisionRowExport(RowExport):
    """Hộ của một quyết định công nhận."""

    code = "decision-rows"
    title = "Danh sách hộ kèm theo quyết định"
    act = Act.VIEW_FIGURES
    has_ids = True
    columns = (
        column("Chủ hộ", "head_name", 26),
        column("Số hộ", "household.number", 12),
        column("Số định danh chủ hộ", "head.masked_id", 18, whole="head.personal_id"),
        column("Thôn", "review.village.name", 22),
        column("Số khẩu", "persons", 10, "whole"),
        column("Diện trước đó", "get_former_class_display", 22),
        column("Danh sách", "get_list_display", 26),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        if object_id is None:
            raise Http404
        seen = recognition.visible(by).select_related("place__round", "place__commune")
        decision = get_object_or_404(seen, pk=object_id)
        form, rows = rows_found(decision, query)
        where = f"{decision.number or 'Dự thảo'}, {named(decision.place)}"
        return Found(
            rows.select_related("household", "review__village"),
            filters_of(form),
            where,
            {decision.place.commune_id},
            _with_heads,
        )


def _with_heads(rows: list[DecisionRow]) -> list[DecisionRow]:
    """The rows, each with the head of today of its household as `head`."""
    heads = heads_of(row.household_id for row in rows)
    for row in rows:
        setattr(row, "head", heads.get(row.household_id))  # noqa: B010  only for show
    return rows


class CertificateExport(RowExport):
    """Giấy chứng nhận."""

    code = "season-certificates"
    title = "Sổ cấp giấy chứng nhận"
    act = Act.VIEW_FIGURES
    columns = (
        column("Số", "full_number", 18),
        column("Chủ hộ", "household.head_name", 26),
        column("Thôn", "household.village.name", 22),
        column("Diện", "standing.get_poverty_class_display", 18),
        column("Ngày cấp", "issued_on", 12, "date"),
        column("Quyết định", "decision.number", 20),
        column("Tình trạng", "get_state_display", 18),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        form, rows = certificates_found(place, query)
        return Found(rows, filters_of(form), named(place), {place.commune_id})
