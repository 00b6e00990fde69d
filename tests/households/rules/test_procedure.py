"""When steps are due and how they stand, at their boundary minutes in Việt Nam."""

import datetime as dt
from dataclasses import dataclass

import pytest

from households.rules import procedure as rules
from households.rules.procedure import StepState, Term

UTC = dt.UTC
DUE = dt.date(2026, 11, 14)


@dataclass(frozen=True)
class Version:
    """A version of the procedure, by its time."""

    code: str
    starts: dt.date | None
    ends: dt.date | None


VERSIONS = (
    Version("old", None, dt.date(2021, 9, 1)),
    Version("2021", dt.date(2021, 9, 1), dt.date(2025, 7, 1)),
    Version("2025", dt.date(2025, 7, 1), None),
)


@pytest.mark.parametrize(
    ("opens_on", "code"),
    [
        (dt.date(2021, 8, 31), "old"),
        (dt.date(2021, 9, 1), "2021"),
        (dt.date(2025, 6, 30), "2021"),
        (dt.date(2025, 7, 1), "2025"),
        (dt.date(2030, 1, 1), "2025"),
    ],
)
def test_a_round_follows_the_version_of_its_opening_day(opens_on, code):
    assert rules.procedure_for(VERSIONS, opens_on).code == code


def test_a_day_without_a_version_is_refused():
    with pytest.raises(rules.NoProcedure, match="31/08/2021"):
        rules.procedure_for(VERSIONS[1:], dt.date(2021, 8, 31))


@pytest.mark.parametrize(
    ("term", "anchor", "day"),
    [
        # before 15/11: the fifteenth is too late
        (Term(day=15, month=11, before=True), dt.date(2026, 1, 1), DUE),
        (Term(day=20, month=12, before=True), dt.date(2026, 9, 1), (2026, 12, 19)),
        (Term(day=14, month=12), dt.date(2023, 9, 1), dt.date(2023, 12, 14)),
        # fifteen days of the calendar from the 15th, through February too
        (Term(days=15, is_working=False), dt.date(2026, 4, 15), (2026, 4, 30)),
        (Term(days=15, is_working=False), dt.date(2026, 2, 15), (2026, 3, 2)),
        (Term(days=15, is_working=False), dt.date(2028, 2, 15), (2028, 3, 1)),
        # three working days after a Thursday, the weekend between
        (Term(days=3), dt.date(2026, 11, 12), (2026, 11, 17)),
        (Term(days=0), dt.date(2026, 11, 12), (2026, 11, 12)),
        # of each month: this one's if it is still to come
        (Term(day=5), dt.date(2026, 3, 5), (2026, 3, 5)),
        (Term(day=5), dt.date(2026, 3, 6), (2026, 4, 5)),
        (Term(day=5), dt.date(2026, 12, 31), (2027, 1, 5)),
    ],
)
def test_the_last_day_of_a_term(term, anchor, day):
    expected = day if isinstance(day, dt.date) else dt.date(*day)
    assert rules.last_day(term, anchor) == expected


def test_holidays_and_swapped_days_move_a_count_of_working_days():
    special = {dt.date(2026, 11, 13): False, dt.date(2026, 11, 14): True}
    anchor = dt.date(2026, 11, 12)
    assert rules.last_day(Term(days=1), anchor, special) == dt.date(2026, 11, 14)
    assert rules.last_day(Term(days=2), anchor, special) == dt.date(2026, 11, 16)


def test_a_term_of_neither_days_nor_a_date_is_no_term():
    with pytest.raises(ValueError, match="không có số ngày"):
        rules.last_day(Term(), DUE)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        # midnight in Việt Nam is 17:00 UTC of the day before
        ((2026, 11, 10, 16, 59), StepState.ON_TIME),
        ((2026, 11, 10, 17, 0), StepState.SOON),
        ((2026, 11, 14, 16, 59), StepState.SOON),
        ((2026, 11, 14, 17, 0), StepState.LATE),
    ],
)
def test_a_step_is_late_from_midnight_in_viet_nam(now, state):
    at = dt.datetime(*now, tzinfo=UTC)
    assert rules.step_state(due_on=DUE, done_on=None, now=at) == state


def test_the_last_second_is_in_time():
    assert rules.due_moment(DUE) == dt.datetime(2026, 11, 14, 17, tzinfo=UTC)
    last = rules.due_moment(DUE) - dt.timedelta(microseconds=1)
    assert rules.step_state(due_on=DUE, done_on=None, now=last) == StepState.SOON


@pytest.mark.parametrize(
    ("done_on", "state"),
    [
        (DUE, StepState.DONE),
        (DUE + dt.timedelta(days=1), StepState.DONE_LATE),
    ],
)
def test_what_is_done_stays_as_it_was_done(done_on, state):
    long_after = dt.datetime(2027, 6, 1, tzinfo=UTC)
    assert rules.step_state(due_on=DUE, done_on=done_on, now=long_after) == state


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ((2026, 11, 14, 16, 59, 59), DUE),
        ((2026, 11, 14, 17, 0, 0), dt.date(2026, 11, 15)),
    ],
)
def test_an_act_falls_on_its_day_in_viet_nam(moment, day):
    assert rules.day_of(dt.datetime(*moment, tzinfo=UTC)) == day


def test_a_step_that_has_not_begun_is_not_yet_until_it_is_due_soon():
    early = dt.datetime(2026, 11, 10, 16, 59, tzinfo=UTC)
    soon = early + dt.timedelta(minutes=1)

    def state(now):
        return rules.step_state(due_on=DUE, done_on=None, now=now, is_begun=False)

    assert state(early) == StepState.NOT_YET
    assert state(soon) == StepState.SOON


def test_a_step_without_a_due_day_is_never_late():
    late = dt.datetime(2030, 1, 1, tzinfo=UTC)
    assert rules.step_state(due_on=None, done_on=None, now=late) == StepState.ON_TIME
    assert rules.step_state(due_on=None, done_on=DUE, now=late) == StepState.DONE


@pytest.mark.parametrize(
    ("received_on", "starts"),
    [
        (dt.date(2026, 3, 1), dt.date(2026, 3, 15)),
        (dt.date(2026, 3, 15), dt.date(2026, 3, 15)),
        (dt.date(2026, 3, 16), dt.date(2026, 4, 15)),
        (dt.date(2026, 1, 31), dt.date(2026, 2, 15)),
        (dt.date(2026, 12, 16), dt.date(2027, 1, 15)),
    ],
)
def test_a_regular_review_starts_on_the_fifteenth(received_on, starts):
    assert rules.regular_start(received_on) == starts


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (12, None),
        (1, dt.date(2026, 2, 5)),
        (8, dt.date(2026, 9, 5)),
        (9, None),
    ],
)
def test_the_monthly_report_runs_from_february_to_september(month, due):
    assert rules.monthly_report_day(dt.date(2026, month, 15), 5) == due
