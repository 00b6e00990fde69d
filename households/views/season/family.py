"""The page that tells a family its result in its own words."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from households.models import Review
from households.services.season.family import told_to_family
from households.views.review import record_view
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest


@require_GET
def family(request: OfficerRequest, pk: int) -> HttpResponse:
    """One sheet in big letters, to read aloud or to leave with the family."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    rows = Review.objects.visible_to(request.user).select_related(
        "household", "round", "commune", "village", "surveyor"
    )
    review = get_object_or_404(rows, pk=pk)
    record_view(request.user, review)
    context = {"review": review, "sheet": told_to_family(review)}
    return render(request, "season/family.html", context)
