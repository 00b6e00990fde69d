"""`make test` and `make bench`: checks and tests on servers of their own.

The servers are thrown away afterwards; those of a demo that runs are not touched.
"""

import concurrent.futures
import contextlib
import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from povertyportal import bootstrap, embedded
from povertyportal.bootstrap import PORTAL, ROOT, VENV, say
from povertyportal.embedded_home import SYSTEM, Home, find_home
from povertyportal.launcher_children import (
    Child,
    Children,
    Stop,
    finish,
    stop_on_signals,
)
from povertyportal.launcher_demo import inherited_environment

PACKAGES = ["povertyportal", "households", "programs", "reports"]
#: Debian's package and the programs that each outside help may be called.
HELPERS = {
    "chromium": (
        "the browser tests",
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    ),
    "libreoffice-calc-nogui": (
        "the test that opens the Excel files in LibreOffice",
        ["soffice", "libreoffice"],
    ),
}


#: The database that is migrated beside the checks; each worker's is a copy of it.
TEMPLATE = "migrated"
#: Three workers keep two cores busy: each waits for its database or browser at times.
WORKERS = ["-n", "3", "--dist", "worksteal"]


@dataclass(frozen=True)
class Check:
    """One command that must end with 0, and what it needs in its environment."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def test() -> int:
    """Every check, then pytest; its exit code, or 1 when a check failed.

    ARGS chooses tests: then they alone run, without the checks.
    """
    stop_on_signals()
    arguments = shlex.split(os.environ.get("ARGS", ""))
    with throwaway_servers() as environment:
        for package in HELPERS:
            provide(package)
        failed: list[str] = []
        if arguments:
            say("ARGS chooses tests: the other checks are left out.")
        else:
            create_database(environment, TEMPLATE)
            failed = run_checks(environment)
            arguments = WORKERS
            if "migrate" not in failed:
                environment["TEST_TEMPLATE"] = TEMPLATE
        code = foreground(["-m", "pytest", *arguments], environment)
    if failed:
        sys.stderr.write(f"Failed before the tests: {', '.join(failed)} (see above).\n")
    return code or int(bool(failed))


def bench() -> int:
    """The benchmarks of bench/, on servers that write to the disk as in production."""
    stop_on_signals()
    arguments = shlex.split(os.environ.get("ARGS", ""))
    with throwaway_servers(fast=False) as environment:
        return foreground(["-m", "bench", *arguments], environment)


# --- servers ------------------------------------------------------------------


@contextlib.contextmanager
def throwaway_servers(fast: bool = True) -> Iterator[dict[str, str]]:
    """A database and a broker in a folder of their own, gone at the end.

    Yields the environment that points to them.
    """
    remove_forsaken()
    home = find_home(PORTAL / f"test-{os.getpid()}")
    children = Children(home.base / "run.json", {})
    logs = bootstrap.log_file("test-postgres"), bootstrap.log_file("test-broker")
    try:
        process = embedded.start_postgres(home, logs[0], throwaway=fast)
        children.add(Child("PostgreSQL", process, logs[0], number=signal.SIGINT))
        process = embedded.start_broker(home, logs[1])
        children.add(Child("The broker", process, logs[1]))
        yield test_environment(home)
    finally:
        children.stop()
        for folder in (home.sockets, home.base):
            shutil.rmtree(folder, ignore_errors=True)


def remove_forsaken() -> None:
    """Remove the folders of test runs that were killed."""
    for folder in [*PORTAL.glob("test-*"), *SYSTEM.glob("*-test-*")]:
        number = folder.name.rpartition("-")[2]
        if number.isdigit() and not embedded.running(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def test_environment(home: Home) -> dict[str, str]:
    """The caller's environment, pointing at the throw-away servers."""
    return inherited_environment() | {
        "DATABASE_URL": embedded.database_url(home, "postgres"),
        "BROKER_URL": embedded.broker_url(home),
    }


def create_database(environment: Mapping[str, str], name: str) -> None:
    """An empty database on the server that the environment points to."""
    with contextlib.closing(psycopg2.connect(environment["DATABASE_URL"])) as database:
        database.autocommit = True
        database.cursor().execute(f'CREATE DATABASE "{name}"')


def on_database(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def provide(package: str) -> None:
    """Install the helper when root may; otherwise say loudly what is skipped."""
    what, names = HELPERS[package]
    if any(shutil.which(name) for name in names):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {package} for {what} ...")
        bootstrap.apt_install(package)
        if any(shutil.which(name) for name in names):
            return
    line = "!" * 72
    say(
        f"{line}\nNone of {', '.join(names)} is installed: {what} will be SKIPPED.\n"
        f"To run them: sudo apt-get install --no-install-recommends {package}\n{line}"
    )


# --- checks -------------------------------------------------------------------


def template_files() -> list[str]:
    """Every template, relative to the clone."""
    found = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]
    found += ROOT.glob("povertyportal/*/templates/**/*.html")
    return sorted(str(path.relative_to(ROOT)) for path in found)


def checks(environment: Mapping[str, str]) -> list[Check]:
    """What must hold before a test is worth running, the slowest first."""
    python, tools = str(bootstrap.PYTHON), VENV / "bin"
    files = template_files()
    manage = [python, "manage.py"]
    production = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "portal.example.vn",
        "BEHIND_PROXY": "True",
    }
    djade = [str(tools / "djade"), "--check", "--target-version", "5.2"]
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    migrations = [*manage, "makemigrations", "--check", "--dry-run"]
    template = {
        "DATABASE_URL": on_database(environment["DATABASE_URL"], TEMPLATE),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    return [
        Check("migrate", [*manage, "migrate", "--verbosity=0"], template),
        Check("mypy", [python, "-m", "mypy", *PACKAGES]),
        Check("ruff check", [str(tools / "ruff"), "check", "."]),
        Check("ruff format", [str(tools / "ruff"), "format", "--check", "."]),
        Check("djade", [*djade, *files]),
        Check("djhtml", [str(tools / "djhtml"), "--check", *files]),
        Check("import contracts", [str(tools / "lint-imports"), "--no-cache"]),
        Check("check --deploy", deploy, production),
        Check("migrations", migrations, production),
    ]


def run_checks(environment: dict[str, str]) -> list[str]:
    """Run all checks, two at a time; prints each result, returns who failed."""
    failed = []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = [
            (one, pool.submit(run_check, one, environment))
            for one in checks(environment)
        ]
        try:
            for check, job in jobs:
                result = job.result()
                if result.returncode == 0:
                    say(f"ok      {check.name}")
                else:
                    say(f"FAILED  {check.name}\n{result.stdout.rstrip()}")
                    failed.append(check.name)
        except Stop:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return failed


def run_check(
    check: Check, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run one check to its end, output and errors together."""
    return subprocess.run(
        check.command,
        cwd=ROOT,
        env={**environment, **check.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def foreground(arguments: list[str], environment: dict[str, str]) -> int:
    """Run .venv's Python on the terminal to its end; Ctrl-C goes to it first."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        preexec_fn=bootstrap.die_with_parent,
    )
    try:
        return finish(process)
    except Stop:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        raise
