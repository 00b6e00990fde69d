"""Sharing a target, how far it is, and when a report is due: tables at the edges."""

import datetime as dt
from decimal import Decimal as D
from fractions import Fraction

import pytest

from programs.rules.apportion import apportion
from programs.rules.progress import Verdict, elapsed_of_year, judge, judge_level
from programs.rules.reporting import due_of_province, due_of_unit, report_period

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        pytest.param(10, {"a": 3, "b": 3, "c": 4}, {"a": 3, "b": 3, "c": 4}, id="even"),
        pytest.param(10, {"a": 1, "b": 1, "c": 1}, {"a": 4, "b": 3, "c": 3}, id="tie"),
        pytest.param(7, {"a": 10, "b": 55}, {"a": 1, "b": 6}, id="largest-remainder"),
        pytest.param(1, {"a": 2, "b": 2, "c": 3}, {"a": 0, "b": 0, "c": 1}, id="one"),
        pytest.param(5, {"a": 0, "b": 9}, {"a": 0, "b": 5}, id="nobody-poor-in-a"),
        pytest.param(5, {"a": 0, "b": 0}, {"a": 0, "b": 0}, id="nobody-poor"),
        pytest.param(0, {"a": 2}, {"a": 0}, id="nothing-to-share"),
    ],
)
def test_apportion(total, weights, parts):
    assert apportion(total, weights) == parts


def test_every_target_is_shared_whole():
    weights = {at: at * at % 17 for at in range(40)}
    for total in range(200):
        assert sum(apportion(total, weights).values()) == total


@pytest.mark.parametrize(
    ("done", "elapsed", "is_final", "verdict"),
    [
        pytest.param(D(465), HALF, False, Verdict.MET, id="reached"),
        pytest.param(D(464), Fraction(1), True, Verdict.MISSED, id="one-short"),
        pytest.param(D("232.5"), HALF, False, Verdict.ON_WAY, id="exactly-the-pace"),
        pytest.param(D(232), HALF, False, Verdict.BEHIND, id="below-the-pace"),
        pytest.param(D(-3), HALF, False, Verdict.BEHIND, id="grew"),
        pytest.param(None, HALF, False, Verdict.UNKNOWN, id="unknown"),
    ],
)
def test_judge(done, elapsed, is_final, verdict):
    found = judge(D(465), done, elapsed, is_final=is_final)
    assert found.verdict is verdict
    assert found.expected == (D(465) if elapsed == 1 else D("232.50"))


@pytest.mark.parametrize(
    ("start", "now", "is_final", "verdict"),
    [
        pytest.param(D(6), D(4), False, Verdict.MET, id="at-the-target"),
        pytest.param(D(6), D(5), False, Verdict.ON_WAY, id="half-the-way"),
        pytest.param(D(6), D("5.01"), False, Verdict.BEHIND, id="short-of-half"),
        pytest.param(D(6), D("4.01"), True, Verdict.MISSED, id="year-over"),
        pytest.param(None, D(4), False, Verdict.MET, id="start-unknown-met"),
        pytest.param(None, D(5), False, Verdict.UNKNOWN, id="start-unknown"),
        pytest.param(None, D(5), True, Verdict.MISSED, id="start-unknown-over"),
        pytest.param(D(6), None, False, Verdict.UNKNOWN, id="now-unknown"),
        pytest.param(D(3), D("3.5"), False, Verdict.MET, id="was-lower-still-below"),
        pytest.param(D(3), D("4.5"), False, Verdict.BEHIND, id="rose-above"),
    ],
)
def test_judge_level(start, now, is_final, verdict):
    found = judge_level(D(4), start, now, HALF, is_final=is_final)
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (dt.date(2025, 12, 31), Fraction(0)),
        (dt.date(2026, 1, 1), Fraction(1, 365)),
        (dt.date(2026, 12, 31), Fraction(1)),
        (dt.date(2027, 1, 1), Fraction(1)),
    ],
)
def test_elapsed_of_year(day, share):
    assert elapsed_of_year(2026, day) == share


def test_what_is_left_and_in_per_cent():
    found = judge(D(81), D(71), Fraction(1), is_final=True)
    assert (found.percent, found.left) == (D("87.65"), D(10))
    assert judge(D(0), D(0), HALF, is_final=False).percent is None


@pytest.mark.parametrize(
    ("ends", "special", "due"),
    [
        pytest.param(dt.date(2026, 6, 30), {}, dt.date(2026, 7, 21), id="15-days"),
        pytest.param(
            dt.date(2026, 6, 30),
            {dt.date(2026, 7, 21): False},
            dt.date(2026, 7, 22),
            id="last-day-off",
        ),
        pytest.param(
            dt.date(2026, 12, 31),
            {dt.date(2027, 1, 1): False},
            dt.date(2027, 1, 22),
            id="new-year-off",
        ),
    ],
)
def test_units_report_within_15_working_days(ends, special, due):
    assert due_of_unit(ends, special) == due


def test_years_before_the_circular_have_no_last_day():
    assert due_of_unit(dt.date(2021, 12, 31), {}) is None
    assert due_of_unit(dt.date(2022, 6, 30), {}) == dt.date(2022, 7, 21)
    assert due_of_province(2021, is_half=False) is None
    assert due_of_province(2022, is_half=True) == dt.date(2022, 5, 31)


def test_provinces_report_before_june_and_december():
    assert due_of_province(2026, is_half=True) == dt.date(2026, 5, 31)
    assert due_of_province(2026, is_half=False) == dt.date(2026, 11, 30)
    assert report_period(2026, is_half=True).ends == dt.date(2026, 6, 30)
    assert report_period(2026, is_half=False).starts == dt.date(2026, 1, 1)
