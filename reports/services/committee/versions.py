"""Two people with the same form: what it was opened upon must still be what is kept."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from povertyportal.accounts.models import Officer
from reports.models import CommitteeMeeting, TaskReview
from reports.services.committee import base
from reports.services.committee.tasks import Judged, judge_tasks


def mark(verdict: str, text: str, due_on: dt.date | None) -> str:
    """A judgement as a form carries it; "" stands for none."""
    day = due_on.isoformat() if due_on else ""
    return json.dumps([verdict, text, day], ensure_ascii=False) if verdict else ""


def mark_of(review: TaskReview | None) -> str:
    """The mark of a judgement that is kept."""
    return mark(review.verdict, review.text, review.due_on) if review else ""


@transaction.atomic
def keep_judgements(
    *,
    by: Officer,
    meeting: CommitteeMeeting,
    judged: Iterable[Judged],
    seen: Mapping[int, str],
) -> int:
    """Judge as a form says that was opened upon the marks `seen` (by task id).

    Rows that were left as they were seen change nothing. Returns and raises as judging
    does, and ValidationError (code "version") where somebody else judged meanwhile.
    """
    found = base.locked_meeting(by, meeting)
    reviews = {each.task_id: each for each in TaskReview.objects.filter(meeting=found)}
    changed, stale = [], []
    for each in judged:
        mine = mark(each.verdict, each.text, each.due_on)
        was, now = seen.get(each.task.pk, ""), mark_of(reviews.get(each.task.pk))
        if mine in {was, now}:
            continue
        changed.append(each)
        stale += [each.task] if was != now else []
    if stale:
        raise ValidationError(
            f"{len(stale)} nhiệm vụ vừa được đánh giá ở cửa sổ khác (của người khác "
            "hoặc của bạn). Nội dung của bạn vẫn ở các ô, bản đã lưu ghi bên cạnh: hãy "
            "so hai bản rồi lưu lại.",
            code="version",
        )
    return judge_tasks(by=by, meeting=found, judged=changed)
