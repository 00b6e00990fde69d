"""A real Chromium in front of the live server."""

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client

# Playwright's loop runs in this thread; the ORM would take it for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


@pytest.fixture(scope="module")
def chromium():
    """The browser; without one the test is skipped, with the way out."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on this machine: install Debian's package chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture
def page_of(chromium, live_server):
    """page_of(officer): a page of his own, logged in; options of the context follow.

    `again=page`: that page, logged in anew on another day, its cache warm.
    A script that fails or breaks the content policy fails the test.
    """
    contexts, faults, running = [], [], set()

    def _context(**options):
        context = chromium.new_context(
            base_url=live_server.url, locale="vi-VN", **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda message: _note(message.text, faults))
        context.on("request", lambda request: running.add(request))
        context.on("requestfinished", lambda request: running.discard(request))
        context.on("requestfailed", lambda request: running.discard(request))
        return context

    def _page_of(officer, again=None, **options):
        context = again.context if again else _context(**options)
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return again or context.new_page()

    yield _page_of
    for context in contexts:
        _close(context, running)
    assert faults == []


def _close(context, running):
    """Close it with nothing under way: a page that closes still sends its drafts.

    A request that reaches the server while the test's tables are emptied would wait
    for them for ever.
    """
    for page in context.pages[:1]:
        for _ in range(200):
            if not running:
                break
            page.wait_for_timeout(10)
    context.set_offline(True)
    context.close()


def _note(text, faults):
    if "Content Security Policy" in text:
        faults.append(text)
