"""Forms of committees: meetings, conclusions, tasks, letters."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, Value, When

from povertyportal.accounts.models import CommitteeMember
from povertyportal.areas.models import Area
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import (
    ClockField,
    NormalizedCharField,
    VietnameseDateField,
)
from povertyportal.ui.numbers import vietnamese
from reports.models import (
    CommitteeMeeting,
)
from reports.services.committee.base import is_reached
from reports.services.committee.letters import Written
from reports.services.committee.meetings import NOTICE_TOO_EARLY, Noticed, Planned
from reports.services.committee.member_lines import (
    seat_key,
)
from reports.services.committee.tasks import BOTH, NOBODY, Given
from reports.services.selection import Choice

UNREACHED = "chưa có tài khoản: hãy báo trực tiếp"


def at_most(most: int) -> str:
    """The limit of a text as a hint says it."""
    return f"Nhiều nhất {vietnamese(most)} ký tự."


def long_text(
    label: str, most: int, rows: int = 4, **options: Any
) -> NormalizedCharField:
    """A long text. What is too long is told: a browser would cut it without a word."""
    widget = forms.Textarea(attrs={"rows": rows})
    hint = f"{options.pop('help_text', '')} {at_most(most)}"
    field = NormalizedCharField(
        label=label,
        max_length=most,
        multiline=True,
        widget=widget,
        help_text=hint.strip(),
        **options,
    )
    del field.widget.attrs["maxlength"]
    return field


def _seat_label(member: CommitteeMember) -> str:
    return f"{member.who}, {member.in_committee.lower()}"


def _doer_label(member: CommitteeMember) -> str:
    """Who may be given a task, and whether it reaches him."""
    return f"{_seat_label(member)}{'' if is_reached(member) else f' ({UNREACHED})'}"


def give_seats(field: forms.Field, seats: "QuerySet[CommitteeMember]") -> None:
    """Offer seats in the order in which a decision names them."""
    rows = seats.select_related("officer")
    order = [
        When(pk=seat.pk, then=Value(at))
        for at, seat in enumerate(sorted(rows, key=seat_key))
    ]
    field.queryset = rows.order_by(Case(*order, default=Value(0)), "pk")  # type: ignore[attr-defined]
    field.label_from_instance = _seat_label  # type: ignore[attr-defined]


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
    agenda = long_text("Chương trình", 4_000, required=False)

    def __init__(
        self, *args: Any, seats: "QuerySet[CommitteeMember]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        give_seats(self.fields["chair"], seats)

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
    present = long_text("Thành phần dự họp", 4_000)
    absent = long_text("Vắng mặt", 2_000, 2, required=False)
    minutes = long_text("Diễn biến cuộc họp", 20_000, 12, required=False)

    def words(self) -> dict[str, str]:
        """What was typed, by field, once it is valid."""
        return {name: self.cleaned_data[name] for name in WORDS}


WORDS = ("present", "absent", "minutes")


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

    is_checked = forms.BooleanField(
        label="Đã kiểm tra số và ngày thông báo (ghi một lần, không sửa được)",
        required=False,
    )

    def __init__(self, *args: Any, held_on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held_on = held_on

    def clean_signed_on(self) -> dt.date | None:
        """The notice's day, not before the meeting's. Raises ValidationError."""
        day: dt.date | None = self.cleaned_data["signed_on"]
        if day is not None and day < self._held_on:
            raise ValidationError(NOTICE_TOO_EARLY % f"{self._held_on:%d/%m/%Y}")
        return day

    def clean(self) -> dict[str, Any]:
        """Number and day come together, and are looked at once more: they stay."""
        data = super().clean() or self.cleaned_data
        number, day = data.get("number"), data.get("signed_on")
        if self.errors or not (number or day):
            return data
        if not number or not day:
            missing = "signed_on" if number else "number"
            told = "Ghi cả số và ngày thông báo, hoặc để trống cả hai."
            self.add_error(missing, told)
        elif not data.get("is_checked"):
            told = f"Thông báo số {number} ngày {day:%d/%m/%Y} sẽ không sửa được nữa"
            self.add_error("is_checked", f"{told}: nếu đúng, đánh dấu ô này rồi lưu.")
        return data

    def noticed(self) -> Noticed:
        """What was typed, once it is valid."""
        names = ("number", "signed_on", "signer_name", "signer_position")
        return Noticed(**{name: self.cleaned_data[name] for name in names})


class ConfirmForm(forms.Form):
    """Nothing to fill in: what the page says is done once it is sent."""


class DropForm(forms.Form):
    """Why a planned meeting is given up."""

    reason = long_text("Lý do bỏ cuộc họp", 400, 2)


class NoticeForm(CloseForm):
    """The notice once it has its number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "signed_on"):
            self.fields[name].required = True


class ScanForm(forms.Form):
    """The signed paper."""

    scan = ScanField(label="Bản đã ký")


FOREIGN = "Có đơn vị không thuộc địa bàn của ban: hãy chọn trong danh sách."


class TaskForm(forms.Form):
    """A task: what, who, where, by when."""

    text = long_text("Nội dung nhiệm vụ", 1_000, 3)
    unit = forms.ModelChoiceField(
        Area.objects.none(),
        label="Đơn vị thực hiện",
        required=False,
        empty_label="Không giao cho đơn vị",
        help_text="Chọn một đơn vị hoặc một thành viên.",
        error_messages={"invalid_choice": FOREIGN},
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
        error_messages={"invalid_choice": FOREIGN},
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
        if "unit" in self.fields:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["place"].queryset = units  # type: ignore[attr-defined]
        give_seats(self.fields["seat"], seats)
        self.fields["seat"].label_from_instance = _doer_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One member or a unit: told beside what else is to be mended."""
        data = super().clean() or self.cleaned_data
        name = "unit" if "unit" in self.fields else "units"
        if name not in data or "seat" not in data:
            return data
        if not data[name] and data["seat"] is None:
            self.add_error(name, NOBODY)
        elif data[name] and data["seat"] is not None:
            self.add_error(name, BOTH)
        return data

    def given(self) -> Given:
        """What was typed, once it is valid."""
        return Given(**self.cleaned_data)


class GiveForm(TaskForm):
    """A new task: to one member, or to several units at once, a task each.

    `answer_on` is the day on which the letter that it comes from is to be answered.
    """

    unit = None  # type: ignore[assignment]
    units = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label="Đơn vị thực hiện",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn một hoặc nhiều đơn vị (mỗi đơn vị một nhiệm vụ), hoặc một "
        "thành viên.",
        error_messages={"invalid_choice": FOREIGN, "invalid_pk_value": FOREIGN},
    )
    field_order = ["text", "units", "seat", "place", "due_on"]

    def __init__(
        self,
        *args: Any,
        units: "QuerySet[Area]",
        answer_on: dt.date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, units=units, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        if answer_on is not None:
            self.fields["due_on"].help_text = (
                f"Công văn hẹn trả lời ngày {answer_on:%d/%m/%Y}: hạn sau ngày này là "
                "muộn so với công văn."
            )

    def given(self) -> Given:
        """What was typed, once it is valid, but for the units."""
        data = self.cleaned_data
        return Given(**{name: data[name] for name in data if name != "units"})


class ReportForm(forms.Form):
    """What was done about a task."""

    text = long_text("Kết quả thực hiện", 4_000)
    is_done = forms.BooleanField(label="Đã làm xong", required=False)
    document = NormalizedCharField(
        label="Số văn bản báo cáo", max_length=60, required=False
    )
    upload = ScanField(label="Tài liệu minh chứng", required=False)


class LetterForm(forms.Form):
    """A letter from above."""

    number = NormalizedCharField(label="Số, ký hiệu", max_length=60)
    issuer = NormalizedCharField(label="Cơ quan gửi", max_length=160)
    issued_on = VietnameseDateField(label="Ngày văn bản")
    received_on = VietnameseDateField(label="Ngày nhận")
    due_on = VietnameseDateField(label="Hạn trả lời", required=False)
    subject = long_text("Trích yếu", 400, 2)
    file = ScanField(label="Bản quét công văn", required=False)

    def written(self) -> Written:
        """What was typed, once it is valid."""
        return Written(**self.cleaned_data)
