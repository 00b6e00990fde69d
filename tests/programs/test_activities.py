"""Activities: planned, dated, carried out, joined, judged; and what is refused."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from povertyportal.accounts.access import scope_of
from povertyportal.audit.models import AuditEntry
from programs.models import Activity, Participant, Support, SupportKind
from programs.services import activity_figures, payments
from programs.services.activities import editing, participants, work
from programs.services.activities.editing import Dates, Plan
from programs.services.activities.participants import Came, Joining
from programs.services.activities.work import Stage, Work
from programs.services.activity_outcomes import outcomes
from programs.services.activity_states import State, in_state, is_late, state_of
from programs.services.places import Place
from tests.documents.test_attachments import png
from tests.factories import HouseholdFactory, VillageFactory, add_member
from tests.programs import money_rows
from tests.programs.access_activities import activity_of

MARCH, APRIL, MAY, JUNE = (dt.date(2026, month, 1) for month in (3, 4, 5, 6))


@pytest.fixture
def today():
    with time_machine.travel(dt.datetime(2026, 7, 1, 5, tzinfo=dt.UTC), tick=False):
        yield dt.date(2026, 7, 1)


@pytest.fixture
def road(commune, commune_officer, today):
    return activity_of(commune, commune_officer)


def plan_of(area, **fields):
    usual = {"component": None, "area": area, "year": 2026, "kind": "model"}
    usual |= {"name": "Nuôi bò", "unit": "mô hình", "quantity": Decimal(1)}
    return Plan(**usual | fields)


def told(error):
    """{field: message} of a refusal, "" for what belongs to no field."""
    found = error.value
    if hasattr(found, "error_dict"):
        return {name: " ".join(said) for name, said in found.message_dict.items()}
    return {"": " ".join(found.messages)}


def test_an_activity_is_entered_and_audited(commune, commune_officer, today):
    made = editing.create_activity(by=commune_officer, plan=plan_of(commune))
    entry = AuditEntry.objects.get(act="programs.activity.created")
    assert (entry.object_id, entry.area_id) == (made.pk, commune.pk)
    assert state_of(made) == State.PLANNED


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"quantity": Decimal(0)}, "__all__", "lớn hơn 0"),
        ({"cost": 5, "matching": 6}, "matching", "6 đồng quá tổng kinh phí 5 đồng"),
        (
            {"planned_start": MAY, "planned_finish": APRIL},
            "planned_finish",
            "trước ngày dự kiến bắt đầu",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(
    given, field, words, commune, commune_officer, today
):
    with pytest.raises(ValidationError) as error:
        editing.create_activity(by=commune_officer, plan=plan_of(commune, **given))
    assert words in told(error)[field]
    assert not Activity.objects.exists()


def test_only_ones_own_area_and_role(commune, neighbour, commune_officer, leader):
    with pytest.raises(ValidationError, match="ngoài địa bàn"):
        editing.create_activity(by=commune_officer, plan=plan_of(neighbour))
    with pytest.raises(PermissionDenied):
        editing.create_activity(by=leader, plan=plan_of(commune))
    foreign = activity_of(neighbour, commune_officer)
    with pytest.raises(Activity.DoesNotExist):
        editing.set_dates(by=commune_officer, activity=foreign, dates=Dates(MARCH))


def test_finish_before_start_is_refused_and_nothing_changes(road, commune_officer):
    with pytest.raises(ValidationError) as error:
        editing.set_dates(by=commune_officer, activity=road, dates=Dates(APRIL, MARCH))
    assert "trước ngày bắt đầu 01/04/2026" in told(error)["finished_on"]
    road.refresh_from_db()
    assert road.started_on is None


def test_the_state_follows_the_dates_in_python_and_in_the_database(
    road, commune_officer, today
):
    steps = [
        (Dates(), State.PLANNED),
        (Dates(MARCH), State.RUNNING),
        (Dates(MARCH, APRIL), State.FINISHED),
        (Dates(MARCH, APRIL, MAY), State.ACCEPTED),
        (Dates(MARCH, APRIL, MAY, JUNE), State.IN_USE),
    ]
    for dates, state in steps:
        found = editing.set_dates(by=commune_officer, activity=road, dates=dates)
        assert state_of(found) == state
        there = [each for each in State if Activity.objects.filter(in_state(each))]
        assert there == [state]
        late = Activity.objects.filter(in_state("late")).exists()
        assert late == is_late(found, today) == (state in {"planned", "running"})


def test_work_is_summed_and_more_than_planned_is_questioned(road, commune_officer):
    def add(day, quantity, note=""):
        row = Work(day, Decimal(quantity), note)
        work.add_progress(by=commune_officer, activity=road, work=row, evidence=None)
        road.refresh_from_db()
        return road.quantity_done

    with pytest.raises(ValidationError, match="chưa có ngày bắt đầu"):
        add(APRIL, 1)
    editing.set_dates(by=commune_officer, activity=road, dates=Dates(APRIL))
    with pytest.raises(ValidationError, match="trước ngày bắt đầu"):
        add(MARCH, 1)
    assert add(MAY, "1.5") == Decimal("1.5")
    with pytest.raises(ValidationError, match="quá kế hoạch 2 km"):
        add(MAY, 1)
    assert add(MAY, 1, "Làm thêm đoạn cuối") == Decimal("2.5")
    with pytest.raises(ValidationError, match="phải ghi lý do"):
        add(MAY, -1)
    with pytest.raises(ValidationError, match="không bớt được nhiều hơn"):
        add(MAY, -3, "Ghi nhầm")
    assert add(MAY, -1, "Ghi nhầm") == Decimal("1.5")
    with pytest.raises(ValidationError, match="từ ngày đó trở về trước"):
        editing.set_dates(by=commune_officer, activity=road, dates=Dates(JUNE))


def test_a_stage_keeps_its_evidence_through_an_edit(road, commune_officer, today):
    upload = SimpleUploadedFile("bien-ban.png", png(), "image/png")
    stage = work.add_stage(
        by=commune_officer, activity=road, stage=Stage("Chọn thầu"), evidence=upload
    )
    given = Stage("Chọn nhà thầu", done_on=MAY)
    work.change_stage(by=commune_officer, stage=stage, given=given, evidence=None)
    stage.refresh_from_db()
    assert (stage.name, stage.evidence.area_id) == ("Chọn nhà thầu", road.area_id)
    with pytest.raises(ValidationError, match="không bỏ được"):
        work.drop_stage(by=commune_officer, stage=stage)
    with pytest.raises(ValidationError, match="chưa đến"):
        work.change_stage(
            by=commune_officer,
            stage=stage,
            given=Stage("Chọn nhà thầu", done_on=today + dt.timedelta(days=1)),
            evidence=None,
        )


def test_a_household_joins_once_from_its_own_place(
    road, household, neighbour_village, commune_officer, province_officer
):
    member = add_member(household, name="Nguyễn Văn Tư")

    def join(person=None, home=household, day=MAY, by=commune_officer):
        row = Joining(home, person, day)
        return participants.add_participant(by=by, activity=road, joining=row)

    join()
    join(member)
    road.refresh_from_db()
    assert road.participant_count == 1
    with pytest.raises(ValidationError, match="đã tham gia hoạt động này từ ngày"):
        join(member)
    other = HouseholdFactory(village=neighbour_village)
    with pytest.raises(ValidationError, match="ngoài địa bàn bạn phụ trách"):
        join(home=other)
    with pytest.raises(ValidationError, match="ngoài địa bàn của hoạt động"):
        join(home=other, by=province_officer)
    stranger = other.memberships.get().person
    with pytest.raises(ValidationError, match="không phải là thành viên"):
        join(stranger)


def test_what_came_of_it_is_written_and_then_nobody_is_taken_out(
    road, household, commune_officer
):
    row = participants.add_participant(
        by=commune_officer, activity=road, joining=Joining(household, None, MAY)
    )
    for came in (Came("employed", None), Came("", JUNE), Came("employed", APRIL)):
        with pytest.raises(ValidationError):
            participants.write_outcome(by=commune_officer, participant=row, came=came)
    done = Came("employed", JUNE, 1_000_000)
    participants.write_outcome(by=commune_officer, participant=row, came=done)
    with pytest.raises(ValidationError, match="Bỏ giữa chừng"):
        participants.drop_participant(by=commune_officer, participant=row)
    participants.write_outcome(by=commune_officer, participant=row, came=Came("", None))
    participants.drop_participant(by=commune_officer, participant=row)
    road.refresh_from_db()
    assert road.participant_count == 0


def test_a_stopped_activity_takes_nothing_until_it_goes_on(
    road, household, commune_officer
):
    editing.cancel_activity(
        by=commune_officer, activity=road, day=JUNE, reason="Chưa có mặt bằng"
    )
    joining = Joining(household, None, MAY)
    with pytest.raises(ValidationError, match="đã dừng ngày 01/06/2026"):
        participants.add_participant(by=commune_officer, activity=road, joining=joining)
    found = editing.resume_activity(by=commune_officer, activity=road)
    assert state_of(found) == State.PLANNED
    entry = AuditEntry.objects.get(act="programs.activity.resumed")
    assert entry.detail["was_stopped_for"] == "Chưa có mặt bằng"


def test_a_result_needs_a_finish_and_a_finished_one_is_not_stopped(
    road, commune_officer
):
    def write(day):
        return editing.write_result(
            by=commune_officer,
            activity=road,
            text="Thu nhập tăng",
            day=day,
            worth="yes",
        )

    with pytest.raises(ValidationError, match="chưa có ngày hoàn thành"):
        write(JUNE)
    editing.set_dates(by=commune_officer, activity=road, dates=Dates(MARCH, MAY))
    with pytest.raises(ValidationError, match="từ ngày hoàn thành"):
        write(APRIL)
    assert write(JUNE).get_worth_display() == "Nên nhân rộng"
    with pytest.raises(ValidationError, match="không dừng được nữa"):
        editing.cancel_activity(
            by=commune_officer, activity=road, day=JUNE, reason="Nhầm"
        )
    with pytest.raises(ValidationError, match="không để trống"):
        editing.set_dates(by=commune_officer, activity=road, dates=Dates(MARCH))


def test_counts_by_kind_of_a_place_as_of_a_day(
    commune, neighbour, commune_officer, today, django_assert_num_queries
):
    village = VillageFactory(parent=commune)
    activity_of(village, commune_officer, started_on=MARCH, finished_on=APRIL)
    activity_of(commune, commune_officer, started_on=MAY)
    activity_of(commune, commune_officer, kind="model", cost=5, matching=2)
    stopped = {"cancelled_on": JUNE, "cancel_reason": "Hết vốn"}
    activity_of(commune, commune_officer, kind="model", **stopped)
    activity_of(neighbour, commune_officer)
    activity_of(commune, commune_officer, year=2025)
    place = Place(scope_of(commune_officer), commune)
    with django_assert_num_queries(1):
        found = activity_figures.counts(place, 2026)
    works, models = found["works_new"], found["model"]
    assert (works.planned, works.started, works.finished, works.late) == (2, 2, 1, 1)
    assert (models.planned, models.cancelled, models.cost) == (1, 1, 5)
    before = activity_figures.counts(place, 2026, APRIL)
    assert (before["works_new"].started, before["model"].planned) == (1, 2)
    assert activity_figures.total(found).planned == 3
    assert set(found) == set(Activity.Kind.values)


def test_what_went_through_an_activity_is_counted_and_holds_its_place(
    road, household, neighbour, commune, commune_officer, province_officer
):
    line = money_rows.line_with(commune_officer, commune, 100)
    payment = money_rows.paid(40, activity=road)
    payments.pay(by=commune_officer, line=line, payment=payment)
    kind = SupportKind.objects.all()[0]
    usual = {"household": household, "area": commune, "kind": kind, "activity": road}
    usual |= {"year": 2026, "quantity": 1, "recorded_by": commune_officer}
    Support.objects.create(**usual, value=7, state="given", given_on=MAY)
    Support.objects.create(**usual, value=5)
    found = activity_figures.given_by(road)
    assert (found.paid, found.supports, found.value) == (40, 1, 7)
    moved = plan_of(neighbour, kind="works_new")
    with pytest.raises(ValidationError) as error:
        editing.change_activity(by=province_officer, activity=road, plan=moved)
    assert "Đã giải ngân" in told(error)["area"]
    same = plan_of(commune, kind="works_new", name="Đường thôn mới")
    changed = editing.change_activity(by=province_officer, activity=road, plan=same)
    assert changed.name == "Đường thôn mới"


def test_outcomes_count_who_took_part_and_what_is_to_be_judged(
    road, household, commune, commune_officer
):
    usual = {"household": household, "joined_on": MARCH, "recorded_by": commune_officer}
    members = [None, add_member(household), add_member(household, position=2)]
    for person, outcome in zip(members, ("", "employed", "employed"), strict=True):
        Participant.objects.create(
            activity=road,
            person=person,
            outcome=outcome,
            outcome_on=APRIL if outcome else None,
            matching=10,
            **usual,
        )
    old = {"started_on": dt.date(2025, 1, 5), "finished_on": dt.date(2025, 6, 1)}
    activity_of(commune, commune_officer, kind="model", **old)
    activity_of(commune, commune_officer, kind="class", **old)
    works, models = outcomes(Place(scope_of(commune_officer), commune), 2026)
    assert (works.joined, works.employed, works.unknown) == (3, 2, 1)
    assert (works.matching, works.due) == (30, 0)
    assert (models.kind, models.joined, models.due) == ("model", 0, 1)
