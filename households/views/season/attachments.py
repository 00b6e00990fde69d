"""Handing over scans."""

from django.http import FileResponse, Http404
from django.views.decorators.http import require_GET

from povertyportal.accounts.http import OfficerRequest
from povertyportal.documents.attachments import open_attachment
from povertyportal.documents.models import Attachment


@require_GET
def attachment(request: OfficerRequest, pk: int) -> FileResponse:
    """A signed scan or a photo, as a file to save."""
    try:
        found = open_attachment(by=request.user, pk=pk)
    except Attachment.DoesNotExist as error:
        raise Http404 from error
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.content_type,
    )
