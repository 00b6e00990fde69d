"""Comments from above, why a review was taken up again, and what it said before."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from households.forms.season.comments import AnswerForm
from households.models import Review, ReviewComment
from households.services.season.comments import answer_comment
from households.services.season.comparison import compare
from households.views.review import record_view, review_or_404
from households.views.review_notes import reopenings_of
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.numbers import number_or_zero


@require_http_methods(["GET", "POST"])
def comment_answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """The commune answers what somebody above said of a household."""
    require(request.user, Act.RUN_SEASON)
    rows = ReviewComment.objects.filter(
        review__in=Review.objects.visible_to(request.user)
    )
    comment = get_object_or_404(
        rows.select_related("review__household", "review__round", "written_by"), pk=pk
    )
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            answer_comment(by=request.user, comment=comment, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Đã ghi trả lời của xã.")
            return redirect("households:household-detail", comment.review.household_id)
    context = {"comment": comment, "review": comment.review, "form": form}
    return render(request, "season/comment_answer.html", context)


@require_GET
def comparison(request: OfficerRequest, pk: int) -> HttpResponse:
    """What was answered before a review was taken up again, beside what is now.

    `?lan=<id>` chooses which time; the first without.
    """
    review = review_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    reopenings = reopenings_of(review)
    if not reopenings:
        raise Http404
    wanted = number_or_zero(request.GET.get("lan"))
    chosen = next((each for each in reopenings if each.pk == wanted), reopenings[0])
    record_view(request.user, review)
    lines = compare(review, chosen)
    context = {
        "review": review,
        "reopenings": reopenings,
        "chosen": chosen,
        "lines": lines,
        "changed": sum(each.is_changed for each in lines),
    }
    return render(request, "season/comparison.html", context)
