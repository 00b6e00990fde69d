"""Papers of an inspection as PDF."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from povertyportal.accounts.http import OfficerRequest
from povertyportal.documents.papers import PDF
from reports.papers.printing import print_paper


@require_GET
def paper(request: OfficerRequest, kind: str, pk: int) -> HttpResponse:
    """A paper to print: decision, sample, visit forms, minutes, conclusion."""
    filename, content = print_paper(by=request.user, kind=kind, pk=pk)
    answer = HttpResponse(content, content_type=PDF)
    answer["Content-Disposition"] = f'inline; filename="{filename}"'
    return answer
