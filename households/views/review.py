"""Pages of one review: the form, its saving, submitting, reopening."""

import json
from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from households.models import Review
from households.rules.form_2022 import Problem
from households.services import review as reviews
from households.services.review_basis import Evaluation, basis_of, evaluate
from households.services.review_fields import Sheet, field_paths
from households.views.review_form import (
    Answered,
    Clash,
    contents,
    field_id,
    fields_key,
    last_answered,
    last_outcome,
    live_context,
    parts_of,
    problem_href,
    row_context,
    shown_at,
)
from households.views.review_notes import notes_of
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.ui.templatetags.vn import clock


def review_or_404(request: OfficerRequest, pk: int, act: Act) -> Review:
    """The review if the role allows `act` (403) and it is in scope (404)."""
    require(request.user, act)
    rows = Review.objects.visible_to(request.user).select_related(
        "household", "round", "commune__parent", "village", "saved_by"
    )
    return get_object_or_404(rows, pk=pk)


def is_open(review: Review) -> bool:
    """Whether answers may still be typed."""
    return review.is_editable and review.round_is_open


def record_view(officer: Officer, review: Review) -> None:
    """Who looked at a household's answers."""
    trail.record(
        by=officer,
        act="households.review.viewed",
        kind="household",
        object_id=review.household_id,
        area_id=review.household.commune_id,
        review=review.pk,
    )


@require_http_methods(["GET", "POST"])
def review_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """The form; POST saves the draft of a browser without scripts."""
    review = review_or_404(request, pk, Act.REVIEW)
    if not is_open(review):
        return redirect("households:review-explanation", pk)
    if request.method == "GET":
        record_view(request.user, review)
        return _form_page(request, review)
    saved = reviews.save_answers(
        by=request.user, review=review, changes=_posted_changes(request)
    )
    if saved.conflicts or saved.unread or saved.refused:
        return _form_page(request, saved.review, saved)
    messages.success(request, "Đã lưu nháp.")
    return redirect("households:review-detail", pk)


@require_POST
def review_submit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Save what the page holds, then fix the outcome; problems come back linked."""
    review = review_or_404(request, pk, Act.REVIEW)
    if not is_open(review):
        return redirect("households:review-explanation", pk)
    saved = reviews.save_answers(
        by=request.user, review=review, changes=_posted_changes(request)
    )
    if saved.conflicts or saved.refused:
        return _form_page(request, saved.review, saved)
    try:
        reviews.submit_review(
            by=request.user, review=review, surveyed_on=saved.review.surveyed_on
        )
    except reviews.IncompleteReview as error:
        return _form_page(request, saved.review, saved, error.problems)
    messages.success(request, "Đã nộp phiếu. Kết quả và căn cứ ở dưới đây.")
    return redirect("households:review-explanation", pk)


@require_POST
def review_reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Open a submitted form again, for a reason."""
    review = review_or_404(request, pk, Act.REVIEW)
    try:
        reviews.reopen_review(
            by=request.user, review=review, reason=request.POST.get("reason", "")
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("households:review-explanation", pk)
    messages.success(request, "Đã mở lại phiếu: có thể sửa và nộp lại.")
    return redirect("households:review-detail", pk)


@require_POST
def review_save(request: OfficerRequest, pk: int) -> JsonResponse:
    """Save changed fields (JSON, or the whole form); tells what follows from them."""
    require(request.user, Act.REVIEW)
    is_json = request.content_type == "application/json"
    try:
        changes = _sent_changes(request) if is_json else _posted_changes(request)
        # The service looks the review up within the scope, and once is enough.
        saved = reviews.save_answers(
            by=request.user, review=Review(pk=pk), changes=changes
        )
    except Review.DoesNotExist as error:
        raise Http404 from error
    except reviews.ReviewClosed as error:
        return _refusal(error, 409)
    except ValidationError as error:
        return _refusal(error, 409 if error.code == "other_officer" else 400)
    return JsonResponse(_told(saved, request.user))


def _refusal(error: ValidationError, status: int) -> JsonResponse:
    return JsonResponse(
        {"code": error.code, "detail": error.messages[0]}, status=status
    )


def _sent_changes(request: OfficerRequest) -> list[reviews.Change]:
    """Changes of a JSON body; what another officer typed is not saved as one's own."""
    try:
        sent = json.loads(request.body)
        rows = sent["changes"]
        owner = sent["officer"]
    except (ValueError, TypeError, KeyError):
        rows, owner = None, None
    if not isinstance(rows, list) or len(rows) > 5_000:
        raise ValidationError("Dữ liệu gửi lên sai dạng.", code="malformed")
    if owner != request.user.pk:
        raise ValidationError(
            "Trình duyệt đã đăng nhập bằng tài khoản khác: hãy đăng nhập lại bằng "
            "tài khoản đã nhập phiếu này.",
            code="other_officer",
        )
    return [reviews.Change.from_json(row) for row in rows]


def _posted_changes(request: HttpRequest) -> list[reviews.Change]:
    """Fields of an ordinary form post that differ from what the page began with."""
    try:
        base = json.loads(request.POST.get("base", "{}"))
    except ValueError:
        base = {}
    rows = []
    for path, was in base.items() if isinstance(base, dict) else ():
        several = isinstance(was, list)
        value = request.POST.getlist(path) if several else request.POST.get(path, "")
        if value != was:
            rows.append({"path": path, "value": value, "was": was})
    return [reviews.Change.from_json(row) for row in rows]


def _told(saved: reviews.Saved, by: Officer) -> dict[str, object]:
    """What the page needs to know after a save."""
    review, basis = saved.review, saved.evaluation.basis
    sheet = Sheet(review, basis)
    clashes = clashes_of(saved, sheet, by)
    live = live_context(review, saved.evaluation, _problems(review, saved.evaluation))
    return {
        "version": review.version,
        "saved_at": clock(review.saved_at),
        "accepted": saved.accepted,
        "unread": saved.unread,
        "refused": saved.refused,
        "conflicts": {
            path: {"theirs": each.theirs, "shown": each.shown, "by": each.by}
            for path, each in clashes.items()
        },
        "fields": fields_key(field_paths(review.answers, basis)),
        "live": render_to_string("households/_review_live.html", live),
        "short": render_to_string("households/_review_live_short.html", live),
        "row": render_to_string(
            "households/_review_live_row.html", row_context(review, saved.evaluation)
        ),
    }


def _problems(review: Review, evaluation: Evaluation) -> tuple[Problem, ...]:
    """What is missing by now; a day that is not entered yet will be today."""
    day = review.surveyed_on or timezone.localdate()
    return reviews.problems_of(review, evaluation, day)


def clashes_of(saved: reviews.Saved, sheet: Sheet, by: Officer) -> dict[str, Clash]:
    """The conflicts in words, with the names of those who wrote the other answers."""
    if not saved.conflicts:
        return {}
    writers = {each.officer_id for each in saved.conflicts if each.officer_id}
    names = {each.pk: str(each) for each in Officer.objects.filter(pk__in=writers)}
    names[by.pk] = "Bạn, ở thẻ hoặc máy khác,"
    return {
        each.path: Clash(
            theirs=each.theirs,
            shown=shown_at(sheet, each.path, each.theirs),
            by=names.get(each.officer_id or 0, "Người khác"),
        )
        for each in saved.conflicts
    }


def _form_page(
    request: OfficerRequest,
    review: Review,
    saved: reviews.Saved | None = None,
    problems: tuple[Problem, ...] | None = None,
) -> HttpResponse:
    """The form; after a post also what of it could not be taken."""
    basis = saved.evaluation.basis if saved else basis_of(review)
    sheet = Sheet(review, basis)
    evaluation = evaluate(sheet.answers, basis)
    clashes = clashes_of(saved, sheet, request.user) if saved else {}
    last = last_answered(review)
    answered = Answered(
        sheet=sheet,
        last=last.answers if last else {},
        mine={each.path: each.mine for each in saved.conflicts} if saved else {},
        errors={**dict(sheet.unread()), **_by_path(problems or ())},
        clashes=clashes,
    )
    parts = parts_of(answered)
    context = {
        "review": review,
        "parts": parts,
        "base": json.dumps(contents(parts, sheet), ensure_ascii=False),
        "fields_key": fields_key(field_paths(sheet.answers, basis)),
        "last": last,
        "last_outcome": last_outcome(review),
        "stops": _stops(review, problems or (), clashes, saved),
        **live_context(review, evaluation, _problems(review, evaluation)),
        **notes_of(review, request.user),
    }
    return render(request, "households/review_detail.html", context)


def _by_path(problems: Iterable[Problem]) -> dict[str, str]:
    return {each.path: each.message for each in problems}


def _stops(
    review: Review,
    problems: Iterable[Problem],
    clashes: dict[str, Clash],
    saved: reviews.Saved | None,
) -> list[dict[str, str]]:
    """What the summary at the top lists after a post that did not go through."""
    stops = [
        {
            "href": f"#{field_id(path)}",
            "message": f"{clash.by} vừa ghi “{clash.shown}” ở câu này.",
        }
        for path, clash in clashes.items()
    ]
    refused = saved.refused.values() if saved else ()
    stops += [{"href": "", "message": message} for message in refused]
    listed = list(problems)
    if saved and not listed:
        stops += [
            {"href": f"#{field_id(path)}", "message": message}
            for path, message in saved.unread.items()
        ]
    stops += [
        {"href": problem_href(each, review), "message": each.message} for each in listed
    ]
    return stops
