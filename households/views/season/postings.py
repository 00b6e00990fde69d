"""Pages of public postings: what may hang, what hung, what must hang again."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.exports.season_work import posting_of
from households.forms.season.meetings import ScanForm
from households.forms.season.postings import PostingForm, VillagesPostingForm
from households.models import CommuneRound, PublicPosting
from households.rules.standards import standard
from households.services.season import posting_board, postings
from households.views.season.meetings import may_type
from households.views.season.refusals import key_of, place_or_404, problems_of
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.workdays.calendar import calendar

PAGE = 100


def posting_or_404(request: OfficerRequest, pk: int, act: Act) -> PublicPosting:
    """The posting if the role allows `act` (403) and it is in scope (404)."""
    require(request.user, act)
    return posting_of(request.user, pk)


@require_GET
def posting_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """Villages before their posting, and the postings so far."""
    place = place_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    lines = posting_board.posting_lines(place, request.user)
    again = posting_board.changed_by_posting(place)
    names = ("listed", "hung", "ready", "unready", "changed")
    context = {
        "place": place,
        "lines": lines,
        "totals": {name: sum(getattr(each, name) for each in lines) for name in names},
        "postings": [
            (each, again.get(each.pk, 0)) for each in posting_board.counted(place)
        ],
        "today": timezone.localdate(),
        "may_type": may_type(request, place),
        "may_hang": any(line.ready for line in lines),
    }
    return render(request, "season/posting_list.html", context)


@require_http_methods(["GET", "POST"])
def posting_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Post the villages chosen."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    key, problems = key_of(request), []
    # Sent twice: its villages have nothing left to choose.
    if made := place.postings.filter(key=key).first():
        return redirect("season:posting-detail", made.pk)
    lines = posting_board.posting_lines(place, request.user)
    initial = _usual(place, lines)
    form = VillagesPostingForm(request.POST or None, lines=lines, initial=initial)
    if form.is_valid():
        try:
            made = _post_villages(request, place, key, form)
        except ValidationError as error:
            problems = problems_of(error)
        else:
            return _hung(request, made)
    context = {"place": place, "key": key, "form": form, "problems": problems}
    return render(request, "season/posting_form.html", context)


def _post_villages(
    request: OfficerRequest,
    place: CommuneRound,
    key: uuid.UUID,
    form: VillagesPostingForm,
) -> PublicPosting:
    return postings.create_posting(
        by=request.user,
        place=place,
        village_ids=form.cleaned_data["villages"],
        key=key,
        facts=form.facts(),
    )


def _usual(
    place: CommuneRound, lines: list[posting_board.PostingLine]
) -> dict[str, Any]:
    """The commune's office and each village's house of culture; villages in whole."""
    whole = [line for line in lines if line.ready and not line.unready]
    venues = [f"Trụ sở Ủy ban nhân dân {_within(place.commune.name)}"]
    venues += [f"Nhà văn hóa {_within(line.name)}" for line in whole]
    return {
        "villages": [line.village_id for line in whole],
        "venues": "\n".join(venues),
        "posted_on": timezone.localdate(),
    }


def _within(name: str) -> str:
    """A place's name inside a sentence: "xã Gia Vân"."""
    return name[:1].lower() + name[1:]


@require_http_methods(["GET", "POST"])
def posting_again(request: OfficerRequest, pk: int) -> HttpResponse:
    """Post again what has changed since a posting."""
    posting = posting_or_404(request, pk, Act.RUN_SEASON)
    changed = postings.changed_since(posting).select_related("household", "village")
    key, problems = key_of(request), []
    initial = {
        "venues": "\n".join(posting.venues),
        "loudspeaker": posting.loudspeaker,
        "posted_on": timezone.localdate(),
    }
    form = PostingForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            made = postings.repost(
                by=request.user, posting=posting, key=key, facts=form.facts()
            )
        except ValidationError as error:
            problems = problems_of(error)
        else:
            return _hung(request, made)
    context = {"place": posting.place, "posting": posting, "key": key, "form": form}
    context |= {"problems": problems, "changed": changed}
    return render(request, "season/posting_form.html", context)


def _hung(request: OfficerRequest, made: PublicPosting) -> HttpResponse:
    messages.success(
        request,
        f"Đã ghi niêm yết lần {made.turn}, từ {made.posted_on:%d/%m/%Y} đến hết "
        f"{made.last_day:%d/%m/%Y}.",
    )
    return redirect("season:posting-detail", made.pk)


@require_GET
def posting_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A posted list as it hung: names, villages, classes and nothing else."""
    posting = posting_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    reviews = posting_board.on_list(posting, request.user).select_related("village")
    page = Paginator(reviews, PAGE).get_page(request.GET.get("page"))
    may = may_type(request, posting.place)
    again = posting_board.changed_by_posting(posting.place).get(posting.pk, 0)
    context = {
        "posting": posting,
        "place": posting.place,
        "standards": [standard(code) for code in posting.place.round.standards],
        "page_obj": page,
        "lines": posting_board.posted_lines(posting, page.object_list),
        "is_over": posting.last_day < timezone.localdate(),
        "is_counted": calendar().knows(posting.posted_on, posting.last_day),
        "may_again": may and again,
        "may_scan": can(request.user, Act.RUN_SEASON),
        "may_complain": can(request.user, Act.HEAR_COMPLAINTS),
        "scan_form": ScanForm(),
    }
    return render(request, "season/posting_detail.html", context)


@require_POST
def posting_scan(request: OfficerRequest, pk: int) -> HttpResponse:
    """Attach a photo or scan of the list as it hung."""
    posting = posting_or_404(request, pk, Act.RUN_SEASON)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["scan"]
        postings.attach_evidence(by=request.user, posting=posting, upload=upload)
        messages.success(request, "Đã lưu ảnh niêm yết.")
    else:
        messages.error(request, " ".join(map(str, form.errors["scan"])))
    return redirect("season:posting-detail", posting.pk)
