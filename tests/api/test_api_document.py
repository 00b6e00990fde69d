"""The OpenAPI document is the committed one, and the API is as it says."""

from pathlib import Path

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from schemathesis.checks import ignored_auth, positive_data_acceptance

from povertyportal.wsgi import application

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"


def generated():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_committed_document_is_the_generated_one():
    committed = yaml.safe_load(COMMITTED.read_text(encoding="utf-8"))
    # Through YAML, as the file went: the generator's own types are not its dicts.
    assert committed == yaml.safe_load(yaml.safe_dump(_plain(generated()))), (
        "run: manage.py spectacular --file docs/openapi.yaml"
    )


def _plain(value):
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | float | None) else str(value)


def test_the_document_is_served_to_officers(surveyor, client_of, client):
    response = client_of(surveyor).get(reverse("openapi"))
    assert response["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert set(response.json()["paths"]) >= {"/api/v1/areas/", "/api/v1/figures/total/"}
    assert client.get(reverse("openapi")).status_code == 403


schema = schemathesis.openapi.from_dict(_plain(generated()))
schema.app = application
# The session is the test's own; test_access.py asks every address without one.
schema.config.generation.update(with_security_parameters=False)


@pytest.fixture
def cookies(outcome, elsewhere_outcome, figures, province_officer, client_of):
    """Those of a logged-in officer, in a register with something in it.

    A request's end would close the connection whose transaction the test lives in.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"sessionid": client_of(province_officer).cookies["sessionid"].value}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def refused_together(query):
    """Checks that a query fails whose parameters are right one by one only.

    The document has no word for a parameter that needs another one.
    """
    return [positive_data_acceptance] if "code" in query and "on" not in query else []


@schema.parametrize()
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_api_is_as_its_document_says(case, cookies):
    # Asked in process, nobody unpacks a compressed answer.
    case.call_and_validate(
        cookies=cookies,
        headers={"Accept-Encoding": "identity"},
        excluded_checks=[ignored_auth, *refused_together(case.query or {})],
    )
