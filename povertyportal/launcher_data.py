"""The demo's database and files: made on the first run, kept up with the code later."""

import contextlib
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from povertyportal import embedded
from povertyportal.bootstrap import PORTAL, ROOT, say
from povertyportal.embedded_home import Home

DATABASE = "portal"


def prepare_data(home: Home, manage: Callable[..., None]) -> None:
    """Migrations, areas, demo data and static files: what has changed since last time.

    A note beside the database says what it holds. A first run that was broken off is
    begun again; a database of migrations that have since been rewritten is put aside.
    """
    note = home.base / "prepared.json"
    done: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError):
        done = json.loads(note.read_text())
    steps = wanted_steps()
    if not keep_database(home, done, steps):
        done = {}
    for name, arguments, saying in (
        ("migrate", ["migrate", "--no-input"], "Preparing the database ..."),
        ("load_areas", ["load_areas"], "Loading the provinces and communes ..."),
        ("collectstatic", ["collectstatic", "--no-input", "--clear"], ""),
        (
            "seed_demo",
            ["seed_demo"],
            "Making the demo data (a minute or two, once) ...",
        ),
    ):
        if done.get(name) == steps[name]:
            continue
        if saying:
            say(saying)
        manage(*arguments)
        done[name] = steps[name]
        note.write_text(json.dumps(done))


def wanted_steps() -> dict[str, str]:
    """For each step the digest of what it works on; the same digest, no need to."""
    migrations = sorted(
        [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("povertyportal/*/migrations/*.py")]
    )
    lock = ROOT / "requirements.txt"
    static = [*ROOT.glob("*/static/**/*"), *ROOT.glob("povertyportal/*/static/**/*")]
    areas = [*ROOT.glob("povertyportal/areas/data/**/*")]
    return {
        "migrate": " ".join(digest([path]) for path in [*migrations, lock]),
        "load_areas": digest(areas),
        "collectstatic": digest([*static, lock]),
        "seed_demo": "once",
    }


def digest(paths: Iterable[Path]) -> str:
    """A short digest of files, names and contents."""
    total = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        total.update(str(path.relative_to(ROOT)).encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def keep_database(home: Home, done: dict[str, str], steps: dict[str, str]) -> bool:
    """Make sure that there is a database that the steps can go on from.

    Returns whether it holds what `done` says; False when it is new.
    """
    with contextlib.closing(embedded.connect(home)) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        exists = cursor.fetchone() is not None
        if exists and "seed_demo" in done and not rewritten(done, steps):
            return True
        if exists and "seed_demo" in done:
            aside = f"{DATABASE}_{time.strftime('%Y%m%d_%H%M%S')}"
            say(f"Migrations were rewritten: the old database is kept as {aside}.")
            cursor.execute(f'ALTER DATABASE "{DATABASE}" RENAME TO "{aside}"')
        elif exists:
            say("The first run did not finish; beginning again with an empty database.")
            cursor.execute(f'DROP DATABASE "{DATABASE}" WITH (FORCE)')
            shutil.rmtree(PORTAL / "media", ignore_errors=True)
        cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    return False


def rewritten(done: dict[str, str], steps: dict[str, str]) -> bool:
    """Whether a migration that the database has was changed or taken away."""
    before = done.get("migrate", "").split()[:-1]
    return not set(before) <= set(steps["migrate"].split())
