"""Who takes part in an activity."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.models import Household
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from programs.forms.activities import HouseholdFindForm, JoiningForm, OutcomeForm
from programs.forms.people import person_name
from programs.models import Activity, Participant
from programs.services.activities import participants
from programs.views.activity_work import act_page, runs
from programs.views.acts import done, pressed
from programs.views.questioned import Words
from programs.views.questioned import act_page as questioned_page

SHOWN = 30


def household_part(officer: Officer, household: Household) -> dict[str, Any]:
    """What a household takes part in; an activity out of scope has no link."""
    rows = list(participants.participations_of(household))
    seen = Activity.objects.visible_to(officer).filter(
        pk__in={row.activity_id for row in rows}
    )
    open_ones = set(seen.values_list("pk", flat=True))
    return {"participations": [(row, row.activity_id in open_ones) for row in rows]}


@require_GET
def participant_find(request: OfficerRequest, pk: int) -> HttpResponse:
    """Find the household that takes part, by a name or its number."""
    found = runs(request, pk)
    form = HouseholdFindForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    homes = Household.objects.visible_to(request.user).active()
    is_wide = len(scope_of(request.user).commune_ids) > 1
    rows = homes.matching(text, is_wide=is_wide) if text else homes.none()
    rows = rows.select_related("village", "commune").order_by("head_sort_key", "pk")
    context = {
        "activity": found,
        "form": form,
        "asked": text,
        "rows": rows[:SHOWN],
        "shown": SHOWN,
        "joined": set(
            found.participants.filter(household__in=rows).values_list(
                "household", flat=True
            )
        )
        if text
        else set(),
    }
    return render(request, "programs/participant_find.html", context)


@require_http_methods(["GET", "POST"])
def participant_add(
    request: OfficerRequest, pk: int, household_pk: int
) -> HttpResponse:
    """Enter a household, or a member of it."""
    found = runs(request, pk)
    homes = Household.objects.visible_to(request.user)
    household = get_object_or_404(homes, pk=household_pk)
    usual = {"joined_on": timezone.localdate(), "person": request.GET.get("person")}
    form = JoiningForm(request.POST or None, household=household, initial=usual)
    url = reverse("programs:activity-detail", args=[pk])

    def add() -> tuple[str, str]:
        participants.add_participant(
            by=request.user, activity=found, joining=form.joining()
        )
        return f"Đã thêm hộ {household.head_name}.", url

    heading = f"Thêm hộ {household.head_name}"
    words = Words(heading, found.name, "Lưu", url, "Hoạt động")
    return questioned_page(request, form, words, add)


def _participant(request: OfficerRequest, activity: Activity, pk: int) -> Participant:
    rows = participants.participants_of(request.user, activity)
    return get_object_or_404(rows.select_related("activity"), pk=pk)


@require_http_methods(["GET", "POST"])
def participant_edit(
    request: OfficerRequest, pk: int, participant_pk: int
) -> HttpResponse:
    """What came of taking part."""
    found = runs(request, pk)
    row = _participant(request, found, participant_pk)
    form = OutcomeForm(request.POST or None, initial=OutcomeForm.initial_of(row))

    def write() -> str:
        participants.write_outcome(by=request.user, participant=row, came=form.came())
        return "Đã lưu kết quả tham gia."

    if done(request, form, write):
        return redirect("programs:activity-detail", pk)
    who = person_name(row.person) if row.person else row.household.head_name
    heading = f"Kết quả tham gia, {who}"
    return act_page(request, found, form, heading, money="matching", participant=row)


@require_POST
def participant_drop(
    request: OfficerRequest, pk: int, participant_pk: int
) -> HttpResponse:
    """Take out who was entered by mistake."""
    row = _participant(request, runs(request, pk), participant_pk)

    def drop() -> str:
        participants.drop_participant(by=request.user, participant=row)
        return f"Đã bỏ hộ {row.household.head_name} khỏi hoạt động."

    pressed(request, drop)
    return redirect("programs:activity-detail", pk)
