"""Forms of a commune's list."""

from typing import Any

from django import forms

from households.models import Review, ReviewState
from povertyportal.areas.models import Area
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class ListFilterForm(forms.Form):
    """What narrows the households on the list; it lives in the URL."""

    why = forms.ChoiceField(
        label="Vì sao có trong danh sách",
        required=False,
        choices=[("", "Tất cả"), *Review.Why.choices],
    )
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), *ReviewState.choices, ("sent_back", "Phải làm lại")],
    )
    area = forms.ModelChoiceField(
        Area.objects.none(), label="Thôn", required=False, empty_label="Tất cả"
    )

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """Looking up a household of the commune that hands in a request."""

    q = NormalizedCharField(
        label="Tên, số hộ hoặc số định danh", required=False, max_length=120
    )


class CloseListForm(forms.Form):
    """The day on which the list is whole."""

    on = VietnameseDateField(label="Chốt danh sách ngày")


class ReopenListForm(forms.Form):
    """Why a closed list is opened again."""

    reason = NormalizedCharField(label="Lý do mở lại", max_length=300)
