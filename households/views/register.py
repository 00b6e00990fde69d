"""Pages of the register: a household, what happens to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.forms.register import (
    HouseholdCreateForm,
    RevealForm,
)
from households.models import Certificate, Household
from households.services import register
from households.services.rounds import current_class
from households.services.season import certificates
from households.views.review_notes import comments_about, told_reviews
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail


def household_or_404(request: OfficerRequest, pk: int) -> Household:
    """The household if it lives in the officer's scope today, else 404."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    rows = Household.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("village", "commune__parent"), pk=pk)


@require_GET
def household_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A household with its members, history, reviews and standings."""
    household = household_or_404(request, pk)
    today = timezone.localdate()
    trail.record(
        by=request.user,
        act="households.household.viewed",
        kind="household",
        object_id=household.pk,
        area_id=household.commune_id,
    )
    context = {
        "household": household,
        "members": household.members_on(today),
        "events": household.events.select_related(
            "person",
            "other",
            "from_village__parent",
            "to_village__parent",
            "recorded_by",
        ),
        "residences": household.residences.select_related("village__parent"),
        "reviews": told_reviews(household),
        "standings": household.standings.filter(recorded_to__isnull=True),
        "current_class": current_class(household, today),
        "comments": comments_about(household.pk),
        "certificates": _certificates(request.user, household),
        "can_answer": can(request.user, Act.RUN_SEASON),
        "can_edit": can(request.user, Act.EDIT_HOUSEHOLDS),
        "can_review": can(request.user, Act.REVIEW),
        "can_unmask": can(request.user, Act.UNMASK_ID),
        "can_request": can(request.user, Act.RUN_SEASON),
        "can_see_programmes": can(request.user, Act.VIEW_PROGRAMMES),
        "requests": household.requests.select_related("person"),
    }
    return render(request, "households/household_detail.html", context)


def _certificates(officer: Officer, household: Household) -> QuerySet[Certificate]:
    """The household's certificates that the officer may open, newest first."""
    if not can(officer, Act.VIEW_FIGURES):
        return Certificate.objects.none()
    rows = certificates.visible(officer).filter(household=household)
    return rows.order_by("-issued_on", "-pk")


@require_http_methods(["GET", "POST"])
def household_create(request: OfficerRequest) -> HttpResponse:
    """Enter a household and its head."""
    require(request.user, Act.EDIT_HOUSEHOLDS)
    villages = Area.objects.villages().filter(
        parent__in=scope_of(request.user).commune_ids, ended__isnull=True
    )
    form = HouseholdCreateForm(request.POST or None, villages=villages)
    if form.is_valid():
        data = form.cleaned_data
        names = ("village", "since", "phone", "address", "moved_in")
        try:
            household = register.create_household(
                by=request.user,
                head=form.person_fields(),
                **{name: data[name] for name in names},
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã lập hộ {household.number}.")
            return redirect("households:household-detail", household.pk)
    return render(request, "households/household_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
def personal_id_reveal(
    request: OfficerRequest, pk: int, person_pk: int
) -> HttpResponse:
    """A member's whole personal id, for a purpose that goes into the trail."""
    household = household_or_404(request, pk)
    require(request.user, Act.UNMASK_ID)
    members = household.members_on(timezone.localdate())
    person = get_object_or_404(members, person=person_pk).person
    form = RevealForm(request.POST or None)
    context = {"household": household, "person": person, "form": form}
    if form.is_valid():
        context["revealed"] = register.reveal_personal_id(
            by=request.user, household=household, person=person, **form.cleaned_data
        )
    response = render(request, "households/personal_id_reveal.html", context)
    response["Cache-Control"] = "no-store"
    return response
