"""The way into the programmes: their parts, as far as a role may use them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer

# label, name of the URL, what it is for, the act that opens it; in the order of work.
SECTIONS: tuple[tuple[str, str, str, Act], ...] = ()


def sections(officer: Officer) -> list[dict[str, str]]:
    """The parts that the officer may open, for the row of links of every page."""
    return [
        {"label": label, "url": reverse(name), "lead": lead}
        for label, name, lead, act in SECTIONS
        if can(officer, act)
    ]


@require_GET
def home(request: OfficerRequest) -> HttpResponse:
    """The parts of the programmes."""
    require(request.user, Act.VIEW_PROGRAMMES)
    return render(request, "programs/home.html", {"sections": sections(request.user)})
