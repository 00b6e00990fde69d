"""Forms of complaints: what was received, how it was judged, taken back."""

from typing import Any

from django import forms

from households.models import Complaint
from households.services.season.complaints import JUDGED, ComplaintText, Judgement
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class ComplaintForm(forms.Form):
    """What was received; `levels` are those that the officer may receive."""

    complainant = NormalizedCharField(label="Người khiếu nại", max_length=120)
    is_anonymous = forms.BooleanField(
        label="Giấu tên người khiếu nại khi in", required=False
    )
    received_on = VietnameseDateField(label="Ngày nhận")
    level = forms.ChoiceField(label="Nơi giải quyết", widget=forms.RadioSelect)
    text = NormalizedCharField(
        label="Nội dung khiếu nại",
        max_length=4_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    scan = ScanField(label="Đơn khiếu nại (bản quét)", required=False)

    def __init__(self, *args: Any, levels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [each for each in Complaint.Level.choices if each[0] in levels]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]
        self.fields["level"].initial = choices[0][0]

    def said(self) -> ComplaintText:
        """What was typed, once it is valid; the file aside."""
        data = {key: each for key, each in self.cleaned_data.items() if key != "scan"}
        return ComplaintText(**data)


class JudgementForm(forms.Form):
    """How a complaint was decided."""

    state = forms.ChoiceField(
        label="Kết luận",
        choices=[(state.value, state.label) for state in JUDGED],
        widget=forms.RadioSelect,
    )
    words = NormalizedCharField(
        label="Nội dung kết luận",
        max_length=4_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    judged_on = VietnameseDateField(label="Ngày kết luận")
    document = NormalizedCharField(
        label="Số văn bản trả lời", max_length=120, required=False
    )

    def given(self) -> Judgement:
        """What was typed, once it is valid."""
        return Judgement(**self.cleaned_data)


class WithdrawForm(forms.Form):
    """Why and when a complaint was taken back."""

    on = VietnameseDateField(label="Ngày rút")
    reason = NormalizedCharField(
        label="Lý do rút",
        max_length=1_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ComplaintFilterForm(forms.Form):
    """What narrows a commune's complaints."""

    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("waiting", "Chưa có kết luận"),
            *Complaint.State.choices,
        ],
    )
    level = forms.ChoiceField(
        label="Nơi giải quyết",
        required=False,
        choices=[("", "Tất cả"), *Complaint.Level.choices],
    )
