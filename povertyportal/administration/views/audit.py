"""The trail: an administrator sees acts on accounts, others those in their areas."""

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from povertyportal.administration.forms.audit import AuditFilterForm
from povertyportal.administration.sections import sections_for
from povertyportal.administration.words import act_in_words, object_in_words
from povertyportal.audit.models import AuditEntry, AuditEntryQuerySet

PAGE = 50
COUNTED = 10_000  # beyond this the list says "more than" instead of counting on


@require_GET
def audit_list(request: OfficerRequest) -> HttpResponse:
    """Entries that the officer may see, newest first, by filters in the URL."""
    require(request.user, Act.VIEW_AUDIT)
    form = AuditFilterForm(request.GET)
    entries = _filtered(_visible_to(request.user), form)
    is_long = entries[COUNTED : COUNTED + 1].exists()
    rows = entries.select_related("officer", "area")[:COUNTED]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
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


def _visible_to(officer: Officer) -> AuditEntryQuerySet:
    if can(officer, Act.MANAGE_OFFICERS):
        return AuditEntry.objects.about_accounts()
    scope = scope_of(officer)
    return AuditEntry.objects.within(scope.areas, scope.commune_ids)


def _filtered(entries: AuditEntryQuerySet, form: AuditFilterForm) -> AuditEntryQuerySet:
    if not form.is_valid():
        return entries
    asked = form.cleaned_data
    if asked["officer"]:
        name = asked["officer"]
        entries = entries.filter(
            Q(officer__full_name__unaccent__icontains=name)
            | Q(officer__username__icontains=name)
        )
    for column, key in (("act", "act"), ("object_kind", "kind"), ("object_id",) * 2):
        if asked[key]:
            entries = entries.filter(**{column: asked[key]})
    if asked["since"]:
        entries = entries.filter(at__gte=_midnight(asked["since"]))
    if after := form.day_after():
        entries = entries.filter(at__lt=_midnight(after))
    return entries


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
