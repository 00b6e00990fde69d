"""The village's grid as it is met: keys, bad text, other people, no scripts."""

import re

import pytest
import time_machine
from django.urls import reverse

from households.models import Outcome, Review, ReviewState
from households.services import review as reviews
from tests.factories import HouseholdFactory, PersonFactory, ReviewFactory
from tests.households.review_answers import HEAD, HOUSEHOLD

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"^Đã lưu \d\d:\d\d$")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


@pytest.fixture
def made(open_round, village):
    """Three households' reviews, in the order of the page."""
    names = ["Nguyễn Văn An", "Trần Thị Bích", "Lê Văn Cường"]
    return [
        ReviewFactory(
            round=open_round,
            household=HouseholdFactory(
                village=village, head=PersonFactory(name=name, birth_year=1975)
            ),
        )
        for name in names
    ]


@pytest.fixture
def url(open_round, village, made):
    place = open_round.places.get(commune=village.parent)
    return reverse("season:grid", args=[place.pk, village.pk])


@pytest.fixture
def open_grid(page_of, url):
    """open_grid(officer): the page with its scripts running."""

    def _open(officer, **options):
        page = page_of(officer, **options)
        page.goto(url)
        expect(page.locator("body.is-live")).to_be_attached()
        return page

    return _open


def cell(page, review, code):
    path = code if code == "surveyed_on" else f"household.{code}"
    return page.locator(f'#h-{review.pk} td > [name="{path}"]')


def state(page, review):
    return page.locator(f"#h-{review.pk} .grid-state")


def focused(page):
    """(row's id, name) of the control that has the focus."""
    return page.evaluate(
        "() => [document.activeElement.closest('tr')?.id, document.activeElement.name]"
    )


def answers(review):
    return Review.objects.get(pk=review.pk).answers.get("household", {})


def test_typed_down_a_column_and_along_a_row(open_grid, commune_officer, made):
    page = open_grid(commune_officer)
    cell(page, made[0], "floor_area").focus()
    for area in ("45,5", "30", "60"):
        page.keyboard.type(area)
        page.keyboard.press("Enter")
    assert focused(page) == [f"h-{made[2].pk}", "household.floor_area"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    assert focused(page) == [f"h-{made[1].pk}", "household.wall"]
    page.keyboard.press("2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    page.keyboard.press("ArrowRight")
    assert focused(page) == [f"h-{made[2].pk}", "household.column"]

    for review in made:
        expect(state(page, review)).to_have_text(SAVED)
    assert answers(made[0]) == {"floor_area": "45.5"}
    assert answers(made[1]) == {"floor_area": "30", "wall": "weak"}
    assert answers(made[2]) == {"floor_area": "60", "wall": "durable"}


def test_several_answers_are_typed_as_their_numbers(open_grid, commune_officer, made):
    page = open_grid(commune_officer)
    causes = cell(page, made[0], "causes")
    causes.fill("1, 7")
    expect(page.locator("[data-hint]")).to_contain_text("7 Có người ốm đau")
    expect(state(page, made[0])).to_have_text(SAVED)
    assert answers(made[0]) == {"causes": ["land", "illness"]}
    page.reload()
    expect(cell(page, made[0], "causes")).to_have_value("1, 7")


def test_a_bad_number_is_told_and_kept(open_grid, commune_officer, made):
    page = open_grid(commune_officer)
    area = cell(page, made[0], "floor_area")
    area.fill("14o")
    row = page.locator(f"#h-{made[0].pk}")
    expect(state(page, made[0])).to_have_text("Có lỗi")
    expect(row).to_contain_text("không phải là số")
    expect(page.locator("[data-hint]")).to_contain_text("không phải là số")
    expect(area).to_have_attribute("aria-invalid", "true")
    expect(state(page, made[1])).to_have_text("Chưa rà soát")

    page.reload()
    expect(cell(page, made[0], "floor_area")).to_have_value("14o")
    cell(page, made[0], "floor_area").fill("140")
    expect(state(page, made[0])).to_have_text(SAVED)
    assert answers(made[0]) == {"floor_area": "140"}


def test_two_officers_in_one_cell_choose(open_grid, commune_officer, surveyor, made):
    page = open_grid(commune_officer)
    reviews.save_answers(
        by=surveyor,
        review=made[0],
        changes=[
            reviews.Change("household.water", "rain", ("",)),
            reviews.Change("household.toilet", "two_vault", ("",)),
        ],
    )
    cell(page, made[0], "water").select_option("piped")
    cell(page, made[0], "toilet").select_option("none")

    row = page.locator(f"#h-{made[0].pk}")
    expect(state(page, made[0])).to_have_text("Xung đột")
    clashes = row.locator(".grid-clash")
    expect(clashes).to_have_count(2)
    water = clashes.filter(has_text="Nguồn nước")
    expect(water).to_contain_text(f"{surveyor.full_name} đã ghi “Nước mưa”")
    water.get_by_role("button", name="Giữ của tôi").click()
    expect(clashes).to_have_count(1)
    clashes.get_by_role("button", name="Lấy của người kia").click()
    expect(cell(page, made[0], "toilet")).to_have_value("two_vault")
    expect(state(page, made[0])).to_have_text(SAVED)
    assert answers(made[0]) == {"water": "piped", "toilet": "two_vault"}


def fill_row(page, review):
    """Answer every question of the row; the persons' are answered in the form."""
    cell(page, review, "surveyed_on").fill("15/10/2026")
    for code, value in HOUSEHOLD.items():
        control = cell(page, review, code)
        if isinstance(value, list):
            control.fill("1, 7")
        elif control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def test_a_row_is_submitted_by_itself(open_grid, commune_officer, made):
    page = open_grid(commune_officer)
    row = page.locator(f"#h-{made[0].pk}")
    row.get_by_role("button", name="Nộp phiếu").click()
    expect(state(page, made[0])).to_have_text("Chưa nộp: còn thiếu")
    expect(row.locator("[data-notes]")).to_contain_text("Chưa nhập ngày rà soát")

    fill_row(page, made[0])
    expect(row).to_contain_text("4 câu về từng người")
    head = made[0].household.memberships.get().person_id
    reviews.save_answers(
        by=commune_officer,
        review=made[0],
        changes=[
            reviews.Change(f"members.{head}.{code}", value, ("",))
            for code, value in HEAD.items()
        ],
    )
    row.get_by_role("button", name="Nộp phiếu").click()
    expect(state(page, made[0])).to_have_text("Đã nộp phiếu")
    expect(row.locator("[data-live]")).to_contain_text("Hộ nghèo")
    expect(cell(page, made[0], "water")).to_be_disabled()
    assert Review.objects.get(pk=made[0].pk).state == ReviewState.SUBMITTED
    assert Review.objects.get(pk=made[1].pk).state == ReviewState.TODO
    assert Outcome.objects.filter(review=made[0]).count() == 2

    page.reload()
    expect(row).to_contain_text("Đã nộp phiếu")
    expect(row.locator("td > input")).to_have_count(0)


def test_without_a_line_the_rows_wait(open_grid, commune_officer, made):
    page = open_grid(commune_officer)
    page.context.set_offline(True)
    cell(page, made[0], "floor_area").fill("36")
    cell(page, made[1], "floor_area").fill("48")
    expect(page.locator("[data-line]")).to_contain_text("Mất kết nối")
    expect(state(page, made[1])).to_contain_text("Chưa lưu 1 ô")
    page.context.set_offline(False)
    for review in made[:2]:
        expect(state(page, review)).to_have_text(SAVED)
    assert answers(made[0]) == {"floor_area": "36"}
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_question_waits_for_the_one_it_hangs_on(open_grid, commune_officer, made):
    page = open_grid(commune_officer)
    expect(cell(page, made[0], "aquaculture")).to_be_hidden()
    cell(page, made[0], "agri").select_option("true")
    expect(cell(page, made[0], "aquaculture")).to_be_visible()
    expect(cell(page, made[1], "aquaculture")).to_be_hidden()


def test_without_scripts_a_row_is_posted(page_of, commune_officer, made, url):
    page = page_of(commune_officer, java_script_enabled=False)
    page.goto(url)
    row = page.locator(f"#h-{made[0].pk}")
    cell(page, made[0], "floor_area").fill("45,5")
    cell(page, made[0], "water").select_option("rain")
    cell(page, made[0], "causes").fill("2 7")
    row.get_by_role("button", name="Lưu").click()
    expect(page.locator("main")).to_contain_text("Đã lưu nháp của hộ Nguyễn Văn An")
    assert answers(made[0]) == {
        "floor_area": "45.5",
        "water": "rain",
        "causes": ["capital", "illness"],
    }
    cell(page, made[0], "floor_area").fill("45o")
    row.get_by_role("button", name="Nộp phiếu").click()
    expect(page.locator(".error-summary")).to_contain_text("không phải là số")
    expect(cell(page, made[0], "floor_area")).to_have_value("45o")


def test_only_the_table_scrolls_on_a_phone(open_grid, commune_officer, made):
    page = open_grid(commune_officer, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wrap = page.locator(".grid-wrap")
    assert wrap.evaluate("one => one.scrollWidth > one.clientWidth")
    cell(page, made[0], "waste").focus()
    name = page.locator(f"#n-{made[0].pk}").bounding_box()
    assert 0 <= name["x"] < 30
