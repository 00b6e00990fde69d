"""Correcting the procedure's terms."""

from django import forms

from households.models import Procedure, ProcedureRule
from povertyportal.ui.fields import NormalizedCharField, VietnameseIntegerField

WHY = "Vì sao sửa, ví dụ: đã đọc văn bản, điều khoản nào."


class RuleForm(forms.ModelForm):
    """A day count, or a fixed day, with where it was read."""

    days = VietnameseIntegerField(
        label="Số ngày",
        required=False,
        min_value=0,
        max_value=400,
        help_text="Số ngày kể từ mốc; bỏ trống nếu là ngày cố định.",
    )
    day = VietnameseIntegerField(
        label="Ngày cố định", required=False, min_value=1, max_value=31
    )
    month = VietnameseIntegerField(
        label="Tháng",
        required=False,
        min_value=1,
        max_value=12,
        help_text="Bỏ trống nếu là ngày ấy của mỗi tháng.",
    )
    before = forms.BooleanField(
        label="“Trước ngày”: chính ngày đó đã là muộn", required=False
    )
    citation = NormalizedCharField(label="Căn cứ", max_length=300)
    is_verified = forms.BooleanField(label="Đã đối chiếu văn bản", required=False)
    reason = NormalizedCharField(label="Lý do sửa", max_length=300, help_text=WHY)

    class Meta:
        model = ProcedureRule
        fields = [
            "days",
            "day_kind",
            "day",
            "month",
            "before",
            "citation",
            "is_verified",
        ]
        widgets = {"day_kind": forms.RadioSelect}


class ProcedureForm(forms.ModelForm):
    """Whose opinion a version asks for, and whether its text was read."""

    opinion_by = NormalizedCharField(
        label="Xin ý kiến của", max_length=120, required=False
    )
    opinion_required = forms.BooleanField(label="Bắt buộc xin ý kiến", required=False)
    is_verified = forms.BooleanField(label="Đã đối chiếu văn bản", required=False)
    note = NormalizedCharField(
        label="Ghi chú", max_length=400, required=False, multiline=True
    )
    reason = NormalizedCharField(label="Lý do sửa", max_length=300, help_text=WHY)

    class Meta:
        model = Procedure
        fields = ["opinion_by", "opinion_required", "is_verified", "note"]
