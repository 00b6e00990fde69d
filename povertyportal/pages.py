"""Pages of the frame: home ("việc cần làm"), health, refusal."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from povertyportal import worklist
from povertyportal.accounts.http import OfficerRequest


@require_GET
def home(request: OfficerRequest) -> HttpResponse:
    """What is due, late or sent back for this officer."""
    context = {
        "items": worklist.for_officer(request.user),
        "has_no_area": worklist.has_no_area(request.user),
    }
    return render(request, "home.html", context)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403 that says which right is missing and who can help."""
    return render(request, "403.html", {"why": str(exception)}, status=403)
