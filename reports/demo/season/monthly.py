"""Regular reviews of the demo: one of August that was decided, one of October late."""

import datetime as dt
import random

from households.models import CommuneRound, Household, Review, Submission
from households.services.regular_rounds import open_regular_round
from households.services.season import (
    answers,
    certificates,
    postings,
    recognition,
    screens,
    signing,
    submissions,
)
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.demo.season import clock, now, steps

STANDARD = "ND07_2022"


def august(
    commune: Area,
    household: Household,
    officers: dict[str, Officer],
    chance: random.Random,
) -> None:
    """A household that fell ill in July is poor from the decision of 28 August on."""
    by = officers["canbo.giavien"]
    review = _enter(commune, household, dt.date(2026, 8, 12), by)
    place = CommuneRound.objects.select_related("round", "commune").get(
        round=review.round_id
    )
    with clock.on(dt.date(2026, 8, 18)):
        how = steps.Surveyed(by, dt.date(2026, 8, 18), "poor", STANDARD)
        steps.survey(review, how, chance)
    with clock.on(dt.date(2026, 8, 20), hour=21):
        told = steps.Meeting(
            place,
            review.village,
            dt.date(2026, 8, 20),
            32,
            "Đinh Văn Lực",
            "Lê Thị Hiền",
            {},
        )
        steps.hold_meeting(by, told)
    with clock.on(dt.date(2026, 8, 21)):
        postings.create_posting(
            by=by,
            place=place,
            village_ids=[review.village_id],
            key=steps.key_of("posting", place.pk),
            facts=postings.PostingFacts(dt.date(2026, 8, 21), ("Trụ sở UBND xã",)),
        )
    _decide(place, review, officers)


def _enter(
    commune: Area, household: Household, received: dt.date, by: Officer
) -> Review:
    """The request, the quick screen, and on the 15th the month's round."""
    with clock.on(received):
        request = now.receive(household, received, by)
        filled = screens.Screen(received, {}, goes_on=True, note=steps.SCREENED)
        screens.screen(by=by, request=request, filled=filled)
    with clock.on(received.replace(day=15)):
        place = open_regular_round(
            by=by, commune=commune, year=received.year, month=received.month
        )
        return answers.accept(by=by, request=request, place=place)


def _decide(place: CommuneRound, review: Review, officers: dict[str, Officer]) -> None:
    by = officers["canbo.giavien"]
    with clock.on(dt.date(2026, 8, 27)):
        decision = recognition.prepare(
            by=by,
            place=place,
            standard=STANDARD,
            key=steps.key_of("decision", place.pk),
            review_ids=[review.pk],
        )
    signed_on = dt.date(2026, 8, 28)
    with clock.on(signed_on):
        signed = signing.sign(
            by=officers["lanhdao.giavien"],
            decision=decision,
            signature=signing.Signature("64/QĐ-UBND", signed_on, "Chủ tịch"),
        )
        certificates.issue(by=by, decision=signed)
    with clock.on(dt.date(2026, 9, 4)):
        made = submissions.submit(
            by=by,
            place=place,
            kind=Submission.Kind.MONTHLY.value,
            key=steps.key_of("monthly", place.pk),
        )
    with clock.on(dt.date(2026, 9, 7)):
        submissions.accept(by=officers["tinh.ninhbinh"], submission=made)


def october(
    commune: Area, household: Household, by: Officer, chance: random.Random
) -> None:
    """A dossier that was surveyed and then left: its fifteen days are over."""
    review = _enter(commune, household, dt.date(2026, 10, 9), by)
    day = dt.date(2026, 10, 20)
    with clock.on(day):
        steps.survey(review, steps.Surveyed(by, day), chance)
