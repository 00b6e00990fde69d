"""Forms of money: filters, entries with their decision, payments, blockages."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Level
from povertyportal.documents.attachments import HINT, ScanField
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseIntegerField,
)
from programs.forms.components import ComponentField
from programs.forms.places import AreaField, PlaceFilterForm, year_choices
from programs.forms.support import reason_field
from programs.models import (
    Activity,
    Blockage,
    BudgetEntry,
    BudgetLine,
    Capital,
    Component,
    Programme,
    Source,
)
from programs.models.money import LAST_DISTRICT_YEAR
from programs.services.money_base import MOST, Decision, LineKey, sources_of
from programs.services.payments import Payment
from programs.services.places import Place, units_of
from programs.services.programmes import component_choices

Kind = BudgetEntry.Kind
ALL = ("", "Tất cả")
OUTSIDE = "outside"
RELOAD = "Lấy danh sách theo năm"
PACE_CHOICES = [
    ALL,
    ("alarm", "Có cảnh báo (chậm hoặc chưa giao vốn)"),
    ("slow", "Chậm"),
    ("waiting", "Chưa giao vốn"),
    ("on_way", "Đúng lịch"),
    ("free", "Không theo lịch"),
]


def _named(sources: Iterable[Source], year: int) -> list[tuple[str, str]]:
    """Sources as choices, of those that there were in the year."""
    return [
        (each.value, each.label)
        for each in sources
        if each != Source.DISTRICT or year <= LAST_DISTRICT_YEAR
    ]


class MoneyFilterForm(PlaceFilterForm):
    """What narrows the list of lines."""

    programme = forms.ChoiceField(label="Chương trình", required=False)
    source = forms.ChoiceField(label="Nguồn vốn", required=False)
    capital = forms.ChoiceField(
        label="Loại vốn", required=False, choices=[ALL, *Capital.choices]
    )
    pace = forms.ChoiceField(label="Tiến độ", required=False, choices=PACE_CHOICES)

    def __init__(self, query: QueryDict, place: Place, year: int) -> None:
        super().__init__(query, place, year)
        running = Programme.objects.filter(
            starts_year__lte=year, ends_year__gte=year - 1
        )
        self.fields["programme"].choices = [  # type: ignore[attr-defined]
            ALL,
            *((str(each.pk), each.name) for each in running),
            (OUTSIDE, "Ngoài chương trình"),
        ]
        self.fields["source"].choices = [ALL, *_named(Source, year)]  # type: ignore[attr-defined]
        self.fields["component"] = ComponentField(
            component_choices(year) | component_choices(year - 1),
            label="Dự án thành phần",
            required=False,
            empty_label="Tất cả",
        )
        self.order_fields(["area", "year", "programme", "component", "source"])


class DisbursementFilterForm(PlaceFilterForm):
    """What the page of payments is about, and by what it groups."""

    source = forms.ChoiceField(label="Nguồn vốn", required=False)
    by = forms.ChoiceField(
        label="Xem theo",
        required=False,
        choices=[
            ("component", "Dự án thành phần"),
            ("area", "Địa bàn"),
            ("source", "Nguồn vốn"),
        ],
    )

    def __init__(self, query: QueryDict, place: Place, year: int) -> None:
        super().__init__(query, place, year)
        self.fields["source"].choices = [ALL, *_named(Source, year)]  # type: ignore[attr-defined]


class BlockageFilterForm(PlaceFilterForm):
    """What narrows the list of blockages."""

    kind = forms.ChoiceField(
        label="Loại vướng mắc", required=False, choices=[ALL, *Blockage.Kind.choices]
    )
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[ALL, ("open", "Đang vướng"), ("resolved", "Đã tháo gỡ")],
    )


def amount_field(label: str = "Số tiền", **options: Any) -> VietnameseIntegerField:
    """An amount in whole đồng."""
    options = {"min_value": 1, "max_value": MOST, **options}
    return VietnameseIntegerField(label=label, **options)


class DecisionForm(forms.Form):
    """The decision by which money is given, moved or corrected."""

    number = NormalizedCharField(
        label="Số quyết định",
        max_length=60,
        error_messages={
            "required": "Chưa có số quyết định: không ghi vốn khi chưa có quyết định."
        },
    )
    decided_on = VietnameseDateField(label="Ngày quyết định")
    issuer = NormalizedCharField(
        label="Cơ quan ban hành", max_length=160, required=False
    )
    reason = NormalizedCharField(label="Ghi chú, lý do", max_length=400, required=False)
    scan = ScanField(label="Bản quét quyết định", required=False, help_text=HINT)

    def decision(self) -> Decision:
        """What was typed, once it is valid."""
        names = ("number", "decided_on", "issuer", "reason", "scan")
        told = self.cleaned_data
        return Decision(**{name: told[name] for name in names if name in told})


class AskedForm(DecisionForm):
    """A decision about which a rule may ask."""

    exception = reason_field()

    def decision(self) -> Decision:
        """What was typed, once it is valid."""
        return replace(super().decision(), exception=self.cleaned_data["exception"])


class LineKeyForm(DecisionForm):
    """Which line of `year`, how much, by which decision."""

    component = ComponentField(
        Component.objects.none(),
        label="Dự án thành phần",
        required=False,
        empty_label="Ngoài chương trình",
    )
    purpose = NormalizedCharField(
        label="Nội dung ngoài chương trình",
        max_length=200,
        required=False,
        help_text="Chỉ ghi khi tiền không thuộc dự án nào của chương trình.",
    )
    source = forms.ChoiceField(label="Nguồn vốn")
    capital = forms.ChoiceField(label="Loại vốn", choices=Capital.choices)
    amount = amount_field()

    field_order = [
        *("component", "purpose", "area", "source", "capital", "amount"),
        *("number", "decided_on", "issuer", "reason", "scan"),
    ]

    def __init__(self, *args: Any, officer: Officer, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_year, scope = year, scope_of(officer)
        self.fields["component"].queryset = component_choices(year)  # type: ignore[attr-defined]
        self.fields["area"] = AreaField(
            scope, units_of(scope, year), label="Địa bàn", empty_label="Chọn địa bàn"
        )
        self.fields["source"].choices = _named(sources_of(officer), year)  # type: ignore[attr-defined]
        self.fields["component"].error_messages["invalid_choice"] = (
            f"Dự án này không thuộc chương trình nào của năm {year}. Hãy chọn lại dự "
            "án hoặc năm."
        )
        self.fields["area"].error_messages["invalid_choice"] = (
            f"Địa bàn này không có trong năm {year}. Hãy chọn lại địa bàn hoặc năm."
        )
        self.order_fields(self.field_order)

    def key(self) -> LineKey:
        """The line that was named, once the form is valid."""
        names = ("component", "purpose", "area", "source", "capital")
        named = {name: self.cleaned_data[name] for name in names}
        return LineKey(year=self.of_year, **named)


class TransferForm(AskedForm, LineKeyForm):
    """Where money of a line goes to; its source stays."""

    def __init__(self, *args: Any, line: BudgetLine, **kwargs: Any) -> None:
        super().__init__(*args, year=line.year, **kwargs)
        stays = [(line.source, line.get_source_display())]
        self.fields["source"].choices = stays  # type: ignore[attr-defined]


class EnterForm(AskedForm, LineKeyForm):
    """A plan or an allocation of the year that the form itself names."""

    year = forms.ChoiceField(label="Vốn của năm")
    kind = forms.ChoiceField(
        label="Ghi vào sổ",
        choices=[
            (Kind.ALLOCATION.value, "Giao vốn"),
            (Kind.PLAN.value, "Kế hoạch vốn"),
        ],
        widget=forms.RadioSelect,
        initial=Kind.ALLOCATION.value,
    )

    field_order = ["year", "kind", *LineKeyForm.field_order]

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, year=year, **kwargs)
        field: Any = self.fields["year"]
        field.choices, field.initial = year_choices(year), str(year)
        field.help_text = (
            f"Dự án và địa bàn bên dưới là của năm {year}. Chọn năm khác thì bấm "
            f"“{RELOAD}” ở cuối biểu mẫu; những gì đã gõ vẫn còn."
        )


class CarryForm(AskedForm):
    """How much goes over to next year."""

    amount = amount_field("Số tiền chuyển nguồn")

    field_order = ["amount"]


class CorrectForm(AskedForm):
    """What was entered wrongly: by how much up or down, and why."""

    kind = forms.ChoiceField(
        label="Điều chỉnh",
        choices=[
            (Kind.CORRECTION.value, "Số được giao"),
            (Kind.PLAN_CORRECTION.value, "Kế hoạch vốn"),
        ],
        widget=forms.RadioSelect,
        initial=Kind.CORRECTION.value,
    )
    way = forms.ChoiceField(
        label="Tăng hay giảm",
        choices=[("down", "Giảm"), ("up", "Tăng")],
        widget=forms.RadioSelect,
    )
    amount = amount_field("Tăng, giảm bao nhiêu")

    field_order = ["kind", "way", "amount", "number", "decided_on", "issuer", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].label = "Lý do điều chỉnh"

    def signed(self) -> int:
        """The amount with its sign, once the form is valid."""
        amount: int = self.cleaned_data["amount"]
        return -amount if self.cleaned_data["way"] == "down" else amount


class PaymentForm(forms.Form):
    """A payment from a line."""

    amount = amount_field()
    paid_on = VietnameseDateField(label="Ngày giải ngân")
    voucher = NormalizedCharField(label="Số chứng từ", max_length=60)
    content = NormalizedCharField(label="Nội dung chi", max_length=300)
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label="Cho hoạt động",
        required=False,
        empty_label="Không gắn với hoạt động nào",
    )
    reason = NormalizedCharField(
        label="Lý do chi ngoài thời hạn",
        max_length=400,
        required=False,
        help_text="Chỉ ghi khi chi sau ngày 31/01 năm sau của năm được giao vốn, hoặc "
        "trước ngày quyết định giao vốn.",
    )

    def __init__(self, *args: Any, line: BudgetLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Q(area=line.area_id) | Q(
            area__parent=line.area_id, area__level=Level.VILLAGE
        )
        self.fields["activity"].queryset = Activity.objects.filter(  # type: ignore[attr-defined]
            near,
            component=line.component_id,
            year__in=[line.year - 1, line.year],
            cancelled_on__isnull=True,
        ).order_by("name", "pk")

    def payment(self) -> Payment:
        """What was typed, once it is valid."""
        return Payment(**self.cleaned_data)


class ReasonForm(forms.Form):
    """Why a payment is taken back."""

    reason = NormalizedCharField(label="Lý do hủy khoản giải ngân", max_length=400)


class BlockForm(forms.Form):
    """What holds a line's money up."""

    kind = forms.ChoiceField(label="Loại vướng mắc", choices=Blockage.Kind.choices)
    text = NormalizedCharField(
        label="Vướng mắc",
        max_length=2_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    since = VietnameseDateField(label="Từ ngày", initial=timezone.localdate)


class ResolveForm(forms.Form):
    """How a blockage was resolved."""

    resolved_on = VietnameseDateField(label="Tháo gỡ ngày", initial=timezone.localdate)
    how = NormalizedCharField(
        label="Cách tháo gỡ",
        max_length=2_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
