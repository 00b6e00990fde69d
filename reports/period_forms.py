"""Forms of period reports: which period, the words, the way back."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from povertyportal.areas.models import Area
from povertyportal.ui.fields import NormalizedCharField, YearField
from programs.services.places import FIRST_YEAR
from reports.models import PeriodReport
from reports.services.periods.names import LABELS, LONGEST

_HINTS = {
    "results": "Những kết quả chính trong kỳ. Số liệu có sẵn ở các bảng, không cần gõ "
    "lại.",
    "difficulties": "Việc đang vướng, ở đâu, từ khi nào.",
    "causes": "",
    "proposals": "Kiến nghị với cấp trên: việc gì, ai làm, trước ngày nào.",
    "tasks": "",
}
LATE = "late"


class PeriodFilterForm(forms.Form):
    """Which period, and which reports of it."""

    year = forms.ChoiceField(label="Năm", required=False)
    kind = forms.ChoiceField(
        label="Kỳ", required=False, choices=PeriodReport.Kind.choices
    )
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("waiting", "Chưa gửi"),
            (LATE, "Quá hạn"),
            ("none", "Chưa lập"),
            *PeriodReport.State.choices,
        ],
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today.year + 1, FIRST_YEAR - 1, -1)
        choices = [(str(each), str(each)) for each in years]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]


class BeginForm(forms.Form):
    """A unit's report of a period that is to be begun."""

    area = forms.ModelChoiceField(Area.objects.none())
    year = YearField(min_value=FIRST_YEAR)
    kind = forms.ChoiceField(choices=PeriodReport.Kind.choices)

    def __init__(self, *args: Any, units: "QuerySet[Area]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = units  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """The words of a report, and the version that they were typed upon."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            self.fields[name] = NormalizedCharField(
                label=label,
                max_length=LONGEST,
                required=False,
                multiline=True,
                help_text=_HINTS[name],
                widget=forms.Textarea(attrs={"rows": 7}),
            )

    def words(self) -> dict[str, str]:
        """What was typed, once it is valid."""
        return {name: self.cleaned_data[name] or "" for name in LABELS}


class ReturnForm(forms.Form):
    """Why a report is handed back."""

    reason = NormalizedCharField(
        label="Lý do trả lại",
        max_length=1_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Cần sửa, bổ sung điều gì.",
    )
