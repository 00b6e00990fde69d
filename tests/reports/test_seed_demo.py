"""The demo: published figures kept exactly, nobody real, through the real import."""

import dataclasses
import datetime as dt
import random
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from households.models import (
    Certificate,
    CommuneRound,
    Household,
    HouseholdEvent,
    Outcome,
    Person,
    RecognitionDecision,
    Review,
    ReviewRequest,
    ReviewRound,
    Standing,
    Submission,
)
from households.rules import personal_id
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer, Role
from povertyportal.areas.models import Area, AreaPopulation
from povertyportal.sheets.models import ImportBatch
from povertyportal.ui.numbers import round_half_up
from programs.models import (
    ActivityStage,
    BudgetLine,
    DoubleSupport,
    Handover,
    HousingCase,
    Support,
    Target,
)
from programs.services import activity_figures, housing_figures, line_use
from programs.services.places import Place
from reports import summaries
from reports.demo import committee, figures, inspections, lessons, officers, seeding
from reports.demo.figures import DERIVED, GIA_VIEN, IA_GRAI, PUBLISHED, THO_XUAN
from reports.demo.people import Families
from reports.demo.programmes import ia_grai, period_reports
from reports.models import (
    AreaSummary,
    CommitteeMeeting,
    CommitteeTask,
    Finding,
    Inspection,
    InspectionVisit,
    PeriodReport,
    PublishedFigure,
    SavedView,
)
from reports.services.selection import everything
from reports.services.series import series


def rate(year):
    return round_half_up(Decimal(100 * year.poor) / year.households, 2)


def test_gia_vien_has_the_published_numbers():
    before, then = GIA_VIEN.years[:2]
    assert (then.poor, rate(then)) == (777, Decimal("1.92"))
    assert (before.poor, rate(before)) == (932, Decimal("2.34"))
    assert then.poor - before.poor == -155
    assert rate(then) - rate(before) == Decimal("-0.42")
    assert (before.households, then.households) == (39_829, 40_469)


def test_tho_xuan_has_the_published_rate():
    (year,) = THO_XUAN.years
    assert rate(year) == Decimal("1.74")


@pytest.mark.parametrize("district", figures.DISTRICTS, ids=lambda d: d.code)
def test_every_figure_beside_ours_says_where_it_comes_from(district):
    assert all(told.note and told.provenance for told in district.told)
    ours = {year.year: year for year in district.years}
    for told in district.told:
        if told.figure == figures.Figure.POOR:
            assert ours[told.year].poor == told.value


def test_what_is_published_is_marked_so():
    marks = {
        (told.year, told.figure, told.provenance)
        for district in (GIA_VIEN, THO_XUAN, IA_GRAI)
        for told in district.told
    }
    assert (2023, "poor", PUBLISHED) in marks
    assert (2022, "poor", DERIVED) in marks
    assert (2020, "poor_target", PUBLISHED) in marks
    assert (2019, "rate_change", PUBLISHED) in marks


@pytest.mark.parametrize("weights", [[1, 1, 1], [60, 140, 99, 7], [5]])
def test_a_whole_is_shared_out_without_a_rest(weights):
    assert sum(figures.shared_out(932, weights)) == 932


def made(district, seed=1):
    families = Families(
        random.Random(seed), district.id_province, dict(district.peoples)
    )
    return [families.make("Thôn Đông", 2023, district.size) for _ in range(200)]


@pytest.mark.parametrize("district", figures.DISTRICTS, ids=lambda d: d.code)
def test_numbers_agree_with_their_people_and_are_nobodys(district):
    people = [person for family in made(district) for person in family.members]
    assert len({person.personal_id for person in people}) == len(people)
    for person in people:
        sex = "male" if person.sex == "Nam" else "female"
        found = personal_id.check(person.personal_id, sex, person.birth_year)
        assert (found.kind, found.warnings) == ("personal", ())
        assert person.personal_id[6] == "9", "the artificial range"
        assert person.birth_year <= 2023


def test_the_same_seed_makes_the_same_families():
    assert made(GIA_VIEN) == made(GIA_VIEN)
    assert made(GIA_VIEN) != made(GIA_VIEN, seed=2)


def small(district):
    """The same district with a few families."""

    def fewer(year):
        return dataclasses.replace(year, poor=60, near_poor=50)

    return dataclasses.replace(
        district,
        villages=5,
        years=tuple(fewer(year) for year in district.years[-1:]),
        today=district.today and fewer(district.today),
    )


def test_the_demo_holds_what_a_visitor_needs(db, capsys):
    """One seeding, many looks at it: it takes some seconds."""
    call_command("load_areas", verbosity=0)
    seeding.seed(lambda line: None, (small(GIA_VIEN),))
    summaries.rebuild()
    period_reports.tell()
    committee.tell()
    assert_committee_at_work()
    lessons.tell()
    assert SavedView.objects.get().is_shared
    assert "accepted" in PeriodReport.objects.values_list("state", flat=True)
    assert_open_round()
    assert_figures()
    assert_years_compare_across_the_reform()
    assert_only_made_up_people_through_imports()
    assert_an_inspection_is_under_way()
    assert_families_moved_over()
    assert_last_year_stands_beside_this_year()
    assert_every_step_has_something_to_show()
    assert_regular_reviews()
    assert_programmes_have_something_to_show()
    assert_latrines_go_to_those_without()
    assert_everybody_can_log_in()
    capsys.readouterr()
    call_command("demo_logins")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(Role)
    assert any("canbo.giavien" in line and "Xã Gia Viễn" in line for line in lines)


def assert_committee_at_work():
    """Closed meetings with their pictures, tasks of each kind, the next one planned."""
    meetings = CommitteeMeeting.objects.order_by("held_on")
    assert [each.state for each in meetings] == ["closed", "closed", "planned"]
    assert all(each.picture.kept["parts"] for each in meetings[:2])
    tasks = CommitteeTask.objects.all()
    assert set(tasks.values_list("state", flat=True)) == {"open", "done"}
    assert tasks.late(timezone.localdate()).exists()
    assert tasks.filter(letter__isnull=False).exists()


def assert_latrines_go_to_those_without():
    """The newest list tells indicators: needs show who lacks what."""
    planned = Support.objects.filter(kind__code="nha-tieu", state="planned")
    assert planned.exists()
    toilet = 1 << 9
    for each in planned:
        standing = each.household.standings.filter(recorded_to=None).latest("starts")
        assert standing.outcome.deprived_mask & toilet


def assert_open_round():
    open_round = ReviewRound.objects.get(state="open", kind="annual")
    codes = set(open_round.areas.values_list("code", flat=True))
    assert codes == set(figures.GIA_VIEN_NOW)
    assert set(open_round.standards) == {"ND351_2027", "ND07_2022"}
    states = set(open_round.reviews.values_list("state", flat=True))
    assert {"submitted", "todo"} <= states


def assert_figures():
    district = AreaSummary.objects.get(
        area__level="district", year=2024, basis="official"
    )
    assert (district.poor, district.near_poor) == (60, 50)
    assert district.resident_households == GIA_VIEN.years[-1].households
    listed = Standing.objects.filter(poverty_class="poor", starts="2026-01-01")
    assert listed.count() == 60
    marks = set(AreaPopulation.objects.values_list("provenance", flat=True))
    assert marks == {"invented"}
    assert PublishedFigure.objects.get(figure="poor", year=2023).value == 777


def assert_years_compare_across_the_reform():
    """A committee sees its communes before 01/07/2025, and what was published then."""
    seat = Officer.objects.get(username="bcd.giavien")
    found = series(everything(scope_of(seat)))
    assert [point.year for point in found.line][:2] == [2024, 2025]
    assert 2025 not in found.breaks
    assert [left.commune.name for left in found.line[0].left] == ["Xã Gia Tân"]
    assert found.line[0].number("poor") is not None
    assert found.line[0].bounds("poor") is not None
    told = {each.value for each in found.told(2023) if each.figure == "poor"}
    assert told == {777}


def assert_only_made_up_people_through_imports():
    assert not Person.objects.exclude(id_mismatch_reason="").exists()
    assert not Person.objects.exclude(personal_id__regex="^.{6}9").exists()
    waiting = [batch for batch in ImportBatch.objects.all() if not batch.is_applied]
    assert [batch.owner.username for batch in waiting] == ["canbo.giavien"]
    verdicts = {"changed", "unchanged", "doubtful", "wrong"}
    assert {name for name, rows in waiting[0].counts.items() if rows} == verdicts
    listed = Outcome.objects.filter(review__state="imported")
    assert set(listed.values_list("origin", flat=True)) == {"imported"}


def assert_an_inspection_is_under_way():
    found = Inspection.objects.get()
    assert (found.state, found.places.count()) == ("open", 2)
    visits = InspectionVisit.objects.all()
    assert visits.count() == inspections.SIZE
    assert set(visits.values_list("state", flat=True)) == {"todo", "met", "absent"}
    wrong = Finding.objects.get().visit
    assert (wrong.outcome.poverty_class, wrong.found_class) == ("poor", "not_poor")


def assert_families_moved_over():
    moved = HouseholdEvent.objects.filter(kind="area_changed")
    assert moved.count() == 110
    household = moved.filter(household__commune__code="14464").first().household
    assert household.commune.ended is None
    former, now = household.residences.order_by("starts")
    assert former.village.parent.ended == now.starts == seeding.REFORM
    assert Review.objects.filter(household=household, round__year=2024).exists()
    assert not Household.objects.filter(commune__ended__isnull=False).exists()


def assert_last_year_stands_beside_this_year():
    now = Review.objects.filter(round__year=2026, state="submitted")
    last_year = Review.objects.filter(round__year=2025)
    now = now.filter(household__in=last_year.values("household"))
    now = now.filter(commune__code="14464", why="on_list").first()
    before = last_year.get(household=now.household)
    assert before.answers["household"].keys() == now.answers["household"].keys()


def assert_every_step_has_something_to_show():
    """The season of 2026 in Gia Viễn is under way at every step."""
    place = CommuneRound.objects.get(
        commune__code="14464", round__kind="annual", round__is_imported=False
    )
    assert place.list_closed_on is not None
    requests = ReviewRequest.objects.filter(commune=place.commune)
    assert {"accepted", "refused", "received"} <= set(
        requests.values_list("state", flat=True)
    )
    assert len(set(place.assignments.values_list("surveyor", flat=True))) == 2
    meetings = place.meetings.all()
    assert meetings.filter(closed_at=None).count() == 1
    assert meetings.filter(turn=2).count() == 1
    assert set(meetings.values_list("votes__passed", flat=True)) >= {True, False}
    assert place.postings.count() == 3
    assert set(place.complaints.values_list("state", flat=True)) == {
        "open",
        "rechecking",
    }
    assert place.delays.exists()
    assert HouseholdEvent.objects.filter(kind="split").count() == 1
    reported = Submission.objects.filter(kind="preliminary").order_by("turn")
    assert [each.state for each in reported] == ["sent_back", "submitted"]


def assert_programmes_have_something_to_show():
    """This year's class by its stages, a list handed over, a cow given twice."""
    stages = ActivityStage.objects.filter(activity__year=2026)
    assert stages.filter(done_on__isnull=False).count() == 3
    assert Handover.objects.get().enter_count > 0
    assert DoubleSupport.objects.get().verdict == ""


def assert_regular_reviews():
    signed = RecognitionDecision.objects.get(state="signed")
    assert signed.place.round.month == 8
    assert Certificate.objects.get().decision == signed
    assert Review.objects.get(round__month=10).state == "submitted"


def test_a_season_of_the_old_procedure_ends_with_certificates(db):
    call_command("load_areas", verbosity=0)
    first, second, *_ = GIA_VIEN.years
    years = [
        dataclasses.replace(first, poor=190, near_poor=90),
        dataclasses.replace(second, poor=90, near_poor=90),
    ]
    old = dataclasses.replace(GIA_VIEN, villages=2, years=tuple(years), today=None)
    seeding.seed(lambda line: None, (old,))
    decision = RecognitionDecision.objects.get(state="signed")
    assert decision.commune.code == figures.PAST_SEASON
    assert decision.place.round.procedure.opinion_required
    assert decision.signed_at.year == 2023, "recorded as of then"
    opinion = Submission.objects.get(kind="opinion")
    assert opinion.state == "accepted"
    assert decision.place.meetings.filter(turn=2).count() == 1
    assert decision.place.complaints.get().state == "rejected"
    listed = Standing.objects.filter(
        starts="2024-01-01", recorded_to=None, poverty_class__in=("poor", "near_poor")
    )
    assert listed.filter(poverty_class="poor").count() == 90
    assert listed.filter(poverty_class="near_poor").count() == 90
    here = listed.filter(commune=decision.commune)
    assert here.count() == Certificate.objects.count() > 0
    assert_the_district_built_the_published_houses()


def assert_the_district_built_the_published_houses():
    by = Officer.objects.get(username="tinh.ninhbinh")
    district = Area.objects.get(level="district", code="373")
    place = Place(scope_of(by), district)
    houses = housing_figures.counts(place, 2023)
    assert (houses.planned, houses.started, houses.finished) == (81, 79, 71)
    assert houses.provenance == PUBLISHED
    herds = activity_figures.counts(place, 2023)["production"]
    assert (herds.planned, herds.started, herds.finished) == (2, 2, 1)
    assert set(HousingCase.objects.values_list("provenance", flat=True)) == {PUBLISHED}
    lines = BudgetLine.objects.filter(area=district)
    taken = line_use.written(lines)
    assert {line.pk for line in lines if taken[line.pk]} == {line.pk for line in lines}
    assert all(taken[line.pk] <= line.allocated for line in lines)


def test_ia_grai_tells_its_first_half_of_2020(db):
    call_command("load_areas", verbosity=0)
    accounts = officers.make_officers(timezone.localdate())
    ia_grai.tell(accounts)
    district = Area.objects.get(level="district", code="628")
    place = Place(scope_of(accounts["tinh.gialai"]), district)
    found = activity_figures.counts(place, 2020, dt.date(2020, 6, 30))
    planned = {kind: each.planned for kind, each in found.items() if each.planned}
    assert planned == {"works_new": 16, "works_maintained": 2, "production": 3}
    assert found["works_new"].provenance == PUBLISHED
    assert Target.objects.get(area=district).value == 465
    lines = BudgetLine.objects.filter(area=district)
    assert all(line.disbursed * 5 < line.allocated for line in lines)


def assert_everybody_can_log_in():
    for login in officers.LOGINS:
        officer = Officer.objects.get(username=login.username)
        assert officer.check_password(officers.PASSWORD)
        assert not officer.must_change_password
    assert {login.role for login in officers.LOGINS if login.main} == set(Role)
    committee = scope_of(Officer.objects.get(username="bcd.giavien"))
    assert {area.code for area in committee.areas} == set(figures.GIA_VIEN_NOW)
    inspector = Officer.objects.get(username="kiemtra.ninhbinh")
    assert inspector.scopes.get().ends == officers.INSPECTION_ENDS


def test_the_command_needs_a_demo(settings, db):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("seed_demo")
    with pytest.raises(CommandError, match="DEMO"):
        call_command("demo_logins")


def test_the_command_needs_areas(db):
    with pytest.raises(CommandError, match="load_areas"):
        call_command("seed_demo")


def test_a_portal_in_use_is_left_alone(province_officer, capsys):
    call_command("seed_demo")
    assert "nothing was seeded" in capsys.readouterr().out
    assert not ImportBatch.objects.exists()
