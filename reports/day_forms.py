"""Forms that ask for a day or for two, and for the day on which it was known."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.rules.standards import STANDARDS, NoStandard, standard_in_force
from households.services.as_of import Moment
from povertyportal.areas.models import Area
from povertyportal.ui.fields import VietnameseDateField
from reports.movement import Span
from reports.services.reporting import FORMS
from reports.services.when import FLOWS, OfDays


def check_governed(day: dt.date) -> None:
    """Refuse a day that no standard of the portal governs. Raises ValidationError."""
    try:
        standard_in_force(day)
    except NoStandard as error:
        first = min(each.starts for each in STANDARDS.values())
        last = max(each.ends for each in STANDARDS.values())
        raise ValidationError(
            f"Ngày {day:%d/%m/%Y} ngoài thời gian của các chuẩn nghèo trên cổng: "
            f"hãy chọn từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}.",
            code="no_standard",
        ) from error


class _KnownForm(forms.Form):
    """What both have: the area that stays in the address, the day of knowledge."""

    area = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, given: Any, *, area: Area | None, **kwargs: Any) -> None:
        data = self.usual()
        data |= {name: given[name] for name in given if given[name] != ""}
        data["area"] = str(area.pk) if area else ""
        super().__init__(data, **kwargs)

    def usual(self) -> dict[str, Any]:
        """What is asked for when the address says nothing."""
        return {}

    def clean_known(self) -> dt.date | None:
        """Not in the future: nobody knows yet what will be known."""
        known: dt.date | None = self.cleaned_data["known"]
        if known is not None and known > timezone.localdate():
            raise ValidationError(
                f"Ngày {known:%d/%m/%Y} chưa đến: hãy chọn một ngày đến hôm nay, "
                "hoặc để trống.",
                code="future",
            )
        return known


def known_field() -> VietnameseDateField:
    """The day as of whose evening the records are read."""
    return VietnameseDateField(
        label="Như đã biết ngày",
        required=False,
        help_text="Để trống: theo những gì cổng biết hiện nay.",
    )


class SpanForm(_KnownForm):
    """Two days; by default from 1 January to today."""

    first = VietnameseDateField(label="Từ ngày")
    last = VietnameseDateField(label="Đến ngày")
    known = known_field()

    def usual(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {"first": f"01/01/{today.year}", "last": f"{today:%d/%m/%Y}"}

    def clean_first(self) -> dt.date:
        """Within the time of the standards."""
        first: dt.date = self.cleaned_data["first"]
        check_governed(first)
        return first

    def clean_last(self) -> dt.date:
        """After the first day, within the time of the standards."""
        last: dt.date = self.cleaned_data["last"]
        check_governed(last)
        first = self.cleaned_data.get("first")
        if first is not None and last <= first:
            raise ValidationError(
                f"Ngày cuối kỳ {last:%d/%m/%Y} phải sau ngày đầu kỳ {first:%d/%m/%Y}.",
                code="order",
            )
        return last

    def span(self) -> Span:
        """What a valid form asks for."""
        data = self.cleaned_data
        return Span(data["first"], data["last"], data["known"])


class DaysPick(_KnownForm):
    """Form and days, chosen first: areas are those of the last day.

    The earlier day is one to compare with; forms of movement need it.
    """

    time = forms.CharField(widget=forms.HiddenInput)
    form = forms.ChoiceField(label="Biểu", choices=list(FORMS.items()))
    last = VietnameseDateField(label="Tại ngày (cuối kỳ)")
    first = VietnameseDateField(
        label="So với ngày (đầu kỳ)",
        required=False,
        help_text="Biểu 2, biểu 3 phải có; các biểu khác thêm một trang của ngày đó.",
    )
    known = known_field()

    def usual(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {"last": f"{today:%d/%m/%Y}", "time": "days"}

    def clean_last(self) -> dt.date:
        """Within the time of the standards."""
        last: dt.date = self.cleaned_data["last"]
        check_governed(last)
        return last

    def clean_first(self) -> dt.date | None:
        """Before the last day, within the time of the standards."""
        first: dt.date | None = self.cleaned_data["first"]
        last = self.cleaned_data.get("last")
        if first is None:
            if self.cleaned_data.get("form") in FLOWS:
                raise ValidationError(
                    "Biểu diễn biến cần ngày đầu kỳ: hãy nhập ngày.", code="required"
                )
            return None
        check_governed(first)
        if last is not None and last <= first:
            raise ValidationError(
                f"Ngày cuối kỳ {last:%d/%m/%Y} phải sau ngày đầu kỳ {first:%d/%m/%Y}.",
                code="order",
            )
        return first

    def when(self) -> OfDays:
        """What a valid form asks for."""
        data = self.cleaned_data
        return OfDays(data["last"], data["first"], data["known"])


class DayForm(_KnownForm):
    """A day; by default today."""

    day = VietnameseDateField(label="Tính đến ngày")
    known = known_field()

    def usual(self) -> dict[str, Any]:
        return {"day": f"{timezone.localdate():%d/%m/%Y}"}

    def moment(self) -> Moment:
        """What a valid form asks for."""
        return Moment.at(self.cleaned_data["day"], self.cleaned_data["known"])
