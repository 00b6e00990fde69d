"""Forms of imports: the file, the reason of a reversal."""

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import QueryDict

from povertyportal.sheets.kinds import ImportKind
from povertyportal.sheets.services.batches import STATES
from povertyportal.sheets.services.receiving import SUFFIXES
from povertyportal.ui.fields import NormalizedCharField


class FileForm(forms.Form):
    """A file to import; a kind's own questions stand in a form of the kind."""

    file = forms.FileField(
        label="Tệp danh sách",
        help_text="Tệp .xlsx, .xlsm, .xls hoặc .csv (UTF-8). Thứ tự cột tuỳ ý; có thể "
        "có dòng tên biểu ở trên.",
        error_messages={
            "required": "Chưa chọn tệp.",
            "empty": "Tệp rỗng: hãy chọn tệp khác.",
        },
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
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


class RevertForm(forms.Form):
    """Why an import is taken back."""

    reason = NormalizedCharField(
        label="Lý do hoàn lại",
        max_length=500,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Được ghi vào nhật ký cùng tên bạn.",
        error_messages={"required": "Hãy ghi lý do hoàn lại."},
    )


class FilterForm(forms.Form):
    """Which imports the list shows."""

    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("waiting", "Chờ xác nhận"),
            ("failed", "Bị lỗi"),
            ("left", "Còn dòng chờ quyết định"),
        ],
    )

    def __init__(self, data: QueryDict, kinds: Iterable[ImportKind]) -> None:
        super().__init__(data)
        named = [(kind.code, kind.title) for kind in kinds]
        self.fields["kind"] = forms.ChoiceField(
            label="Loại danh sách", required=False, choices=[("", "Tất cả"), *named]
        )

    @property
    def condition(self) -> Q:
        """The chosen filters; what is not known filters nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        found = STATES.get(chosen.get("state", ""), Q())
        return found & Q(kind=chosen["kind"]) if chosen.get("kind") else found
