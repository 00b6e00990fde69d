"""Reading the database as it was known at an instant."""

import datetime as dt

import pytest
from django.db import InternalError, connection

from households.models import CommuneRound, Household, Review, VillageMeeting
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import as_known
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    ProvinceFactory,
    ReviewFactory,
)


def names(model, field):
    return set(model.objects.values_list(field, flat=True))


def test_rows_are_read_back_as_they_were(household, commune):
    at = as_known.now()
    was = Household.objects.values().get(pk=household.pk)
    household.address = "Nhà mới"
    household.save()
    Household.objects.filter(pk=household.pk).update(phone="0900000000")
    Area.objects.filter(pk=commune.pk).update(name="Xã Khác")
    with as_known.as_known(at):
        assert Household.objects.values().get(pk=household.pk) == was
        assert Household.objects.filter(address="Nhà mới").count() == 0
        assert Area.objects.get(pk=commune.pk).name == commune.name
    assert Household.objects.get(pk=household.pk).address == "Nhà mới"


def test_what_was_added_since_is_not_there(household, village):
    at = as_known.now()
    later = HouseholdFactory(village=village)
    Household.objects.filter(pk=later.pk).update(address="Đã sửa")
    with as_known.as_known(at):
        assert names(Household, "pk") == {household.pk}
        assert household.memberships.count() == 1
    assert names(Household, "pk") == {household.pk, later.pk}


def test_what_was_deleted_since_is_there(commune):
    at = as_known.now()
    AreaFactory(code="90009", name="Xã Thoáng Qua", parent=commune.parent).delete()
    commune.delete()
    with as_known.as_known(at):
        assert Area.objects.get(pk=commune.parent_id).children.get().name == (
            "Xã Đồi Chè"
        )
    assert commune.parent.children.count() == 0


def test_each_instant_has_its_own_rows(village, commune_officer, open_round):
    place = CommuneRound.objects.get(round=open_round, commune=village.parent)
    meeting = VillageMeeting.objects.create(
        place=place,
        village=village,
        turn=1,
        held_on=dt.date(2026, 9, 1),
        venue="A",
        chair="B",
        secretary="C",
        attended=10,
        recorded_by=commune_officer,
    )
    instants = []
    for attended in (20, 30, 40):
        instants.append((meeting.attended, as_known.now()))
        meeting.attended = attended
        meeting.save()
    for attended, at in instants:
        with as_known.as_known(at):
            assert VillageMeeting.objects.get().attended == attended


def test_typing_and_passwords_are_not_kept(household, open_round, commune_officer):
    review = ReviewFactory(round=open_round, household=household)
    at = as_known.now()
    Review.objects.filter(pk=review.pk).update(answers={"household": {"a": 1}})
    Officer.objects.filter(pk=commune_officer.pk).update(full_name="Tên Khác")
    with as_known.as_known(at):
        found = Review.objects.get()
        assert (found.answers, found.saved_at) == ({}, None)
        officer = Officer.objects.get(pk=commune_officer.pk)
        assert officer.full_name == commune_officer.full_name
        assert officer.password is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM audit_formerrow WHERE row ? 'password'")
        assert cursor.fetchone() is None
        cursor.execute(
            "SELECT count(*) FROM audit_formerrow WHERE \"table\" = 'households_review'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_nothing_can_be_written_meanwhile():
    at = as_known.now() - dt.timedelta(minutes=1)
    with as_known.as_known(at), pytest.raises(InternalError, match="read-only"):
        AuditEntry.objects.create(act="a", object_kind="b")
    AuditEntry.objects.create(act="a", object_kind="b")


@pytest.mark.django_db(transaction=True)
def test_what_began_before_is_waited_for(monkeypatch):
    monkeypatch.setattr(as_known, "GRACE", dt.timedelta(0))
    province = ProvinceFactory(name="Tên cũ")
    writer = connection.copy()
    writer.set_autocommit(False)
    with writer.cursor() as cursor:
        cursor.execute("UPDATE areas_area SET name = 'Tên mới'")
    at = as_known.now()
    with as_known.as_known(at, waiting=writer.commit):
        assert Area.objects.get(pk=province.pk).name == "Tên mới"
    writer.close()


def test_the_views_are_gone_after_an_error(household):
    at = as_known.now()
    Household.objects.update(phone="1")
    with pytest.raises(Household.DoesNotExist), as_known.as_known(at):
        Household.objects.get(phone="1")
    assert Household.objects.get().phone == "1"
