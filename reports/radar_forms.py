"""Filters of the pages of signs: the period, and what each list narrows by."""

from typing import Any

from django import forms
from django.http import QueryDict

from households.rules.near_line import NEAR_POINTS, WIDEST_POINTS
from households.rules.outcome import PovertyClass
from households.rules.standards import STANDARDS
from povertyportal.areas.models import Area
from reports.forms import offer
from reports.models import AreaSummary
from reports.services.radar.near import BY_INDICATOR, BY_POINTS, EITHER, Wanted
from reports.services.selection import Choice

MARGINS = (0, 1, 2, 3, NEAR_POINTS, 10, 15, WIDEST_POINTS)
CLASSES = [kind for kind in PovertyClass if kind is not PovertyClass.UNDETERMINED]
# Words of the usual choices, where the address says nothing.
USUAL = {"diem": str(NEAR_POINTS), "dau": BY_POINTS}


class PeriodFilter(forms.Form):
    """Area and period of a page; whatever the address lacks is the period's own."""

    area = forms.IntegerField(widget=forms.HiddenInput, required=False)
    year = forms.ChoiceField(label="Năm")
    standard = forms.ChoiceField(label="Chuẩn nghèo")
    basis = forms.ChoiceField(label="Cơ sở số liệu")
    usual: dict[str, str] = {}

    def __init__(self, query: QueryDict, *, choice: Choice, area: Area | None) -> None:
        super().__init__(_filled(query, choice, area, self.usual))
        offer(self, "year", [(str(year), str(year)) for year in choice.years])
        standards = [(code, STANDARDS[code].title) for code in choice.standards]
        offer(self, "standard", standards)
        basis = AreaSummary.Basis
        offer(self, "basis", [(code, basis(code).label) for code in choice.bases])


def _filled(
    query: QueryDict, choice: Choice, area: Area | None, usual: dict[str, str]
) -> dict[str, Any]:
    """What the address asks, in the period that was chosen for it."""
    period = choice.period
    return {
        **usual,
        **query.dict(),
        "area": area.pk if area else "",
        "year": str(period.year),
        "standard": period.standard,
        "basis": period.basis,
    }


class CommuneFilter(PeriodFilter):
    """Communes: all, or those that fell fast."""

    loc = forms.ChoiceField(
        label="Xã",
        choices=[("", "Tất cả"), ("giam-nhanh", "Giảm nhanh khác thường")],
        required=False,
    )


class SurveyorFilter(PeriodFilter):
    """Surveyors: all, or the unusual."""

    loc = forms.ChoiceField(
        label="Rà soát viên",
        choices=[("", "Tất cả"), ("khac-thuong", "Có kết quả khác thường")],
        required=False,
    )


class NearFilter(PeriodFilter):
    """Households near a line."""

    usual = USUAL
    dau = forms.ChoiceField(
        label="Dấu hiệu",
        choices=[
            (BY_POINTS, "Điểm B1 sát ngưỡng"),
            (BY_INDICATOR, "Một chỉ số làm đổi diện"),
            (EITHER, "Một trong hai dấu hiệu"),
        ],
    )
    diem = forms.ChoiceField(
        label="Cách ngưỡng không quá (điểm)",
        choices=[(str(each), str(each)) for each in MARGINS],
    )
    dien = forms.ChoiceField(
        label="Diện",
        choices=[
            ("", "Tất cả"),
            *((each.value, each.label.capitalize()) for each in CLASSES),
        ],
        required=False,
    )
    chi_so = forms.ChoiceField(label="Chỉ số làm đổi diện", required=False)

    def __init__(self, query: QueryDict, *, choice: Choice, area: Area | None) -> None:
        super().__init__(query, choice=choice, area=area)
        indicators = STANDARDS[choice.period.standard].indicators
        named = [(str(each.number), each.name) for each in indicators]
        offer(self, "chi_so", [("", "Tất cả"), *named])

    def wanted(self) -> Wanted:
        """The households that a valid form asks for."""
        data = self.cleaned_data
        return Wanted(int(data["diem"]), data["dau"], data["dien"], data["chi_so"])
