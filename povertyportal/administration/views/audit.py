"""The trail: an administrator sees acts on accounts, others those in their areas."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.administration.exports import entries_found
from povertyportal.administration.sections import sections_for
from povertyportal.administration.words import act_in_words, object_in_words
from povertyportal.audit.models import AuditEntry

PAGE = 50
COUNTED = 10_000  # beyond this the list says "more than" instead of counting on


@require_GET
def audit_list(request: OfficerRequest) -> HttpResponse:
    """Entries that the officer may see, newest first, by filters in the URL."""
    require(request.user, Act.VIEW_AUDIT)
    form, entries = entries_found(request.user, request.GET)
    is_long = entries[COUNTED : COUNTED + 1].exists()
    page = Paginator(entries[:COUNTED], PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "lines": [(entry, act_in_words(entry.act), _about(entry)) for entry in page],
        "total_text": "hơn 10.000" if is_long else "",
        "sections": sections_for(request.user),
    }
    return render(request, "administration/audit_list.html", context)


def _about(entry: AuditEntry) -> str:
    return object_in_words(entry.object_kind, entry.object_id)
