"""Saved views: keeping a page under a name, the list, its order, sharing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from programs.views.acts import done, pressed
from reports.committee_forms import ConfirmForm
from reports.exports.peers import views_of
from reports.models import SavedView
from reports.peer_forms import SavedViewForm
from reports.services import saved_views
from reports.views.room_links import room

VIEWS = "analysis:view-list"


@require_GET
def view_list(request: OfficerRequest) -> HttpResponse:
    """The officer's own views, and those that colleagues share."""
    rows = views_of(request.user)
    own = [view for view in rows if view.officer_id == request.user.pk]
    context = {
        "rows": rows,
        "own": own,
        "is_of_views": True,
        "shared": [view for view in rows if view.officer_id != request.user.pk],
        "room": list(room(request.user, VIEWS)),
    }
    return render(request, "analysis/view_list.html", context)


@require_POST
def view_save(request: OfficerRequest) -> HttpResponse:
    """Keep the page that the form stands on, and go back to it."""
    require(request.user, Act.VIEW_FIGURES)
    form = SavedViewForm(request.POST)

    def save() -> str:
        found = saved_views.save_view(by=request.user, **form.cleaned_data)
        return f"Đã lưu góc nhìn “{found.name}”."

    if done(request, form, save):
        return redirect(form.cleaned_data["address"])
    return render(request, "analysis/view_form.html", {"form": form})


def _own(request: OfficerRequest, pk: int) -> SavedView:
    require(request.user, Act.VIEW_FIGURES)
    return get_object_or_404(SavedView, pk=pk, officer=request.user)


@require_POST
def view_share(request: OfficerRequest, pk: int) -> HttpResponse:
    """Share one's view with colleagues, or no longer."""
    found = _own(request, pk)
    is_shared = request.POST.get("is_shared") == "1"

    def share() -> str:
        saved_views.share_view(by=request.user, view=found, is_shared=is_shared)
        return "Đã chia sẻ góc nhìn." if is_shared else "Đã thôi chia sẻ góc nhìn."

    pressed(request, share)
    return redirect(VIEWS)


@require_POST
def view_move(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put one's view a place up or down."""
    is_up = request.POST.get("to") == "up"
    saved_views.move_view(by=request.user, view=_own(request, pk), up=is_up)
    return redirect(VIEWS)


@require_http_methods(["GET", "POST"])
def view_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ask whether one's view is to be forgotten, and forget it."""
    found = _own(request, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)

    def drop() -> str:
        saved_views.drop_view(by=request.user, view=found)
        return f"Đã xóa góc nhìn “{found.name}”."

    if done(request, form, drop):
        return redirect(VIEWS)
    return _ask_drop(request, form, found)


def _ask_drop(
    request: OfficerRequest, form: ConfirmForm, found: SavedView
) -> HttpResponse:
    """What dropping a view does."""
    told = "Góc nhìn bị xóa khỏi danh sách, không lấy lại được; số liệu không đổi."
    if found.is_shared:
        told += " Đồng nghiệp được chia sẻ cũng không còn thấy góc nhìn này."
    context = {
        "form": form,
        "heading": f"Xóa góc nhìn “{found.name}”?",
        "lead": told,
        "button": "Xóa góc nhìn",
        "is_danger": True,
        "back_url": reverse(VIEWS),
        "back_label": "Góc nhìn đã lưu",
    }
    return render(request, "analysis/lesson_form.html", context)
