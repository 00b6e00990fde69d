"""Forms of houses: what narrows the list, the approval, each stage, who paid."""

from typing import Any

from django import forms

from households.models import Household
from povertyportal.accounts.models import Officer
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseDecimalField,
    VietnameseIntegerField,
    YearField,
)
from programs.forms.components import ComponentField
from programs.forms.places import PlaceFilterForm, carried_field, year_choices
from programs.forms.support import (
    ALL,
    MOST_MONEY,
    LineField,
    lines_of,
    reason_field,
)
from programs.models import BudgetLine, Component, HouseNorm, HousingCase
from programs.services.house_norms import norm_words
from programs.services.housing import Acceptance, Approval, Shares
from programs.services.programmes import component_choices

_KNOWN = [("yes", "Có"), ("no", "Không"), ("", "Chưa rõ")]
_ANSWERS = {"yes": True, "no": False, "": None}
_TOLD = {answer: name for name, answer in _ANSWERS.items()}
PARTS = {
    "foundation_firm": "Nền cứng, bền",
    "frame_firm": "Khung, tường bền",
    "roof_firm": "Mái bền",
}

STAGES = (
    ("approved", "Đã duyệt, chưa khởi công"),
    ("started", "Đang làm"),
    ("finished", "Hoàn thành, chưa nghiệm thu"),
    ("accepted", "Đã nghiệm thu"),
    ("cancelled", "Đã dừng"),
)
# Approved and started ones together: what the plan still waits for.
UNFINISHED = ("unfinished", "Chưa hoàn thành")


class HouseFilterForm(PlaceFilterForm):
    """What narrows the list of houses."""

    carried = carried_field()
    kind = forms.ChoiceField(
        label="Hình thức", required=False, choices=[ALL, *HousingCase.Kind.choices]
    )
    stage = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[ALL, *STAGES, UNFINISHED]
    )
    q = NormalizedCharField(label="Chủ hộ, số hộ", required=False, max_length=100)


def _asked(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=_KNOWN, required=False, widget=forms.RadioSelect
    )


class ApprovalForm(forms.Form):
    """A house as it is approved."""

    decision_number = NormalizedCharField(
        label="Số quyết định phê duyệt",
        max_length=60,
        error_messages={"required": "Hãy ghi số quyết định phê duyệt."},
    )
    approved_on = VietnameseDateField(label="Ngày phê duyệt")
    year = forms.TypedChoiceField(label="Năm kế hoạch", coerce=int)
    kind = forms.ChoiceField(
        label="Hình thức", choices=HousingCase.Kind.choices, widget=forms.RadioSelect
    )
    component = ComponentField(
        Component.objects.none(),
        label="Dự án thành phần",
        required=False,
        empty_label="Ngoài các dự án của chương trình",
    )
    line = LineField(
        BudgetLine.objects.none(),
        label="Từ nguồn vốn",
        required=False,
        empty_label="Không từ dòng vốn nào",
    )
    has_house = forms.TypedChoiceField(
        label="Hộ đã có nhà",
        choices=[("yes", "Có nhà"), ("no", "Chưa có nhà")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    foundation_firm = _asked("Nhà cũ: nền bền chắc")
    frame_firm = _asked("Nhà cũ: khung, tường bền chắc")
    roof_firm = _asked("Nhà cũ: mái bền chắc")
    floor_area = VietnameseDecimalField(
        label="Diện tích nhà cũ",
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
    )
    separate_since = VietnameseIntegerField(
        label="Là hộ độc lập từ năm", required=False, min_value=1900, max_value=2100
    )
    exception = reason_field()

    units = {"floor_area": "m²"}

    def __init__(
        self, *args: Any, officer: Officer, household: Household, year_: int, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        fields: dict[str, Any] = self.fields
        self.household = household
        fields["year"].choices = year_choices(year_)
        fields["component"].queryset = component_choices(year_)
        fields["line"].queryset = lines_of(officer, year_)

    def approval(self) -> Approval:
        """What was typed, once it is valid."""
        data = dict(self.cleaned_data)
        for name in PARTS:
            data[name] = _ANSWERS[data[name]]
        return Approval(household=self.household, **data)

    @staticmethod
    def initial_of(house: HousingCase) -> dict[str, Any]:
        """Initial values from what is kept."""
        names = ("decision_number", "approved_on", "year", "kind", "component", "line")
        more = ("floor_area", "separate_since", "exception")
        return {
            **{name: getattr(house, name) for name in (*names, *more)},
            **{name: _TOLD[getattr(house, name)] for name in PARTS},
            "has_house": "yes" if house.has_house else "no",
        }


class DayForm(forms.Form):
    """The day of a stage."""

    day = VietnameseDateField(label="Ngày")

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = label


class AcceptanceForm(forms.Form):
    """The house as accepted."""

    accepted_on = VietnameseDateField(label="Ngày nghiệm thu")
    new_area = VietnameseDecimalField(
        label="Diện tích nhà mới", min_value=0, max_digits=6, decimal_places=2
    )
    is_three_hard = forms.TypedChoiceField(
        label="Đạt “3 cứng” (nền cứng, khung - tường cứng, mái cứng)",
        choices=[("yes", "Đạt"), ("no", "Chưa đạt")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn đạt hay chưa đạt."},
    )
    minutes = ScanField(label="Biên bản nghiệm thu (bản quét)", required=False)
    exception = reason_field()

    units = {"new_area": "m²"}

    def acceptance(self) -> Acceptance:
        """What was typed, once it is valid."""
        return Acceptance(**self.cleaned_data)


def _money(label: str) -> VietnameseIntegerField:
    return VietnameseIntegerField(
        label=label, required=False, min_value=0, max_value=MOST_MONEY
    )


def _reason(label: str) -> NormalizedCharField:
    return NormalizedCharField(
        label=label,
        max_length=400,
        error_messages={"required": f"Hãy ghi {label[0].lower()}{label[1:]}."},
    )


class SharesForm(forms.Form):
    """Who paid how much for a house."""

    from_state = _money("Nhà nước hỗ trợ")
    from_community = _money("Cộng đồng, doanh nghiệp đóng góp")
    from_household = _money("Hộ tự lo")
    from_loan = _money("Vốn vay")
    exception = reason_field()

    units = dict.fromkeys(
        ("from_state", "from_community", "from_household", "from_loan"), "đồng"
    )

    def __init__(
        self,
        *args: Any,
        norm: HouseNorm | None = None,
        is_accepted: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if norm is not None:
            said = norm_words(norm)
            self.fields["from_state"].help_text = f"{said[0].upper()}{said[1:]}."
        if is_accepted:
            self.fields["reason"] = _reason("Lý do sửa sau nghiệm thu")

    def shares(self) -> Shares:
        """What was typed, once it is valid; empty is nothing."""
        data = self.cleaned_data
        amounts = {name: data[name] or 0 for name in self.units}
        return Shares(**amounts, exception=data["exception"])


class StopForm(forms.Form):
    """Since when and why a house is not built on."""

    day = VietnameseDateField(label="Dừng từ ngày")
    reason = _reason("Lý do dừng")


class ReopenForm(forms.Form):
    """Why an acceptance is taken back."""

    reason = _reason("Lý do bỏ nghiệm thu")


class HouseNormForm(forms.ModelForm):
    """What the State gives for a house, of a programme or of the drive beside them."""

    name = NormalizedCharField(label="Nguồn của mức", max_length=200)
    amount = VietnameseIntegerField(label="Mức", min_value=1, max_value=MOST_MONEY)
    first_year = YearField(label="Từ năm", min_value=2000)
    last_year = YearField(
        label="Đến hết năm",
        required=False,
        min_value=2000,
        help_text="Để trống nếu còn áp dụng.",
    )
    note = NormalizedCharField(label="Ghi chú", required=False, max_length=300)

    units = {"amount": "đồng"}

    class Meta:
        model = HouseNorm
        fields = (
            "programme",
            "name",
            "kind",
            "amount",
            "first_year",
            "last_year",
            "mark",
            "note",
        )
        labels = {"programme": "Chương trình (để trống: ngoài các chương trình)"}
