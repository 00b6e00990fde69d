"""One's own password."""

from typing import cast

from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView as DjangoPasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy

from povertyportal.accounts.models import Officer
from povertyportal.administration.forms.passwords import OwnPasswordForm
from povertyportal.audit import trail


class PasswordChangeView(DjangoPasswordChangeView):
    """Change of one's own password; the first one is asked for at first login."""

    form_class = OwnPasswordForm
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Save, lift the first-login mark, write the trail."""
        officer = cast(Officer, self.request.user)
        officer.must_change_password = False
        response = super().form_valid(form)
        trail.record(
            by=officer,
            act="accounts.password.changed",
            kind="officer",
            object_id=officer.pk,
        )
        return response
