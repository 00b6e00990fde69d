"""Forms about denominators."""

from typing import Any

from django import forms
from django.utils import timezone

from povertyportal.administration.services.populations import COUNTS
from povertyportal.areas.models import Area, AreaPopulation
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseIntegerField,
    YearField,
)

MOST = 10_000_000


class PopulationFilterForm(forms.Form):
    """For which year, and whether only communes that lack a number."""

    year = YearField(label="Năm", required=False)
    missing = forms.BooleanField(label="Chỉ xã chưa có số của năm", required=False)

    def chosen_year(self) -> int:
        """The year asked for, or this one."""
        asked = self.cleaned_data.get("year") if self.is_valid() else None
        return asked or timezone.localdate().year


class PopulationForm(forms.ModelForm):
    """The counts of a commune on a day; parts may not exceed the whole."""

    households = VietnameseIntegerField(
        label="Tổng số hộ dân cư", min_value=1, max_value=MOST
    )
    persons = VietnameseIntegerField(
        label="Tổng số nhân khẩu", min_value=1, max_value=MOST
    )
    minority_households = VietnameseIntegerField(
        label="Trong đó hộ dân tộc thiểu số", min_value=0, max_value=MOST, initial=0
    )
    minority_persons = VietnameseIntegerField(
        label="Trong đó nhân khẩu dân tộc thiểu số",
        min_value=0,
        max_value=MOST,
        initial=0,
    )
    local_households = VietnameseIntegerField(
        label="Trong đó hộ dân tộc thiểu số tại chỗ",
        min_value=0,
        max_value=MOST,
        initial=0,
    )
    local_persons = VietnameseIntegerField(
        label="Trong đó nhân khẩu dân tộc thiểu số tại chỗ",
        min_value=0,
        max_value=MOST,
        initial=0,
    )
    source_note = NormalizedCharField(
        label="Nguồn số liệu",
        max_length=300,
        required=False,
        help_text="Ví dụ: báo cáo dân số của công an xã, số và ngày văn bản.",
    )

    class Meta:
        model = AreaPopulation
        fields = [*COUNTS, "source_note"]

    def _post_clean(self) -> None:
        """The service checks the whole row; here only the fields fill it."""
        self.instance = forms.models.construct_instance(
            self, self.instance, self._meta.fields, self._meta.exclude
        )


class PopulationCreateForm(PopulationForm):
    """Also the commune and the day."""

    area = forms.ModelChoiceField(Area.objects.none(), label="Xã")
    counted_on = VietnameseDateField(
        label="Tính đến ngày",
        help_text="Số của năm là số gần nhất tính đến 31/12 năm đó.",
    )

    field_order = ["area", "counted_on"]

    class Meta(PopulationForm.Meta):
        fields = ["area", "counted_on", *PopulationForm.Meta.fields]

    def __init__(self, *args: Any, communes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = communes  # type: ignore[attr-defined]


class PopulationImportForm(forms.Form):
    """What holds for the rows of a file that do not say it themselves."""

    counted_on = VietnameseDateField(
        label="Tính đến ngày",
        required=False,
        help_text="Dùng cho các dòng không ghi ngày.",
    )
    source_note = NormalizedCharField(
        label="Nguồn số liệu",
        max_length=300,
        required=False,
        help_text="Ví dụ: báo cáo dân số của công an xã, số và ngày văn bản.",
    )
