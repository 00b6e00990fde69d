"""Handing a commune's figures up, and what comes back: accepted or sent back."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from households.models import (
    CommuneRound,
    RecognitionDecision,
    Reopening,
    Review,
    ReviewComment,
    ReviewRound,
    ReviewState,
    Submission,
)
from households.rules.procedure import REPORTING_MONTHS
from households.rules.standards import standard as standard_of
from households.services.reopening import take_up_again
from households.services.season import base, progress
from households.services.season.decision_rows import waiting
from households.services.season.readiness import (
    Missing,
    asks_opinion,
    readiness,
    unfinished,
)
from households.services.season.recognition import NotReady
from households.services.season.submission_figures import (
    changes_json,
    differences,
    snapshot,
)
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer

Kind, State = Submission.Kind, Submission.State
# What an opinion does not wait for: it comes before recognition, and a class that
# nobody can know yet (a new standard) is part of what is reported.
_NOT_FOR_OPINION = {"opinion", "undetermined", "worker", "nobody"}


def kinds_of(place: CommuneRound) -> list[str]:
    """The kinds of submission that a place makes, in their order."""
    if place.round.kind == ReviewRound.Kind.REGULAR:
        reported = (place.round.month or 0) + 1 in REPORTING_MONTHS
        return [Kind.MONTHLY] if reported else []
    opinion = [Kind.OPINION] if asks_opinion(place) else []
    return [Kind.PRELIMINARY, *opinion, Kind.OFFICIAL]


def missing_for(place: CommuneRound, kind: str) -> list[Missing]:
    """What is missing before figures of the kind may be handed up."""
    if kind == Kind.PRELIMINARY:
        return unfinished(place)
    if kind == Kind.OPINION:
        found = readiness(place, place.round.governing_standard, timezone.localdate())
        return [each for each in found if each.code not in _NOT_FOR_OPINION]
    if kind == Kind.OFFICIAL:
        return _unrecognised(place)
    return _month_runs(place)


def _unrecognised(place: CommuneRound) -> list[Missing]:
    """Households without a decision under a standard that has one."""
    signed = set(
        RecognitionDecision.objects.filter(
            place=place, state=RecognitionDecision.State.SIGNED
        ).values_list("standard", flat=True)
    )
    page = ("season:decisions", (place.pk,))
    if not signed:
        return [Missing("decision", "Chưa có quyết định công nhận được ký", *page)]
    found = []
    for code in place.round.standards:
        rest = waiting(place, code).count() if code in signed else 0
        if rest:
            text = f"{rest} hộ chưa được công nhận theo {standard_of(code).title}"
            found.append(Missing("decision", text, *page))
    return found


def _month_runs(place: CommuneRound) -> list[Missing]:
    year, month = place.round.year, place.round.month or 12
    over = dt.date(year + month // 12, month % 12 + 1, 1)
    if timezone.localdate() >= over:
        return []
    text = f"Tháng {month}/{year} chưa hết: báo cáo lập từ ngày {over:%d/%m/%Y}"
    return [Missing("month", text, "season:place", (place.pk,))]


@transaction.atomic
def submit(
    *, by: Officer, place: CommuneRound, kind: str, key: uuid.UUID, note: str = ""
) -> Submission:
    """Hand the figures up as they stand, with what changed since the last of the kind.

    The same `key` is the same submission. Enters the trail. Raises PermissionDenied,
    CommuneRound.DoesNotExist, NotReady, ValidationError.
    """
    here = base.locked_place(by, place)
    known = Submission.objects.filter(key=key, place=here).first()
    if known is not None:
        return known
    if kind not in kinds_of(here):
        raise ValidationError("Đợt này không có loại báo cáo đó.", code="kind")
    if kind in {Kind.PRELIMINARY, Kind.OPINION}:
        base.require_open(here)
    last = here.submissions.filter(kind=kind).order_by("turn").last()
    if last is not None and last.state == State.SUBMITTED:
        raise ValidationError(
            f"{last.get_kind_display()} lần {last.turn} đang chờ trả lời: chưa nộp lần "
            "khác được.",
            code="waiting",
        )
    if problems := missing_for(here, kind):
        raise NotReady(problems)
    figures = snapshot(here, kind)
    differing = differences(last.figures, figures) if last else []
    made = Submission.objects.create(
        key=key,
        place=here,
        kind=kind,
        turn=last.turn + 1 if last else 1,
        figures=figures,
        changes=changes_json(differing, last.turn if last else None),
        note=note.strip(),
        submitted_by=by,
        submitted_at=timezone.now(),
    )
    _record(by, made, "made", turn=made.turn)
    return made


def visible(officer: Officer) -> QuerySet[Submission]:
    """Submissions of the communes the officer answers for."""
    places = CommuneRound.objects.visible_to(officer)
    return Submission.objects.filter(place__in=places)


def _locked(by: Officer, submission: Submission) -> Submission:
    place = base.locked_place(by, submission.place, Act.ANSWER_SUBMISSIONS)
    found = Submission.objects.select_for_update().get(pk=submission.pk)
    found.place = place
    return found


def _may_answer(by: Officer, submission: Submission) -> None:
    if submission.state != State.SUBMITTED:
        raise ValidationError(
            f"Báo cáo này {submission.get_state_display().lower()}: không trả lời lại "
            "được.",
            code="answered",
        )
    if submission.submitted_by_id == by.pk:
        raise ValidationError("Không ai tự duyệt báo cáo của mình.", code="author")


@transaction.atomic
def accept(
    *, by: Officer, submission: Submission, comment: str = "", document: str = ""
) -> Submission:
    """Agree to what was handed up. A second click changes nothing.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found = _locked(by, submission)
    if found.state == State.ACCEPTED:
        return found
    _may_answer(by, found)
    if commented := found.comments.count():
        raise ValidationError(
            f"Bạn đã ghi ý kiến về {commented} hộ: hãy trả lại báo cáo, hoặc bỏ các ý "
            "kiến đó rồi đồng ý.",
            code="commented",
        )
    _answer(by, found, State.ACCEPTED, comment, document)
    return found


@transaction.atomic
def send_back(
    *,
    by: Officer,
    submission: Submission,
    comment: str,
    document: str = "",
    needs_meeting: bool = True,
) -> Submission:
    """Send it back: reviews commented on are taken up again, if they are submitted.

    Without comments on households the commune as a whole is told. `needs_meeting`
    says whether their new results go to the residents again; those that the residents
    have not agreed on yet go to them anyway. Raises PermissionDenied,
    CommuneRound.DoesNotExist, ValidationError.
    """
    found = _locked(by, submission)
    if found.state == State.SENT_BACK:
        return found
    _may_answer(by, found)
    if not comment.strip():
        raise ValidationError("Trả lại thì phải ghi ý kiến.", code="comment")
    _answer(by, found, State.SENT_BACK, comment, document)
    reviews = _taken_up(found)
    agreed = _agreed_on(reviews)
    for review in reviews:
        take_up_again(
            by=by,
            review=review,
            cause=Reopening.Cause.SENT_BACK,
            reason=review.comments.filter(submission=found).latest("pk").text,
            needs_meeting=needs_meeting or review.pk not in agreed,
        )
    return found


def _taken_up(submission: Submission) -> list[Review]:
    """Reviews commented on that may be done again, locked."""
    if submission.place.round.state != ReviewRound.State.OPEN:
        return []
    return list(
        Review.objects.filter(
            pk__in=submission.comments.values("review"),
            state=ReviewState.SUBMITTED,
            sealed_at__isnull=True,
            closed_at__isnull=True,
        )
        .select_for_update(of=("self",))
        .select_related("round")
        .order_by("pk")
    )


def _agreed_on(reviews: list[Review]) -> set[int]:
    """Ids of those whose result the residents have agreed on."""
    found = Review.objects.filter(progress.agreed(), pk__in=[r.pk for r in reviews])
    return set(found.values_list("pk", flat=True))


def _answer(
    by: Officer, submission: Submission, state: str, comment: str, document: str
) -> None:
    submission.state = state
    submission.comment, submission.document = comment.strip(), document.strip()
    submission.answered_by, submission.answered_at = by, timezone.now()
    submission.save()
    _record(by, submission, state, submission.comment)


@transaction.atomic
def comment_on(
    *, by: Officer, submission: Submission, review: Review, text: str
) -> ReviewComment:
    """Say something about one household of a submission that waits.

    A second comment on it replaces the first. Raises PermissionDenied,
    CommuneRound.DoesNotExist, Review.DoesNotExist, ValidationError.
    """
    found = _locked(by, submission)
    _may_answer(by, found)
    if not text.strip():
        raise ValidationError("Hãy ghi ý kiến về hộ.", code="comment")
    place = found.place
    about = Review.objects.listed().get(
        pk=review.pk, round=place.round_id, commune=place.commune_id
    )
    made, _ = ReviewComment.objects.update_or_create(
        submission=found,
        review=about,
        defaults={"text": text.strip(), "written_by": by},
    )
    base.record(
        by,
        place,
        "review.commented",
        kind="household",
        object_id=about.household_id,
        reason=made.text,
        review=about.pk,
        submission=found.pk,
    )
    return made


@transaction.atomic
def drop_comment(*, by: Officer, comment: ReviewComment) -> None:
    """Take back a comment while its submission waits.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    if comment.submission is None:
        raise ValidationError("Ý kiến này không thuộc báo cáo nào.", code="alone")
    found = _locked(by, comment.submission)
    _may_answer(by, found)
    household_id, text = comment.review.household_id, comment.text
    ReviewComment.objects.filter(pk=comment.pk).delete()
    base.record(
        by,
        found.place,
        "review.comment_dropped",
        kind="household",
        object_id=household_id,
        reason=text,
        submission=found.pk,
    )


def _record(
    by: Officer, submission: Submission, act: str, reason: str = "", **detail: int
) -> None:
    base.record(
        by,
        submission.place,
        f"submission.{act}",
        kind="submission",
        object_id=submission.pk,
        reason=reason,
        **{"submission_kind": submission.kind, **detail},
    )
