"""Forms of the register: household, persons, events."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from households.models import (
    HouseholdEvent,
    Person,
    Relation,
    Sex,
)
from households.rules import personal_id
from households.rules.ethnicities import ETHNICITIES, KINH
from households.services.register import PersonFields
from povertyportal.areas.models import Area
from povertyportal.sheets import cells
from povertyportal.sheets.problems import CellProblem
from povertyportal.ui.fields import (
    NormalizedCharField,
    PartialDate,
    PartialDateField,
    VietnameseDateField,
)


def phone_field() -> NormalizedCharField:
    """A telephone number: digits, perhaps spaced, perhaps with +84."""
    told = "Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678."
    return NormalizedCharField(
        label="Số điện thoại",
        required=False,
        max_length=20,
        validators=[RegexValidator(r"^\+?[0-9][0-9 .-]{7,}$", told)],
    )


class HouseholdForm(forms.Form):
    """Contact details of a household."""

    phone = phone_field()
    address = NormalizedCharField(
        label="Địa chỉ",
        required=False,
        max_length=200,
        help_text="Số nhà, ngõ, xóm nếu có.",
    )


class PersonForm(forms.Form):
    """A person: name, birth, sex, ethnicity, personal id."""

    name = NormalizedCharField(label="Họ và tên", max_length=120)
    sex = forms.ChoiceField(
        label="Giới tính", choices=Sex.choices, widget=forms.RadioSelect
    )
    birth = PartialDateField(
        label="Ngày sinh",
        required=False,
        help_text="Ví dụ 5/2/1980; nếu chỉ biết năm, nhập 1980.",
    )
    ethnicity = forms.ChoiceField(
        label="Dân tộc",
        choices=[(name, name) for name in ETHNICITIES],
        initial=KINH,
    )
    personal_id = forms.CharField(
        label="Số định danh cá nhân",
        required=False,
        help_text="12 chữ số trên thẻ căn cước (CMND cũ: 9 chữ số).",
    )
    id_missing_reason = NormalizedCharField(
        label="Lý do chưa có số định danh",
        required=False,
        max_length=200,
        help_text="Chỉ ghi khi để trống số định danh, ví dụ: trẻ chưa đăng ký.",
    )
    id_mismatch_reason = NormalizedCharField(
        label="Lý do số định danh khác ngày sinh, giới tính",
        required=False,
        max_length=200,
        help_text="Chỉ ghi khi được hỏi, ví dụ: đã cải chính năm sinh.",
    )

    @classmethod
    def initial_of(cls, person: Person) -> dict[str, object]:
        """Initial values for an edit of `person`, his personal id never among them."""
        birth = None
        if person.birth_year is not None:
            birth = PartialDate(person.birth_year, person.birth_month, person.birth_day)
        names = ("name", "sex", "ethnicity")
        reasons = ("id_missing_reason", "id_mismatch_reason")
        values = {name: getattr(person, name) for name in (*names, *reasons)}
        return {**values, "birth": birth}

    def clean_name(self) -> str:
        """A name is letters, here as in imported lists."""
        try:
            return cells.person_name(self.cleaned_data["name"])
        except CellProblem as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean_birth(self) -> PartialDate | None:
        """Nobody is born in the future."""
        birth: PartialDate | None = self.cleaned_data["birth"]
        if birth and birth.year > timezone.localdate().year:
            raise forms.ValidationError("Năm sinh ở sau năm nay: hãy xem lại.")
        return birth

    def clean_personal_id(self) -> str:
        """Digits only; spaces and dots that people type are dropped."""
        text = self.cleaned_data["personal_id"]
        digits = "".join(c for c in text if c not in " .-\u00a0")
        if digits and not re.fullmatch(r"[0-9]{9}|[0-9]{12}", digits):
            raise forms.ValidationError(
                f"“{text}” không phải số định danh: cần đúng 12 chữ số "
                "(CMND cũ: 9 chữ số)."
            )
        return digits

    def clean(self) -> dict[str, Any]:
        """No id needs a reason; an id that contradicts the rest needs one too."""
        data = super().clean() or self.cleaned_data
        if "personal_id" not in data or self.errors:
            return data
        if not data["personal_id"]:
            if not data["id_missing_reason"]:
                self.add_error("id_missing_reason", "Hãy ghi lý do chưa có số.")
            data["id_mismatch_reason"] = ""
            return data
        data["id_missing_reason"] = ""
        self._check_against_birth(data)
        return data

    def _check_against_birth(self, data: dict[str, Any]) -> None:
        birth: PartialDate | None = data["birth"]
        warnings = personal_id.check(
            data["personal_id"],
            sex=data["sex"],
            birth_year=birth.year if birth else None,
        ).warnings
        if warnings and not data["id_mismatch_reason"]:
            self.add_error("personal_id", self._mismatch_text(warnings))
            self.add_error(
                "id_mismatch_reason",
                "Nếu số đúng, hãy ghi lý do (ví dụ: đã cải chính) rồi lưu lại.",
            )

    def _mismatch_text(self, warnings: tuple[str, ...]) -> str:
        return " ".join(warnings)

    def person_fields(self) -> PersonFields:
        """The cleaned values as the services take them."""
        data = self.cleaned_data
        birth: PartialDate | None = data["birth"]
        names = ("name", "sex", "personal_id", "ethnicity")
        reasons = ("id_missing_reason", "id_mismatch_reason")
        return PersonFields(
            **{name: data[name] for name in (*names, *reasons)},
            birth_year=birth.year if birth else None,
            birth_month=birth.month if birth else None,
            birth_day=birth.day if birth else None,
        )


RELATIONS_BUT_HEAD = [
    choice for choice in Relation.choices if choice[0] != Relation.HEAD
]


class MemberForm(PersonForm):
    """Somebody who joins or is born into the household."""

    kind = forms.ChoiceField(
        label="Vì sao thêm",
        choices=[
            (HouseholdEvent.Kind.JOINED, "Nhập vào hộ"),
            (HouseholdEvent.Kind.BORN, "Mới sinh"),
        ],
        widget=forms.RadioSelect,
    )
    relation = forms.ChoiceField(label="Quan hệ với chủ hộ", choices=RELATIONS_BUT_HEAD)
    since = VietnameseDateField(label="Từ ngày")

    field_order = ["kind", "since", "relation"]


class PersonEditForm(PersonForm):
    """Corrections to a member; his personal id stays hidden unless typed anew."""

    relation = forms.ChoiceField(
        label="Quan hệ với chủ hộ", choices=Relation.choices, required=False
    )
    drop_id = forms.BooleanField(
        label="Bỏ số này",
        required=False,
        help_text="Khi số đang ghi không phải của người này và chưa biết số đúng; "
        "hãy ghi lý do chưa có số.",
    )

    field_order = ["name", "sex", "birth", "ethnicity", "personal_id", "drop_id"]

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept_id = person.personal_id
        self._is_kept = False
        if self._kept_id:
            self.fields[
                "personal_id"
            ].help_text = f"Đang ghi {person.masked_id}; để trống nếu không đổi."
        else:
            del self.fields["drop_id"]

    def clean(self) -> dict[str, Any]:
        """An empty id keeps the one on record unless it is to be dropped."""
        data = self.cleaned_data
        typed = data.get("personal_id")
        if typed and data.get("drop_id"):
            self.add_error("drop_id", "Đã nhập số mới thì không cần bỏ số cũ.")
        elif typed == "" and not data.get("drop_id"):
            data["personal_id"] = self._kept_id
            self._is_kept = bool(self._kept_id)
        return super().clean()

    def _mismatch_text(self, warnings: tuple[str, ...]) -> str:
        if self._is_kept:  # what does not fit would tell digits of the hidden number
            return "Số đang ghi không khớp với giới tính hoặc năm sinh ở trên."
        return super()._mismatch_text(warnings)


class HouseholdCreateForm(PersonForm):
    """A new household with its head."""

    village = forms.ModelChoiceField(Area.objects.none(), label="Thôn, tổ dân phố")
    since = VietnameseDateField(
        label="Cư trú tại thôn từ ngày", initial=lambda: timezone.localdate()
    )
    moved_in = forms.BooleanField(
        label="Hộ chuyển đến từ nơi chưa có trong danh bạ", required=False
    )
    phone = phone_field()
    address = NormalizedCharField(label="Địa chỉ", required=False, max_length=200)

    field_order = ["village", "since", "moved_in", "address", "phone"]

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class EndMembershipForm(forms.Form):
    """A member dies or leaves."""

    kind = forms.ChoiceField(
        label="Biến động",
        choices=[
            (HouseholdEvent.Kind.LEFT, "Rời khỏi hộ"),
            (HouseholdEvent.Kind.DIED, "Mất"),
        ],
        widget=forms.RadioSelect,
    )
    on = VietnameseDateField(label="Ngày")
    note = NormalizedCharField(label="Ghi chú", required=False, max_length=300)


class HeadForm(forms.Form):
    """Another member becomes head."""

    new_head = forms.ModelChoiceField(Person.objects.none(), label="Chủ hộ mới")
    former_relation = forms.ChoiceField(
        label="Chủ hộ cũ là gì của chủ hộ mới", choices=RELATIONS_BUT_HEAD
    )
    on = VietnameseDateField(label="Từ ngày")

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["new_head"]
        field.queryset = members
        field.label_from_instance = lambda person: person.name


class AreaChoiceField(forms.ModelChoiceField):
    """Villages with the commune they are in."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent.name} – {obj.name}"


class MoveForm(forms.Form):
    """The household moves to another village or leaves the register."""

    to_village = AreaChoiceField(
        Area.objects.none(),
        label="Chuyển đến thôn",
        required=False,
        empty_label="Chưa chọn",
    )
    leaves = forms.BooleanField(
        label="Chuyển đến nơi ngoài danh bạ",
        required=False,
        help_text="Ví dụ: ra nước ngoài. Hộ thôi cư trú, mọi người trong hộ rời hộ "
        "từ ngày đó.",
    )
    on = VietnameseDateField(label="Ngày chuyển")
    note = NormalizedCharField(
        label="Ghi chú", required=False, max_length=300, help_text="Ví dụ: nơi đến."
    )

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_village"].queryset = villages  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A village or out of the register, never by leaving both alone."""
        data = super().clean() or self.cleaned_data
        if "to_village" in data and bool(data["to_village"]) == data["leaves"]:
            self.add_error(
                "to_village",
                "Hãy chọn thôn nơi đến, hoặc đánh dấu chuyển đến nơi ngoài danh bạ.",
            )
        return data


class ReturnForm(forms.Form):
    """A household that was gone lives in a village again."""

    village = AreaChoiceField(Area.objects.none(), label="Về ở thôn")
    on = VietnameseDateField(label="Từ ngày")
    note = NormalizedCharField(label="Ghi chú", required=False, max_length=300)

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class RevealForm(forms.Form):
    """Why somebody wants to see a whole personal id."""

    purpose = NormalizedCharField(
        label="Mục đích xem",
        max_length=200,
        help_text="Ví dụ: đối chiếu thẻ căn cước khi lập hồ sơ. Được ghi vào nhật ký.",
    )
