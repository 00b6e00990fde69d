"""Accounts: made, changed, given areas, locked out and let in again."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.administration.services import officers as services
from povertyportal.audit.models import AuditEntry
from tests.factories import PASSWORD, OfficerFactory

DAY = dt.date(2026, 1, 1)


def logged_in(client):
    return "_auth_user_id" in client.session


def try_login(client, officer, password):
    return client.post(
        reverse("login"), {"username": officer.username, "password": password}
    )


def test_a_new_account_must_change_its_one_time_password(administrator, client_of):
    response = client_of(administrator).post(
        reverse("administration:officer-create"),
        {"username": "can.bo-1", "full_name": "Trần Thị Mới", "role": "surveyor"},
    )
    password = response.context["password"]
    assert password in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    officer = Officer.objects.get(username="can.bo-1")
    client = Client()
    try_login(client, officer, password)
    assert logged_in(client)
    assert client.get(reverse("home")).url == reverse("password_change")
    entry = AuditEntry.objects.get(act="accounts.officer.created")
    assert entry.object_id == officer.pk
    assert password not in str(entry.detail)


@pytest.mark.parametrize("username", ["canbo", "Có Dấu", "a", "a b c"])
def test_a_username_must_be_free_and_plain(
    username, administrator, commune_officer, client_of
):
    response = client_of(administrator).post(
        reverse("administration:officer-create"),
        {"username": username, "full_name": "Ai Đó", "role": "surveyor"},
    )
    assert response.context["form"].errors["username"]
    assert Officer.objects.count() == 2


def test_one_time_passwords_differ_and_are_easy_to_read():
    made = {services.one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 19 for password in made)
    assert not set("".join(made)) & set("ilo01")


def test_profile_changes_are_in_the_trail(administrator, surveyor):
    services.update_officer(by=administrator, officer=surveyor, role="commune_leader")
    surveyor.refresh_from_db()
    assert surveyor.role == Role.COMMUNE_LEADER
    entry = AuditEntry.objects.get(act="accounts.officer.changed")
    assert entry.detail == {"changed": {"role": ["surveyor", "commune_leader"]}}
    services.update_officer(by=administrator, officer=surveyor, role="commune_leader")
    assert AuditEntry.objects.filter(act="accounts.officer.changed").count() == 1


def test_an_administrator_gives_himself_nothing(administrator, commune, client_of):
    """Else he would see households by being administrator."""
    for change in ({"role": Role.COMMUNE_OFFICER}, {"is_active": False}):
        with pytest.raises(PermissionDenied):
            services.update_officer(by=administrator, officer=administrator, **change)
    with pytest.raises(PermissionDenied):
        services.add_scope(
            by=administrator, officer=administrator, area=commune, starts=DAY
        )
    response = client_of(administrator).post(
        reverse("administration:officer-edit", args=[administrator.pk]),
        {"full_name": "A", "role": "commune_officer", "is_active": "on"},
    )
    assert "Không ai tự đổi vai trò" in response.content.decode()
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR
    services.update_officer(by=administrator, officer=administrator, phone="0900")
    administrator.refresh_from_db()
    assert administrator.phone == "0900"


def test_an_inspectors_areas_must_end(administrator, inspector, commune, surveyor):
    with pytest.raises(ValidationError, match="phải có ngày kết thúc"):
        services.add_scope(
            by=administrator, officer=inspector, area=commune, starts=DAY
        )
    with pytest.raises(ValidationError, match="Hãy đặt ngày kết thúc"):
        services.update_officer(by=administrator, officer=surveyor, role=Role.INSPECTOR)
    surveyor.scopes.update(ends=dt.date(2027, 1, 1))
    services.update_officer(by=administrator, officer=surveyor, role=Role.INSPECTOR)
    added = services.add_scope(
        by=administrator,
        officer=inspector,
        area=commune,
        starts=DAY,
        ends=dt.date(2026, 12, 1),
    )
    assert added.pk


def test_a_scope_counts_only_in_its_time(administrator, commune):
    officer = OfficerFactory(role=Role.COMMUNE_OFFICER)
    services.add_scope(
        by=administrator,
        officer=officer,
        area=commune,
        starts=dt.date(2026, 2, 1),
        ends=dt.date(2026, 3, 1),
    )
    days = [
        dt.date(2026, 1, 31),
        dt.date(2026, 2, 1),
        dt.date(2026, 2, 28),
        dt.date(2026, 3, 1),
    ]
    assert [scope_of(officer, day).holds(commune) for day in days] == [
        *(False, True, True, False)
    ]
    with pytest.raises(ValidationError, match="đã phụ trách địa bàn đó"):
        services.add_scope(
            by=administrator, officer=officer, area=commune, starts=dt.date(2026, 2, 27)
        )


def test_a_scope_ends_or_is_taken_back(administrator, commune_officer, commune):
    scope = commune_officer.scopes.get()
    ended = services.end_scope(by=administrator, scope=scope, on=DAY)
    assert ended.ends == DAY
    with pytest.raises(ValidationError, match="kết thúc từ 01/01/2026"):
        services.end_scope(by=administrator, scope=scope, on=dt.date(2026, 2, 1))
    services.end_scope(by=administrator, scope=scope, on=scope.starts)
    assert not OfficerScope.objects.filter(pk=scope.pk).exists()
    assert AuditEntry.objects.filter(act="accounts.scope.ended").count() == 2


def test_an_area_is_picked_by_name(
    administrator, surveyor, neighbour, elsewhere, client_of
):
    client = client_of(administrator)
    url = reverse("administration:scope-add", args=[surveyor.pk])
    typed = {"place": "song trong", "starts": "1/1/2026", "ends": ""}
    assert client.post(url, typed).status_code == 302
    assert surveyor.scopes.filter(area=neighbour).exists()
    nowhere = client.post(url, {**typed, "place": "không có nơi này"})
    assert "Không tìm thấy địa bàn" in nowhere.content.decode()


def test_an_area_of_several_of_one_name_is_chosen(
    administrator, surveyor, commune, elsewhere, client_of
):
    elsewhere.versions.update(name=commune.name)
    elsewhere.name = commune.name
    elsewhere.save()
    client = client_of(administrator)
    url = reverse("administration:scope-add", args=[surveyor.pk])
    typed = {"place": "doi che", "starts": "1/1/2026", "ends": ""}
    asked = client.post(url, typed).content.decode()
    assert "Có 2 địa bàn tên như vậy" in asked
    assert "Xã Đồi Chè, Tỉnh Xa" in asked
    assert client.post(url, {**typed, "area": elsewhere.pk}).status_code == 302
    assert surveyor.scopes.filter(area=elsewhere).exists()


@pytest.mark.parametrize("act", ["create", "reset", "unlock", "scope"])
def test_only_administrators_manage_accounts(act, province_officer, surveyor, commune):
    calls = {
        "create": lambda by: services.create_officer(
            by=by, username="moi", full_name="Mới", role="surveyor"
        ),
        "reset": lambda by: services.reset_password(by=by, officer=surveyor),
        "unlock": lambda by: services.unlock(by=by, officer=surveyor),
        "scope": lambda by: services.add_scope(
            by=by, officer=surveyor, area=commune, starts=DAY
        ),
    }
    with pytest.raises(PermissionDenied):
        calls[act](province_officer)
    assert not AuditEntry.objects.exists()


def test_a_reset_password_ends_sessions(administrator, surveyor, client_of):
    theirs = Client()
    try_login(theirs, surveyor, PASSWORD)
    assert theirs.get(reverse("home")).status_code == 200
    response = client_of(administrator).post(
        reverse("administration:officer-reset-password", args=[surveyor.pk])
    )
    assert theirs.get(reverse("home")).url.startswith(reverse("login"))
    try_login(theirs, surveyor, PASSWORD)
    assert not logged_in(theirs)
    try_login(theirs, surveyor, response.context["password"])
    assert logged_in(theirs)


def test_a_shut_account_is_out_at_once(administrator, surveyor):
    theirs = Client()
    try_login(theirs, surveyor, PASSWORD)
    services.update_officer(by=administrator, officer=surveyor, is_active=False)
    assert theirs.get(reverse("home")).url.startswith(reverse("login"))
    again = Client()
    assert try_login(again, surveyor, PASSWORD).status_code == 200
    assert not logged_in(again)


def test_repeated_failures_lock_out_until_unlocked(
    administrator, surveyor, neighbour_officer, client_of, settings
):
    theirs = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert try_login(theirs, surveyor, "sai").status_code == 200
    locked = try_login(theirs, surveyor, "sai")
    assert locked.status_code == 429
    assert "Tài khoản tạm khóa" in locked.content.decode()
    assert try_login(Client(), surveyor, PASSWORD).status_code == 429
    other = Client()
    try_login(other, neighbour_officer, PASSWORD)
    assert logged_in(other)
    page = reverse("administration:officer-edit", args=[surveyor.pk])
    client = client_of(administrator)
    assert "Mở khóa" in client.get(page).content.decode()
    client.post(reverse("administration:officer-unlock", args=[surveyor.pk]))
    assert "Mở khóa" not in client.get(page).content.decode()
    try_login(theirs, surveyor, PASSWORD)
    assert logged_in(theirs)


def test_a_lock_out_ends_by_itself(surveyor, settings):
    with time_machine.travel("2026-11-22 08:00Z", tick=False) as clock:
        theirs = Client()
        for _ in range(settings.AXES_FAILURE_LIMIT):
            try_login(theirs, surveyor, "sai")
        clock.shift(dt.timedelta(minutes=14))
        assert try_login(theirs, surveyor, PASSWORD).status_code == 429
        assert services.is_locked(surveyor)
        clock.shift(dt.timedelta(minutes=2))
        assert not services.is_locked(surveyor)
        try_login(theirs, surveyor, PASSWORD)
        assert logged_in(theirs)


def test_the_list_is_filtered_and_costs_the_same_for_many(
    administrator, commune, client_of, django_assert_max_num_queries
):
    for number in range(20):
        OfficerFactory(username=f"nguoi-{number}", area=commune)
    OfficerFactory(username="da-khoa", full_name="Lê Thị Hoà", is_active=False)
    client = client_of(administrator)
    url = reverse("administration:officer-list")
    with django_assert_max_num_queries(9):
        assert len(client.get(url).context["page_obj"]) == 21
    asked = client.get(url, {"q": "le thi hoa", "inactive": "on"})
    assert [officer.username for officer in asked.context["page_obj"]] == ["da-khoa"]
    assert len(client.get(url, {"role": "administrator"}).context["page_obj"]) == 1


def test_the_forms_change_an_account_and_end_a_scope(
    administrator, commune_officer, client_of
):
    client = client_of(administrator)
    url = reverse("administration:officer-edit", args=[commune_officer.pk])
    typed = {"full_name": "Tên Mới", "role": "commune_officer", "is_active": "on"}
    assert client.post(url, typed).url == url
    commune_officer.refresh_from_db()
    assert commune_officer.full_name == "Tên Mới"
    scope = commune_officer.scopes.get()
    end = reverse("administration:scope-end", args=[commune_officer.pk, scope.pk])
    assert client.post(end, {"on": "1/1/2026"}).url == url
    assert "01/01/2026" in client.get(url).content.decode()
