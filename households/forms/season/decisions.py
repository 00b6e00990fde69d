"""Forms of recognition: the signature, corrections, certificates."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from households.models import Certificate, DecisionRow
from households.services.season.signing import Signature
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class SignForm(forms.Form):
    """What the leader writes under the decision."""

    number = NormalizedCharField(
        label="Số quyết định", max_length=60, help_text="Ví dụ: 120/QĐ-UBND"
    )
    signed_on = VietnameseDateField(
        label="Ngày ký", help_text="Sau ngày cuối của đợt niêm yết."
    )
    position = NormalizedCharField(label="Chức vụ", max_length=120)

    def signature(self) -> Signature:
        """What was typed, once it is valid."""
        return Signature(**self.cleaned_data)

    @staticmethod
    def usual() -> dict[str, Any]:
        """Signed today, by the chairman."""
        return {"signed_on": timezone.localdate(), "position": "Chủ tịch"}


class RowFilterForm(forms.Form):
    """What narrows the households of a decision."""

    list = forms.ChoiceField(
        label="Danh sách",
        required=False,
        choices=[("", "Tất cả"), *DecisionRow.List.choices],
    )
    q = NormalizedCharField(label="Chủ hộ", required=False, max_length=120)


class CorrectForm(forms.Form):
    """Why signed results are corrected."""

    reason = NormalizedCharField(
        label="Lý do sửa",
        multiline=True,
        max_length=2_000,
        help_text="Ghi rõ sai ở đâu, theo căn cứ nào. Lý do được lưu cùng phiếu sửa.",
    )


class SupersedeForm(forms.Form):
    """Why a signed decision is replaced."""

    reason = NormalizedCharField(
        label="Lý do thay thế", multiline=True, max_length=2_000
    )


class ScanForm(forms.Form):
    """The signed paper."""

    scan = ScanField(label="Bản quét quyết định đã ký")


class CertificateFilterForm(forms.Form):
    """What narrows the register of certificates."""

    q = NormalizedCharField(label="Chủ hộ hoặc số giấy", required=False, max_length=120)
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), *Certificate.State.choices],
    )


class ReissueForm(forms.Form):
    """Why another certificate is issued."""

    why = forms.TypedChoiceField(
        label="Lý do cấp lại",
        choices=[
            (each.value, each.label)
            for each in Certificate.Why
            if each != Certificate.Why.FIRST
        ],
        coerce=Certificate.Why,
        widget=forms.RadioSelect,
    )
    note = NormalizedCharField(label="Ghi chú", required=False, max_length=300)


class ConfirmationForm(forms.Form):
    """As of which day."""

    day = VietnameseDateField(label="Xác nhận tại ngày")

    def clean_day(self) -> dt.date:
        """Nobody can say what a household will be."""
        day: dt.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                "Ngày này chưa đến: chỉ xác nhận được đến hôm nay."
            )
        return day
