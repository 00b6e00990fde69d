"""The way out: lists agree with the rule, plans, helpers and visits are kept right."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from povertyportal.accounts.access import scope_of
from povertyportal.audit.models import AuditEntry
from programs.models import Enrolment, EscapeMeasure, Shock
from programs.rules.wayout import RelapseSign, leave_signs
from programs.services.places import Place
from programs.services.questions import Questioned
from programs.services.wayout import listed, plans, relapse
from programs.services.wayout.results import result_of
from tests.factories import HouseholdFactory, RoundFactory
from tests.programs.access_wayout import (
    DAY,
    helper_of,
    plan_of,
    standing_of,
    task_of,
)

pytestmark = pytest.mark.django_db
NOW = "2026-11-22 08:00+07:00"
MEASURE = plans.Measure("Làm nhà tiêu", "Trưởng thôn", dt.date(2026, 12, 1), "toilet")
PLAN = plans.Plan(2026, "Hộ có lao động", "Lê Thị Phụ Trách", [MEASURE])


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW)


def here(officer):
    return Place(scope_of(officer), None)


CASES = {
    "few": {"b1": 100},
    "near, on the line": {"b1": 140, "b2": 60},
    "neither": {"b1": 129, "b2": 40},
    "no labour": {"b1": 135, "no_labour": True},
    "points unknown, masks tell": {"b1": None, "b2": None, "deprived_mask": 0b111},
    "near-poor near the line": {"poverty_class": "near_poor", "b1": 131, "b2": 10},
    "near-poor far": {"poverty_class": "near_poor", "b1": 100, "b2": 10},
}


def test_the_list_of_leavers_agrees_with_the_rule(open_round, village, commune_officer):
    made = {
        name: standing_of(open_round, HouseholdFactory(village=village), **case)
        for name, case in CASES.items()
    }
    found = set(listed.leavers(listed.listed(here(commune_officer), 2026)))
    by_rule = {row for row in made.values() if leave_signs(result_of(row))}
    assert found == by_rule
    names = {name for name, row in made.items() if row in found}
    assert names == {
        "few",
        "near, on the line",
        "points unknown, masks tell",
        "near-poor near the line",
    }


def test_a_past_year_reads_the_list_of_its_last_day(
    open_round, household, commune_officer
):
    standing_of(
        open_round, household, starts=dt.date(2025, 1, 1), ends=dt.date(2026, 1, 1)
    )
    place = here(commune_officer)
    assert listed.listed(place, 2026).count() == 0
    assert listed.listed(place, 2025).count() == 1


@pytest.fixture
def former(open_round, village, commune_officer):
    """Households once poor: just above the line, poor again, off it with a shock; and
    one that never was, with a shock as well."""
    left, back, still, never = (HouseholdFactory(village=village) for _ in range(4))
    old = {"starts": dt.date(2024, 1, 1), "ends": dt.date(2025, 1, 1)}
    for each in (left, back, still):
        standing_of(open_round, each, **old)
    later = RoundFactory(name="Năm sau", year=2025, areas=[left.commune])
    standing_of(later, left, "not_poor", b1=145)
    standing_of(later, back)
    for each in (still, never):
        Shock.objects.create(
            household=each, kind="job", happened_on=DAY, recorded_by=commune_officer
        )
    Enrolment.objects.create(
        benefit="health_insurance",
        household=left,
        area=left.commune,
        starts=dt.date(2024, 1, 1),
        ends=dt.date(2026, 1, 1),
        recorded_by=commune_officer,
    )
    return left, still


def test_who_may_fall_back_shows_why(former, commune_officer):
    left, still = former
    ids = relapse.at_risk(here(commune_officer))
    assert ids == [left.pk, still.pk]
    told = {each.household.pk: each.words for each in relapse.told_of(ids)}
    assert told == {
        left.pk: "Mới thoát (01/01/2025); Sát ngưỡng; "
        "Vừa thôi hưởng chế độ (01/01/2026)",
        still.pk: "Mới thoát (01/01/2025); Gặp biến cố (02/03/2026)",
    }
    by_sign = {
        sign: relapse.at_risk(here(commune_officer), sign) for sign in RelapseSign
    }
    assert by_sign == {
        RelapseSign.RECENT: [left.pk, still.pk],
        RelapseSign.NEAR: [left.pk],
        RelapseSign.LOST: [left.pk],
        RelapseSign.SHOCK: [still.pk],
    }


def test_nobody_left_a_list_that_is_only_not_made_yet(
    open_round, household, neighbour_village, commune_officer, province_officer
):
    old = {"starts": dt.date(2024, 1, 1), "ends": dt.date(2026, 1, 1)}
    standing_of(open_round, household, **old)
    standing_of(open_round, HouseholdFactory(village=neighbour_village))
    assert relapse.at_risk(here(province_officer)) == []
    standing_of(open_round, HouseholdFactory(village=household.village))
    assert relapse.at_risk(here(province_officer)) == [household.pk]


def test_a_plan_from_measure_to_result(open_round, household, commune_officer):
    standing_of(open_round, household)
    by = commune_officer
    made = plans.make_plan(by=by, household=household, plan=PLAN)
    measure = made.measures.get()
    plans.change_measure(
        by=by,
        measure=measure,
        said=MEASURE,
        progress=plans.Progress("done", dt.date(2026, 11, 20)),
    )
    with pytest.raises(Questioned, match="vẫn là hộ nghèo"):
        plans.set_result(by=by, plan=made, result="left", day=DAY, note="")
    plans.set_result(by=by, plan=made, result="left", day=DAY, note="Biên bản họp dân")
    made.refresh_from_db()
    assert (made.result, made.result_on) == ("left", DAY)
    with pytest.raises(ValidationError, match="đã có kết quả"):
        plans.add_measure(by=by, plan=made, measure=MEASURE)
    plans.set_result(by=by, plan=made, result="", day=DAY, note="Ghi nhầm")
    made.refresh_from_db()
    assert (made.result, made.result_on) == ("", None)
    acts = AuditEntry.objects.filter(object_kind="escape_plan", object_id=made.pk)
    assert acts.count() == 4


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (plans.Plan(2025, "r", "w"), "Năm 2025 đã qua"),
        (
            plans.Plan(2026, "r", "w", [plans.Measure("a", "b", dt.date(2027, 1, 1))]),
            "sau năm phấn đấu 2026",
        ),
        (
            plans.Plan(2026, "r", "w", [plans.Measure("a", "b", dt.date(2026, 11, 1))]),
            "01/11/2026 đã qua",
        ),
    ],
)
def test_a_plan_is_refused_in_words(
    plan, words, open_round, household, commune_officer
):
    standing_of(open_round, household)
    with pytest.raises(ValidationError, match=words):
        plans.make_plan(by=commune_officer, household=household, plan=plan)
    assert not household.escape_plans.exists()


def test_only_who_is_listed_gets_a_plan_and_one_a_year(
    open_round, household, village, commune_officer
):
    by = commune_officer
    with pytest.raises(ValidationError, match="không thuộc danh sách"):
        plans.make_plan(by=by, household=household, plan=PLAN)
    standing_of(open_round, household)
    plans.make_plan(by=by, household=household, plan=PLAN)
    with pytest.raises(ValidationError, match="đã có kế hoạch của năm đó"):
        plans.make_plan(by=by, household=household, plan=PLAN)


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (plans.Progress("done"), "ngày làm xong"),
        (plans.Progress("done", dt.date(2026, 11, 23)), "chưa đến"),
        (plans.Progress("planned", DAY), "Chỉ ghi ngày làm xong khi"),
        (plans.Progress("dropped"), "vì sao không làm nữa"),
    ],
)
def test_progress_that_cannot_be(progress, words, household, commune_officer):
    _, measure = plan_of(household, commune_officer)
    with pytest.raises(ValidationError, match=words):
        plans.change_measure(
            by=commune_officer, measure=measure, said=MEASURE, progress=progress
        )


def test_plans_of_a_year_are_counted_by_what_came_of_them(village, commune_officer):
    for result in ("", "left", "left", "not_yet", "dropped"):
        home = HouseholdFactory(village=village)
        plan_of(home, commune_officer, result=result, result_on=DAY if result else None)
    plan_of(home, commune_officer, target_year=2025)
    found = listed.plan_totals(here(commune_officer), 2026)
    assert found == listed.PlanTotals(made=5, left=2, not_yet=1, dropped=1)
    assert found.open == 1


def test_a_measure_is_late_until_it_is_done_or_the_plan_is_over(
    household, commune_officer
):
    plan, measure = plan_of(household, commune_officer, due=dt.date(2026, 11, 21))
    late = EscapeMeasure.objects.filter(plans.late_measures())
    assert list(late) == [measure]
    plan.result, plan.result_on = "not_yet", DAY
    plan.save()
    assert not late.all().exists()


def test_a_refused_form_keeps_what_was_typed(
    open_round, household, client_of, commune_officer
):
    standing_of(open_round, household)
    url = reverse("programs:escape-plan-create", args=[household.pk])
    typed = {
        "target_year": "2026",
        "reason": "Con đi làm công ty",
        "responsible": "Bí thư chi bộ",
        "topics": ["toilet"],
        "due_on": "1/2/2027",
    }
    answer = client_of(commune_officer).post(url, typed)
    page = answer.content.decode()
    assert "sau năm phấn đấu 2026" in page
    assert "Con đi làm công ty" in page
    assert "Bí thư chi bộ" in page
    typed["due_on"] = "1/12/2026"
    answer = client_of(commune_officer).post(url, typed)
    assert answer.status_code == 302
    assert household.escape_plans.get().measures.get().topic == "toilet"


@pytest.mark.parametrize(
    "name",
    ["leaver-list", "unhelped-list", "escape-plan-list", "relapse-list", "visit-list"],
)
def test_lists_ask_the_same_number_of_queries_however_long(
    name,
    open_round,
    village,
    commune,
    client_of,
    commune_officer,
    django_assert_max_num_queries,
):
    helper = helper_of(commune, commune_officer)
    for at in range(6):
        home = HouseholdFactory(village=village)
        standing_of(open_round, home)
        plan_of(home, commune_officer)
        if name != "unhelped-list":
            task_of(helper, commune_officer, household=home)
        if name == "relapse-list":
            home.standings.update(
                starts=dt.date(2024, 1, 1), ends=dt.date(2025, 1, at + 1)
            )
    if name == "relapse-list":
        standing_of(open_round, HouseholdFactory(village=village))
    client = client_of(commune_officer)
    with django_assert_max_num_queries(18):
        answer = client.get(reverse(f"programs:{name}"))
    assert answer.context["page_obj"].paginator.count == 6
