"""What the review season asks of each role: a constant number of queries a role."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from households.models import (
    CommuneRound,
    Complaint,
    RecognitionDecision,
    Review,
    ReviewComment,
    ReviewRequest,
    ReviewRound,
    ReviewState,
    Step,
    Submission,
    SurveyAssignment,
)
from households.rules.procedure import StepState
from households.services.regular_rounds import left_undone
from households.services.season.clock import PlaceClock, StepClock, clocks
from households.services.season.progress import OPEN_COMPLAINTS
from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import Officer, Role
from povertyportal.areas.models import Area
from povertyportal.worklist.items import Item

PRESSING = {StepState.LATE, StepState.SOON}
REPORTS = (Step.PRELIMINARY, Step.OPINION, Step.OFFICIAL, Step.MONTHLY)
WHERE_DONE = {
    Step.LIST: "list",
    Step.SURVEY: "assignments",
    Step.MEETING: "meetings",
    Step.POSTING: "postings",
    Step.RECOGNITION: "decisions",
}


def season_items(officer: Officer) -> list[Item]:
    """Items of the season for the officer, by what his role may do."""
    items: list[Item] = []
    if can(officer, Act.SIGN_DECISIONS):
        items += _decisions(officer)
    if can(officer, Act.ANSWER_SUBMISSIONS):
        items += _submissions(officer)
    if can(officer, Act.RUN_SEASON):
        items += _requests(officer)
        items += _of_communes(officer)
        items += _comments(officer)
        items += _left_undone(officer)
    elif can(officer, Act.VIEW_FIGURES):
        items += _late_communes(officer)
    if can(officer, Act.HEAR_COMPLAINTS):
        items += _complaints(officer)
    if officer.role == Role.SURVEYOR:
        items += _villages(officer)
    return items


def _open_places(officer: Officer) -> list[CommuneRound]:
    return list(
        CommuneRound.objects.visible_to(officer)
        .filter(round__state=ReviewRound.State.OPEN, round__is_imported=False)
        .select_related("round__procedure", "commune")
        .order_by("round__closes_on", "pk")
    )


def _where(place: CommuneRound) -> str:
    return f"{place.round.name}, {place.commune.name}"


def _decisions(officer: Officer) -> Iterable[Item]:
    """Drafts that wait for a signature, one by one."""
    drafts = RecognitionDecision.objects.filter(
        state=RecognitionDecision.State.DRAFT,
        place__in=CommuneRound.objects.visible_to(officer),
    ).select_related("place__round", "place__commune")
    for draft in drafts.annotate(households=Count("rows")).order_by("pk"):
        yield Item(
            "Quyết định công nhận chờ ký",
            draft.households,
            reverse("season:decision-detail", args=[draft.pk]),
            f"số hộ; {_where(draft.place)}",
        )


def _submissions(officer: Officer) -> Iterable[Item]:
    """Reports that wait for an answer, by round: the board shows whose."""
    rows = (
        Submission.objects.filter(
            state=Submission.State.SUBMITTED,
            place__in=CommuneRound.objects.visible_to(officer),
        )
        .exclude(submitted_by=officer)
        .order_by("place__round_id")
        .values_list("place__round_id", "place__round__name")
        .annotate(Count("id"))
    )
    for pk, name, count in rows:
        url = f"{reverse('season:board')}?dot={pk}&cho=on"
        yield Item("Báo cáo của xã chờ trả lời", count, url, name)


def _requests(officer: Officer) -> Iterable[Item]:
    waiting = ReviewRequest.objects.visible_to(officer).filter(
        state=ReviewRequest.State.RECEIVED
    )
    if count := waiting.count():
        url = f"{reverse('season:request-list')}?state=received"
        yield Item("Giấy đề nghị chờ giải quyết", count, url)


def _of_communes(officer: Officer) -> Iterable[Item]:
    """What each open round of his communes waits for."""
    found = clocks(_open_places(officer))
    villages = _unfinished_villages(officer)
    for each in found:
        key = (each.place.round_id, each.place.commune_id)
        yield from _of_commune(each, villages.get(key, 0))


def _of_commune(found: PlaceClock, villages: int) -> Iterable[Item]:
    work, place = found.work, found.place
    waiting = (
        (Step.LIST, "Chưa chốt danh sách hộ", work.listed),
        (Step.SURVEY, "Thôn chưa rà soát xong", villages),
        (Step.MEETING, "Hộ chờ họp dân", work.surveyed - work.agreed),
        (Step.POSTING, "Hộ chờ niêm yết", work.agreed - work.put_up),
        (
            Step.RECOGNITION,
            "Hộ chờ quyết định công nhận",
            work.posted - work.recognised,
        ),
    )
    for name, title, count in waiting:
        step = found.of(name)
        if step is None or step.done_on or (count <= 0 and name != Step.LIST):
            continue
        # What the residents agreed on may hang before the other villages have met.
        if step.state != StepState.NOT_YET or name == Step.POSTING:
            url = reverse(f"season:{WHERE_DONE[name]}", args=[place.pk])
            # A dossier of a regular round has one due day for all its steps.
            due = step if step.due_on else found.of(Step.RECOGNITION) or step
            yield _item(title, count, url, due, place)
    yield from _of_reports(found)
    late = [step for step in found.steps if step.asks_reason]
    if late:
        url = reverse("season:delay-reason", args=[place.pk])
        names = ", ".join(step.label.lower() for step in late)
        hint = f"{names}; {_where(place)}"
        yield Item("Bước chậm chưa ghi lý do", len(late), url, hint, is_late=True)


def _of_reports(found: PlaceClock) -> Iterable[Item]:
    """Reports sent back, and those that are due soon or late."""
    place = found.place
    url = reverse("season:submissions", args=[place.pk])
    for name in REPORTS:
        sent = found.work.submitted.get(name)
        if sent and sent.state == Submission.State.SENT_BACK:
            label = sent.get_kind_display().lower()
            yield Item(f"Báo cáo bị trả lại: {label}", 1, url, _where(place))
            continue
        step = found.of(name)
        if step and not sent and step.state in PRESSING:
            yield _item(f"Đến hạn: {step.label.lower()}", 1, url, step, place)


def _item(
    title: str, count: int, url: str, step: StepClock, place: CommuneRound
) -> Item:
    due = f"hạn {step.due_on:%d/%m/%Y}; " if step.due_on else ""
    is_late = step.state == StepState.LATE
    return Item(title, count, url, f"{due}{_where(place)}", is_late)


def _unfinished_villages(officer: Officer) -> dict[tuple[int, int], int]:
    """By round and commune: villages with forms that are not handed in."""
    rows = (
        Review.objects.visible_to(officer)
        .filter(
            round__state=ReviewRound.State.OPEN,
            state__in=[ReviewState.TODO, ReviewState.DRAFT],
        )
        .order_by()
        .values_list("round_id", "commune_id")
        .annotate(Count("village", distinct=True))
    )
    return {(round_pk, commune): count for round_pk, commune, count in rows}


def _comments(officer: Officer) -> Iterable[Item]:
    """Households that somebody above asked about, unanswered, by commune and round."""
    rows = (
        ReviewComment.objects.filter(
            answered_at__isnull=True,
            review__in=Review.objects.visible_to(officer),
            review__round__state=ReviewRound.State.OPEN,
        )
        .exclude(Q(submission__state=Submission.State.SUBMITTED))
        .order_by("pk")
        .values_list("pk", "review__household__head_name")
    )
    found = list(rows)
    if found:
        pk, name = found[0]
        url = reverse("season:comment-answer", args=[pk])
        yield Item("Ý kiến của cấp trên về hộ chưa trả lời", len(found), url, name)


def _left_undone(officer: Officer) -> Iterable[Item]:
    communes = Area.objects.filter(pk__in=scope_of(officer).commune_ids)
    if count := left_undone(communes).count():
        yield Item(
            "Hộ chưa rà soát xong ở đợt định kỳ đã đóng",
            count,
            reverse("season:regular-open"),
            "đưa vào đợt thường xuyên",
        )


def _late_communes(officer: Officer) -> Iterable[Item]:
    """Communes with a late step, by season, for those who watch."""
    found = clocks(_open_places(officer))
    late = [each for each in found if each.state == StepState.LATE]
    by_round: dict[int, list[PlaceClock]] = defaultdict(list)
    for each in late:
        by_round[each.place.round_id].append(each)
    for round_pk, rows in by_round.items():
        yield _late_item(round_pk, rows)


def _late_item(round_pk: int, rows: Sequence[PlaceClock]) -> Item:
    place = rows[0].place
    if len(rows) == 1:
        url = reverse("season:place", args=[place.pk])
    else:
        url = f"{reverse('season:board')}?dot={round_pk}&tinh_trang=late"
    return Item("Xã có bước quá hạn", len(rows), url, place.round.name, is_late=True)


def _complaints(officer: Officer) -> Iterable[Item]:
    """Open complaints at the officer's level, by commune and round."""
    level = Complaint.Level.COMMUNE
    if not can(officer, Act.RUN_SEASON):
        level = Complaint.Level.HIGHER
    rows = (
        Complaint.objects.filter(
            state__in=OPEN_COMPLAINTS,
            level=level,
            place__in=CommuneRound.objects.visible_to(officer),
        )
        .order_by("place_id")
        .values_list("place_id", "place__round__name", "place__commune__name")
        .annotate(Count("id"))
    )
    for pk, name, commune, count in rows:
        url = reverse("season:complaints", args=[pk])
        yield Item("Khiếu nại đang giải quyết", count, url, f"{name}, {commune}")


def _villages(officer: Officer) -> Iterable[Item]:
    """A surveyor's villages today: how many forms are still to be handed in."""
    today = timezone.localdate()
    given = (
        SurveyAssignment.objects.filter(
            Q(ends__isnull=True) | Q(ends__gt=today),
            surveyor=officer,
            starts__lte=today,
            place__round__state=ReviewRound.State.OPEN,
        )
        .order_by("place__round__closes_on", "village__sort_key", "pk")
        .select_related("place__round", "village")
    )
    waiting = (
        Review.objects.visible_to(officer)
        .filter(state__in=[ReviewState.TODO, ReviewState.DRAFT])
        .order_by()
        .values_list("round_id", "village_id")
        .annotate(Count("id"))
    )
    counts = {(round_pk, village): count for round_pk, village, count in waiting}
    for each in given:
        count = counts.get((each.place.round_id, each.village_id), 0)
        if count:
            url = reverse("season:grid", args=[each.place_id, each.village_id])
            title = f"{each.village.name}: hộ còn phải rà soát"
            yield Item(title, count, url, each.place.round.name)
