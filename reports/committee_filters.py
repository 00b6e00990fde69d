"""What narrows the lists of committees: meetings, letters, tasks."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from povertyportal.accounts.models import Committee
from povertyportal.areas.models import Area
from povertyportal.ui.fields import NormalizedCharField
from reports.models import CommitteeMeeting, CommitteeTask

LATE, SAID, SOON, LATER = "late", "said", "soon", "later"


class CommitteeFilterForm(forms.Form):
    """What narrows a list to one committee."""

    ban = forms.ModelChoiceField(
        Committee.objects.none(),
        label="Ban Chỉ đạo",
        required=False,
        empty_label="Tất cả",
    )

    def __init__(
        self, *args: Any, committees: "QuerySet[Committee]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if committees.count() < 2:
            del self.fields["ban"]
        else:
            self.fields["ban"].queryset = committees  # type: ignore[attr-defined]


class MeetingFilterForm(CommitteeFilterForm):
    """What narrows the list of meetings."""

    kind = forms.ChoiceField(
        label="Loại cuộc họp",
        required=False,
        choices=[("", "Tất cả"), *CommitteeMeeting.Kind.choices],
    )
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), *CommitteeMeeting.State.choices],
    )


class LetterFilterForm(CommitteeFilterForm):
    """What narrows the list of letters."""

    q = NormalizedCharField(label="Số, trích yếu", max_length=60, required=False)


class TaskFilterForm(CommitteeFilterForm):
    """What narrows the list of tasks."""

    q = NormalizedCharField(label="Nội dung", max_length=60, required=False)
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[
            ("", "Tất cả"),
            (LATE, "Quá hạn"),
            (SOON, "Sắp đến hạn"),
            (LATER, "Chưa gần đến hạn"),
            (SAID, "Báo đã xong, chờ đánh giá"),
            *CommitteeTask.State.choices,
        ],
    )
    unit = forms.ModelChoiceField(
        Area.objects.none(), label="Đơn vị", required=False, empty_label="Tất cả"
    )
    source = forms.ChoiceField(
        label="Giao từ",
        required=False,
        choices=[("", "Tất cả"), ("meeting", "Kết luận họp"), ("letter", "Công văn")],
    )

    mine = forms.BooleanField(label="Chỉ việc giao cho tôi, đơn vị tôi", required=False)

    def __init__(self, *args: Any, units: "QuerySet[Area]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
