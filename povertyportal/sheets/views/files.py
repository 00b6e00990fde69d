"""Files of imports: empty templates, the original, the one with errors marked."""

import io
from pathlib import PurePath

from django.http import FileResponse, Http404
from django.views.decorators.http import require_GET

from povertyportal.accounts.http import OfficerRequest
from povertyportal.sheets.services.batches import hand_over
from povertyportal.sheets.views.finding import batch_or_404, kind_or_404


@require_GET
def template(request: OfficerRequest, code: str, template: str) -> FileResponse:
    """An empty file to fill in, made from the columns that are read."""
    kind = kind_or_404(request.user, code)
    found = next((each for each in kind.templates() if each.code == template), None)
    if found is None:
        raise Http404
    book = io.BytesIO()
    found.write(book)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=found.filename)


@require_GET
def original(request: OfficerRequest, pk: int) -> FileResponse:
    """The file as it was sent; audited."""
    batch = batch_or_404(request.user, pk)
    hand_over(by=request.user, batch=batch, part="original")
    return FileResponse(
        batch.file.open("rb"), as_attachment=True, filename=batch.filename
    )


@require_GET
def marked(request: OfficerRequest, pk: int) -> FileResponse:
    """The file with its errors marked, or the list of them; audited."""
    batch = batch_or_404(request.user, pk)
    if not batch.marked:
        raise Http404
    hand_over(by=request.user, batch=batch, part="marked")
    name = PurePath(batch.filename)
    suffix = PurePath(batch.marked.name or "").suffix
    return FileResponse(
        batch.marked.open("rb"),
        as_attachment=True,
        filename=f"{name.stem} - danh dau loi{suffix}",
    )
