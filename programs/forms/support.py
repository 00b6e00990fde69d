"""Forms of support: what narrows the list, what a household gets, what is judged."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from households.models import Household, Person
from households.rules.standards import STANDARDS
from povertyportal.accounts.models import Officer
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseDecimalField,
    VietnameseIntegerField,
)
from programs.forms.people import PersonField
from programs.forms.places import PlaceFilterForm, year_choices
from programs.models import (
    Activity,
    BudgetLine,
    DoubleSupport,
    LoanProgramme,
    Support,
    SupportKind,
)
from programs.rules.support import CLASS_CHOICES
from programs.services.places import Place
from programs.services.support_questions import Offer

ALL = ("", "Tất cả")
GIVEN, PLANNED = Support.State.GIVEN.value, Support.State.PLANNED.value
MOST_MONEY = 10**14
MOST_CHOICES = 300  # activities or lines in one list
EXCEPTION_HELP = "Chỉ ghi khi cổng hỏi: vì sao vẫn làm như vậy."


def reason_field(label: str = "Lý do ngoại lệ") -> NormalizedCharField:
    """What an officer answers when a rule asks."""
    return NormalizedCharField(
        label=label,
        max_length=200,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=EXCEPTION_HELP,
    )


class SupportFilterForm(PlaceFilterForm):
    """What narrows the list of supports."""

    kind = forms.ModelChoiceField(
        SupportKind.objects.all(),
        label="Loại hỗ trợ",
        required=False,
        empty_label="Tất cả",
    )
    state = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[ALL, *Support.State.choices]
    )
    asked = forms.ChoiceField(
        label="Ngoại lệ",
        required=False,
        choices=[ALL, ("yes", "Có lý do ngoại lệ"), ("no", "Không có")],
    )
    q = NormalizedCharField(label="Chủ hộ, số hộ", required=False, max_length=100)


class DoubleFilterForm(PlaceFilterForm):
    """What narrows the list of supports that look double."""

    verdict = forms.ChoiceField(
        label="Kết luận",
        required=False,
        choices=[
            ("open", "Chưa xem"),
            ("all", "Tất cả"),
            (DoubleSupport.Verdict.RIGHT, DoubleSupport.Verdict.RIGHT.label),
            (DoubleSupport.Verdict.WRONG, DoubleSupport.Verdict.WRONG.label),
        ],
    )


class FindHouseholdForm(forms.Form):
    """Which household something is to be written for."""

    q = NormalizedCharField(
        label="Họ tên, số hộ hoặc số định danh", required=False, max_length=100
    )


def persons_of(household: Household) -> "QuerySet[Person]":
    """Members of the household today, the head first."""
    members = household.members_on(timezone.localdate()).values("person")
    return Person.objects.filter(pk__in=members).order_by("birth_year", "pk")


def lines_of(officer: Officer, year: int) -> "QuerySet[BudgetLine]":
    """Lines of a year that hold money in the officer's area."""
    rows = BudgetLine.objects.visible_to(officer).filter(year=year)
    ids = rows.values_list("pk", flat=True).order_by("area__sort_key", "pk")
    return BudgetLine.objects.filter(pk__in=list(ids[:MOST_CHOICES])).select_related(
        "component", "area"
    )


class LineField(forms.ModelChoiceField):
    """A line of money, by what it is for, whose it is and where it comes from."""

    def label_from_instance(self, obj: BudgetLine) -> str:
        """As the list of lines names it."""
        what = obj.purpose or (obj.component.name if obj.component else "")
        return f"{what} – {obj.get_source_display()}, {obj.area.name}"


class SupportForm(forms.Form):
    """What a household gets or is to get."""

    kind = forms.ModelChoiceField(
        SupportKind.objects.filter(is_active=True),
        label="Loại hỗ trợ",
        empty_label="Chọn loại hỗ trợ",
        error_messages={"required": "Hãy chọn loại hỗ trợ."},
    )
    person = PersonField(
        Person.objects.none(),
        label="Người nhận",
        required=False,
        empty_label="Cả hộ",
    )
    quantity = VietnameseDecimalField(
        label="Số lượng", min_value=0, max_digits=10, decimal_places=2
    )
    value = VietnameseIntegerField(
        label="Giá trị", required=False, min_value=0, max_value=MOST_MONEY
    )
    year = forms.TypedChoiceField(label="Năm kế hoạch", coerce=int)
    line = LineField(
        BudgetLine.objects.none(),
        label="Từ nguồn vốn",
        required=False,
        empty_label="Không từ dòng vốn nào",
    )
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label="Thuộc hoạt động",
        required=False,
        empty_label="Không thuộc hoạt động nào",
    )
    state = forms.ChoiceField(
        label="Tình trạng",
        choices=[(GIVEN, "Đã hỗ trợ"), (PLANNED, "Dự kiến")],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn đã hỗ trợ hay mới dự kiến."},
    )
    day = VietnameseDateField(
        label="Ngày",
        required=False,
        help_text="Ngày hộ nhận; nếu mới dự kiến: ngày dự kiến, có thể để trống.",
    )
    note = NormalizedCharField(label="Ghi chú", required=False, max_length=400)
    exception = reason_field()

    units = {"value": "đồng"}

    def __init__(
        self,
        *args: Any,
        officer: Officer,
        household: Household,
        year_: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.household = household
        fields["person"].queryset = persons_of(household)
        fields["year"].choices = year_choices(year_)
        fields["line"].queryset = lines_of(officer, year_)
        activities = Activity.objects.visible_to(officer).filter(
            year=year_, cancelled_on=None
        )
        ids = list(activities.values_list("pk", flat=True)[:MOST_CHOICES])
        fields["activity"].queryset = Activity.objects.filter(pk__in=ids)

    def clean_quantity(self) -> Any:
        """More than nothing. Raises ValidationError."""
        quantity = self.cleaned_data["quantity"]
        if quantity is not None and quantity <= 0:
            raise ValidationError("Số lượng phải lớn hơn 0.")
        return quantity

    def clean(self) -> dict[str, Any]:
        """What was given has its day. Raises ValidationError at the field."""
        data = super().clean() or self.cleaned_data
        if data.get("state") == GIVEN and "day" in data and data["day"] is None:
            self.add_error("day", "Hãy ghi ngày hộ nhận.")
        return data

    def offer(self) -> Offer:
        """What was typed, once it is valid."""
        names = ("kind", "year", "quantity", "person", "activity", "line")
        data = self.cleaned_data
        return Offer(
            household=self.household,
            value=data["value"] or 0,
            note=data["note"],
            exception=data["exception"],
            **{name: data[name] for name in names},
        )


class DeliverForm(forms.Form):
    """When a household received what was planned."""

    given_on = VietnameseDateField(label="Ngày nhận")
    exception = reason_field()


class CancelForm(forms.Form):
    """Why something is taken back."""

    reason = NormalizedCharField(
        label="Lý do hủy",
        max_length=400,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do hủy."},
    )


class DoubleForm(forms.Form):
    """Whether two supports are the same one twice."""

    verdict = forms.ChoiceField(
        label="Kết luận",
        choices=[
            (DoubleSupport.Verdict.RIGHT, "Không trùng: hai khoản khác nhau"),
            (DoubleSupport.Verdict.WRONG, "Trùng: sẽ hủy một trong hai khoản"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn kết luận."},
    )
    reason = NormalizedCharField(
        label="Lý do", max_length=400, error_messages={"required": "Hãy ghi lý do."}
    )


def topic_choices() -> list[tuple[str, str]]:
    """Indicators of all standards by code, the words of the newest one last."""
    found: dict[str, str] = {}
    for standard in STANDARDS.values():
        found |= {each.code: each.name for each in standard.indicators}
    return sorted(found.items(), key=lambda pair: pair[1])


def _several(label: str, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SupportKindForm(forms.ModelForm):
    """A kind of support."""

    name = NormalizedCharField(label="Loại hỗ trợ", max_length=160)
    unit = NormalizedCharField(label="Đơn vị tính", max_length=40)
    classes = _several("Dành cho (để trống: mọi hộ)", CLASS_CHOICES)
    topics = _several("Chỉ số thiếu hụt được hỗ trợ", topic_choices)
    once_in_years = VietnameseIntegerField(
        label="Một hộ được một lần trong (năm)",
        min_value=0,
        max_value=99,
        help_text="0: mỗi khi có đợt; 1: mỗi năm một lần; 99: một lần duy nhất.",
    )
    note = NormalizedCharField(label="Ghi chú", required=False, max_length=300)

    class Meta:
        model = SupportKind
        fields = (
            "code",
            "name",
            "unit",
            "classes",
            "topics",
            "once_in_years",
            "is_active",
            "mark",
            "note",
        )


class LoanProgrammeForm(forms.ModelForm):
    """A loan programme of the policy bank."""

    name = NormalizedCharField(label="Chương trình vay", max_length=200)
    classes = _several("Dành cho (để trống: mọi hộ)", CLASS_CHOICES)
    ceiling = VietnameseIntegerField(
        label="Mức vay tối đa", required=False, min_value=1, max_value=MOST_MONEY
    )
    rate = VietnameseDecimalField(
        label="Lãi suất", required=False, min_value=0, max_digits=5, decimal_places=2
    )
    longest_months = VietnameseIntegerField(
        label="Thời hạn dài nhất", required=False, min_value=1, max_value=600
    )
    escaped_within_years = VietnameseIntegerField(
        label="Hộ thoát nghèo được vay trong", required=False, min_value=1, max_value=20
    )
    starts = VietnameseDateField(label="Áp dụng từ", required=False)
    ends = VietnameseDateField(label="Áp dụng đến trước ngày", required=False)
    note = NormalizedCharField(label="Ghi chú", required=False, max_length=300)

    units = {
        "ceiling": "đồng",
        "rate": "%/năm",
        "longest_months": "tháng",
        "escaped_within_years": "năm",
    }

    class Meta:
        model = LoanProgramme
        fields = (
            "code",
            "name",
            "classes",
            "ceiling",
            "rate",
            "longest_months",
            "escaped_within_years",
            "starts",
            "ends",
            "mark",
            "note",
        )


def filter_form(
    form_class: type[PlaceFilterForm], query: Any, place: Place, year: int
) -> tuple[PlaceFilterForm, dict[str, Any]]:
    """A list's filters and what they say; nothing where something is wrong."""
    form = form_class(query, place, year)
    return form, (form.cleaned_data if form.is_valid() else {})
