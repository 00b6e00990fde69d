"""The way from an inspection to a pack that holds its very sample."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer
from reports.models import Inspection


def pack_of_inspection(officer: Officer, found: Inspection) -> str:
    """Where a pack as of the inspection's draw is asked for.

    Empty for whoever makes no packs, and before the sample is drawn.
    """
    if found.as_of is None or not can(officer, Act.MAKE_PACKS):
        return ""
    asked: dict[str, str | int] = {
        "round": found.round_id,
        "exactly": timezone.localtime(found.as_of).isoformat(),
        "size": found.size,
        "method": found.method,
        "seed": found.seed,
    }
    return f"{reverse('reports:pack-create')}?{urlencode(asked)}"
