"""Being late asks for a reason, which is kept."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from households.models import CommuneRound, DelayReason, ReviewRound
from households.services.season import delays
from households.services.season.terms import set_round_steps
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    HouseholdFactory,
    RequestFactory,
    ReviewFactory,
    RoundFactory,
)
from tests.households.season.deciding import round_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(commune, time_machine):
    """A commune whose preliminary result is late since midnight."""
    time_machine.move_to("2025-11-15 00:00+07:00")
    set_round_steps(round_of(commune))
    return CommuneRound.objects.get()


def test_a_late_step_keeps_every_reason_once(place, commune_officer):
    for words in ("Mưa lũ", "Mưa lũ", "Thiếu người"):
        delays.tell_delay(
            by=commune_officer, place=place, step="preliminary", reason=words
        )
    assert [each.reason for each in DelayReason.objects.all()] == [
        "Mưa lũ",
        "Thiếu người",
    ]
    entry = AuditEntry.objects.filter(act="households.delay.told").first()
    assert (entry.area, entry.detail["step"]) == (place.commune, "preliminary")


@pytest.mark.parametrize(
    ("step", "reason", "message"),
    [
        ("official", "Mưa lũ", "“Báo cáo chính thức” không quá hạn"),
        ("monthly", "Mưa lũ", "không quá hạn"),
        ("preliminary", "  ", "Hãy ghi lý do chậm"),
    ],
)
def test_what_is_not_late_needs_no_reason(
    place, commune_officer, step, reason, message
):
    with pytest.raises(ValidationError, match=message):
        delays.tell_delay(by=commune_officer, place=place, step=step, reason=reason)
    assert not DelayReason.objects.exists()


def test_one_minute_before_midnight_nothing_is_late(
    place, commune_officer, time_machine
):
    time_machine.move_to("2025-11-14 23:59+07:00")
    with pytest.raises(ValidationError, match="không quá hạn"):
        delays.tell_delay(
            by=commune_officer, place=place, step="preliminary", reason="Mưa lũ"
        )


@pytest.mark.parametrize("who", ["province_officer", "leader", "surveyor"])
def test_only_the_commune_officer_tells(place, who, request):
    officer = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        delays.tell_delay(by=officer, place=place, step="preliminary", reason="Mưa")


def test_a_commune_elsewhere_does_not_exist(place, neighbour_officer):
    with pytest.raises(CommuneRound.DoesNotExist):
        delays.tell_delay(
            by=neighbour_officer, place=place, step="preliminary", reason="Mưa"
        )


def test_the_reason_is_shown_at_the_step_and_on_the_board(
    place, client_of, commune_officer, province_officer
):
    client = client_of(commune_officer)
    page = reverse("season:place", args=[place.pk])
    url = reverse("season:delay-reason", args=[place.pk])
    assert f"{url}?buoc=preliminary" in client.get(page).content.decode()
    answer = client.post(url, {"step": "preliminary", "reason": "Bão số 3"})
    assert answer.url == page
    assert "Bão số 3" in client.get(page).content.decode()
    board = client_of(province_officer).get(reverse("season:board"))
    assert "Lý do chậm: Bão số 3" in board.content.decode()


def test_the_page_says_when_nothing_is_late(
    place, client_of, commune_officer, time_machine
):
    time_machine.move_to("2025-10-01 08:00+07:00")
    url = reverse("season:delay-reason", args=[place.pk])
    page = client_of(commune_officer).get(url).content.decode()
    assert "Không có bước nào quá hạn" in page


def test_a_dossier_has_its_own_reason(
    client_of, commune, village, commune_officer, time_machine
):
    time_machine.move_to("2026-05-01 00:00+07:00")
    found = RoundFactory(
        areas=[commune],
        kind=ReviewRound.Kind.REGULAR,
        opens_on=dt.date(2026, 4, 15),
        closes_on=dt.date(2026, 4, 30),
    )
    late, timely = (
        ReviewFactory(round=found, household=HouseholdFactory(village=village))
        for _ in range(2)
    )
    for review, day in ((late, dt.date(2026, 4, 2)), (timely, dt.date(2026, 4, 16))):
        RequestFactory(
            household=review.household,
            review=review,
            state="accepted",
            received_on=day,
            recorded_by=commune_officer,
        )
    place = found.places.get()
    url = reverse("season:delay-reason", args=[place.pk])
    client = client_of(commune_officer)
    form = {"step": "recognition", "reason": "Chủ hộ đi vắng"}
    assert client.post(f"{url}?phieu={late.pk}", form).status_code == 302
    assert DelayReason.objects.get().review == late
    refused = client.post(f"{url}?phieu={timely.pk}", form)
    assert "Hồ sơ của hộ này không quá hạn" in refused.content.decode()
    page = client.get(reverse("season:place", args=[place.pk])).content.decode()
    assert "Chủ hộ đi vắng" in page


def test_a_dossier_of_another_round_does_not_exist(
    place, client_of, commune_officer, open_round, household
):
    stranger = ReviewFactory(round=open_round, household=household)
    url = reverse("season:delay-reason", args=[place.pk])
    answer = client_of(commune_officer).get(f"{url}?phieu={stranger.pk}")
    assert answer.status_code == 404
