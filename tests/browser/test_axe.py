"""axe-core finds nothing on any page: every address, as a role that may sees it.

Pages are rendered by the test client and set into one tab with the portal's styles
written in, without scripts: they must work so, and asking a server for each would take
minutes.
"""

import functools
import re
from importlib.resources import files

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from povertyportal.accounts.models import Role
from tests.access_expectations import PUBLIC, ROWS
from tests.test_access import client_for, large_world  # noqa: F401  the same world

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = """async (tags) => {
    const found = await axe.run(document, {
        runOnly: tags, resultTypes: ["violations"], elementRef: false,
    });
    return found.violations.map(rule => [
        rule.id, rule.nodes.length, rule.nodes[0].html.slice(0, 300),
        rule.nodes[0].failureSummary,
    ]);
}"""
STYLE = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"([^>]*)>')
SCRIPT = re.compile(
    r"<script\b[^>]*>.*?</script>|<link rel=\"(preload|icon)\"[^>]*>", re.S
)


@functools.cache
def style(path):
    """A style sheet of the portal, without the fonts that it would fetch."""
    with open(finders.find(path), encoding="utf-8") as sheet:
        return re.sub(r"@font-face\s*{[^}]*}", "", sheet.read())


def standing_alone(html):
    """The page with its style sheets written in and nothing to fetch."""
    styled = STYLE.sub(
        lambda found: f"<style{found[2]}>{style(found[1])}</style>", html
    )
    return re.sub(r' src="/[^"]*"', ' src="data:,"', SCRIPT.sub("", styled))


@pytest.fixture(scope="module")
def tab(chromium):
    """A tab in which axe waits; it outlives the pages that are set."""
    context = chromium.new_context(locale="vi-VN")
    page = context.new_page()
    page.set_content("<title>axe</title>")
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
    yield page
    context.close()


def pages(world):
    """(name, HTML) of each address that shows a page, to the first role that may."""
    for name in sorted(PUBLIC):
        yield name, Client().get(reverse(name))
    for name, row in ROWS.items():
        if row.method != "get":
            continue
        role = next(each for each in Role if each in row.roles)
        client = client_for(world.inside[role], world)
        yield name, client.get(reverse(name, kwargs=world.objects[row.about]))
    surveyor = client_for(world.inside[Role.SURVEYOR], world)
    yield "403", surveyor.get(reverse("administration:officer-list"))
    yield "404", surveyor.get("/khong-co/")


def test_axe_finds_what_is_wrong(tab):
    """Were styles or axe itself missing, the next test would prove nothing."""
    html = """<html lang="vi"><head><title>Thử</title>
        <link rel="stylesheet" href="/static/css/portal.css"></head>
        <body><main><h1>Thử</h1><img src="/a.png">
        <p style="color: var(--line)">Xã Đồi Chè</p></main></body></html>"""
    tab.set_content(standing_alone(html), wait_until="commit")
    assert [rule for rule, *_ in tab.evaluate(CHECK, TAGS)] == [
        "color-contrast",
        "image-alt",
    ]


def test_axe_finds_nothing_on_any_page(tab, large_world):  # noqa: F811
    found, seen = [], 0
    for name, response in pages(large_world):
        if response.streaming or not response["Content-Type"].startswith("text/html"):
            continue
        if response.status_code in {301, 302}:
            continue
        tab.set_content(standing_alone(response.content.decode()), wait_until="commit")
        told = tab.evaluate(CHECK, TAGS)
        found += [
            f"{name}: {rule} ({count}): {html}\n{why}"
            for rule, count, html, why in told
        ]
        seen += 1
    assert found == [], "\n\n".join(found)
    assert seen > 150
