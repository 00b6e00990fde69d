"""A job that says nothing of its own for a while still shows that it is being done."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from povertyportal.jobs import pulse
from povertyportal.jobs.models import Progress
from reports.models import SummaryRun


@pytest.fixture
def running(transactional_db, monkeypatch):
    """A job just claimed, and a pulse that beats twenty times a second."""
    monkeypatch.setattr(pulse, "EVERY", 0.05)
    run = SummaryRun.claim(SummaryRun.objects.create().pk)
    SummaryRun.objects.update(heartbeat_at="2026-01-01T00:00Z")
    return run


def heart_of(run):
    return SummaryRun.objects.get(pk=run.pk).heartbeat_at


def wait_for_a_beat(run, before):
    until = time.monotonic() + 10
    while heart_of(run) == before and time.monotonic() < until:
        time.sleep(0.02)
    return heart_of(run) != before


def test_a_silent_job_shows_a_sign_of_life(running):
    before = heart_of(running)
    with Progress(running):
        assert wait_for_a_beat(running, before)
    assert timezone.now() - heart_of(running) < dt.timedelta(minutes=1)


def test_a_job_that_hangs_is_given_up(running, monkeypatch):
    monkeypatch.setattr(pulse, "PATIENCE", dt.timedelta(0))
    before = heart_of(running)
    with Progress(running) as progress:
        progress._pulse.join(timeout=10)  # it ends by itself
        assert not progress._pulse.is_alive()
    assert heart_of(running) == before


def test_a_job_that_another_worker_took_is_not_touched(running):
    SummaryRun.objects.update(attempt=running.attempt + 1)
    before = heart_of(running)
    with Progress(running) as progress:
        assert not wait_for_a_beat_of(progress, running, before)


def wait_for_a_beat_of(progress, run, before):
    """Some beats of a worker that lost its job; whether they reached the row."""
    time.sleep(0.3)
    assert progress._pulse.is_alive()
    return heart_of(run) != before
