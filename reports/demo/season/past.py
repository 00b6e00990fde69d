"""A season under the old procedure: one commune's annual review of 2023, to its end.

The list that other communes load from a workbook is here the outcome of what the
law asks for: requests, surveys, meetings (one household has to be surveyed again),
posting, a complaint, the district chairman's opinion, a signed decision, certificates.
"""

import datetime as dt
import random
from dataclasses import dataclass

from households.models import (
    CommuneRound,
    Complaint,
    Household,
    Membership,
    PublicPosting,
    Review,
    ReviewRequest,
    Submission,
)
from households.services.rounds import close_round, open_round
from households.services.season import (
    answers,
    assignments,
    certificates,
    complaints,
    lists,
    postings,
    recognition,
    requests,
    screens,
    signing,
    submissions,
)
from povertyportal.accounts.models import Officer, Role
from povertyportal.administration.services.officers import add_scope, create_officer
from povertyportal.areas.models import Area
from reports.demo.people import DemoHousehold
from reports.demo.places import REFORM, Commune
from reports.demo.register import CommuneList
from reports.demo.season import clock, steps
from reports.demo.season.families import register_family

YEAR = 2023
STANDARD = "ND07_2022"
OPENS, CLOSES = dt.date(2023, 9, 1), dt.date(2023, 12, 14)
SINCE = dt.date(2022, 1, 3)


@dataclass(frozen=True)
class Cast:
    """Who acts: accounts of that time, whose scopes ended with their units."""

    district: Officer
    officer: Officer
    leader: Officer
    surveyor: Officer


def cast_of(commune: Commune, by: Officer, password: str) -> Cast:
    """Accounts of the commune and its district as they were; `password` is hashed."""
    code, unit = commune.area.code, commune.area.parent
    wanted = (
        ("huyen.giavien.2023", "Phạm Văn Khải", Role.PROVINCE_OFFICER, unit),
        (f"canbo.{code}.2023", "Nguyễn Thị Thơm", Role.COMMUNE_OFFICER, commune.area),
        (f"lanhdao.{code}.2023", "Đinh Quốc Toản", Role.COMMUNE_LEADER, commune.area),
        (f"rasoat.{code}.2023", "Bùi Văn Mạnh", Role.SURVEYOR, None),
    )
    made = []
    with clock.on(SINCE):
        for username, name, role, area in wanted:
            officer, _ = create_officer(
                by=by, username=username, full_name=name, role=role.value
            )
            if area is not None:
                add_scope(by=by, officer=officer, area=area, starts=SINCE, ends=REFORM)
            made.append(officer)
    pks = [officer.pk for officer in made]
    Officer.objects.filter(pk__in=pks).update(
        password=password, must_change_password=False
    )
    return Cast(*made)


def hold(
    commune: Commune, wanted: CommuneList, cast: Cast, chance: random.Random
) -> CommuneRound:
    """The whole season; its lists are exactly those wanted."""
    place = _open(commune, cast)
    classes = _take_in(place, commune, wanted, cast)
    with clock.on(dt.date(2023, 9, 20)):
        lists.close_list(by=cast.officer, place=place, on=dt.date(2023, 9, 20))
    reviews = list(place.round.reviews.select_related("village", "household"))
    _survey(reviews, classes, cast, chance)
    _meet(place, reviews, cast)
    _complain(_post(place, commune, cast), reviews[-1], cast)
    _report(place, Submission.Kind.PRELIMINARY, dt.date(2023, 11, 13), cast)
    _report(place, Submission.Kind.OPINION, dt.date(2023, 11, 20), cast)
    _recognise(place, cast)
    _report(place, Submission.Kind.OFFICIAL, dt.date(2023, 12, 8), cast)
    with clock.on(CLOSES, hour=17):
        close_round(by=cast.district, round=place.round)
    return place


def _open(commune: Commune, cast: Cast) -> CommuneRound:
    with clock.on(OPENS):
        found = open_round(
            by=cast.district,
            name=f"Rà soát định kỳ năm {YEAR} ({commune.area.name})",
            year=YEAR,
            communes=[commune.area],
            opens_on=OPENS,
            closes_on=CLOSES,
            list_valid_from=dt.date(YEAR + 1, 1, 1),
            planned={
                "list": dt.date(2023, 9, 20),
                "survey": dt.date(2023, 10, 15),
                "meeting": dt.date(2023, 10, 31),
                "posting": dt.date(2023, 11, 10),
            },
        )
    place = found.places.get()
    with clock.on(dt.date(2023, 9, 11)):
        for village in commune.villages.values():
            assignments.assign(
                by=cast.officer,
                place=place,
                appointment=assignments.Appointment(
                    village=village,
                    surveyor=cast.surveyor,
                    starts=dt.date(2023, 9, 11),
                    ends=dt.date(2023, 12, 15),
                    document="46/QĐ-BCĐ",
                    document_on=dt.date(2023, 9, 8),
                ),
            )
    return place


def _take_in(
    place: CommuneRound, commune: Commune, wanted: CommuneList, cast: Cast
) -> dict[int, str]:
    """Households not on the former list ask; gives every one's class by household."""
    classes: dict[int, str] = {}
    families = [*wanted.listed, *wanted.escaped_poor, *wanted.escaped_near_poor]
    for family in families:
        household = household_of(family)
        if household is None:
            with clock.on(dt.date(2023, 9, 6)):
                village = commune.villages[family.village]
                household = register_family(
                    family, village, dt.date(YEAR, 1, 2), cast.officer
                )
            _ask(place, household, family, cast)
        classes[household.pk] = family.poverty_class
    return classes


def household_of(family: DemoHousehold) -> Household | None:
    """Where the family's head lives, if the register knows him."""
    stay = (
        Membership.objects.filter(
            person__personal_id=family.members[0].personal_id, ends__isnull=True
        )
        .select_related("household")
        .first()
    )
    return stay.household if stay else None


def _ask(
    place: CommuneRound, household: Household, family: DemoHousehold, cast: Cast
) -> None:
    day = dt.date(2023, 9, 7)
    with clock.on(day):
        request = requests.receive(
            by=cast.officer,
            household=household,
            key=steps.key_of("request", household.pk),
            application=requests.Application(
                kind=ReviewRequest.Kind.ENTER.value,
                applicant=family.members[0].name,
                channel=ReviewRequest.Channel.IN_PERSON.value,
                received_on=day,
                reason="Gia đình gặp khó khăn, thu nhập giảm so với năm trước.",
            ),
        )
        screens.screen(
            by=cast.officer,
            request=request,
            filled=screens.Screen(day, {}, goes_on=True, note="Đủ điều kiện rà soát"),
        )
        answers.accept(by=cast.officer, request=request, place=place)


def _survey(
    reviews: list[Review], classes: dict[int, str], cast: Cast, chance: random.Random
) -> None:
    for review in reviews:
        day = dt.date(2023, 9, 22) + dt.timedelta(days=chance.randint(0, 18))
        wanted = classes[review.household_id]
        with clock.on(day, hour=15):
            how = steps.Surveyed(cast.surveyor, day, wanted, STANDARD)
            steps.survey(review, how, chance)


def _meet(place: CommuneRound, reviews: list[Review], cast: Cast) -> None:
    """Each village meets once; one of them twice, for a household it doubted."""
    doubted = reviews[0]
    for village in steps.villages_of(reviews):
        first = dt.date(2023, 10, 18)
        against = {doubted.pk: 23} if village.pk == doubted.village_id else {}
        _meeting(place, village, first, against, cast)
    with clock.on(dt.date(2023, 10, 20), hour=16):
        steps.survey_again(doubted, cast.surveyor, dt.date(2023, 10, 20))
    _meeting(place, doubted.village, dt.date(2023, 10, 24), {}, cast)


def _meeting(
    place: CommuneRound,
    village: Area,
    day: dt.date,
    against: dict[int, int],
    cast: Cast,
) -> None:
    told = steps.Meeting(
        place, village, day, 41, "Nguyễn Văn Thắng", "Trần Thị Loan", against
    )
    with clock.on(day, hour=21):
        steps.hold_meeting(cast.officer, told)


def _post(place: CommuneRound, commune: Commune, cast: Cast) -> PublicPosting:
    day = dt.date(2023, 10, 27)
    with clock.on(day):
        return postings.create_posting(
            by=cast.officer,
            place=place,
            village_ids=[village.pk for village in commune.villages.values()],
            key=steps.key_of("posting", place.pk),
            facts=postings.PostingFacts(
                day, ("Trụ sở UBND xã", "Nhà văn hóa các thôn"), loudspeaker=True
            ),
        )


def _complain(posting: PublicPosting, review: Review, cast: Cast) -> None:
    """A neighbour doubts a result; the re-check finds it right, and it hangs again."""
    day = dt.date(2023, 10, 30)
    with clock.on(day):
        complaint = complaints.record_complaint(
            by=cast.officer,
            review=review,
            key=steps.key_of("complaint", review.pk),
            said=complaints.ComplaintText(
                level=Complaint.Level.COMMUNE.value,
                complainant="Nguyễn Văn Hậu",
                received_on=day,
                text="Gia đình này đã sửa nhà, đề nghị xem lại kết quả rà soát.",
            ),
        )
        complaints.open_recheck(by=cast.officer, complaint=complaint)
    with clock.on(dt.date(2023, 11, 1)):
        steps.survey_again(review, cast.surveyor, dt.date(2023, 11, 1))
        complaints.judge_complaint(
            by=cast.officer,
            complaint=complaint,
            given=complaints.Judgement(
                state=Complaint.State.REJECTED.value,
                words="Đoàn phúc tra đã kiểm tra tại hộ: kết quả rà soát là đúng.",
                judged_on=dt.date(2023, 11, 1),
                document="31/BC-BCĐ",
            ),
        )
        postings.repost(
            by=cast.officer,
            posting=posting,
            key=steps.key_of("repost", posting.pk),
            facts=postings.PostingFacts(dt.date(2023, 11, 1), ("Trụ sở UBND xã",)),
        )


def _report(
    place: CommuneRound, kind: Submission.Kind, day: dt.date, cast: Cast
) -> None:
    with clock.on(day):
        made = submissions.submit(
            by=cast.officer,
            place=place,
            kind=kind.value,
            key=steps.key_of(kind, place.pk),
        )
    with clock.on(day + dt.timedelta(days=2), hour=14):
        submissions.accept(
            by=cast.district,
            submission=made,
            comment="Đồng ý với kết quả rà soát của xã.",
            document="112/UBND-LĐTBXH" if kind == Submission.Kind.OPINION else "",
        )


def _recognise(place: CommuneRound, cast: Cast) -> None:
    day = dt.date(2023, 12, 4)
    with clock.on(day):
        decision = recognition.prepare(
            by=cast.officer,
            place=place,
            standard=STANDARD,
            key=steps.key_of("decision", place.pk),
        )
    with clock.on(day + dt.timedelta(days=1)):
        signed = signing.sign(
            by=cast.leader,
            decision=decision,
            signature=signing.Signature("87/QĐ-UBND", dt.date(2023, 12, 5), "Chủ tịch"),
        )
    with clock.on(dt.date(2023, 12, 7)):
        certificates.issue(by=cast.officer, decision=signed)
