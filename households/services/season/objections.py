"""Objections raised at a residents' meeting, with what was answered there."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from households.models import MeetingObjection, Review, VillageMeeting
from households.services.season import base
from households.services.season.meetings import locked_meeting, reviews_of
from povertyportal.accounts.models import Officer


@dataclass(frozen=True)
class ObjectionText:
    """Who said what at the meeting, perhaps about one household, and the answer."""

    speaker: str
    text: str
    answer: str = ""
    review: Review | None = None


@transaction.atomic
def add_objection(
    *, by: Officer, meeting: VillageMeeting, key: uuid.UUID, said: ObjectionText
) -> MeetingObjection:
    """Put an objection into open minutes; a repeated key gives the same. Audited.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found = locked_meeting(by, meeting)
    made = found.objections.filter(key=key).first()
    if made is not None:
        return made
    _check_review(found, said.review)
    made = MeetingObjection.objects.create(
        meeting=found,
        key=key,
        speaker=said.speaker,
        text=said.text,
        answer=said.answer,
        review=said.review,
    )
    _record(by, found, "added", made)
    return made


@transaction.atomic
def change_objection(
    *, by: Officer, objection: MeetingObjection, said: ObjectionText
) -> None:
    """Correct an objection while the minutes are open. Audited.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found = locked_meeting(by, objection.meeting)
    _check_review(found, said.review)
    objection.speaker, objection.text = said.speaker, said.text
    objection.answer, objection.review = said.answer, said.review
    objection.save(update_fields=["speaker", "text", "answer", "review"])
    _record(by, found, "changed", objection)


def _check_review(meeting: VillageMeeting, review: Review | None) -> None:
    if review is None:
        return
    if not reviews_of(meeting.place, meeting.village).filter(pk=review.pk).exists():
        raise ValidationError(
            f"Hộ được nêu không có trong danh sách của {meeting.village.name}.",
            code="review",
        )


def _record(
    by: Officer, meeting: VillageMeeting, act: str, objection: MeetingObjection
) -> None:
    base.record(
        by,
        meeting.place,
        f"objection.{act}",
        kind="meeting",
        object_id=meeting.pk,
        objection=objection.pk,
    )
