"""The commune's answer to a comment from above."""

from django import forms

from households.services.season.comments import LONGEST
from povertyportal.ui.fields import NormalizedCharField


class AnswerForm(forms.Form):
    """What the commune says."""

    answer = NormalizedCharField(
        label="Xã trả lời",
        multiline=True,
        max_length=LONGEST,
        help_text="Đã kiểm tra gì, ở đâu, kết luận ra sao. Ghi rồi thì không sửa được.",
    )
