"""Forms of requests: the paper, its filters, its answers."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from households.models import CommuneRound, Person, ReviewRequest
from povertyportal.areas.models import Area
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class PersonChoice(forms.ModelChoiceField):
    """Members by name and birth."""

    def label_from_instance(self, obj: Any) -> str:
        """ "Nguyễn Văn A, sinh 1980"."""
        return f"{obj.name}, sinh {obj.birth_text}" if obj.birth_text else obj.name


class RequestForm(forms.Form):
    """A request as the paper has it; `key` makes a repeated one the same."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="Loại đề nghị",
        choices=ReviewRequest.Kind.choices,
        widget=forms.RadioSelect,
    )
    person = PersonChoice(
        Person.objects.none(),
        label="Người lao động",
        required=False,
        empty_label="Không chọn",
        help_text="Chỉ chọn khi đề nghị xác định người lao động có thu nhập thấp.",
    )
    applicant = NormalizedCharField(label="Người đề nghị", max_length=120)
    channel = forms.ChoiceField(
        label="Cách nộp",
        choices=ReviewRequest.Channel.choices,
        widget=forms.RadioSelect,
    )
    received_on = VietnameseDateField(label="Ngày nhận")
    reason = NormalizedCharField(
        label="Lý do đề nghị",
        max_length=2_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    scan = ScanField(label="Bản quét giấy đề nghị", required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    @staticmethod
    def usual(applicant: str, kind: str) -> dict[str, object]:
        """What a request handed in today at the counter begins with."""
        return {
            "key": uuid.uuid4(),
            "kind": kind,
            "applicant": applicant,
            "channel": ReviewRequest.Channel.IN_PERSON,
            "received_on": timezone.localdate(),
        }


class RequestFilterForm(forms.Form):
    """What narrows the list of requests; it lives in the URL."""

    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), *ReviewRequest.State.choices],
    )
    kind = forms.ChoiceField(
        label="Loại đề nghị",
        required=False,
        choices=[("", "Tất cả"), *ReviewRequest.Kind.choices],
    )
    area = forms.ModelChoiceField(
        Area.objects.none(), label="Xã, thôn", required=False, empty_label="Tất cả"
    )

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """The round that a request goes into."""

    place = forms.TypedChoiceField(label="Đưa vào đợt", coerce=int)

    def __init__(
        self, *args: Any, places: Sequence[CommuneRound], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (place.pk, place.round.name) for place in places
        ]


class RefuseForm(forms.Form):
    """The written answer that says no."""

    number = NormalizedCharField(label="Số văn bản trả lời", max_length=60)
    answered_on = VietnameseDateField(label="Ngày trả lời")
    reason = NormalizedCharField(
        label="Lý do không đồng ý",
        max_length=2_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Lý do được in trong văn bản gửi hộ.",
    )


class WithdrawForm(forms.Form):
    """The household takes its request back."""

    on = VietnameseDateField(label="Ngày rút")
    reason = NormalizedCharField(label="Lý do hộ rút đề nghị", max_length=400)
