"""A household's rights and needs, as a part of its page."""

from typing import Any

from django.utils import timezone

from households.models import Household
from povertyportal.accounts.models import Officer
from programs.services.household_rights import needs_with_help, rights_of


def household_part(officer: Officer, household: Household) -> dict[str, Any]:
    """Context of programs/_household_rights.html."""
    today = timezone.localdate()
    return {
        "rights": rights_of(household, today),
        "household_needs": needs_with_help(household, today),
    }
