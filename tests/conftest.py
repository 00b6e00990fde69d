"""The small world: two communes of one province, a third elsewhere, their officers."""

import datetime as dt
import gc

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client, TransactionTestCase

from povertyportal.accounts.models import Committee, CommitteeMember, Role
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    PersonFactory,
    ProvinceFactory,
    RoundFactory,
    VillageFactory,
)

# What the migrations fill: emptied with all other tables, and put back.
REFERENCE = ("households.Procedure", "households.ProcedureRule")
REFERENCE += ("households.ScreenItem", "workdays.SpecialDay", "workdays.FilledYear")
REFERENCE += ("documents.LegalDocument", "programs.Programme", "programs.Component")
REFERENCE += ("programs.PaceRule",)
REFERENCE += ("programs.SupportKind", "programs.LoanProgramme")
REFERENCE += ("programs.EntitlementRule", "programs.HouseNorm")
REFERENCE += ("reports.ReferenceFigure",)
FILLED = [apps.get_model(name)._meta for name in REFERENCE]
REFERENCE_TABLES = [meta.db_table for meta in FILLED]
REFERENCE_TABLES += [
    field.m2m_db_table() for meta in FILLED for field in meta.local_many_to_many
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Journeys of a minute begin first: at the end one worker would run them alone."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_collection_finish(session):
    """Look through the thousands of tests and models for garbage no more.

    They live to the end; walking them again and again takes a twentieth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def refuse_a_used_database(name):
    """pytest-django makes no test database where no test of the run asks for one."""
    if not name.startswith("test_"):
        pytest.fail(
            f"The database {name!r} is no test database. A test that uses kept needs "
            "db as well.",
            pytrace=False,
        )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Also remember what the migrations filled, in a schema that nobody looks into."""
    refuse_a_used_database(connection.settings_dict["NAME"])
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS filled CASCADE; CREATE SCHEMA filled")
        for table in REFERENCE_TABLES:
            cursor.execute(f'CREATE TABLE filled."{table}" AS TABLE "{table}"')
    yield
    # The live server's threads may not have seen yet that their browser is gone.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


# Filled once by migrate itself, and never by a test.
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


def _empty_what_was_filled(self):
    """Empty the tables that hold anything, although the audit trail refuses it.

    Only a superuser can switch triggers off, and only the test run does. Most tests
    fill a few tables of the many; emptying all of them takes a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            for table in _filled_tables(cursor):
                cursor.execute(f'DELETE FROM "{table}"')
            for table in REFERENCE_TABLES:
                cursor.execute(f'INSERT INTO "{table}" TABLE filled."{table}"')
        finally:
            cursor.execute("SET session_replication_role = origin")


def _filled_tables(cursor):
    names = set(connection.introspection.table_names(cursor)) - KEPT_TABLES
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")"
            for name in sorted(names)
        )
    )
    return [name for (name,) in cursor.fetchall()]


TransactionTestCase._fixture_teardown = _empty_what_was_filled


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """A transaction around a module's tests: what a module's fixture makes stays.

    Each test's own transaction is a savepoint in it, so that a large world is built
    once and every test still finds it untouched.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def province(db):
    return ProvinceFactory(code="901", name="Tỉnh Thử Nghiệm")


@pytest.fixture
def commune(province):
    return AreaFactory(code="90001", name="Xã Đồi Chè", parent=province)


@pytest.fixture
def village(commune):
    return VillageFactory(code="90001-001", name="Thôn Bến", parent=commune)


@pytest.fixture
def neighbour(province):
    return AreaFactory(code="90002", name="Xã Sông Trong", parent=province)


@pytest.fixture
def neighbour_village(neighbour):
    return VillageFactory(code="90002-001", name="Thôn Đình", parent=neighbour)


@pytest.fixture
def elsewhere(db):
    far = ProvinceFactory(code="902", name="Tỉnh Xa")
    return AreaFactory(code="90003", name="Xã Núi Cao", parent=far)


@pytest.fixture
def household(village):
    head = PersonFactory(
        name="Nguyễn Thị Hoà",
        sex="female",
        birth_year=1975,
        personal_id="037175999001",
        id_missing_reason="",
    )
    return HouseholdFactory(village=village, head=head)


@pytest.fixture
def open_round(commune, neighbour):
    return RoundFactory(areas=[commune, neighbour])


@pytest.fixture
def commune_officer(commune):
    return OfficerFactory(username="canbo", role=Role.COMMUNE_OFFICER, area=commune)


@pytest.fixture
def neighbour_officer(neighbour):
    return OfficerFactory(
        username="canbo-benh-canh", role=Role.COMMUNE_OFFICER, area=neighbour
    )


@pytest.fixture
def surveyor(village):
    return OfficerFactory(username="rasoat", role=Role.SURVEYOR, area=village)


@pytest.fixture
def leader(commune):
    return OfficerFactory(username="lanhdao", role=Role.COMMUNE_LEADER, area=commune)


@pytest.fixture
def province_officer(province):
    return OfficerFactory(username="tinh", role=Role.PROVINCE_OFFICER, area=province)


@pytest.fixture
def committee_member(commune, neighbour):
    officer = OfficerFactory(username="bcd", role=Role.COMMITTEE)
    committee = Committee.objects.create(name="Ban Chỉ đạo Thử Nghiệm")
    committee.areas.set([commune, neighbour])
    CommitteeMember.objects.create(
        committee=committee, officer=officer, starts=dt.date(2020, 1, 1)
    )
    return officer


@pytest.fixture
def inspector(province):
    return OfficerFactory(
        username="kiemtra",
        role=Role.INSPECTOR,
        area=province,
        ends=dt.date(2099, 1, 1),
    )


@pytest.fixture
def administrator(db):
    return OfficerFactory(username="quantri", role=Role.ADMINISTRATOR)


@pytest.fixture
def client_of():
    """A logged-in client for an officer."""

    def _client(officer):
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return _client
