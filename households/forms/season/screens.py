"""Forms of the quick screen (Phiếu A): filled in, and its items."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from households.models import ScreenItem
from households.rules.standards import STANDARDS
from households.services.season.screen_items import Item
from households.services.season.screens import Screen
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseIntegerField,
)

YES_NO = [("yes", "Có"), ("no", "Không")]


def _is_yes(value: str) -> bool:
    return value == "yes"


class YesNoField(forms.TypedChoiceField):
    """Two radio buttons; gives a bool."""

    def __init__(self, *, label: str, **options: Any) -> None:
        super().__init__(
            label=label,
            choices=YES_NO,
            coerce=_is_yes,
            empty_value=None,
            widget=forms.RadioSelect,
            error_messages={"required": "Hãy chọn có hoặc không."},
            **options,
        )


class ScreenForm(forms.Form):
    """One question an item, then the day, whether it goes on, and a note.

    Without items the surveyor's own yes or no decides; with them `goes_on` only keeps
    a household that has the points of one that is surely not poor.
    """

    def __init__(self, *args: Any, items: Sequence[ScreenItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"item_{item.code}"] = YesNoField(label=item.text)
        self.fields["screened_on"] = VietnameseDateField(label="Ngày rà soát nhanh")
        self.fields["goes_on"] = self._goes_on()
        self.fields["note"] = NormalizedCharField(
            label="Căn cứ, ghi chú",
            max_length=2_000,
            multiline=True,
            required=not items,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def _goes_on(self) -> forms.Field:
        if self.items:
            return forms.BooleanField(
                label="Vẫn giữ lại để rà soát dù hộ đủ điểm không nghèo",
                required=False,
                help_text="Phải ghi lý do ở ô ghi chú.",
            )
        return YesNoField(label="Hộ có cần rà soát bằng phiếu B không?")

    def filled(self) -> Screen:
        """The form as the service takes it."""
        data = self.cleaned_data
        return Screen(
            screened_on=data["screened_on"],
            answers={each.code: data[f"item_{each.code}"] for each in self.items},
            goes_on=data["goes_on"],
            note=data["note"],
        )

    @staticmethod
    def held(screen: Mapping[str, Any]) -> dict[str, object]:
        """Initial values from a screen that was filled in before."""
        words = {True: "yes", False: "no"}
        lines = screen.get("lines", [])
        held = {f"item_{line['code']}": words[line["answer"]] for line in lines}
        return {**held, "note": screen.get("note", "")}


class ItemForm(forms.Form):
    """What may be changed of an item of the quick screen."""

    text = NormalizedCharField(label="Nội dung", max_length=300)
    points = VietnameseIntegerField(label="Điểm", min_value=0, max_value=100)
    citation = NormalizedCharField(label="Căn cứ", max_length=300)
    is_verified = forms.BooleanField(label="Đã đối chiếu văn bản", required=False)
    is_active = forms.BooleanField(label="Đang dùng", required=False)

    def item(self) -> Item:
        """The form as the service takes it."""
        return Item(**{name: self.cleaned_data[name] for name in ItemForm.base_fields})


class NewItemForm(ItemForm):
    """A further item of a standard."""

    standard = forms.ChoiceField(
        label="Chuẩn nghèo",
        choices=[(code, found.title) for code, found in STANDARDS.items()],
    )
    code = forms.CharField(
        label="Mã mục",
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$")],
        help_text="Chữ thường không dấu và dấu gạch dưới, ví dụ washing_machine.",
        error_messages={"invalid": "Mã mục chỉ gồm chữ thường không dấu, số và _."},
    )
    field_order = ("standard", "code", *ItemForm.base_fields)
