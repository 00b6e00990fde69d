"""Form that changes one's own password."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm


class OwnPasswordForm(PasswordChangeForm):
    """The old password, and twice a new one that differs from it."""

    def clean_new_password1(self) -> str:
        """The new password. Raises ValidationError when it is the present one.

        Else whoever gave out the one-time password would go on knowing it.
        """
        new: str = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            raise forms.ValidationError(
                "Mật khẩu mới phải khác mật khẩu hiện nay: hãy đặt mật khẩu khác.",
                code="same_password",
            )
        return new
