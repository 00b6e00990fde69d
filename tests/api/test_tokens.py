"""Keys of other systems: shown once, read only, in the account's scope, revocable."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import Officer, Role, SystemToken
from povertyportal.administration.services.tokens import issue_token, revoke_token
from povertyportal.audit.models import AuditEntry
from tests.factories import OfficerFactory, SystemTokenFactory


@pytest.fixture
def account(commune):
    """The account that a system of the commune reads as."""
    return OfficerFactory(
        username="lgsp", role=Role.COMMITTEE, area=commune, is_system=True
    )


def issued(administrator, account, days=30, name="Trục tích hợp"):
    expires = timezone.localdate() + dt.timedelta(days=days)
    return issue_token(by=administrator, name=name, officer=account, expires=expires)


@pytest.fixture
def read(administrator, account):
    """read(path, text): what a system gets; without a text, with a good key."""
    cache.clear()
    _, good = issued(administrator, account)

    def _read(path="households/", text=good, method="get"):
        call = getattr(Client(), method)
        return call(f"/api/v1/{path}", headers={"Authorization": f"Bearer {text}"})

    return _read


def test_a_key_reads_what_its_account_may(read, household, elsewhere_outcome):
    answer = read()
    assert answer["Cache-Control"] == "private, no-store"
    assert [row["id"] for row in answer.json()["results"]] == [household.pk]
    far = elsewhere_outcome.review.household_id
    assert read(f"households/{far}/").status_code == 404


def test_a_key_changes_nothing_and_opens_no_page(read, household):
    refused = read("supports/", method="post")
    assert (refused.status_code, refused.json()["code"]) == (403, "token_reads_only")
    page = Client().get(
        reverse("households:household-list"), headers={"Authorization": "Bearer x"}
    )
    assert page.status_code == 302


def spoil_by_revoking(administrator, account, token):
    revoke_token(by=administrator, token=token)


def spoil_by_locking(administrator, account, token):
    account.is_active = False
    account.save()


def spoil_by_time(administrator, account, token):
    SystemToken.objects.update(expires=timezone.localdate())


@pytest.mark.parametrize("spoil", [spoil_by_revoking, spoil_by_locking, spoil_by_time])
def test_a_key_that_ended_opens_nothing(spoil, administrator, account, read):
    token, text = issued(administrator, account, name="Kho dữ liệu")
    assert read(text=text).status_code == 200
    spoil(administrator, account, token)
    refused = read(text=text)
    assert (refused.status_code, refused.json()["code"]) == (403, "token_refused")


@pytest.mark.parametrize("text", ["", "x", "gnbv_x y", "đúng"])
def test_a_wrong_key_is_refused(text, read):
    refused = read(text=text.encode().decode("latin-1"))
    assert (refused.status_code, refused.json()["code"]) == (403, "token_refused")


def test_only_the_digest_is_kept(administrator, account):
    token, text = issued(administrator, account)
    assert text.startswith("gnbv_")
    assert text not in str(SystemToken.objects.filter(pk=token.pk).values().get())
    told = AuditEntry.objects.get(act="accounts.token.issued")
    assert told.detail["system"] == "Trục tích hợp"
    assert text not in str(told.detail)


def test_the_trail_tells_of_one_use_a_day(read, household):
    with time_machine.travel("2026-09-01 08:00 +0700", tick=False) as clock:
        SystemToken.objects.update(expires="2027-01-01")
        for hours in (0, 1, 24):
            clock.shift(dt.timedelta(hours=hours))
            assert read().status_code == 200
        assert SystemToken.objects.get().used_at == timezone.now()
    assert AuditEntry.objects.filter(act="accounts.token.used").count() == 2


def test_a_system_that_asks_too_often_is_told_to_wait(read, monkeypatch, household):
    monkeypatch.setattr(
        "povertyportal.administration.api_tokens.TokenThrottle.rate",
        "2/min",
        raising=False,
    )
    assert [read().status_code for _ in range(3)] == [200, 200, 429]
    told = read()
    assert told.json()["code"] == "throttled"
    assert int(told["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("is_system", "days", "wrong"),
    [
        (False, 30, "officer"),
        (True, 0, "expires"),
        (True, 367, "expires"),
    ],
)
def test_a_key_is_issued_to_systems_for_a_year_at_most(
    is_system, days, wrong, administrator
):
    account = OfficerFactory(role=Role.COMMITTEE, is_system=is_system)
    with pytest.raises(ValidationError) as refused:
        issued(administrator, account, days)
    assert set(refused.value.message_dict) == {wrong}


def test_only_the_administrator_issues_and_revokes(
    province_officer, administrator, account
):
    with pytest.raises(PermissionDenied):
        issued(province_officer, account)
    token, _ = issued(administrator, account)
    with pytest.raises(PermissionDenied):
        revoke_token(by=province_officer, token=token)
    revoke_token(by=administrator, token=token)
    with pytest.raises(ValidationError, match="đã được thu hồi"):
        revoke_token(by=administrator, token=token)


def test_the_page_shows_a_key_once_and_revokes_it(administrator, account, client_of):
    client = client_of(administrator)
    typed = {"name": "Trục tích hợp", "officer": account.pk, "expires": "sau"}
    again = client.post(reverse("administration:token-issue"), typed)
    assert "Trục tích hợp" in again.content.decode()
    until = timezone.localdate() + dt.timedelta(days=90)
    typed["expires"] = f"{until:%d/%m/%Y}"
    made = client.post(reverse("administration:token-issue"), typed)
    shown = client.get(made["Location"])
    text = shown.context["text"]
    assert text in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    # Loaded again, or by another administrator: no key, and none is made.
    assert client.get(made["Location"]).status_code == 302
    assert SystemToken.objects.count() == 1
    assert text not in str(client.session.items())
    listed = client.get(reverse("administration:token-list"))
    assert "Trục tích hợp" in listed.content.decode()
    assert text not in listed.content.decode()
    token = SystemToken.objects.get()
    client.post(reverse("administration:token-revoke", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at is not None
    both = client.get(reverse("administration:token-list"), {"ended": "on"})
    assert "Đã thu hồi" in both.content.decode()


def test_no_two_live_keys_of_a_name(administrator, account):
    first, _ = issued(administrator, account)
    with pytest.raises(ValidationError) as refused:
        issued(administrator, account)
    assert "thu hồi mã đó trước" in refused.value.message_dict["name"][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        SystemTokenFactory(officer=account, name=first.name)
    # One that has run out makes way.
    SystemToken.objects.update(expires=timezone.localdate())
    second, _ = issued(administrator, account)
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert second.revoked_at is None


def test_keys_are_offered_to_accounts_of_systems(administrator, account, client_of):
    OfficerFactory(username="a-nguoi", role=Role.COMMITTEE)
    OfficerFactory(username="khac", full_name="Kho", role="inspector", is_system=True)
    page = client_of(administrator).get(reverse("administration:token-issue"))
    choices = [label for value, label in page.context["form"]["officer"].field.choices]
    assert [label.split(":")[0] for label in choices[1:]] == ["khac", "lgsp"]
    assert "Thành viên Ban Chỉ đạo; Xã" in choices[2]
    assert "chưa giao địa bàn" in choices[1]
    assert "số định danh luôn được che" in page.content.decode()


def test_an_account_of_a_system_never_logs_in(administrator, client_of):
    client = client_of(administrator)
    create = reverse("administration:officer-create")
    typed = {"username": "truc", "full_name": "Trục", "is_system": "on"}
    refused = client.post(create, typed | {"role": "administrator"})
    assert "Hệ thống không quản trị cổng" in refused.content.decode()
    client.post(create, typed | {"role": "committee"})
    made = Officer.objects.get(username="truc")
    assert made.is_system
    assert not made.has_usable_password()
    client.post(reverse("administration:officer-reset-password", args=[made.pk]))
    made.refresh_from_db()
    assert not made.has_usable_password()
    made.set_password("mot-mat-khau-dai")
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()
