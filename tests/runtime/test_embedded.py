"""The embedded servers: started, stopped, killed, and found again."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys

import psycopg2
import pytest
import redis

from povertyportal import embedded, embedded_home
from povertyportal.bootstrap import ROOT, Problem

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


def ask(home, sql, database="postgres"):
    with contextlib.closing(embedded.connect(home, database)) as connection:
        cursor = connection.cursor()
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


@contextlib.contextmanager
def queue(home):
    with contextlib.closing(
        redis.Redis(unix_socket_path=str(home.broker_socket))
    ) as client:
        yield client


def test_postgres_comes_up_in_vietnamese_and_goes_down(home, started):
    process = started("postgres", throwaway=True)
    assert ask(home, "SELECT upper('xã đắk pơ'), 'ơ đu' ILIKE 'Ơ ĐU'") == [
        ("XÃ ĐẮK PƠ", True)
    ]
    assert embedded.listener(home.postgres_socket) == process.pid
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert embedded.listener(home.postgres_socket) is None
    with pytest.raises(psycopg2.OperationalError):
        embedded.connect(home)


def test_nobody_else_can_reach_the_data_or_the_sockets(home):
    for path in (home.base, home.sockets):
        assert path.stat().st_mode & 0o777 == 0o700


def test_postgres_killed_outright_starts_again_with_its_data(home, started):
    first = started("postgres")
    ask(home, "CREATE TABLE kept AS SELECT 7 AS seven")
    first.kill()
    first.wait()
    started("postgres")
    assert ask(home, "SELECT seven FROM kept") == [(7,)]


def test_a_lock_file_that_names_somebody_else_does_not_wedge_it(home, started):
    first = started("postgres", throwaway=True)
    stale = (home.data / "postmaster.pid").read_text()
    first.send_signal(signal.SIGINT)
    first.wait(30)
    mine = str(os.getpid())
    for path in (home.data / "postmaster.pid", home.sockets / ".s.PGSQL.5432.lock"):
        path.write_text("\n".join([mine, *stale.splitlines()[1:]]) + "\n")
    started("postgres", throwaway=True)
    assert embedded.answers(home)


def test_data_of_another_postgres_is_refused(home, started):
    home.data.mkdir()
    (home.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(Problem, match="was made by PostgreSQL 12"):
        started("postgres")


def test_data_half_made_is_made_again(home, started):
    unfinished = home.data.with_suffix(".new")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    started("postgres", throwaway=True)
    assert embedded.answers(home)


def test_the_broker_keeps_its_queue_over_a_restart(home, started):
    first = started("broker")
    with queue(home) as client:
        client.lpush("tasks", "one")
    first.terminate()
    assert first.wait(30) == 0
    started("broker")
    with queue(home) as client:
        assert client.lrange("tasks", 0, -1) == [b"one"]


def test_a_queue_that_cannot_be_read_is_put_aside(home, started):
    first = started("broker")
    first.terminate()
    first.wait(30)
    for path in (home.queue / "appendonlydir").glob("*.incr.aof"):
        path.write_bytes(b"not what was written\r\n" * 9)
    started("broker")
    assert embedded.pongs(home)
    assert len(list(home.queue.glob("unreadable-*"))) == 1


def test_servers_left_behind_are_stopped(home, started):
    processes = [started("postgres", throwaway=True), started("broker")]
    assert embedded.stop_leftovers(home) == ["PostgreSQL", "the broker"]
    assert [process.wait(1) for process in processes] == [0, 0]
    assert embedded.stop_leftovers(home) == []


LAUNCHER = """
import pathlib, sys, time
from povertyportal import embedded, embedded_home
folder = pathlib.Path(sys.argv[1])
embedded_home.SYSTEM = folder / "system"
home = embedded_home.find_home(folder / "clone" / "services")
one = embedded.start_postgres(home, folder / "p.log", throwaway=True)
two = embedded.start_broker(home, folder / "b.log")
print(one.pid, two.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties them to us")
def test_a_killed_launcher_takes_its_servers_along(folder):
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with launcher:
        pids = [int(word) for word in launcher.stdout.readline().split()]
        assert [embedded.running(pid) for pid in pids] == [True, True]
        launcher.kill()
        launcher.wait()
    assert [embedded.gone(pid, 20) for pid in pids] == [True, True]


def test_long_and_odd_paths_get_a_short_folder_for_their_sockets(folder):
    for name in ("x" * 120, "hộ nghèo", "a, b"):
        account = embedded_home.service_account()
        base = folder / name
        embedded_home.own(account, base)
        found = embedded_home.socket_folder(account, base)
        assert len(os.fsencode(found)) <= embedded_home.LONGEST_SOCKET_FOLDER
        assert embedded_home.PLAIN_PATH.fullmatch(str(found))
        assert found == embedded_home.socket_folder(account, base)
        found.rmdir()


def test_a_folder_of_sockets_that_is_somebody_elses_is_refused(folder):
    base = folder / ("x" * 120)
    account = embedded_home.service_account()
    embedded_home.own(account, base)
    taken = embedded_home.socket_folder(account, base)
    taken.rmdir()
    taken.symlink_to(folder)
    with pytest.raises(Problem, match="is somebody else's"):
        embedded_home.socket_folder(account, base)
    taken.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may change its account")
def test_root_moves_out_of_a_closed_home(folder, monkeypatch):
    monkeypatch.setattr(embedded_home, "SYSTEM", folder / "system")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    wanted = closed / ".portal" / "services"
    home = embedded_home.find_home(wanted)
    assert home.account.pw_uid != 0
    assert home.base.parent == folder / "system"
    assert embedded_home.find_home(wanted).base == home.base
    (wanted.parent / "instance").unlink()
    anew = embedded_home.find_home(wanted)
    assert anew.base != home.base
    assert not home.base.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root copies programs")
def test_programs_that_the_account_cannot_reach_are_copied_whole(folder):
    base = folder / "base"
    nobody = pwd.getpwnam("nobody")
    embedded_home.own(nobody, base)
    program = embedded_home.copied(embedded_home.postgres_programs() / "postgres", base)
    assert embedded_home.reachable(nobody, program)
    done = subprocess.run(
        [program.with_name("initdb"), "--version"],
        capture_output=True,
        text=True,
        **embedded_home.as_account(nobody),
    )
    assert done.stdout.startswith("initdb (PostgreSQL) 1")


def test_an_account_that_does_not_exist_is_refused(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PORTAL_ACCOUNT", "no-such-account")
    with pytest.raises(Problem, match="useradd"):
        embedded_home.service_account()
