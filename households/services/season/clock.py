"""The season's clock: when each step is due and how it stands, for whole boards."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

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

    @property
    def waiting(self) -> list[Submission]:
        """Submissions that somebody above has not answered."""
        sent = self.work.submitted.values()
        return [each for each in sent if each.state == Submission.State.SUBMITTED]

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
    found = []
    for place in places:
        hands = _Hands(place, work[place.pk], steps.get(place.round_id, {}), known)
        found.append(PlaceClock(place, tuple(hands.steps()), work[place.pk]))
    return found


def clock_of(place: CommuneRound, now: dt.datetime | None = None) -> PlaceClock:
    """The clock of one place."""
    return clocks([place], now)[0]


def due_steps(place: CommuneRound) -> tuple[StepClock, ...]:
    """The steps of one place."""
    return clock_of(place).steps


def posting_due(
    procedure: Procedure | None,
    kind: str,
    posted_on: dt.date,
    *,
    is_reposting: bool = False,
) -> Due | None:
    """Until when a list of a round of `kind` must hang, posted on a day, and why.

    None when the procedure says nothing about it.
    """
    known = rules_of(procedure, kind)
    rule = known.get("reposting") if is_reposting else None
    return due_by(rule or known.get("posting"), posted_on)


def posting_last_day(
    procedure: Procedure | None,
    kind: str,
    posted_on: dt.date,
    *,
    is_reposting: bool = False,
) -> dt.date | None:
    """The last day of a posting; None when the procedure says nothing about it."""
    due = posting_due(procedure, kind, posted_on, is_reposting=is_reposting)
    return due.day if due else None


@dataclass(frozen=True)
class _Hands:
    """One place's clock in the making."""

    place: CommuneRound
    work: Done
    dues: Mapping[str, RoundStep]
    known: _Known

    def steps(self) -> Iterable[StepClock]:
        """The steps that apply, in the order of the law."""
        work = self.work
        surveyed = self._whole(work.surveyed, work.surveyed_on)
        met = self._whole(work.agreed, work.met_on)
        hung = self._whole(work.posted, work.posted_to)
        signed = self._whole(work.recognised, work.signed_on)
        if not self._is_regular:
            yield self._step(Step.LIST, self.place.list_closed_on, self._has_begun)
        yield self._step(Step.SURVEY, surveyed, work.surveyed > 0, work.surveyed)
        yield self._step(
            Step.MEETING, met, bool(surveyed) or work.agreed > 0, work.agreed
        )
        yield self._step(Step.POSTING, hung, bool(met) or work.put_up > 0, work.posted)
        if work.complaints:
            yield self._recheck()
        yield from self._reports_before(bool(hung))
        yield self._step(Step.RECOGNITION, signed, bool(hung), work.recognised)
        yield from self._reports_after(bool(signed))

    @property
    def _is_regular(self) -> bool:
        """A regular round has dossiers, not a list that is closed."""
        return self.place.round.kind == ReviewRound.Kind.REGULAR

    @property
    def _has_begun(self) -> bool:
        return day_of(self.known.now) >= self.place.round.opens_on

    def _whole(self, done: int, last: dt.date | None) -> dt.date | None:
        """The day on which the last of a closed list was done; None before.

        In a regular round: the last of its dossiers so far.
        """
        if done != self.work.listed:
            return None
        if self._is_regular:
            return last if done else None
        closed_on = self.place.list_closed_on
        if closed_on is None:
            return None
        return max(closed_on, last) if last else closed_on

    def _reports_before(self, is_begun: bool) -> Iterable[StepClock]:
        """Before recognition: the preliminary result, and an opinion if it is asked."""
        found = self.place.round
        if self._is_regular:
            return
        yield self._step(Step.PRELIMINARY, self._sent(Step.PRELIMINARY), is_begun)
        procedure = found.procedure
        asked = self.work.submitted.get(Step.OPINION)
        # Nobody is late with what need not be asked.
        if procedure and procedure.opinion_by and (procedure.opinion_required or asked):
            note = f"Của {procedure.opinion_by}"
            if not procedure.opinion_required:
                note += "; không bắt buộc"
            yield self._step(Step.OPINION, self._agreed_on(asked), is_begun, note=note)

    def _reports_after(self, is_begun: bool) -> Iterable[StepClock]:
        if not self._is_regular:
            yield self._step(Step.OFFICIAL, self._sent(Step.OFFICIAL), is_begun)
        elif Step.MONTHLY in self.dues:
            yield self._step(Step.MONTHLY, self._sent(Step.MONTHLY), self._has_begun)

    def _sent(self, kind: str) -> dt.date | None:
        """The day of the newest submission unless it was sent back."""
        found = self.work.submitted.get(kind)
        if found is None or found.state == Submission.State.SENT_BACK:
            return None
        return day_of(found.submitted_at)

    def _agreed_on(self, opinion: Submission | None) -> dt.date | None:
        if opinion is None or opinion.state != Submission.State.ACCEPTED:
            return None
        return day_of(opinion.answered_at) if opinion.answered_at else None

    def _recheck(self) -> StepClock:
        """The oldest open complaint decides when the re-check is due."""
        work, known = self.work, self.known
        rule = known.rechecks.get(self.place.round.procedure_id)
        anchor = work.complained_on
        due = due_by(rule, anchor, known.days) if anchor else None
        done_on = None if work.open_complaints else work.judged_on
        made = self._step(
            Step.RECHECK, done_on, True, work.complaints - work.open_complaints
        )
        if due is None:
            return replace(made, total=work.complaints)
        return replace(
            made,
            state=step_state(due_on=due.day, done_on=done_on, now=known.now),
            due_on=due.day,
            is_lawful=True,
            is_verified=due.is_verified,
            is_counted=due.is_counted,
            citation=due.citation,
            total=work.complaints,
        )

    def _step(
        self,
        step: str,
        done_on: dt.date | None,
        is_begun: bool,
        done: int | None = None,
        note: str = "",
    ) -> StepClock:
        due = self.dues.get(step)
        if done is not None and self._is_regular and not self.work.listed:
            due = None  # no dossier, nothing to be late with
        due_on = due.due_on if due else None
        told = self.work.reasons.get(step)
        return StepClock(
            step=step,
            state=step_state(
                due_on=due_on, done_on=done_on, now=self.known.now, is_begun=is_begun
            ),
            due_on=due_on,
            is_lawful=due is not None and due.is_lawful,
            is_verified=due is not None and due.is_verified,
            citation=due.citation if due else "",
            done_on=done_on,
            done=done,
            total=None if done is None else self.work.listed,
            note=note,
            reason=told.reason if told else "",
            told=f"{told.told_by}, {day_of(told.told_at):%d/%m/%Y}" if told else "",
        )
