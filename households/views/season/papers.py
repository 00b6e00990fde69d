"""Papers: one at once, many in the background."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from households.papers.common import asked_by
from households.papers.printing import (
    NoSuchPaper,
    NotPrintable,
    day_asked,
    print_paper,
)
from povertyportal.accounts.http import OfficerRequest


@require_GET
def paper(request: OfficerRequest, kind: str, pk: int) -> HttpResponse:
    """A paper as PDF (?dang=xlsx: as a workbook), as of today or of ?ngay=."""
    as_workbook = request.GET.get("dang") == "xlsx"
    try:
        asked = asked_by(
            request.user,
            day=day_asked(request.GET.get("ngay", "")),
            site=request.build_absolute_uri("/").rstrip("/"),
        )
        printed = print_paper(asked=asked, kind=kind, pk=pk, as_workbook=as_workbook)
    except NoSuchPaper as error:
        raise Http404 from error
    except NotPrintable as error:
        context = {"problem": str(error)}
        return render(request, "season/paper_refused.html", context, status=409)
    answer = HttpResponse(printed.content, content_type=printed.content_type)
    shown = "attachment" if as_workbook else "inline"
    answer["Content-Disposition"] = f'{shown}; filename="{printed.filename}"'
    return answer
