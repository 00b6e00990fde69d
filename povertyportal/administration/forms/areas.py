"""Forms that find an area by name."""

from typing import Any

from django import forms

from povertyportal.areas.finding import describe
from povertyportal.areas.models import Area, AreaQuerySet, Level
from povertyportal.ui.fields import NormalizedCharField

MOST_CANDIDATES = 20
SAME_NAME = 4  # of names.likeness


class AreaSearchForm(forms.Form):
    """A name of any time, with or without accents."""

    q = NormalizedCharField(
        label="Tên đơn vị",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    era = forms.ChoiceField(
        label="Thời kỳ",
        required=False,
        choices=[
            ("", "Mọi thời kỳ"),
            ("now", "Đang có"),
            ("past", "Đã kết thúc"),
        ],
    )
    level = forms.ChoiceField(
        label="Cấp", required=False, choices=[("", "Mọi cấp"), *Level.choices]
    )

    def found(self) -> AreaQuerySet:
        """Areas asked for; none while nothing is asked or the form is wrong."""
        if not self.is_valid() or not self.cleaned_data["q"]:
            return Area.objects.none()
        areas = Area.objects.named(self.cleaned_data["q"])
        if self.cleaned_data["era"]:
            areas = areas.filter(ended__isnull=self.cleaned_data["era"] == "now")
        if self.cleaned_data["level"]:
            areas = areas.filter(level=self.cleaned_data["level"])
        return areas


class AreaPickForm(forms.Form):
    """An area by its name; several of that name are offered to choose from."""

    place = NormalizedCharField(
        label="Địa bàn",
        max_length=120,
        help_text="Tên tỉnh, huyện, xã hoặc thôn, có dấu hoặc không dấu.",
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label="Chọn đúng địa bàn",
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = self._candidates()
        if len(self.candidates) > 1:
            ids = [area.pk for area in self.candidates]
            labels = {
                item.area.pk: item.full_name for item in describe(self.candidates)
            }
            field = self.fields["area"]
            field.queryset = Area.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
            field.choices = [(pk, labels[pk]) for pk in ids]  # type: ignore[attr-defined]
        else:
            del self.fields["area"]

    def _candidates(self) -> list[Area]:
        asked = str(self.data.get(self.add_prefix("place"), ""))[:120]
        found = list(Area.objects.named(asked)[: MOST_CANDIDATES + 1])
        best = [area for area in found if area.fit >= SAME_NAME]  # type: ignore[attr-defined]
        return (best or found)[:MOST_CANDIDATES]

    def clean(self) -> dict[str, Any]:
        """Settle which area is meant, or say what to do."""
        data = super().clean() or {}
        if "place" not in data or data.get("area"):
            return data
        if not self.candidates:
            self.add_error(
                "place", "Không tìm thấy địa bàn có tên này. Hãy kiểm tra lại tên."
            )
        elif len(self.candidates) == 1:
            data["area"] = self.candidates[0]
        elif not self.has_error("area"):
            count = len(self.candidates)
            self.add_error("area", f"Có {count} địa bàn tên như vậy: hãy chọn một.")
        return data
