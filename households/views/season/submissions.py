"""Pages of submissions: handing figures up, commenting, answering."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.exports.signed import submissions_of, with_name
from households.forms.season.decisions import RowFilterForm
from households.forms.season.submissions import AnswerForm, CommentForm, SubmitForm
from households.models import Outcome, Review, ReviewComment, Submission
from households.rules.standards import standard as standard_of
from households.services.season import submissions
from households.services.season.readiness import asks_opinion
from households.services.season.submission_figures import changed_since
from households.views.season.decisions import linked, refused
from households.views.season.refusals import key_of, place_or_404
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer

MOST_SHOWN = 50
State = Submission.State
TONES = {State.SUBMITTED: "info", State.ACCEPTED: "ok", State.SENT_BACK: "bad"}
BASES = {"preliminary": "sơ bộ (kết quả rà soát)", "official": "chính thức (đã ký)"}
# What stands where a class would, for households that joined or left the list.
MOVES = {"added": "đưa vào danh sách", "withdrawn": "rút khỏi danh sách"}


def submission_or_404(request: OfficerRequest, pk: int, act: Act) -> Submission:
    """The submission if the role allows `act` (403) and its commune is in scope."""
    require(request.user, act)
    rows = submissions.visible(request.user).select_related(
        "place__round__procedure", "place__commune", "submitted_by", "answered_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def submission_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """What a commune has handed up in a round, and what it may hand up now."""
    place = place_or_404(request, pk, Act.VIEW_FIGURES)
    procedure = place.round.procedure
    context = {
        "place": place,
        "submissions": [
            (each, TONES[State(each.state)]) for each in submissions_of(place)
        ],
        "kinds": [(kind, Submission.Kind(kind).label) for kind in _offered(place)],
        "may_submit": can(request.user, Act.RUN_SEASON),
        "opinion": procedure if asks_opinion(place) else None,
    }
    return render(request, "season/submission_list.html", context)


def _offered(place: Any) -> list[str]:
    waiting = place.submissions.filter(state=State.SUBMITTED)
    taken = set(waiting.values_list("kind", flat=True))
    return [kind for kind in submissions.kinds_of(place) if kind not in taken]


@require_http_methods(["GET", "POST"])
def submission_create(request: OfficerRequest, pk: int, kind: str) -> HttpResponse:
    """What is missing; POST hands the figures up."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    if kind not in submissions.kinds_of(place):
        raise Http404
    form = SubmitForm(request.POST or None)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = submissions.submit(
                by=request.user,
                place=place,
                kind=kind,
                key=key_of(request),
                note=form.cleaned_data["note"],
            )
        except ValidationError as error:
            problems = refused(error)
        else:
            messages.success(request, f"Đã nộp {made.get_kind_display().lower()}.")
            return redirect("season:submission-detail", made.pk)
    context = {
        "place": place,
        "kind": kind,
        "label": Submission.Kind(kind).label,
        "form": form,
        "problems": problems,
        "missing": linked(submissions.missing_for(place, kind)),
        "key": key_of(request),
    }
    return render(request, "season/submission_create.html", context)


@require_GET
def submission_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """Figures as they were handed up, what changed before and since."""
    found = submission_or_404(request, pk, Act.VIEW_FIGURES)
    return render(request, "season/submission_detail.html", _page(request, found))


def _page(request: OfficerRequest, found: Submission) -> dict[str, Any]:
    waits = found.state == State.SUBMITTED
    comments = found.comments.select_related("review__household", "written_by")
    return {
        "submission": found,
        "place": found.place,
        "tone": TONES[State(found.state)],
        "basis": BASES[found.figures["basis"]],
        "standards": _tables(found.figures),
        "changes": _in_words(found.changes),
        "since": _in_words(changed_since(found)) if waits else None,
        "comments": comments.order_by("pk"),
        "may_answer": waits and _may_answer(request.user, found),
    }


def _may_answer(officer: Officer, found: Submission) -> bool:
    return can(officer, Act.ANSWER_SUBMISSIONS) and found.submitted_by_id != officer.pk


def _tables(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """A table a standard: rows (name, [(households, persons) a class]), total first."""
    found = []
    for code, sums in figures["standards"].items():
        rows = [("Tổng số", sums["total"])]
        rows += [(each["name"], each["classes"]) for each in sums["villages"]]
        lines = [
            (name, [row[kind.value] for kind in Outcome.Class]) for name, row in rows
        ]
        found.append({"title": standard_of(code).title, "rows": lines})
    return found


def _in_words(changes: dict[str, Any]) -> dict[str, Any]:
    """Changes with classes and standards by their names."""
    words = {kind.value: kind.label for kind in Outcome.Class} | MOVES | {"": "–"}
    rows = [
        {
            **row,
            "standard": standard_of(row["standard"]).title if row["standard"] else "",
            "was": words[row["was"]],
            "now": words[row["now"]],
        }
        for row in changes["rows"]
    ]
    total = changes["added"] + changes["withdrawn"] + changes["changed"]
    return {**changes, "rows": rows, "total": total}


@require_http_methods(["GET", "POST"])
def submission_answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Accept or send back."""
    found = submission_or_404(request, pk, Act.ANSWER_SUBMISSIONS)
    if found.state != State.SUBMITTED:
        return redirect("season:submission-detail", pk)
    answer = AnswerForm(request.POST or None)
    problems: list[dict[str, str]] = []
    if answer.is_valid():
        try:
            _answered(request.user, found, answer.cleaned_data)
        except ValidationError as error:
            problems = refused(error)
        else:
            messages.success(request, "Đã gửi trả lời cho xã.")
            return redirect("season:submission-detail", pk)
    context = _page(request, found) | {"form": answer, "problems": problems}
    return render(request, "season/submission_answer.html", context)


def _answered(by: Officer, found: Submission, data: dict[str, Any]) -> None:
    given = {"comment": data["comment"], "document": data["document"]}
    if data["verdict"] == AnswerForm.ACCEPT:
        submissions.accept(by=by, submission=found, **given)
        return
    submissions.send_back(
        by=by, submission=found, needs_meeting=data["needs_meeting"], **given
    )


@require_http_methods(["GET", "POST"])
def submission_comment(request: OfficerRequest, pk: int) -> HttpResponse:
    """Find a household of the submission and say what is wrong with it."""
    found = submission_or_404(request, pk, Act.ANSWER_SUBMISSIONS)
    reviews = Review.objects.visible_to(request.user).filter(
        round=found.place.round_id, commune=found.place.commune_id
    )
    listed = reviews.listed().select_related("household", "village")
    form = CommentForm(request.POST or None)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        review = get_object_or_404(listed, pk=_number(request.POST.get("review")))
        try:
            submissions.comment_on(
                by=request.user, submission=found, review=review, **form.cleaned_data
            )
        except ValidationError as error:
            problems = refused(error)
        else:
            messages.success(request, f"Đã ghi ý kiến về hộ {review.household}.")
            return redirect("season:submission-answer", pk)
    search = RowFilterForm(request.GET)
    context = {
        "submission": found,
        "form": form,
        "problems": problems,
        "search": search,
        "rows": _found(listed, search),
        "most": MOST_SHOWN,
    }
    return render(request, "season/submission_comment.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _found(listed: Any, search: RowFilterForm) -> Any:
    text = search.cleaned_data["q"] if search.is_valid() else ""
    rows = with_name(listed, text).order_by("household__head_sort_key", "pk")
    return rows[:MOST_SHOWN]


@require_POST
def comment_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back a comment while its submission waits."""
    require(request.user, Act.ANSWER_SUBMISSIONS)
    rows = ReviewComment.objects.filter(
        submission__in=submissions.visible(request.user)
    )
    found = get_object_or_404(rows.select_related("submission__place", "review"), pk=pk)
    try:
        submissions.drop_comment(by=request.user, comment=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã bỏ ý kiến.")
    return redirect("season:submission-answer", found.submission_id)
