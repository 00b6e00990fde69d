"""The launcher: it knows its own programs, and leaves everybody else's alone."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from povertyportal import (
    bootstrap,
    embedded,
    launcher,
    launcher_checks,
    launcher_data,
    launcher_demo,
)
from povertyportal.bootstrap import ROOT, Problem
from povertyportal.launcher_children import (
    Child,
    Children,
    Echo,
    birth,
    stop_recorded,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def portal(tmp_path, monkeypatch):
    """An empty .portal folder in place of the clone's."""
    for module in (bootstrap, launcher_demo, launcher_data):
        monkeypatch.setattr(module, "PORTAL", tmp_path)
    monkeypatch.setattr(launcher_demo, "STATE", tmp_path / "run.json")
    return tmp_path


@pytest.fixture
def program(tmp_path):
    """Starts sleeping programs in sessions of their own."""
    started = []

    def _start(command=SLEEP):
        process = embedded.spawn(
            command, tmp_path / "program.log", environment=os.environ, place=tmp_path
        )
        started.append(process)
        return process

    yield _start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_run_stops_all_it_started_and_forgets_it(program, tmp_path):
    children = Children(tmp_path / "run.json", {"port": 8000})
    processes = [program(), program()]
    for number, process in enumerate(processes):
        children.add(Child(f"program {number}", process, tmp_path / "program.log"))
    assert json.loads(children.state.read_text())["port"] == 8000
    children.stop()
    assert [process.poll() for process in processes] == [-signal.SIGTERM] * 2
    assert not children.state.exists()


def test_a_program_that_will_not_stop_is_ended(program, tmp_path):
    stubborn = program(["sh", "-c", "trap '' TERM; echo deaf; sleep 600 & wait; wait"])
    log = tmp_path / "program.log"
    while "deaf" not in log.read_text():
        time.sleep(0.02)
    children = Children(tmp_path / "run.json", {})
    children.add(Child("The deaf one", stubborn, log, patience=0.2))
    children.stop()
    assert stubborn.poll() == -signal.SIGKILL


def test_a_program_that_stops_by_itself_is_reported_with_its_last_words(
    program, tmp_path
):
    log = tmp_path / "program.log"
    failing = program(["sh", "-c", "echo no such table; exit 3"])
    failing.wait()
    children = Children(tmp_path / "run.json", {})
    children.add(Child("The worker", failing, log))
    with pytest.raises(Problem, match="no such table\nThe worker stopped by itself"):
        children.check()


def test_an_echo_repeats_whole_lines_once(program, tmp_path, capsys):
    log = tmp_path / "program.log"
    log.write_text("before\n")
    child = Child("seed_demo", program(), log, since=len("before\n"))
    echo = Echo(child)
    for text in ("Huyện Gia", " Viễn: 2022\nHuyện", " Thọ Xuân: 2019\n"):
        with log.open("a", encoding="utf-8") as output:
            output.write(text)
        echo()
    assert capsys.readouterr().out == "  Huyện Gia Viễn: 2022\n  Huyện Thọ Xuân: 2019\n"


def test_what_a_killed_run_left_is_stopped_and_nobody_else(program, tmp_path):
    ours, reused = program(), program()
    state = tmp_path / "run.json"
    notes = [
        {"pid": ours.pid, "birth": birth(ours.pid), "number": 15},
        {"pid": reused.pid, "birth": "another process's", "number": 15},
    ]
    state.write_text(json.dumps({"children": notes}))
    assert stop_recorded(state)
    assert ours.wait(5) == -signal.SIGTERM
    assert reused.poll() is None
    assert not stop_recorded(state)


def test_a_state_file_cut_short_does_not_wedge_the_next_run(tmp_path):
    state = tmp_path / "run.json"
    state.write_text('{"children": [')
    assert stop_recorded(state)
    assert not state.exists()


def test_a_second_demo_names_the_first(portal):
    with launcher_demo.demo_lock():
        launcher_demo.STATE.write_text(json.dumps({"pid": 4711, "port": 8010}))
        with (
            pytest.raises(Problem, match=r"http://127\.0\.0\.1:8010/\n.*kill 4711"),
            launcher_demo.demo_lock(),
        ):
            pass
        assert bootstrap.demo_is_running()
    assert not bootstrap.demo_is_running()


HEEDING = """
from povertyportal.launcher_children import heed_make
import time
print("up", flush=True)
while True:
    heed_make()
    time.sleep(0.05)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("make"), reason="asks Linux about make"
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_make_alone_ends_its_run(tmp_path, number):
    (tmp_path / "program.py").write_text(HEEDING)
    (tmp_path / "Makefile").write_text(f"x:\n\t@{sys.executable} program.py\n")
    make = subprocess.Popen(
        ["make", "--no-print-directory", "x"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        # A run under nohup would hand down that hanging up is ignored.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    with make:
        try:
            assert make.stdout.readline() == "up\n"
            make.send_signal(number)
            assert make.wait(20) != 0
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(make.pid, signal.SIGKILL)


def test_a_production_set_up_never_reaches_the_demo(portal, home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://live@db.example.vn/register")
    monkeypatch.setenv("BROKER_URL", "amqp://live")
    monkeypatch.setenv("BEHIND_PROXY", "True")
    monkeypatch.setenv("TERM", "dumb")
    made = launcher_demo.demo_environment(home, 8001)
    assert str(home.sockets) in made["DATABASE_URL"]
    assert str(home.broker_socket) in made["BROKER_URL"]
    assert (made["DEMO"], made["DEBUG"], made["TERM"]) == ("True", "False", "dumb")
    assert "BEHIND_PROXY" not in made
    assert "DJANGO_SETTINGS_MODULE" not in made


def test_the_demos_key_is_kept_secret_and_the_same(portal):
    key = launcher_demo.secret_key()
    assert len(key) >= 50
    assert launcher_demo.secret_key() == key
    assert (portal / "secret_key").stat().st_mode & 0o777 == 0o600
    (portal / "secret_key").write_text("cut sh")
    assert len(launcher_demo.secret_key()) >= 50


def test_env_files_fill_in_what_is_not_set(tmp_path, monkeypatch):
    monkeypatch.setattr(launcher, "ROOT", tmp_path)
    monkeypatch.setattr(os, "environ", {"DEBUG": "False"})
    (tmp_path / ".env").write_text(
        "# SECRET_KEY=no\nDEBUG=True\n\nDATABASE_URL=postgresql://a/b?host=/c=d\n"
    )
    launcher.load_env_file()
    assert os.environ == {
        "DEBUG": "False",
        "DATABASE_URL": "postgresql://a/b?host=/c=d",
    }


def test_without_an_env_file_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(launcher, "ROOT", tmp_path)
    with pytest.raises(Problem, match=r"cp \.env\.example \.env"):
        launcher.load_env_file()


def databases(home):
    with contextlib.closing(embedded.connect(home)) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'portal%'")
        return sorted(name for (name,) in cursor.fetchall())


@pytest.fixture
def prepare(portal, home, started):
    """Prepares the demo's data; the commands are noted, and one of them may fail."""
    started("postgres", throwaway=True)

    def _prepare(failing=""):
        ran = []

        def _manage(name, *arguments):
            ran.append(name)
            if name == failing:
                raise Problem(f"manage.py {name} failed")

        with contextlib.suppress(Problem):
            launcher_data.prepare_data(home, _manage)
        return ran

    return _prepare


def test_a_first_run_does_every_step_and_a_second_none(prepare, home):
    assert prepare() == ["migrate", "load_areas", "collectstatic", "seed_demo"]
    assert prepare() == []
    assert databases(home) == ["portal"]


def test_a_first_run_broken_off_is_begun_again(prepare, home):
    prepare(failing="seed_demo")
    with contextlib.closing(embedded.connect(home, "portal")) as connection:
        connection.cursor().execute("CREATE TABLE half_done ()")
    assert prepare() == ["migrate", "load_areas", "collectstatic", "seed_demo"]
    with contextlib.closing(embedded.connect(home, "portal")) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT to_regclass('half_done')")
        assert cursor.fetchone() == (None,)


def test_changed_areas_are_loaded_again_and_nothing_else(prepare, monkeypatch):
    prepare()
    steps = launcher_data.wanted_steps() | {"load_areas": "changed"}
    monkeypatch.setattr(launcher_data, "wanted_steps", lambda: steps)
    assert prepare() == ["load_areas"]
    assert prepare() == []


def test_a_new_migration_is_applied_to_the_same_database(prepare, home, monkeypatch):
    prepare()
    steps = launcher_data.wanted_steps()
    steps["migrate"] += " new"
    monkeypatch.setattr(launcher_data, "wanted_steps", lambda: steps)
    assert prepare() == ["migrate"]
    assert databases(home) == ["portal"]


def test_rewritten_migrations_put_the_database_aside(prepare, home, monkeypatch):
    prepare()
    steps = launcher_data.wanted_steps()
    first, *others = steps["migrate"].split()
    steps["migrate"] = " ".join(["rewritten", *others])
    monkeypatch.setattr(launcher_data, "wanted_steps", lambda: steps)
    assert prepare() == ["migrate", "load_areas", "collectstatic", "seed_demo"]
    kept, new = reversed(databases(home))
    assert (new, kept.startswith("portal_2")) == ("portal", True)


def test_the_tests_database_is_migrated_on_their_own_server(started, home):
    started("postgres", throwaway=True)
    environment = {"DATABASE_URL": embedded.database_url(home, "postgres")}
    launcher_checks.create_database(environment, launcher_checks.TEMPLATE)
    first = launcher_checks.checks(environment)[0]
    assert first.command[-2:] == ["migrate", "--verbosity=0"]
    own = embedded.database_url(home, launcher_checks.TEMPLATE)
    assert first.environment["DATABASE_URL"] == own
    with contextlib.closing(embedded.connect(home, launcher_checks.TEMPLATE)) as found:
        assert found.info.dbname == "migrated"
