"""Form of a household list: of which year, and where rows lie that do not say."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from households.rules.standards import NoStandard, standard_in_force
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level

FIRST_YEAR = 2015
# Beyond so many communes their villages would fill a page.
FEW_COMMUNES = 3


def last_list() -> int:
    """The review whose list is newest: until December that of the year before."""
    today = timezone.localdate()
    return int(today.year if today.month == 12 else today.year - 1)


class PlaceChoiceField(forms.ModelChoiceField):
    """Areas of the officer, the ended ones with their last day."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, under which commune, until when."""
        name = f"{obj.parent.name} – {obj}" if obj.level == Level.VILLAGE else str(obj)
        if obj.ended is None:
            return name
        return f"{name} (đến {obj.ended - dt.timedelta(days=1):%d/%m/%Y})"


class HouseholdListForm(forms.Form):
    """The year of a list's review, and where rows lie that name no place."""

    year = forms.IntegerField(
        label="Năm rà soát",
        initial=last_list,
        min_value=FIRST_YEAR,
        help_text="Rà soát cuối năm 2025, danh sách từ 01/01/2026: ghi 2025.",
    )
    area = PlaceChoiceField(
        Area.objects.none(),
        label="Địa bàn của danh sách",
        required=False,
        empty_label="Tệp ghi xã, thôn của từng hộ",
        help_text="Chỉ chọn khi tệp không ghi xã, thôn: danh sách chi tiết (biểu 14, "
        "15), tệp xuất từ hệ thống quốc gia.",
    )
    is_mostly_new = forms.BooleanField(
        label="Phần lớn hộ trong tệp chưa có trên cổng",
        required=False,
        help_text="Để trống thì cổng dừng lại và hỏi khi hầu hết hộ trong tệp là hộ "
        "lạ, vì có thể đã chọn nhầm địa bàn hoặc nhầm tệp.",
    )

    def __init__(self, *args: Any, by: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = places_of(by)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The place must have been there at the end of the year."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        area, year = values.get("area"), values.get("year")
        if isinstance(area, Area) and year:
            day = dt.date(int(year), 12, 31)
            if not area.is_in_being(day) and area.level != Level.PROVINCE:
                told = f"{area} không có vào ngày {day:%d/%m/%Y}. Hãy chọn đơn vị của "
                self.add_error("area", f"{told}năm {year}.")
        return values

    def clean_year(self) -> int:
        """Refuse years to come and years without a standard."""
        year = int(self.cleaned_data["year"])
        today = timezone.localdate()
        if year > today.year:
            raise ValidationError(
                f"Năm của danh sách phải từ {FIRST_YEAR} đến {today.year}."
            )
        try:
            standard_in_force(today.replace(year + 1, 1, 1))
        except NoStandard as error:
            raise ValidationError(str(error)) from error
        return year


def places_of(by: Officer) -> "QuerySet[Area]":
    """What a list of this officer may lie in: his areas, their communes, villages."""
    scope = scope_of(by)
    inside = Q(pk__in=[area.pk for area in scope.areas]) | Q(pk__in=scope.commune_ids)
    communes = Area.objects.filter(pk__in=scope.commune_ids, ended__isnull=True)
    # Files of former years come one a district: of its communes, only his are meant.
    inside |= Q(
        level=Level.DISTRICT,
        pk__in=Area.objects.filter(pk__in=scope.commune_ids).values("parent"),
    )
    if communes.count() <= FEW_COMMUNES:
        inside |= Q(
            level=Level.VILLAGE, parent__in=scope.commune_ids, ended__isnull=True
        )
    found = Area.objects.filter(inside).select_related("parent")
    depth = Case(
        *(
            When(level=level, then=place)
            for place, level in enumerate(
                (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE, Level.VILLAGE)
            )
        )
    )
    return found.order_by(
        F("ended").desc(nulls_first=True), depth, "parent__sort_key", "sort_key", "id"
    )
