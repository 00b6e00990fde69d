"""The list of households: search and filters, as of today or of another day."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from households.forms.household_list import HouseholdFilterForm
from households.models import Household, Membership, Standing
from households.services.as_of import Moment, homes_of, living_in
from households.views.register import number_or_zero
from povertyportal.accounts.access import Act, Scope, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area, Level

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
    moment = form.moment() if is_valid else None
    data = form.cleaned_data if is_valid else {}
    households, is_narrow = _filtered(request, data, moment)
    page, total_text = _page(request, households, is_narrow, moment)
    context = {
        "form": form,
        "page_obj": page,
        "total_text": total_text,
        "moment": moment,
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


def _filtered(
    request: OfficerRequest, data: dict[str, object], moment: Moment | None
) -> tuple[QuerySet[Household], bool]:
    """Who lives in the scope today; at another moment: who of them lived there then,
    households that are gone by now included."""
    found = Household.objects.visible_to(request.user)
    area = data.get("area")
    is_narrow = len(scope_of(request.user).commune_ids) <= FEW_COMMUNES
    if moment is not None:
        there = living_in(moment, area if isinstance(area, Area) else None)
        found, is_narrow = found.filter(pk__in=there), is_narrow or area is not None
    else:
        found = found.filter(state=data.get("state") or Household.State.ACTIVE)
        if isinstance(area, Area):
            column = "village" if area.level == Level.VILLAGE else "commune"
            found, is_narrow = found.filter(**{column: area}), True
    if data.get("poverty_class"):
        held = _standings(moment).filter(poverty_class=data["poverty_class"])
        found = found.filter(pk__in=held.values("household"))
    if data.get("q"):
        found = found.matching(str(data["q"]), is_wide=not is_narrow)
    return found, is_narrow


def _standings(moment: Moment | None) -> QuerySet[Standing]:
    if moment is None:
        return Standing.objects.in_force(timezone.localdate())
    return Standing.objects.in_force(moment.day, moment.known_before)


def _page(
    request: OfficerRequest,
    households: QuerySet[Household],
    is_narrow: bool,
    moment: Moment | None,
) -> tuple[object, str]:
    """A page with each household's `standing`; wide lists end at COUNTED."""
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
    page.object_list = _with_standings(page.object_list, moment)
    return page, total_text


def _with_standings(
    households: Iterable[Household], moment: Moment | None
) -> list[Household]:
    """The households, each with its class as `standing`; and, at another moment, with
    the place and the number of members of then. Never to be saved."""
    found = list(households)
    ids = [each.pk for each in found]
    # One look for all of them: one for each would grow with the whole register.
    standings = _standings(moment).filter(household__in=ids)
    classes = dict(standings.values_list("household_id", "poverty_class"))
    for each in found:
        setattr(each, "standing", classes.get(each.pk))  # noqa: B010  only for show
    if moment is not None:
        _as_then(found, moment)
    return found


def _as_then(households: list[Household], moment: Moment) -> None:
    ids = [each.pk for each in households]
    homes = homes_of(moment, ids)
    villages = Area.objects.select_related("parent").in_bulk(set(homes.values()))
    sizes = dict(
        Membership.objects.filter(household__in=ids, starts__lte=moment.day)
        .exclude(ends__lte=moment.day)
        .values_list("household")
        .annotate(members=Count("pk"))
    )
    for each in households:
        each.village = villages[homes[each.pk]]
        each.commune = each.village.parent
        each.size = sizes.get(each.pk, 0)
