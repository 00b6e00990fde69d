"""Low-income workers: which accepted requests qualify, by their households' results."""

from dataclasses import dataclass

from households.models import CommuneRound, Outcome, ReviewRequest
from households.rules.facts import AreaKind
from households.rules.low_income_worker import Situation, WorkerJudgement, judge
from households.rules.outcome import PovertyClass
from households.rules.standards import standard as law_of


@dataclass(frozen=True)
class WorkerResult:
    """A worker's request with his household's result (none before the survey).

    `judgement.qualifies` is None while something that decides is not known.
    """

    request: ReviewRequest
    outcome: Outcome | None
    judgement: WorkerJudgement

    @property
    def name(self) -> str:
        """Who asks."""
        person = self.request.person
        return person.name if person is not None else self.request.applicant


NO_RESULT = WorkerJudgement(None, "Hộ chưa có kết quả rà soát.", verified=True)


def worker_results(place: CommuneRound, standard: str) -> list[WorkerResult]:
    """Accepted requests of workers in a commune's round, judged under a standard.

    Two queries. Whoever asks has checked that the officer may see the commune.
    """
    requests = list(
        ReviewRequest.objects.filter(
            kind=ReviewRequest.Kind.WORKER,
            state=ReviewRequest.State.ACCEPTED,
            review__round=place.round_id,
            review__commune=place.commune_id,
        )
        .select_related("person", "household", "review")
        .order_by("person__sort_key", "id")
    )
    outcomes = {
        each.review_id: each
        for each in Outcome.objects.current()
        .filter(review__in=[each.review_id for each in requests], standard=standard)
        .select_related("grounds")
    }
    return [_result(each, outcomes.get(each.review_id or 0)) for each in requests]


def _result(request: ReviewRequest, outcome: Outcome | None) -> WorkerResult:
    if outcome is None:
        return WorkerResult(request, None, NO_RESULT)
    return WorkerResult(request, outcome, judge_outcome(outcome))


def judge_outcome(outcome: Outcome) -> WorkerJudgement:
    """Whether a household's result makes a member who asks a low-income worker."""
    grounds = getattr(outcome, "grounds", None)
    facts = grounds.facts if grounds is not None else {}
    return judge(
        Situation(
            standard=law_of(outcome.standard),
            area_kind=AreaKind(facts.get("area_kind", AreaKind.UNKNOWN)),
            poverty_class=PovertyClass(outcome.poverty_class),
            b1=outcome.b1,
        )
    )
