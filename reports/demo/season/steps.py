"""What a demo's officers do in a season, each step through the portal's services."""

import datetime as dt
import random
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from households.models import CommuneRound, Review, ReviewState, VillageMeeting
from households.services.review import save_answers, submit_review
from households.services.review_basis import basis_of
from households.services.season import meetings
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.demo.answers import made_up
from reports.demo.lists import DemoFailed

TRIES, DRAFT_KEPT = 12, 6
SCREENED = "Nhà xuống cấp, lao động chính ốm; không có lương hưu, ô tô, xe máy mới."


def key_of(*parts: object) -> uuid.UUID:
    """The same key for the same thing in every seeding."""
    return uuid.uuid5(uuid.NAMESPACE_OID, " ".join(map(str, parts)))


@dataclass(frozen=True)
class Surveyed:
    """Who surveys on which day, with which class as the aim ("": whatever comes)."""

    by: Officer
    day: dt.date
    wanted: str = ""
    standard: str = ""


def survey(review: Review, how: Surveyed, chance: random.Random) -> None:
    """Fill in a review and submit it. Raises DemoFailed.

    Answers are drawn until they give the wanted class: how somebody's age and family
    weigh on the result is the law's business, not the demo's.
    """
    for _ in range(TRIES):
        with transaction.atomic():
            if _tried(review, how, chance):
                return
            transaction.set_rollback(True)
    raise DemoFailed(f"review {review.pk} never became {how.wanted}")


def _tried(review: Review, how: Surveyed, chance: random.Random) -> bool:
    day = f"{how.day:%d/%m/%Y}"
    answers = made_up(basis_of(review, how.day), day, chance, how.wanted)
    saved = save_answers(by=how.by, review=review, changes=answers)
    if saved.evaluation.problems or saved.refused or saved.unread:
        told = (saved.evaluation.problems, saved.refused, saved.unread)
        raise DemoFailed(f"review {review.pk}: {told}")
    submit_review(by=how.by, review=review, surveyed_on=how.day)
    if not how.wanted:
        return True
    outcome = review.outcomes.current().get(standard=how.standard)
    return outcome.poverty_class == how.wanted


def begin(review: Review, by: Officer, day: dt.date, chance: random.Random) -> None:
    """Type the first answers of a review and leave it."""
    answers = made_up(basis_of(review, day), f"{day:%d/%m/%Y}", chance)
    save_answers(by=by, review=review, changes=answers[:DRAFT_KEPT])


def survey_again(review: Review, by: Officer, day: dt.date) -> None:
    """Submit a reopened review with its answers as they are, on another day."""
    review.refresh_from_db()
    if review.state != ReviewState.SUBMITTED:
        submit_review(by=by, review=review, surveyed_on=day)


@dataclass(frozen=True)
class Meeting:
    """A meeting to hold: where, when, who came; `against` is how many at which review.

    Everybody agrees on every other household.
    """

    place: CommuneRound
    village: Area
    held_on: dt.date
    attended: int
    chair: str
    secretary: str
    against: Mapping[int, int]


def hold_meeting(by: Officer, told: Meeting, *, close: bool = True) -> VillageMeeting:
    """Type the minutes of a meeting and close them."""
    facts = meetings.MeetingFacts(
        held_on=told.held_on,
        attended=told.attended,
        venue=f"Nhà văn hóa {told.village.name}",
        chair=told.chair,
        secretary=told.secretary,
        began=dt.time(19, 30),
        ended=dt.time(21, 0),
        represented="Nguyễn Văn Tám, Lê Thị Nhài, Phạm Văn Quý",
        guests="Bí thư chi bộ, Trưởng ban công tác Mặt trận, các đoàn thể của thôn",
    )
    key = key_of("meeting", told.place.pk, told.village.pk, told.held_on)
    made = meetings.create_meeting(
        by=by, place=told.place, village=told.village, key=key, facts=facts
    )
    rows = list(meetings.on_agenda(made).values_list("pk", flat=True))
    stand = meetings.governing_ids(told.place, rows)
    ballots = {
        pk: meetings.Ballot(
            stand[pk],
            told.attended - told.against[pk] if pk in told.against else None,
            "Đề nghị kiểm tra lại diện tích nhà ở" if pk in told.against else "",
        )
        for pk in rows
    }
    made.refresh_from_db()
    meetings.save_meeting(
        by=by, meeting=made, version=made.version, facts=facts, ballots=ballots
    )
    made.refresh_from_db()
    if close:
        meetings.close_meeting(by=by, meeting=made, version=made.version)
    return made


def villages_of(reviews: Collection[Review]) -> list[Area]:
    """The villages of reviews, by name."""
    found = {review.village_id: review.village for review in reviews}
    return sorted(found.values(), key=lambda village: village.sort_key)
