"""Why something was late."""

from typing import Any

from django import forms

from povertyportal.ui.fields import NormalizedCharField


class DelayReasonForm(forms.Form):
    """Which step was late, and why."""

    step = forms.ChoiceField(label="Bước bị chậm")
    reason = NormalizedCharField(
        label="Lý do chậm",
        max_length=400,
        multiline=True,
        help_text="Lý do được lưu lại, hiện ở bước và trên bảng theo dõi của cấp trên.",
    )

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = steps  # type: ignore[attr-defined]
