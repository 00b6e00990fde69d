"""A file reaches the register once: through a killed worker, through two at once."""

import psycopg2
import pytest
from django.db import connection
from openpyxl import Workbook

from povertyportal.areas.models import AreaPopulation
from povertyportal.sheets import tasks
from povertyportal.sheets.kinds import kinds
from povertyportal.sheets.models import ImportBatch
from povertyportal.sheets.services.applying import confirm
from povertyportal.sheets.services.receiving import receive_file
from tests.sheets.test_bad_files import HOSTILE
from tests.worker.conftest import database_url, until

pytestmark = pytest.mark.worker
IMPORT = tasks.run_import.name
ASKED = {"counted_on": "", "source_note": "Công an xã"}
# A worker that is about to write the commune's number waits here.
WRITING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE '%%areas_areapopulation%%'
"""


@pytest.fixture
def path(tmp_path):
    book = Workbook()
    book.active.append(["Mã xã", "Tính đến ngày", "Số hộ", "Số nhân khẩu"])
    book.active.append(["90001", "01/01/2026", 1200, 4300])
    book.save(tmp_path / "dan-so.xlsx")
    return tmp_path / "dan-so.xlsx"


@pytest.fixture
def media(tmp_path, settings, monkeypatch):
    """Files on a disk that the worker sees too."""
    # Other tests keep files in memory, where no worker finds them.
    on_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": on_disk}
    settings.MEDIA_ROOT = str(tmp_path / "media")
    monkeypatch.setenv("MEDIA_ROOT", settings.MEDIA_ROOT)


@pytest.fixture
def confirmed(commune_officer, commune, path, media):
    """Checks the file and puts its writing into the queue, as often as it is called."""

    def _confirm():
        batch = tasks.check_now(
            by=commune_officer, kind="populations", path=path, options=ASKED
        )
        return confirm(by=commune_officer, batch=batch, only_good=False)

    return _confirm


def backends_writing():
    with connection.cursor() as cursor:
        cursor.execute(WRITING)
        return [pid for (pid,) in cursor.fetchall()]


def state(batch):
    return ImportBatch.objects.get(pk=batch.pk).state


def written():
    return AreaPopulation.objects.count()


def test_a_file_of_a_killed_worker_is_written_once(workers, confirmed):
    batch = confirmed()
    holder = psycopg2.connect(database_url())
    with holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLE areas_areapopulation IN SHARE MODE")
        worker = workers.start()
        workers.publish(IMPORT, batch.pk)
        until(backends_writing, "the worker half-way")
        worker.kill()
        worker.wait()
    holder.close()
    until(lambda: not backends_writing(), "the end of its transaction")
    assert written() == 0
    assert state(batch) == "running"

    workers.start()
    workers.publish(IMPORT, batch.pk)  # delivered again while it may still be alive
    ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at="2026-01-01T00:00Z")
    workers.publish("reports.tasks.requeue_lost_jobs")
    until(lambda: state(batch) in ("queued", "done"), "the lost import")
    workers.publish(IMPORT, batch.pk)
    workers.publish(IMPORT, batch.pk)
    until(lambda: state(batch) == "done", "its end")
    assert written() == 1
    batch.refresh_from_db()
    assert (batch.is_applied, batch.tries) == (True, 2)


def test_a_file_confirmed_twice_is_written_once(workers, confirmed):
    """The second waits for its turn, and is then shown again: nothing in it is new."""
    first, second = confirmed(), confirmed()
    holder = psycopg2.connect(database_url())
    with holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLE areas_areapopulation IN SHARE MODE")
        workers.start()
        workers.publish(IMPORT, first.pk)
        until(backends_writing, "the first worker half-way")
        workers.start()
        workers.publish(IMPORT, second.pk)
        until(lambda: state(second) == "running", "the second worker")
    holder.close()
    until(lambda: state(first) == "done", "the first")
    until(lambda: state(second) == "queued", "the second to be checked again")
    workers.publish(IMPORT, second.pk)  # to the queue of this test
    until(lambda: state(second) == "done", "the second check")
    assert written() == 1
    second.refresh_from_db()
    assert second.is_shown_again
    assert second.counts == {"unchanged": 1}


def test_a_worker_outlives_files_made_to_hurt(
    workers, commune_officer, commune, path, tmp_path, media
):
    """One worker takes them one after the other, and then a good one."""

    def _queued(path):
        with path.open("rb") as file:
            batch = receive_file(
                by=commune_officer,
                kind=kinds()["populations"],
                file=file,
                filename=path.name,
                options=ASKED,
            )
        workers.publish(IMPORT, batch.pk)
        return batch

    worker = workers.start()
    for name, (make, _) in HOSTILE.items():
        bad = tmp_path / f"{name}.xlsx"
        make(bad)
        _queued(bad)
    good = _queued(path)
    until(lambda: state(good) == "done", "the good file")
    assert worker.poll() is None
    bad_ones = ImportBatch.objects.exclude(pk=good.pk)
    assert set(bad_ones.values_list("state", "attempt")) == {("failed", 1)}
    assert not bad_ones.filter(stop="").exists(), "each is told what is wrong with it"
