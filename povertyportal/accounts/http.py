"""The request that a logged-in page gets."""

from django.http import HttpRequest

from povertyportal.accounts.models import Officer


class OfficerRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware: its user is an officer."""

    user: Officer
