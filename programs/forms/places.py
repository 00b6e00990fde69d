"""Fields that ask for a place and a year, the same on every page of programmes."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area
from programs.services.places import FIRST_YEAR, Place, units_of


class AreaField(forms.ModelChoiceField):
    """A unit of the scope; of an ended one with its last day."""

    def __init__(self, scope: Scope, areas: "QuerySet[Area]", **options: Any) -> None:
        super().__init__(areas, **options)
        self.scope = scope

    def label_from_instance(self, obj: Area) -> str:
        """The unit as pages name it."""
        return Place(self.scope, obj).name


def year_choices() -> list[tuple[str, str]]:
    """Years that the portal plans and reports, the newest first."""
    last = timezone.localdate().year + 1
    return [(str(year), str(year)) for year in range(last, FIRST_YEAR - 1, -1)]


class PlaceFilterForm(forms.Form):
    """Where and which year: `area` empty means all of the scope."""

    year = forms.ChoiceField(label="Năm", required=False)

    def __init__(self, *args: Any, scope: Scope, year_: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices()  # type: ignore[attr-defined]
        self.fields["area"] = AreaField(
            scope,
            units_of(scope, year_),
            label="Địa bàn",
            required=False,
            empty_label="Tất cả",
        )
        self.order_fields(["area", "year"])
