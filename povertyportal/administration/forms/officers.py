"""Forms about officers, their areas and committees."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from povertyportal.accounts.models import Committee, CommitteeMember, Officer, Role
from povertyportal.administration.forms.areas import AreaPickForm
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class OfficerFilterForm(forms.Form):
    """What narrows the list of officers."""

    q = NormalizedCharField(label="Tên", max_length=60, required=False)
    role = forms.ChoiceField(
        label="Vai trò", required=False, choices=[("", "Mọi vai trò"), *Role.choices]
    )
    inactive = forms.BooleanField(label="Cả tài khoản đã khóa", required=False)


class OfficerForm(forms.Form):
    """Who an officer is and what his role is."""

    full_name = NormalizedCharField(label="Họ và tên", max_length=120)
    role = forms.ChoiceField(label="Vai trò", choices=Role.choices)
    phone = NormalizedCharField(label="Số điện thoại", max_length=20, required=False)


class OfficerCreateForm(OfficerForm):
    """Also the name to log in with, which never changes."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ thường không dấu, chữ số, dấu chấm, gạch ngang. Không đổi được.",
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]{2,59}$",
                "Chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch ngang; "
                "ít nhất 3 ký tự.",
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )
    is_system = forms.BooleanField(
        label="Tài khoản của một hệ thống, không phải của người",
        required=False,
        help_text="Không đăng nhập được; chỉ để cấp mã truy cập đọc số liệu qua API.",
    )
    field_order = ["username", "full_name"]


class OfficerEditForm(OfficerForm):
    """Also whether the account is in use."""

    is_active = forms.BooleanField(
        label="Đang dùng",
        required=False,
        help_text="Bỏ chọn để khóa tài khoản; hồ sơ và nhật ký vẫn được giữ.",
    )


class PeriodForm(forms.Form):
    """A half-open time."""

    starts = VietnameseDateField(label="Từ ngày", initial=timezone.localdate)
    ends = VietnameseDateField(label="Đến trước ngày", required=False)


class ScopeForm(AreaPickForm, PeriodForm):
    """An area that an officer is to answer for."""

    field_order = ["place", "area", "starts", "ends"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].help_text = "Bắt buộc với thành viên đoàn kiểm tra."


class EndForm(forms.Form):
    """The day from which something is over."""

    on = VietnameseDateField(label="Kết thúc từ ngày", initial=timezone.localdate)


class CommitteeForm(forms.Form):
    """A committee's name."""

    name = NormalizedCharField(label="Tên ban chỉ đạo", max_length=200)


class DutyForm(forms.Form):
    """What a member does in the committee."""

    duty = forms.ChoiceField(
        label="Vai trò trong ban",
        choices=CommitteeMember.Duty.choices,
        help_text="Ủy viên Thường trực và Thư ký ghi hồ sơ của ban: họp, kết luận, "
        "nhiệm vụ.",
    )


class MemberForm(PeriodForm):
    """An officer's seat."""

    officer = forms.ModelChoiceField(
        Officer.objects.none(),
        label="Cán bộ",
        help_text="Chỉ tài khoản có vai trò “Thành viên Ban Chỉ đạo”. Người kiêm nhiệm "
        "có hai tài khoản.",
    )
    seat = forms.ModelChoiceField(
        CommitteeMember.objects.none(),
        label="Là thành viên đã có tên trong quyết định",
        required=False,
        empty_label="Không, thêm thành viên mới",
        help_text="Khi đã chọn, ngày và chức vụ theo quyết định, bỏ qua các ô dưới.",
    )
    duty = forms.ChoiceField(
        label="Vai trò trong ban",
        choices=CommitteeMember.Duty.choices,
        initial=CommitteeMember.Duty.MEMBER,
        help_text="Ủy viên Thường trực và Thư ký ghi hồ sơ của ban: họp, kết luận, "
        "nhiệm vụ.",
        required=False,
    )
    position = NormalizedCharField(
        label="Chức vụ trong ban", max_length=120, required=False
    )
    field_order = ["officer", "seat", "duty", "position", "starts", "ends"]

    def __init__(
        self, *args: Any, by: Officer, committee: Committee, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = committee.members.filter(officer=None).order_by("name", "pk")
        seat = self.fields["seat"]
        seat.queryset = named  # type: ignore[attr-defined]
        seat.label_from_instance = _seat  # type: ignore[attr-defined]
        members = Officer.objects.filter(is_active=True, role=Role.COMMITTEE)
        members = members.exclude(pk=by.pk).order_by("username")
        field = self.fields["officer"]
        field.queryset = members  # type: ignore[attr-defined]
        field.label_from_instance = _name  # type: ignore[attr-defined]

    def clean_duty(self) -> str:
        """An ordinary member where nothing is said."""
        said: str = self.cleaned_data["duty"]
        return said or CommitteeMember.Duty.MEMBER


def _seat(member: CommitteeMember) -> str:
    return f"{member.name}, {member.in_committee} (từ {member.starts:%d/%m/%Y})"


def _name(officer: Officer) -> str:
    return f"{officer.full_name} ({officer.username})"


class OfficerImportForm(forms.Form):
    """From when areas in a file are given."""

    starts = VietnameseDateField(
        label="Giao địa bàn từ ngày",
        help_text="Dùng cho các dòng không ghi ngày.",
        initial=timezone.localdate,
    )
