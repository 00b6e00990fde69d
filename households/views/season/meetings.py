"""Pages of residents' meetings: by village, the minutes, the votes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.exports.cases import lines_of
from households.forms.season.meetings import (
    BallotForm,
    MeetingForm,
    ReasonForm,
    ScanForm,
)
from households.models import CommuneRound, Review, ReviewRound, VillageMeeting
from households.rules.standards import standard
from households.services.season import meetings
from households.services.season.ballots import open_lines
from households.services.season.meeting_board import village_lines
from households.views.season.refusals import key_of, place_or_404, problems_of
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area, Level
from povertyportal.ui.numbers import vietnamese


def meeting_or_404(request: OfficerRequest, pk: int, act: Act) -> VillageMeeting:
    """The meeting if the role allows `act` (403) and it is in scope (404)."""
    require(request.user, act)
    rows = VillageMeeting.objects.visible_to(request.user).select_related(
        "place__round", "place__commune__parent", "village", "scan", "saved_by"
    )
    return get_object_or_404(rows, pk=pk)


def may_type(request: OfficerRequest, place: CommuneRound) -> bool:
    """Whether the officer may enter what happened, and the round is open."""
    is_open = place.round.state == ReviewRound.State.OPEN
    return is_open and can(request.user, Act.RUN_SEASON)


@require_GET
def meeting_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """Villages of a commune: surveyed, met, agreed; what to do next."""
    place = place_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    lines = village_lines(place, request.user)
    names = ("listed", "surveyed", "waiting", "agreed")
    context = {
        "place": place,
        "lines": lines,
        "totals": {name: sum(getattr(each, name) for each in lines) for name in names},
        "may_type": may_type(request, place),
    }
    return render(request, "season/meeting_list.html", context)


@require_http_methods(["GET", "POST"])
def meeting_create(request: OfficerRequest, pk: int, village_pk: int) -> HttpResponse:
    """Open the minutes of a village's next meeting."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    villages = Area.objects.filter(level=Level.VILLAGE, parent=place.commune_id)
    village = get_object_or_404(villages, pk=village_pk)
    key, problems = key_of(request), []
    form = MeetingForm(request.POST or None, initial=_as_last_time(place, village))
    if form.is_valid():
        try:
            made = meetings.create_meeting(
                by=request.user,
                place=place,
                village=village,
                key=key,
                facts=form.facts(),
            )
        except ValidationError as error:
            problems = problems_of(error)
        else:
            return redirect("season:meeting-edit", made.pk)
    context = {"place": place, "village": village, "key": key, "form": form}
    return render(
        request, "season/meeting_create.html", {**context, "problems": problems}
    )


def _as_last_time(place: CommuneRound, village: Area) -> dict[str, Any]:
    """Who led the village's last meeting, and where: usually the same again."""
    last = VillageMeeting.objects.filter(
        place__commune=place.commune_id, village=village
    ).order_by("-held_on", "-id")
    names = ("venue", "chair", "secretary", "represented", "guests")
    return last.values(*names).first() or {}


@require_GET
def meeting_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """The minutes as they stand: the meeting, votes, objections."""
    meeting = meeting_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    is_closed = meeting.closed_at is not None
    lines = lines_of(meeting)
    voted = [line for line in lines if line.vote and not line.is_changed]
    failed = [line for line in voted if line.vote and not line.vote.passed]
    may = may_type(request, meeting.place)
    context = {
        "meeting": meeting,
        "place": meeting.place,
        "standards": [standard(code) for code in meeting.place.round.standards],
        "lines": lines,
        "failed": failed,
        "without": len(lines) - len(voted),
        "objections": meeting.objections.select_related("review__household"),
        "may_type": may and not is_closed,
        "may_scan": can(request.user, Act.RUN_SEASON),
        "scan_form": ScanForm(),
        "discard_form": ReasonForm(),
    }
    return render(request, "season/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
def meeting_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Type the minutes: the meeting itself and all its votes, saved together."""
    meeting = meeting_or_404(request, pk, Act.RUN_SEASON)
    if meeting.closed_at is not None:
        messages.error(request, "Biên bản đã chốt: chỉ còn xem và in.")
        return redirect("season:meeting-detail", meeting.pk)
    form = MeetingForm(request.POST or None, initial=MeetingForm.initial_of(meeting))
    ballots = BallotForm(request.POST or None, lines=open_lines(meeting))
    problems: list[dict[str, str]] = []
    if _both_valid(form, ballots):
        try:
            left_out = _save(request, meeting, form, ballots)
        except ValidationError as error:
            problems = problems_of(error)
            meeting = getattr(error, "meeting", meeting)
        else:
            return _saved(request, meeting, left_out)
    context = {"meeting": meeting, "form": form, "ballots": ballots}
    context |= {"problems": problems, "place": meeting.place}
    standards = [standard(code) for code in meeting.place.round.standards]
    return render(
        request, "season/meeting_edit.html", {**context, "standards": standards}
    )


def _both_valid(form: MeetingForm, ballots: BallotForm) -> bool:
    """Both forms are checked, so that all their errors are shown at once."""
    results = [form.is_valid(), ballots.is_valid()]
    attended = form.cleaned_data.get("attended") if form.is_bound else None
    if attended is not None:
        ballots.check_against(attended)
    return all(results) and ballots.is_valid()


def _save(
    request: OfficerRequest,
    meeting: VillageMeeting,
    form: MeetingForm,
    ballots: BallotForm,
) -> list[Review]:
    """Save; the households whose votes no longer count."""
    version = request.POST.get("version", "")
    left_out = meetings.save_meeting(
        by=request.user,
        meeting=meeting,
        version=int(version) if version.isdecimal() else 0,
        facts=form.facts(),
        ballots=ballots.ballots(),
    )
    here = meetings.reviews_of(meeting.place, meeting.village)
    gone = here.filter(pk__in=ballots.gone()).select_related("household")
    return [*left_out, *gone]


def _saved(
    request: OfficerRequest, meeting: VillageMeeting, left_out: list[Review]
) -> HttpResponse:
    messages.success(request, "Đã lưu biên bản. Kiểm tra lại rồi chốt biên bản.")
    if left_out:
        names = ", ".join(review.household.head_name for review in left_out)
        messages.warning(
            request,
            f"Không còn biểu quyết trong cuộc họp này: {names} (đang được rà soát lại, "
            "hoặc rà soát sau ngày họp). Các hộ này đưa ra cuộc họp sau.",
        )
    return redirect("season:meeting-detail", meeting.pk)


@require_POST
def meeting_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Close the minutes; what failed goes back to the survey."""
    meeting = meeting_or_404(request, pk, Act.RUN_SEASON)
    version = request.POST.get("version", "")
    try:
        failed = meetings.close_meeting(
            by=request.user,
            meeting=meeting,
            version=int(version) if version.isdecimal() else 0,
        )
    except ValidationError as error:
        for problem in problems_of(error):
            messages.error(request, problem["message"])
        return redirect("season:meeting-detail", meeting.pk)
    messages.success(request, "Đã chốt biên bản họp dân.")
    if failed:
        messages.warning(
            request,
            f"{vietnamese(len(failed))} hộ dưới 50% nhất trí đã trở lại bước rà soát; "
            "rà soát xong thì họp lại.",
        )
    return redirect("season:meeting-detail", meeting.pk)


@require_POST
def meeting_discard(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back minutes opened by mistake."""
    meeting = meeting_or_404(request, pk, Act.RUN_SEASON)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        meetings.discard_meeting(by=request.user, meeting=meeting, reason=reason)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("season:meeting-detail", meeting.pk)
    messages.success(request, "Đã bỏ biên bản mở nhầm.")
    return redirect("season:meetings", meeting.place_id)


@require_POST
def meeting_scan(request: OfficerRequest, pk: int) -> HttpResponse:
    """Attach the signed scan of the minutes."""
    meeting = meeting_or_404(request, pk, Act.RUN_SEASON)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["scan"]
        meetings.attach_minutes(by=request.user, meeting=meeting, upload=upload)
        messages.success(request, "Đã lưu bản biên bản có chữ ký.")
    else:
        messages.error(request, " ".join(map(str, form.errors["scan"])))
    return redirect("season:meeting-detail", meeting.pk)
