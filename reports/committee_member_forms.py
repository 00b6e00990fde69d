"""Forms of a committee's decisions and of its members."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from povertyportal.accounts.models import CommitteeMember
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField
from reports.committee_forms import give_seats, long_text
from reports.models import CommitteeDecision
from reports.services.committee.member_lines import BadLines, MemberLine, read_lines
from reports.services.committee.members import Decided


class DecisionChangeForm(forms.Form):
    """What a decision says of itself, and its scan."""

    number = NormalizedCharField(label="Số, ký hiệu", max_length=60)
    issuer = NormalizedCharField(label="Cơ quan ban hành", max_length=160)
    decided_on = VietnameseDateField(label="Ngày quyết định")
    file = ScanField(label="Bản quét quyết định", required=False)


class DecisionForm(DecisionChangeForm):
    """A decision on the committee's members; `seats` are those in force."""

    kind = forms.ChoiceField(
        label="Loại quyết định", choices=CommitteeDecision.Kind.choices
    )
    effective_on = VietnameseDateField(
        label="Có hiệu lực từ", help_text="Thành viên vào ban, thôi từ ngày này."
    )
    leaving = forms.ModelMultipleChoiceField(
        CommitteeMember.objects.none(),
        label="Thành viên thôi theo quyết định",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    coming = long_text(
        "Thành viên theo quyết định",
        20_000,
        8,
        required=False,
        help_text="Mỗi người một dòng: họ và tên; chức vụ; cơ quan; chức danh trong "
        "ban. Dán từ Excel cũng được.",
    )
    field_order = [
        "kind", "number", "issuer", "decided_on", "effective_on", "leaving", "coming",
        "file",
    ]  # fmt: skip

    def __init__(
        self, *args: Any, seats: "QuerySet[CommitteeMember]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        give_seats(self.fields["leaving"], seats)
        if not seats.exists():
            del self.fields["leaving"]

    def clean_coming(self) -> list[MemberLine]:
        """The members of the lines. Raises ValidationError with the lines' numbers."""
        try:
            return read_lines(self.cleaned_data["coming"])
        except BadLines as error:
            raise ValidationError(error.problems) from error

    def decided(self) -> Decided:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        return Decided(**{**data, "leaving": list(data.get("leaving", []))})


class MemberForm(forms.Form):
    """How a member is named."""

    name = NormalizedCharField(label="Họ và tên", max_length=120)
    outside = NormalizedCharField(label="Chức vụ", max_length=120, required=False)
    agency = NormalizedCharField(label="Cơ quan", max_length=160, required=False)
    position = NormalizedCharField(
        label="Chức danh trong ban", max_length=120, required=False
    )
