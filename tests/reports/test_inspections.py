"""An inspection from its plan to the last finding closed, by its services."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer, Role
from povertyportal.audit.models import AuditEntry
from reports.models import Inspection, InspectionPlace, InspectionVisit
from reports.services.inspections import (
    concluding,
    drawing,
    figures,
    findings,
    minutes,
    planning,
    visits,
)
from reports.services.inspections.findings import FindingText
from reports.services.inspections.minutes import MinutesText
from reports.services.inspections.planning import Plan, Signed
from reports.services.inspections.visits import Seen
from tests.factories import (
    HouseholdFactory,
    OfficerFactory,
    OutcomeFactory,
    ReviewFactory,
)

SIGNED = Signed("15/QĐ-SNNMT", dt.date(2026, 11, 20), "Trần Văn Giám", "Giám đốc")
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today(time_machine):
    time_machine.move_to("2026-11-20 08:00+07:00", tick=False)


@pytest.fixture
def guest(db):
    """An inspector from elsewhere: no area of his own."""
    return OfficerFactory(username="khach", role=Role.INSPECTOR)


@pytest.fixture
def results(open_round, village, neighbour_village):
    """Ten households with a class in each of two communes."""
    return [
        OutcomeFactory(
            review=ReviewFactory(
                round=open_round,
                household=HouseholdFactory(village=where),
                village=where,
            ),
            poverty_class="poor",
        )
        for where in (village, neighbour_village)
        for _ in range(10)
    ]


@pytest.fixture
def plan(open_round, commune, neighbour, guest):
    return Plan(
        title="Kiểm tra năm 2026",
        round=open_round,
        communes=[commune, neighbour],
        content="Kết quả rà soát.",
        starts_on=dt.date(2026, 11, 18),
        ends_on=dt.date(2026, 11, 30),
        access_ends=dt.date(2027, 2, 1),
        size=8,
        method="proportional",
        head=guest,
        members=[],
    )


@pytest.fixture
def draft(province_officer, plan):
    return planning.create_plan(by=province_officer, key=uuid.uuid4(), plan=plan)


@pytest.fixture
def going(province_officer, draft, results):
    planning.issue(by=province_officer, inspection=draft, decision=SIGNED)
    draft.refresh_from_db()
    return draft


def fresh(officer):
    """The officer as a new request knows him."""
    return Officer.objects.get(pk=officer.pk)


def met(found="poor", **fields):
    usual = {"met_whom": "Chủ hộ", "found_persons": 3, "deprived": (1, 12)}
    day = dt.date(2026, 11, 19)
    return Seen("met", day, found_class=found, **usual | fields)


def visit_all(by, place, wrong=0):
    for at, visit in enumerate(place.visits.all()):
        seen = met("not_poor" if at < wrong else "poor")
        visits.save_visit(by=by, visit=visit, version=1, seen=seen)


def close_place(by, place):
    visit_all(by, place)
    text = MinutesText(dt.date(2026, 11, 20), "Trụ sở xã", "Chủ tịch", "", "")
    minutes.save_minutes(by=by, place=place, version=1, text=text)
    minutes.close_minutes(by=by, place=place)
    place.refresh_from_db()


def said(**changed):
    usual = FindingText("posting", "Không niêm yết.", "Niêm yết lại.", due_on=DUE)
    return replace(usual, **changed)


DUE = dt.date(2026, 12, 20)


def test_issuing_draws_the_sample_and_lends_the_communes_for_a_time(
    going, guest, commune, neighbour, time_machine
):
    assert (going.state, going.number) == ("open", "15/QĐ-SNNMT")
    assert [each.visits.count() for each in going.places.all()] == [4, 4]
    assert [each.strata.get().population for each in going.places.all()] == [10, 10]
    assert scope_of(fresh(guest)).commune_ids == {commune.pk, neighbour.pk}
    scope = guest.scopes.first()
    assert (scope.starts, scope.ends) == (dt.date(2026, 11, 18), dt.date(2027, 2, 1))
    assert Inspection.objects.visible_to(fresh(guest)).get() == going
    time_machine.move_to("2027-02-01 08:00+07:00")
    assert not Inspection.objects.visible_to(fresh(guest)).exists()


def test_the_sample_is_what_the_seed_draws_from_that_moment(
    going, results, time_machine
):
    time_machine.move_to("2026-11-21 08:00+07:00")
    drawn = set(InspectionVisit.objects.values_list("household_id", flat=True))
    OutcomeFactory(
        review=ReviewFactory(
            round=going.round,
            household=HouseholdFactory(village=results[0].village),
            village=results[0].village,
        )
    )
    again = drawing.sample_of(going, going.as_of)
    assert [each.population for each in again.strata] == [10, 10]
    assert {u.household for each in again.strata for u in each.drawn} == drawn


def test_issuing_twice_does_nothing_more(going, province_officer):
    planning.issue(by=province_officer, inspection=going, decision=SIGNED)
    assert InspectionVisit.objects.count() == 8
    other = replace(SIGNED, number="16/QĐ-SNNMT")
    with pytest.raises(ValidationError, match="đã ban hành"):
        planning.issue(by=province_officer, inspection=going, decision=other)


def test_somebody_joins_a_team_at_work(going, province_officer, guest, commune):
    newcomer = OfficerFactory(username="moi", role=Role.INSPECTOR)
    for _ in range(2):
        planning.add_member(
            by=province_officer,
            inspection=going,
            officer=newcomer,
            as_head=True,
            reason="16/QĐ-SNNMT",
        )
    team = going.members.values_list("officer__username", "position")
    assert set(team) == {("moi", "head"), ("khach", "member")}
    assert Inspection.objects.visible_to(fresh(newcomer)).get() == going
    visits.save_visit(
        by=fresh(newcomer),
        visit=InspectionVisit.objects.first(),
        version=1,
        seen=met(),
    )
    with pytest.raises(ValidationError, match="không phải là thành viên đoàn"):
        planning.add_member(
            by=province_officer,
            inspection=going,
            officer=province_officer_of(commune),
            as_head=False,
            reason="16/QĐ-SNNMT",
        )


def province_officer_of(area):
    return OfficerFactory(role=Role.PROVINCE_OFFICER, area=area)


def test_a_commune_without_results_cannot_be_sampled(draft, province_officer):
    with pytest.raises(ValidationError, match="Không chọn được hộ nào"):
        planning.issue(by=province_officer, inspection=draft, decision=SIGNED)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not InspectionVisit.objects.exists()


def test_who_plans_holds_every_commune(plan, elsewhere, commune_officer, draft):
    abroad = OfficerFactory(role=Role.PROVINCE_OFFICER, area=elsewhere)
    with pytest.raises(ValidationError) as refusal:
        planning.create_plan(by=abroad, key=uuid.uuid4(), plan=plan)
    assert "communes" in refusal.value.message_dict
    with pytest.raises(PermissionDenied):
        planning.create_plan(by=commune_officer, key=uuid.uuid4(), plan=plan)
    half = OfficerFactory(role=Role.PROVINCE_OFFICER, area=plan.communes[0])
    with pytest.raises(PermissionDenied):
        planning.issue(by=half, inspection=draft, decision=SIGNED)


def test_a_visit_is_kept_and_the_same_again_changes_nothing(going, guest):
    visit = InspectionVisit.objects.first()
    for _ in range(2):
        visits.save_visit(by=fresh(guest), visit=visit, version=1, seen=met())
    visit.refresh_from_db()
    assert (visit.state, visit.version, visit.found_mask) == ("met", 2, 0b100000000001)
    with pytest.raises(ValidationError, match="đã lưu phiếu này"):
        visits.save_visit(
            by=fresh(guest), visit=visit, version=1, seen=met("near_poor")
        )


@pytest.mark.parametrize(
    ("seen", "field"),
    [
        (Seen("met", dt.date(2026, 11, 19)), "found_class"),
        (Seen("absent", dt.date(2026, 11, 19)), "note"),
        (Seen("todo", dt.date(2026, 11, 19)), "state"),
    ],
)
def test_a_visit_says_what_it_found(going, guest, seen, field):
    visit = InspectionVisit.objects.first()
    with pytest.raises(ValidationError) as refusal:
        visits.save_visit(by=fresh(guest), visit=visit, version=1, seen=seen)
    assert field in refusal.value.message_dict


def test_an_inspector_of_no_team_types_nothing(going, inspector):
    visit = InspectionVisit.objects.first()
    with pytest.raises(InspectionPlace.DoesNotExist):
        visits.save_visit(by=inspector, visit=visit, version=1, seen=met())


def test_the_error_rate_of_each_commune_has_its_interval(going, guest):
    first, second = going.places.all()
    visit_all(fresh(guest), first, wrong=1)
    one, two = figures.figures_of([first, second])
    assert (one.counts.met, one.counts.wrong, one.counts.wrongly_in) == (4, 1, 1)
    assert one.estimate.rate == 1 / 4
    assert one.estimate.low < 0.25 < one.estimate.high
    assert (two.estimate.rate, two.counts.todo) == (None, 4)
    counts, whole = figures.total_of([one, two])
    assert (counts.drawn, whole.covered, whole.population) == (8, 10, 20)


def test_minutes_wait_for_every_visit_and_then_stay(going, guest):
    place, by = going.places.first(), fresh(guest)
    with pytest.raises(ValidationError, match="Còn 4 hộ"):
        minutes.close_minutes(by=by, place=place)
    close_place(by, place)
    visit = place.visits.first()
    with pytest.raises(ValidationError, match="đã chốt"):
        visits.save_visit(by=by, visit=visit, version=2, seen=met("near_poor"))
    with pytest.raises(ValidationError, match="đã chốt"):
        findings.add_finding(by=by, place=place, said=said())
    minutes.close_minutes(by=by, place=place)


def test_a_finding_is_followed_until_it_is_closed(
    going, guest, province_officer, commune_officer, leader
):
    place, team = going.places.get(commune=scope_of(leader).areas[0]), fresh(guest)
    finding = findings.add_finding(by=team, place=place, said=said())
    with pytest.raises(ValidationError, match="chưa chốt"):
        findings.answer_finding(by=commune_officer, finding=finding, text="Xong.")
    for each in going.places.all():
        close_place(team, each)
    first = findings.answer_finding(by=commune_officer, finding=finding, text="Xong.")
    findings.judge_answer(
        by=team, answer=first, verdict="sent_back", comment="Thiếu ảnh."
    )
    second = findings.answer_finding(by=leader, finding=finding, text="Có ảnh.")
    conclusion = replace(SIGNED, number="2/KL-SNNMT")
    concluding.conclude(
        by=province_officer, inspection=going, text="Tốt.", signed=conclusion
    )
    with pytest.raises(ValidationError, match="Còn 1 phát hiện"):
        concluding.close(by=province_officer, inspection=going)
    findings.judge_answer(
        by=province_officer, answer=second, verdict="accepted", comment=""
    )
    concluding.close(by=province_officer, inspection=going)
    going.refresh_from_db()
    assert going.state == "closed"
    acts = AuditEntry.objects.filter(act__startswith="reports.inspection.")
    assert acts.filter(act="reports.inspection.closed").count() == 1
    assert acts.filter(act="reports.inspection.finding_judged").count() == 2


def test_a_conclusion_waits_for_all_minutes(going, guest, province_officer):
    close_place(fresh(guest), going.places.first())
    with pytest.raises(ValidationError, match="Biên bản chưa chốt"):
        concluding.conclude(
            by=province_officer, inspection=going, text="Tốt.", signed=SIGNED
        )


def refused(act):
    """Whether the database refuses, whatever the services say."""
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_the_database_keeps_the_order_of_states(going, draft):
    rows = Inspection.objects.filter(pk=going.pk)
    refused(lambda: rows.update(state="draft"))
    refused(lambda: rows.update(state="closed"))
    refused(lambda: rows.update(size=3))
    refused(lambda: rows.update(seed="tốt hơn"))
    refused(rows.delete)


def test_the_database_keeps_the_sample(going, results):
    visit = InspectionVisit.objects.first()
    place, rows = visit.place, InspectionVisit.objects.filter(pk=visit.pk)
    refused(rows.delete)
    refused(lambda: rows.update(risk="near_line"))
    refused(lambda: place.strata.update(population=99))
    refused(
        lambda: place.visits.create(
            household=results[0].review.household,
            review=results[0].review,
            outcome=results[0],
            head_name="Thêm",
            position=99,
            risk="ordinary",
        )
    )


def test_the_database_keeps_closed_minutes_and_words(going, guest, commune_officer):
    team = fresh(guest)
    place = going.places.get(commune=scope_of(commune_officer).areas[0])
    finding = findings.add_finding(by=team, place=place, said=said())
    close_place(team, place)
    answer = findings.answer_finding(
        by=commune_officer, finding=finding, text="Đã niêm yết lại."
    )
    found = type(finding).objects.filter(pk=finding.pk)
    refused(lambda: place.visits.update(note="sửa"))
    refused(lambda: type(place).objects.filter(pk=place.pk).update(notes="sửa"))
    refused(lambda: found.update(text="Nhẹ hơn."))
    refused(found.delete)
    refused(lambda: type(answer).objects.filter(pk=answer.pk).update(text="Khác"))
    with pytest.raises(PermissionDenied):
        findings.judge_answer(
            by=commune_officer, answer=answer, verdict="accepted", comment=""
        )
