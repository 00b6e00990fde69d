"""Dates of an activity: which orders cannot be, and what is said of them."""

import datetime as dt

import pytest

from programs.rules.activity_dates import problems

TODAY = dt.date(2026, 6, 30)
MARCH, APRIL, MAY = (dt.date(2026, month, 1) for month in (3, 4, 5))


@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        ({}, {}),
        ({"planned_start": MARCH, "planned_finish": MARCH}, {}),
        ({"planned_start": APRIL, "planned_finish": MARCH}, {"planned_finish"}),
        ({"planned_finish": MARCH}, {}),
        ({"started_on": MARCH, "finished_on": MARCH}, {}),
        ({"started_on": APRIL, "finished_on": MARCH}, {"finished_on"}),
        ({"finished_on": MARCH}, {"finished_on"}),
        ({"started_on": MARCH, "accepted_on": APRIL}, {"accepted_on"}),
        (
            {"started_on": MARCH, "finished_on": MAY, "accepted_on": APRIL},
            {"accepted_on"},
        ),
        (
            {"started_on": MARCH, "finished_on": APRIL, "commissioned_on": MAY},
            {"commissioned_on"},
        ),
        ({"started_on": TODAY}, {}),
        ({"started_on": TODAY + dt.timedelta(days=1)}, {"started_on"}),
        ({"planned_start": TODAY + dt.timedelta(days=1)}, {}),
    ],
)
def test_only_orders_that_cannot_be_are_told(dates, wrong):
    assert problems(dates, TODAY).keys() == set(wrong)


def test_a_finish_before_the_start_is_told_with_both_days():
    told = problems({"started_on": APRIL, "finished_on": MARCH}, TODAY)
    assert told["finished_on"] == (
        "Ngày hoàn thành 01/03/2026 trước ngày bắt đầu 01/04/2026: "
        "hãy xem lại hai ngày."
    )
