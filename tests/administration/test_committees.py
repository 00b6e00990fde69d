"""Committees: a name, areas, members with their time."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Committee, CommitteeMember, Role
from povertyportal.administration.services import committees as services
from povertyportal.audit.models import AuditEntry
from tests.factories import OfficerFactory


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


def test_an_inspectors_seat_must_end(administrator, committee, inspector):
    start = dt.date(2026, 1, 1)
    with pytest.raises(ValidationError, match="phải có ngày kết thúc"):
        services.seat_member(
            by=administrator, committee=committee, officer=inspector, starts=start
        )


@pytest.mark.parametrize("ends", [dt.date(2026, 1, 1), dt.date(2025, 1, 1)])
def test_a_seat_ends_after_it_starts(ends, administrator, committee, surveyor):
    with pytest.raises(ValidationError, match="phải sau ngày bắt đầu"):
        services.seat_member(
            by=administrator,
            committee=committee,
            officer=surveyor,
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
