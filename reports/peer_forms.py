"""Forms of areas side by side, of lessons and of saved views."""

from typing import Any

from django import forms

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area
from povertyportal.ui.fields import NormalizedCharField
from programs.forms.places import AreaField, year_choices
from programs.forms.records import RecordForm, long_text
from programs.models import Component
from programs.services.places import units_of
from programs.services.programmes import component_choices
from reports.models import Lesson
from reports.services.peers.asking import WAYS, Asked, Offered

ALL = ("", "Tất cả")


class CompareForm(forms.Form):
    """Year, way, and one more area to put beside the others."""

    area = forms.CharField(widget=forms.HiddenInput, required=False)
    voi = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput, required=False)
    year = forms.ChoiceField(label="Năm")
    cach = forms.ChoiceField(label="So với")
    tinh = forms.ChoiceField(label="Tỉnh của đơn vị thêm", required=False)
    them = forms.ChoiceField(label="Thêm đơn vị", required=False)

    def __init__(self, *, found: Asked, others: Offered) -> None:
        chosen = [str(area.pk) for area in found.chosen]
        own = found.place.area
        initial = {
            "area": own.pk if own else "",
            "voi": chosen,
            "year": str(found.period.year),
            "cach": found.way,
            "tinh": str(others.province.pk) if others.province else "",
        }
        super().__init__(initial=initial)
        years = [(str(year), str(year)) for year in found.choice.years]
        self._offer("year", years)
        self._offer("cach", [(way, WAYS[way]) for way in found.ways])
        self._offer("them", [("", "Không thêm"), *_named(others.units)])
        self._offer("tinh", _named(others.provinces))
        if not others.provinces:
            del self.fields["tinh"]
        if not chosen:
            del self.fields["voi"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _named(areas: list[Area]) -> list[tuple[str, str]]:
    return [(str(area.pk), area.name) for area in areas]


class LessonFilterForm(forms.Form):
    """What narrows the list of lessons."""

    q = NormalizedCharField(label="Tìm trong bài học", max_length=100, required=False)
    year = forms.ChoiceField(label="Năm", required=False)
    component = forms.ModelChoiceField(
        Component.objects.none(),
        label="Dự án thành phần",
        required=False,
        empty_label="Tất cả",
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        years = Lesson.objects.order_by("-year").values_list("year", flat=True)
        choices = [(str(year), str(year)) for year in years.distinct()]
        self.fields["year"].choices = [ALL, *choices]  # type: ignore[attr-defined]
        used = Lesson.objects.exclude(component=None).values("component")
        found = Component.objects.filter(pk__in=used).order_by("code", "id")
        self.fields["component"].queryset = found  # type: ignore[attr-defined]


class LessonForm(RecordForm):
    """What an area did well: one of the scope, or the one that was compared with."""

    year = forms.TypedChoiceField(label="Năm", coerce=int)
    component = forms.ModelChoiceField(
        Component.objects.none(),
        label="Dự án thành phần",
        required=False,
        empty_label="Không theo dự án",
    )
    title = NormalizedCharField(
        label="Bài học",
        max_length=200,
        help_text="Một câu, ví dụ: Giao hộ nghèo cho từng chi hội giúp đỡ.",
    )
    what = long_text(
        "Cách làm",
        4_000,
        rows=6,
        help_text="Mọi đơn vị trên cổng đều đọc được: không ghi tên hộ, tên người.",
    )
    result = long_text("Kết quả", 4_000, required=False)

    def __init__(
        self,
        data: Any,
        *,
        scope: Scope,
        for_year: int,
        area: Area | None,
        lesson: Lesson | None = None,
    ) -> None:
        super().__init__(data, initial={"year": for_year, "area": area})
        units = units_of(scope, for_year)
        if area is not None:
            units = units | Area.objects.filter(pk=area.pk)
        self.fields["area"] = AreaField(
            scope,
            units,
            label="Đơn vị",
            empty_label="Chọn đơn vị",
            error_messages={"required": "Hãy chọn đơn vị có bài học."},
        )
        self.order_fields(["area"])
        components = component_choices(for_year)
        self.fields["year"].choices = year_choices(for_year)  # type: ignore[attr-defined]
        self.fields["component"].queryset = components  # type: ignore[attr-defined]
        if lesson is not None:
            self.initial = self.initial_of(lesson)


class SavedViewForm(forms.Form):
    """A name for the page, whether colleagues see it, and where it leads."""

    name = NormalizedCharField(
        label="Tên góc nhìn",
        max_length=120,
        error_messages={"required": "Hãy đặt tên cho góc nhìn."},
    )
    is_shared = forms.BooleanField(
        label="Chia sẻ với cán bộ cùng địa bàn", required=False
    )
    address = forms.CharField(max_length=2_000, widget=forms.HiddenInput)
