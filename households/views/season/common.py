"""What the pages of the season share: a commune in its round, refusals with links."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import reverse

from households.models import (
    CommuneRound,
    Household,
    ReviewRequest,
    ReviewRound,
)
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest

# Where a row that explains a refusal is shown.
_PAGES: dict[type[models.Model], str] = {
    Household: "households:household-detail",
    ReviewRound: "households:round-detail",
    ReviewRequest: "season:request-detail",
    CommuneRound: "season:list",
}


def place_or_404(request: OfficerRequest, pk: int) -> CommuneRound:
    """The commune in its round if the officer answers for some of it, else 404."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    rows = CommuneRound.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("round", "commune__parent"), pk=pk)


def problems_of(error: ValidationError) -> list[dict[str, str]]:
    """[{href, message}] for the summary of errors: what refused, with its page."""
    about = getattr(error, "about", None)
    name = _PAGES.get(type(about)) if about is not None else None
    href = reverse(name, args=[about.pk]) if name and about is not None else ""
    return [{"href": href, "message": message} for message in error.messages]


def explain(form: forms.Form, error: ValidationError) -> list[dict[str, str]]:
    """Put field errors at their fields; give the others for the summary, linked."""
    if not hasattr(error, "error_dict"):
        return problems_of(error)
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))
    return []
