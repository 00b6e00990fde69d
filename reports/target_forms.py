"""Forms of targets: one target, the parts of one, what narrows the page."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from povertyportal.areas.models import Area
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseDecimalField,
)
from programs.forms.places import year_choices
from programs.models import Activity, Component, Target
from reports.services.targets.apportioning import Part
from reports.services.targets.lines import RATES, Key
from reports.services.targets.setting import Given

Measure = Target.Measure
MOST = Decimal(1_000_000)


class GivenForm(forms.Form):
    """How much, and the decision that says so."""

    value = VietnameseDecimalField(
        label="Chỉ tiêu giao",
        min_value=0,
        max_value=MOST,
        max_digits=12,
        decimal_places=2,
        help_text="Số hộ; với tỷ lệ thì ghi %, ví dụ 2,35.",
    )
    number = NormalizedCharField(label="Số quyết định", max_length=60, required=False)
    decided_on = VietnameseDateField(label="Ngày quyết định", required=False)
    note = NormalizedCharField(label="Ghi chú", max_length=400, required=False)

    def clean(self) -> dict[str, Any]:
        """A number and its day come together. Raises ValidationError at the field."""
        data = super().clean() or self.cleaned_data
        if data.get("decided_on") and not data.get("number"):
            self.add_error("number", "Có ngày quyết định thì ghi cả số quyết định.")
        return data

    def given(self) -> Given:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        return Given(data["value"], data["number"], data["decided_on"], data["note"])


class TargetForm(GivenForm):
    """A new target: of which unit, in which year, of what."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị"
    )
    year = forms.TypedChoiceField(label="Năm", coerce=int)
    measure = forms.ChoiceField(label="Chỉ tiêu", choices=Measure.choices)
    component = forms.ModelChoiceField(
        Component.objects.none(),
        label="Dự án thành phần",
        required=False,
        empty_label="Không theo dự án",
        help_text="Chỉ chọn khi giao khối lượng hoạt động của dự án thành phần.",
    )
    activity_kind = forms.ChoiceField(
        label="Loại hoạt động",
        required=False,
        choices=[("", "Không theo loại hoạt động"), *Activity.Kind.choices],
    )
    field_order = [
        "area", "year", "measure", "component", "activity_kind",
        "value", "number", "decided_on", "note",
    ]  # fmt: skip

    def __init__(
        self,
        *args: Any,
        units: "QuerySet[Area]",
        components: "QuerySet[Component]",
        for_year: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices(for_year)  # type: ignore[attr-defined]
        self.fields["area"].queryset = units  # type: ignore[attr-defined]
        self.fields["component"].queryset = components  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Component and kind belong to quantities of activities, and only there."""
        data = super().clean()
        is_activity = data.get("measure") == Measure.ACTIVITY
        for name, asked in (
            ("component", "Chỉ tiêu khối lượng hoạt động phải chọn dự án thành phần."),
            ("activity_kind", "Chỉ tiêu khối lượng hoạt động phải chọn loại."),
        ):
            if is_activity and not data.get(name):
                self.add_error(name, asked)
            if not is_activity and data.get(name):
                self.add_error(name, "Chỉ tiêu này không chia theo dự án: hãy bỏ chọn.")
        _check_value(self, data.get("measure", ""), data.get("value"))
        return data

    def key(self) -> Key:
        """What it measures, once it is valid."""
        data = self.cleaned_data
        component = data["component"]
        return Key(
            data["measure"], component.pk if component else None, data["activity_kind"]
        )


class TargetChangeForm(GivenForm):
    """A target that is corrected."""

    def __init__(self, *args: Any, measure: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._measure = measure

    def clean(self) -> dict[str, Any]:
        """A share is at most 100%, households are whole."""
        data = super().clean()
        _check_value(self, self._measure, data.get("value"))
        return data


class DropForm(forms.Form):
    """Why a target is taken back."""

    reason = NormalizedCharField(
        label="Lý do bỏ chỉ tiêu",
        max_length=400,
        help_text="Dùng khi giao nhầm. Nhật ký giữ số đã giao và lý do.",
    )


def _check_value(form: forms.Form, measure: str, value: Decimal | None) -> None:
    if value is None:
        return
    if measure in RATES and value > 100:
        form.add_error("value", "Tỷ lệ không quá 100%.")
    if measure in Target.SUMMED and value != int(value):
        form.add_error("value", "Số hộ là số nguyên, không có phần lẻ.")


class ApportionForm(forms.Form):
    """A part for every unit below; an empty one gives the unit nothing."""

    number = NormalizedCharField(
        label="Số quyết định giao", max_length=60, required=False
    )
    decided_on = VietnameseDateField(label="Ngày quyết định", required=False)

    def __init__(
        self, *args: Any, measure: str, parts: Iterable[Part], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._parts, self._measure = list(parts), measure
        places = 2 if measure not in Target.SUMMED else 0
        for part in self._parts:
            self.fields[self.name_of(part)] = VietnameseDecimalField(
                label=part.unit.name,
                min_value=0,
                max_value=100 if measure in RATES else MOST,
                max_digits=12,
                decimal_places=places,
                required=False,
                initial=part.proposed if part.has is None else part.has,
            )

    @staticmethod
    def name_of(part: Part) -> str:
        """The field of a unit."""
        return f"unit_{part.unit.pk}"

    def rows(self) -> list[tuple[Part, forms.BoundField]]:
        """Each unit with its field."""
        return [(part, self[self.name_of(part)]) for part in self._parts]

    def values(self) -> dict[int, Decimal | None]:
        """The parts by unit (id), once the form is valid."""
        return {
            part.unit.pk: self.cleaned_data[self.name_of(part)] for part in self._parts
        }

    def total(self) -> Decimal | None:
        """What the parts shown add up to; None for shares and while one is wrong."""
        if self._measure in RATES:
            return None
        total = Decimal(0)
        for _, field in self.rows():
            try:
                total += field.field.clean(field.value()) or 0
            except ValidationError:
                return None
        return total
