"""Forms of activities: what narrows their list, their plan, days, work, people."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, Level
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseDecimalField,
    VietnameseIntegerField,
)
from programs.forms.components import ComponentField
from programs.forms.people import person_name
from programs.forms.places import (
    AreaField,
    PlaceFilterForm,
    carried_field,
    year_choices,
)
from programs.forms.support import reason_field
from programs.models import Activity, ActivityStage, Component, Participant
from programs.rules import activity_dates
from programs.services.activities.editing import Dates, Plan, about_the_amounts
from programs.services.activities.participants import Came, Joining, members_of
from programs.services.activities.work import Stage, Work
from programs.services.activity_states import (
    DUE,
    DUE_WORDS,
    LATE,
    LATE_WORDS,
    State,
)
from programs.services.places import Place, units_of
from programs.services.programmes import component_choices

MOST_MONEY = 10**14  # đồng; far above any activity, far below what a row can hold


def _note(label: str, **options: Any) -> NormalizedCharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return NormalizedCharField(
        label=label, max_length=400, required=False, widget=widget, **options
    )


def _money(label: str, **options: Any) -> VietnameseIntegerField:
    return VietnameseIntegerField(
        label=label, min_value=0, max_value=MOST_MONEY, required=False, **options
    )


class ActivityFilterForm(PlaceFilterForm):
    """What narrows the list of activities."""

    carried = carried_field()
    kind = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Tất cả"), *Activity.Kind.choices]
    )
    component = ComponentField(
        Component.objects.none(),
        label="Dự án thành phần",
        required=False,
        empty_label="Tất cả",
    )
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), *State.choices, (LATE, LATE_WORDS)],
    )
    worth = forms.ChoiceField(
        label="Nhân rộng",
        required=False,
        choices=[("", "Tất cả"), *Activity.Worth.choices[1:], (DUE, DUE_WORDS)],
    )
    q = NormalizedCharField(label="Tên hoạt động", required=False, max_length=100)

    def __init__(self, query: Any, place: Place, year: int) -> None:
        super().__init__(query, place, year)
        choices = component_choices(year)
        self.fields["component"].queryset = choices  # type: ignore[attr-defined]


def own_commune(scope: Scope) -> Area | None:
    """The commune of an officer who answers for that one alone."""
    only = scope.areas[0] if len(scope.areas) == 1 else None
    return only if only is not None and only.level == Level.COMMUNE else None


def areas_of(scope: Scope, year: int) -> "QuerySet[Area]":
    """Units of the scope in a year; of one's own commune also its villages of today."""
    villages = Q(pk__in=scope.village_ids)
    commune = own_commune(scope)
    if commune is not None:
        villages |= Q(level=Level.VILLAGE, parent=commune, ended__isnull=True)
    return units_of(scope, year) | Area.objects.filter(villages)


class ActivityForm(forms.Form):
    """The plan of an activity; `own` is the place that it has already."""

    year = forms.TypedChoiceField(label="Năm kế hoạch", coerce=int)
    kind = forms.ChoiceField(
        label="Loại", choices=[("", "Chọn loại"), *Activity.Kind.choices]
    )
    name = NormalizedCharField(label="Tên", max_length=300)
    component = ComponentField(
        Component.objects.none(),
        label="Dự án thành phần",
        required=False,
        empty_label="Ngoài các dự án của chương trình",
        error_messages={
            "invalid_choice": "Dự án đã chọn không thuộc chương trình của năm kế "
            "hoạch: hãy chọn lại."
        },
    )
    place = NormalizedCharField(
        label="Địa điểm", required=False, max_length=200, help_text="Thôn, xóm, tuyến."
    )
    owner = NormalizedCharField(
        label="Chủ đầu tư, đơn vị thực hiện", required=False, max_length=200
    )
    quantity = VietnameseDecimalField(
        label="Khối lượng",
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
    )
    unit = NormalizedCharField(
        label="Đơn vị tính",
        max_length=40,
        help_text="Ví dụ: công trình, km, mô hình, hộ, lớp, người.",
    )
    cost = _money("Tổng kinh phí")
    matching = _money(
        "Trong đó đối ứng", help_text="Phần người dân, doanh nghiệp đóng góp."
    )
    planned_start = VietnameseDateField(label="Dự kiến bắt đầu", required=False)
    planned_finish = VietnameseDateField(label="Dự kiến hoàn thành", required=False)

    def __init__(
        self,
        *args: Any,
        scope: Scope,
        for_year: int,
        own: Area | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["year"].choices = year_choices(for_year)
        fields["component"].queryset = component_choices(for_year)
        areas = areas_of(scope, for_year)
        if own is not None:
            areas = areas | Area.objects.filter(pk=own.pk)
        fields["area"] = AreaField(
            scope,
            areas,
            label="Địa bàn",
            empty_label="Chọn địa bàn",
            error_messages={
                "required": "Hãy chọn địa bàn.",
                "invalid_choice": "Địa bàn đã chọn không có trong năm kế hoạch: hãy "
                "chọn lại.",
            },
        )
        self.order_fields(["year", "area"])

    def clean(self) -> dict[str, Any]:
        """Told beside what is wrong with single fields, all at once."""
        data = self.cleaned_data
        planned = {name: data.get(name) for name in ("planned_start", "planned_finish")}
        told = activity_dates.problems(planned, timezone.localdate())
        if {"cost", "matching"} <= data.keys():
            told |= about_the_amounts(data["cost"] or 0, data["matching"] or 0)
        for name, why in told.items():
            self.add_error(name, why)
        return data

    def plan(self) -> Plan:
        """What was typed, once it is valid."""
        given = dict(self.cleaned_data)
        for name in ("cost", "matching"):
            given[name] = given[name] or 0
        return Plan(**given)


class DatesForm(forms.Form):
    """How far an activity is."""

    started_on = VietnameseDateField(label="Bắt đầu, khởi công", required=False)
    finished_on = VietnameseDateField(label="Hoàn thành", required=False)
    accepted_on = VietnameseDateField(label="Nghiệm thu", required=False)
    commissioned_on = VietnameseDateField(label="Đưa vào sử dụng", required=False)

    def dates(self) -> Dates:
        """What was typed, once it is valid."""
        return Dates(**self.cleaned_data)


class CancelForm(forms.Form):
    """Since when an activity stands still, and why."""

    cancelled_on = VietnameseDateField(label="Dừng từ ngày")
    reason = NormalizedCharField(
        label="Lý do dừng", max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class ResultForm(forms.Form):
    """What a finished activity brought."""

    result = NormalizedCharField(
        label="Kết quả",
        max_length=4_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Thu nhập, việc làm, số hộ duy trì; thường đánh giá sau một năm.",
    )
    result_on = VietnameseDateField(label="Ngày đánh giá")
    worth = forms.ChoiceField(
        label="Có nên nhân rộng",
        choices=Activity.Worth.choices,
        required=False,
        widget=forms.RadioSelect,
    )


class StageForm(forms.Form):
    """A stage, and what proves that it is done."""

    name = NormalizedCharField(label="Giai đoạn", max_length=160)
    planned_on = VietnameseDateField(label="Dự kiến", required=False)
    done_on = VietnameseDateField(label="Xong ngày", required=False)
    note = _note("Ghi chú")
    evidence = ScanField(label="Minh chứng", required=False)

    @staticmethod
    def initial_of(stage: ActivityStage) -> dict[str, Any]:
        """Initial values for an edit."""
        names = ("name", "planned_on", "done_on", "note")
        return {name: getattr(stage, name) for name in names}

    def stage(self) -> Stage:
        """What was typed, once it is valid."""
        names = ("name", "planned_on", "done_on", "note")
        return Stage(**{name: self.cleaned_data[name] for name in names})


class WorkForm(forms.Form):
    """What was done on a day."""

    day = VietnameseDateField(label="Ngày")
    quantity = VietnameseDecimalField(
        label="Khối lượng làm thêm",
        max_digits=12,
        decimal_places=2,
        help_text="Ghi nhầm thì ghi một lần nữa với dấu trừ và lý do.",
    )
    note = _note("Ghi chú")
    evidence = ScanField(label="Minh chứng", required=False)

    def work(self) -> Work:
        """What was typed, once it is valid."""
        names = ("day", "quantity", "note")
        return Work(**{name: self.cleaned_data[name] for name in names})


class HouseholdFindForm(forms.Form):
    """Which household takes part."""

    q = NormalizedCharField(
        label="Tên thành viên hoặc số hộ", required=False, max_length=120
    )


class JoiningForm(forms.Form):
    """A household's part in an activity, with which member."""

    person = forms.ChoiceField(label="Người tham gia", required=False)
    joined_on = VietnameseDateField(label="Tham gia từ ngày")
    matching = _money("Hộ đối ứng")
    note = _note("Ghi chú")
    exception = reason_field()

    units = {"matching": "đồng"}

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household = household
        self.people = {
            str(each.person_id): each.person for each in members_of(household)
        }
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "Cả hộ, không riêng ai"),
            *((key, person_name(person)) for key, person in self.people.items()),
        ]

    def joining(self) -> Joining:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        return Joining(
            household=self.household,
            person=self.people.get(data["person"]),
            joined_on=data["joined_on"],
            matching=data["matching"] or 0,
            note=data["note"],
            exception=data["exception"],
        )


class OutcomeForm(forms.Form):
    """What came of taking part."""

    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=Participant.Outcome.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    outcome_on = VietnameseDateField(label="Ngày ghi nhận", required=False)
    matching = _money("Hộ đối ứng")
    note = _note("Ghi chú")

    @staticmethod
    def initial_of(row: Participant) -> dict[str, Any]:
        """Initial values for an edit."""
        names = ("outcome", "outcome_on", "matching", "note")
        return {name: getattr(row, name) for name in names}

    def came(self) -> Came:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        return Came(**{**data, "matching": data["matching"] or 0})
