from django import forms
from django.apps import AppConfig
from django.core.validators import MaxLengthValidator, MinLengthValidator

from povertyportal.ui.fields import TOO_LONG, TOO_SHORT

# Django says only "Trường này là bắt buộc." Ours say what to do.
REQUIRED_WORDS: dict[type[forms.Field], str] = {
    forms.Field: "Ô này còn trống. Điền vào rồi lưu lại.",
    forms.ChoiceField: "Chưa chọn. Chọn một ý rồi lưu lại.",
    forms.MultipleChoiceField: "Chưa chọn. Chọn ít nhất một ý rồi lưu lại.",
    forms.BooleanField: "Chưa đánh dấu. Đánh dấu ô này rồi lưu lại.",
    forms.FileField: "Chưa chọn tệp. Chọn một tệp rồi gửi lại.",
}


class UiConfig(AppConfig):
    """Filters, form fields and charts that every page stands on; no models."""

    name = "povertyportal.ui"
    label = "ui"
    verbose_name = "Giao diện"

    def ready(self) -> None:
        """Put our words in place of Django's for what is empty, too long, too short."""
        MaxLengthValidator.message = TOO_LONG
        MinLengthValidator.message = TOO_SHORT
        for field, words in REQUIRED_WORDS.items():
            field.default_error_messages = {
                **field.__dict__.get("default_error_messages", {}),
                "required": words,
            }
