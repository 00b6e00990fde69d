"""A commune ready to be recognised: reviewed, heard, posted; one household a call."""

import datetime as dt
import uuid

from django.utils import timezone

from households.models import (
    MeetingVote,
    PostedOutcome,
    Procedure,
    PublicPosting,
    ReviewRound,
    Standing,
    VillageMeeting,
)
from households.services.season import recognition, signing
from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    PersonFactory,
    ReviewFactory,
    RoundFactory,
)

# The season of 2025, all over by the day on which the tests stand.
SURVEYED, MET, POSTED, POSTED_TO = (
    dt.date(2025, 10, 1),
    dt.date(2025, 10, 20),
    dt.date(2025, 10, 22),
    dt.date(2025, 10, 24),
)
TODAY = "2025-12-01 08:00+07:00"
SIGNED = dt.date(2025, 11, 28)
OLD, NEW = "ND07_2022", "ND351_2027"


def round_of(*communes, **fields):
    """The annual round of 2025 with the list of each commune closed."""
    given = {
        "name": "Rà soát định kỳ năm 2025",
        "year": 2025,
        "list_valid_from": dt.date(2026, 1, 1),
        "standards": (OLD,),
        "opens_on": dt.date(2025, 9, 1),
        "closes_on": dt.date(2025, 12, 14),
        "procedure": Procedure.objects.get(code="QD24_2025"),
    }
    found = RoundFactory(areas=communes, **given | fields)
    found.places.update(list_closed_on=dt.date(2025, 9, 15))
    return found


def regular_round(commune, **fields):
    """The regular round of May 2025 … of a commune."""
    given = {
        "name": "Rà soát thường xuyên tháng 7/2025",
        "kind": ReviewRound.Kind.REGULAR,
        "list_valid_from": dt.date(2025, 7, 15),
        "opens_on": dt.date(2025, 7, 15),
        "closes_on": dt.date(2025, 12, 31),
    }
    return round_of(commune, **given | fields)


def place_of(found, commune):
    """The commune's place in the round."""
    return found.places.get(commune=commune)


def reviewed(place, village, officer, *, kind="poor", name="Nguyễn Văn Thử", **fields):
    """A submitted review of a new household (or `household`) with its outcomes."""
    b1 = fields.pop("b1", 120)
    household = fields.pop("household", None) or HouseholdFactory(
        village=village, head=PersonFactory(name=name)
    )
    review = ReviewFactory(
        round=place.round,
        household=household,
        village=village,
        commune=place.commune,
        state="submitted",
        surveyor=officer,
        surveyed_on=SURVEYED,
        submitted_by=officer,
        submitted_at=timezone.now(),
        **fields,
    )
    for standard in place.round.standards:
        OutcomeFactory(
            review=review, standard=standard, poverty_class=kind, persons=3, b1=b1
        )
    return review


def heard(place, village, officer, reviews, *, agreed=20, attended=20, turn=1):
    """A residents' meeting, its minutes closed, with the same vote on each."""
    meeting = VillageMeeting.objects.create(
        place=place,
        village=village,
        turn=turn,
        held_on=MET,
        venue="Nhà văn hóa thôn",
        chair="Trưởng thôn",
        secretary="Thư ký",
        attended=attended,
        recorded_by=officer,
    )
    for review in reviews:
        MeetingVote.objects.create(
            meeting=meeting,
            review=review,
            outcome=review.outcomes.current().get(standard=place.round.standards[0]),
            attended=attended,
            agreed=agreed,
        )
    meeting.closed_at = timezone.now()
    meeting.save()
    return meeting


def posted(place, officer, reviews, *, last_day=POSTED_TO, turn=1):
    """A posting of the reviews' results."""
    posting = PublicPosting.objects.create(
        place=place,
        turn=turn,
        posted_on=POSTED,
        last_day=last_day,
        venues=["Trụ sở xã"],
        posted_by=officer,
    )
    for review in reviews:
        PostedOutcome.objects.create(
            posting=posting,
            review=review,
            head_name=review.household.head_name,
            outcome=review.outcomes.current().get(standard=place.round.standards[0]),
        )
    return posting


def finished(place, village, officer, reviews):
    """The village heard and its results posted."""
    heard(place, village, officer, reviews)
    posted(place, officer, reviews)


def was(review, kind, **fields):
    """The household's standing before the round: of 2025, by another decision."""
    given = {"starts": dt.date(2025, 1, 1), "ends": dt.date(2026, 1, 1)}
    return Standing.objects.create(
        household=review.household,
        standard=OLD,
        poverty_class=kind,
        **given | fields,
    )


def prepare(place, officer, standard=OLD, **fields):
    """A draft."""
    key = fields.pop("key", None) or uuid.uuid4()
    return recognition.prepare(
        by=officer, place=place, standard=standard, key=key, **fields
    )


def sign(decision, leader, number="120/QĐ-UBND", signed_on=SIGNED):
    """The draft, signed."""
    signature = signing.Signature(number, signed_on, "Chủ tịch")
    return signing.sign(by=leader, decision=decision, signature=signature)
