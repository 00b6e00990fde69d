"""Forms of the movements, exemplary models and commendations."""

from typing import Any

from django import forms
from django.db import models

from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseIntegerField,
)
from programs.forms.places import PlaceFilterForm, year_choices
from programs.forms.records import PlacedForm, long_text
from programs.models import Activity, Commendation, ExemplaryModel, MovementUnit

ALL = ("", "Tất cả")
STATES = [
    ALL,
    ("registered", "Đã đăng ký, chưa đạt"),
    ("reached", "Đạt, đang giữ"),
    ("lost", "Mất danh hiệu"),
]
STATE_WORDS = dict(STATES[1:])
STATE_TONES = {"registered": "info", "reached": "ok", "lost": "bad"}


class MovementFilterForm(PlaceFilterForm):
    """What narrows the list of units of the movements."""

    movement = forms.ChoiceField(
        label="Phong trào",
        required=False,
        choices=[ALL, *MovementUnit.Movement.choices],
    )
    kind = forms.ChoiceField(
        label="Loại đơn vị", required=False, choices=[ALL, *MovementUnit.Kind.choices]
    )
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES)


class CommendationFilterForm(PlaceFilterForm):
    """What narrows the list of commendations."""

    level = forms.ChoiceField(
        label="Cấp khen", required=False, choices=[ALL, *Commendation.Level.choices]
    )


class YearedForm(PlacedForm):
    """A placed record of a year."""

    year = forms.TypedChoiceField(label="Năm", coerce=int)

    def __init__(self, *args: Any, for_year: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"year": for_year}, **kwargs)
        self.fields["year"].choices = year_choices(for_year)  # type: ignore[attr-defined]
        self.order_fields(["year", "area"])


class MovementUnitForm(YearedForm):
    """A unit of a movement: registered, reached, perhaps lost."""

    movement = forms.ChoiceField(
        label="Phong trào",
        choices=MovementUnit.Movement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn phong trào."},
    )
    kind = forms.ChoiceField(
        label="Loại đơn vị",
        choices=MovementUnit.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn loại đơn vị."},
    )
    name = NormalizedCharField(
        label="Tên", max_length=160, help_text="Tên dòng họ, thôn, nhóm hộ, cơ quan."
    )
    households = VietnameseIntegerField(
        label="Số hộ", min_value=0, max_value=99_999, required=False
    )
    registered_on = VietnameseDateField(label="Đăng ký ngày")
    reached_on = VietnameseDateField(label="Đạt ngày", required=False)
    lost_on = VietnameseDateField(label="Mất danh hiệu ngày", required=False)
    lost_reason = NormalizedCharField(
        label="Lý do mất danh hiệu", max_length=400, required=False
    )
    note = long_text("Ghi chú", 400, 2, required=False)


class ModelForm(YearedForm):
    """An exemplary model or example, told for others."""

    others = frozenset({"upload"})

    name = NormalizedCharField(label="Tên mô hình, điển hình", max_length=300)
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label="Từ hoạt động",
        required=False,
        empty_label="Không gắn với hoạt động nào",
    )
    what = long_text("Cách làm", 4_000, 6)
    result = long_text("Kết quả", 4_000, 4)
    lesson = long_text("Bài học", 4_000, 3, required=False)
    replicated_in = NormalizedCharField(
        label="Đã nhân rộng ở", max_length=300, required=False
    )
    upload = ScanField(label="Ảnh", required=False)

    def __init__(
        self, *args: Any, activity: Activity | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, activity=activity)


class CommendationForm(PlacedForm):
    """Who was commended, for what, by which decision."""

    recipient = NormalizedCharField(label="Tập thể, cá nhân, hộ", max_length=200)
    is_collective = forms.BooleanField(label="Là tập thể", required=False)
    level = forms.ChoiceField(
        label="Cấp khen",
        choices=[("", "Chọn cấp khen"), *Commendation.Level.choices],
        error_messages={"required": "Hãy chọn cấp khen."},
    )
    form = NormalizedCharField(
        label="Hình thức", max_length=160, help_text="Ví dụ: Giấy khen, Bằng khen."
    )
    reason = long_text("Thành tích", 400, 3)
    number = NormalizedCharField(label="Số quyết định", max_length=60)
    decided_on = VietnameseDateField(label="Ngày quyết định")
    model = forms.ModelChoiceField(
        ExemplaryModel.objects.none(),
        label="Khen mô hình, điển hình",
        required=False,
        empty_label="Không gắn với điển hình nào",
    )
    unit = forms.ModelChoiceField(
        MovementUnit.objects.none(),
        label="Khen đơn vị của phong trào",
        required=False,
        empty_label="Không gắn với đơn vị nào",
    )

    def __init__(
        self,
        *args: Any,
        model: ExemplaryModel | None = None,
        unit: MovementUnit | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        told: Any = unit or model
        if told is not None:
            self.initial.update(area=told.area, is_collective=True)
            self.initial["recipient"] = told.name if unit else ""
        _offer(self, model=model, unit=unit)


def _offer(form: PlacedForm, **asked: models.Model | None) -> None:
    """Offer to tie the record to what the page came from, or is tied to already.

    A province has thousands that it could be tied to: nobody picks from such a list.
    """
    fields: dict[str, Any] = form.fields
    for name, row in asked.items():
        tied = row or form.initial.get(name)
        if tied is None:
            del fields[name]
            continue
        rows = fields[name].queryset.model.objects
        fields[name].queryset = rows.filter(pk=tied.pk)
        form.initial[name] = tied
