"""Forms of submissions: handing up, commenting, answering."""

from typing import Any

from django import forms

from povertyportal.ui.fields import NormalizedCharField


class SubmitForm(forms.Form):
    """What the commune adds to its figures."""

    note = NormalizedCharField(
        label="Ghi chú gửi kèm", required=False, multiline=True, max_length=2_000
    )


class CommentForm(forms.Form):
    """What is wrong with one household."""

    text = NormalizedCharField(label="Ý kiến về hộ", multiline=True, max_length=2_000)


class AnswerForm(forms.Form):
    """Agreed, or sent back with a comment."""

    ACCEPT, SEND_BACK = "accept", "send_back"

    verdict = forms.ChoiceField(
        label="Trả lời",
        choices=[(ACCEPT, "Đồng ý"), (SEND_BACK, "Trả lại xã")],
        widget=forms.RadioSelect,
    )
    comment = NormalizedCharField(
        label="Ý kiến",
        required=False,
        multiline=True,
        max_length=2_000,
        help_text="Bắt buộc khi trả lại.",
    )
    document = NormalizedCharField(
        label="Số văn bản trả lời", required=False, max_length=120
    )
    needs_meeting = forms.BooleanField(
        label="Kết quả rà soát lại của các hộ có ý kiến phải họp dân lại",
        required=False,
        initial=True,
        help_text="Hộ chưa được họp dân nhất trí thì luôn phải họp dân.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == self.SEND_BACK and not data.get("comment"):
            self.add_error("comment", "Trả lại thì phải ghi ý kiến.")
        return data
