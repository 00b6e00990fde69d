"""The form on which ethnicities have columns of their own."""

from typing import cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from reports.models import FormEthnicity

ROWS = 12
_CHOICES = list(FormEthnicity._meta.get_field("ethnicity").choices or ())


class EthnicityForm(forms.Form):
    """A column; none chosen leaves the row out."""

    ethnicity = forms.ChoiceField(
        label="Dân tộc",
        required=False,
        choices=[("", "—"), *_CHOICES],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    is_local = forms.BooleanField(
        label="Dân tộc tại chỗ",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class Columns(BaseFormSet):
    """The rows of the page."""

    def columns(self) -> list[tuple[str, bool]]:
        """(ethnicity, is local) of the rows that are filled in, in order."""
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return [
            (row["ethnicity"], row["is_local"]) for row in rows if row.get("ethnicity")
        ]


_Rows = formset_factory(
    EthnicityForm, formset=Columns, extra=0, max_num=ROWS, absolute_max=ROWS
)


def columns_form(data: QueryDict | None, rows: list[FormEthnicity]) -> Columns:
    """The page's rows: what is set, and empty ones for more."""
    filled = [
        {"ethnicity": row.ethnicity, "is_local": row.is_local} for row in rows[:ROWS]
    ]
    found = _Rows(data, initial=filled + [{}] * (ROWS - len(filled)))
    return cast(Columns, found)
