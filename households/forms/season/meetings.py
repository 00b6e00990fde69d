"""Forms of residents' meetings: the minutes, the votes, objections."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from households.models import Review, VillageMeeting
from households.services.season.ballots import BallotLine
from households.services.season.meetings import Ballot, MeetingFacts
from households.services.season.objections import ObjectionText
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import (
    ClockField,
    NormalizedCharField,
    VietnameseDateField,
    VietnameseIntegerField,
)


class MeetingForm(forms.Form):
    """The meeting itself, in the order of the minutes."""

    held_on = VietnameseDateField(label="Ngày họp")
    began = ClockField(label="Giờ bắt đầu", required=False)
    ended = ClockField(label="Giờ kết thúc", required=False)
    venue = NormalizedCharField(label="Địa điểm", max_length=200)
    chair = NormalizedCharField(label="Chủ trì", max_length=120)
    secretary = NormalizedCharField(label="Thư ký", max_length=120)
    represented = NormalizedCharField(
        label="Đại diện hộ dân ký biên bản",
        max_length=300,
        required=False,
        help_text="Họ tên những người ký, cách nhau bằng dấu phẩy.",
    )
    guests = NormalizedCharField(
        label="Thành phần khác",
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: bí thư chi bộ, các đoàn thể, Mặt trận Tổ quốc xã giám sát.",
    )
    attended = VietnameseIntegerField(
        label="Số người dự có quyền biểu quyết", min_value=1, max_value=9_999
    )
    notes = NormalizedCharField(
        label="Diễn biến cuộc họp",
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        began, ended = data.get("began"), data.get("ended")
        if began and ended and began >= ended:
            self.add_error("ended", "Giờ kết thúc phải sau giờ bắt đầu.")
        return data

    def facts(self) -> MeetingFacts:
        """What was typed, once it is valid."""
        return MeetingFacts(**self.cleaned_data)

    @classmethod
    def initial_of(cls, meeting: VillageMeeting) -> dict[str, Any]:
        """What the minutes hold now."""
        return {name: getattr(meeting, name) for name in cls.base_fields}


class BallotForm(forms.Form):
    """A row a household: how many agreed (nothing: everybody) and what was said."""

    def __init__(self, *args: Any, lines: Sequence[BallotLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            name, pk = line.review.household.head_name, line.review.pk
            self.fields[f"agreed_{pk}"] = VietnameseIntegerField(
                label=f"Số người nhất trí, hộ {name}",
                required=False,
                min_value=0,
                initial=line.agreed,
            )
            self.fields[f"note_{pk}"] = NormalizedCharField(
                label=f"Ý kiến, hộ {name}",
                required=False,
                max_length=400,
                initial=line.vote.note if line.vote else "",
            )

    def rows(self) -> list[tuple[BallotLine, forms.BoundField, forms.BoundField]]:
        """Lines with their two fields."""
        return [
            (line, self[f"agreed_{line.review.pk}"], self[f"note_{line.review.pk}"])
            for line in self.lines
        ]

    def check_against(self, attended: int) -> None:
        """Refuse more votes than people; the field of each says so."""
        for line in self.lines:
            name = f"agreed_{line.review.pk}"
            agreed = self.cleaned_data.get(name)
            if agreed is not None and agreed > attended:
                self.add_error(
                    name,
                    ValidationError(
                        f"{agreed} nhiều hơn số người dự ({attended}).", code="too_many"
                    ),
                )

    def ballots(self) -> dict[int, Ballot]:
        """By review id, for the households that the page showed when it was sent."""
        shown = self._shown()
        return {
            pk: Ballot(
                outcome_id=shown[pk],
                agreed=self.cleaned_data.get(f"agreed_{pk}"),
                note=self.cleaned_data.get(f"note_{pk}", ""),
            )
            for pk in (line.review.pk for line in self.lines)
            if pk in shown
        }

    def gone(self) -> set[int]:
        """Households that the page showed and that have left the meeting since."""
        return set(self._shown()) - {line.review.pk for line in self.lines}

    def _shown(self) -> dict[int, int]:
        """Review id -> result, as the page was drawn."""
        found = {}
        for name, value in self.data.items():
            head, _, pk = name.partition("_")
            if head == "seen" and pk.isdecimal() and str(value).isdecimal():
                found[int(pk)] = int(str(value))
        return found


class ObjectionForm(forms.Form):
    """What somebody said at the meeting, and the answer."""

    review = forms.ModelChoiceField(
        Review.objects.none(),
        label="Về hộ",
        required=False,
        empty_label="Không về một hộ nào",
    )
    speaker = NormalizedCharField(label="Người nêu ý kiến", max_length=120)
    text = NormalizedCharField(
        label="Nội dung",
        max_length=2_000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    answer = NormalizedCharField(
        label="Trả lời tại cuộc họp",
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, reviews: QuerySet[Review], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["review"]
        field.queryset = reviews.select_related("household")  # type: ignore[attr-defined]
        field.label_from_instance = lambda review: (  # type: ignore[attr-defined]
            f"{review.household.head_name} (hộ số {review.household.number})"
        )

    def said(self) -> ObjectionText:
        """What was typed, once it is valid."""
        return ObjectionText(**self.cleaned_data)


class ScanForm(forms.Form):
    """A signed scan or a photo."""

    scan = ScanField(label="Tệp")


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = NormalizedCharField(label="Lý do", max_length=300)
