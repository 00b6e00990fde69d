"""What narrows the list of households that lack a job."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from households.models import Outcome
from programs.forms.places import PlaceFilterForm
from programs.models import Activity
from programs.services.places import Place

ALL = "all"
# Whom the programmes are for, unless others are asked for.
LISTED = ("", "Hộ nghèo, hộ cận nghèo")


class JoblessFilterForm(PlaceFilterForm):
    """Where, why, matched or not, and which class or job they are to be matched to."""

    lack = forms.ChoiceField(
        label="Lý do",
        required=False,
        choices=[
            ("", "Mọi lý do"),
            ("none", "Chưa có việc làm"),
            ("contract", "Làm công không có hợp đồng"),
        ],
    )
    poverty_class = forms.ChoiceField(
        label="Phân loại",
        required=False,
        choices=[LISTED, (ALL, "Tất cả"), *Outcome.Class.choices],
    )
    matched = forms.ChoiceField(
        label="Đã ghép lớp, việc làm",
        required=False,
        choices=[("", "Tất cả"), ("no", "Chưa ghép"), ("yes", "Đã ghép")],
    )
    # Chosen from a list on the page: a province has a thousand of them.
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label="Ghép vào",
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(
        self,
        query: QueryDict,
        place: Place,
        year: int,
        activities: "QuerySet[Activity]",
    ) -> None:
        super().__init__(query, place, year)
        fields: dict[str, Any] = self.fields
        del fields["year"]  # those who lack a job today
        fields["activity"].queryset = activities
