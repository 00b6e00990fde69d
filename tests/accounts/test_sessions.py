"""How long a login lasts, and what a given password is good for."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings
from django.urls import reverse

from povertyportal import settings as portal
from tests.factories import PASSWORD, OfficerFactory

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)


def log_in(client, officer):
    return client.post(
        reverse("login"), {"username": officer.username, "password": PASSWORD}
    )


def test_a_session_ends_after_its_time(commune_officer):
    client = Client()
    with time_machine.travel(MORNING, tick=False) as clock:
        assert log_in(client, commune_officer).status_code == 302
        assert client.get(reverse("home")).status_code == 200
        clock.shift(dt.timedelta(seconds=settings.SESSION_COOKIE_AGE + 1))
        response = client.get(reverse("home"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("login"))


def test_a_session_does_not_outlive_a_working_day():
    assert 0 < settings.SESSION_COOKIE_AGE <= 8 * 3600
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE


def test_with_a_given_password_nothing_but_its_change_is_reached(commune):
    officer = OfficerFactory(area=commune, must_change_password=True)
    client = Client()
    log_in(client, officer)
    change = reverse("password_change")
    assert client.get(reverse("home"))["Location"] == change
    assert client.get("/api/v1/households/").status_code == 403

    new = "mật khẩu của riêng tôi"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(change, data).status_code == 302
    assert client.get(reverse("home")).status_code == 200


def test_the_given_password_is_no_password_of_ones_own(commune):
    officer = OfficerFactory(area=commune, must_change_password=True)
    client = Client()
    log_in(client, officer)
    change = reverse("password_change")
    data = dict.fromkeys(("old_password", "new_password1", "new_password2"), PASSWORD)
    page = client.post(change, data)
    assert page.status_code == 200
    assert "phải khác mật khẩu hiện nay" in page.content.decode()
    assert client.get(reverse("home"))["Location"] == change
    officer.refresh_from_db()
    assert officer.must_change_password


def test_passwords_are_kept_with_argon2():
    hashers = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers):
        assert make_password("x" * 12).startswith("argon2$argon2id$")


def test_the_portal_itself_hashes_with_argon2_only():
    assert portal.PASSWORD_HASHERS == [
        "django.contrib.auth.hashers.Argon2PasswordHasher"
    ]


def test_a_strangers_way_back_stays_on_the_portal(commune_officer):
    data = {
        "username": commune_officer.username,
        "password": PASSWORD,
        "next": "https://example.org/",
    }
    assert Client().post(reverse("login"), data)["Location"] == reverse("home")


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("ngắn", "ít nhất 10 ký tự"),
        ("918273645546372819", "chỉ gồm chữ số"),
        ("1234567890", "quá phổ biến"),
        ("canbo-giavien", "giống tên"),
    ],
)
def test_a_weak_password_is_refused_in_vietnamese(client_of, commune, new, told):
    officer = OfficerFactory(username="canbo-giavien", area=commune)
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    page = client_of(officer).post(reverse("password_change"), data)
    assert page.status_code == 200
    assert told in str(page.context["form"].errors)
