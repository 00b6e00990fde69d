"""The real country, loaded once for a module of tests and rolled back after it."""

import pytest
from django.db import transaction

from povertyportal.areas.loading import load_areas


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """The result of loading the project's own files."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_areas()
        transaction.set_rollback(True)
