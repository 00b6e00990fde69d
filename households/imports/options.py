"""Form of a household list: of which year, and where rows lie that do not say."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.rules.standards import NoStandard, standard_in_force
from povertyportal.areas.models import Area, Level
from povertyportal.ui.fields import VietnameseIntegerField

FIRST_YEAR = 2015
_LEVELS = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.COMMUNE}


def last_list() -> int:
    """The review whose list is newest: until December that of the year before."""
    today = timezone.localdate()
    return int(today.year if today.month == 12 else today.year - 1)


class HouseholdListForm(forms.Form):
    """The year of a list's review, and the commune of rows that name none."""

    year = VietnameseIntegerField(
        label="Năm rà soát",
        initial=last_list,
        min_value=FIRST_YEAR,
        help_text="Rà soát cuối năm 2025, danh sách từ 01/01/2026: ghi 2025.",
    )
    area_code = forms.RegexField(
        label="Mã xã, huyện hoặc tỉnh của danh sách",
        regex=r"^[0-9]{2,5}$",
        required=False,
        help_text=(
            "Chỉ ghi khi tệp không có cột mã xã (danh sách chi tiết, tệp xuất từ hệ "
            "thống quốc gia) và bạn phụ trách nhiều xã. Ví dụ 14473."
        ),
        error_messages={"invalid": "Mã gồm 2 (tỉnh), 3 (huyện) hoặc 5 (xã) chữ số."},
    )

    def clean(self) -> dict[str, Any]:
        """The code becomes the area that had it at the end of the year."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        code, year = values.get("area_code"), values.get("year")
        values["area_code"] = self._area(code, year) if code and year else None
        return values

    def _area(self, code: str, year: int) -> Area | None:
        day = dt.date(year, 12, 31)
        level = _LEVELS.get(len(code))
        area = Area.objects.coded(level, code, day).first() if level else None
        if area is None:
            told = f"Không có địa bàn mang mã {code} vào ngày {day:%d/%m/%Y}."
            self.add_error("area_code", told)
        return area

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
