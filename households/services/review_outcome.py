"""Fixing the outcome of a submitted review, with the grounds it was decided on."""

from dataclasses import asdict

from households.models import Outcome, OutcomeGrounds, Relation, Review
from households.rules import form_2022
from households.rules.classification import B1Source, Decision
from households.rules.ethnicities import KINH
from households.rules.explanation import explain
from households.rules.groups import head_female, with_children
from households.services.review_basis import Evaluation, JsonObject
from povertyportal.accounts.models import Officer


def fix(by: Officer, review: Review, evaluation: Evaluation) -> tuple[Outcome, ...]:
    """New current outcomes, one a standard; earlier ones of the review step back.

    Runs in the caller's transaction, with the review locked.
    """
    review.outcomes.current().update(is_current=False)
    outcomes = Outcome.objects.bulk_create(
        _outcome(by, review, evaluation, decision) for decision in evaluation.decisions
    )
    OutcomeGrounds.objects.bulk_create(
        _grounds(outcome, review, evaluation, decision)
        for outcome, decision in zip(outcomes, evaluation.decisions, strict=True)
    )
    return tuple(outcomes)


def _outcome(
    by: Officer, review: Review, evaluation: Evaluation, decision: Decision
) -> Outcome:
    given = form_2022.household_answers(review.answers)
    scored = decision.b1_source is B1Source.SCORECARD
    return Outcome(
        review=review,
        round_id=review.round_id,
        commune_id=review.commune_id,
        village_id=review.village_id,
        standard=decision.standard,
        origin=Outcome.Origin.COMPUTED,
        poverty_class=decision.poverty_class.value,
        b1=decision.b1,
        b1_source=decision.b1_source.value,
        scorecard=evaluation.card if scored else None,
        b2=decision.b2,
        deprived_mask=decision.deprived_mask,
        known_mask=decision.known_mask,
        causes_mask=form_2022.causes_mask(review.answers),
        persons=len(evaluation.basis.members),
        is_minority=is_minority(evaluation.basis.members),
        no_labour=given.get("no_labour") is True,
        has_merit=given.get("merit") is True,
        head_female=head_female(evaluation.basis.members),
        with_children=with_children(evaluation.basis.members, evaluation.basis.day),
        decided_by=by,
    )


def is_minority(members: tuple[form_2022.Member, ...]) -> bool:
    """Whether the head is of an ethnic minority."""
    heads = [each for each in members if each.relation == Relation.HEAD]
    return any(head.ethnicity not in (None, "", KINH) for head in heads)


def _grounds(
    outcome: Outcome, review: Review, evaluation: Evaluation, decision: Decision
) -> OutcomeGrounds:
    return OutcomeGrounds(
        outcome=outcome,
        facts=_facts(review, evaluation, decision),
        reasons=[asdict(each) for each in decision.reasons],
        missing=list(decision.missing),
    )


def _facts(review: Review, evaluation: Evaluation, decision: Decision) -> JsonObject:
    """Answers, persons and findings as they stood, with the words they had then."""
    basis = evaluation.basis
    told = explain(decision, review.answers, basis.members, basis.day)
    return {
        "answers": review.answers,
        "members": [asdict(each) for each in basis.members],
        "area_kind": basis.area_kind.value,
        "on": basis.day.isoformat(),
        "standard_title": told.standard_title,
        "findings": [asdict(each) for each in decision.findings],
        "deprived": [decision.deprived_min, decision.deprived_max],
        "b2": [decision.b2_min, decision.b2_max],
        "changes": [each.text for each in told.changes],
        "answered": [asdict(each) for each in told.answered],
        "notes": list(told.unverified),
    }
