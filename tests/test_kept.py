"""Tests, and the fixture that keeps a module's world, use a test database only."""

import pytest

from tests.conftest import refuse_a_used_database


def test_kept_refuses_a_database_that_is_used():
    with pytest.raises(pytest.fail.Exception, match="'povertyportal' is no test"):
        refuse_a_used_database("povertyportal")
    refuse_a_used_database("test_povertyportal_gw1")
