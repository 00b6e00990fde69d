"""Views of the administration pages, one module a subject."""

from povertyportal.administration.views.passwords import PasswordChangeView

__all__ = ["PasswordChangeView"]
