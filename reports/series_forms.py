"""What a page of comparable series asks for."""

from collections.abc import Iterable

from django import forms

from povertyportal.areas.models import Area
from reports.forms import offer
from reports.services.series import Map
from reports.services.series_lines import Kind


class SeriesForm(forms.Form):
    """By which map, and of which measure."""

    area = forms.IntegerField(widget=forms.HiddenInput, required=False)
    map = forms.ChoiceField(label="Địa giới", choices=Map.choices)
    measure = forms.ChoiceField(label="Chỉ tiêu")

    def __init__(
        self, *, area: Area | None, on: str, measure: str, kinds: Iterable[Kind]
    ) -> None:
        super().__init__(
            initial={"area": area.pk if area else None, "map": on, "measure": measure}
        )
        offer(self, "measure", [(kind.code, kind.label) for kind in kinds])
