"""`make demo`: the whole portal with demo data, in the foreground, until Ctrl-C."""

import contextlib
import fcntl
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from povertyportal import bootstrap, embedded
from povertyportal.bootstrap import PORTAL, ROOT, Problem, say
from povertyportal.embedded_home import Home, find_home
from povertyportal.launcher_children import (
    Child,
    Children,
    Echo,
    Stop,
    birth,
    finish,
    stop_on_signals,
    stop_recorded,
)
from povertyportal.launcher_data import DATABASE, prepare_data

STATE = PORTAL / "run.json"
#: MB that the database, its log and the demo's files take.
NEEDED_MB = 500
START_SECONDS = 120


@dataclass
class Demo:
    """One run: its servers' home, its programs, their environment."""

    port: int
    home: Home
    children: Children
    environment: dict[str, str]

    def start(
        self,
        name: str,
        arguments: list[str],
        log: str,
        dying: int = signal.SIGTERM,
        patience: float = 8,
    ) -> Child:
        """Start a program of the portal's Python."""
        path = bootstrap.log_file(log)
        path.touch()
        since = path.stat().st_size
        process = embedded.spawn(
            [sys.executable, *arguments],
            path,
            environment=self.environment,
            place=ROOT,
            dying=dying,
        )
        return self.children.add(Child(name, process, path, since, patience=patience))

    def manage(self, *arguments: str) -> None:
        """Run a management command to its end, its output to its own log.

        What `seed_demo` says is shown as well: it takes minutes on a slow machine.
        """
        name = arguments[0]
        child = self.start(f"manage.py {name}", ["manage.py", *arguments], name)
        if finish(child.process, Echo(child) if name == "seed_demo" else None):
            raise bootstrap.failure(f"manage.py {name} failed", child.log, child.since)
        self.children.started.remove(child)


def demo() -> int:
    """Bring the demo up, stay, take it down; returns the exit code.

    Raises Problem when it cannot come up or one of its programs stops by itself.
    """
    stop_on_signals()
    PORTAL.chmod(0o755)
    with demo_lock():
        port = bootstrap.port_number()
        free_port(port, patient=stop_recorded(STATE))
        check_disk()
        home = find_home(PORTAL / "services")
        about = {"pid": os.getpid(), "birth": birth(os.getpid()), "port": port}
        children = Children(STATE, about)
        children.note()
        run = Demo(port, home, children, demo_environment(home, port))
        try:
            return bring_up_and_stay(run)
        except Stop:
            return 0
        finally:
            say("Stopping what this run started (Ctrl-C again to hurry) ...")
            children.stop()
            say("Stopped. The data is kept; `make demo` brings it back in seconds.")


def bring_up_and_stay(run: Demo) -> int:
    """Start all in order, say where it is and watch over it."""
    begun = time.monotonic()
    for name in embedded.stop_leftovers(run.home):
        say(f"Stopped {name}, which an earlier run had left.")
    start_servers(run)
    prepare_data(run.home, run.manage)
    start_portal(run)
    say(f"Up after {time.monotonic() - begun:.1f} s; the logs are in {PORTAL / 'log'}.")
    announce(run)
    while True:
        time.sleep(0.5)
        run.children.check()


# --- before anything starts ---------------------------------------------------


@contextlib.contextmanager
def demo_lock() -> Iterator[None]:
    """Hold the demo of this clone; refuses when another run of it is up."""
    with (PORTAL / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(already_running()) from None
        yield


def already_running() -> str:
    """Says where the run that holds the lock is to be found."""
    end = time.monotonic() + 3  # it may be about to write that down
    while time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError, KeyError):
            other = json.loads(STATE.read_text())
            return (
                f"The demo of this clone runs already: http://127.0.0.1:{other['port']}/"
                f"\nTo stop it: Ctrl-C in its terminal, or kill {other['pid']}"
            )
        time.sleep(0.1)
    return "The demo of this clone is just starting or stopping; wait a moment."


def free_port(port: int, *, patient: bool) -> None:
    """Refuse a taken port; a run just killed is given time to let go of it."""
    end = time.monotonic() + (10 if patient else 0)
    while True:
        try:
            return bootstrap.check_port(port)
        except Problem:
            if time.monotonic() >= end:
                raise
        time.sleep(0.2)


def check_disk() -> None:
    """Refuse to begin with a disk that is nearly full."""
    free = bootstrap.free_mb()
    needed = 100 if (PORTAL / "services" / "postgres").exists() else NEEDED_MB
    if free < needed:
        raise Problem(
            f"Not enough disk space: {free} MB free at {ROOT}, the demo needs {needed}."
            "\nTo fix: free some space, then run this again."
        )


def demo_environment(home: Home, port: int) -> dict[str, str]:
    """The environment of the demo's programs.

    Nothing of a production set-up in the caller's environment gets through: every
    variable that .env.example names is dropped first.
    """
    ours = {
        "SECRET_KEY": secret_key(),
        "DEBUG": "False",
        "DEMO": "True",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": f"http://127.0.0.1:{port},http://localhost:{port}",
        "DATABASE_URL": embedded.database_url(home, DATABASE),
        "BROKER_URL": embedded.broker_url(home),
        "SECURE_COOKIES": "False",
        "STATIC_ROOT": str(PORTAL / "static"),
        "MEDIA_ROOT": str(PORTAL / "media"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
    return inherited_environment() | ours


def inherited_environment() -> dict[str, str]:
    """The caller's environment without the portal's own variables.

    The settings module goes too: importing the Celery app, which the package does, has
    set it for this process, while the tests name their own. What make says of itself
    is for us alone.
    """
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    names = {line.lstrip("# ").partition("=")[0] for line in lines if "=" in line}
    names |= {"DJANGO_SETTINGS_MODULE", "MAKELEVEL", "MAKEFLAGS", "MFLAGS"}
    return {key: value for key, value in os.environ.items() if key not in names}


def secret_key() -> str:
    """The demo's own key, made once and readable by its user only."""
    path = PORTAL / "secret_key"
    with contextlib.suppress(FileNotFoundError):
        kept = path.read_text()
        if len(kept) >= 50:
            return kept
        path.unlink()
    made = secrets.token_urlsafe(50)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
    ) as f:
        f.write(made)
    return made


# --- the programs ---------------------------------------------------------


def start_servers(run: Demo) -> None:
    """Start the database and the broker."""
    log = bootstrap.log_file("postgres")
    process = embedded.start_postgres(run.home, log)
    run.children.add(
        Child("PostgreSQL", process, log, number=signal.SIGINT, patience=30)
    )
    log = bootstrap.log_file("broker")
    process = embedded.start_broker(run.home, log)
    run.children.add(Child("The broker", process, log))


def start_portal(run: Demo) -> None:
    """Start the web server, the worker and the clock, and wait until they are up."""
    address = f"127.0.0.1:{run.port}"
    web = ["gunicorn", "povertyportal.wsgi:application", "--bind", address]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    web += ["--graceful-timeout", "5", "--timeout", "120", "--no-control-socket"]
    run.start("The web server", ["-m", *web], "web")
    celery = ["-m", "celery", "-A", "povertyportal.celery"]
    # A killed launcher's worker must not linger over a task: its rows bring it back.
    worker = run.start(
        "The worker",
        [*celery, "worker", "-c", "2", "-l", "INFO", "--without-mingle"],
        "worker",
        dying=signal.SIGKILL,
    )
    schedule = ["--schedule", str(PORTAL / "beat-schedule"), "--pidfile="]
    run.start("The clock", [*celery, "beat", "-l", "INFO", *schedule], "beat")
    wait_for(run, "The web server", lambda: healthy(run.port))
    wait_for(run, "The worker", lambda: b" ready." in since_start(worker))


def since_start(child: Child) -> bytes:
    """What the program has written since it was started."""
    with child.log.open("rb") as log:
        log.seek(child.since)
        return log.read()


def wait_for(run: Demo, name: str, ready: Callable[[], bool]) -> None:
    """Wait until a program is ready; raises Problem when it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while not ready():
        run.children.check()
        if time.monotonic() > end:
            child = next(c for c in run.children.started if c.name == name)
            raise bootstrap.failure(
                f"{name} is not up after {START_SECONDS} s", child.log, child.since
            )
        time.sleep(0.1)


def healthy(port: int) -> bool:
    """Whether the portal says that it is well."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(client):
        try:
            client.request("GET", "/healthz")
            return client.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


def announce(run: Demo) -> None:
    """Print the address and one login for each role."""
    log = bootstrap.log_file("demo_logins")
    with log.open("a") as errors:
        logins = subprocess.run(
            [sys.executable, "manage.py", "demo_logins"],
            cwd=ROOT,
            env=run.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            check=False,
        )
    if logins.returncode:
        say(f"The logins could not be listed (see {log}).")
    line = "─" * 72
    how = "Nhấn Ctrl-C để dừng; dữ liệu được giữ lại."
    say(f"{line}\nCổng thông tin hộ nghèo: http://127.0.0.1:{run.port}/\n")
    say(f"{logins.stdout.rstrip()}\n\n{how}\n{line}")
