"""How pages of the season find their commune, and tell what stands in the way."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from households.exports.places import place_of
from households.models import (
    CommuneRound,
    Household,
    ReviewRequest,
    ReviewRound,
    ReviewState,
)
from households.services.season.missing import StillMissing
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest

# Where a row is shown that explains a refusal.
_PAGES: dict[type[models.Model], str] = {
    Household: "households:household-detail",
    ReviewRound: "households:round-detail",
    ReviewRequest: "season:request-detail",
    CommuneRound: "season:list",
}


def place_or_404(request: OfficerRequest, pk: int, act: Act) -> CommuneRound:
    """The commune in its round if the role allows `act` (403) and it is in scope."""
    require(request.user, act)
    return place_of(request.user, pk)


def key_of(request: HttpRequest) -> uuid.UUID:
    """The form's own key: sent back with it, or made as the page is drawn."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def problems_of(error: ValidationError) -> list[dict[str, str]]:
    """A refusal as lines for the error summary, with links to what explains it."""
    href = _page_of(getattr(error, "about", None))
    told = [{"href": href, "message": message} for message in error.messages]
    if isinstance(error, StillMissing):
        told += [
            {
                "href": _address(row.review.pk, row.review.state),
                "message": f"{row.review.household.head_name} "
                f"(hộ số {row.review.household.number}): {row.why}",
            }
            for row in error.rows
        ]
    return told


def explain(form: forms.BaseForm, error: ValidationError) -> list[dict[str, str]]:
    """Put errors of fields at their fields; give the others for the summary."""
    if not hasattr(error, "error_dict"):
        return problems_of(error)
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))
    return []


def _page_of(about: models.Model | None) -> str:
    name = _PAGES.get(type(about)) if about is not None else None
    return reverse(name, args=[about.pk]) if name and about is not None else ""


def _address(pk: int, state: str) -> str:
    is_done = state in {ReviewState.SUBMITTED, ReviewState.IMPORTED}
    page = "review-explanation" if is_done else "review-detail"
    return reverse(f"households:{page}", args=[pk])
