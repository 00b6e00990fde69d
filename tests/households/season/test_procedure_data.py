"""The procedure as data: what the migrations wrote, and what it leads to."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from households.models import Procedure, ProcedureRule, ReviewRound
from households.services.season import clock
from households.services.season.dossiers import due_of
from households.services.season.terms import procedure_on, rules_of, set_round_steps
from povertyportal.workdays.calendar import calendar
from tests.factories import RoundFactory

pytestmark = pytest.mark.django_db

# name: days, working, day, month, before, verified (docs/rules.md says the same)
QD24 = {
    "annual_end": (None, True, 14, 12, False, True),
    "preliminary": (None, True, 15, 11, True, True),
    "opinion": (5, True, None, None, False, False),
    "official": (None, True, 20, 12, True, True),
    "posting": (3, True, None, None, False, False),
    "recheck": (3, True, None, None, False, False),
    "reposting": (3, True, None, None, False, False),
    "regular_start": (None, True, 15, None, False, True),
    "regular_decision": (15, False, None, None, False, True),
    "monthly": (None, True, 5, None, False, True),
}


@pytest.mark.parametrize("code", ["QD24_2021", "QD24_2025"])
def test_the_rows_stand_as_the_table_of_rules_says(code):
    rows = {
        rule.name: (
            rule.days,
            rule.day_kind == ProcedureRule.DayKind.WORKING,
            rule.day,
            rule.month,
            rule.before,
            rule.is_verified,
        )
        for rule in ProcedureRule.objects.filter(procedure__code=code)
    }
    assert rows == QD24


@pytest.mark.parametrize(
    ("day", "code", "opinion_by", "is_required"),
    [
        (dt.date(2021, 8, 31), "TT17_2016", "", False),
        (dt.date(2025, 6, 30), "QD24_2021", "Chủ tịch Ủy ban nhân dân cấp huyện", True),
        (dt.date(2025, 7, 1), "QD24_2025", "Cơ quan thường trực cấp tỉnh", False),
    ],
)
def test_the_version_says_whose_opinion_is_asked(day, code, opinion_by, is_required):
    found = procedure_on(day)
    assert (found.code, found.opinion_by) == (code, opinion_by)
    assert found.opinion_required is is_required


def test_a_day_without_a_procedure_is_told():
    Procedure.objects.filter(code="TT17_2016").delete()
    with pytest.raises(ValidationError, match="31/08/2021"):
        procedure_on(dt.date(2021, 8, 31))


def test_the_former_procedure_posts_longer():
    found = Procedure.objects.get(code="TT17_2016")
    monday = dt.date(2021, 6, 7)
    assert clock.posting_last_day(found, "annual", monday) == dt.date(2021, 6, 16)
    assert clock.posting_due(found, "annual", monday).is_verified


def test_the_former_procedure_counts_from_the_request():
    known = rules_of(Procedure.objects.get(code="TT17_2016"), "regular")
    monday = dt.date(2021, 6, 7)
    starts, due = due_of(monday, known, calendar())
    assert (starts, due.day) == (monday, dt.date(2021, 6, 16))


@pytest.mark.parametrize("is_reposting", [False, True])
def test_a_list_hangs_over_weekend_and_holiday(is_reposting):
    found = Procedure.objects.get(code="QD24_2021")
    # Thursday; National Day took Friday 01/09 to Monday 04/09/2023
    posted_on = dt.date(2023, 8, 31)
    last = clock.posting_last_day(found, "annual", posted_on, is_reposting=is_reposting)
    assert last == dt.date(2023, 9, 7)


def test_a_procedure_that_says_nothing_gives_no_last_day():
    assert clock.posting_last_day(None, "annual", dt.date(2026, 1, 5)) is None


def days(found):
    return {row.step: row.due_on for row in found.steps.all()}


def test_planned_days_stand_beside_those_of_the_law(commune):
    found = RoundFactory(areas=[commune])
    set_round_steps(found, {"list": dt.date(2026, 9, 20), "survey": None})
    assert days(found) == {
        "list": dt.date(2026, 9, 20),
        "survey": dt.date(2026, 12, 14),
        "meeting": dt.date(2026, 12, 14),
        "posting": dt.date(2026, 12, 14),
        "preliminary": dt.date(2026, 11, 14),
        "recognition": dt.date(2026, 12, 14),
        "official": dt.date(2026, 12, 19),
    }
    planned = found.steps.get(step="list")
    assert (planned.is_lawful, planned.citation) == (False, "Kế hoạch của đợt rà soát")


@pytest.mark.parametrize(
    ("planned", "message"),
    [
        ({"list": dt.date(2026, 8, 31)}, "ở ngoài thời gian của đợt"),
        ({"posting": dt.date(2026, 12, 15)}, "ở ngoài thời gian của đợt"),
        (
            {"survey": dt.date(2026, 10, 2), "meeting": dt.date(2026, 10, 1)},
            "ở trước hạn “Rà soát, phân loại”",
        ),
    ],
)
def test_a_plan_out_of_order_is_refused(commune, planned, message):
    found = RoundFactory(areas=[commune])
    with pytest.raises(ValidationError, match=message):
        set_round_steps(found, planned)


def test_a_regular_round_has_the_decision_and_the_report(commune):
    found = RoundFactory(
        areas=[commune],
        kind=ReviewRound.Kind.REGULAR,
        opens_on=dt.date(2026, 4, 15),
        closes_on=dt.date(2026, 4, 30),
        month=4,
    )
    set_round_steps(found)
    assert days(found) == {
        "recognition": dt.date(2026, 4, 30),
        "monthly": dt.date(2026, 5, 5),
    }
