"""Residents' meetings: minutes typed, votes counted, what a failed vote leads to."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from households.models import (
    CommuneRound,
    MeetingVote,
    Outcome,
    Reopening,
    Review,
    ReviewRound,
    ReviewState,
    VillageMeeting,
)
from households.services import reopening
from households.services.season import base, progress
from households.services.season.missing import MOST_NAMED, Missing, StillMissing
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.documents.attachments import attach
from povertyportal.ui.numbers import vietnamese


class MeetingConflict(ValidationError):
    """Somebody else saved the minutes meanwhile: `meeting` as it stands now."""

    def __init__(self, meeting: VillageMeeting) -> None:
        super().__init__(
            "Biên bản vừa được lưu ở cửa sổ khác (của người khác hoặc của bạn). "
            "Những gì bạn nhập vẫn còn nguyên: hãy so lại rồi lưu lần nữa.",
            code="conflict",
        )
        self.meeting = meeting


@dataclass(frozen=True)
class MeetingFacts:
    """What the minutes say of the meeting itself."""

    held_on: dt.date
    attended: int
    venue: str
    chair: str
    secretary: str
    began: dt.time | None = None
    ended: dt.time | None = None
    represented: str = ""
    guests: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Ballot:
    """How many agreed on a household's result; None: everybody who came.

    `outcome_id` is the result that the officer saw.
    """

    outcome_id: int
    agreed: int | None = None
    note: str = ""


def reviews_of(place: CommuneRound, village: Area) -> QuerySet[Review]:
    """Reviews of a village on the list of a commune's round."""
    listed = progress.in_place(place.round_id, place.commune_id)
    return listed.filter(village=village)


def waiting(place: CommuneRound, village: Area) -> QuerySet[Review]:
    """Surveyed households of a village that the residents have not agreed on."""
    return reviews_of(place, village).filter(progress.surveyed(), ~progress.agreed())


def on_agenda(meeting: VillageMeeting) -> QuerySet[Review]:
    """What an open meeting votes on: what waits and was surveyed by its day."""
    return waiting(meeting.place, meeting.village).filter(
        surveyed_on__lte=meeting.held_on
    )


def governing_ids(place: CommuneRound, reviews: Iterable[int]) -> dict[int, int]:
    """Review id -> id of its current result under the governing standard."""
    return dict(
        Outcome.objects.current()
        .filter(review__in=reviews, standard=place.round.governing_standard)
        .values_list("review_id", "id")
    )


@transaction.atomic
def create_meeting(
    *,
    by: Officer,
    place: CommuneRound,
    village: Area,
    key: uuid.UUID,
    facts: MeetingFacts,
) -> VillageMeeting:
    """Open the minutes of a village's next meeting; a repeated key gives the same.

    Audited. Raises PermissionDenied, CommuneRound.DoesNotExist, StillMissing (surveys
    of an annual round unfinished), ValidationError (nothing to vote on, another
    meeting open, dates out of order).
    """
    found = base.locked_place(by, place)
    made = VillageMeeting.objects.filter(key=key, place=found).first()
    if made is not None:
        return made
    base.require_open(found)
    last = found.meetings.filter(village=village).order_by("-turn").first()
    _check_may_meet(found, village, last)
    _check_day(found, village, facts.held_on, last)
    made = VillageMeeting(
        place=found,
        village=village,
        turn=last.turn + 1 if last else 1,
        key=key,
        recorded_by=by,
        **asdict(facts),
    )
    made.full_clean(exclude=["place", "village", "recorded_by"])
    made.save()
    _record(by, made, "created", turn=made.turn)
    return made


def _check_may_meet(
    place: CommuneRound, village: Area, last: VillageMeeting | None
) -> None:
    if last is not None and last.closed_at is None:
        raise ValidationError(
            f"{village.name} đang có biên bản họp lần {last.turn} chưa chốt: hãy chốt "
            "biên bản đó trước.",
            code="open_meeting",
        )
    unfinished = _unfinished(place, village)
    if unfinished:
        raise StillMissing(
            f"{village.name} còn {vietnamese(len(unfinished))} hộ chưa rà soát xong: "
            "chỉ họp dân sau khi rà soát xong cả thôn.",
            [Missing(each, "chưa nộp phiếu") for each in unfinished[:MOST_NAMED]],
            code="unfinished",
        )
    if not waiting(place, village).exists():
        raise ValidationError(
            f"{village.name} không có hộ nào cần họp dân trong đợt này.",
            code="nothing",
        )


def _unfinished(place: CommuneRound, village: Area) -> list[Review]:
    """Households that an annual meeting waits for; a regular dossier waits alone."""
    if place.round.kind != ReviewRound.Kind.ANNUAL:
        return []
    rows = reviews_of(place, village).exclude(progress.surveyed())
    return list(rows.select_related("household").order_by("household__head_sort_key"))


def _check_day(
    place: CommuneRound, village: Area, day: dt.date, last: VillageMeeting | None
) -> None:
    base.not_future(day, "Ngày họp")
    if last is not None:
        than = f"cuộc họp lần {last.turn}"
        base.not_before(day, "Ngày họp", last.held_on, than)
    # A regular dossier does not wait for others: one that was surveyed will do.
    edge = Max if place.round.kind == ReviewRound.Kind.ANNUAL else Min
    surveyed = waiting(place, village).aggregate(day=edge("surveyed_on"))["day"]
    if surveyed is not None:
        base.not_before(day, "Ngày họp", surveyed, "ngày rà soát cuối cùng của thôn")


def locked_meeting(by: Officer, meeting: VillageMeeting) -> VillageMeeting:
    """The meeting, its commune and itself locked, the round open, not closed yet.

    Raises PermissionDenied, CommuneRound.DoesNotExist (out of scope), ValidationError.
    """
    place = base.locked_place(by, meeting.place)
    base.require_open(place)
    found = (
        VillageMeeting.objects.select_for_update(of=("self",))
        .select_related("village", "saved_by")
        .get(pk=meeting.pk)
    )
    found.place = place
    if found.closed_at is not None:
        raise ValidationError(
            "Biên bản đã chốt: chỉ còn xem, in và đính kèm bản đã ký.", code="closed"
        )
    return found


@transaction.atomic
def save_meeting(
    *,
    by: Officer,
    meeting: VillageMeeting,
    version: int,
    facts: MeetingFacts,
    ballots: Mapping[int, Ballot],
) -> list[Review]:
    """Save the minutes with all votes; `ballots` by review id.

    Returns the households whose ballot no longer counts, as they are being surveyed
    anew. Audited. Raises PermissionDenied, CommuneRound.DoesNotExist, MeetingConflict,
    StillMissing (a result that changed since it was shown), ValidationError.
    """
    found = locked_meeting(by, meeting)
    if found.version != version:
        raise MeetingConflict(found)
    if facts.held_on != found.held_on:
        earlier = found.place.meetings.filter(
            village=found.village, turn=found.turn - 1
        )
        _check_day(found.place, found.village, facts.held_on, earlier.first())
    found.votes.all().delete()
    _write(by, found, facts)
    agenda = on_agenda(found).select_related("household")
    by_name = agenda.order_by("household__head_sort_key", "id")
    rows = {each.pk: each for each in by_name}
    MeetingVote.objects.bulk_create(_votes(found, rows, ballots))
    _record(by, found, "saved", votes=len(rows))
    gone = [pk for pk in ballots if pk not in rows]
    here = reviews_of(found.place, found.village).filter(pk__in=gone)
    return list(here.select_related("household"))


def _write(by: Officer, meeting: VillageMeeting, facts: MeetingFacts) -> None:
    for name, value in asdict(facts).items():
        setattr(meeting, name, value)
    meeting.version += 1
    meeting.saved_by, meeting.saved_at = by, timezone.now()
    meeting.full_clean(exclude=["place", "village", "recorded_by", "saved_by"])
    meeting.save()


def _votes(
    meeting: VillageMeeting, rows: Mapping[int, Review], ballots: Mapping[int, Ballot]
) -> list[MeetingVote]:
    stand = governing_ids(meeting.place, rows)
    given = {pk: ballots[pk] for pk in rows if pk in ballots}
    changed = [pk for pk, each in given.items() if stand.get(pk) != each.outcome_id]
    if changed:
        raise StillMissing(
            "Kết quả của vài hộ vừa thay đổi sau khi trang này được mở: hãy xem lại "
            "các dòng đó rồi lưu lần nữa.",
            [Missing(rows[pk], "kết quả vừa thay đổi") for pk in changed],
            code="changed",
        )
    return [_vote(meeting, rows[pk], ballot) for pk, ballot in given.items()]


def _vote(meeting: VillageMeeting, review: Review, ballot: Ballot) -> MeetingVote:
    agreed = meeting.attended if ballot.agreed is None else ballot.agreed
    if not 0 <= agreed <= meeting.attended:
        raise ValidationError(
            f"Hộ {review.household.head_name}: số người nhất trí phải từ 0 đến số "
            f"người dự ({meeting.attended}).",
            code="too_many",
        )
    return MeetingVote(
        meeting=meeting,
        review=review,
        outcome_id=ballot.outcome_id,
        head_name=review.household.head_name,
        attended=meeting.attended,
        agreed=agreed,
        note=ballot.note,
    )


@transaction.atomic
def close_meeting(
    *, by: Officer, meeting: VillageMeeting, version: int
) -> list[Review]:
    """Close the minutes: from now on the votes count.

    Households below one half go back to the survey and are voted on in the next
    meeting; they are returned. Audited. Raises PermissionDenied,
    CommuneRound.DoesNotExist, MeetingConflict, StillMissing (households without a
    vote), ValidationError.
    """
    found = locked_meeting(by, meeting)
    if found.version != version:
        raise MeetingConflict(found)
    _check_all_voted(found)
    found.closed_by, found.closed_at = by, timezone.now()
    found.version += 1
    found.save(update_fields=["closed_by", "closed_at", "version"])
    failed = _failed(found)
    for vote in failed:
        reopening.take_up_again(
            by=by,
            review=vote.review,
            cause=Reopening.Cause.MEETING,
            reason=_why_again(found, vote),
        )
    _record(by, found, "closed", failed=len(failed))
    return [vote.review for vote in failed]


def _check_all_voted(meeting: VillageMeeting) -> None:
    rows = on_agenda(meeting).select_related("household")
    stand = governing_ids(meeting.place, [each.pk for each in rows])
    voted = dict(meeting.votes.values_list("review_id", "outcome_id"))
    without = [each for each in rows if voted.get(each.pk) != stand.get(each.pk)]
    if without:
        raise StillMissing(
            f"Còn {vietnamese(len(without))} hộ chưa ghi biểu quyết: hãy mở biên bản, "
            "nhập các hộ này rồi lưu.",
            [Missing(each, "chưa biểu quyết") for each in without[:MOST_NAMED]],
            code="not_voted",
        )
    if not voted:
        raise ValidationError(
            "Biên bản chưa có hộ nào được biểu quyết.", code="nothing"
        )


def _failed(meeting: VillageMeeting) -> list[MeetingVote]:
    """Votes below one half on results that still stand, their reviews locked."""
    votes = meeting.votes.filter(
        passed=False, outcome__is_current=True, review__state=ReviewState.SUBMITTED
    )
    return list(
        votes.select_related("review__round", "review__household").select_for_update(
            of=("self", "review")
        )
    )


def _why_again(meeting: VillageMeeting, vote: MeetingVote) -> str:
    told = (
        f"Họp dân {meeting.village.name} lần {meeting.turn}, ngày "
        f"{meeting.held_on:%d/%m/%Y}: {vote.agreed}/{vote.attended} người nhất trí, "
        "dưới 50%."
    )
    return f"{told} {vote.note}".strip()


@transaction.atomic
def discard_meeting(*, by: Officer, meeting: VillageMeeting, reason: str) -> None:
    """Take back minutes opened by mistake and not closed yet; audited with `reason`.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found = locked_meeting(by, meeting)
    if not reason.strip():
        raise ValidationError("Hãy ghi lý do bỏ biên bản này.", code="reason")
    _record(by, found, "discarded", reason=reason.strip(), turn=found.turn)
    found.votes.all().delete()
    found.objections.all().delete()
    found.delete()


@transaction.atomic
def attach_minutes(
    *, by: Officer, meeting: VillageMeeting, upload: UploadedFile
) -> None:
    """Keep the signed scan of the minutes; a later one replaces it in view. Audited.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    base.locked_place(by, meeting.place)
    found = VillageMeeting.objects.select_for_update().get(pk=meeting.pk)
    found.scan = attach(by=by, area=meeting.village, upload=upload)
    found.save(update_fields=["scan"])
    _record(by, found, "scanned", scan=found.scan.pk)


def _record(by: Officer, meeting: VillageMeeting, act: str, **detail: object) -> None:
    base.record(
        by,
        meeting.place,
        f"meeting.{act}",
        kind="meeting",
        object_id=meeting.pk,
        reason=str(detail.pop("reason", "")),
        village=meeting.village_id,
        **detail,
    )
