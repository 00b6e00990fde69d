"""Forms of the pages that hold households against another standard."""

from django import forms

from households.rules.hypothesis import Move, Result, Why
from households.rules.outcome import PovertyClass
from households.rules.standards import STANDARDS
from povertyportal.areas.models import Area
from reports.forms import offer
from reports.models import WhatIfRun
from reports.services.selection import Period
from reports.services.whatif.asking import others
from reports.services.whatif.showing import Wanted

Choices = list[tuple[str, str]]


class OtherForm(forms.Form):
    """Against which standard."""

    other = forms.ChoiceField(label="Đối chiếu với", widget=forms.RadioSelect)

    def __init__(self, data: object = None, *, period: Period) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        codes = others(period)
        offer(self, "other", [(code, STANDARDS[code].title) for code in codes])
        # The next one is what is asked about; before the last there is none.
        self.initial["other"] = codes[-1]


def _labels(found: type[PovertyClass] | type[Result] | type[Why]) -> Choices:
    return [(each.value, f"{each.label[0].upper()}{each.label[1:]}") for each in found]


class WantedForm(forms.Form):
    """Which of a run's households."""

    tu = forms.ChoiceField(label="Diện đang áp dụng", required=False)
    den = forms.ChoiceField(label="Theo chuẩn đối chiếu", required=False)
    chieu = forms.ChoiceField(label="So với danh sách", required=False)
    vi = forms.ChoiceField(label="Vì sao chưa rõ", required=False)
    chi_so = forms.ChoiceField(label="Chỉ số chưa xét được", required=False)
    xa = forms.ChoiceField(label="Xã", required=False)

    def __init__(self, data: object, *, run: WhatIfRun) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        communes = Area.objects.filter(pk__in=run.commune_ids).order_by("sort_key")
        indicators = STANDARDS[run.other].indicators
        told: dict[str, Choices] = {
            "tu": [("", "Tất cả"), *_labels(PovertyClass)],
            "den": [("", "Tất cả"), *_labels(Result)],
            "chieu": [("", "Tất cả"), *((m.value, m.label) for m in Move)],
            "vi": [("", "Tất cả"), *_labels(Why)],
            "chi_so": [("", "Tất cả"), *((str(i.number), i.name) for i in indicators)],
            "xa": [("", "Tất cả"), *((str(a.pk), a.name) for a in communes)],
        }
        for name, choices in told.items():
            offer(self, name, choices)

    def wanted(self) -> Wanted:
        """The filter that a valid form asks for."""
        data = self.cleaned_data
        return Wanted(
            former=data["tu"],
            result=data["den"],
            move=data["chieu"],
            why=data["vi"],
            indicator=data["chi_so"],
            commune=data["xa"],
        )
