"""Prepares this clone's own Python in .venv and hands the verb over to it.

`make demo`, `make test` and the other verbs start here, under whatever `python3` the
machine has. So: standard library only, nothing of Django, and no syntax newer than
Python 3.6, which must get as far as the message that says what is missing.
"""

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Iterator

OLDEST = (3, 11, 2)
ROOT = Path(__file__).resolve().parent.parent
PORTAL = ROOT / ".portal"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "portal-stamp.json"
MARKER = VENV / "portal-installing"

#: Verbs and the package set that each needs.
VERBS = {
    "demo": "runtime",
    "run": "runtime",
    "worker": "runtime",
    "setup": "dev",
    "test": "dev",
    "format": "dev",
    "bench": "dev",
}
#: File of each set; "dev" includes "runtime".
REQUIREMENTS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}
#: MB that an install takes at its height (measured: 200 and 560 MB of packages, 60 and
#: 140 MB of downloads, kept twice by pip).
NEEDED_MB = {"runtime": 400, "dev": 900}
#: Variables that would make pip or Python look elsewhere than in .venv.
MISLEADING = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH"}

PROBE = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11, 2))"


class Problem(Exception):
    """Something the developer can put right; its text says what and how."""


def say(text: str) -> None:
    """One line to the terminal; a closed terminal must not stop the clean-up."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def other_python() -> str:
    """Path of another Python on PATH that would do, or an empty string."""
    for name in ("python3.13", "python3.12", "python3.11", "python3.14", "python3"):
        path = shutil.which(name)
        if path and os.path.realpath(path) != os.path.realpath(sys.executable):
            done = subprocess.call(
                [path, "-c", PROBE],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if done == 0:
                return path
    return ""


def hand_to_newer_python() -> None:
    """Start again under a Python that is new enough; exits with a message if none."""
    found = other_python()
    if found:
        os.execv(found, [found, __file__] + sys.argv[1:])
    say(
        "The portal needs Python {}.{}.{} or newer; {} is {}.\n"
        "Install one (Debian 12, Ubuntu 24.04 and later have it) and, if it is not"
        " called python3,\nname it: make demo PYTHON=python3.13".format(
            *(OLDEST + (sys.executable, platform.python_version()))
        )
    )
    sys.exit(1)


if sys.version_info < OLDEST:
    hand_to_newer_python()


# --- what is needed before anything is written --------------------------------


def check_venv_module() -> None:
    """Make sure that virtual environments with pip can be made.

    Debian and Ubuntu keep that in a package of its own: root gets it installed, anyone
    else is told its name, unless another Python on PATH has it.
    """
    probe = [sys.executable, "-c", PROBE]
    if subprocess.call(probe, stderr=subprocess.DEVNULL) == 0:
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    apt = shutil.which("apt-get") if sys.base_prefix == "/usr" else None
    if apt and os.geteuid() == 0:
        say(f"Python's venv module is missing: installing {package}.")
        apt_install(package)
        if subprocess.call(probe, stderr=subprocess.DEVNULL) == 0:
            return
    found = other_python()
    if found:
        os.execv(found, [found, __file__, *sys.argv[1:]])
    how = f"sudo apt-get install {package}" if apt else "install Python with ensurepip"
    raise Problem(f"{sys.executable} cannot make virtual environments.\nTo fix: {how}")


def apt_install(*packages: str) -> bool:
    """Install Debian packages without questions; True when that worked. Root only."""
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    logged(["apt-get", "update"], "apt")
    return logged(install, "apt")


def check_disk(kind: str) -> None:
    """Refuse to begin an install that would fill the disk half-way."""
    if free_mb() < NEEDED_MB[kind]:
        raise Problem(
            f"Not enough disk space: {free_mb()} MB free at {ROOT}, the install takes"
            f" {NEEDED_MB[kind]} MB.\nTo fix: free some space, then run this again."
        )


def port_number() -> int:
    """The port that PORT names, 8000 by default."""
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Problem(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_port(port: int) -> None:
    """Refuse a port that somebody listens on, before anything is started."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Problem(
                f"Port {port} is reserved for root.\nTo fix: PORT=8001 make demo"
            ) from None
        except OSError:
            raise Problem(
                f"Port {port} on 127.0.0.1 is taken by another program.\n"
                f"To fix: PORT={port + 1 if port < 65535 else 8001} make demo"
            ) from None


# --- the virtual environment --------------------------------------------------


def log_file(name: str) -> Path:
    """Where a step's output goes: .portal/log/NAME.log."""
    folder = PORTAL / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / (name + ".log")


def tail(path: Path, lines: int = 15, since: int = 0) -> str:
    """The last lines of a log, from byte `since` on."""
    with contextlib.suppress(OSError), path.open("rb") as log:
        log.seek(max(since, path.stat().st_size - 20_000))
        return "\n".join(log.read().decode("utf-8", "replace").splitlines()[-lines:])
    return ""


def failure(what: str, log: Path, since: int = 0) -> Problem:
    """The Problem of a step that went wrong: its last words, and where all of it is."""
    words = tail(log, since=since)
    text = f"{words}\n{what} (all of it: {log})."
    if "No space left" in words or free_mb() < 50:
        text += f"\n{disk_full()}"
    return Problem(text)


def free_mb() -> int:
    """Free space where the clone is, in MB."""
    return shutil.disk_usage(str(ROOT)).free // 1_000_000


def disk_full() -> str:
    """What to do about a full disk."""
    return (
        f"The disk is full: {free_mb()} MB free at {ROOT}.\n"
        "To fix: free some space, then run this again; nothing is lost."
    )


def stopped_by(error: OSError) -> Problem:
    """The Problem of an error of the system that nobody foresaw."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Problem(disk_full())
    if isinstance(error, PermissionError):
        return Problem(
            f"{error.filename} is not this user's: root, perhaps, made it.\n"
            f"To fix: sudo rm -rf {VENV} {PORTAL}"
        )
    return Problem(f"Stopped: {error}.\nTo put that right and run this again is safe.")


@contextlib.contextmanager
def setup_lock() -> "Iterator[None]":
    """Hold the clone's set-up: a second one waits for the first."""
    PORTAL.mkdir(mode=0o755, exist_ok=True)
    with (PORTAL / "setup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this clone is running; waiting for it to end.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def demo_is_running() -> bool:
    """Whether a `make demo` of this clone is up (it holds its lock while it is)."""
    try:
        with (PORTAL / "demo.lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError) as error:
        return isinstance(error, BlockingIOError)
    return False


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask Linux to signal this process when its parent dies; for preexec_fn.

    Elsewhere nothing happens: what a killed launcher leaves is found by the next one.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(number))


def wanted_stamp() -> "dict[str, str]":
    """What a finished .venv says of itself: its Python, its place, its packages."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    stamp = {"python": f"{python} {platform.machine()}", "place": str(VENV)}
    digest = hashlib.sha256()
    for kind, name in REQUIREMENTS.items():
        digest.update((ROOT / name).read_bytes())
        stamp[kind] = digest.hexdigest()
    return stamp


def present_stamp() -> "dict[str, str]":
    """The stamp of the .venv that is there; empty when its install never finished."""
    with contextlib.suppress(OSError, ValueError):
        stamp = json.loads(STAMP.read_text())
        if isinstance(stamp, dict) and not MARKER.exists():
            return stamp
    return {}


def python_works() -> bool:
    """Whether .venv has a Python of the version we run on."""
    same = f"import sys; sys.exit(sys.version_info[:3] != {sys.version_info[:3]})"
    command = [str(PYTHON), "-c", same]
    try:
        return subprocess.call(command, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def ensure_venv(kind: str) -> None:
    """Make .venv hold the packages of `kind`; instant when it already does.

    An install that was broken off, a Python that vanished or changed, or a clone that
    was moved: .venv is built anew.
    """
    with setup_lock():
        wanted, present = wanted_stamp(), present_stamp()
        same = {key for key in wanted if present.get(key) == wanted[key]}
        sound = python_works() and same >= {"python", "place"}
        if sound and kind in same:
            return
        check_venv_module()
        check_disk(kind)
        if demo_is_running() and not (sound and "runtime" in same):
            raise Problem(
                "The packages must be installed again, but the demo is using them.\n"
                "To fix: stop `make demo` of this clone first (Ctrl-C there)."
            )
        install(kind, wanted, rebuild=bool(present) and not sound)


def install(kind: str, wanted: "dict[str, str]", rebuild: bool) -> None:
    """Build .venv if need be, fill it and stamp it."""
    if VENV.exists() and (rebuild or MARKER.exists() or not python_works()):
        say("Building .venv anew: it is unfinished, moved or of another Python.")
        shutil.rmtree(str(VENV))
    VENV.mkdir(exist_ok=True)
    MARKER.touch()
    STAMP.unlink(missing_ok=True)
    size = "60" if kind == "runtime" else "140"
    say(f"Installing the packages in .venv (about {size} MB to download) ...")
    if not install_with_uv(kind):
        install_with_pip(kind)
    done = {key: wanted[key] for key in ("python", "place", "runtime", kind)}
    STAMP.write_text(json.dumps(done))
    MARKER.unlink()


def logged(command: "list[str]", log: str = "install") -> bool:
    """Run a step of the set-up, its output to the log; True when it went well."""
    environment = {k: v for k, v in os.environ.items() if k not in MISLEADING}
    environment.update(UV_PYTHON_DOWNLOADS="never", DEBIAN_FRONTEND="noninteractive")
    with log_file(log).open("ab") as output:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            preexec_fn=die_with_parent,
        )
    return done.returncode == 0


def install_with_uv(kind: str) -> bool:
    """Use uv when the developer has it; False leaves the work to pip."""
    uv = shutil.which("uv")
    venv = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
    if not uv or not (python_works() or logged(venv)):
        return False
    options = ["--require-hashes", "--compile-bytecode", "--only-binary=:all:"]
    where = ["--python", str(PYTHON), "-r", REQUIREMENTS[kind]]
    return logged([uv, "pip", "install", *options, *where])


def install_with_pip(kind: str) -> None:
    """Install the pinned wheels by pip; raises Problem with pip's last words."""
    venv = [sys.executable, "-m", "venv", str(VENV)]
    quiet = ["--no-input", "--quiet", "--disable-pip-version-check"]
    strict = ["--require-hashes", "--only-binary=:all:"]
    pip = [str(PYTHON), "-m", "pip", "install", *quiet, *strict]
    if logged(venv) and logged([*pip, "-r", REQUIREMENTS[kind]]):
        return
    problem = failure("The packages could not be installed", log_file("install"))
    raise Problem(
        f"{problem}\nTo fix: see that the network, or the package mirror that pip is"
        " set up for, is reached;\nthen run this again."
    )


# --- the command line ---------------------------------------------------------


def prepare(verb: str) -> None:
    """Everything before the verb itself."""
    os.chdir(str(ROOT))
    # A finished run leaves no state file; a killed one is the launcher's to judge.
    if verb == "demo" and not (PORTAL / "run.json").exists():
        check_port(port_number())
    ensure_venv(VERBS[verb])


def main(arguments: "list[str]") -> int:
    """Prepare .venv, then become its Python running the verb."""
    verb = arguments[0] if arguments else ""
    if verb not in VERBS:
        say(f"usage: bootstrap.py {'|'.join(VERBS)} [argument ...]")
        return 2
    try:
        prepare(verb)
    except Problem as problem:
        say(str(problem))
        return 1
    except OSError as error:
        say(str(stopped_by(error)))
        return 1
    except KeyboardInterrupt:
        say("Stopped; the next run goes on from here.")
        return 130
    if verb == "setup":
        return 0
    environment = {k: v for k, v in os.environ.items() if k not in MISLEADING}
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    module = ["-m", "povertyportal.launcher", verb, *arguments[1:]]
    os.execve(str(PYTHON), [str(PYTHON), *module], environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
