"""The programs that a run has started: recorded, watched and stopped, and none else."""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from povertyportal.bootstrap import failure, say
from povertyportal.embedded import gone, running

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SIGHUP_OR_SIGINT = 1 << signal.SIGHUP - 1 | 1 << signal.SIGINT - 1
MANY_LINES = re.MULTILINE | re.DOTALL


class Stop(KeyboardInterrupt):
    """The run was asked to end: Ctrl-C, SIGTERM or a closed terminal."""


class Hurry:
    """Whether somebody asked twice."""

    asked = False


def stop_on_signals() -> None:
    """From now on the stop signals raise Stop, once; a second one hurries the end."""
    for number in STOP_SIGNALS:
        ignored = signal.getsignal(number) is signal.SIG_IGN
        if number != signal.SIGHUP or not ignored:  # nohup means to outlive a terminal
            signal.signal(number, _first)


def _first(number: int, frame: object) -> None:
    for other in STOP_SIGNALS:
        signal.signal(other, _again)
    raise Stop(number)


def _again(number: int, frame: object) -> None:
    Hurry.asked = True


def heed_make() -> None:
    """Raise Stop when the `make` above us was told to end.

    On Ctrl-C the terminal tells us too. But a SIGINT or SIGHUP sent to make alone stays
    there: make waits for us, with that signal blocked, and passes on only SIGTERM.
    """
    if "MAKELEVEL" not in os.environ:
        return
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{os.getppid()}/status").read_text()
        blocked = re.search(r"^Name:\s+g?make$.*^SigBlk:\s+(\w+)$", status, MANY_LINES)
        if blocked and int(blocked[1], 16) & SIGHUP_OR_SIGINT:
            raise Stop


def finish(
    process: subprocess.Popen[bytes], meanwhile: Callable[[], None] | None = None
) -> int:
    """Wait for a program to end, open to a stop all the while; its exit code."""
    code = None
    while code is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(0.25)
        heed_make()
        if meanwhile:
            meanwhile()
    return code


def birth(pid: int) -> str:
    """What tells a process from a later one with the same number."""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return f"{boot} {words[19]}"
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


@dataclass
class Child:
    """A program of this run: how it is stopped and how long that may take."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    since: int = 0
    number: int = signal.SIGTERM
    patience: float = 10

    def end(self, hurry: bool) -> None:
        """Wait for the signalled program; end what is left of its session."""
        end = time.monotonic() + (1 if hurry else self.patience)
        while self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
            if Hurry.asked and not hurry:
                return self.end(hurry=True)
        # PostgreSQL ends its own; SIGQUIT is its quickest end that is safe for data.
        last = signal.SIGQUIT if self.number == signal.SIGINT else signal.SIGKILL
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, last)
        self.process.wait()
        return None


@dataclass
class Echo:
    """Repeats on the terminal what a program adds to its log, line by line."""

    child: Child

    def __post_init__(self) -> None:
        self._at = self.child.since

    def __call__(self) -> None:
        with self.child.log.open("rb") as log:
            log.seek(self._at)
            whole, newline, _ = log.read().rpartition(b"\n")
        if newline:
            self._at += len(whole) + 1
            for line in whole.decode("utf-8", "replace").splitlines():
                say(f"  {line}")


@dataclass
class Children:
    """All programs of a run, noted in `state` so that a later run can find them."""

    state: Path
    about: dict[str, Any]
    started: list[Child] = field(default_factory=list)

    def add(self, child: Child) -> Child:
        """Take charge of a program that was just started."""
        self.started.append(child)
        self.note()
        return child

    def note(self) -> None:
        """Write down what runs."""
        children = [
            {
                "pid": child.process.pid,
                "birth": birth(child.process.pid),
                "number": int(child.number),
            }
            for child in self.started
        ]
        unfinished = self.state.with_suffix(".new")
        unfinished.write_text(json.dumps(self.about | {"children": children}))
        unfinished.rename(self.state)

    def check(self) -> None:
        """Raise the Problem of a program that ended by itself, or Stop."""
        heed_make()
        for child in self.started:
            if child.process.poll() is not None:
                raise failure(f"{child.name} stopped by itself", child.log, child.since)

    def stop(self) -> None:
        """Stop everything, what uses a server before the server."""
        users = [child for child in self.started if child.name not in SERVERS]
        servers = [child for child in self.started if child.name in SERVERS]
        for group in (users, servers):
            for child in group:
                if child.process.poll() is None:
                    child.process.send_signal(child.number)
            for child in group:
                child.end(Hurry.asked)
        self.state.unlink(missing_ok=True)


#: Names of the children that others need.
SERVERS = ("PostgreSQL", "The broker")


def stop_recorded(state: Path) -> bool:
    """Stop what a killed run noted and left; True when there was such a run.

    A number that now belongs to another process is left alone.
    """
    try:
        children = json.loads(state.read_text())["children"]
    except (OSError, ValueError, KeyError):
        found = state.exists()
        state.unlink(missing_ok=True)
        return found
    left = [
        child
        for child in children
        if running(child["pid"]) and birth(child["pid"]) == child["birth"]
    ]
    for child in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child["pid"], child["number"])
    for child in left:
        if not gone(child["pid"], 15):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child["pid"], signal.SIGKILL)
    state.unlink(missing_ok=True)
    return True
