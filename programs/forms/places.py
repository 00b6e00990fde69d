"""Fields that ask for a place and a year, the same on every page of programmes."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area
from programs.services.carried import CARRIED
from programs.services.places import FIRST_YEAR, Place, units_asked


class AreaField(forms.ModelChoiceField):
    """A unit of the scope; of an ended one with its last day."""

    def __init__(self, scope: Scope, areas: "QuerySet[Area]", **options: Any) -> None:
        super().__init__(areas, **options)
        self.scope = scope

    def label_from_instance(self, obj: Area) -> str:
        """The unit as pages name it."""
        return Place(self.scope, obj).name


def year_choices(*more: int) -> list[tuple[str, str]]:
    """Years that the portal plans and reports, and `more`, the newest first."""
    last = timezone.localdate().year + 1
    years = {*range(FIRST_YEAR, last + 1), *more}
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


class PlaceFilterForm(forms.Form):
    """Where and which year, as asked_place and asked_year read them in an address.

    `area` empty means all of the scope. Bound to the address, so that a list's filters
    live there; fields of a subclass come after these two.
    """

    year = forms.ChoiceField(label="Năm", required=False)

    def __init__(self, query: QueryDict, place: Place, year: int) -> None:
        asked = query.copy()
        asked["year"] = str(year)
        super().__init__(asked)
        self.fields["year"].choices = year_choices(year)  # type: ignore[attr-defined]
        units = units_asked(place, year)
        self.fields["area"] = AreaField(
            place.scope, units, label="Địa bàn", required=False, empty_label="Tất cả"
        )
        self.order_fields(["area", "year"])


ONLY_CARRIED = "only"


def carried_field() -> forms.ChoiceField:
    """Whether a list of a year shows its own plan, or what earlier ones left undone."""
    return forms.ChoiceField(
        label="Kế hoạch",
        required=False,
        choices=[("", "Của năm"), (ONLY_CARRIED, CARRIED)],
    )
