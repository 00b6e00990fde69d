"""Real servers and a small clone, in folders of their own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from povertyportal import bootstrap, embedded, embedded_home


@pytest.fixture
def folder():
    """A folder that every account reaches, unlike tmp_path when root runs the tests."""
    path = Path(tempfile.mkdtemp(prefix="portal-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def home(folder, monkeypatch):
    """The home of servers that are not started yet; whatever runs is ended."""
    monkeypatch.setattr(embedded_home, "SYSTEM", folder / "system")
    found = embedded_home.find_home(folder / "clone" / "services")
    yield found
    embedded.stop_leftovers(found)


@pytest.fixture
def started(home, folder):
    """Starts servers of the home by name; ends them after the test."""
    running = []

    def _start(name, **options):
        start = {"postgres": embedded.start_postgres, "broker": embedded.start_broker}
        process = start[name](home, folder / f"{name}.log", **options)
        running.append((process, signal.SIGINT if name == "postgres" else None))
        return process

    yield _start
    for process, number in running:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number or signal.SIGTERM)
        process.wait(30)


class Clone:
    """bootstrap.py in a folder of its own, with requirement files of the test's."""

    def __init__(self, place):
        self.place = place
        (place / "povertyportal").mkdir(parents=True)
        shutil.copy(bootstrap.__file__, place / "povertyportal")
        self.require("# nothing")
        quick = place / "uv" / "uv"
        quick.parent.mkdir()
        quick.write_text("#!/bin/sh\nexit 0\n")
        quick.chmod(0o755)

    def require(self, text):
        for name in bootstrap.REQUIREMENTS.values():
            (self.place / name).write_text(text + "\n")

    def command(self, verb="setup"):
        return [sys.executable, str(self.place / "povertyportal/bootstrap.py"), verb]

    def environment(self, uv=True):
        """No package index; with uv, a quick one that installs nothing."""
        path = f"{self.place / 'uv'}:/usr/bin:/bin" if uv else "/usr/bin:/bin"
        return {"PATH": path, "PIP_NO_INDEX": "1", "HOME": os.environ["HOME"]}

    def run(self, uv=True):
        return subprocess.run(
            self.command(),
            env=self.environment(uv),
            capture_output=True,
            text=True,
            timeout=120,
        )


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone that is set up; each test may spoil it and must set it up again."""
    made = Clone(tmp_path_factory.mktemp("clone") / "portal")
    done = made.run(uv=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return made
