"""Forms about keys of other systems."""

from typing import Any, cast

from django import forms
from django.db.models import Prefetch
from django.utils import timezone

from povertyportal.accounts.models import Officer, OfficerScope
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
        help_text="Chỉ tài khoản lập riêng cho hệ thống (Cán bộ, Tạo tài khoản). Hệ "
        "thống đọc được đúng những gì vai trò và địa bàn của tài khoản này cho xem.",
    )
    expires = VietnameseDateField(
        label="Dùng đến trước ngày", help_text="Không quá một năm kể từ hôm nay."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = OfficerScope.objects.on(timezone.localdate()).select_related("area")
        accounts = Officer.objects.filter(is_active=True, is_system=True)
        chosen = cast(forms.ModelChoiceField, self.fields["officer"])
        chosen.queryset = accounts.order_by("username").prefetch_related(
            Prefetch("scopes", today, to_attr="scopes_today")
        )
        chosen.label_from_instance = _account  # type: ignore[assignment]


def _account(officer: Any) -> str:
    """An account by its login, name, role and areas of today."""
    areas = ", ".join(str(scope.area) for scope in officer.scopes_today)
    said = f"{officer.username}: {officer.full_name}, {officer.get_role_display()}"
    return f"{said}; {areas or 'chưa giao địa bàn'}"
