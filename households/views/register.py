"""Pages of the register: list, household, what happens to it."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.forms.register import (
    HouseholdCreateForm,
    HouseholdFilterForm,
    RevealForm,
)
from households.models import Household, Standing
from households.services import register
from households.services.rounds import current_class
from households.views.review_notes import comments_about
from povertyportal.accounts.access import Act, Scope, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area, Level
from povertyportal.audit import trail

PAGE = 25
COUNTED = 1_000  # beyond this a list says "more than" instead of counting on
FEW_COMMUNES = 20


@require_GET
def household_list(request: OfficerRequest) -> HttpResponse:
    """Households of one's scope, by filters that live in the URL."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    scope = scope_of(request.user)
    form = HouseholdFilterForm(request.GET, areas=_filter_areas(scope, request))
    is_valid = form.is_valid()
    households, is_narrow = _filtered(request, form.cleaned_data if is_valid else {})
    page, total_text = _page(request, households, is_narrow)
    context = {
        "form": form,
        "page_obj": page,
        "total_text": total_text,
        "q": request.GET.get("q", ""),
        "can_edit": can(request.user, Act.EDIT_HOUSEHOLDS),
    }
    return render(request, "households/household_list.html", context)


def _filter_areas(scope: Scope, request: OfficerRequest) -> QuerySet[Area]:
    """Communes of the scope (the ended ones only when asked for), or its villages."""
    communes = Q(pk__in=scope.commune_ids) & (
        Q(ended__isnull=True) | Q(pk=number_or_zero(request.GET.get("area")))
    )
    villages = Q(pk__in=scope.village_ids)
    if len(scope.commune_ids) == 1:
        villages |= Q(level=Level.VILLAGE, parent__in=scope.commune_ids)
    return Area.objects.filter(communes | villages).order_by("level", "sort_key")


def number_or_zero(text: str | None) -> int:
    """The id or version in an address or a form; zero, which nothing has, if none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _filtered(
    request: OfficerRequest, data: dict[str, object]
) -> tuple[QuerySet[Household], bool]:
    found = Household.objects.visible_to(request.user).filter(
        state=data.get("state") or Household.State.ACTIVE
    )
    area = data.get("area")
    is_narrow = len(scope_of(request.user).commune_ids) <= FEW_COMMUNES
    if isinstance(area, Area):
        column = "village" if area.level == Level.VILLAGE else "commune"
        found, is_narrow = found.filter(**{column: area}), True
    if data.get("poverty_class"):
        found = found.filter(
            pk__in=_standings()
            .filter(poverty_class=data["poverty_class"])
            .values("household")
        )
    if data.get("q"):
        found = found.matching(str(data["q"]), is_wide=not is_narrow)
    return found, is_narrow


def _standings() -> QuerySet[Standing]:
    return Standing.objects.in_force(timezone.localdate())


def _page(
    request: OfficerRequest, households: QuerySet[Household], is_narrow: bool
) -> tuple[object, str]:
    """A page with each household's `standing` today; wide lists end at COUNTED."""
    total_text = ""
    if not is_narrow and households[COUNTED : COUNTED + 1].exists():
        households, total_text = (
            households[:COUNTED],
            f"hơn {COUNTED:,}".replace(",", "."),
        )
        ids = list(households.values_list("pk", flat=True))
        households = Household.objects.filter(pk__in=ids)
    rows = households.select_related("village", "commune").order_by(
        "head_sort_key", "id"
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = _with_standings(page.object_list)
    return page, total_text


def _with_standings(households: Iterable[Household]) -> list[Household]:
    """The households, each with the class it has today as `standing`."""
    found = list(households)
    # One look for all of them: one for each would grow with the whole register.
    standings = _standings().filter(household__in=[each.pk for each in found])
    classes = dict(standings.values_list("household_id", "poverty_class"))
    for each in found:
        setattr(each, "standing", classes.get(each.pk))  # noqa: B010  only for show
    return found


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
        "reviews": household.reviews.select_related("round").prefetch_related(
            "outcomes"
        ),
        "standings": household.standings.filter(recorded_to__isnull=True),
        "current_class": current_class(household, today),
        "comments": comments_about(household.pk),
        "can_answer": can(request.user, Act.RUN_SEASON),
        "can_edit": can(request.user, Act.EDIT_HOUSEHOLDS),
        "can_review": can(request.user, Act.REVIEW),
        "can_unmask": can(request.user, Act.UNMASK_ID),
        "can_request": can(request.user, Act.RUN_SEASON),
        "requests": household.requests.select_related("person"),
    }
    return render(request, "households/household_detail.html", context)


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
