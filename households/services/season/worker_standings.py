"""Low-income workers that a decision recognises besides its households."""

from households.models import CommuneRound, RecognitionDecision, WorkerStanding
from households.rules.low_income_worker import KNOWN_UNDER
from households.services.season.workers import WorkerResult, worker_results


def waiting_workers(
    place: CommuneRound, standard: str, review_ids: set[int]
) -> list[WorkerResult]:
    """Workers judged by these reviews and not yet recognised; none under a standard
    that does not know the status."""
    if standard not in KNOWN_UNDER:
        return []
    known = set(
        WorkerStanding.objects.filter(decision__place=place).values_list(
            "request_id", flat=True
        )
    )
    return [
        each
        for each in worker_results(place, standard)
        if each.request.review_id in review_ids and each.request.pk not in known
    ]


def begin_standings(
    decision: RecognitionDecision, review_ids: set[int]
) -> list[WorkerStanding]:
    """Give those who qualify their status for the time of the decision.

    In the transaction that signs it. A former status of the person ends with it.
    """
    place, standard = decision.place, decision.standard
    chosen = [
        each
        for each in waiting_workers(place, standard, review_ids)
        if each.judgement.qualifies and each.outcome is not None
    ]
    WorkerStanding.objects.filter(
        person__in=[each.request.person_id for each in chosen],
        starts__lt=decision.valid_from,
    ).exclude(ends__lte=decision.valid_from).update(ends=decision.valid_from)
    return WorkerStanding.objects.bulk_create(
        WorkerStanding(
            person_id=each.request.person_id or 0,
            request=each.request,
            decision=decision,
            outcome=each.outcome,
            starts=decision.valid_from,
            ends=decision.valid_to,
        )
        for each in chosen
    )
