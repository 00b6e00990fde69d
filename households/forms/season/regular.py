"""Opening a month's regular round."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from households.models import Household
from povertyportal.areas.models import Area


def months(today: dt.date) -> list[tuple[str, str]]:
    """This month and the one before: (value "2026-03", label)."""
    before = today.replace(day=1) - dt.timedelta(days=1)
    return [
        (f"{day:%Y-%m}", f"Tháng {day.month}/{day.year}, bắt đầu ngày 15")
        for day in (today, before)
    ]


class HouseholdsField(forms.ModelMultipleChoiceField):
    """Households by head, number and village."""

    def label_from_instance(self, household: Household) -> str:
        """Who it is, in a list of check boxes."""
        village = household.village.name if household.village else ""
        return f"{household.head_name} (hộ số {household.number}), {village}"


class RegularRoundForm(forms.Form):
    """Which month and commune; which undone households go in at once."""

    commune = forms.ModelChoiceField(Area.objects.none(), label="Xã", empty_label=None)
    month = forms.ChoiceField(label="Tháng")
    undone = HouseholdsField(
        Household.objects.none(),
        label="Hộ chưa rà soát xong ở đợt định kỳ đã đóng",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn những hộ đưa vào đợt thường xuyên này.",
    )

    def __init__(self, *args: Any, communes: Any, undone: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        self.fields["month"].choices = months(  # type: ignore[attr-defined]
            timezone.localdate()
        )
        if undone.exists():
            self.fields["undone"].queryset = undone  # type: ignore[attr-defined]
        else:
            del self.fields["undone"]

    def clean(self) -> dict[str, Any]:
        """The month typed as "2026-03" becomes year and month."""
        data = super().clean() or {}
        if chosen := data.get("month"):
            data["year"], data["month"] = (int(part) for part in chosen.split("-"))
        return data
