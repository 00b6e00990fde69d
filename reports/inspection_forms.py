"""Forms of inspections: plan, decision, visit, finding, minutes, conclusion."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from households.models import Outcome, ReviewRound
from households.rules.standards.base import Indicator
from povertyportal.accounts.models import Officer
from povertyportal.administration.services.inspectors import inspectors
from povertyportal.areas.models import Area
from povertyportal.documents.attachments import ScanField
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseIntegerField,
)
from reports.models import Finding, FindingAnswer, Inspection, InspectionVisit
from reports.models.inspections import MOST_HOUSEHOLDS
from reports.services.inspections.findings import FindingText
from reports.services.inspections.minutes import MinutesText
from reports.services.inspections.planning import Plan, Signed
from reports.services.inspections.visits import Seen
from reports.services.risk import METHODS


def _text(label: str, most: int, rows: int = 4, **options: Any) -> NormalizedCharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return NormalizedCharField(
        label=label, max_length=most, multiline=True, widget=widget, **options
    )


class InspectionFilterForm(forms.Form):
    """What narrows the list of inspections."""

    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), *Inspection.State.choices],
    )
    round = forms.ModelChoiceField(
        ReviewRound.objects.none(),
        label="Đợt rà soát",
        required=False,
        empty_label="Tất cả",
    )

    def __init__(
        self, *args: Any, rounds: "QuerySet[ReviewRound]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]


class RoundPickForm(forms.Form):
    """Which round is to be inspected; its communes follow."""

    dot = forms.ModelChoiceField(
        ReviewRound.objects.none(), label="Đợt rà soát được kiểm tra", empty_label=None
    )

    def __init__(
        self, *args: Any, rounds: "QuerySet[ReviewRound]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dot"].queryset = rounds  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """A plan of an inspection of one round; `communes` are those one may choose."""

    title = NormalizedCharField(label="Tên cuộc kiểm tra", max_length=200)
    communes = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label="Các xã được kiểm tra",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một xã."},
    )
    content = _text("Nội dung kiểm tra", 4_000)
    starts_on = VietnameseDateField(label="Kiểm tra từ ngày")
    ends_on = VietnameseDateField(label="Đến ngày")
    access_ends = VietnameseDateField(
        label="Đoàn xem dữ liệu đến trước ngày",
        help_text="Sau ngày này đoàn không còn xem được dữ liệu của các xã. Tính cả "
        "thời gian theo dõi khắc phục.",
    )
    size = VietnameseIntegerField(
        label="Số hộ chọn mẫu",
        min_value=1,
        max_value=MOST_HOUSEHOLDS,
        help_text="Tính chung cho các xã, chia theo số hộ có kết quả rà soát.",
    )
    method = forms.ChoiceField(
        label="Cách phân bổ mẫu",
        choices=[(code.value, words) for code, words in METHODS.items()],
        widget=forms.RadioSelect,
    )
    head = forms.ModelChoiceField(
        Officer.objects.none(),
        label="Trưởng đoàn",
        empty_label="Chọn trưởng đoàn",
        error_messages={"required": "Hãy chọn trưởng đoàn."},
    )
    members = forms.ModelMultipleChoiceField(
        Officer.objects.none(),
        label="Thành viên",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, communes: "QuerySet[Area]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["communes"].queryset = communes  # type: ignore[attr-defined]
        for name in ("head", "members"):
            self.fields[name].queryset = inspectors()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Days in order. Raises ValidationError at the field."""
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        access = data.get("access_ends")
        if ends and access and access <= ends:
            self.add_error("access_ends", "Phải sau ngày kết thúc kiểm tra.")
        return data

    def plan(self, round_: ReviewRound) -> Plan:
        """What was typed, once it is valid."""
        return Plan(round=round_, **self.cleaned_data)


class SignedForm(forms.Form):
    """The number, day and signature of a paper."""

    number = NormalizedCharField(label="Số quyết định", max_length=60)
    signed_on = VietnameseDateField(label="Ngày ký")
    signer_name = NormalizedCharField(label="Người ký", max_length=120)
    signer_position = NormalizedCharField(label="Chức vụ người ký", max_length=120)

    def signed(self) -> Signed:
        """What was typed, once it is valid."""
        names = ("number", "signed_on", "signer_name", "signer_position")
        given = {name: self.cleaned_data[name] for name in names}
        return Signed(**given, issuer=self.cleaned_data.get("issuer", ""))


class DecisionForm(SignedForm):
    """The decision to inspect, as signed, with the body that issued it."""

    issuer = NormalizedCharField(
        label="Cơ quan ban hành",
        max_length=160,
        required=False,
        help_text="Ví dụ: Sở Nông nghiệp và Môi trường. Để trống nếu là Ủy ban "
        "nhân dân tỉnh.",
    )

    field_order = ("issuer", "number", "signed_on", "signer_name", "signer_position")


class MemberForm(forms.Form):
    """Who joins a team at work, by which paper."""

    officer = forms.ModelChoiceField(
        Officer.objects.none(),
        label="Thành viên bổ sung",
        empty_label="Chọn thành viên",
        error_messages={"required": "Hãy chọn thành viên."},
    )
    as_head = forms.BooleanField(label="Làm trưởng đoàn", required=False)
    reason = NormalizedCharField(label="Văn bản bổ sung, lý do", max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = inspectors()  # type: ignore[attr-defined]


class ConclusionForm(SignedForm):
    """The conclusion of an inspection, as signed."""

    text = _text("Kết luận", 8_000, 10)

    field_order = ("text", "number", "signed_on", "signer_name", "signer_position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = "Số kết luận"


class CloseForm(forms.Form):
    """The end of an inspection."""

    note = _text("Ghi chú khi kết thúc", 2_000, 3, required=False)


_KNOWN = [("yes", "Có"), ("no", "Không"), ("", "Không biết, không trả lời")]
_ANSWERS = {"yes": True, "no": False, "": None}


def _asked(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=_KNOWN, required=False, widget=forms.RadioSelect
    )


class VisitForm(forms.Form):
    """What a visit found, in the order of the paper form."""

    state = forms.ChoiceField(
        label="Kết quả đi xác minh",
        choices=[
            each
            for each in InspectionVisit.State.choices
            if each[0] != InspectionVisit.State.TODO
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn kết quả đi xác minh."},
    )
    visited_on = VietnameseDateField(label="Ngày đến hộ")
    met_whom = NormalizedCharField(
        label="Người trả lời", max_length=120, required=False
    )
    surveyor_came = _asked("Rà soát viên có đến nhà khi rà soát không?")
    meeting_held = _asked("Hộ có được mời dự họp dân về kết quả không?")
    list_posted = _asked("Hộ có thấy niêm yết kết quả không?")
    found_persons = VietnameseIntegerField(
        label="Số nhân khẩu thực tế", min_value=1, max_value=99, required=False
    )
    deprived = forms.TypedMultipleChoiceField(
        label="Chỉ số hộ đang thiếu hụt theo xác minh",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    found_class = forms.ChoiceField(
        label="Phân loại theo kết quả xác minh",
        choices=[
            each
            for each in Outcome.Class.choices
            if each[0] != Outcome.Class.UNDETERMINED
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    note = _text("Ghi chú", 2_000, 3, required=False)

    def __init__(
        self, *args: Any, indicators: tuple[Indicator, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deprived"].choices = [  # type: ignore[attr-defined]
            (each.number, f"{each.number}. {each.name}") for each in indicators
        ]

    @staticmethod
    def initial_of(seen: Seen) -> dict[str, Any]:
        """Initial values from what is kept."""
        told = {True: "yes", False: "no", None: ""}
        asked = ("surveyor_came", "meeting_held", "list_posted")
        values = {name: getattr(seen, name) for name in Seen.__dataclass_fields__}
        return values | {name: told[values[name]] for name in asked}

    def seen(self) -> Seen:
        """What was typed, once it is valid."""
        data = dict(self.cleaned_data)
        for name in ("surveyor_came", "meeting_held", "list_posted"):
            data[name] = _ANSWERS[data[name]]
        return Seen(**data | {"deprived": tuple(sorted(data["deprived"]))})


class FindingForm(forms.Form):
    """A finding; `visits` are the households of the commune's sample."""

    kind = forms.ChoiceField(
        label="Loại sai sót", choices=Finding.Kind.choices, widget=forms.RadioSelect
    )
    visit = forms.ModelChoiceField(
        InspectionVisit.objects.none(),
        label="Về hộ",
        required=False,
        empty_label="Không riêng hộ nào",
    )
    text = _text("Nội dung phát hiện", 4_000)
    demand = _text("Kiến nghị khắc phục", 4_000)
    due_on = VietnameseDateField(label="Hạn khắc phục")

    def __init__(
        self, *args: Any, visits: "QuerySet[InspectionVisit]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["visit"]
        field.queryset = visits
        field.label_from_instance = lambda visit: (
            f"{visit.position}. {visit.head_name} (hộ số {visit.household.number})"
        )

    def said(self) -> FindingText:
        """What was typed, once it is valid."""
        return FindingText(**self.cleaned_data)


class AnswerForm(forms.Form):
    """How the commune put a finding right."""

    text = _text("Kết quả khắc phục", 4_000, 6)
    document = NormalizedCharField(
        label="Số văn bản báo cáo", max_length=120, required=False
    )
    scan = ScanField(label="Văn bản báo cáo (bản quét)", required=False)


class JudgeForm(forms.Form):
    """Whether a finding was put right."""

    verdict = forms.ChoiceField(
        label="Đánh giá",
        choices=FindingAnswer.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn đánh giá."},
    )
    comment = _text("Ý kiến đánh giá", 4_000, 3, required=False)

    def clean(self) -> dict[str, Any]:
        """Sent back needs words. Raises ValidationError at the field."""
        data = super().clean() or self.cleaned_data
        sent_back = data.get("verdict") == FindingAnswer.Verdict.SENT_BACK
        if sent_back and not data.get("comment"):
            self.add_error(
                "comment", ValidationError("Chưa đạt thì ghi rõ còn phải làm gì.")
            )
        return data


class MinutesForm(forms.Form):
    """The minutes of an inspection in a commune."""

    met_on = VietnameseDateField(label="Ngày làm việc với xã", required=False)
    venue = NormalizedCharField(label="Địa điểm", max_length=200, required=False)
    present = _text("Đại diện đơn vị được kiểm tra", 2_000, 3, required=False)
    notes = _text("Nhận xét của đoàn", 8_000, 8, required=False)
    opinion = _text("Ý kiến của đơn vị được kiểm tra", 4_000, 4, required=False)

    def text(self) -> MinutesText:
        """What was typed, once it is valid."""
        return MinutesText(**self.cleaned_data)
