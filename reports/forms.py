"""Forms of the figures' pages."""

from typing import Any

from django import forms

from households.rules.standards import STANDARDS
from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, Level
from povertyportal.ui.fields import VietnameseDateField
from reports.figures import Basis
from reports.services.reporting import FORMS, DaysRequest, FormRequest, Request
from reports.services.selection import (
    Choice,
    periods_within,
    places_on,
    places_within,
)
from reports.services.when import OfDays


class PeriodForm(forms.Form):
    """Year, standard and basis of the figures, from those there are."""

    area = forms.IntegerField(widget=forms.HiddenInput, required=False)
    year = forms.ChoiceField(label="Năm")
    standard = forms.ChoiceField(label="Chuẩn nghèo")
    basis = forms.ChoiceField(label="Cơ sở số liệu")

    def __init__(self, *, choice: Choice, area: Area | None) -> None:
        chosen = choice.period
        super().__init__(
            initial={
                "area": area.pk if area else None,
                "year": str(chosen.year),
                "standard": chosen.standard,
                "basis": chosen.basis,
            }
        )
        offer(self, "year", [(str(year), str(year)) for year in choice.years])
        offer(
            self,
            "standard",
            [(code, STANDARDS[code].title) for code in choice.standards],
        )
        offer(self, "basis", [(code, Basis(code).label) for code in choice.bases])


class YearForm(forms.Form):
    """Form and year, chosen first: areas and standards are those of the year."""

    form = forms.ChoiceField(label="Biểu", choices=list(FORMS.items()))
    year = forms.ChoiceField(label="Danh sách của năm")

    def __init__(self, *, scope: Scope, code: str, year: int | None) -> None:
        super().__init__(initial={"form": code, "year": year})
        years, _ = periods_within(scope)
        offer(self, "year", [(each, str(each)) for each in years])


class AreasForm(forms.Form):
    """Which official form, of which areas."""

    form = forms.ChoiceField(choices=list(FORMS.items()), widget=forms.HiddenInput)
    areas = forms.TypedMultipleChoiceField(
        label="Địa bàn",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn một hoặc nhiều nơi; nhiều xã thì có dòng tổng số.",
    )

    def offer_areas(self, areas: list[Area]) -> None:
        """Areas by their level, units of the past apart; a single one is chosen."""
        groups: dict[str, list[tuple[int, str]]] = {}
        for area in areas:
            groups.setdefault(_group(area), []).append((area.pk, _label(area)))
        offer(self, "areas", list(groups.items()))
        if len(areas) == 1:
            self.initial["areas"] = (areas[0].pk,)


class ReportForm(AreasForm):
    """A form of a year: of which areas, by which standard, on which basis."""

    year = forms.IntegerField(widget=forms.HiddenInput)
    standard = forms.ChoiceField(label="Chuẩn nghèo")
    basis = forms.ChoiceField(
        label="Cơ sở số liệu", choices=Basis.choices, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: object, scope: Scope, year: int | None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.offer_areas(places_within(scope, year))
        _, standards = periods_within(scope, year)
        offer(self, "standard", [(code, STANDARDS[code].title) for code in standards])

    def request(self) -> Request:
        """What a valid form asks for."""
        data = self.cleaned_data
        names = ("year", "standard", "basis")
        return FormRequest(
            data["form"], tuple(data["areas"]), *(data[name] for name in names)
        )


class DaysReportForm(AreasForm):
    """A form of days that were chosen before: of which areas."""

    first = VietnameseDateField(widget=forms.HiddenInput, required=False)
    last = VietnameseDateField(widget=forms.HiddenInput)
    known = VietnameseDateField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: object, scope: Scope, when: OfDays, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._when = when
        self.offer_areas(places_on(scope, when.last))

    def request(self) -> Request:
        """What a valid form asks for."""
        when = self._when
        return DaysRequest(
            self.cleaned_data["form"],
            tuple(self.cleaned_data["areas"]),
            when.first.isoformat() if when.first else None,
            when.last.isoformat(),
            when.known.isoformat() if when.known else None,
        )


def offer(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Set the choices of a field."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _group(area: Area) -> str:
    return f"{Level(area.level).label}{' trước đây' if area.ended else ''}"


def _label(area: Area) -> str:
    return f"{area.name} (trước đây)" if area.ended else area.name
