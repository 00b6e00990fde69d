"""Charts as files: a picture, or the numbers."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from povertyportal.accounts.http import OfficerRequest
from reports.charts.registry import take


@require_GET
def chart_file(request: OfficerRequest, code: str, kind: str) -> HttpResponse:
    """The chart of a code, made again for the address's place and period."""
    filename, content_type, content = take(
        by=request.user, code=code, kind=kind, query=request.GET
    )
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
