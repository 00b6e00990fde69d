"""The field that asks for a component, under its programme."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator


class _Grouped(ModelChoiceIterator):
    """Choices under the names of their programmes."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for programme, rows in groupby(self.queryset, key=lambda row: row.programme):
            yield programme.name, [self.choice(row) for row in rows]


class ComponentField(forms.ModelChoiceField):
    """A component; the rows are grouped by programme, in the order given."""

    iterator = _Grouped
