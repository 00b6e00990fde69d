"""The open round of 2026 over the six communes: each as far as its story goes."""

import datetime as dt
import random

from households.models import CommuneRound, Household, Review, ReviewRound, Submission
from households.services.rounds import open_round
from households.services.season import lists, postings, submissions
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from reports.demo.figures import GIA_VIEN_NOW
from reports.demo.people import Families
from reports.demo.season import clock, monthly, now, steps
from reports.demo.season.families import register_family

OPENS, CLOSES = dt.date(2026, 9, 1), dt.date(2026, 12, 14)
VALID_FROM = dt.date(2027, 1, 1)
PLANNED = {
    "list": dt.date(2026, 9, 30),
    "survey": dt.date(2026, 10, 31),
    "meeting": dt.date(2026, 11, 10),
    "posting": dt.date(2026, 11, 25),
}
MAIN, REPORTED = GIA_VIEN_NOW[:2]
# Shares of the reviews elsewhere: submitted, left as drafts; the rest is still to do.
_SHARES = (0.25, 0.03)
ASKING = 7  # households that ask to be reviewed


def hold_2026(officers: dict[str, Officer], families: Families) -> ReviewRound:
    """Regular reviews of the main commune, then the annual round as far as it is."""
    chance = families.chance
    main = Area.objects.coded(Level.COMMUNE, MAIN, OPENS).get()
    fallen, late, *asking = _newcomers(main, families, officers["canbo.giavien"])
    monthly.august(main, fallen, officers, chance)
    found = _open(officers["tinh.ninhbinh"])
    for code in GIA_VIEN_NOW:
        place = found.places.select_related("round", "commune").get(commune__code=code)
        if code == MAIN:
            surveyors = officers["rasoat.giavien"], officers["rasoat.giahoa"]
            cast = now.Cast(officers["canbo.giavien"], surveyors)
            now.hold_half(place, asking, cast, chance)
        elif code == REPORTED:
            _report(place, officers, chance)
        else:
            _fill_in(place, officers[f"canbo.{code}"], chance)
    monthly.october(main, late, officers["canbo.giavien"], chance)
    _last_year(found, chance)
    return found


def _newcomers(main: Area, families: Families, by: Officer) -> list[Household]:
    """Families of the commune that no list has held yet, one in each village."""
    villages = list(main.children.order_by("code")[:ASKING])
    made = []
    for village in villages:
        family = families.make(village.name, OPENS.year, 2.7)
        with clock.on(dt.date(2026, 7, 20)):
            since = dt.date(2026, 1, 5)
            made.append(register_family(family, village, since, by))
    return made


def _open(by: Officer) -> ReviewRound:
    communes = [
        Area.objects.coded(Level.COMMUNE, code, OPENS).get() for code in GIA_VIEN_NOW
    ]
    with clock.on(OPENS):
        return open_round(
            by=by,
            communes=communes,
            planned=PLANNED,
            name="Rà soát định kỳ năm 2026",
            year=2026,
            opens_on=OPENS,
            closes_on=CLOSES,
            list_valid_from=VALID_FROM,
        )


def _reviews(place: CommuneRound) -> list[Review]:
    rows = place.round.reviews.filter(commune=place.commune_id).order_by("pk")
    return list(rows.select_related("village", "round"))


def _survey(
    reviews: list[Review], by: Officer, day: dt.date, chance: random.Random
) -> None:
    for review in reviews:
        with clock.on(day, hour=15):
            steps.survey(review, steps.Surveyed(by, day), chance)


def _fill_in(place: CommuneRound, by: Officer, chance: random.Random) -> None:
    """A commune that has only begun to survey."""
    reviews = _reviews(place)
    chance.shuffle(reviews)
    done, begun = (round(len(reviews) * share) for share in _SHARES)
    _survey(reviews[:done], by, dt.date(2026, 10, 12), chance)
    for review in reviews[done : done + begun]:
        with clock.on(dt.date(2026, 10, 14)):
            steps.begin(review, by, dt.date(2026, 10, 14), chance)


def _report(
    place: CommuneRound, officers: dict[str, Officer], chance: random.Random
) -> None:
    """A commune that has posted, was sent back one household, and reported again."""
    by, province = officers[f"canbo.{REPORTED}"], officers["tinh.ninhbinh"]
    with clock.on(dt.date(2026, 9, 30)):
        lists.close_list(by=by, place=place, on=dt.date(2026, 9, 30))
    reviews = _reviews(place)
    _survey(reviews, by, dt.date(2026, 10, 9), chance)
    for village in steps.villages_of(reviews):
        day = dt.date(2026, 10, 16)
        told = steps.Meeting(place, village, day, 38, "Phạm Văn Hòa", "Vũ Thị Tâm", {})
        with clock.on(day, hour=21):
            steps.hold_meeting(by, told)
    day = dt.date(2026, 10, 20)
    with clock.on(day):
        postings.create_posting(
            by=by,
            place=place,
            village_ids=[village.pk for village in steps.villages_of(reviews)],
            key=steps.key_of("posting", place.pk),
            facts=postings.PostingFacts(day, ("Trụ sở UBND xã", "Nhà văn hóa thôn")),
        )
    _send_back(_hand_up(place, by, dt.date(2026, 11, 2)), reviews[0], province)
    with clock.on(dt.date(2026, 11, 10)):
        steps.survey_again(reviews[0], by, dt.date(2026, 11, 10))
    _hand_up(place, by, dt.date(2026, 11, 12))


def _hand_up(place: CommuneRound, by: Officer, day: dt.date) -> Submission:
    with clock.on(day):
        return submissions.submit(
            by=by,
            place=place,
            kind=Submission.Kind.PRELIMINARY.value,
            key=steps.key_of("preliminary", place.pk, day),
        )


def _send_back(made: Submission, review: Review, by: Officer) -> None:
    with clock.on(dt.date(2026, 11, 5)):
        submissions.comment_on(
            by=by,
            submission=made,
            review=review,
            text="Điểm B1 khác nhiều so với năm trước: đề nghị xã kiểm tra lại tại hộ.",
        )
        submissions.send_back(
            by=by,
            submission=made,
            comment="Đề nghị xã rà soát lại hộ có ý kiến, gửi lại trước ngày 15/11.",
            needs_meeting=False,
        )


def _last_year(found: ReviewRound, chance: random.Random) -> None:
    """Answers of 2025 for the main commune: this year's, with some changes.

    The imported list holds only points; a commune that kept its forms also has what
    was answered, and the review form shows it beside this year's answers.
    """
    now = {
        review.household_id: review.answers
        for review in found.reviews.filter(commune__code=MAIN).exclude(answers={})
    }
    before = list(Review.objects.filter(round__year=2025, household__in=now))
    for review in before:
        answers = now[review.household_id]
        household = dict(answers.get("household", {}))
        for code, other in (("roof", "weak"), ("toilet", "other"), ("internet", False)):
            if code in household and chance.random() < 0.25:
                household[code] = other
        review.answers = {**answers, "household": household}
    Review.objects.bulk_update(before, ["answers"], batch_size=500)
