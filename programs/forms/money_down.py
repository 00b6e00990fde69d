"""The form that hands a line's money on to communes: a decision, a sum each."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from povertyportal.areas.models import Area
from programs.forms.money import AskedForm, amount_field


class HandDownForm(AskedForm):
    """A decision and, for each of the communes, how much it gets; empty is nothing."""

    scan = None  # type: ignore[assignment]  # one paper of many units: kept by number

    field_order = ["number", "decided_on", "issuer", "reason", "exception"]

    def __init__(self, *args: Any, communes: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communes = list(communes)
        for area in self.communes:
            self.fields[f"area_{area.pk}"] = amount_field(area.name, required=False)

    def rows(self) -> Iterator[tuple[Area, forms.BoundField]]:
        """Each commune with its field."""
        for area in self.communes:
            yield area, self[f"area_{area.pk}"]

    def paper(self) -> list[forms.BoundField]:
        """The fields of the decision."""
        return [self[name] for name in self.field_order]

    def shares(self) -> dict[Area, int]:
        """What was typed for the communes (đồng), once it is valid."""
        told = {area: self.cleaned_data[f"area_{area.pk}"] for area in self.communes}
        return {area: amount for area, amount in told.items() if amount}
