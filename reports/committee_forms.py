"""Forms of committees: decisions, meetings, conclusions, tasks, letters."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import Truncator

from povertyportal.accounts.models import CommitteeMember
from povertyportal.areas.models import Area
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import (
    ClockField,
    NormalizedCharField,
    VietnameseDateField,
)
from reports.models import (
    CommitteeDecision,
    CommitteeMeeting,
    CommitteeTask,
    TaskReview,
)
from reports.services.committee.letters import Written
from reports.services.committee.meetings import Noticed, Planned
from reports.services.committee.member_lines import BadLines, MemberLine, read_lines
from reports.services.committee.members import Decided
from reports.services.committee.tasks import Given, Judged
from reports.services.committee.versions import mark, mark_of
from reports.services.selection import Choice


def _text(label: str, most: int, rows: int = 4, **options: Any) -> NormalizedCharField:
    """A long text. What is too long is told: a browser would cut it without a word."""
    widget = forms.Textarea(attrs={"rows": rows})
    field = NormalizedCharField(
        label=label, max_length=most, multiline=True, widget=widget, **options
    )
    del field.widget.attrs["maxlength"]
    return field


def _seat_label(member: CommitteeMember) -> str:
    return f"{member.who}, {member.in_committee.lower()}"


def _give_seats(field: forms.Field, seats: "QuerySet[CommitteeMember]") -> None:
    field.queryset = seats.select_related("officer").order_by("name", "pk")  # type: ignore[attr-defined]
    field.label_from_instance = _seat_label  # type: ignore[attr-defined]


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
    coming = _text(
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
        _give_seats(self.fields["leaving"], seats)
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


class MeetingForm(forms.Form):
    """A meeting before it begins."""

    kind = forms.ChoiceField(
        label="Loại cuộc họp", choices=CommitteeMeeting.Kind.choices
    )
    title = NormalizedCharField(label="Nội dung họp", max_length=200)
    held_on = VietnameseDateField(label="Ngày họp")
    begins_at = ClockField(
        label="Giờ bắt đầu", required=False, help_text="Ví dụ 8:30 hoặc 8h30."
    )
    venue = NormalizedCharField(label="Địa điểm", max_length=200, required=False)
    chair = forms.ModelChoiceField(
        CommitteeMember.objects.none(),
        label="Người chủ trì",
        required=False,
        empty_label="Chưa chọn",
    )
    agenda = _text("Chương trình", 4_000, required=False)

    def __init__(
        self, *args: Any, seats: "QuerySet[CommitteeMember]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _give_seats(self.fields["chair"], seats)

    def planned(self) -> Planned:
        """What was typed, once it is valid."""
        return Planned(**self.cleaned_data)


class OpenForm(forms.Form):
    """Of which year and basis the picture is."""

    year = forms.ChoiceField(label="Số liệu năm")
    basis = forms.ChoiceField(
        label="Loại số liệu",
        choices=[("official", "Chính thức"), ("preliminary", "Sơ bộ")],
        help_text="Năm không có loại số liệu này thì dùng loại đang có.",
    )

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(year), str(year)) for year in choice.years]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.initial.setdefault("year", str(choice.period.year))
        self.initial.setdefault("basis", choice.period.basis)


class MinutesForm(forms.Form):
    """Who was there and what was said."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    present = _text("Thành phần dự họp", 4_000)
    absent = _text("Vắng mặt", 2_000, 2, required=False)
    minutes = _text("Diễn biến cuộc họp", 20_000, 12, required=False)

    def words(self) -> dict[str, str]:
        """What was typed, by field, once it is valid."""
        return {name: self.cleaned_data[name] for name in WORDS}


WORDS = ("present", "absent", "minutes")


class ConclusionForm(forms.Form):
    """What the meeting concluded; `seen` is what was kept when the form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    text = _text("Kết luận", 4_000)

    def catch_up(self, seen: str) -> bool:
        """Let a refused form stand upon what is kept now; whether that is another."""
        if self.data.get("seen", "") == seen:
            return False
        self.data = self.data.copy()
        self.data["seen"] = seen
        return True


class CloseForm(forms.Form):
    """The notice of conclusions; it may be signed later on paper."""

    number = NormalizedCharField(
        label="Số thông báo kết luận", max_length=60, required=False
    )
    signed_on = VietnameseDateField(label="Ngày thông báo", required=False)
    signer_name = NormalizedCharField(label="Người ký", max_length=120, required=False)
    signer_position = NormalizedCharField(
        label="Chức vụ người ký", max_length=120, required=False
    )

    def noticed(self) -> Noticed:
        """What was typed, once it is valid."""
        return Noticed(**self.cleaned_data)


class NoticeForm(CloseForm):
    """The notice once it has its number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "signed_on"):
            self.fields[name].required = True


class ScanForm(forms.Form):
    """The signed paper."""

    scan = ScanField(label="Bản đã ký")


class TaskForm(forms.Form):
    """A task: what, who, where, by when."""

    text = _text("Nội dung nhiệm vụ", 1_000, 3)
    unit = forms.ModelChoiceField(
        Area.objects.none(),
        label="Đơn vị thực hiện",
        required=False,
        empty_label="Không giao cho đơn vị",
        help_text="Chọn một đơn vị hoặc một thành viên.",
    )
    seat = forms.ModelChoiceField(
        CommitteeMember.objects.none(),
        label="Thành viên thực hiện",
        required=False,
        empty_label="Không giao cho thành viên",
    )
    place = forms.ModelChoiceField(
        Area.objects.none(),
        label="Nơi thực hiện",
        required=False,
        empty_label="Cả địa bàn của ban",
    )
    due_on = VietnameseDateField(label="Hạn")

    def __init__(
        self,
        *args: Any,
        units: "QuerySet[Area]",
        seats: "QuerySet[CommitteeMember]",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["place"].queryset = units  # type: ignore[attr-defined]
        _give_seats(self.fields["seat"], seats)

    def given(self) -> Given:
        """What was typed, once it is valid."""
        return Given(**self.cleaned_data)


class ReportForm(forms.Form):
    """What was done about a task."""

    text = _text("Kết quả thực hiện", 4_000)
    is_done = forms.BooleanField(label="Đã làm xong", required=False)
    document = NormalizedCharField(
        label="Số văn bản báo cáo", max_length=60, required=False
    )
    upload = ScanField(label="Tài liệu minh chứng", required=False)


# What a form says of a task, as the judgement's row names it.
JUDGED = ("verdict", "text", "due_on")


class JudgeForm(forms.Form):
    """Verdict, words and new day for each task; nothing chosen judges nothing."""

    def __init__(
        self, *args: Any, tasks: Iterable[CommitteeTask], day: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._tasks, self._day = list(tasks), day
        for task in self._tasks:
            self.fields[f"verdict_{task.pk}"] = forms.ChoiceField(
                label="Đánh giá",
                required=False,
                choices=[("", "Chưa đánh giá"), *TaskReview.Verdict.choices],
            )
            self.fields[f"text_{task.pk}"] = NormalizedCharField(
                label="Ý kiến", max_length=1_000, required=False
            )
            self.fields[f"due_on_{task.pk}"] = VietnameseDateField(
                label="Hạn mới", required=False
            )
            self.fields[f"seen_{task.pk}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, strip=False
            )

    def rows(self) -> list[tuple[CommitteeTask, list[forms.BoundField]]]:
        """Each task with its fields: verdict, text, due_on, seen."""
        names = (*JUDGED, "seen")
        return [(task, [self[f"{n}_{task.pk}"] for n in names]) for task in self._tasks]

    def clean(self) -> dict[str, Any]:
        """A new day where, and only where, a task is moved."""
        data = super().clean() or self.cleaned_data
        for task in self._tasks:
            verdict, due = (data.get(f"{n}_{task.pk}") for n in ("verdict", "due_on"))
            if verdict == TaskReview.Verdict.MOVED:
                if due is None or due <= self._day:
                    self._refuse(
                        task,
                        f"lùi hạn thì ghi hạn mới sau ngày họp ({self._day:%d/%m/%Y}).",
                    )
            elif due is not None:
                self._refuse(task, "chỉ ghi hạn mới khi chọn “Lùi hạn”.")
            elif not verdict and data.get(f"text_{task.pk}"):
                self._refuse(task, "có ý kiến thì chọn đánh giá.", "verdict")
        return data

    def _refuse(self, task: CommitteeTask, why: str, at: str = "due_on") -> None:
        name = Truncator(task.text).chars(60)
        self.add_error(f"{at}_{task.pk}", f"Nhiệm vụ “{name}”: {why}")

    def seen(self) -> dict[int, str]:
        """The judgement (versions.mark) that each task had when the page was opened."""
        return {task.pk: self.data.get(f"seen_{task.pk}", "") for task in self._tasks}

    def catch_up(self, reviews: Mapping[int, TaskReview]) -> dict[int, TaskReview]:
        """Show a refused form upon what is kept now (reviews by task id).

        Rows that nobody touched here take what is kept. Returns the judgements that
        somebody else made where this form says otherwise, by task id.
        """
        data, told = self.data.copy(), {}
        for task in self._tasks:
            review = reviews.get(task.pk)
            if review is None or self.seen()[task.pk] == mark_of(review):
                continue
            data[f"seen_{task.pk}"] = mark_of(review)
            mine = [self.cleaned_data.get(f"{name}_{task.pk}") for name in JUDGED]
            if not any(mine) or mark(*mine) == self.seen()[task.pk]:
                for name in JUDGED:
                    data[f"{name}_{task.pk}"] = getattr(review, name) or ""
            else:
                told[task.pk] = review
        self.data = data
        return told

    def judged(self) -> list[Judged]:
        """What was judged, once it is valid."""
        data = self.cleaned_data
        return [
            Judged(
                task,
                data[f"verdict_{task.pk}"],
                data[f"text_{task.pk}"],
                data[f"due_on_{task.pk}"],
            )
            for task in self._tasks
            if data[f"verdict_{task.pk}"]
        ]


class LetterForm(forms.Form):
    """A letter from above."""

    number = NormalizedCharField(label="Số, ký hiệu", max_length=60)
    issuer = NormalizedCharField(label="Cơ quan gửi", max_length=160)
    issued_on = VietnameseDateField(label="Ngày văn bản")
    received_on = VietnameseDateField(label="Ngày nhận")
    due_on = VietnameseDateField(label="Hạn trả lời", required=False)
    subject = _text("Trích yếu", 400, 2)
    file = ScanField(label="Bản quét công văn", required=False)

    def written(self) -> Written:
        """What was typed, once it is valid."""
        return Written(**self.cleaned_data)
