"""The verbs of the Makefile, run by .venv's Python once bootstrap.py has made it.

Each prints what goes wrong and how to put it right; a traceback would be a bug.
"""

import io
import os
import subprocess
import sys

from povertyportal.bootstrap import (
    PYTHON,
    ROOT,
    VENV,
    Problem,
    die_with_parent,
    port_number,
    say,
    stopped_by,
)
from povertyportal.launcher_checks import bench, template_files, test
from povertyportal.launcher_children import Stop
from povertyportal.launcher_demo import demo


def run() -> int:
    """Become the development server, set up by .env."""
    load_env_file()
    address = f"127.0.0.1:{port_number()}"
    return become("manage.py", "runserver", address)


def worker() -> int:
    """Become a worker with the clock inside, set up by .env."""
    load_env_file()
    return become(
        "-m", "celery", "-A", "povertyportal.celery", "worker", "-B", "-l", "INFO",
        "--schedule", str(ROOT / ".portal" / "beat-schedule-worker"),
    )  # fmt: skip


def become(*arguments: str) -> int:
    """Replace this process by .venv's Python with the arguments."""
    os.execv(PYTHON, [str(PYTHON), *arguments])


def load_env_file() -> None:
    """Put the variables of .env in the environment; those already set win.

    One NAME=value a line, no quotes; # begins a comment line.
    """
    path = ROOT / ".env"
    if not path.exists():
        raise Problem(
            "There is no .env, which says which database and broker to use.\n"
            "To fix: cp .env.example .env and fill it in, or use `make demo`."
        )
    for line in path.read_text("utf-8").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def write_formats() -> int:
    """Rewrite Python and templates in the house's format; returns the exit code."""
    bin_folder = VENV / "bin"
    files = template_files()
    codes = [
        subprocess.call([bin_folder / tool, *arguments], cwd=ROOT)
        for tool, arguments in (
            ("ruff", ["check", "--fix", "--quiet", "."]),
            ("ruff", ["format", "--quiet", "."]),
            ("djade", ["--target-version", "5.2", *files]),
            ("djhtml", ["--quiet", *files]),
        )
    ]
    # The template tools report "I changed something" by their exit codes.
    return codes[0] or codes[1]


VERBS = {
    "demo": demo,
    "run": run,
    "worker": worker,
    "test": test,
    "format": write_formats,
    "bench": bench,
}


def main() -> int:
    """Run the verb; returns the exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # terminals that lack our letters
    if "MAKELEVEL" in os.environ:
        die_with_parent()  # a killed `make` takes its run along
    try:
        return VERBS[sys.argv[1]]()
    except Problem as problem:
        say(f"\n{problem}")
        return 1
    except Stop:
        return 130
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        say(f"\n{stopped_by(error)}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
