"""How wide the fields of a form stand, told by what is typed into them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

MONEY = "đồng"  # a sum is longer than any other number
_SHORT = (forms.DateField, forms.IntegerField, forms.DecimalField)
_MEDIUM_LENGTH = 60


def laid_out(
    form: forms.BaseForm, units: Mapping[str, str] | None = None
) -> Iterator[tuple[BoundField, str, str]]:
    """(field, width, unit) of each field, as components/_field.html takes them."""
    for bound in form:
        unit = (units or {}).get(bound.name, "")
        width = "medium" if unit == MONEY else _width(bound.field)
        yield bound, width, unit


def _width(field: Any) -> str:
    if isinstance(field, _SHORT):
        return "short"
    length = getattr(field, "max_length", None)
    if isinstance(field, forms.ChoiceField) or (length and length <= _MEDIUM_LENGTH):
        return "medium"
    return "long"
