"""The embedded PostgreSQL and broker: started as our own children, stopped by us.

Neither pid files nor `pg_ctl` are believed: who listens on the socket is running. A
server that an earlier launcher left behind is stopped first, so that each run owns its
servers, and they go down with it even when it is killed.
"""

import contextlib
import functools
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg2

from povertyportal.bootstrap import Problem, die_with_parent, failure
from povertyportal.embedded_home import Home, as_account, listener

#: Seconds a server may take to start; recovering from a crash takes the longest.
START_SECONDS = 120
#: What PostgreSQL says while one that is going down still holds the data.
HELD = re.compile("still in use|lock file .* already exists")
#: What the broker says when its own file cannot be read.
UNREADABLE = re.compile("append only file|AOF", re.IGNORECASE)
#: Small and quiet: no replication, little write-ahead log kept on the disk. What a
#: larger server would take by itself to buffer that log: its writer then keeps up with
#: a long list, which need not write and create the log's files itself.
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_wal_size": "512MB",
    "wal_buffers": "16MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
#: For clusters that are thrown away: losing them with the power costs nothing.
THROWAWAY_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}
#: All that a server needs of the environment.
SERVER_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}


def spawn(
    command: list[str],
    log: Path,
    *,
    environment: Mapping[str, str],
    place: Path,
    account: pwd.struct_passwd | None = None,
    dying: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program of ours in `place`, its output to the log, in its own session.

    On Linux it gets `dying` when this process dies, however that happens. Call it from
    the main thread: the kernel ties the child to the thread that made it.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=place,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=functools.partial(_tie, os.getpid(), dying),
            **as_account(account),
        )


def _spawn_server(
    home: Home, command: list[str], log: Path, dying: int = signal.SIGTERM
) -> subprocess.Popen[bytes]:
    """Start a program of the home under its account."""
    return spawn(
        command,
        log,
        environment=SERVER_ENVIRONMENT,
        place=Path("/"),
        account=home.account,
        dying=dying,
    )


def _tie(parent: int, number: int) -> None:
    """In the new process: die with the parent, at once if it is already gone."""
    die_with_parent(number)
    if os.getppid() != parent:
        os._exit(1)


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float
) -> bool:
    """Whether the process is ready before it ends or the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if ready():
            return True
        time.sleep(0.02)
    return False


def gone(pid: int, seconds: float) -> bool:
    """Whether the process ends within the time; a zombie counts as ended."""
    end = time.monotonic() + seconds
    while running(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def running(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    except FileNotFoundError:  # no /proc, or it has just ended
        return not Path("/proc/self").exists()
    return state not in {"Z", "X"}


# --- PostgreSQL ---------------------------------------------------------------


def start_postgres(
    home: Home, log: Path, *, throwaway: bool = False
) -> subprocess.Popen[bytes]:
    """Start the cluster, made first where it is new; returns once it answers.

    Raises Problem with PostgreSQL's own words when it does not.
    """
    log.touch()
    prepare_cluster(home, log, throwaway)
    options = POSTGRES_OPTIONS | (THROWAWAY_OPTIONS if throwaway else {})
    options["unix_socket_directories"] = str(home.sockets)
    command = [str(home.postgres / "postgres"), "-D", str(home.data)]
    command += [f"--{name}={value}" for name, value in options.items()]
    end = time.monotonic() + 15
    while True:
        since = log.stat().st_size
        process = _spawn_server(home, command, log, signal.SIGINT)
        if wait_until(lambda: answers(home), process, START_SECONDS):
            return process
        words = log.read_bytes()[since:].decode("utf-8", "replace")
        if not HELD.search(words) or time.monotonic() > end:
            process.send_signal(signal.SIGQUIT)
            raise failure("PostgreSQL did not start", log, since)
        time.sleep(0.25)


def prepare_cluster(home: Home, log: Path, throwaway: bool) -> None:
    """Make the data folder, whole or not at all, and clear what a crash left."""
    version = postgres_version(home)
    if home.data.exists():
        made_by = int((home.data / "PG_VERSION").read_text())
        if made_by != version:
            raise Problem(
                f"{home.data} was made by PostgreSQL {made_by}, this is {version}.\n"
                f"To fix: move it away; the next run makes a new one."
            )
        clear_stale_locks(home)
        return
    unfinished = home.data.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    locale = ["--locale=C.UTF-8"]
    if version >= 17:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [str(home.postgres / "initdb"), "-D", str(unfinished), "-U", "postgres"]
    command += ["-A", "trust", "-E", "UTF8", *locale, *(["-N"] if throwaway else [])]
    since = log.stat().st_size
    if _spawn_server(home, command, log).wait():
        raise failure("PostgreSQL's data could not be made", log, since)
    unfinished.rename(home.data)


def postgres_version(home: Home) -> int:
    """The major version of the programs, 18 for 18.6."""
    command = [str(home.postgres / "postgres"), "--version"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        **as_account(home.account),
    )
    found = re.search(r"\) (\d+)", done.stdout)
    if found is None:
        raise Problem(f"{command[0]} does not say its version: {done.stdout!r}")
    return int(found[1])


def clear_stale_locks(home: Home) -> None:
    """Remove lock files that name a process which is not this cluster's server.

    After a power cut the number in them may be anybody's, and PostgreSQL would refuse
    to start for ever.
    """
    lock = home.data / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(lock.read_text().split()[0])
        if running(pid) and Path(f"/proc/{pid}/cwd").resolve() == home.data.resolve():
            return
        lock.unlink()
    if listener(home.postgres_socket) is None:
        home.sockets.joinpath(".s.PGSQL.5432.lock").unlink(missing_ok=True)


def connect(home: Home, database: str = "postgres") -> "psycopg2.extensions.connection":
    """A connection that commits each statement by itself."""
    connection = psycopg2.connect(
        host=str(home.sockets), user="postgres", dbname=database, connect_timeout=5
    )
    connection.autocommit = True
    return connection


def answers(home: Home) -> bool:
    """Whether the cluster takes connections."""
    try:
        connect(home).close()
    except psycopg2.OperationalError:
        return False
    return True


def database_url(home: Home, database: str) -> str:
    """The DATABASE_URL of a database of the embedded server."""
    return f"postgresql://postgres@/{database}?host={quote(str(home.sockets))}"


# --- broker -------------------------------------------------------------------


def start_broker(home: Home, log: Path) -> subprocess.Popen[bytes]:
    """Start the broker; returns once it answers.

    A queue that it cannot read any more is put aside: the portal's job rows know what
    is still to be done and send it again.
    """
    log.touch()
    home.queue.mkdir(exist_ok=True)
    if home.account is not None:
        os.chown(home.queue, home.account.pw_uid, home.account.pw_gid)
    for attempt in range(2):
        since = log.stat().st_size
        process = _spawn_server(home, broker_command(home), log)
        if wait_until(lambda: pongs(home), process, START_SECONDS):
            return process
        process.kill()
        files = home.queue / "appendonlydir"
        words = log.read_bytes()[since:].decode("utf-8", "replace")
        if attempt or not UNREADABLE.search(words) or not files.exists():
            break
        files.rename(home.queue / f"unreadable-{int(time.time())}")
    raise failure("The broker did not start", log, since)


def broker_command(home: Home) -> list[str]:
    """Valkey on a socket only, every message on disk within a second."""
    options = {
        "port": "0",
        "unixsocket": str(home.broker_socket),
        "unixsocketperm": "700",
        "dir": str(home.queue),
        "appendonly": "yes",
        "save": "",
        "databases": "64",
        "daemonize": "no",
    }
    pairs = [[f"--{name}", value] for name, value in options.items()]
    return [str(home.broker), *(word for pair in pairs for word in pair)]


def pongs(home: Home) -> bool:
    """Whether the broker answers."""
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as client:
        client.settimeout(2)
        try:
            client.connect(str(home.broker_socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def broker_url(home: Home, number: int = 0) -> str:
    """The BROKER_URL of one of the broker's 64 databases."""
    return f"redis+socket://{home.broker_socket}?virtual_host={number}"


# --- what an earlier run left -------------------------------------------------


def stop_leftovers(home: Home) -> list[str]:
    """Stop servers that still listen on this home's sockets; returns their names.

    Only a killed launcher leaves any, and only where the kernel does not end them with
    it, or while they are still shutting down.
    """
    stopped = []
    for name, path, number in (
        ("PostgreSQL", home.postgres_socket, signal.SIGINT),
        ("the broker", home.broker_socket, signal.SIGTERM),
    ):
        pid = listener(path)
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            if not gone(pid, 30):
                os.kill(pid, signal.SIGQUIT if number == signal.SIGINT else 9)
                gone(pid, 10)
            stopped.append(name)
    return stopped
