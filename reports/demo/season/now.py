"""The season of 2026 in the demo's main commune: every step begun, none finished.

Dates lie between September and 20/11/2026, whatever day the demo is made on.
"""

import datetime as dt
import random
from dataclasses import dataclass

from households.models import (
    CommuneRound,
    Complaint,
    Household,
    PublicPosting,
    Relation,
    Review,
    ReviewRequest,
    ReviewState,
    Step,
)
from households.services.regroup import split_household
from households.services.season import (
    answers,
    assignments,
    complaints,
    delays,
    lists,
    meetings,
    postings,
    requests,
    screens,
)
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.demo.season import clock, steps

TODAY = dt.date(2026, 11, 20)
LIST_CLOSED = dt.date(2026, 9, 30)
_DONE, _BEGUN, _POSTED = 7, 1, 3  # villages surveyed whole, half, posted


@dataclass(frozen=True)
class Cast:
    """The commune's officer and its surveyors."""

    officer: Officer
    surveyors: tuple[Officer, ...]

    def surveyor_of(self, number: int) -> Officer:
        """Who surveys a village by its number: they take turns."""
        return self.surveyors[number % len(self.surveyors)]


def hold_half(
    place: CommuneRound,
    asking: list[Household],
    cast: Cast,
    chance: random.Random,
) -> None:
    """Requests, surveys, meetings, postings and complaints as of 20/11/2026."""
    villages = _villages(place)
    _assign(place, villages, cast)
    _take_requests(place, asking, cast)
    with clock.on(LIST_CLOSED, hour=16):
        lists.close_list(by=cast.officer, place=place, on=LIST_CLOSED)
    for number, village in enumerate(villages):
        by = cast.surveyor_of(number) if village != villages[-1] else cast.officer
        _survey(place, village, _share(number), by, chance)
    _split(place, villages[0], cast, chance)
    _meet(place, villages, cast)
    _post(place, villages, cast)
    _explain_delay(place, cast)


def _villages(place: CommuneRound) -> list[Area]:
    reviews = Review.objects.filter(round=place.round_id, commune=place.commune_id)
    return steps.villages_of(reviews.select_related("village"))


def _share(number: int) -> tuple[float, float]:
    """Shares of a village's households that are submitted, and begun."""
    if number < _DONE:
        return 1.0, 0.0
    return (0.4, 0.3) if number < _DONE + _BEGUN else (0.0, 0.1)


def _assign(place: CommuneRound, villages: list[Area], cast: Cast) -> None:
    day = dt.date(2026, 9, 4)
    with clock.on(day):
        for number, village in enumerate(villages[:-1]):
            assignments.assign(
                by=cast.officer,
                place=place,
                appointment=assignments.Appointment(
                    village=village,
                    surveyor=cast.surveyor_of(number),
                    starts=day,
                    ends=dt.date(2026, 12, 15),
                    document="52/QĐ-BCĐ",
                    document_on=day,
                ),
            )


def _take_requests(
    place: CommuneRound, households: list[Household], cast: Cast
) -> None:
    """Three enter, one is refused in writing, one came after the list was closed."""
    *asking, late = households
    for number, household in enumerate(asking):
        day = dt.date(2026, 9, 8 + 3 * number)
        with clock.on(day):
            goes_on = number < len(asking) - 1
            request = receive(household, day, cast.officer)
            note = steps.SCREENED if goes_on else "Hộ có lương hưu và ô tô con."
            filled = screens.Screen(day, {}, goes_on=goes_on, note=note)
            screens.screen(by=cast.officer, request=request, filled=filled)
            if goes_on:
                answers.accept(by=cast.officer, request=request, place=place)
            else:
                refuse(request, day, cast.officer)
    with clock.on(dt.date(2026, 11, 17)):
        receive(late, dt.date(2026, 11, 17), cast.officer)


def receive(household: Household, day: dt.date, by: Officer) -> ReviewRequest:
    """A household's request to be reviewed (Mẫu 01)."""
    return requests.receive(
        by=by,
        household=household,
        key=steps.key_of("request", household.pk, day),
        application=requests.Application(
            kind=ReviewRequest.Kind.ENTER.value,
            applicant=household.head_name,
            channel=ReviewRequest.Channel.IN_PERSON.value,
            received_on=day,
            reason="Lao động chính ốm đau dài ngày, thu nhập giảm.",
        ),
    )


def refuse(request: ReviewRequest, day: dt.date, by: Officer) -> None:
    """The written answer that the household is not reviewed."""
    answers.refuse(
        by=by,
        request=request,
        refusal=answers.Refusal(
            number="18/UBND-KT",
            answered_on=day,
            reason="Qua rà soát nhanh, hộ có lương hưu và ô tô con: không thuộc đối "
            "tượng rà soát.",
        ),
    )


def _survey(
    place: CommuneRound,
    village: Area,
    shares: tuple[float, float],
    by: Officer,
    chance: random.Random,
) -> None:
    rows = meetings.reviews_of(place, village).order_by("pk")
    reviews = list(rows.select_related("village", "round"))
    done, begun = (round(len(reviews) * share) for share in shares)
    for number, review in enumerate(reviews[: done + begun]):
        day = dt.date(2026, 10, 1) + dt.timedelta(days=chance.randint(0, 21))
        with clock.on(day, hour=15):
            if number < done:
                steps.survey(review, steps.Surveyed(by, day), chance)
            else:
                steps.begin(review, by, day, chance)


def _split(
    place: CommuneRound, village: Area, cast: Cast, chance: random.Random
) -> None:
    """A grown-up child of a large family sets up house: both are reviewed."""
    day = dt.date(2026, 10, 24)
    found = _grown_up(place, village)
    if found is None:
        return
    household, person_id = found
    with clock.on(day):
        child = split_household(
            by=cast.officer,
            household=household,
            version=household.version,
            members={person_id: Relation.HEAD.value},
            village=village,
            on=day,
            note="Con đã trưởng thành, ra ở riêng",
        )
    for owner in (household, child):
        review = Review.objects.get(round=place.round_id, household=owner)
        with clock.on(day, hour=16):
            if review.state != ReviewState.SUBMITTED:
                steps.survey(review, steps.Surveyed(cast.officer, day), chance)


def _grown_up(place: CommuneRound, village: Area) -> tuple[Household, int] | None:
    rows = meetings.reviews_of(place, village).order_by("pk")
    for review in rows.select_related("household"):
        for stay in review.household.members_on(TODAY):
            year = stay.person.birth_year or 2026
            if stay.relation == Relation.CHILD and year <= 2026 - 20:
                return review.household, stay.person_id
    return None


def _meet(place: CommuneRound, villages: list[Area], cast: Cast) -> None:
    """Five villages have met; in two a household was not agreed on, one met again."""
    for number, village in enumerate(villages[: _DONE - 1]):
        day = dt.date(2026, 10, 28 + number % 4)
        doubted = meetings.waiting(place, village).order_by("pk").first()
        against = {doubted.pk: 26} if doubted and number in {0, 4} else {}
        _meeting(place, village, day, against, cast, close=number < _DONE - 2)
        if number == 0 and doubted:
            with clock.on(dt.date(2026, 11, 3), hour=16):
                steps.survey_again(doubted, cast.officer, dt.date(2026, 11, 3))
            _meeting(place, village, dt.date(2026, 11, 5), {}, cast)


def _meeting(
    place: CommuneRound,
    village: Area,
    day: dt.date,
    against: dict[int, int],
    cast: Cast,
    *,
    close: bool = True,
) -> None:
    told = steps.Meeting(
        place, village, day, 44, "Đinh Văn Lực", "Lê Thị Hiền", against
    )
    with clock.on(day, hour=21):
        steps.hold_meeting(cast.officer, told, close=close)


def _post(place: CommuneRound, villages: list[Area], cast: Cast) -> None:
    """Two villages have hung; one hangs until after the demo's day."""
    for village, day in zip(
        villages[:_POSTED],
        (dt.date(2026, 11, 9), dt.date(2026, 11, 9), dt.date(2026, 11, 19)),
        strict=True,
    ):
        with clock.on(day):
            made = postings.create_posting(
                by=cast.officer,
                place=place,
                village_ids=[village.pk],
                key=steps.key_of("posting", place.pk, village.pk),
                facts=postings.PostingFacts(
                    day,
                    (f"Nhà văn hóa {village.name}", "Trụ sở UBND xã"),
                    loudspeaker=True,
                ),
            )
        if village == villages[1]:
            _complain(made, cast)


def _complain(posting: PublicPosting, cast: Cast) -> None:
    """One complaint waits; another is being re-checked."""
    first, second = posting.rows.order_by("pk").select_related("review")[:2]
    day = dt.date(2026, 11, 12)
    with clock.on(day):
        for row, words in (
            (first, "Gia đình tôi có người mới ốm nặng, đề nghị xem lại điểm."),
            (second, "Hộ này có con đi làm gửi tiền về, đề nghị kiểm tra."),
        ):
            made = complaints.record_complaint(
                by=cast.officer,
                review=row.review,
                key=steps.key_of("complaint", row.pk),
                said=complaints.ComplaintText(
                    level=Complaint.Level.COMMUNE.value,
                    complainant="Nguyễn Thị Bưởi" if row == first else "Trần Văn Đạt",
                    received_on=day,
                    text=words,
                ),
            )
        complaints.open_recheck(by=cast.officer, complaint=made)


def _explain_delay(place: CommuneRound, cast: Cast) -> None:
    with clock.on(TODAY):
        delays.tell_delay(
            by=cast.officer,
            place=place,
            step=Step.SURVEY.value,
            reason="Mưa lớn đầu tháng 10, hai thôn bị ngập; xã đã thêm rà soát viên.",
        )
