"""Forms of rows that are typed one by one: fields are named like their columns."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area
from povertyportal.ui.fields import NormalizedCharField
from programs.forms.activities import areas_of, own_commune
from programs.forms.places import AreaField


def long_text(label: str, most: int, rows: int = 4, **options: Any) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return NormalizedCharField(
        label=label, max_length=most, multiline=True, widget=widget, **options
    )


class RecordForm(forms.Form):
    """Fields that are columns, except for those of `others`."""

    others: ClassVar[frozenset[str]] = frozenset()

    def values(self) -> dict[str, Any]:
        """What was typed by column, once it is valid."""
        data = self.cleaned_data
        return {name: data[name] for name in data if name not in self.others}

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What a row holds, for an edit."""
        names = [name for name in self.fields if name not in self.others]
        return {name: getattr(row, name) for name in names}


class PlacedForm(RecordForm):
    """A record of a unit of the scope: of one's own commune, unless another is asked.

    `row` is what is changed: its own unit can always stay.
    """

    def __init__(
        self,
        data: Any,
        *,
        scope: Scope,
        row: Any = None,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        given = {"area": own_commune(scope), **(initial or {})}
        super().__init__(data, initial=given, **kwargs)
        areas = areas_of(scope, given.get("year") or timezone.localdate().year)
        if row is not None:
            areas = areas | Area.objects.filter(pk=row.area_id)
        self.fields["area"] = AreaField(
            scope,
            areas,
            label="Địa bàn",
            empty_label="Chọn địa bàn",
            error_messages={"required": "Hãy chọn địa bàn."},
        )
        self.order_fields(["area"])
        if row is not None:
            self.initial = self.initial_of(row)


class DropForm(forms.Form):
    """Why a row that was typed by mistake goes away."""

    reason = NormalizedCharField(
        label="Lý do xóa",
        max_length=400,
        error_messages={"required": "Hãy ghi lý do xóa."},
    )
