"""The list of a commune in a round: households, requests, who is left over."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.exports.season_list import (
    households_on,
    left_over,
    reviews_in,
    waiting_requests,
)
from households.forms.season.lists import (
    CloseListForm,
    FindForm,
    ReopenListForm,
)
from households.models import (
    CommuneRound,
    Household,
    Review,
    ReviewRound,
)
from households.models.review import ReviewQuerySet
from households.services.season import lists, progress
from households.views.season.refusals import explain, place_or_404, problems_of
from povertyportal.accounts.access import Act, can
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from povertyportal.ui.numbers import vietnamese

PAGE = 50
FOUND = 10  # households that a look-up shows at most
TABS = ("ho", "de-nghi", "con-lai")


@require_GET
def list_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """Who is on the list and why, whose requests wait, who is left over."""
    return page(request, place_or_404(request, pk, Act.VIEW_HOUSEHOLDS))


def page(
    request: OfficerRequest,
    place: CommuneRound,
    problems: list[dict[str, str]] | None = None,
) -> HttpResponse:
    """The list, perhaps with why an act on it was refused."""
    mine = reviews_in(request.user, place)
    tab = request.GET.get("xem")
    waiting = waiting_requests(request.user, place)
    left = left_over(request.user, place)
    context = {
        "place": place,
        "problems": problems or [],
        "tab": tab if tab in TABS else TABS[0],
        "counts": _counts(mine),
        "waiting_count": waiting.count(),
        "left_count": left.count(),
        **_acts(request.user, place),
    }
    if context["tab"] == "ho":
        context |= _households(request, mine)
    else:
        rows = waiting if context["tab"] == "de-nghi" else left
        context["page_obj"] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "season/list_detail.html", context)


def _acts(officer: Officer, place: CommuneRound) -> dict[str, object]:
    """What the officer may do with the list."""
    can_run = (
        can(officer, Act.RUN_SEASON) and place.round.state == ReviewRound.State.OPEN
    )
    is_regular = place.round.kind == ReviewRound.Kind.REGULAR
    is_open = place.list_closed_on is None and not is_regular
    return {
        "can_run": can_run,
        "is_regular": is_regular,
        "close_form": CloseListForm(initial={"on": timezone.localdate()})
        if can_run and is_open
        else None,
        "free_count": lists.could_enter(place).count() if can_run and is_open else 0,
    }


def _counts(mine: ReviewQuerySet) -> list[dict[str, object]]:
    """Rows why/label/total/submitted of the households on the list."""
    labels = dict(Review.Why.choices)
    rows = (
        mine.listed()
        .order_by()
        .values("why")
        .annotate(total=Count("id"), done=Count("id", filter=progress.surveyed()))
    )
    found = {row["why"]: row for row in rows}
    return [
        {"why": why, "label": label, **found[why]}
        for why, label in labels.items()
        if why in found
    ]


def _households(request: OfficerRequest, mine: ReviewQuerySet) -> dict[str, object]:
    """The reviews that the filters of the URL leave."""
    form, rows = households_on(mine, request.GET)
    page_obj = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "form": form,
        "page_obj": page_obj,
        "can_review": can(request.user, Act.REVIEW),
    }


@require_GET
def list_find(request: OfficerRequest, pk: int) -> HttpResponse:
    """Find the household of the commune that hands in a request."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    form = FindForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    rows = Household.objects.none()
    if asked:
        rows = Household.objects.visible_to(request.user).filter(
            commune=place.commune_id
        )
        rows = rows.matching(asked, is_wide=False).select_related("village")
    context = {"place": place, "form": form, "asked": asked, "found": rows[:FOUND]}
    return render(request, "season/list_find.html", context)


@require_POST
def list_fill(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put in every household of the current lists that was left over."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    try:
        entered = lists.take_in(by=request.user, place=place)
    except ValidationError as error:
        return page(request, place, problems_of(error))
    messages.success(request, f"Đã đưa {vietnamese(entered)} hộ vào danh sách.")
    return redirect("season:list", place.pk)


@require_http_methods(["GET", "POST"])
def list_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Declare the list whole."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    form = CloseListForm(request.POST or None, initial={"on": timezone.localdate()})

    def save() -> None:
        lists.close_list(by=request.user, place=place, **form.cleaned_data)

    words = {
        "heading": "Chốt danh sách rà soát",
        "lead": "Sau khi chốt, hộ đề nghị thêm được đưa vào đợt thường xuyên.",
        "button": "Chốt danh sách",
        "done": "Đã chốt danh sách.",
    }
    return _change(request, place, form, save, words)


@require_http_methods(["GET", "POST"])
def list_reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Open a closed list again, with the reason."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    form = ReopenListForm(request.POST or None)

    def save() -> None:
        lists.reopen_list(by=request.user, place=place, **form.cleaned_data)

    words = {
        "heading": "Mở lại danh sách đã chốt",
        "lead": "Chỉ mở lại được khi chưa có thôn nào họp dân.",
        "button": "Mở lại danh sách",
        "done": "Đã mở lại danh sách.",
    }
    return _change(request, place, form, save, words)


def _change(
    request: OfficerRequest,
    place: CommuneRound,
    form: forms.Form,
    save: Callable[[], None],
    words: dict[str, str],
) -> HttpResponse:
    context: dict[str, object] = {"place": place, "form": form, "words": words}
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except ValidationError as error:
            context["problems"] = explain(form, error)
        else:
            messages.success(request, words["done"])
            return redirect("season:list", place.pk)
    return render(request, "season/list_change.html", context)
