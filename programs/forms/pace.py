"""Forms of the calendars of payments: twelve percentages and the alarm."""

from typing import Any

from django import forms

from povertyportal.ui.fields import VietnameseIntegerField
from programs.forms.components import ComponentField
from programs.models import Component, Mark, PaceRule
from programs.rules.pace import MONTHS

NAMES = [f"month_{month}" for month in range(1, MONTHS + 1)]


class PaceForm(forms.Form):
    """Per cent to be paid by the end of each month, and when the alarm rings."""

    alarm_points = VietnameseIntegerField(
        label="Cảnh báo khi chậm từ",
        min_value=0,
        max_value=100,
        help_text="Số điểm phần trăm thấp hơn lịch thì cổng báo chậm.",
    )
    mark = forms.ChoiceField(
        label="Đối chiếu văn bản", choices=Mark.choices, initial=Mark.RECALLED.value
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month, name in enumerate(NAMES, 1):
            self.fields[name] = VietnameseIntegerField(
                label=f"Đến hết tháng {month}", min_value=0, max_value=100
            )
        self.order_fields(["component", *NAMES])

    @staticmethod
    def values(rule: PaceRule) -> dict[str, Any]:
        """A calendar as the form shows it first."""
        months = dict(zip(NAMES, rule.by_month, strict=True))
        return {**months, "alarm_points": rule.alarm_points, "mark": rule.mark}

    def pace(self) -> dict[str, Any]:
        """What was typed, once it is valid."""
        return {
            "by_month": [self.cleaned_data[name] for name in NAMES],
            "alarm_points": self.cleaned_data["alarm_points"],
            "mark": self.cleaned_data["mark"],
        }


class NewPaceForm(PaceForm):
    """Also the component; those with a calendar of their own are not offered."""

    component = ComponentField(
        Component.objects.none(),
        label="Dự án thành phần",
        empty_label="Chọn dự án thành phần",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].queryset = (  # type: ignore[attr-defined]
            Component.objects.filter(pace__isnull=True)
            .select_related("programme")
            .order_by("-programme__starts_year", "programme", "position", "code")
        )
