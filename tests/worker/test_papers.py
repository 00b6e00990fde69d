"""Papers printed in the background come out once, through a killed worker too."""

import hashlib
import io
import re
import uuid
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from pypdf import PdfReader

from households.models import Certificate, PaperRun, Standing
from households.papers import runs
from tests.factories import DecisionFactory, HouseholdFactory, RoundFactory
from tests.worker.conftest import database_url, until

pytestmark = pytest.mark.worker
PRINT = "households.tasks.run_papers"
COUNT = runs.PART + 5  # two parts
WAITING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE %s
"""


@pytest.fixture
def media(tmp_path, settings, monkeypatch):
    """Files on disk, where the worker finds them."""
    on_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": on_disk}
    settings.MEDIA_ROOT = str(tmp_path / "media")
    monkeypatch.setenv("MEDIA_ROOT", settings.MEDIA_ROOT)
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def run(commune, village, commune_officer, media):
    """A queued run over the certificates of a decision."""
    place = RoundFactory(areas=[commune]).places.get()
    decision = DecisionFactory(place=place, signed=True)
    for number in range(1, COUNT + 1):
        household = HouseholdFactory(village=village)
        standing = Standing.objects.create(
            household=household,
            standard="ND07_2022",
            poverty_class="poor",
            starts="2026-01-01",
        )
        Certificate.objects.create(
            standing=standing,
            decision=decision,
            household=household,
            commune=commune,
            year=2026,
            number=number,
            issued_on="2026-01-05",
            issued_by=commune_officer,
        )
    return runs.ask_for_certificates(
        by=commune_officer, decision=decision, key=uuid.uuid4(), site=""
    )


def waiting(what):
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [f"%{what}%"])
        return [pid for (pid,) in cursor.fetchall()]


def fresh(run):
    return PaperRun.objects.get(pk=run.pk)


def test_papers_of_a_killed_worker_are_printed_once(workers, run, media):
    first, second = (psycopg2.connect(database_url()) for _ in range(2))
    with first.cursor() as cursor, second.cursor() as row:
        cursor.execute("LOCK TABLE households_membership IN ACCESS EXCLUSIVE MODE")
        worker = workers.start()
        workers.publish(PRINT, run.pk)
        until(lambda: waiting("households_membership"), "the worker at its first part")
        row.execute("SELECT 1 FROM households_paperrun FOR UPDATE")
        first.rollback()
        # It has set the first part and wants to say so.
        until(lambda: waiting("UPDATE%households_paperrun"), "the worker half-way")
        worker.kill()
        worker.wait()
        second.rollback()
    first.close()
    second.close()
    until(lambda: not waiting("households_paperrun"), "the end of its connection")
    assert fresh(run).state == "running"
    assert not list(media.rglob("*.pdf"))

    workers.start()
    workers.publish(PRINT, run.pk)  # delivered again while it may still be alive
    PaperRun.objects.filter(pk=run.pk).update(heartbeat_at="2026-01-01T00:00Z")
    workers.publish("reports.tasks.requeue_lost_jobs")
    until(lambda: fresh(run).state in ("queued", "done"), "the lost run")
    workers.publish(PRINT, run.pk)
    workers.publish(PRINT, run.pk)
    until(lambda: fresh(run).state == "done", "its end")
    done = fresh(run)
    (file,) = media.rglob("*.pdf")
    content = file.read_bytes()
    assert done.sha256 == hashlib.sha256(content).hexdigest()
    assert (done.done, done.total, done.pages) == (COUNT, COUNT, COUNT)
    pages = PdfReader(io.BytesIO(content)).pages
    told = " ".join(page.extract_text() for page in pages)
    numbers = re.findall(r"([0-9]+)/GCN-HN\.HCN", told)
    assert [int(number) for number in numbers] == list(range(1, COUNT + 1))
