"""Forms of rounds."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from households.models import ReviewState, Step
from households.rules.standards import STANDARDS
from povertyportal.areas.models import Area
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    YearField,
)


class RoundForm(forms.Form):
    """A new annual round; dates begin as the law's calendar has them."""

    name = NormalizedCharField(label="Tên đợt", max_length=200)
    year = YearField(label="Năm rà soát")
    opens_on = VietnameseDateField(label="Mở từ ngày")
    closes_on = VietnameseDateField(label="Kết thúc ngày")
    list_valid_from = VietnameseDateField(
        label="Danh sách có hiệu lực từ ngày",
        help_text="Chuẩn nghèo được chọn theo ngày này.",
    )
    also = forms.MultipleChoiceField(
        label="Tính thêm theo chuẩn",
        required=False,
        choices=[(code, found.title) for code, found in STANDARDS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Khi chuẩn sắp thay đổi, một lần hỏi có thể tính theo hai chuẩn.",
    )
    due_list = VietnameseDateField(label="Hạn lập danh sách", required=False)
    due_survey = VietnameseDateField(label="Hạn rà soát, phân loại", required=False)
    due_meeting = VietnameseDateField(label="Hạn họp dân", required=False)
    due_posting = VietnameseDateField(
        label="Hạn niêm yết công khai",
        required=False,
        help_text="Hạn của bốn bước này do nơi mở đợt định; bỏ trống là ngày kết thúc "
        "đợt. Hạn báo cáo sơ bộ, công nhận, báo cáo chính thức theo quy trình.",
    )
    communes = forms.ModelMultipleChoiceField(
        Area.objects.none(), label="Các xã", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, communes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["communes"].queryset = communes  # type: ignore[attr-defined]

    def planned(self) -> dict[str, dt.date | None]:
        """The days planned, by step, taken out of the cleaned data."""
        steps = (Step.LIST, Step.SURVEY, Step.MEETING, Step.POSTING)
        return {
            step.value: self.cleaned_data.pop(f"due_{step.value}") for step in steps
        }

    @staticmethod
    def usual() -> dict[str, object]:
        """This year's annual round: 1 September to 14 December (QĐ 24/2021)."""
        year = timezone.localdate().year
        return {
            "name": f"Rà soát định kỳ năm {year}",
            "year": year,
            "opens_on": dt.date(year, 9, 1),
            "closes_on": dt.date(year, 12, 14),
            "list_valid_from": dt.date(year + 1, 1, 1),
        }


class ReviewFilterForm(forms.Form):
    """What narrows a round's list of households."""

    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), *ReviewState.choices],
    )
    area = forms.ModelChoiceField(
        Area.objects.none(), label="Xã, thôn", required=False, empty_label="Tất cả"
    )

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
