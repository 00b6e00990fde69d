"""What stands between a commune and its decision: the whole list, each with a link."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from households.models import (
    CommuneRound,
    Outcome,
    RecognitionDecision,
    Review,
    ReviewComment,
    ReviewRound,
    Submission,
)
from households.models.review import ReviewQuerySet
from households.rules.standards import standard as standard_of
from households.services.season import progress
from households.services.season.decision_rows import flagged, waiting
from households.services.season.worker_standings import waiting_workers

MOST_COMMENTS = 20


@dataclass(frozen=True)
class Missing:
    """Something that is missing: in words, and the page (name, ids) to mend it."""

    code: str
    text: str
    page: str
    args: tuple[int, ...] = ()


_UNCLEAR = Q(has_outcome=True, is_determined=False)
# What may be missing of a household: code, condition, words, page, whether the page
# is the village's own.
_PER_VILLAGE: tuple[tuple[str, Q, str, str, bool], ...] = (
    (
        "survey",
        Q(is_surveyed=False, is_rechecked=False),
        "{n} hộ chưa nộp phiếu rà soát",
        "season:grid",
        True,
    ),
    ("recheck", Q(is_rechecked=True), "{n} hộ đang rà soát lại", "season:grid", True),
    (
        "outcome",
        Q(is_surveyed=True, has_outcome=False),
        "{n} hộ chưa có kết quả theo chuẩn này",
        "season:grid",
        True,
    ),
    (
        "undetermined",
        Q(is_surveyed=True, has_outcome=True, is_determined=False),
        "{n} hộ chưa xác định được diện theo chuẩn này",
        "season:grid",
        True,
    ),
    (
        "meeting",
        Q(is_surveyed=True, is_agreed=False),
        "{n} hộ chưa được họp dân thông qua (chưa họp, chưa chốt biên bản hoặc dưới "
        "50% nhất trí)",
        "season:meetings",
        False,
    ),
    (
        "posting",
        Q(is_surveyed=True, is_agreed=True, is_posted=False),
        "{n} hộ chưa niêm yết kết quả",
        "season:postings",
        False,
    ),
    (
        "posting_time",
        Q(is_posted=True, is_over=False),
        "{n} hộ chưa hết thời gian niêm yết",
        "season:postings",
        False,
    ),
    (
        "complaint",
        Q(is_complained=True),
        "{n} hộ còn khiếu nại chưa kết luận",
        "season:complaints",
        False,
    ),
)


def readiness(
    place: CommuneRound,
    standard: str,
    day: dt.date,
    review_ids: Collection[int] | None = None,
) -> list[Missing]:
    """What is missing before the place may be recognised under `standard` on `day`.

    Of the reviews given, or of all that wait. Empty: nothing. The number of queries
    does not depend on how many households there are.
    """
    reviews = waiting(place, standard)
    if review_ids is not None:
        reviews = reviews.filter(pk__in=review_ids)
    return [
        *_of_the_list(place, reviews),
        *_of_households(place, flagged(reviews, standard, day)),
        *_unanswered(reviews),
        *_workers(place, standard, reviews),
        *_opinion(place, reviews),
    ]


def unfinished(place: CommuneRound) -> list[Missing]:
    """What is missing before figures may be handed up: the list, surveys."""
    standard = place.round.governing_standard
    reviews = waiting(place, standard)
    found = _of_households(place, flagged(reviews, standard, dt.date.max))
    wanted = {"survey", "recheck", "outcome"}
    return [
        *_of_the_list(place, reviews),
        *(each for each in found if each.code in wanted),
    ]


def in_words(problems: list[Missing], most: int = 5) -> str:
    """The problems in one sentence, for whoever has no page to show them on."""
    told = "; ".join(each.text for each in problems[:most])
    rest = len(problems) - most
    return f"{told}; và {rest} việc khác." if rest > 0 else f"{told}."


def _of_the_list(place: CommuneRound, reviews: ReviewQuerySet) -> Iterator[Missing]:
    is_annual = place.round.kind == ReviewRound.Kind.ANNUAL
    if is_annual and place.list_closed_on is None:
        text = "Chưa chốt danh sách hộ cần rà soát"
        yield Missing("list", text, "season:list", (place.pk,))
    if not reviews.exists():
        text = "Không có hộ nào chờ công nhận"
        yield Missing("nobody", text, "season:list", (place.pk,))


def _of_households(place: CommuneRound, reviews: ReviewQuerySet) -> Iterator[Missing]:
    """One line a village and thing missing, with how many households."""
    sums: dict[str, Any] = {
        code: Count("pk", filter=condition) for code, condition, *_ in _PER_VILLAGE
    }
    villages: Any = (
        reviews.order_by("village__sort_key", "village_id")
        .values("village_id", "village__name")
        .annotate(**sums)
    )
    for row in villages:
        for code, _, words, page, own in _PER_VILLAGE:
            if row[code]:
                args = (place.pk, row["village_id"]) if own else (place.pk,)
                text = f"{row['village__name']}: {words.format(n=row[code])}"
                yield Missing(code, text, page, args)


def _unanswered(reviews: ReviewQuerySet) -> Iterator[Missing]:
    """Comments from above, each with its household; the rest in one line."""
    comments = ReviewComment.objects.filter(
        review__in=reviews.order_by().values("pk"), answered_at__isnull=True
    ).order_by("pk")
    rows = list(
        comments.values_list("review_id", "review__household__head_name")[
            : MOST_COMMENTS + 1
        ]
    )
    for pk, head in rows[:MOST_COMMENTS]:
        text = f"Hộ {head}: ý kiến của cấp trên chưa được trả lời"
        yield Missing("comment", text, "households:review-explanation", (pk,))
    if len(rows) > MOST_COMMENTS:
        text = f"Còn hơn {MOST_COMMENTS} ý kiến của cấp trên chưa được trả lời"
        yield Missing("comment", text, "households:review-explanation", (rows[-1][0],))


def _workers(
    place: CommuneRound, standard: str, reviews: ReviewQuerySet
) -> Iterator[Missing]:
    """Workers whose status cannot be said, though their households have a result."""
    ids = set(
        reviews.filter(requests__person__isnull=False).values_list("pk", flat=True)
    )
    for each in waiting_workers(place, standard, ids) if ids else ():
        if each.outcome is not None and each.judgement.qualifies is None:
            text = f"{each.name}: {each.judgement.reason}"
            yield Missing("worker", text, "season:request-detail", (each.request.pk,))


def complained_of(decision: RecognitionDecision) -> list[Missing]:
    """Open complaints about what a superseding decision corrects, or its results."""
    about = Q(decision_rows__decision=decision)
    about |= Q(corrected_by__decision_rows__decision=decision)
    reviews = Review.objects.filter(progress.complained()).filter(about).distinct()
    heads = reviews.order_by("pk").values_list("household__head_name", flat=True)
    page = ("season:complaints", (decision.place_id,))
    return [
        Missing("complaint", f"Hộ {head}: còn khiếu nại chưa kết luận", *page)
        for head in heads
    ]


def left_unknown(place: CommuneRound, standard: str) -> list[tuple[str, int]]:
    """(title, households) of the round's other standards, where signing under this one
    seals reviews whose class under the other is not known."""
    found = []
    for code, title in standards_of(place):
        if code != standard:
            unclear = flagged(waiting(place, code), code, dt.date.max).filter(
                Q(has_outcome=True, is_determined=False)
            )
            found.append((title, unclear.count()))
    return [(title, count) for title, count in found if count]


def asks_opinion(place: CommuneRound) -> bool:
    """Whether the procedure knows the step: annual rounds of some versions."""
    procedure = place.round.procedure
    is_annual = place.round.kind == ReviewRound.Kind.ANNUAL
    return is_annual and procedure is not None and bool(procedure.opinion_by)


def opinion_given(place: CommuneRound) -> Submission | None:
    """The opinion that agrees, unless another was asked for since."""
    last = (
        place.submissions.filter(kind=Submission.Kind.OPINION)
        .select_related("answered_by")
        .order_by("turn")
        .last()
    )
    agrees = last is not None and last.state == Submission.State.ACCEPTED
    return last if agrees else None


def _opinion(place: CommuneRound, reviews: ReviewQuerySet) -> Iterator[Missing]:
    procedure = place.round.procedure
    if not asks_opinion(place) or procedure is None or not procedure.opinion_required:
        return
    page = ("season:submissions", (place.pk,))
    given = opinion_given(place)
    if given is None:
        text = f"Chưa có ý kiến đồng ý của {procedure.opinion_by}"
        yield Missing("opinion", text, *page)
    elif changed := _changed_since(given, reviews):
        text = (
            f"Kết quả của {changed} hộ đã khác từ khi xin ý kiến ngày "
            f"{timezone.localtime(given.submitted_at):%d/%m/%Y}: hãy xin ý kiến lại"
        )
        yield Missing("opinion", text, *page)


def _changed_since(given: Submission, reviews: ReviewQuerySet) -> int:
    """How many of the reviews have another class than the one agreed to."""
    standard = given.place.round.governing_standard
    told = given.figures.get("results", {}).get(standard, {})
    later = Outcome.objects.current().filter(
        review__in=reviews.order_by().values("pk"),
        standard=standard,
        decided_at__gt=given.submitted_at,
    )
    rows = later.values_list("review__household_id", "poverty_class")
    return sum(told.get(str(pk)) != kind for pk, kind in rows)


def standards_of(place: CommuneRound) -> list[tuple[str, str]]:
    """(code, title) of the round's standards, the governing one first."""
    return [(code, standard_of(code).title) for code in place.round.standards]
