"""The household's page: how far its reviews are, and its certificates."""

import pytest
import time_machine
from django.urls import reverse

from households.services.season import certificates
from tests.factories import HouseholdFactory
from tests.households.season import deciding as made


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def review(commune, village, commune_officer):
    place = made.place_of(made.round_of(commune), commune)
    found = made.reviewed(place, village, commune_officer)
    made.finished(place, village, commune_officer, [found])
    return found


@pytest.fixture
def certificate(review, commune, commune_officer, leader):
    draft = made.prepare(made.place_of(review.round, commune), commune_officer)
    signed = made.sign(draft, leader)
    return certificates.issue(by=commune_officer, decision=signed)[0]


def page(client, review):
    url = reverse("households:household-detail", args=[review.household_id])
    return client.get(url).content.decode()


def test_a_result_is_told_apart_from_what_is_recognised(
    client_of, commune_officer, review
):
    text = page(client_of(commune_officer), review)
    assert "chưa công nhận" in text
    assert "Không trong danh sách hộ nghèo, hộ cận nghèo" in text


def test_its_certificate_is_found_from_its_page(
    client_of, commune_officer, review, certificate
):
    text = page(client_of(commune_officer), review)
    assert "đã công nhận" in text
    assert "chưa công nhận" not in text
    assert reverse("season:certificate-detail", args=[certificate.pk]) in text
    assert f"Giấy chứng nhận {certificate.full_number}" in text


def test_whoever_may_not_open_certificates_gets_no_link(
    client_of, surveyor, review, certificate
):
    text = page(client_of(surveyor), review)
    assert "đã công nhận" in text
    assert certificate.full_number not in text


def test_another_household_s_certificate_is_not_shown(
    client_of, commune_officer, village, review, certificate
):
    other = HouseholdFactory(village=village)
    url = reverse("households:household-detail", args=[other.pk])
    text = client_of(commune_officer).get(url).content.decode()
    assert certificate.full_number not in text
