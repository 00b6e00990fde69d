"""The commune of a round that a list of the season is about."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from households.models import CommuneRound
from povertyportal.accounts.models import Officer


def place_of(by: Officer, pk: int | None) -> CommuneRound:
    """The commune in its round, if the officer answers for it. Raises Http404."""
    if pk is None:
        raise Http404
    rows = CommuneRound.objects.visible_to(by)
    return get_object_or_404(
        rows.select_related("round__procedure", "commune__parent"), pk=pk
    )


def named(place: CommuneRound) -> str:
    """The commune and its round, for a title."""
    return f"{place.commune.name}, {place.round.name}"
