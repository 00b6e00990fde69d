"""Form that narrows the trail."""

import datetime as dt

from django import forms

from povertyportal.administration.words import ACTS, OBJECTS
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class AuditFilterForm(forms.Form):
    """Who, what, on which object, between which days."""

    officer = NormalizedCharField(label="Cán bộ", max_length=120, required=False)
    act = forms.ChoiceField(
        label="Việc", required=False, choices=[("", "Mọi việc"), *ACTS.items()]
    )
    kind = forms.ChoiceField(
        label="Đối tượng",
        required=False,
        choices=[("", "Mọi đối tượng"), *OBJECTS.items()],
    )
    object_id = forms.IntegerField(
        label="Mã đối tượng",
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    since = VietnameseDateField(label="Từ ngày", required=False)
    until = VietnameseDateField(label="Đến hết ngày", required=False)

    def day_after(self) -> dt.date | None:
        """The first day that is not asked for any more."""
        until = self.cleaned_data.get("until")
        return until + dt.timedelta(days=1) if until else None
