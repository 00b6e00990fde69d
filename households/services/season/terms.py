"""The procedure's data as terms of the rules, and the due days of a round's steps."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from households.models import Procedure, ProcedureRule, ReviewRound, RoundStep, Step
from households.rules import procedure as rules
from povertyportal.workdays.calendar import Calendar, calendar

PLANNED = (Step.LIST, Step.SURVEY, Step.MEETING, Step.POSTING)
"""Steps whose days the province plans: the law gives only the end of the round."""
PLAN = "Kế hoạch của đợt rà soát"
END = "Ngày kết thúc đợt rà soát"
# Fixed days of an annual round: step, name of its rule.
_FIXED = {
    Step.PRELIMINARY: "preliminary",
    Step.RECOGNITION: "annual_end",
    Step.OFFICIAL: "official",
}


@dataclass(frozen=True)
class Due:
    """The last day in time, where it is from, and whether both may be relied on.

    `is_counted` is false when the count left the years whose holidays are known.
    """

    day: dt.date
    citation: str
    is_verified: bool
    is_counted: bool = True


def procedure_on(day: dt.date) -> Procedure:
    """The version that governs a round opening on `day`. Raises ValidationError."""
    try:
        return rules.procedure_for(Procedure.objects.all(), day)
    except rules.NoProcedure as error:
        raise ValidationError(str(error), code="procedure") from error


def term_of(rule: ProcedureRule) -> rules.Term:
    """A rule's data as the pure functions take it."""
    return rules.Term(
        days=rule.days,
        is_working=rule.day_kind == ProcedureRule.DayKind.WORKING,
        day=rule.day,
        month=rule.month,
        before=rule.before,
    )


def rules_of(procedure: Procedure | None, kind: str) -> dict[str, ProcedureRule]:
    """A version's rules for annual or regular rounds, by name."""
    if procedure is None:
        return {}
    applying = procedure.rules.filter(applies__in=[kind, ProcedureRule.Applies.BOTH])
    return {rule.name: rule for rule in applying}


def due_by(
    rule: ProcedureRule | None, anchor: dt.date, days: Calendar | None = None
) -> Due | None:
    """When a rule is due after `anchor`; None without a rule."""
    if rule is None:
        return None
    is_count = rule.days is not None and rule.day_kind == ProcedureRule.DayKind.WORKING
    known = (days or calendar()) if is_count else None
    special = known.special if known else {}
    day = rules.last_day(term_of(rule), anchor, special)
    is_counted = known is None or known.knows(anchor, day)
    return Due(day, rule.citation, rule.is_verified, is_counted)


def set_round_steps(
    found: ReviewRound, planned: Mapping[str, dt.date | None] | None = None
) -> None:
    """Write the due days of a new round's steps.

    The law's, where the procedure has them; otherwise those planned, else the day
    on which the round ends. Raises ValidationError for a plan out of order.
    """
    days = {step: day for step, day in (planned or {}).items() if day}
    _check_plan(found, days)
    steps = _lawful(found)
    if found.kind == ReviewRound.Kind.ANNUAL:
        for step in (*PLANNED, Step.RECOGNITION):
            steps.setdefault(step, _planned(found, step, days.get(step)))
    RoundStep.objects.bulk_create(steps.values())


def refresh_lawful_steps(procedure: Procedure) -> int:
    """Set the law's due days anew in open rounds of a corrected procedure.

    How many days changed. What was planned stays.
    """
    changed = 0
    open_rounds = procedure.rounds.filter(
        state=ReviewRound.State.OPEN, is_imported=False
    )
    for found in open_rounds:
        for step, fresh in _lawful(found).items():
            values = {
                "due_on": fresh.due_on,
                "citation": fresh.citation,
                "is_verified": fresh.is_verified,
                "is_lawful": True,
            }
            former = found.steps.filter(step=step).exclude(**values).update(**values)
            changed += former
    return changed


def _lawful(found: ReviewRound) -> dict[str, RoundStep]:
    known = rules_of(found.procedure, found.kind)
    if found.kind == ReviewRound.Kind.REGULAR:
        return _lawful_regular(found, known)
    beginning = dt.date(found.year, 1, 1)
    dues = {step: due_by(known.get(name), beginning) for step, name in _FIXED.items()}
    return {step: _step(found, step, due) for step, due in dues.items() if due}


def _lawful_regular(
    found: ReviewRound, known: Mapping[str, ProcedureRule]
) -> dict[str, RoundStep]:
    steps = {}
    decided = due_by(known.get("regular_decision"), found.opens_on)
    if decided:
        steps[Step.RECOGNITION.value] = _step(found, Step.RECOGNITION, decided)
    report = known.get("monthly")
    day = rules.monthly_report_day(found.opens_on, report.day or 1) if report else None
    if report and day:
        due = Due(day, report.citation, report.is_verified)
        steps[Step.MONTHLY.value] = _step(found, Step.MONTHLY, due)
    return steps


def _step(found: ReviewRound, step: str, due: Due) -> RoundStep:
    return RoundStep(
        round=found,
        step=step,
        due_on=due.day,
        is_lawful=True,
        is_verified=due.is_verified,
        citation=due.citation,
    )


def _planned(found: ReviewRound, step: str, day: dt.date | None) -> RoundStep:
    return RoundStep(
        round=found,
        step=step,
        due_on=day or found.closes_on,
        citation=PLAN if day else END,
    )


def _check_plan(found: ReviewRound, planned: Mapping[str, dt.date]) -> None:
    earlier: tuple[str, dt.date] | None = None
    for step in PLANNED:
        day = planned.get(step)
        if day is None:
            continue
        if not found.opens_on <= day <= found.closes_on:
            raise ValidationError(
                f"Hạn “{step.label}” {day:%d/%m/%Y} ở ngoài thời gian của đợt "
                f"({found.opens_on:%d/%m/%Y} – {found.closes_on:%d/%m/%Y}).",
                code="plan",
            )
        if earlier and day < earlier[1]:
            raise ValidationError(
                f"Hạn “{step.label}” {day:%d/%m/%Y} ở trước hạn “{earlier[0]}” "
                f"({earlier[1]:%d/%m/%Y}).",
                code="plan",
            )
        earlier = (str(step.label), day)
