"""Every address, every kind of officer, from inside and from outside the scope."""

from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from households.models import Reopening, ReviewComment
from povertyportal.accounts.access import CAN, Act
from povertyportal.accounts.models import Committee, CommitteeMember, Role
from povertyportal.workdays.models import SpecialDay
from tests.access_expectations import PUBLIC, ROWS
from tests.factories import (
    AreaFactory,
    AssignmentFactory,
    AttachmentFactory,
    DecisionFactory,
    ExportRunFactory,
    HouseholdFactory,
    OfficerFactory,
    OutcomeFactory,
    PackRunFactory,
    PaperRunFactory,
    PopulationFactory,
    ProvinceFactory,
    ReportRunFactory,
    RequestFactory,
    ReviewFactory,
    RoundFactory,
    ScreenItemFactory,
    SentFileFactory,
    SummaryFactory,
    SummaryRunFactory,
    SystemTokenFactory,
    VillageFactory,
)
from tests.hearing_objects import hearing_objects
from tests.households.season.signed_world import objects_of
from tests.programs.access_activities import activity_objects
from tests.programs.access_money import money_objects
from tests.programs.access_records import record_objects
from tests.programs.access_rights import right_objects
from tests.programs.access_support import support_objects
from tests.programs.access_targets import target_objects
from tests.programs.access_wayout import wayout_objects
from tests.reports.access_charts import chart_objects
from tests.reports.access_committee import committee_objects
from tests.reports.access_peers import peer_objects
from tests.reports.access_signs import sign_objects
from tests.reports.inspecting import inspection_objects

BACKEND = "django.contrib.auth.backends.ModelBackend"


def named_patterns(resolver, prefix=""):
    """(name with namespaces) of every URL pattern below the resolver."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{entry.namespace}:" if entry.namespace else ""
            yield from named_patterns(entry, prefix + space)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


NAMES = sorted(set(named_patterns(get_resolver())) - PUBLIC)


@dataclass
class World:
    """Objects inside, by key, and the officers of both sides, by role."""

    objects: dict[str, dict[str, object]] = field(default_factory=dict)
    inside: dict[Role, object] = field(default_factory=dict)
    outside: dict[Role, object] = field(default_factory=dict)
    sessions: dict[int, str] = field(default_factory=dict)


def officers_of(province, commune, village):
    """One officer a role who answers for his part of the province."""
    areas = {
        Role.SURVEYOR: village,
        Role.COMMUNE_OFFICER: commune,
        Role.COMMUNE_LEADER: commune,
        Role.PROVINCE_OFFICER: province,
        Role.INSPECTOR: province,
    }
    officers = {role: OfficerFactory(role=role, area=areas.get(role)) for role in Role}
    committee = Committee.objects.create(name=f"Ban Chỉ đạo {province}")
    committee.areas.set([commune])
    CommitteeMember.objects.create(
        committee=committee,
        officer=officers[Role.COMMITTEE],
        starts="2020-01-01",
        duty=CommitteeMember.Duty.SECRETARY,
    )
    return officers


def place(name):
    province = ProvinceFactory(name=f"Tỉnh {name}")
    commune = AreaFactory(name=f"Xã {name}", parent=province)
    return province, commune, VillageFactory(name=f"Thôn {name}", parent=commune)


def account_objects(made, commune):
    """An account with a scope, and a committee with an area and a member."""
    officer = OfficerFactory(area=commune)
    member = CommitteeMember.objects.get(officer=made.inside[Role.COMMITTEE])
    committee = {"pk": member.committee_id}
    return {
        "officer": {"pk": officer.pk},
        "scope": {"pk": officer.pk, "scope_pk": officer.scopes.get().pk},
        "token": {"pk": SystemTokenFactory(officer=officer).pk},
        "committee": committee,
        "seat": {**committee, "member_pk": member.pk},
        "seat_area": {**committee, "area_pk": commune.pk},
    }


def comment_about(review, made):
    """What the province said of the review, taken up again for it."""
    officer = made.inside[Role.PROVINCE_OFFICER]
    Reopening.objects.create(
        review=review, cause="sent_back", reason="Xem lại", opened_by=officer
    )
    comment = ReviewComment.objects.create(
        review=review, text="Xem lại nhà ở", written_by=officer
    )
    return comment.pk


@pytest.fixture
def world(large_world, db):
    """The module's world, in a transaction of the test's own."""
    return large_world


@pytest.fixture(scope="module")
def large_world(kept):
    province, commune, village = place("Trong")
    household = HouseholdFactory(village=village)
    newcomer = HouseholdFactory(village=village)
    found = RoundFactory(areas=[commune])
    person = household.memberships.get().person
    made = World(
        inside=officers_of(province, commune, village),
        outside=officers_of(*place("Ngoài")),
    )
    review = ReviewFactory(round=found, household=household)
    outcome = OutcomeFactory(review=review)
    officer = made.inside[Role.COMMUNE_OFFICER]
    SummaryFactory(area=province)
    made.objects = {
        "": {},
        "household": {"pk": household.pk},
        "person": {"pk": household.pk, "person_pk": person.pk},
        "round": {"pk": found.pk},
        "place": {"pk": found.places.get().pk},
        "procedure": {"pk": found.procedure_id},
        "procedure_rule": {"pk": found.procedure.rules.all()[0].pk},
        "workday": {"pk": SpecialDay.objects.all()[0].pk},
        "calendar_year": {"year": 2027},
        "paper_decision": {"pk": DecisionFactory(place=found.places.get()).pk},
        "paper_run": {"pk": PaperRunFactory(place=found.places.get()).pk},
        "paper": {"kind": "blank-enter", "pk": found.places.get().pk},
        "request": {"pk": RequestFactory(household=newcomer).pk},
        "assignment": {"pk": AssignmentFactory(place=found.places.get()).pk},
        "screen_item": {"pk": ScreenItemFactory().pk},
        "review": {"pk": review.pk},
        "grid": {"pk": found.places.get().pk, "village_pk": village.pk},
        "comment": {"pk": comment_about(review, made)},
        "outcome": {"pk": outcome.pk},
        **hearing_objects(found.places.get(), review, outcome, officer),
        "figure": {"pk": SummaryFactory(area=commune).pk},
        "area": {"pk": commune.pk},
        "village": {"pk": village.pk},
        "population": {"pk": PopulationFactory(area=commune).pk},
        "summary_run": {"pk": SummaryRunFactory(communes=[commune]).pk},
        **account_objects(made, commune),
        **objects_of(commune, village, made.inside),
        **inspection_objects(
            found,
            commune,
            review,
            made.inside[Role.PROVINCE_OFFICER],
            made.inside[Role.INSPECTOR],
            made.inside[Role.COMMUNE_OFFICER],
        ),
        **support_objects(household, officer),
        **money_objects(commune, officer),
        **target_objects(commune, made.inside),
        **committee_objects(commune, made.inside),
        **peer_objects(commune, made.inside),
        **sign_objects(outcome, made.inside),
        **record_objects(commune, made.inside),
        **activity_objects(commune, household, made.inside),
        **wayout_objects(commune, household, made.inside),
        "attachment": {"pk": AttachmentFactory(area=village).pk},
        **right_objects(found, village, made.inside),
        "batch": {"pk": SentFileFactory(area_ids=[commune.pk]).pk},
        "import_kind": {"code": "populations"},
        "import_template": {"code": "populations", "template": "populations"},
        "pack": {"pk": PackRunFactory(area=commune, round=found).pk},
        "report": {"pk": ReportRunFactory(areas=[commune]).pk},
        **chart_objects(commune),
        "list_export": {"code": "households"},
        "list_about": {"code": "season-list", "about": found.places.get().pk},
        "export": {"pk": ExportRunFactory(owner=made.inside[Role.COMMUNE_OFFICER]).pk},
    }
    log_in(made)
    return made


def log_in(made):
    """A session for each officer of both sides: a login costs as much as a page."""
    for officer in (*made.inside.values(), *made.outside.values()):
        client = Client()
        client.force_login(officer, backend=BACKEND)
        made.sessions[officer.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value


def client_for(officer, world):
    """A client with the officer's session; without an officer, a stranger's."""
    client = Client()
    if officer is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[officer.pk]
    return client


def ask(officer, name, row, world):
    """The status that the officer gets."""
    client = client_for(officer, world)
    url = reverse(name, kwargs=world.objects[row.about])
    return getattr(client, row.method)(url)


def leads_nowhere(response):
    """Whether a page has a link whose address came out empty."""
    return not response.streaming and b'href=""' in response.content


def test_every_address_has_an_expectation():
    assert set(ROWS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_inside_the_scope_the_role_decides(name, world):
    row = ROWS[name]
    for role in Role:
        response = ask(world.inside[role], name, row, world)
        status = response.status_code
        if role in row.roles:
            assert status < 400, f"{role}: {status}"
            assert not leads_nowhere(response), f"{role}: a link without an address"
        elif row.about:
            assert status in {403, 404}, f"{role}: {status}"
        else:
            assert status == 403, f"{role}: {status}"


SCOPED = [name for name in NAMES if name in ROWS and ROWS[name].is_scoped]


@pytest.mark.parametrize("name", [name for name in SCOPED if ROWS[name].about])
def test_outside_the_scope_rows_do_not_exist(name, world):
    row = ROWS[name]
    for role in Role:
        status = ask(world.outside[role], name, row, world).status_code
        expected = {404} if role in row.roles else {403, 404}
        assert status in expected, f"{role}: {status}"


@pytest.mark.parametrize("name", NAMES)
def test_strangers_are_sent_to_the_login_page(name, world):
    response = ask(None, name, ROWS[name], world)
    if response.status_code == 302:
        assert response["Location"].startswith(reverse("login"))
    else:
        assert response.status_code in {401, 403}
        assert response["Content-Type"].startswith("application/")


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_pages_answer_everybody(name, db):
    assert Client().get(reverse(name)).status_code == 200


def test_an_administrator_sees_no_household_by_being_one(world):
    assert Act.VIEW_HOUSEHOLDS not in CAN[Role.ADMINISTRATOR]
    administrator = world.inside[Role.ADMINISTRATOR]
    row = ROWS["households:household-list"]
    assert (
        ask(administrator, "households:household-list", row, world).status_code == 403
    )
