"""A list reaches the register once: through a killed worker, through two at once."""

import psycopg2
import pytest
from django.db import connection

from households.models import Household, ImportBatch, Outcome, Person, StaleArea
from households.services.importing import receive_list
from tests.households.lists import YEAR, family, saved
from tests.worker.conftest import database_url, until

pytestmark = pytest.mark.worker
IMPORT = "households.tasks.run_import"
# A worker that has written households and persons waits here, before the results.
LOADING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE '%%households_outcome%%'
"""


@pytest.fixture
def path(tmp_path):
    return saved(tmp_path / "list.xlsx", family())


@pytest.fixture
def queued(commune_officer, village, path, tmp_path, settings, monkeypatch):
    """Puts the file into the queue, as often as it is called."""
    # Other tests keep files in memory, where no worker finds them.
    on_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": on_disk}
    settings.MEDIA_ROOT = str(tmp_path / "media")
    monkeypatch.setenv("MEDIA_ROOT", settings.MEDIA_ROOT)

    def _queue():
        with path.open("rb") as file:
            return receive_list(
                by=commune_officer, file=file, filename=path.name, year=YEAR
            )

    return _queue


def backends_loading():
    with connection.cursor() as cursor:
        cursor.execute(LOADING)
        return [pid for (pid,) in cursor.fetchall()]


def state(batch):
    return ImportBatch.objects.get(pk=batch.pk).state


def loaded():
    """Households, persons, results."""
    counted = (Household, Person, Outcome)
    return tuple(model.objects.count() for model in counted)


def test_a_list_of_a_killed_worker_is_loaded_once(workers, queued):
    batch = queued()
    holder = psycopg2.connect(database_url())
    with holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLE households_outcome IN SHARE MODE")
        worker = workers.start()
        workers.publish(IMPORT, batch.pk)
        until(backends_loading, "the worker half-way")
        worker.kill()
        worker.wait()
    holder.close()
    until(lambda: not backends_loading(), "the end of its transaction")
    assert loaded() == (0, 0, 0)
    assert state(batch) == "running"

    workers.start()
    workers.publish(IMPORT, batch.pk)  # delivered again while it may still be alive
    ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at="2026-01-01T00:00Z")
    workers.publish("reports.tasks.requeue_lost_jobs")
    until(lambda: state(batch) in ("queued", "done"), "the lost import")
    workers.publish(IMPORT, batch.pk)
    workers.publish(IMPORT, batch.pk)
    until(lambda: state(batch) == "done", "its end")
    assert loaded() == (1, 2, 1)
    assert StaleArea.objects.filter(year=YEAR).values("commune").distinct().count() == 1


def test_a_file_queued_twice_is_loaded_once(workers, queued):
    first, second = queued(), queued()
    holder = psycopg2.connect(database_url())
    with holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLE households_outcome IN SHARE MODE")
        workers.start()
        workers.publish(IMPORT, first.pk)
        until(backends_loading, "the first worker half-way")
        workers.start()
        workers.publish(IMPORT, second.pk)
        until(lambda: state(second) == "running", "the second worker")
    holder.close()
    until(lambda: {state(first), state(second)} == {"done", "failed"}, "both ends")
    assert loaded() == (1, 2, 1)
    refused = ImportBatch.objects.get(state="failed")
    assert refused.message.startswith("Tệp này đã được nhập ngày")
