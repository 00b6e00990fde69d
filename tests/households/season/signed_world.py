"""A decision of every kind, with what hangs on it, for the walk over all addresses."""

import datetime as dt

from django.utils import timezone

from households.models import (
    Certificate,
    DecisionRow,
    RecognitionDecision,
    Review,
    ReviewComment,
    Standing,
    Submission,
)
from povertyportal.accounts.models import Role
from tests.households.season import deciding as made


def decision_of(place, officer, review, **fields):
    """A draft with one row."""
    decision = RecognitionDecision.objects.create(
        place=place,
        standard=made.OLD,
        commune=place.commune,
        valid_from=dt.date(2026, 1, 1),
        valid_to=dt.date(2027, 1, 1),
        prepared_by=officer,
        **fields,
    )
    DecisionRow.objects.create(
        decision=decision,
        household=review.household,
        review=review,
        outcome=review.outcomes.get(),
        list="poor",
        head_name=review.household.head_name,
        persons=3,
    )
    return decision


def signed(place, officer, leader, review):
    """A signed decision on the review, with its standing and certificate."""
    decision = decision_of(place, officer, review)
    standing = Standing.objects.create(
        household=review.household,
        standard=made.OLD,
        poverty_class="poor",
        starts=decision.valid_from,
        ends=decision.valid_to,
        outcome=review.outcomes.get(),
        commune=place.commune,
        decision_number="120/QĐ-UBND",
        decided_on=made.SIGNED,
    )
    decision.rows.update(standing=standing)
    now = timezone.now()
    Review.objects.filter(pk=review.pk).update(sealed_at=now, closed_at=now)
    decision.state, decision.number = "signed", "120/QĐ-UBND"
    decision.signed_on, decision.year = made.SIGNED, made.SIGNED.year
    decision.signed_by, decision.signed_at = leader, now
    decision.signer_name, decision.signer_position = leader.full_name, "Chủ tịch"
    decision.save()
    certificate = Certificate.objects.create(
        standing=standing,
        decision=decision,
        household=review.household,
        commune=place.commune,
        year=2025,
        number=1,
        issued_on=made.SIGNED,
        issued_by=officer,
    )
    return decision, certificate


def objects_of(commune, village, officers):
    """{key of the world: arguments of the address}."""
    officer = officers[Role.COMMUNE_OFFICER]
    place = made.place_of(made.round_of(commune), commune)
    waiting = made.reviewed(place, village, officer)
    done = made.reviewed(place, village, officer)
    decision, certificate = signed(place, officer, officers[Role.COMMUNE_LEADER], done)
    correction = Review.objects.create(
        round=place.round,
        household=done.household,
        village=village,
        commune=commune,
        why="correction",
        state="draft",
        corrects=done,
    )
    submission = Submission.objects.create(
        place=place,
        kind="preliminary",
        figures={"basis": "preliminary", "listed": 0, "households": []}
        | {"standards": {}, "results": {}},
        changes={"since": None, "added": 0, "withdrawn": 0, "changed": 0, "rows": []},
        submitted_by=officer,
        submitted_at=timezone.now(),
    )
    comment = ReviewComment.objects.create(
        review=waiting,
        submission=submission,
        text="Xem lại.",
        written_by=officers[Role.PROVINCE_OFFICER],
    )
    return {
        "draft": {"pk": decision_of(place, officer, waiting).pk},
        "decision": {"pk": decision.pk},
        "decision_standard": {"pk": place.pk, "standard": made.OLD},
        "certificate": {"pk": certificate.pk},
        "correction": {"pk": correction.pk},
        "submission": {"pk": submission.pk},
        "submission_kind": {"pk": place.pk, "kind": "official"},
        "submission_comment": {"pk": comment.pk},
    }
