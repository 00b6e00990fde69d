"""The open round of 2026 over the six communes: done, begun and waiting reviews."""

import datetime as dt
import random

from households.models import Review, ReviewRound
from households.services.review import save_answers, submit_review
from households.services.review_basis import basis_of
from households.services.rounds import open_round
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from reports.demo.answers import made_up
from reports.demo.figures import GIA_VIEN_NOW
from reports.demo.lists import DemoFailed

OPENS, CLOSES = dt.date(2026, 9, 1), dt.date(2026, 12, 14)
VALID_FROM = dt.date(2027, 1, 1)
MAIN = GIA_VIEN_NOW[0]
# Shares of the reviews: submitted, left as drafts; the rest is still to do.
_MAIN_SHARES, _OTHER_SHARES = (0.82, 0.08), (0.25, 0.03)
_DRAFT_KEPT = 6


def open_round_2026(by: Officer) -> ReviewRound:
    """The annual round; households on the lists of 2025 are on it."""
    communes = [
        Area.objects.coded(Level.COMMUNE, code, OPENS).get() for code in GIA_VIEN_NOW
    ]
    return open_round(
        by=by,
        name="Rà soát định kỳ năm 2026",
        year=2026,
        communes=communes,
        opens_on=OPENS,
        closes_on=CLOSES,
        list_valid_from=VALID_FROM,
    )


def fill_in(
    found: ReviewRound, officers: dict[str, Officer], chance: random.Random
) -> None:
    """Answer reviews as each commune's officer would, through the form's service."""
    for code in GIA_VIEN_NOW:
        is_main = code == MAIN
        by = officers["canbo.giavien" if is_main else f"canbo.{code}"]
        reviews = list(found.reviews.filter(commune__code=code).order_by("pk"))
        chance.shuffle(reviews)
        shares = _MAIN_SHARES if is_main else _OTHER_SHARES
        done, begun = (round(len(reviews) * share) for share in shares)
        for review in reviews[:done]:
            _submit(by, review, chance)
        for review in reviews[done : done + begun]:
            _begin(by, review, chance)
    _last_year(found, chance)


def _day(chance: random.Random) -> dt.date:
    return OPENS + dt.timedelta(days=chance.randint(14, 75))


def _submit(by: Officer, review: Review, chance: random.Random) -> None:
    day = _day(chance)
    answers = made_up(basis_of(review, day), f"{day:%d/%m/%Y}", chance)
    saved = save_answers(by=by, review=review, changes=answers)
    if saved.evaluation.problems or saved.refused or saved.unread:
        told = (saved.evaluation.problems, saved.refused, saved.unread)
        raise DemoFailed(f"review {review.pk}: {told}")
    submit_review(by=by, review=review, surveyed_on=day)


def _begin(by: Officer, review: Review, chance: random.Random) -> None:
    day = _day(chance)
    answers = made_up(basis_of(review, day), f"{day:%d/%m/%Y}", chance)
    save_answers(by=by, review=review, changes=answers[:_DRAFT_KEPT])


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
