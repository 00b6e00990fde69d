"""A real worker process on a real broker, beside the test's own database."""

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from povertyportal.celery import app

PATIENCE = 60  # seconds; starting a worker takes a few


def until(condition, what):
    """Wait for something that another process does; fail when it never comes."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        if time.monotonic() > end:
            pytest.fail(f"waited {PATIENCE} s in vain: {what}")
        time.sleep(0.05)
    return found


class Workers:
    """Starts workers on a queue of their own and publishes to it."""

    def __init__(self, folder):
        self.queue = f"test-{uuid.uuid4().hex[:12]}"
        self.folder = folder
        self.started = []

    def start(self):
        """A worker of one process that takes our tasks."""
        log = self.folder / f"worker-{len(self.started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "celery",
                    "-A",
                    "povertyportal.celery",
                    "worker",
                    "-P",
                    "solo",
                    "-l",
                    "INFO",
                    "-Q",
                    self.queue,
                    "--without-mingle",
                    "--without-gossip",
                ],  # fmt: skip
                env=os.environ
                | {
                    "DATABASE_URL": database_url(),
                    "DJANGO_SETTINGS_MODULE": "povertyportal.settings",
                    "BROKER_URL": settings.CELERY_BROKER_URL,
                },
                stdout=output,
                stderr=output,
                cwd=Path(settings.BASE_DIR),
            )
        self.started.append(process)
        until(lambda: b"ready." in log.read_bytes(), f"worker ready ({log})")
        return process

    def publish(self, task, *args):
        """Send a task by name, as pages and the clock do."""
        app.send_task(task, args=args, queue=self.queue, retry=False)

    def stop(self):
        """End what was started, and the queue with it."""
        for process in self.started:
            process.kill()
            process.wait()
        with app.connection_for_write() as broker:
            broker.default_channel.queue_delete(self.queue)
            # Marks and requeued jobs are published to the queue of real life.
            broker.default_channel.queue_purge(app.conf.task_default_queue)


def database_url():
    """The address of the test database, for another process."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return urlunsplit(parts._replace(path=f"/{name}"))


@pytest.fixture
def workers(transactional_db, tmp_path):
    """Workers that end with the test."""
    if settings.CELERY_BROKER_URL.startswith("memory:"):
        pytest.skip("NO BROKER: set BROKER_URL to run the tests with a real worker")
    app.conf.task_always_eager = False
    found = Workers(tmp_path)
    yield found
    found.stop()
    app.conf.task_always_eager = settings.CELERY_TASK_ALWAYS_EAGER
