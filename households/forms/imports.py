"""Form of an import."""

import datetime as dt

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from households.services.importing import FIRST_YEAR
from povertyportal.ui.fields import VietnameseIntegerField


def _last_list() -> int:
    """The review whose list is newest: until December that of the year before."""
    today: dt.date = timezone.localdate()
    return today.year if today.month == 12 else today.year - 1


class ImportForm(forms.Form):
    """A list and the year of its review."""

    year = VietnameseIntegerField(
        label="Năm rà soát",
        initial=_last_list,
        min_value=FIRST_YEAR,
        help_text="Rà soát cuối năm 2025, danh sách từ 01/01/2026: ghi 2025.",
    )
    file = forms.FileField(
        label="Tệp danh sách (.xlsx)",
        help_text="Theo tệp mẫu; thứ tự cột tuỳ ý, có thể có dòng tên biểu ở trên.",
        error_messages={
            "required": "Chưa chọn tệp.",
            "empty": "Tệp rỗng: hãy chọn tệp khác.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is kept."""
        file: UploadedFile = self.cleaned_data["file"]
        most = settings.UPLOAD_MAX_BYTES
        if file.size and file.size > most:
            raise ValidationError(
                f"Tệp lớn {file.size // 1_048_576} MB, quá {most // 1_048_576} MB. Hãy "
                "chia thành nhiều tệp, mỗi xã một tệp."
            )
        return file
