"""Letters from above that give a committee something to do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.views.season.refusals import key_of
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from reports.committee_forms import LetterForm
from reports.exports.committee import PEOPLE, letters_found
from reports.services.committee import letters
from reports.services.committee.base import may_run
from reports.services.committee.states import status_of
from reports.views.committee_base import (
    carried_out,
    letter_or_404,
    run_committee_or_refuse,
    run_letter_or_refuse,
)
from reports.views.committee_form import form_page
from reports.views.room_links import room

PAGE = 50


@require_GET
def letter_list(request: OfficerRequest) -> HttpResponse:
    """Letters to the officer's committees, newest first."""
    require(request.user, Act.VIEW_COMMITTEE)
    form, rows = letters_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "room": room(request.user, "committee:list"),
    }
    return render(request, "committee/letter_list.html", context)


@require_http_methods(["GET", "POST"])
def letter_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter a letter."""
    committee = run_committee_or_refuse(request, pk)
    key = key_of(request)
    initial = {"received_on": timezone.localdate()}
    form = LetterForm(request.POST or None, request.FILES or None, initial=initial)
    made = carried_out(
        form,
        lambda: letters.record_letter(
            by=request.user, committee=committee, key=key, written=form.written()
        ),
    )
    if made is not None:
        messages.success(request, f"Đã ghi công văn {made.number}.")
        return redirect("committee:letter-detail", made.pk)
    return form_page(
        request, form, key=key, where=committee, has_file=True,
        heading="Ghi công văn", button="Lưu công văn",
        back=reverse("committee:detail", args=[committee.pk]),
    )  # fmt: skip


@require_GET
def letter_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A letter and the tasks that came from it."""
    found = letter_or_404(request, pk)
    today = timezone.localdate()
    rows = found.tasks.select_related(*PEOPLE, "conclusion__meeting")
    context = {
        "letter": found,
        "tasks": [(task, *status_of(task, today)) for task in rows],
        "may_run": may_run(request.user, found.committee),
    }
    return render(request, "committee/letter_detail.html", context)


@require_http_methods(["GET", "POST"])
def letter_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct a letter."""
    found = run_letter_or_refuse(request, pk)
    names = ("number", "issuer", "issued_on", "received_on", "due_on", "subject")
    form = LetterForm(
        request.POST or None,
        request.FILES or None,
        initial={name: getattr(found, name) for name in names},
    )

    def change() -> bool:
        letters.change_letter(by=request.user, letter=found, written=form.written())
        return True

    if carried_out(form, change):
        messages.success(request, "Đã lưu công văn.")
        return redirect("committee:letter-detail", found.pk)
    return form_page(
        request, form, where=found.committee, has_file=True,
        heading="Sửa công văn", button="Lưu công văn",
        back=reverse("committee:letter-detail", args=[found.pk]),
    )  # fmt: skip
