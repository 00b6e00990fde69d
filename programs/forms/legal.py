"""Forms of the register of documents."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from povertyportal.documents.attachments import ScanField
from povertyportal.documents.models import LegalDocument
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField
from programs.forms.places import year_choices
from programs.forms.records import RecordForm, long_text
from programs.services.legal import half_of

ALL = ("", "Tất cả")
MARKS = [ALL, ("yes", "Đã đối chiếu văn bản"), ("no", "Chưa đối chiếu văn bản")]


class DocumentFilterForm(forms.Form):
    """What narrows the register."""

    q = NormalizedCharField(label="Số, trích yếu", max_length=100, required=False)
    kind = forms.ChoiceField(
        label="Loại", required=False, choices=[ALL, *LegalDocument.Kind.choices]
    )
    day = VietnameseDateField(label="Có hiệu lực vào ngày", required=False)
    mark = forms.ChoiceField(label="Đối chiếu", required=False, choices=MARKS)


class HalfYearForm(forms.Form):
    """Which half of which year."""

    year = forms.TypedChoiceField(label="Năm", coerce=int, required=False)
    half = forms.TypedChoiceField(
        label="6 tháng",
        coerce=int,
        required=False,
        choices=[("1", "Đầu năm"), ("2", "Cuối năm")],
    )

    def __init__(self, query: Any) -> None:
        now = half_of(timezone.localdate())
        asked = {"year": str(now.year), "half": str(now.half), **query.dict()}
        super().__init__(asked)
        self.fields["year"].choices = year_choices()  # type: ignore[attr-defined]


class DocumentForm(RecordForm):
    """What the register says of a document, with its text as published."""

    others = frozenset({"replaces", "upload"})

    kind = forms.ChoiceField(
        label="Loại",
        choices=[("", "Chọn loại"), *LegalDocument.Kind.choices],
        error_messages={"required": "Hãy chọn loại văn bản."},
    )
    number = NormalizedCharField(
        label="Số, ký hiệu", max_length=60, help_text="Ví dụ: 90/QĐ-TTg."
    )
    issuer = NormalizedCharField(label="Cơ quan ban hành", max_length=160)
    title = long_text("Trích yếu", 400, 3)
    issued_on = VietnameseDateField(label="Ngày ban hành", required=False)
    effective_from = VietnameseDateField(label="Có hiệu lực từ", required=False)
    effective_to = VietnameseDateField(
        label="Hết hiệu lực từ",
        required=False,
        help_text="Ngày đầu tiên không còn áp dụng.",
    )
    replaces = NormalizedCharField(
        label="Thay thế các văn bản",
        max_length=600,
        required=False,
        help_text="Số, ký hiệu trong danh mục, cách nhau bằng dấu chấm phẩy, ví dụ "
        "17/2016/TT-BLĐTBXH; 14/2018/TT-BLĐTBXH.",
    )
    applied_in = long_text("Áp dụng trong cổng ở", 400, 2, required=False)
    is_verified = forms.BooleanField(
        label="Đã đối chiếu số và các ngày với văn bản", required=False
    )
    note = long_text("Ghi chú", 400, 2, required=False)
    upload = ScanField(label="Tệp văn bản", required=False)

    def __init__(
        self, *args: Any, row: LegalDocument | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            older = "; ".join(each.number for each in row.replaces.all())
            self.initial = {**self.initial_of(row), "replaces": older}

    def clean_replaces(self) -> list[LegalDocument]:
        """The documents of the numbers; two of one number are told apart by issuer."""
        asked = self.cleaned_data["replaces"].split(";")
        return [_document_of(text.strip()) for text in asked if text.strip()]


def _document_of(text: str) -> LegalDocument:
    number, _, issuer = (part.strip() for part in text.partition(","))
    rows = LegalDocument.objects.filter(number__iexact=number)
    found = list(rows.filter(issuer__iexact=issuer) if issuer else rows)
    if not found:
        raise ValidationError(
            f"Không có văn bản “{text}” trong danh mục. Hãy xem lại số, ký hiệu hoặc "
            "thêm văn bản đó trước."
        )
    if len(found) > 1:
        raise ValidationError(
            f"Có {len(found)} văn bản số {number}. Hãy ghi thêm cơ quan ban hành sau "
            f"dấu phẩy, ví dụ “{number}, {found[0].issuer}”."
        )
    return found[0]
