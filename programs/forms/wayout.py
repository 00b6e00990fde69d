"""Forms of the way out: filters of the lists, plans, helpers, visits, shocks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import Scope
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField
from povertyportal.ui.numbers import vietnamese
from programs.forms.activities import areas_of
from programs.forms.places import AreaField, PlaceFilterForm
from programs.models import (
    Component,
    EscapeMeasure,
    EscapePlan,
    Helper,
    HelperAssignment,
    Shock,
    Support,
)
from programs.rules.wayout import (
    LEAVE_WORDS,
    MEASURES,
    RELAPSE_WORDS,
)
from programs.services.need_topics import topic_name
from programs.services.places import Place
from programs.services.programmes import component_choices
from programs.services.wayout.helpers import HelperFacts
from programs.services.wayout.plans import Measure, Plan, Progress

ALL = [("", "Tất cả")]
LISTED_CLASSES = [("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo")]


def _text(label: str, most: int = 400, **options: Any) -> NormalizedCharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return NormalizedCharField(
        label=label, max_length=most, multiline=True, widget=widget, **options
    )


class LeaverFilterForm(PlaceFilterForm):
    """What narrows the households that may leave."""

    poverty_class = forms.ChoiceField(
        label="Diện", required=False, choices=[*ALL, *LISTED_CLASSES]
    )
    sign = forms.ChoiceField(
        label="Dấu hiệu",
        required=False,
        choices=[*ALL, *((each.value, words) for each, words in LEAVE_WORDS.items())],
    )
    plan = forms.ChoiceField(
        label="Kế hoạch của năm",
        required=False,
        choices=[*ALL, ("yes", "Đã có"), ("no", "Chưa có")],
    )


class UnhelpedFilterForm(PlaceFilterForm):
    """What narrows the households without a helper."""

    poverty_class = forms.ChoiceField(
        label="Diện", required=False, choices=[*ALL, *LISTED_CLASSES]
    )


LATE = "late"


class PlanFilterForm(PlaceFilterForm):
    """What narrows the escape plans of a year."""

    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[
            *ALL,
            ("open", EscapePlan.Result.OPEN.label),
            (LATE, "Có biện pháp quá hạn"),
            *(each for each in EscapePlan.Result.choices if each[0]),
        ],
    )


class NowFilterForm(PlaceFilterForm):
    """A list of today: its place alone."""

    def __init__(self, query: Any, place: Place, year: int) -> None:
        super().__init__(query, place, year)
        del self.fields["year"]


class RelapseFilterForm(NowFilterForm):
    """What narrows the households that may fall back."""

    sign = forms.ChoiceField(
        label="Dấu hiệu",
        required=False,
        choices=[*ALL, *((each.value, words) for each, words in RELAPSE_WORDS.items())],
    )


class HelperFilterForm(NowFilterForm):
    """What narrows the helpers."""

    kind = forms.ChoiceField(
        label="Loại", required=False, choices=[*ALL, *Helper.Kind.choices]
    )
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Đang giúp"), ("ended", "Đã thôi"), ("all", "Cả hai")],
    )


class VisitFilterForm(NowFilterForm):
    """What narrows the households that have a helper."""

    state = forms.ChoiceField(
        label="Lần thăm",
        required=False,
        choices=[*ALL, (LATE, "Lâu chưa được thăm")],
    )


class PlanForm(forms.Form):
    """A new plan; `topics` are what a measure can be suggested for."""

    target_year = forms.TypedChoiceField(label="Năm phấn đấu", coerce=int)
    reason = _text("Vì sao hộ có thể thoát")
    responsible = NormalizedCharField(label="Người phụ trách", max_length=160)
    topics = forms.MultipleChoiceField(
        label="Biện pháp đề xuất",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Theo thiếu hụt và nguyên nhân nghèo của hộ. Sau khi lập kế hoạch, "
        "sửa được nội dung, người thực hiện và hạn của từng biện pháp.",
    )
    due_on = VietnameseDateField(label="Hạn chung của các biện pháp", required=False)

    def __init__(
        self, *args: Any, topics: Sequence[str], standard: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        year = timezone.localdate().year
        chosen: Any = self.fields["target_year"]
        chosen.choices = [(each, str(each)) for each in range(year, year + 5)]
        offered: Any = self.fields["topics"]
        offered.choices = [
            (each, f"{topic_name(each, standard)}: {MEASURES[each]}") for each in topics
        ]
        if not topics:
            del self.fields["topics"], self.fields["due_on"]

    def clean(self) -> dict[str, Any]:
        """Measures need a day. Raises ValidationError at the field."""
        data = super().clean() or self.cleaned_data
        is_missing = "due_on" in data and data["due_on"] is None
        if data.get("topics") and is_missing:
            self.add_error("due_on", "Hãy ghi hạn của các biện pháp đã chọn.")
        return data

    def plan(self) -> Plan:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        measures = [
            Measure(MEASURES[each], data["responsible"], data["due_on"], each)
            for each in data.get("topics", ())
        ]
        return Plan(data["target_year"], data["reason"], data["responsible"], measures)


class PlanChangeForm(forms.Form):
    """What may change of a plan."""

    reason = _text("Vì sao hộ có thể thoát")
    responsible = NormalizedCharField(label="Người phụ trách", max_length=160)


class MeasureForm(forms.Form):
    """A measure of a plan; `topics` are the household's needs."""

    topic = forms.ChoiceField(
        label="Cho thiếu hụt, nguyên nhân", required=False, choices=[("", "Khác")]
    )
    what = _text("Biện pháp", 300)
    who = NormalizedCharField(label="Người thực hiện", max_length=160)
    due_on = VietnameseDateField(label="Hạn")
    component = forms.ModelChoiceField(
        Component.objects.none(),
        label="Thuộc dự án thành phần",
        required=False,
        empty_label="Không thuộc dự án nào",
    )

    def __init__(
        self,
        *args: Any,
        plan: EscapePlan,
        topics: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["topic"]
        choices.choices = [("", "Khác"), *topics]
        components: Any = self.fields["component"]
        components.queryset = component_choices(plan.target_year)

    def measure(self) -> Measure:
        """What was typed, once it is valid."""
        names = ("what", "who", "due_on", "topic", "component")
        given = {name: self.cleaned_data[name] for name in names}
        return Measure(**given, support=self.cleaned_data.get("support"))


class MeasureProgressForm(MeasureForm):
    """A measure and how far it is."""

    state = forms.ChoiceField(
        label="Tình trạng",
        choices=EscapeMeasure.State.choices,
        widget=forms.RadioSelect,
    )
    done_on = VietnameseDateField(label="Làm xong ngày", required=False)
    support = forms.ModelChoiceField(
        Support.objects.none(),
        label="Bằng khoản hỗ trợ",
        required=False,
        empty_label="Không ghi",
    )
    note = _text("Ghi chú, lý do không làm nữa", required=False)

    def __init__(self, *args: Any, plan: EscapePlan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        rows = Support.objects.filter(household=plan.household_id)
        given: Any = self.fields["support"]
        given.queryset = rows.exclude(state="cancelled").select_related("kind")
        given.label_from_instance = _support_named

    @staticmethod
    def initial_of(row: EscapeMeasure) -> dict[str, Any]:
        """Initial values from what is kept."""
        names = ("topic", "what", "who", "due_on", "component", "support")
        more = ("state", "done_on", "note")
        return {name: getattr(row, name) for name in (*names, *more)}

    def progress(self) -> Progress:
        """How far it is, once it is valid."""
        data = self.cleaned_data
        return Progress(data["state"], data["done_on"], data["note"])


class ResultForm(forms.Form):
    """What came of a plan."""

    result = forms.ChoiceField(
        label="Kết quả",
        required=False,
        choices=EscapePlan.Result.choices,
        widget=forms.RadioSelect,
    )
    result_on = VietnameseDateField(label="Ngày ghi kết quả")
    result_note = _text("Nhận xét", required=False)


class HelperForm(forms.Form):
    """Who helps."""

    kind = forms.ChoiceField(
        label="Loại", choices=Helper.Kind.choices, widget=forms.RadioSelect
    )
    name = NormalizedCharField(label="Họ tên, tên đơn vị", max_length=160)
    organisation = NormalizedCharField(
        label="Cơ quan, chi bộ", max_length=160, required=False
    )
    phone = NormalizedCharField(label="Điện thoại", max_length=20, required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = areas_of(scope, timezone.localdate().year)
        self.fields["area"] = AreaField(
            scope, units, label="Nơi quản lý", empty_label="Chọn nơi quản lý"
        )

    def facts(self) -> HelperFacts:
        """What was typed, once it is valid."""
        return HelperFacts(**self.cleaned_data)


class EndForm(forms.Form):
    """The end of help, with what came of it."""

    ends = VietnameseDateField(label="Thôi giúp từ ngày")
    outcome = _text("Kết quả giúp đỡ")


class TaskForm(forms.Form):
    """What a helper does and since when."""

    content = _text("Nội dung giúp đỡ")
    starts = VietnameseDateField(label="Từ ngày")


class AreaTaskForm(TaskForm):
    """An area that a unit helps as a whole."""

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = areas_of(scope, timezone.localdate().year)
        self.fields["area"] = AreaField(
            scope, units, label="Địa bàn được giúp", empty_label="Chọn địa bàn"
        )
        self.order_fields(["area", "content", "starts"])


class HouseholdTaskForm(TaskForm):
    """Who helps a household."""

    helper = forms.ModelChoiceField(
        Helper.objects.none(),
        label="Người, đơn vị giúp đỡ",
        empty_label="Chọn người, đơn vị",
    )

    def __init__(self, *args: Any, helpers: "QuerySet[Helper]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["helper"]
        field.queryset = helpers
        field.label_from_instance = _named
        self.order_fields(["helper", "content", "starts"])


class ManyTaskForm(HouseholdTaskForm):
    """Who helps several households; `homes` are those that may be chosen."""

    who = forms.ModelMultipleChoiceField(
        Household.objects.none(),
        label="Hộ được giúp",
        error_messages={"required": "Hãy chọn ít nhất một hộ trong bảng."},
    )

    def __init__(self, *args: Any, homes: "QuerySet[Household]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["who"]
        field.queryset = homes


def _support_named(row: Support) -> str:
    """What, how much and when: a household may get the same kind twice a year."""
    day = row.given_on or row.planned_for
    state = row.get_state_display().lower()
    when = f"{state} ngày {day:%d/%m/%Y}" if day else state
    return f"{row}: {vietnamese(row.quantity)} {row.kind.unit}, {when}"


def _named(helper: Helper) -> str:
    return f"{helper.name}, {helper.organisation or helper.get_kind_display()}"


class VisitForm(forms.Form):
    """A visit; `tasks` are those that it can belong to."""

    assignment = forms.ModelChoiceField(
        HelperAssignment.objects.none(), label="Người, đơn vị đến thăm"
    )
    day = VietnameseDateField(label="Ngày thăm")
    note = _text("Nội dung thăm hộ", 2_000)

    def __init__(
        self, *args: Any, tasks: "QuerySet[HelperAssignment]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assignment"]
        field.queryset, field.empty_label = tasks, "Chọn người, đơn vị"
        field.label_from_instance = lambda task: (
            _named(task.helper) + (f" ({task.area.name})" if task.area else "")
        )


class ShockForm(forms.Form):
    """What befell a household."""

    kind = forms.ChoiceField(
        label="Loại biến cố", choices=Shock.Kind.choices, widget=forms.RadioSelect
    )
    happened_on = VietnameseDateField(label="Ngày xảy ra")
    note = _text("Ghi chú", required=False)


class FindForm(forms.Form):
    """Find a household by a name or its number."""

    q = NormalizedCharField(label="Tên người trong hộ hoặc số hộ", max_length=100)
