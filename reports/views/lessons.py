"""Lessons: the list, one of them, writing, changing and dropping one."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area, Level
from programs.forms.laid_out import laid_out
from programs.forms.records import DropForm
from programs.services.places import asked_year
from programs.views.acts import done
from reports.exports.peers import lessons_found
from reports.models import Lesson
from reports.peer_forms import LessonForm
from reports.services.lessons import (
    LESSON,
    change_lesson,
    drop_lesson,
    editable,
    write_lesson,
)
from reports.views.room_links import room

PAGE = 25
LESSONS = "analysis:lesson-list"


@require_GET
def lesson_list(request: OfficerRequest) -> HttpResponse:
    """Lessons of every area."""
    found = lessons_found(request.user, request.GET)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": found.form,
        "page_obj": page,
        "room": list(room(request.user, LESSONS)),
        "may_write": can(request.user, Act.WRITE_LESSONS),
    }
    return render(request, "analysis/lesson_list.html", context)


@require_GET
def lesson_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A lesson: what was done, what came of it, who wrote it down."""
    require(request.user, Act.VIEW_FIGURES)
    rows = Lesson.objects.select_related("area", "component", "recorded_by")
    found = get_object_or_404(rows, pk=pk)
    may_write = can(request.user, Act.WRITE_LESSONS)
    context = {
        "lesson": found,
        "may_edit": may_write and editable(request.user).filter(pk=pk).exists(),
    }
    return render(request, "analysis/lesson.html", context)


def _asked_area(request: OfficerRequest) -> Area | None:
    """The area of ?area=…: of the scope, or to be compared with. Raises Http404."""
    asked = request.GET.get("area", "")
    if not asked:
        return None
    found = Area.objects.exclude(level=Level.VILLAGE)
    area = found.filter(pk=asked).first() if asked.isdecimal() else None
    sees = can(request.user, Act.COMPARE_AREAS)
    if area is None or not (sees or scope_of(request.user).holds_unit(area)):
        raise Http404
    return area


@require_http_methods(["GET", "POST"])
def lesson_create(request: OfficerRequest) -> HttpResponse:
    """Write a lesson down."""
    require(request.user, LESSON.act)
    form = LessonForm(
        request.POST or None,
        scope=scope_of(request.user),
        for_year=asked_year(request.POST or request.GET),
        area=_asked_area(request),
    )

    def write() -> str:
        write_lesson(by=request.user, values=form.values())
        return "Đã ghi bài học."

    if done(request, form, write):
        return redirect(LESSONS)
    return _page(request, form, "Ghi bài học", reverse(LESSONS))


def _page(
    request: OfficerRequest,
    form: LessonForm | DropForm,
    heading: str,
    back: str,
    **more: object,
) -> HttpResponse:
    context = {
        "form": form,
        "fields": list(laid_out(form)),
        "heading": heading,
        "back_url": back,
        "back_label": "Bài học của các đơn vị",
        "button": "Lưu",
    }
    return render(request, "analysis/lesson_form.html", context | more)


@require_http_methods(["GET", "POST"])
def lesson_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change a lesson."""
    found = get_object_or_404(editable(request.user).select_related("area"), pk=pk)
    form = LessonForm(
        request.POST or None,
        scope=scope_of(request.user),
        for_year=found.year,
        area=found.area,
        lesson=found,
    )

    def change() -> str:
        change_lesson(by=request.user, lesson=found, values=form.values())
        return "Đã lưu bài học."

    back = reverse("analysis:lesson-detail", args=[pk])
    if done(request, form, change):
        return redirect(back)
    return _page(request, form, "Sửa bài học", back)


@require_http_methods(["GET", "POST"])
def lesson_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a mistaken lesson away, with a reason."""
    found = get_object_or_404(editable(request.user), pk=pk)
    form = DropForm(request.POST or None)

    def drop() -> str:
        reason = form.cleaned_data["reason"]
        drop_lesson(by=request.user, lesson=found, reason=reason)
        return "Đã xóa bài học."

    if done(request, form, drop):
        return redirect(LESSONS)
    lead = (
        f"Xóa “{found}”. Chỉ xóa bài học ghi nhầm: nhật ký giữ lại ai xóa, lúc nào, "
        "vì sao."
    )
    back = reverse("analysis:lesson-detail", args=[pk])
    more = {"lead": lead, "button": "Xóa", "is_danger": True}
    return _page(request, form, "Xóa bài học", back, **more)
