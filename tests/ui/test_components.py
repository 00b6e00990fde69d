"""Components: what a page gets from them."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from povertyportal.ui.fields import VietnameseDecimalField


class House(forms.Form):
    area = VietnameseDecimalField(label="Diện tích", help_text="Các phòng để ở.")
    water = forms.ChoiceField(
        label="Nước sạch",
        widget=forms.RadioSelect,
        choices=[("y", "Có"), ("n", "Không")],
    )
    note = forms.CharField(label="Ghi chú", required=False)
    sure = forms.BooleanField(label="Đã đọc lại")


def field(name, data=None, **context):
    form = House(data)
    return render_to_string("components/_field.html", {"field": form[name], **context})


def test_label_hint_error_and_control_are_tied_together():
    html = field("area", {"area": "1,234.5"}, unit="m²", last_year="42,5 m²")
    assert '<label class="field-label" for="id_area">' in html
    described = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()
    for name in described:
        assert f'id="{name}"' in html
    assert described == ["id_area_helptext", "id_area_error"]
    assert 'aria-invalid="true"' in html
    assert html.index("id_area_helptext") < html.index("id_area_error")
    assert html.index('id="id_area_error"') < html.index("<input")
    assert "m²" in html
    assert "Năm trước: <strong>42,5 m²</strong>" in html


def test_only_what_must_be_filled_in_is_marked():
    assert 'class="required"' in field("area")
    assert 'class="required"' not in field("note")


def test_related_answers_are_radio_buttons_in_a_fieldset():
    html = field("water", {})
    assert "<fieldset" in html
    assert '<legend class="field-label">Nước sạch' in html
    assert html.count('type="radio"') == 2
    assert 'for="id_water_0"' in html
    assert "Chưa chọn" in html


def test_the_summary_links_to_fields_that_exist():
    form = House({})
    html = render_to_string("components/_error_summary.html", {"form": form})
    page = "".join(field(bound.name, {}) for bound in form)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["id_area", "id_water_0", "id_sure"]
    assert all(f'id="{target}"' in page for target in targets)


def test_problems_found_elsewhere_join_the_summary():
    problems = [{"href": "#thu-nhap", "message": "Thu nhập lớn hơn tổng thu."}]
    context = {"form": House(), "problems": problems}
    html = render_to_string("components/_error_summary.html", context)
    assert '<a href="#thu-nhap">Thu nhập lớn hơn tổng thu.</a>' in html


def test_no_problem_no_summary():
    html = render_to_string("components/_error_summary.html", {"form": House()})
    assert "error-summary" not in html


def test_the_pager_keeps_the_filters_in_the_url():
    context = {"page_obj": Paginator(range(95), 10).get_page(2), "noun": "hộ"}
    request = RequestFactory().get("/ho/?q=an&page=2")
    html = render_to_string("components/_pager.html", context, request)
    assert "11–20 trong 95 hộ" in html
    assert 'href="?q=an&amp;page=3"' in html
    assert re.search(r'aria-label="Trang 2"\s+aria-current="page"', html)


def test_a_long_list_need_not_be_counted_to_its_end():
    page = Paginator(range(95), 10).get_page(1)
    context = {"page_obj": page, "total_text": "hơn 1.000", "noun": "hộ"}
    html = render_to_string(
        "components/_pager.html", context, RequestFactory().get("/")
    )
    assert "1–10 trong hơn 1.000 hộ" in html


def job(**changed):
    values = {
        "is_over": False,
        "state": "running",
        "done": 1234,
        "total": 39829,
        "seconds_left": 130,
        "message": "",
        "get_state_display": lambda: "Đang làm",
    }
    return SimpleNamespace(**{**values, **changed})


def progress(**context):
    return render_to_string("components/_progress.html", context)


def test_a_running_job_says_how_far_and_how_long():
    html = progress(job=job())
    assert "data-progress-active" in html
    assert '<progress value="1234" max="39829"' in html
    assert "1.234</strong> / 39.829" in html
    assert "còn khoảng 3 phút" in html
    assert "Có thể đóng trang này" in html


def test_a_waiting_job_has_no_numbers():
    html = progress(job=job(state="queued", done=0, total=0, seconds_left=None))
    assert "data-progress-active" in html
    assert "<progress aria-label" in html
    assert "còn khoảng" not in html


@pytest.mark.parametrize(
    ("state", "wanted"), [("done", "Xem kết quả"), ("failed", "Làm lại")]
)
def test_a_finished_job_stops_refreshing_and_says_what_next(state, wanted):
    over = job(is_over=True, state=state, message="Thư mục đầy.")
    html = progress(job=over, result_url="/a", retry_url="/b", csrf_token="x")
    assert "data-progress-active" not in html
    assert wanted in html
    assert "Thư mục đầy." in html


def test_an_empty_list_says_how_to_begin():
    context = {"title": "Chưa có hộ", "action_url": "/them", "action_label": "Thêm hộ"}
    html = render_to_string("components/_empty.html", context)
    assert '<a class="btn btn-primary" href="/them">Thêm hộ</a>' in html
