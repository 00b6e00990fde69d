"""The household that an act is about."""

from django.shortcuts import get_object_or_404

from households.models import Household
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest


def household_or_404(request: OfficerRequest, pk: int, act: Act) -> Household:
    """The household if the role allows `act` (403) and it lives in scope (404)."""
    require(request.user, act)
    rows = Household.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("village", "commune"), pk=pk)
