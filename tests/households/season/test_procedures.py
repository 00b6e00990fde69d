"""Correcting the procedure: who may, what follows, what is kept."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from households.models import Procedure, ProcedureRule, ReviewRound
from households.services.season import procedures
from households.services.season.terms import set_round_steps
from povertyportal.audit.models import AuditEntry
from tests.factories import RoundFactory

pytestmark = pytest.mark.django_db
LIST = "/mua-ra-soat/quy-trinh/"


@pytest.fixture
def rule():
    return ProcedureRule.objects.get(procedure__code="QD24_2025", name="preliminary")


def form_of(rule, **changes):
    values = {
        "days": rule.days,
        "day_kind": rule.day_kind,
        "day": rule.day,
        "month": rule.month,
        "before": "on" if rule.before else "",
        "citation": rule.citation,
        "is_verified": "on" if rule.is_verified else "",
        "reason": "Đã đọc văn bản",
    }
    return {key: value for key, value in (values | changes).items() if value}


def preliminary_of(found):
    return found.steps.get(step="preliminary").due_on


def test_open_rounds_follow_a_correction(
    rule, commune, neighbour, client_of, province_officer
):
    now_open = RoundFactory(areas=[commune])
    over = RoundFactory(areas=[neighbour], state=ReviewRound.State.CLOSED)
    for found in (now_open, over):
        set_round_steps(found)
    url = reverse("season:procedure-rule", args=[rule.pk])
    answer = client_of(province_officer).post(url, form_of(rule, day=20))
    assert answer.url == LIST
    assert preliminary_of(now_open) == dt.date(2026, 11, 19)
    assert preliminary_of(over) == dt.date(2026, 11, 14)
    entry = AuditEntry.objects.get(act="households.procedure.rule_changed")
    assert (entry.detail["former"]["day"], entry.detail["now"]["day"]) == (15, 20)
    assert (entry.detail["due_days_changed"], entry.reason) == (1, "Đã đọc văn bản")


def test_planned_days_stay(rule, commune, province_officer):
    found = RoundFactory(areas=[commune])
    set_round_steps(found, {"survey": dt.date(2026, 10, 15)})
    rule.day = 20
    procedures.correct_rule(by=province_officer, rule=rule, reason="Thử")
    assert found.steps.get(step="survey").due_on == dt.date(2026, 10, 15)


def test_a_correction_of_the_source_alone_changes_no_day(
    rule, commune, province_officer
):
    set_round_steps(RoundFactory(areas=[commune]))
    assert procedures.correct_rule(by=province_officer, rule=rule, reason="Thử") == 0


@pytest.mark.parametrize(
    "changes", [{"days": 5}, {"day": None, "month": None}, {"reason": ""}]
)
def test_a_term_is_either_counted_or_dated_and_has_a_reason(
    rule, changes, client_of, province_officer
):
    url = reverse("season:procedure-rule", args=[rule.pk])
    answer = client_of(province_officer).post(url, form_of(rule, **changes))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    rule.refresh_from_db()
    assert (rule.days, rule.day) == (None, 15)


def test_whose_opinion_is_asked_may_be_corrected(client_of, province_officer):
    found = Procedure.objects.get(code="QD24_2025")
    url = reverse("season:procedure-edit", args=[found.pk])
    form = {
        "opinion_by": "Sở Nông nghiệp và Môi trường",
        "opinion_required": "on",
        "is_verified": "on",
        "note": "",
        "reason": "Có văn bản mới",
    }
    assert client_of(province_officer).post(url, form).url == LIST
    found.refresh_from_db()
    assert (found.opinion_by, found.opinion_required) == (form["opinion_by"], True)
    assert AuditEntry.objects.get(act="households.procedure.changed").reason


@pytest.mark.parametrize("who", ["commune_officer", "leader", "administrator"])
def test_only_the_province_corrects(who, request, rule):
    officer = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        procedures.correct_rule(by=officer, rule=rule, reason="Thử")
    with pytest.raises(PermissionDenied):
        procedures.correct_procedure(by=officer, procedure=rule.procedure, reason="Thử")


def test_everybody_who_reviews_may_read_the_terms(client_of, surveyor):
    page = client_of(surveyor).get(LIST).content.decode()
    assert "3 ngày làm việc" in page
    assert "trước ngày 15/11" in page
    assert "chưa đối chiếu" in page
    assert "Sửa" not in page.split("<main", 1)[1]


def test_the_page_of_terms_takes_a_constant_number_of_queries(
    client_of, surveyor, django_assert_num_queries
):
    client = client_of(surveyor)
    client.get(LIST)
    with django_assert_num_queries(4):
        client.get(LIST)
