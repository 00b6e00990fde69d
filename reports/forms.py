"""Forms of the figures' pages."""

from django import forms

from households.rules.standards import STANDARDS
from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, Level
from reports.figures import Basis
from reports.services.reporting import FORMS, FormRequest
from reports.services.selection import Choice, periods_within, places_within


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
        self._offer("year", [(str(year), str(year)) for year in choice.years])
        self._offer(
            "standard", [(code, STANDARDS[code].title) for code in choice.standards]
        )
        self._offer("basis", [(code, Basis(code).label) for code in choice.bases])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class ReportForm(forms.Form):
    """Which official form, of which areas, in which period."""

    form = forms.ChoiceField(label="Biểu", choices=list(FORMS.items()))
    areas = forms.TypedMultipleChoiceField(
        label="Địa bàn",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn một hoặc nhiều nơi; nhiều xã thì có dòng tổng số.",
    )
    year = forms.TypedChoiceField(label="Năm", coerce=int)
    standard = forms.ChoiceField(label="Chuẩn nghèo")
    basis = forms.ChoiceField(
        label="Cơ sở số liệu", choices=Basis.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: object, scope: Scope, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        groups: dict[str, list[tuple[int, str]]] = {}
        for area in places_within(scope):
            groups.setdefault(_group(area), []).append((area.pk, _label(area)))
        self._offer("areas", list(groups.items()))
        years, standards = periods_within(scope)
        self._offer("year", [(year, str(year)) for year in years])
        self._offer("standard", [(code, STANDARDS[code].title) for code in standards])

    def _offer(self, name: str, choices: list[tuple[object, object]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def request(self) -> FormRequest:
        """What a valid form asks for."""
        data = self.cleaned_data
        return FormRequest(
            data["form"],
            tuple(data["areas"]),
            data["year"],
            data["standard"],
            data["basis"],
        )


def _group(area: Area) -> str:
    return f"{Level(area.level).label}{' trước đây' if area.ended else ''}"


def _label(area: Area) -> str:
    return f"{area.name} (trước đây)" if area.ended else area.name
