"""The small scripts of the frame, each in a real Chromium on a page of its own.

The pages are served to the browser from memory, so no server and no database is needed.
"""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

SCRIPTS = Path(settings.BASE_DIR) / "povertyportal" / "static" / "js"
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
HOME = "http://portal.test/"


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install Debian's package chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """visit(script, body, **answers): a page with one script; `answers` by path."""
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install()

    def _visit(script, body, **answers):
        html = f'<!DOCTYPE html>{body}<script type="module" src="/js"></script>'
        requests = []

        def answer(route):
            path = route.request.url.removeprefix(HOME)
            requests.append(path)
            if path == "js":
                code = (SCRIPTS / script).read_text()
                route.fulfill(body=code, content_type="text/javascript")
            elif callable(answers.get(path)):
                answers[path](route)
            else:
                text = answers.get(path, html)
                route.fulfill(body=text, content_type="text/html; charset=utf-8")

        page.route("**/*", answer)
        page.goto(HOME)
        return page, requests

    yield _visit
    context.close()


RUNNING = "<section data-progress-active>{}</section>"
OVER = "<section data-progress-finished>Đã xong</section>"


def test_a_running_job_is_fetched_again_until_it_is_over(visit):
    answers = iter([RUNNING.format("2 / 3"), OVER, "must not be asked for"])
    page, requests = visit(
        "progress.js",
        f'<div data-progress-url="/job">{RUNNING.format("1 / 3")}</div>',
        job=lambda route: route.fulfill(body=next(answers), content_type="text/html"),
    )
    page.clock.run_for(1_000)
    playwright.expect(page.locator("section")).to_have_text("2 / 3")
    page.clock.run_for(2_000)
    playwright.expect(page.locator("section")).to_have_text("Đã xong")
    page.clock.run_for(60_000)
    assert requests.count("job") == 2


def test_a_line_that_drops_is_tried_again(visit):
    failures = iter([True, False])

    def job(route):
        if next(failures):
            route.abort()
        else:
            route.fulfill(body=OVER, content_type="text/html")

    page, _ = visit(
        "progress.js",
        f'<div data-progress-url="/job">{RUNNING.format("1 / 3")}</div>',
        job=job,
    )
    with page.expect_event("requestfailed"):
        page.clock.run_for(1_000)
    playwright.expect(page.locator("section")).to_have_text("1 / 3")
    page.clock.run_for(2_000)
    playwright.expect(page.locator("section")).to_have_text("Đã xong")


def test_the_page_is_loaded_again_once_when_the_job_is_over(visit):
    body = f'<div data-progress-url="/job" data-progress-reload>{RUNNING}</div>'
    page, requests = visit("progress.js", body, job=OVER)
    with page.expect_navigation():
        page.clock.run_for(1_000)
    assert requests.count("") == 2


def leave(page):
    """Try to close the page; the kinds of questions that it asks."""
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    return asked


FORM = '<form data-unsaved-guard><input aria-label="Họ tên"></form>'


def test_leaving_with_typed_text_asks_first(visit):
    page, _ = visit("unsaved.js", FORM)
    page.get_by_label("Họ tên").press_sequentially("An")
    assert leave(page) == ["beforeunload"]


def test_leaving_after_saving_or_untouched_does_not_ask(visit):
    page, _ = visit("unsaved.js", FORM)
    page.get_by_label("Họ tên").press_sequentially("An")
    page.evaluate("document.querySelector('form').dispatchEvent(new Event('saved'))")
    assert leave(page) == []


COUNT_SENT = """() => {
    window.sent = 0;
    document.querySelector("form").addEventListener("submit", (event) => {
        if (!event.defaultPrevented) window.sent += 1;
        event.preventDefault();
    });
}"""


def test_a_second_press_does_not_send_twice(visit):
    page, _ = visit("once.js", "<form data-once><button>Nộp phiếu</button></form>")
    page.evaluate(COUNT_SENT)
    page.get_by_role("button").click()
    page.get_by_role("button").click()
    assert page.evaluate("window.sent") == 1


def test_a_form_works_again_after_the_back_button(visit):
    page, _ = visit("once.js", "<form data-once><button>Nộp phiếu</button></form>")
    page.evaluate(COUNT_SENT)
    page.get_by_role("button").click()
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    page.get_by_role("button").click()
    assert page.evaluate("window.sent") == 2


MENU = (
    '<details class="officer" open><summary>Hằng</summary><a href="#">Đăng xuất</a>'
    "</details><p>Trang</p>"
)


def test_escape_closes_a_menu_and_keeps_the_place(visit):
    page, _ = visit("menus.js", MENU)
    page.get_by_text("Đăng xuất").focus()
    page.keyboard.press("Escape")
    assert not page.locator("details").evaluate("menu => menu.open")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_click_elsewhere_closes_a_menu(visit):
    page, _ = visit("menus.js", MENU)
    page.get_by_text("Trang").click()
    assert not page.locator("details").evaluate("menu => menu.open")


FOLD = (
    "<details data-fold open><summary>Đổi năm</summary>{}<button>Xem</button></details>"
)
WRONG = '<p class="field-error">Năm phải là số</p>'


def is_open(page):
    return page.locator("details").evaluate("fold => fold.open")


def test_a_narrow_screen_folds_what_asks_away(visit):
    page, _ = visit("fold.js", FOLD.format(""))
    assert is_open(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_function("!document.querySelector('details').open")
    page.get_by_text("Đổi năm").click()
    assert is_open(page)
    page.get_by_text("Đổi năm").click()
    page.set_viewport_size({"width": 1280, "height": 740})
    page.wait_for_function("document.querySelector('details').open")


def test_what_was_asked_wrongly_is_not_folded_away(visit):
    page, _ = visit("fold.js", FOLD.format(WRONG))
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    assert is_open(page)


def test_a_failed_save_opens_on_the_summary(visit):
    page, _ = visit(
        "focus.js", '<a href="#">Đầu</a><div tabindex="-1" data-focus>x</div>'
    )
    assert page.evaluate("'focus' in document.activeElement.dataset")
