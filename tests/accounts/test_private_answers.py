"""No browser or proxy keeps what an officer has seen."""

import pytest
from django.test import Client
from django.urls import reverse

PRIVATE = "private, no-store"


@pytest.mark.parametrize(
    "path",
    ["/ho/", "/ho/{pk}/", "/api/v1/households/", "/api/v1/households/{pk}/", "/khong/"],
)
def test_pages_and_api_answers_are_not_kept(
    path, household, commune_officer, client_of
):
    response = client_of(commune_officer).get(path.format(pk=household.pk))
    assert response["Cache-Control"] == PRIVATE


def test_what_a_stranger_gets_is_not_marked(db):
    assert "Cache-Control" not in Client().get("/healthz")
    assert PRIVATE not in Client().get(reverse("login"))["Cache-Control"]


def test_static_files_stay_cacheable(commune_officer, client_of, settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    response = client_of(commune_officer).get("/static/css/portal.css")
    response.close()
    assert response.status_code == 200
    assert "no-store" not in response["Cache-Control"]
