"""Filling in a review form: saving drafts field by field, submitting, reopening."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.models import (
    Outcome,
    Reopening,
    Review,
    ReviewState,
)
from households.rules.form_2022 import AnswerError, Problem, ProblemKind
from households.services import reopening, review_outcome
from households.services.review_again import of_the_past
from households.services.review_basis import Evaluation, basis_of, evaluate
from households.services.review_fields import (
    REGION,
    SURVEYED_ON,
    Sheet,
    Typed,
    UnknownField,
    surveyed_day,
)
from households.services.stale import mark_stale
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail

# Fields on which the existence of others hangs: they are taken first.
_FIRST = (SURVEYED_ON, REGION)
_LONGEST = 2_000


class ReviewClosed(ValidationError):
    """The form takes no answers any more (submitted, imported or round closed)."""


class IncompleteReview(ValidationError):
    """Something is missing or contradictory: `problems`, in the order of the form."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "Phiếu còn câu chưa trả lời hoặc mâu thuẫn.", code="incomplete"
        )
        self.problems = problems


@dataclass(frozen=True)
class Change:
    """One field as its officer left it.

    `seen` are the contents he may have started from: what the server last told him
    and whatever he has sent since without hearing back.
    """

    path: str
    value: Typed
    seen: tuple[Typed, ...]

    @classmethod
    def from_json(cls, sent: object) -> "Change":
        """From {"path", "value", "was", "sent"?}. Raises ValidationError."""
        if not isinstance(sent, Mapping) or not isinstance(sent.get("path"), str):
            raise ValidationError("Thay đổi gửi lên sai dạng.", code="malformed")
        earlier = sent.get("sent", [])
        if not isinstance(earlier, list):
            raise ValidationError("Thay đổi gửi lên sai dạng.", code="malformed")
        return cls(
            path=sent["path"],
            value=_typed(sent.get("value")),
            seen=tuple(_typed(each) for each in (sent.get("was"), *earlier)),
        )


def _typed(value: object) -> Typed:
    """Text or a list of texts, as a browser sends them. Raises ValidationError."""
    if isinstance(value, str) and len(value) <= _LONGEST and "\0" not in value:
        return value
    if isinstance(value, list) and len(value) <= 100:
        return [str(_typed(each)) for each in value]
    raise ValidationError("Thay đổi gửi lên sai dạng.", code="malformed")


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed a field meanwhile: what stands there now, and by whom."""

    path: str
    mine: Typed
    theirs: Typed
    officer_id: int | None


@dataclass
class Saved:
    """What became of the changes; nothing of them is thrown away silently.

    `accepted`: path -> what stands in the field now. `unread`: path -> why it does
    not count yet (kept as typed). `refused`: path -> why there is no such field.
    """

    review: Review
    evaluation: Evaluation = field(init=False)
    accepted: dict[str, Typed] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def save_answers(*, by: Officer, review: Review, changes: Iterable[Change]) -> Saved:
    """Save a draft field by field; safe to repeat.

    A field that somebody else has changed since `seen` is reported and left alone.
    The first save of an officer's turn at the form enters the audit trail. Raises
    PermissionDenied, Review.DoesNotExist (out of scope), ReviewClosed.
    """
    require(by, Act.REVIEW)
    found = _locked(by, review)
    _check_open(found)
    sheet = Sheet(found, basis_of(found))
    saved = Saved(found)
    order = sorted(changes, key=lambda change: change.path not in _FIRST)
    changed = [_take(sheet, change, by, saved) for change in order]
    if any(changed):
        _store(by, found, sheet)
    saved.evaluation = evaluate(found.answers, sheet.basis.on(found.surveyed_on))
    return saved


def _locked(by: Officer, review: Review) -> Review:
    return (
        Review.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("round")
        .get(pk=review.pk)
    )


def _check_round(review: Review) -> None:
    if review.state == ReviewState.WITHDRAWN:
        raise ReviewClosed(
            "Hộ đã rút khỏi đợt rà soát: phiếu không làm tiếp được.", code="withdrawn"
        )
    if review.sealed_at is not None:
        raise ReviewClosed(
            "Kết quả của hộ đã được công nhận: muốn sửa, hãy lập quyết định thay thế "
            "từ quyết định đã ký.",
            code="sealed",
        )
    if not review.round_is_open or review.closed_at is not None:
        raise ReviewClosed("Đợt rà soát đã đóng: phiếu chỉ còn xem được.", code="round")


def _check_open(review: Review) -> None:
    _check_round(review)
    if review.state == ReviewState.SUBMITTED:
        raise ReviewClosed(
            "Phiếu đã nộp: muốn sửa, hãy mở lại phiếu và ghi lý do.", code="submitted"
        )
    if not review.is_editable:
        raise ReviewClosed(
            "Phiếu này nhập từ danh sách, không sửa được ở đây.", code="imported"
        )


def _take(sheet: Sheet, change: Change, by: Officer, saved: Saved) -> bool:
    """Put one change into the sheet; whether it changed anything."""
    try:
        now = sheet.now(change.path)
    except UnknownField as error:
        saved.refused[change.path] = str(error)
        return False
    problem = ""
    try:
        target = sheet.would_be(change.path, change.value)
    except AnswerError as error:
        target, problem = change.value, str(error)
    if not _same(now, target) and not any(_same(now, each) for each in change.seen):
        writer = sheet.by.get(change.path)
        saved.conflicts.append(Conflict(change.path, change.value, now, writer))
        return False
    if problem:
        saved.unread[change.path] = problem
    changed = not _same(now, target) or (change.path in sheet.typed and not problem)
    if changed and problem:
        sheet.put_unread(change.path, change.value, by.pk)
    elif changed:
        sheet.put(change.path, change.value, by.pk)
    saved.accepted[change.path] = sheet.now(change.path)
    return changed


def _same(one: Typed, other: Typed) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return sorted(one or []) == sorted(other or [])
    return one == other


def _store(by: Officer, review: Review, sheet: Sheet) -> None:
    new_turn = review.state == ReviewState.TODO or review.saved_by_id != by.pk
    sheet.put_back()
    begun = review.state == ReviewState.TODO
    review.state = ReviewState.DRAFT
    review.version += 1
    review.saved_by, review.saved_at = by, timezone.now()
    review.save(
        update_fields=[
            "answers",
            "draft",
            "surveyed_on",
            "state",
            "version",
            "saved_by",
            "saved_at",
        ]
    )
    if new_turn:
        _record(by, review, "begun" if begun else "continued")


def _record(by: Officer, review: Review, act: str, reason: str = "") -> None:
    trail.record(
        by=by,
        act=f"households.review.{act}",
        kind="household",
        object_id=review.household_id,
        area_id=review.household.commune_id,
        reason=reason,
        review=review.pk,
        version=review.version,
    )


@transaction.atomic
def submit_review(
    *, by: Officer, review: Review, surveyed_on: dt.date | None
) -> tuple[Outcome, ...]:
    """Fix the outcome under each standard of the round; the former ones step back.

    A form that is submitted already keeps its outcomes (a second click does no
    harm). Marks the commune's figures stale and enters the audit trail. Raises
    PermissionDenied, Review.DoesNotExist, ReviewClosed, IncompleteReview.
    """
    require(by, Act.REVIEW)
    found = _locked(by, review)
    if found.state == ReviewState.SUBMITTED:
        return tuple(found.outcomes.current())
    _check_open(found)
    basis = basis_of(found, surveyed_on)
    evaluation = evaluate(found.answers, basis)
    problems = problems_of(found, evaluation, surveyed_on)
    if SURVEYED_ON not in {each.path for each in problems}:
        problems = (*of_the_past(found, surveyed_on), *problems)
    if problems:
        raise IncompleteReview(problems)
    found.surveyed_on = surveyed_on
    found.state = ReviewState.SUBMITTED
    found.version += 1
    found.submitted_by, found.submitted_at = by, timezone.now()
    found.surveyor = found.surveyor or by
    found.save()
    outcomes = review_outcome.fix(by, found, evaluation)
    reopening.done_again(found, outcomes)
    mark_stale([found.commune_id], found.round.year)
    _record(by, found, "submitted")
    return outcomes


def problems_of(
    review: Review, evaluation: Evaluation, surveyed_on: dt.date | None
) -> tuple[Problem, ...]:
    """All that stands between a draft and its outcome: day, unreadable text, answers.

    A field whose text cannot be read is told once, with what is wrong with it.
    """
    unread = dict(Sheet(review, evaluation.basis).unread())
    day = _day_problem(review, surveyed_on)
    rest = [each for each in evaluation.problems if each.path not in unread]
    if day:
        unread.pop(SURVEYED_ON, None)
    contradiction = ProblemKind.CONTRADICTION
    wrong = [Problem(path, text, contradiction) for path, text in unread.items()]
    return (*day, *wrong, *rest)


def _day_problem(review: Review, day: dt.date | None) -> tuple[Problem, ...]:
    if day is None:
        text = "Chưa nhập ngày rà soát."
        return (Problem(SURVEYED_ON, text, ProblemKind.MISSING),)
    try:
        surveyed_day(f"{day:%d/%m/%Y}", review)
    except AnswerError as error:
        return (Problem(SURVEYED_ON, str(error), ProblemKind.CONTRADICTION),)
    return ()


@transaction.atomic
def reopen_review(*, by: Officer, review: Review, reason: str) -> None:
    """Open a submitted form again; its outcomes stand until it is submitted anew.

    Raises PermissionDenied, Review.DoesNotExist, ReviewClosed, ValidationError
    without a reason. A form that is open already stays as it is.
    """
    require(by, Act.REVIEW)
    found = _locked(by, review)
    _check_round(found)
    if found.state in {ReviewState.TODO, ReviewState.DRAFT}:
        return
    if found.state != ReviewState.SUBMITTED:
        _check_open(found)
    if not reason.strip():
        raise ValidationError("Hãy ghi lý do mở lại phiếu.", code="reason")
    reopening.take_up_again(
        by=by,
        review=found,
        cause=Reopening.Cause.CORRECTION,
        reason=reason.strip(),
    )
