"""The page of the B1 scorecards: which are loaded, and loading another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from households.forms.scorecards import ScorecardForm
from households.models import Scorecard
from households.rules.scorecard import REGIONS
from households.services.scorecards import ScorecardProblems, load_scorecard
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest

SHOWN = 200


@require_http_methods(["GET", "POST"])
def scorecard_list(request: OfficerRequest) -> HttpResponse:
    """Scorecards by standard, region and revision; POST loads a workbook."""
    require(request.user, Act.LOAD_SCORECARDS)
    form = ScorecardForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        title, file = form.cleaned_data["title"], form.cleaned_data["file"]
        try:
            loaded = load_scorecard(by=request.user, title=title, content=file.read())
        except ScorecardProblems as error:
            problems = error.problems
        else:
            told = "Đã nạp bảng điểm." if loaded.is_new else "Tệp này đã nạp từ trước."
            messages.success(request, told)
            return redirect("households:scorecard-list")
    cards = Scorecard.objects.defer("items").select_related("loaded_by")[:SHOWN]
    context = {
        "form": form,
        "problems": [{"message": text} for text in problems],
        "cards": [(card, REGIONS.get(card.region, card.region)) for card in cards],
    }
    return render(request, "households/scorecard_list.html", context)
