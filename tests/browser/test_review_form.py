"""The review form as an officer meets it: keyboard, bad lines, other people."""

import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from households.models import Outcome, Review
from tests.factories import PASSWORD, OfficerFactory, ReviewFactory, add_member
from tests.households.review_answers import complete

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"^Đã lưu nháp \d\d:\d\d$")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


@pytest.fixture
def head_pk(household):
    return household.memberships.get().person_id


@pytest.fixture
def url(review):
    return reverse("households:review-detail", args=[review.pk])


@pytest.fixture
def open_form(page_of, url):
    """open_form(officer): the form in a page of his own, scripts running."""

    def _open(officer):
        page = page_of(officer)
        page.goto(url)
        expect(page.locator("form.is-live")).to_be_visible()
        return page

    return _open


def field(page, path):
    return page.locator(f'[data-path="{path}"]')


def choose(page, path, label):
    field(page, path).get_by_label(label, exact=False).first.check()


def expect_saved(page):
    expect(page.locator("[data-save-state]").first).to_have_text(SAVED)


def answers(review, group="household"):
    return Review.objects.get(pk=review.pk).answers.get(group, {})


def focused(page):
    """(path, kind, codes of its choices) of the field that has the focus."""
    return page.evaluate(
        """() => {
            const row = document.activeElement.closest("[data-path]");
            if (!row) return [null, null, []];
            const inputs = [...row.querySelectorAll("input")];
            return [row.dataset.path, row.dataset.kind, inputs.map((i) => i.value)];
        }"""
    )


def answer_by_keyboard(page, typed):
    """Answer field after field without the mouse, until the button is reached."""
    for _ in range(80):
        path, kind, codes = focused(page)
        if path is None:
            return
        value = typed.get(path, "")
        if kind == "multi":
            for code in value:
                page.keyboard.press(str(codes.index(code) + 1))
            page.keyboard.press("Enter")
        elif kind in {"choice", "yes_no"} and value:
            page.keyboard.press(str(codes.index(value) + 1))
            page.keyboard.press("Enter")
        else:
            page.keyboard.type(value)
            page.keyboard.press("Enter")
    raise AssertionError(f"stuck at {path}")


def test_a_digit_answers_and_stays(open_form, commune_officer):
    page = open_form(commune_officer)
    page.keyboard.press("Alt+4")
    page.keyboard.press("2")
    page.keyboard.press("3")
    assert focused(page)[0] == "household.water"
    assert field(page, "household.water").locator("input").nth(2).is_checked()
    page.keyboard.press("Enter")
    assert focused(page)[0] == "household.toilet"


def test_filled_in_by_keyboard_alone(open_form, commune_officer, review, head_pk):
    page = open_form(commune_officer)
    page.keyboard.press("Alt+1")
    answer_by_keyboard(page, complete(head_pk))

    expect(page.locator("[data-submit]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Kết quả rà soát")
    expect(page.locator(".review-outcome").first).to_contain_text("Hộ nghèo")
    assert Outcome.objects.get(standard="ND07_2022").b2 == 30


def test_shortcuts_move_between_parts_and_to_what_is_missing(
    open_form, commune_officer, head_pk
):
    page = open_form(commune_officer)
    page.keyboard.press("Alt+3")
    assert focused(page)[0] == "household.floor_area"
    page.keyboard.press("F2")
    assert focused(page)[0] == "household.water"
    page.keyboard.press("Shift+F2")
    assert focused(page)[0] == "household.floor_area"
    page.keyboard.type("30")
    page.keyboard.press("Alt+s")
    expect_saved(page)
    page.keyboard.press("F8")
    assert focused(page)[0] == "household.wall"


def test_class_and_points_follow_the_typing(open_form, commune_officer):
    page = open_form(commune_officer)
    field(page, "household.b1_total").locator("input").fill("141")

    live = page.locator("[data-live]")
    expect(live.locator(".review-result").first).to_contain_text("141")
    choose(page, "household.agri", "Không")
    expect(live.locator(".class-badge").first).to_have_text("Hộ không nghèo")
    field(page, "household.b1_total").locator("input").fill("14o")
    expect(field(page, "household.b1_total")).to_contain_text("không phải là số")
    expect(live.locator(".class-badge").first).to_have_text("Chưa xác định")


def test_a_question_hides_with_its_condition_and_keeps_its_answer(
    open_form, commune_officer, review
):
    page = open_form(commune_officer)
    fishing = field(page, "household.aquaculture")
    expect(fishing).to_be_hidden()
    choose(page, "household.agri", "Có")
    choose(page, "household.aquaculture", "Có")
    choose(page, "household.agri", "Không")
    expect(fishing).to_be_hidden()
    expect_saved(page)
    assert answers(review) == {"agri": False, "aquaculture": True}


def test_a_reload_and_a_closed_tab_keep_the_draft(open_form, commune_officer, url):
    page = open_form(commune_officer)
    field(page, "household.floor_area").locator("input").fill("45,5")
    choose(page, "household.water", "Nước mưa")
    expect_saved(page)
    # Typed and closed at once, before the page would have sent it by itself.
    field(page, "household.b1_total").locator("input").fill("120")
    page.close()

    again = page.context.new_page()
    again.goto(url)
    area = field(again, "household.floor_area").locator("input")
    expect(area).to_have_value("45,5")
    expect(field(again, "household.water").get_by_label("Nước mưa")).to_be_checked()
    expect(field(again, "household.b1_total").locator("input")).to_have_value("120")


def test_without_a_line_nothing_is_lost(open_form, commune_officer, review, url):
    page = open_form(commune_officer)
    page.context.set_offline(True)
    field(page, "household.floor_area").locator("input").fill("36")
    expect(page.locator("[data-line]")).to_contain_text("Mất kết nối")
    state = page.locator("[data-save-state]").first
    expect(state).to_have_text("Chưa lưu 1 câu, còn giữ trên máy này")
    choose(page, "household.water", "Nước máy")
    assert answers(review) == {}

    page.context.set_offline(False)
    expect_saved(page)
    expect(page.locator("[data-line]")).to_be_hidden()
    assert answers(review) == {"floor_area": "36", "water": "piped"}
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_tab_closed_without_a_line_comes_back(
    open_form, commune_officer, review, url
):
    page = open_form(commune_officer)
    context = page.context
    context.set_offline(True)
    field(page, "household.floor_area").locator("input").fill("36")
    expect(page.locator("[data-line]")).to_be_visible()
    page.close()
    context.set_offline(False)
    assert answers(review) == {}

    again = context.new_page()
    again.goto(url)
    expect(field(again, "household.floor_area").locator("input")).to_have_value("36")
    expect_saved(again)
    assert answers(review) == {"floor_area": "36"}


def test_after_the_session_ends_a_login_in_another_tab_saves_the_rest(
    open_form, commune_officer, review
):
    page = open_form(commune_officer)
    Session.objects.all().delete()
    field(page, "household.floor_area").locator("input").fill("36")
    line = page.locator("[data-line]")
    expect(line).to_contain_text("Phiên làm việc đã hết")

    with page.context.expect_page() as opened:
        line.get_by_role("link", name="Đăng nhập lại").click()
    login = opened.value
    login.get_by_label("Tên đăng nhập").fill("canbo")
    login.get_by_label("Mật khẩu").fill(PASSWORD)
    login.get_by_role("button", name="Đăng nhập").click()
    expect(login.locator("h1")).to_contain_text("Phiếu rà soát")
    login.close()

    expect_saved(page)
    assert answers(review) == {"floor_area": "36"}


def test_what_one_officer_left_is_not_saved_by_the_next(
    open_form, commune_officer, commune, review
):
    page = open_form(commune_officer)
    Session.objects.all().delete()
    field(page, "household.floor_area").locator("input").fill("36")
    line = page.locator("[data-line]")
    expect(line).to_contain_text("Phiên làm việc đã hết")

    OfficerFactory(username="nguoi-khac", area=commune)
    login = page.context.new_page()
    login.goto(reverse("login"))
    login.get_by_label("Tên đăng nhập").fill("nguoi-khac")
    login.get_by_label("Mật khẩu").fill(PASSWORD)
    login.get_by_role("button", name="Đăng nhập").click()
    expect(login.locator(".officer")).to_be_visible()
    page.keyboard.press("Alt+s")

    expect(line).to_contain_text("tài khoản khác")
    assert answers(review) == {}


def test_two_officers_on_one_answer_choose(
    open_form, commune_officer, surveyor, review
):
    mine, theirs = open_form(commune_officer), open_form(surveyor)
    choose(theirs, "household.water", "Nước mưa")
    choose(theirs, "household.toilet", "Hai ngăn")
    expect_saved(theirs)
    choose(mine, "household.water", "Nước máy")
    choose(mine, "household.toilet", "Thấm dội nước")
    choose(mine, "household.electricity", "Điện lưới")

    water, toilet = field(mine, "household.water"), field(mine, "household.toilet")
    expect(water).to_contain_text(f"{surveyor.full_name} đã ghi “Nước mưa”")
    expect(water.get_by_label("Nước máy")).to_be_checked()
    expect(mine.locator("[data-save-state]").first).to_contain_text("còn 2 câu")
    saved = {"water": "rain", "toilet": "two_vault", "electricity": "grid"}
    assert answers(review) == saved

    water.get_by_role("button", name="Giữ của tôi").click()
    expect(mine.locator("[data-save-state]").first).to_contain_text("còn 1 câu")
    toilet.get_by_role("button", name="Lấy của người kia").click()
    expect(toilet.get_by_label("Hai ngăn")).to_be_checked()
    expect_saved(mine)
    assert answers(review) == saved | {"water": "piped"}


def test_a_double_click_submits_once(open_form, commune_officer, head_pk):
    page = open_form(commune_officer)
    page.keyboard.press("Alt+1")
    answer_by_keyboard(page, complete(head_pk))
    expect_saved(page)
    page.locator("[data-submit]").dblclick()

    expect(page.locator("h1")).to_contain_text("Kết quả rà soát")
    assert Outcome.objects.count() == 2


def test_an_incomplete_form_comes_back_with_links_to_the_fields(
    open_form, commune_officer
):
    page = open_form(commune_officer)
    page.locator("[data-submit]").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="“Tường nhà”").click()

    assert focused(page)[0] == "household.wall"


def test_last_years_answers_fill_the_empty_ones(
    open_form, commune_officer, household, review
):
    last = ReviewFactory(
        household=household,
        round__year=2025,
        closed_at="2025-12-20T00:00Z",
        answers={"household": {"floor_area": "24.5", "wall": "weak"}},
    )
    assert last.pk
    page = open_form(commune_officer)
    choose(page, "household.wall", "bền chắc")
    expect(field(page, "household.wall")).to_contain_text("(đã đổi)")
    page.locator("#p-housing [data-as-last-year]").click()
    expect_saved(page)
    assert answers(review) == {"floor_area": "24.5", "wall": "durable"}


def test_logging_out_leaves_nothing_on_the_machine(open_form, commune_officer):
    page = open_form(commune_officer)
    page.route("**/luu/", lambda route: route.abort())
    field(page, "household.floor_area").locator("input").fill("36")
    expect(page.locator("[data-line]")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".officer > summary").click()
    page.get_by_role("button", name="Đăng xuất").click()

    expect(page.locator("h1")).to_have_text("Đăng nhập")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_works_without_scripts(page_of, commune_officer, url, review):
    page = page_of(commune_officer, java_script_enabled=False)
    page.goto(url)
    field(page, "household.floor_area").locator("input").fill("45,5")
    choose(page, "household.water", "Nước mưa")
    page.get_by_role("button", name="Lưu nháp").click()

    expect(page.locator(".notice-success")).to_have_text("Đã lưu nháp.")
    assert answers(review) == {"floor_area": "45.5", "water": "rain"}


def test_the_form_fits_a_phone(page_of, commune_officer, url, household):
    add_member(household, name="Nguyễn Thị Bích Ngọc Lan Hương", birth_year=2015)
    page = page_of(commune_officer, viewport={"width": 360, "height": 740})
    page.goto(url)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_explanation_prints_on_one_sheet(
    open_form, commune_officer, household, head_pk
):
    typed = complete(head_pk)
    for position in range(1, 7):
        member = add_member(
            household,
            name=f"Nguyễn Thị Phương Thảo {position}",
            position=position,
            birth_year=2000 + position,
        )
        key = f"members.{member.pk}"
        typed |= {
            f"{key}.{code}": value
            for code, value in {
                "schooling": "none",
                "general_level": "none",
                "training": "none",
                "able_to_work": "true",
                "job": "none",
                "wants_work": "true",
                "insured": "false",
                "allowance": "none",
            }.items()
        }
    page = open_form(commune_officer)
    page.keyboard.press("Alt+1")
    answer_by_keyboard(page, typed)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Kết quả rà soát")

    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_a_household_that_moved_away_meanwhile_is_said(
    open_form, commune_officer, household, neighbour_village, review
):
    page = open_form(commune_officer)
    household.residences.update(village=neighbour_village)
    field(page, "household.floor_area").locator("input").fill("36")

    expect(page.locator("[data-line]")).to_contain_text("không còn thuộc địa bàn")
    assert answers(review) == {}
