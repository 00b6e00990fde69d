"""Forms of programmes: periods, components, who leads, the year's plan."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from povertyportal.accounts.access import Scope
from povertyportal.documents.models import LegalDocument
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseDecimalField,
    VietnameseIntegerField,
)
from programs.forms.components import ComponentField
from programs.forms.places import AreaField, PlaceFilterForm, year_choices
from programs.forms.records import PlacedForm, RecordForm, long_text
from programs.models import Activity, Component, Mark, Programme
from programs.services.places import Place, units_of
from programs.services.programmes import component_choices, topic_choices

NOWHERE = "Cả nước"
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _mark() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Đối chiếu",
        choices=Mark.choices,
        widget=forms.RadioSelect,
        help_text="Chọn “đã đối chiếu văn bản” khi đã đọc đúng trong văn bản.",
        error_messages={"required": "Hãy chọn đã đối chiếu hay chưa."},
    )


class ProgrammeForm(RecordForm):
    """A programme and its period."""

    name = NormalizedCharField(label="Tên chương trình", max_length=300)
    code = NormalizedCharField(
        label="Mã",
        max_length=30,
        help_text="Chữ thường không dấu, chữ số và gạch nối, ví dụ giam-ngheo-2026.",
    )
    starts_year = VietnameseIntegerField(label="Từ năm", min_value=2016, max_value=2100)
    ends_year = VietnameseIntegerField(label="Đến năm", min_value=2016, max_value=2100)
    document = forms.ModelChoiceField(
        LegalDocument.objects.none(),
        label="Văn bản phê duyệt",
        required=False,
        empty_label="Chưa có trong danh mục văn bản",
    )
    mark = _mark()
    note = long_text("Ghi chú", 400, 3, required=False)

    def __init__(self, *args: Any, row: Programme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = LegalDocument.objects.all()
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        if row is not None:
            self.initial = self.initial_of(row)

    def clean_code(self) -> str:
        """A code that addresses can hold."""
        code: str = self.cleaned_data["code"]
        if not _CODE.fullmatch(code):
            raise ValidationError(
                "Mã chỉ có chữ thường không dấu, chữ số và gạch nối, ví dụ "
                "giam-ngheo-2026."
            )
        return code


class ComponentForm(RecordForm):
    """A project or a part of one."""

    code = NormalizedCharField(
        label="Mã", max_length=30, help_text="Như trong văn bản, ví dụ DA3.1."
    )
    name = NormalizedCharField(label="Tên", max_length=300)
    parent = forms.ModelChoiceField(
        Component.objects.none(),
        label="Thuộc dự án",
        required=False,
        empty_label="Không thuộc dự án nào",
    )
    position = VietnameseIntegerField(
        label="Thứ tự trong danh mục", min_value=0, max_value=999
    )
    topics = forms.MultipleChoiceField(
        label="Thiếu hụt, nguyên nhân được hỗ trợ",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Hộ có thiếu hụt nào thì cổng gợi ý dự án đánh dấu mục đó.",
    )
    mark = _mark()

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        row: Component | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        fields: dict[str, Any] = self.fields
        others = programme.components.all()
        fields["parent"].queryset = others.exclude(pk=row.pk) if row else others
        fields["topics"].choices = topic_choices()
        if row is not None:
            self.initial = self.initial_of(row)

    def values(self) -> dict[str, Any]:
        """What was typed by column, with the programme."""
        return {**super().values(), "programme": self.programme}


class LeadForm(RecordForm):
    """Who leads a component, where, since when."""

    area = forms.Field()
    agency = NormalizedCharField(label="Cơ quan chủ trì", max_length=200)
    starts = VietnameseDateField(label="Từ ngày")
    ends = VietnameseDateField(
        label="Đến trước ngày",
        required=False,
        help_text="Để trống khi đang chủ trì.",
    )
    mark = _mark()

    def __init__(
        self, *args: Any, scope: Scope, component: Component, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.component = component
        units = units_of(scope, timezone.localdate().year)
        self.fields["area"] = AreaField(
            scope, units, label="Địa bàn", required=False, empty_label=NOWHERE
        )

    def values(self) -> dict[str, Any]:
        """What was typed by column, with the component."""
        return {**super().values(), "component": self.component}


class LeadEndForm(forms.Form):
    """Since when an agency leads no more."""

    ends = VietnameseDateField(label="Thôi chủ trì từ ngày")


_KINDS = [("", "Nhập kết quả"), *Activity.Kind.choices]


class PlanFilterForm(PlaceFilterForm):
    """What narrows the year's plan."""

    component = ComponentField(
        Component.objects.none(),
        label="Dự án thành phần",
        required=False,
        empty_label="Tất cả",
    )

    def __init__(self, query: Any, place: Place, year: int) -> None:
        super().__init__(query, place, year)
        choices = component_choices(year)
        self.fields["component"].queryset = choices  # type: ignore[attr-defined]


class IndicatorForm(PlacedForm):
    """An indicator of a year's plan."""

    year = forms.TypedChoiceField(label="Năm", coerce=int)
    component = ComponentField(
        Component.objects.none(),
        label="Dự án thành phần",
        empty_label="Chọn dự án",
        error_messages={"required": "Hãy chọn dự án thành phần."},
    )
    name = NormalizedCharField(label="Chỉ tiêu", max_length=300)
    planned = VietnameseDecimalField(
        label="Kế hoạch", min_value=0, max_digits=14, decimal_places=2
    )
    unit = NormalizedCharField(
        label="Đơn vị tính", max_length=40, help_text="Ví dụ: hộ, công trình, km, lớp."
    )
    responsible = NormalizedCharField(
        label="Người, đơn vị chịu trách nhiệm", max_length=200
    )
    activity_kind = forms.ChoiceField(
        label="Kết quả lấy từ",
        choices=_KINDS,
        required=False,
        help_text="Chọn loại hoạt động thì cổng cộng khối lượng đã làm của dự án này, "
        "cùng địa bàn, cùng năm, cùng đơn vị tính.",
    )
    typed_result = VietnameseDecimalField(
        label="Kết quả nhập",
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text="Chỉ nhập khi kết quả không lấy từ hoạt động.",
    )

    def __init__(self, *args: Any, for_year: int, **kwargs: Any) -> None:
        initial = {"year": for_year, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["year"].choices = year_choices(for_year)
        fields["component"].queryset = component_choices(for_year)
        self.order_fields(["year", "area"])
