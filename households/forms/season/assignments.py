"""Forms of assigning villages to surveyors."""

from typing import Any

from django import forms

from povertyportal.accounts.models import Officer, Role
from povertyportal.areas.models import Area
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class AssignForm(forms.Form):
    """A surveyor, known here or by his login name, and a village."""

    village = forms.ModelChoiceField(Area.objects.none(), label="Thôn")
    surveyor = forms.ModelChoiceField(
        Officer.objects.none(),
        label="Rà soát viên",
        required=False,
        empty_label="Chọn người đã từng làm ở xã",
    )
    username = NormalizedCharField(
        label="Hoặc tên đăng nhập của người khác",
        required=False,
        max_length=60,
        help_text="Người mới, chưa phụ trách thôn nào của xã.",
    )
    starts = VietnameseDateField(label="Từ ngày")
    ends = VietnameseDateField(
        label="Đến trước ngày",
        required=False,
        help_text="Bỏ trống: đến khi thôi phân công.",
    )
    document = NormalizedCharField(
        label="Số văn bản phân công", required=False, max_length=120
    )
    document_on = VietnameseDateField(label="Ngày văn bản", required=False)
    scan = ScanField(label="Bản quét văn bản", required=False)

    def __init__(
        self, *args: Any, villages: Any, surveyors: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]
        self.fields["surveyor"].queryset = surveyors  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One surveyor: the chosen one or the named one."""
        data = super().clean() or {}
        named = data.get("username")
        if bool(named) == bool(data.get("surveyor")):
            self.add_error(
                "surveyor", "Hãy chọn một rà soát viên, hoặc ghi tên đăng nhập."
            )
        elif named:
            rows = Officer.objects.filter(role=Role.SURVEYOR, is_active=True)
            data["surveyor"] = rows.filter(username=named).first()
            if data["surveyor"] is None:
                self.add_error(
                    "username",
                    f"Không có rà soát viên với tên đăng nhập “{named}”: hãy kiểm tra "
                    "lại, hoặc nhờ quản trị hệ thống tạo tài khoản.",
                )
        return data


class EndAssignmentForm(forms.Form):
    """From when somebody no longer has the village, and why."""

    on = VietnameseDateField(label="Thôi phụ trách từ ngày")
    reason = NormalizedCharField(label="Lý do", required=False, max_length=300)
