"""The season's clock: when each step is due and how it stands, for whole boards."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from households.models import (
    CommuneRound,
    Procedure,
    ProcedureRule,
    ReviewRound,
    RoundStep,
    Step,
    Submission,
)
from households.rules.procedure import StepState, day_of, step_state
from households.services.season.figures import Done, done_in
from households.services.season.terms import Due, due_by, rules_of
from povertyportal.workdays.calendar import Calendar, calendar

WORDS = {
    StepState.NOT_YET: "Chưa đến",
    StepState.ON_TIME: "Đúng hạn",
    StepState.SOON: "Sắp đến hạn",
    StepState.LATE: "Quá hạn",
    StepState.DONE: "Xong đúng hạn",
    StepState.DONE_LATE: "Xong chậm",
}
TONES = {
    StepState.NOT_YET: "neutral",
    StepState.ON_TIME: "info",
    StepState.SOON: "warn",
    StepState.LATE: "bad",
    StepState.DONE: "ok",
    StepState.DONE_LATE: "warn",
}
FINISHED = {StepState.DONE, StepState.DONE_LATE}


@dataclass(frozen=True)
class StepClock:
    """A step of a commune's round: how it stands, until when, why late.

    `done` of `total` households where the step counts them. `reason` is what was
    told about its delay, with by whom and when.
    """

    step: str
    state: StepState
    due_on: dt.date | None = None
    is_lawful: bool = False
    is_verified: bool = False
    is_counted: bool = True
    citation: str = ""
    done_on: dt.date | None = None
    done: int | None = None
    total: int | None = None
    note: str = ""
    reason: str = ""
    told: str = ""

    @property
    def label(self) -> str:
        """The step in words."""
        return str(Step(self.step).label)

    @property
    def word(self) -> str:
        """Its state in words."""
        return WORDS[self.state]

    @property
    def tone(self) -> str:
        """Its state as a tone of the status component."""
        return TONES[self.state]

    @property
    def was_late(self) -> bool:
        """Whether it is late, or was when it was done."""
        return self.state in {StepState.LATE, StepState.DONE_LATE}

    @property
    def asks_reason(self) -> bool:
        """Whether it is late and nobody has said why."""
        return self.was_late and not self.reason


@dataclass(frozen=True)
class PlaceClock:
    """A commune in a round with its steps, in the order of the law."""

    place: CommuneRound
    steps: tuple[StepClock, ...]
    work: Done

    @property
    def state(self) -> StepState:
        """Late if any step is, else due soon if any is; done when all are."""
        states = {step.state for step in self.steps}
        for worst in (StepState.LATE, StepState.SOON):
            if worst in states:
                return worst
        if states <= FINISHED:
            return (
                StepState.DONE_LATE if StepState.DONE_LATE in states else StepState.DONE
            )
        return StepState.ON_TIME

    @property
    def word(self) -> str:
        """Its state in words."""
        return WORDS[self.state]

    @property
    def tone(self) -> str:
        """Its state as a tone."""
        return TONES[self.state]

    def of(self, step: str) -> StepClock | None:
        """The step, None when it does not apply here."""
        return next((each for each in self.steps if each.step == step), None)


@dataclass(frozen=True)
class _Known:
    """What all places of a board share: the instant, rules, calendar."""

    now: dt.datetime
    rechecks: Mapping[int | None, ProcedureRule]
    days: Calendar


def clocks(
    places: Collection[CommuneRound], now: dt.datetime | None = None
) -> list[PlaceClock]:
    """The clock of every place (its round, procedure and commune loaded).

    A constant number of queries, however many places.
    """
    now = now or timezone.now()
    work, steps = done_in(places, day_of(now))
    rules = ProcedureRule.objects.filter(name="recheck")
    known = _Known(now, {rule.procedure_id: rule for rule in rules}, calendar())
    return [
        PlaceClock(
            place,
            tuple(_steps(place, work[place.pk], steps.get(place.round_id, {}), known)),
            work[place.pk],
        )
        for place in places
    ]


def clock_of(place: CommuneRound, now: dt.datetime | None = None) -> PlaceClock:
    """The clock of one place."""
    return clocks([place], now)[0]


def due_steps(place: CommuneRound) -> tuple[StepClock, ...]:
    """The steps of one place."""
    return clock_of(place).steps


def posting_last_day(
    procedure: Procedure | None,
    kind: str,
    posted_on: dt.date,
    *,
    is_reposting: bool = False,
) -> Due | None:
    """The last day that a list of a round of `kind` must hang, posted on a day.

    None when the procedure says nothing about it.
    """
    known = rules_of(procedure, kind)
    rule = known.get("reposting") if is_reposting else None
    return due_by(rule or known.get("posting"), posted_on)


def _steps(
    place: CommuneRound, work: Done, due: Mapping[str, RoundStep], known: _Known
) -> Iterable[StepClock]:
    found = place.round
    is_whole = place.list_closed_on is not None and work.surveyed == work.listed
    surveyed = is_whole and (work.surveyed_on or place.list_closed_on)
    met = is_whole and work.agreed == work.listed and work.met_on
    hung = is_whole and work.posted == work.listed and work.posted_to
    signed = is_whole and work.recognised == work.listed and work.signed_on
    counted: tuple[tuple[str, int | None, dt.date | None, bool], ...] = (
        (Step.LIST, None, place.list_closed_on, _has_begun(found, known)),
        (Step.SURVEY, work.surveyed, surveyed or None, work.surveyed > 0),
        (Step.MEETING, work.agreed, met or None, is_whole or work.agreed > 0),
        (Step.POSTING, work.posted, hung or None, bool(met) or work.posted > 0),
    )
    for step, done, day, is_begun in counted:
        yield _clock(step, work, due, known, day, is_begun, done)
    if work.complaints:
        yield _recheck(place, work, known)
    yield from _reports(found, work, due, known, bool(hung))
    yield _clock(
        Step.RECOGNITION, work, due, known, signed or None, bool(hung), work.recognised
    )
    yield from _later_reports(found, work, due, known, bool(signed))


def _has_begun(found: ReviewRound, known: _Known) -> bool:
    return day_of(known.now) >= found.opens_on


def _reports(
    found: ReviewRound,
    work: Done,
    due: Mapping[str, RoundStep],
    known: _Known,
    is_begun: bool,
) -> Iterable[StepClock]:
    """Before recognition: the preliminary result and the opinion, if one is asked."""
    if found.kind != ReviewRound.Kind.ANNUAL:
        return
    sent = _submitted(work, Step.PRELIMINARY)
    yield _clock(Step.PRELIMINARY, work, due, known, sent, is_begun)
    procedure = found.procedure
    if procedure is None or not procedure.opinion_by:
        return
    opinion = work.submitted.get(Step.OPINION)
    agreed = opinion and opinion.state == Submission.State.ACCEPTED
    answered = opinion.answered_at if opinion and agreed else None
    note = f"Của {procedure.opinion_by}"
    if not procedure.opinion_required:
        note += "; không bắt buộc"
    day = day_of(answered) if answered else None
    # Nobody is late with what he need not ask for.
    if procedure.opinion_required or opinion:
        yield _clock(Step.OPINION, work, due, known, day, is_begun, note=note)


def _later_reports(
    found: ReviewRound,
    work: Done,
    due: Mapping[str, RoundStep],
    known: _Known,
    is_begun: bool,
) -> Iterable[StepClock]:
    if found.kind == ReviewRound.Kind.ANNUAL:
        sent = _submitted(work, Step.OFFICIAL)
        yield _clock(Step.OFFICIAL, work, due, known, sent, is_begun)
    elif Step.MONTHLY in due:
        sent = _submitted(work, Step.MONTHLY)
        yield _clock(Step.MONTHLY, work, due, known, sent, _has_begun(found, known))


def _submitted(work: Done, kind: str) -> dt.date | None:
    """The day of the newest submission unless it was sent back."""
    found = work.submitted.get(kind)
    if found is None or found.state == Submission.State.SENT_BACK:
        return None
    return day_of(found.submitted_at)


def _recheck(place: CommuneRound, work: Done, known: _Known) -> StepClock:
    """The oldest open complaint decides when the re-check is due."""
    rule = known.rechecks.get(place.round.procedure_id)
    anchor = work.complained_on
    due = due_by(rule, anchor, known.days) if anchor else None
    done_on = None if work.open_complaints else work.judged_on
    told = work.reasons.get(Step.RECHECK)
    return StepClock(
        step=Step.RECHECK,
        state=step_state(
            due_on=due.day if due else None, done_on=done_on, now=known.now
        ),
        due_on=due.day if due else None,
        is_lawful=due is not None,
        is_verified=due is not None and due.is_verified,
        is_counted=due is None or due.is_counted,
        citation=due.citation if due else "",
        done_on=done_on,
        done=work.complaints - work.open_complaints,
        total=work.complaints,
        reason=told.reason if told else "",
        told=_told(told),
    )


def _clock(
    step: str,
    work: Done,
    dues: Mapping[str, RoundStep],
    known: _Known,
    done_on: dt.date | None,
    is_begun: bool,
    done: int | None = None,
    note: str = "",
) -> StepClock:
    due = dues.get(step)
    told = work.reasons.get(step)
    due_on = due.due_on if due else None
    return StepClock(
        step=step,
        state=step_state(
            due_on=due_on, done_on=done_on, now=known.now, is_begun=is_begun
        ),
        due_on=due_on,
        is_lawful=due is not None and due.is_lawful,
        is_verified=due is not None and due.is_verified,
        citation=due.citation if due else "",
        done_on=done_on,
        done=done,
        total=None if done is None else work.listed,
        note=note,
        reason=told.reason if told else "",
        told=_told(told),
    )


def _told(told: object) -> str:
    from_whom = getattr(told, "told_by", None)
    at = getattr(told, "told_at", None)
    if from_whom is None or at is None:
        return ""
    return f"{from_whom}, {day_of(at):%d/%m/%Y}"
