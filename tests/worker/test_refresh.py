"""A saved review reaches the figures through a real worker, even a killed one."""

import psycopg2
import pytest
from django.db import connection

from households.models import StaleArea
from households.services.stale import mark_stale
from reports import summaries
from reports.models import AreaSummary, SummaryRun
from tests.factories import ReviewFactory
from tests.reports.world import add_outcome
from tests.worker.conftest import database_url, until

pytestmark = pytest.mark.worker
REFRESH = "reports.tasks.refresh_stale"
WAITING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE '%%DELETE%%stalearea%%'
"""


@pytest.fixture
def changed(open_round, household, commune):
    """Figures that are right, then a review that they do not know yet."""
    summaries.rebuild()
    add_outcome(ReviewFactory(round=open_round, household=household))
    mark_stale([commune.pk], 2026)
    return commune


def poor(area):
    return AreaSummary.objects.get(area=area, standard="ND07_2022", basis="preliminary")


def test_a_change_reaches_the_figures(workers, changed):
    workers.start()
    workers.publish(REFRESH)
    until(lambda: poor(changed).poor == 1, "the figure")
    until(lambda: SummaryRun.objects.filter(state="done").exists(), "the run's end")
    assert not StaleArea.objects.exists()
    assert poor(changed.parent).poor == 1


def backends_waiting():
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return [pid for (pid,) in cursor.fetchall()]


def test_a_killed_worker_loses_nothing_and_doubles_nothing(workers, changed):
    holder = psycopg2.connect(database_url())
    with holder, holder.cursor() as cursor:
        # The worker has written the figures when it stops here: nothing is committed.
        cursor.execute("SELECT id FROM households_stalearea FOR UPDATE")
        worker = workers.start()
        workers.publish(REFRESH)
        until(backends_waiting, "the worker half-way")
        worker.kill()
        worker.wait()
    holder.close()
    until(lambda: not backends_waiting(), "the end of its transaction")
    assert poor(changed).poor == 0
    assert StaleArea.objects.count() == 1
    lost = SummaryRun.objects.get()
    assert lost.state == "running"

    workers.start()
    workers.publish(REFRESH)  # as the clock does every half minute
    until(lambda: not StaleArea.objects.exists(), "the second worker")
    assert (poor(changed).poor, poor(changed).version) == (1, 2)
    assert poor(changed.parent).poor == 1

    SummaryRun.objects.filter(pk=lost.pk).update(heartbeat_at="2026-01-01T00:00Z")
    workers.publish("reports.tasks.requeue_lost_jobs")
    until(lambda: SummaryRun.objects.get(pk=lost.pk).state == "queued", "the lost run")
    workers.publish("reports.tasks.run_summary", lost.pk)
    until(lambda: SummaryRun.objects.get(pk=lost.pk).state == "done", "its end")
    assert (poor(changed).poor, poor(changed).version) == (1, 2)
