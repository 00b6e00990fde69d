"""Forms about the calendar of days off."""

from django import forms
from django.utils import timezone

from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField, YearField
from povertyportal.workdays.models import SpecialDay


class CalendarYearForm(forms.Form):
    """Which year of the calendar is shown."""

    year = YearField(label="Năm", required=False)

    def chosen_year(self) -> int:
        """The year asked for, or this one."""
        asked = self.cleaned_data.get("year") if self.is_valid() else None
        return asked or timezone.localdate().year


class SpecialDayForm(forms.ModelForm):
    """A day that differs from the week, with the text that says so."""

    day = VietnameseDateField(label="Ngày")
    name = NormalizedCharField(label="Tên", max_length=120)
    source = NormalizedCharField(
        label="Căn cứ",
        max_length=300,
        help_text="Số, ngày và nơi ban hành văn bản hoặc thông báo.",
    )
    is_verified = forms.BooleanField(label="Đã đối chiếu văn bản", required=False)

    class Meta:
        model = SpecialDay
        fields = ["day", "kind", "name", "source", "is_verified"]
        widgets = {"kind": forms.RadioSelect}

    def _post_clean(self) -> None:
        """The service checks the whole row; here only the fields fill it."""
        self.instance = forms.models.construct_instance(
            self, self.instance, self._meta.fields, self._meta.exclude
        )


class DeletionForm(forms.Form):
    """Why a day is taken out."""

    reason = NormalizedCharField(label="Lý do xóa", max_length=300)


class FilledYearForm(forms.Form):
    """By which text a year is whole; empty: it is not."""

    source = NormalizedCharField(
        label="Căn cứ",
        required=False,
        max_length=300,
        help_text="Ghi văn bản cho biết lịch của cả năm; bỏ trống nếu lịch chưa đủ.",
    )
