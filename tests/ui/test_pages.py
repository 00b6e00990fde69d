"""The frame and the pages that the frame owns."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.template import engines
from django.template.loader import render_to_string

PAGES = ["403.html", "404.html", "403_csrf.html", "registration/locked.html"]


def base(**context):
    page = engines["django"].from_string(
        '{% extends "base.html" %}{% block title %}Hộ dân{% endblock %}'
        "{% block content %}<h1>Hộ dân</h1>{% endblock %}"
    )
    return page.render(context)


def test_the_frame_stands_with_nothing_given():
    html = base()
    assert "<title>Hộ dân – Cổng giảm nghèo bền vững</title>" in html
    assert 'href="#noi-dung"' in html
    assert 'id="noi-dung"' in html
    assert "mainnav" not in html
    assert "Dữ liệu mẫu" not in html


def test_the_frame_says_where_when_and_that_it_is_a_demo():
    html = base(
        DEMO=True,
        nav=[{"label": "Hộ dân", "url": "/ho/", "current": True}],
        breadcrumbs=[
            {"label": "Tỉnh Ninh Bình", "url": "/a"},
            {"label": "Xã Gia Viễn", "url": "/b"},
        ],
        period="Năm 2026",
        as_of=dt.date(2026, 11, 22),
        basis="sơ bộ",
    )
    assert "không phải người thật" in html
    assert '<a href="/ho/" aria-current="page">Hộ dân</a>' in html
    assert '<a href="/a">Tỉnh Ninh Bình</a>' in html
    assert '<span aria-current="location">Xã Gia Viễn</span>' in html
    assert "Tính đến ngày <strong>22/11/2026</strong>" in html


def test_the_search_is_for_those_who_see_households():
    officer = SimpleNamespace(
        is_authenticated=True, get_role_display=lambda: "Quản trị hệ thống"
    )
    assert 'role="search"' not in base(user=officer, search_url=None)
    html = base(user=officer, search_url="/ho/", q='"><b>')
    assert 'action="/ho/"' in html
    assert 'value="&quot;&gt;&lt;b&gt;"' in html


@pytest.mark.parametrize("level", ["debug", "info", "success", "warning", "error"])
def test_a_message_has_a_sign_beside_its_colour(level):
    html = base(messages=[SimpleNamespace(level_tag=level, __str__=lambda: "Đã lưu")])
    notice = html.split(f"notice-{level}")[1].split("</div>")[0]
    assert "<svg" in notice


@pytest.mark.parametrize("name", PAGES)
def test_refusals_say_what_to_do(name):
    html = render_to_string(name, {"cooloff_timedelta": dt.timedelta(minutes=15)})
    assert "<h1>" in html
    assert "<li>" in html or "đề nghị" in html
    assert "!" not in html.split("<main")[1].split("</main>")[0]


def test_a_refusal_says_which_right_is_missing():
    assert "không được xuất" in render_to_string(
        "403.html", {"why": "Vai trò này không được xuất biểu mẫu."}
    )


def test_the_lock_out_page_says_when_to_come_back():
    html = render_to_string(
        "registration/locked.html",
        {
            "username": "xa",
            "failure_limit": 5,
            "cooloff_timedelta": dt.timedelta(minutes=15),
        },
    )
    assert "Chờ <strong>15 phút</strong>" in html
    assert "5 lần" in html


def test_the_fault_page_needs_neither_request_nor_hashed_files(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        },
    }
    assert "Cổng gặp lỗi" in render_to_string("500.html")
