"""The set-up: what it asks of the machine, and that it is never left half done."""

import ast
import contextlib
import errno
import fcntl
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from povertyportal import bootstrap
from povertyportal.bootstrap import Problem

SOURCE = Path(bootstrap.__file__)
PRETEND_OLD = (
    "import runpy, sys; sys.version_info = (3, 8, 18);"
    f"sys.argv = ['bootstrap.py', 'demo']; runpy.run_path({str(SOURCE)!r})"
)


def test_old_pythons_can_read_the_file():
    ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 7))


def test_an_old_python_says_which_one_is_needed(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PRETEND_OLD],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "needs Python 3.11.2 or newer" in done.stdout
    assert "make demo PYTHON=" in done.stdout
    assert done.stderr == ""


def test_an_old_python_hands_over_to_a_newer_one_on_the_path(tmp_path):
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "newer: $2"\n')
    newer.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", PRETEND_OLD],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "newer: demo\n")


def test_a_missing_venv_module_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap, "PROBE", "import no_such_module")
    with pytest.raises(Problem, match="cannot make virtual environments"):
        bootstrap.check_venv_module()


def test_too_small_a_disk_is_refused(monkeypatch):
    monkeypatch.setitem(bootstrap.NEEDED_MB, "runtime", 10**9)
    with pytest.raises(Problem, match=r"Not enough disk space: \d+ MB free"):
        bootstrap.check_disk("runtime")


@pytest.mark.parametrize("text", ["", "8001", "1", "65535"])
def test_port_numbers(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    assert bootstrap.port_number() == int(text or 8000)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "80.5", "٨٠"])
def test_what_is_no_port(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Problem, match="PORT must be a number from 1 to 65535"):
        bootstrap.port_number()


def test_a_taken_port_is_refused_with_another_to_try():
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=rf"Port {port} .*\n.*PORT=\d+ make demo"):
            bootstrap.check_port(port)
    bootstrap.check_port(port)


def test_nothing_is_done_twice(clone):
    done = clone.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _interrupted(clone):
    (clone.place / ".venv/portal-installing").touch()


def _python_vanished(clone):
    python = clone.place / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")


def _of_another_python(clone):
    stamp = clone.place / ".venv/portal-stamp.json"
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"python": "3.11.1"}))


@pytest.mark.parametrize("spoil", [_interrupted, _python_vanished, _of_another_python])
def test_an_unsound_venv_is_built_anew(clone, spoil):
    left = clone.place / ".venv/left-over"
    left.touch()
    spoil(clone)
    done = clone.run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Building .venv anew" in done.stdout
    assert not left.exists()
    assert clone.run().stdout == ""


def test_changed_requirements_are_installed_in_place(clone):
    left = clone.place / ".venv/kept"
    left.touch()
    clone.require("# something else")
    done = clone.run()
    assert (done.returncode, left.exists()) == (0, True)
    assert "Installing the packages" in done.stdout
    assert "anew" not in done.stdout


def test_a_failed_install_says_why_and_is_redone(clone):
    clone.require("no-such-package==1.0 --hash=sha256:" + "0" * 64)
    failed = clone.run(uv=False)
    clone.require("# nothing")
    again = clone.run()
    assert failed.returncode == 1
    assert "no-such-package" in failed.stdout
    assert f"all of it: {clone.place / '.portal/log/install.log'}" in failed.stdout
    assert "Traceback" not in failed.stdout + failed.stderr
    assert (again.returncode, clone.run().stdout) == (0, "")


def test_packages_in_use_are_not_taken_away(clone):
    with (clone.place / ".portal/demo.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _of_another_python(clone)
        refused = clone.run()
    assert refused.returncode == 1
    assert "stop `make demo` of this clone first" in refused.stdout
    assert clone.run().returncode == 0


def test_two_at_once_wait_for_each_other(clone):
    _interrupted(clone)
    runs = [
        subprocess.Popen(
            clone.command(),
            env=clone.environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert sum("Installing" in text for text in said) == 1


def test_the_demo_refuses_a_taken_port_before_anything_else(clone):
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = clone.environment() | {"PORT": str(taken.getsockname()[1])}
        done = subprocess.run(
            clone.command("demo"), env=environment, capture_output=True, text=True
        )
    assert (done.returncode, done.stderr) == (1, "")
    assert "is taken by another program" in done.stdout


def test_a_full_disk_is_called_by_its_name(tmp_path):
    log = tmp_path / "x.log"
    log.write_text("could not write: No space left on device\n")
    problem = str(bootstrap.failure("The step failed", log))
    assert "The step failed (all of it:" in problem
    assert "The disk is full" in problem


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "/x is not this user's.*\nTo fix: sudo rm -rf"),
        (errno.EIO, "Stopped: .*Input/output error.*\nTo put that right"),
    ],
)
def test_errors_of_the_system_come_with_a_way_out(number, said):
    problem = bootstrap.stopped_by(OSError(number, os.strerror(number), "/x"))
    assert re.search(said, str(problem))


def test_only_the_last_words_since_the_start_are_shown(tmp_path):
    log = tmp_path / "x.log"
    log.write_text("old\nnew\n")
    assert bootstrap.tail(log, since=4) == "new"
    assert bootstrap.tail(tmp_path / "none.log") == ""


def test_without_any_package_an_unknown_verb_lists_the_verbs():
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SOURCE), "dance"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (2, "")
    assert "demo|run|worker" in done.stdout
