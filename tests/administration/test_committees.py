"""Committees: a name, areas, members with their time."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.access import scope_areas, scope_of
from povertyportal.accounts.models import Committee, CommitteeMember, Role
from povertyportal.administration.services import committees as services
from povertyportal.administration.services.officers import update_officer
from povertyportal.audit.models import AuditEntry
from tests.factories import HouseholdFactory, OfficerFactory, PersonFactory


@pytest.fixture
def committee(committee_member):
    return Committee.objects.get()


def test_pages_set_up_a_committee(administrator, commune, surveyor, client_of):
    client = client_of(administrator)
    client.post(reverse("administration:committee-create"), {"name": "Ban Mới"})
    made = Committee.objects.get()
    pk = [made.pk]
    client.post(
        reverse("administration:committee-area-add", args=pk), {"place": "đồi chè"}
    )
    member = OfficerFactory(role=Role.COMMITTEE)
    client.post(
        reverse("administration:member-add", args=pk),
        {"officer": member.pk, "starts": "1/1/2026", "ends": "", "position": "Ủy viên"},
    )
    assert scope_of(member, dt.date(2026, 1, 1)).commune_ids == {commune.pk}
    page = client.get(reverse("administration:committee-edit", args=pk))
    assert "Ủy viên" in page.content.decode()
    seat = made.members.get()
    client.post(
        reverse("administration:member-end", args=[made.pk, seat.pk]),
        {"on": "1/2/2026"},
    )
    seat.refresh_from_db()
    assert seat.ends == dt.date(2026, 2, 1)
    client.post(
        reverse("administration:committee-area-remove", args=[made.pk, commune.pk])
    )
    assert not made.areas.exists()
    assert set(AuditEntry.objects.values_list("act", flat=True)) == {
        "accounts.committee.created",
        "accounts.committee_area.added",
        "accounts.committee_area.removed",
        "accounts.member.seated",
        "accounts.member.ended",
    }


def test_nobody_seats_himself_or_widens_his_own_committee(
    administrator, committee, elsewhere
):
    with pytest.raises(PermissionDenied):
        services.seat_member(
            by=administrator,
            committee=committee,
            officer=administrator,
            starts=dt.date(2026, 1, 1),
        )
    CommitteeMember.objects.create(
        committee=committee, officer=administrator, starts=dt.date(2020, 1, 1)
    )
    with pytest.raises(PermissionDenied):
        services.add_area(by=administrator, committee=committee, area=elsewhere)


@pytest.mark.parametrize(
    "who", ["commune_officer", "leader", "province_officer", "inspector", "surveyor"]
)
def test_only_the_committees_own_role_is_seated(
    who, administrator, committee, request, client_of
):
    officer = request.getfixturevalue(who)
    with pytest.raises(ValidationError, match="có hai tài khoản"):
        services.seat_member(
            by=administrator,
            committee=committee,
            officer=officer,
            starts=dt.date(2026, 1, 1),
            ends=dt.date(2027, 1, 1),
        )
    url = reverse("administration:member-add", args=[committee.pk])
    data = {"officer": officer.pk, "starts": "1/1/2026", "ends": "1/1/2027"}
    page = client_of(administrator).post(url, data)
    assert page.context["form"].has_error("officer")
    assert "có hai tài khoản" in page.content.decode()
    assert not officer.seats.exists()


def test_a_seat_carries_no_other_roles_acts(
    committee, commune_officer, neighbour_village, client_of
):
    """A row from before, or made past the services, gives no reach either."""
    CommitteeMember.objects.create(
        committee=committee, officer=commune_officer, starts=dt.date(2020, 1, 1)
    )
    theirs = HouseholdFactory(village=neighbour_village, head=PersonFactory())
    assert neighbour_village.parent not in scope_areas(
        commune_officer, dt.date(2026, 1, 1)
    )
    client = client_of(commune_officer)
    for name in ("household-detail", "household-edit"):
        url = reverse(f"households:{name}", args=[theirs.pk])
        assert client.get(url).status_code == 404


def test_a_seated_member_keeps_his_role(administrator, committee, committee_member):
    def change():
        return update_officer(
            by=administrator, officer=committee_member, role=Role.COMMUNE_OFFICER
        )

    with pytest.raises(ValidationError, match="đang là thành viên ban chỉ đạo"):
        change()
    seat = committee.members.get()
    services.end_membership(by=administrator, member=seat, on=timezone.localdate())
    assert change().role == Role.COMMUNE_OFFICER


@pytest.mark.parametrize("ends", [dt.date(2026, 1, 1), dt.date(2025, 1, 1)])
def test_a_seat_ends_after_it_starts(ends, administrator, committee):
    officer = OfficerFactory(role=Role.COMMITTEE)
    with pytest.raises(ValidationError, match="phải sau ngày bắt đầu"):
        services.seat_member(
            by=administrator,
            committee=committee,
            officer=officer,
            starts=dt.date(2026, 1, 1),
            ends=ends,
        )
    with (
        pytest.raises(IntegrityError, match="committee_member_starts_before_ends"),
        transaction.atomic(),
    ):
        CommitteeMember.objects.create(
            committee=committee,
            officer=officer,
            starts=dt.date(2026, 1, 1),
            ends=ends,
        )


def test_a_seat_is_held_once_at_a_time(administrator, committee, committee_member):
    with pytest.raises(ValidationError):
        services.seat_member(
            by=administrator,
            committee=committee,
            officer=committee_member,
            starts=dt.date(2026, 1, 1),
        )
    seat = committee.members.get()
    services.end_membership(by=administrator, member=seat, on=dt.date(2026, 1, 1))
    with pytest.raises(ValidationError, match="thôi từ 01/01/2026"):
        services.end_membership(by=administrator, member=seat, on=dt.date(2026, 2, 1))
    services.end_membership(by=administrator, member=seat, on=seat.starts)
    assert not committee.members.exists()


def test_names_are_unique_and_others_refused(administrator, committee, leader):
    with pytest.raises(ValidationError):
        services.save_committee(by=administrator, name=committee.name)
    with pytest.raises(PermissionDenied):
        services.save_committee(by=leader, name="Ban Khác")


def test_the_administrator_says_who_keeps_the_papers(
    administrator, committee, committee_member, client_of
):
    seat = committee.members.get()
    url = reverse("administration:member-duty", args=[committee.pk, seat.pk])
    assert client_of(administrator).post(url, {"duty": "secretary"}).status_code == 302
    seat.refresh_from_db()
    assert seat.duty == CommitteeMember.Duty.SECRETARY
    page = client_of(administrator).post(url, {"duty": "chairman"})
    assert page.context["form"].has_error("duty")
    entry = AuditEntry.objects.get(act="accounts.member.duty_changed")
    assert entry.detail["former"] == "member"
    CommitteeMember.objects.filter(pk=seat.pk).update(officer=administrator)
    seat.refresh_from_db()
    with pytest.raises(PermissionDenied, match="của mình"):
        services.change_duty(by=administrator, member=seat, duty="standing")
