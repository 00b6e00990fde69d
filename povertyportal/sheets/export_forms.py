"""Forms of exports: whole ids and why, a password."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from povertyportal.ui.fields import NormalizedCharField

LARGEST_LOCKED = 64 * 1_048_576  # bytes


class ExportForm(forms.Form):
    """Whether personal ids are whole; offered where role and list allow it."""

    whole_ids = forms.BooleanField(
        label="Ghi đầy đủ số định danh cá nhân",
        required=False,
        help_text="Để trống thì số định danh được che, chỉ thấy vài chữ số.",
    )
    purpose = NormalizedCharField(
        label="Mục đích",
        required=False,
        max_length=300,
        help_text="Chỉ cần khi ghi đầy đủ số định danh; được ghi vào nhật ký và in "
        "trên tệp.",
    )

    def __init__(self, *args: Any, offers_ids: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not offers_ids:
            del self.fields["whole_ids"], self.fields["purpose"]

    def clean(self) -> dict[str, Any]:
        """Whole ids need a purpose; a purpose without them asks for nothing."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("whole_ids") and not data.get("purpose"):
            self.add_error(
                "purpose",
                ValidationError("Hãy ghi mục đích lấy đầy đủ số định danh."),
            )
        if not data.get("whole_ids"):
            data["purpose"] = ""
        return data


class PasswordForm(forms.Form):
    """A password for the downloaded file; it is shown as typed, since a slip would
    lock the file for good."""

    password = forms.CharField(
        label="Mật khẩu mở tệp",
        required=False,
        min_length=8,
        max_length=100,
        strip=False,
        help_text="Không bắt buộc. Cổng không giữ mật khẩu này: quên thì tải tệp lại.",
        error_messages={"min_length": "Mật khẩu mở tệp cần ít nhất 8 ký tự."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, size: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.size = size

    def clean_password(self) -> str:
        """Composed, as Vietnamese keyboards type it into Excel.

        Locking holds the whole file in memory: not every file can be.
        """
        password = unicodedata.normalize("NFC", self.cleaned_data["password"])
        if password and self.size > LARGEST_LOCKED:
            raise ValidationError(
                f"Tệp lớn hơn {LARGEST_LOCKED // 1_048_576} MB không đặt mật khẩu "
                "được: hãy lọc danh sách ngắn lại, hoặc để trống mật khẩu."
            )
        return password
