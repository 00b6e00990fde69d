"""The whole chain once, for real: a review reaches the inspector's Excel file.

A real browser in front, a real worker behind: the officer finds a household and
completes its review, the committee sees its number move and the household behind
it, the inspector downloads official form 1.
"""

import datetime as dt

import openpyxl
import pytest
from django.urls import reverse

from households.models import Outcome, Standing
from households.services import review as reviews
from households.services import rounds
from povertyportal.celery import app
from tests.factories import PASSWORD, PopulationFactory
from tests.households.review_answers import changes, complete
from tests.worker.conftest import workers  # noqa: F401  a fixture

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [
    pytest.mark.browser,
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def one_storage(settings, tmp_path, monkeypatch):
    """Files that the worker writes and the web server sends."""
    monkeypatch.setenv("MEDIA_ROOT", str(tmp_path / "media"))
    settings.MEDIA_ROOT = str(tmp_path / "media")
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": files}


@pytest.fixture
def told(workers):  # noqa: F811
    """The worker, told by the portal itself; without it nothing would be counted."""
    former = app.conf.task_default_queue
    app.conf.task_default_queue = workers.queue
    yield workers
    app.conf.task_default_queue = former


@pytest.fixture
def season(province_officer, commune, neighbour, household):
    """A round with one poor household on its list, all but two answers typed."""
    PopulationFactory(area=commune, entered_by=province_officer)
    PopulationFactory(area=neighbour, entered_by=province_officer)
    Standing.objects.create(
        household=household,
        standard="ND07_2022",
        poverty_class=Outcome.Class.POOR,
        starts=dt.date(2026, 1, 1),
    )
    found = rounds.open_round(
        by=province_officer,
        name="Rà soát định kỳ năm 2026",
        year=2026,
        communes=[commune, neighbour],
        opens_on=dt.date(2026, 9, 1),
        closes_on=dt.date(2026, 12, 14),
        list_valid_from=dt.date(2027, 1, 1),
        standards=["ND351_2027", "ND07_2022"],
    )
    return found.reviews.get()


@pytest.fixture
def half_done(season, surveyor, household):
    """The surveyor has typed most of the form already."""
    typed = complete(household.memberships.get().person_id)
    for path in ("household.b1_total", "household.roof"):
        typed.pop(path)
    saved = reviews.save_answers(by=surveyor, review=season, changes=changes(typed))
    assert not saved.refused
    return season


def log_in(page, officer):
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill(officer.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Việc cần làm")).to_be_visible()


def complete_the_review(page):
    """From the home page to the explanation, as the commune officer."""
    page.get_by_role("searchbox").fill("nguyen thi hoa")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Nguyễn Thị Hoà").click()
    page.get_by_role("link", name="Làm phiếu").click()
    expect(page.locator("form.is-live")).to_be_visible()
    roof = page.locator('[data-path="household.roof"]')
    roof.get_by_label("không bền chắc").check()
    page.locator('[data-path="household.b1_total"] input').fill("120")
    page.locator('[data-path="household.b1_total"] input').press("Tab")
    expect(page.locator("[data-save-state]").first).to_contain_text("Đã lưu nháp")
    page.get_by_role("button", name="Nộp phiếu").first.click()
    expect(page.locator("main")).to_contain_text("Hộ nghèo")
    expect(page.locator("main")).to_contain_text("Điều")


def poor_tile(page):
    return page.locator('[data-tile="poor"]')


def wait_for_the_number(page, number):
    """Reload the dashboard until the worker has counted."""
    for _ in range(60):
        page.goto(reverse("reports:dashboard") + "?year=2026&standard=ND07_2022")
        tile = poor_tile(page)
        if tile.count() and tile.locator(".tile-value").inner_text() == number:
            return
        page.wait_for_timeout(500)
    pytest.fail(f"the dashboard never showed {number}: {page.content()[-3000:]}")


def download_form_1(page, folder):
    """Ask for the form of the commune, wait for the worker, save the file."""
    page.goto(reverse("reports:report-create"))
    page.get_by_label("Xã Đồi Chè").check()
    page.get_by_label("Năm").select_option("2026")
    page.get_by_label("Chuẩn nghèo").select_option("ND07_2022")
    page.get_by_label("Sơ bộ").check()
    page.get_by_role("button", name="Lập biểu").click()
    link = page.get_by_role("link", name="Tải")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_review_reaches_the_inspectors_excel_file(
    page_of,
    chromium,
    live_server,
    told,
    one_storage,
    half_done,
    commune_officer,
    committee_member,
    inspector,
    tmp_path,
):
    told.start()
    told.publish("reports.tasks.refresh_stale")

    committee = chromium.new_context(base_url=live_server.url).new_page()
    log_in(committee, committee_member)
    wait_for_the_number(committee, "0")

    officer = chromium.new_context(base_url=live_server.url).new_page()
    log_in(officer, commune_officer)
    complete_the_review(officer)

    wait_for_the_number(committee, "1")
    poor_tile(committee).get_by_role("link").click()
    expect(committee.locator("tbody tr")).to_have_count(1)
    expect(committee.locator("tbody")).to_contain_text("Nguyễn Thị Hoà")

    visit = page_of(inspector, accept_downloads=True)
    path = download_form_1(visit, tmp_path)
    sheet = openpyxl.load_workbook(path).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    line = next(row for row in rows if "Xã Đồi Chè" in row and 1_000 in row)
    assert line[2:5] == [1_000, 3_600, 1]
