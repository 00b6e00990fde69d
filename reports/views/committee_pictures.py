"""What a meeting keeps and prints: its picture on a page, as files, its papers."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from povertyportal.accounts.http import OfficerRequest
from povertyportal.documents.papers import PDF
from povertyportal.documents.pictures import PNG
from reports.exports.committee import meeting_of
from reports.models import CommitteeMeeting
from reports.papers.committee import in_pieces, print_paper
from reports.services.committee.picturing import Broken, kept_sections
from reports.views.part_rows import shown_rows
from reports.workbooks.meeting_picture import ALL, take_drawing, take_tables
from reports.workbooks.periods import XLSX


@require_GET
def meeting_picture(request: OfficerRequest, pk: int) -> HttpResponse:
    """The picture as it was shown at the meeting."""
    found = meeting_of(request.user, pk)
    try:
        sections = kept_sections(found)
    except Broken:
        return _broken(request, found)
    context = {
        "meeting": found,
        "kept": found.picture.kept if found.picture_sha256 else {},
        "parts": [
            (each.part, shown_rows(each.part), each.figures) for each in sections
        ],
        "all_tables": ALL,
        "sha": in_pieces(found),
    }
    return render(request, "committee/picture.html", context)


def _broken(request: OfficerRequest, found: CommitteeMeeting) -> HttpResponse:
    """Back to the meeting: what it kept was changed past the portal."""
    messages.error(
        request,
        "Số liệu đã chốt không còn khớp mã kiểm tra nên không hiển thị: hãy báo người "
        "quản trị khôi phục từ bản sao lưu.",
    )
    return redirect("committee:meeting-detail", found.pk)


@require_GET
def picture_drawing(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """A chart of the picture as PNG."""
    found = meeting_of(request.user, pk)
    take = partial(take_drawing, by=request.user, meeting=found, number=number)
    return _handed_over(request, found, take, PNG)


@require_GET
def picture_tables(request: OfficerRequest, pk: int, code: str) -> HttpResponse:
    """A table of the picture, or all of them, as a workbook."""
    found = meeting_of(request.user, pk)
    take = partial(take_tables, by=request.user, meeting=found, code=code)
    return _handed_over(request, found, take, XLSX)


@require_GET
def meeting_paper(request: OfficerRequest, pk: int, kind: str) -> HttpResponse:
    """A paper of the meeting as PDF: notice of conclusions, minutes, picture."""
    found = meeting_of(request.user, pk)
    take = partial(print_paper, by=request.user, meeting=found, kind=kind)
    return _handed_over(request, found, take, PDF, how="inline")


def _handed_over(
    request: OfficerRequest,
    found: CommitteeMeeting,
    take: Callable[[], tuple[str, bytes]],
    content_type: str,
    how: str = "attachment",
) -> HttpResponse:
    """The file that `take` makes, or back to the meeting with why there is none."""
    try:
        filename, content = take()
    except Broken:
        return _broken(request, found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("committee:meeting-detail", found.pk)
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'{how}; filename="{filename}"'
    return answer
