"""Forms of the scorecards' page."""

from django import forms

from povertyportal.ui.fields import NormalizedCharField


class ScorecardForm(forms.Form):
    """A workbook with a table of B1 points, and what it is called."""

    title = NormalizedCharField(
        label="Tên bảng điểm",
        max_length=200,
        help_text="Ghi cả số văn bản, để người xem kết quả tìm lại được.",
    )
    file = forms.FileField(
        label="Tệp Excel (.xlsx)",
        help_text="Dòng đầu là tiêu đề: Chuẩn, Vùng, Mục, Mức, Điểm.",
        error_messages={
            "required": "Chưa chọn tệp.",
            "empty": "Tệp rỗng: hãy chọn tệp khác.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
