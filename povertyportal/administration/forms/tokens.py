"""Forms about keys of other systems."""

from typing import Any, cast

from django import forms

from povertyportal.accounts.models import Officer, Role
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class TokenFilterForm(forms.Form):
    """What narrows the list of keys."""

    q = NormalizedCharField(label="Tên hệ thống", max_length=60, required=False)
    ended = forms.BooleanField(label="Cả mã không còn dùng được", required=False)


class TokenForm(forms.Form):
    """Which system reads as whom, until when."""

    name = NormalizedCharField(
        label="Tên hệ thống",
        max_length=120,
        help_text="Như đơn vị quản lý hệ thống gọi nó.",
    )
    officer = forms.ModelChoiceField(
        label="Tài khoản",
        queryset=Officer.objects.none(),
        empty_label="Chọn tài khoản",
        help_text="Tài khoản lập riêng cho hệ thống: hệ thống đọc được đúng những gì "
        "vai trò và địa bàn của tài khoản này cho xem.",
    )
    expires = VietnameseDateField(
        label="Dùng đến trước ngày", help_text="Không quá một năm kể từ hôm nay."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        accounts = Officer.objects.filter(is_active=True)
        chosen = cast(forms.ModelChoiceField, self.fields["officer"])
        chosen.queryset = accounts.exclude(role=Role.ADMINISTRATOR)
