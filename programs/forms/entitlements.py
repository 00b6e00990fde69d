"""Forms of benefits: which list, who has one, the list handed over, the rules."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from households.models import Outcome
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseDecimalField,
    VietnameseIntegerField,
)
from programs.forms.places import AreaField
from programs.models import Benefit, EntitlementRule
from programs.services.entitlements import LISTS, MISSING
from programs.services.handovers import months_around
from programs.services.places import Place, units_asked

_CLASSES = [
    each for each in Outcome.Class.choices if each[0] != Outcome.Class.UNDETERMINED
]


class BenefitForm(forms.Form):
    """Where and which benefit; bound to the address, which may leave either out."""

    benefit = forms.ChoiceField(label="Chế độ", choices=Benefit.choices)

    def __init__(self, query: QueryDict, place: Place, **more: str) -> None:
        asked = query.copy()
        if asked.get("benefit") not in Benefit.values:
            asked["benefit"] = Benefit.HEALTH.value
        for name, value in more.items():
            asked.setdefault(name, value)
        super().__init__(asked)
        units = units_asked(place, timezone.localdate().year)
        self.fields["area"] = AreaField(
            place.scope, units, label="Địa bàn", required=False, empty_label="Tất cả"
        )
        self.order_fields(["area", "benefit"])

    @property
    def chosen(self) -> str:
        """The benefit asked for."""
        return str(self.data["benefit"])


class EntitledForm(BenefitForm):
    """Which list of a benefit, on which day."""

    of = forms.ChoiceField(label="Danh sách", choices=list(LISTS.items()))
    day = VietnameseDateField(label="Tính đến ngày", required=False)

    def __init__(self, query: QueryDict, place: Place) -> None:
        super().__init__(query, place, of=MISSING)

    @property
    def which(self) -> str:
        """The list asked for, by default who should have it and does not."""
        asked = str(self.data["of"])
        return asked if asked in LISTS else MISSING

    def on_day(self) -> dt.date:
        """The day asked for, by default today."""
        self.is_valid()
        day: dt.date = self.cleaned_data.get("day") or timezone.localdate()
        return day


class MonthForm(BenefitForm):
    """Which benefit, in which month."""

    month = forms.ChoiceField(label="Tháng")

    def __init__(self, query: QueryDict, place: Place, month: dt.date) -> None:
        super().__init__(query, place, month=f"{month:%Y-%m}")
        months = sorted({month, *months_around(timezone.localdate())}, reverse=True)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (f"{each:%Y-%m}", f"{each:%m/%Y}") for each in months
        ]


class HandoverFilterForm(BenefitForm):
    """What narrows the lists that were handed over."""

    def __init__(self, query: QueryDict, place: Place) -> None:
        super().__init__(query, place)
        self.data = query
        field: Any = self.fields["benefit"]
        field.required = False
        field.choices = [("", "Tất cả"), *Benefit.choices]


def _who(texts: list[str]) -> list[tuple[int, int | None]]:
    """Ticked lines ("12-34", "12-") as (household, person)."""
    found: list[tuple[int, int | None]] = []
    for text in texts:
        household, _, person = text.partition("-")
        if household.isdecimal() and (person.isdecimal() or not person):
            found.append((int(household), int(person) if person else None))
    return found


def _all_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="Chọn mọi dòng của danh sách, kể cả ở các trang sau", required=False
    )


class EnrolForm(forms.Form):
    """From when those ticked have the benefit; ticks are the page's own."""

    starts = VietnameseDateField(label="Được hưởng từ ngày")
    all = _all_field()

    @property
    def ticked(self) -> list[str]:
        """The lines that were ticked."""
        return self.data.getlist("who") if isinstance(self.data, QueryDict) else []

    def who(self) -> list[tuple[int, int | None]]:
        """Those lines as (household, person)."""
        return _who(self.ticked)


class EndForm(forms.Form):
    """Before which day those ticked lose the benefit, and why."""

    ends = VietnameseDateField(label="Không còn hưởng từ ngày")
    reason = NormalizedCharField(label="Lý do", max_length=300)
    all = _all_field()

    @property
    def ticked(self) -> list[str]:
        """The enrolments that were ticked."""
        return self.data.getlist("who") if isinstance(self.data, QueryDict) else []

    def ids(self) -> list[int]:
        """Their ids."""
        return [int(text) for text in self.ticked if text.isdecimal()]


class HandoverForm(forms.Form):
    """To whom a month's list is handed."""

    recipient = NormalizedCharField(
        label="Nơi nhận danh sách",
        max_length=200,
        help_text="Ví dụ: Bảo hiểm xã hội khu vực, Điện lực, trường học.",
    )
    again = forms.BooleanField(
        label="Chuyển lại: danh sách mới thay danh sách đã chuyển cho nơi này",
        required=False,
    )

    def __init__(self, *args: Any, is_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_again:
            del self.fields["again"]


class RuleForm(forms.ModelForm):
    """A rule of who has a right to a benefit."""

    classes = forms.MultipleChoiceField(
        label="Thuộc diện", choices=_CLASSES, widget=forms.CheckboxSelectMultiple
    )
    after_classes = forms.MultipleChoiceField(
        label="Trong thời gian đó phải thuộc diện",
        choices=_CLASSES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chỉ dùng khi còn hưởng sau khi ra khỏi diện. Để trống: diện nào "
        "cũng được.",
    )
    benefit = forms.ChoiceField(
        label="Chế độ", choices=[("", "Chọn chế độ"), *Benefit.choices]
    )
    name = NormalizedCharField(label="Nội dung", max_length=200)
    share = VietnameseDecimalField(
        label="Nhà nước chi trả",
        required=False,
        min_value=0,
        max_value=100,
        help_text="Để trống nếu văn bản quy định bằng số tiền.",
    )
    age_from = VietnameseIntegerField(
        label="Từ đủ tuổi", required=False, min_value=0, max_value=120
    )
    age_to = VietnameseIntegerField(
        label="Đến trước tuổi", required=False, min_value=1, max_value=121
    )
    months_after_leaving = VietnameseIntegerField(
        label="Còn hưởng sau khi ra khỏi diện",
        required=False,
        min_value=1,
        max_value=240,
    )
    starts = VietnameseDateField(label="Áp dụng từ ngày")
    ends = VietnameseDateField(label="Không áp dụng từ ngày", required=False)
    citation = NormalizedCharField(label="Căn cứ", max_length=300, required=False)

    class Meta:
        model = EntitlementRule
        fields = (
            "benefit", "name", "classes", "share", "per_person", "age_from", "age_to",
            "months_after_leaving", "after_classes", "starts", "ends", "citation",
            "mark",
        )  # fmt: skip
        labels = {
            "per_person": "Tính theo từng người (bỏ chọn nếu tính theo hộ)",
            "mark": "Đối chiếu văn bản",
        }
