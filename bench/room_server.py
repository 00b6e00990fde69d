"""The room as it is served: gunicorn as in production, people at once, a browser."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import playwright.sync_api
from django.conf import settings
from django.db import connection
from django.test import Client

from bench.measuring import Line, p95, ratio_line
from bench.pages import logged_in
from povertyportal.accounts.models import Officer

OK = 200
PEOPLE, THINK, SECONDS = 50, 10.0, 60.0
ALONE = 60  # requests of a single person
TIMES = 3.0
WEIGHT, SLOWER, MOST_INTERACTIVE = 300_000, 4, 1.0
VISITS = 5
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# When the page answers: everything parsed and run, no long task going on any more.
_INTERACTIVE = """
() => new Promise((done) => {
    let last = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd;
    new PerformanceObserver((list) => {
        for (const each of list.getEntries()) {
            last = Math.max(last, each.startTime + each.duration);
        }
    }).observe({type: 'longtask', buffered: true});
    setTimeout(() => done(last / 1000), 500);
})
"""
_WEIGHT = """
() => ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))
    .reduce((sum, each) => sum + each.encodedBodySize, 0)
"""


def lines(member: Officer, pages: Mapping[str, str]) -> Iterator[Line]:
    """One and fifty people on the overview; what the pages weigh in a browser."""
    client = logged_in(member)
    cookie = f"{settings.SESSION_COOKIE_NAME}={_session(client)}"
    with _served() as port:
        for url in pages.values():
            _visit(port, url, cookie, times=10)
        alone = _visit(port, pages["overview"], cookie, times=ALONE)
        crowd, faults = _crowd(port, pages["overview"], cookie)
        base, now = p95(sorted(alone)) * 1000, p95(sorted(crowd)) * 1000
        yield ratio_line(f"overview: p95 of {PEOPLE} people", now, base, TIMES, "ms")
        told = ", ".join(f"{n} x {words}" for words, n in Counter(faults).items())
        asked = len(crowd) + len(faults)
        yield Line(
            f"overview: errors of {asked} answers", told or "none", "none", not faults
        )
        yield from _in_browser(port, pages, _session(client))


def _session(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def _served() -> Iterator[int]:
    """Gunicorn on the bench's database, as the demo and the handbook start it."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = _environment(home)
        manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
        subprocess.run(manage, env=environment, check=True)  # noqa: S603  our own program
        web = ["gunicorn", "povertyportal.wsgi:application"]
        web += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
        web += ["--workers", "2", "--threads", "4", "--no-control-socket"]
        with (Path(home) / "log").open("wb") as log:
            server = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", *web], env=environment, stdout=log, stderr=log
            )
            try:
                _wait(port, server)
                yield port
            finally:
                server.terminate()
                server.wait(timeout=30)


def _environment(home: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "povertyportal.settings",
        "DATABASE_URL": _address(),
        "SECRET_KEY": settings.SECRET_KEY,
        "STATIC_ROOT": f"{home}/static",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_COOKIES": "False",
        "DEBUG": "False",
        "DEMO": "False",
        "BROKER_URL": "memory://",
    }


def _address() -> str:
    """The address of the bench's own database: the one given, by another name."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            if _get(port, "/healthz", "") == OK:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the web server of the bench did not come up")


def _get(port: int, url: str, cookie: str) -> int:
    """Ask and read it all; the status of the answer.

    A connection each: while somebody thinks, the server closes idle ones.
    """
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    server.request("GET", url, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = server.getresponse()
    answer.read()
    server.close()
    return answer.status


def _visit(port: int, url: str, cookie: str, times: int) -> list[float]:
    """Seconds of each of some requests, one after another."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        assert _get(port, url, cookie) == OK, url
        spent.append(time.perf_counter() - started)
    return spent


def _crowd(port: int, url: str, cookie: str) -> tuple[list[float], list[str]]:
    """Seconds of all answers to PEOPLE who think THINK seconds; what failed."""
    spent: list[float] = []
    faults: list[str] = []
    until = time.monotonic() + SECONDS

    def person(number: int) -> None:
        chance = Random(number)
        time.sleep(chance.uniform(0, THINK))
        while time.monotonic() < until:
            started = time.perf_counter()
            try:
                status = _get(port, url, cookie)
            except (OSError, http.client.HTTPException) as error:
                faults.append(type(error).__name__)
            else:
                if status == OK:
                    spent.append(time.perf_counter() - started)
                else:
                    faults.append(str(status))
            time.sleep(chance.expovariate(1 / THINK))

    people = [threading.Thread(target=person, args=(each,)) for each in range(PEOPLE)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return spent, faults


def _in_browser(port: int, pages: Mapping[str, str], session: str) -> Iterator[Line]:
    """Weight and readiness in Chromium, each visit with an empty cache."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        yield Line("room in a browser", "no Chromium here", "measured", good=False)
        return
    address = f"http://127.0.0.1:{port}"
    with playwright.sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path)
        for name, url in pages.items():
            found = []
            for _ in range(VISITS):
                context = browser.new_context()
                name_of = settings.SESSION_COOKIE_NAME
                context.add_cookies(
                    [{"name": name_of, "value": session, "url": address}]
                )
                page = context.new_page()
                slow = context.new_cdp_session(page)
                slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                page.goto(address + url, wait_until="load")
                found.append((page.evaluate(_INTERACTIVE), page.evaluate(_WEIGHT)))
                context.close()
            ready = sorted(each for each, _ in found)[VISITS // 2]
            weight = max(each for _, each in found)
            yield Line(
                f"{name}: weight, compressed", f"{weight / 1000:.0f} kB",
                f"<= {WEIGHT // 1000} kB", weight <= WEIGHT,
            )  # fmt: skip
            yield Line(
                f"{name}: answers at a {SLOWER}x slower processor", f"{ready:.2f} s",
                f"<= {MOST_INTERACTIVE:g} s", ready <= MOST_INTERACTIVE,
            )  # fmt: skip
        browser.close()
