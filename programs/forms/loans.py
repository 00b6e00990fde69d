"""Forms of policy loans: what narrows the list, a loan, what is still owed."""

from dataclasses import fields
from typing import Any

from django import forms

from households.models import Household, Person
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseDecimalField,
    VietnameseIntegerField,
)
from programs.forms.people import PersonField
from programs.forms.places import PlaceFilterForm
from programs.forms.support import MOST_MONEY, persons_of, reason_field
from programs.models import LoanProgramme, PolicyLoan
from programs.services.loans import Lending


class LoanFilterForm(PlaceFilterForm):
    """What narrows the list of loans; the year is that of lending."""

    programme = forms.ModelChoiceField(
        LoanProgramme.objects.all(),
        label="Chương trình vay",
        required=False,
        empty_label="Tất cả",
    )
    owed = forms.ChoiceField(
        label="Dư nợ",
        required=False,
        choices=[
            ("", "Tất cả khoản còn ghi"),
            ("yes", "Còn nợ"),
            ("no", "Đã trả hết"),
            ("cancelled", "Khoản đã hủy"),
        ],
    )
    q = NormalizedCharField(label="Chủ hộ, số hộ", required=False, max_length=100)


class LoanForm(forms.Form):
    """A loan to write down."""

    programme = forms.ModelChoiceField(
        LoanProgramme.objects.all(),
        label="Chương trình vay",
        empty_label="Chọn chương trình vay",
        error_messages={"required": "Hãy chọn chương trình vay."},
    )
    person = PersonField(
        Person.objects.none(),
        label="Người đứng tên vay",
        required=False,
        empty_label="Cả hộ",
    )
    amount = VietnameseIntegerField(
        label="Số tiền vay", min_value=1, max_value=MOST_MONEY
    )
    rate = VietnameseDecimalField(
        label="Lãi suất", min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    term_months = VietnameseIntegerField(label="Thời hạn", min_value=1, max_value=600)
    lent_on = VietnameseDateField(label="Ngày vay")
    purpose = NormalizedCharField(label="Mục đích", max_length=300)
    exception = reason_field()

    units = {"amount": "đồng", "rate": "%/năm", "term_months": "tháng"}

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household = household
        self.fields["person"].queryset = persons_of(household)  # type: ignore[attr-defined]

    def lending(self) -> Lending:
        """What was typed, once it is valid."""
        names = [field.name for field in fields(Lending) if field.name != "household"]
        given = {name: self.cleaned_data[name] for name in names}
        return Lending(household=self.household, **given)


class LoanCorrectionForm(LoanForm):
    """A loan that was mistyped, and why it is another."""

    reason = NormalizedCharField(
        label="Lý do sửa",
        max_length=400,
        error_messages={"required": "Hãy ghi lý do sửa."},
    )

    @staticmethod
    def initial_of(loan: PolicyLoan) -> dict[str, Any]:
        """Initial values from what is kept."""
        names = [field.name for field in fields(Lending) if field.name != "household"]
        return {name: getattr(loan, name) for name in names}


class BalanceForm(forms.Form):
    """What is still owed on a day."""

    balance = VietnameseIntegerField(label="Dư nợ", min_value=0, max_value=MOST_MONEY)
    day = VietnameseDateField(label="Tính đến ngày")

    units = {"balance": "đồng"}
