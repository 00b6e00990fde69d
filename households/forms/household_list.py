"""What narrows the list of households, and the day that it is of."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.models import Household, Outcome
from households.services.as_of import Moment
from povertyportal.areas.models import Area
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class HouseholdFilterForm(forms.Form):
    """What narrows the list of households; it lives in the URL."""

    q = NormalizedCharField(label="Tên, số hộ hoặc số định danh", required=False)
    area = forms.ModelChoiceField(
        Area.objects.none(), label="Địa bàn", required=False, empty_label="Tất cả"
    )
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[
            ("", Household.State.ACTIVE.label),
            (Household.State.GONE, Household.State.GONE.label),
            (Household.State.VOIDED, Household.State.VOIDED.label),
        ],
    )
    poverty_class = forms.ChoiceField(
        label="Diện",
        required=False,
        choices=[
            ("", "Tất cả"),
            (Outcome.Class.POOR, "Hộ nghèo"),
            (Outcome.Class.NEAR_POOR, "Hộ cận nghèo"),
        ],
    )
    on = VietnameseDateField(label="Tính đến ngày", required=False)
    known = VietnameseDateField(label="Như đã biết ngày", required=False)

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]

    def clean_known(self) -> dt.date | None:
        """Not in the future: nobody knows yet what will be known."""
        known: dt.date | None = self.cleaned_data["known"]
        if known is not None and known > timezone.localdate():
            raise ValidationError(
                f"Ngày {known:%d/%m/%Y} chưa đến: hãy chọn một ngày đến hôm nay, "
                "hoặc để trống.",
                code="future",
            )
        return known

    def moment(self) -> Moment | None:
        """The day asked for, and when it was known; None: today, as known now."""
        day, known = self.cleaned_data["on"], self.cleaned_data["known"]
        if day is None and known is None:
            return None
        return Moment.at(day or timezone.localdate(), known)
