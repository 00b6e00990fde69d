"""The way into the administration, and the search of areas, for every role."""

import datetime as dt

import pytest
from django.urls import reverse

from povertyportal.areas.models import AreaChange, Level
from tests.factories import AreaFactory

SEARCH = "administration:area-search"


@pytest.fixture
def past(province, commune, neighbour):
    """A district of the past with a commune that was divided into two of today's."""
    ended = {"began": None, "ended": dt.date(2025, 7, 1)}
    district = AreaFactory(
        level=Level.DISTRICT,
        kind="district",
        code="901",
        name="Huyện Đồi Xưa",
        parent=province,
        **ended,
    )
    old = AreaFactory(code="90009", name="Xã Đồi Cũ", parent=district, **ended)
    for new in (commune, neighbour):
        AreaChange.objects.create(
            old=old, new=new, effective_on=dt.date(2025, 7, 1), extent="partial"
        )
    return district


def search(client, **query):
    response = client.get(reverse(SEARCH), query)
    return response.content.decode()


def test_an_ended_unit_says_what_it_became(past, surveyor, client_of):
    page = search(client_of(surveyor), q="doi cu")
    assert "Xã Đồi Cũ" in page
    assert "đến hết 30/06/2025" in page
    assert "Nay thuộc Xã Đồi Chè (một phần), Xã Sông Trong (một phần)" in page
    assert "Huyện Đồi Xưa, Tỉnh Thử Nghiệm" in page
    page = search(client_of(surveyor), q="huyện đồi xưa")
    assert "Các xã của huyện nay thuộc Xã Đồi Chè, Xã Sông Trong" in page


def test_a_unit_of_today_says_what_it_came_from(past, surveyor, client_of):
    page = search(client_of(surveyor), q="song trong")
    assert "Gồm một phần Xã Đồi Cũ" in page
    assert "từ 01/07/2025" in page


def test_filters_narrow_by_era_and_level(past, committee_member, client_of):
    client = client_of(committee_member)
    for query, names in (
        ({}, {"Xã Đồi Chè", "Xã Đồi Cũ", "Huyện Đồi Xưa"}),
        ({"era": "now"}, {"Xã Đồi Chè"}),
        ({"era": "past"}, {"Xã Đồi Cũ", "Huyện Đồi Xưa"}),
        ({"level": "district"}, {"Huyện Đồi Xưa"}),
    ):
        found = client.get(reverse(SEARCH), {"q": "đồi", **query}).context["found"]
        assert {item.area.name for item in found} == names


def test_empty_and_fruitless_searches_say_so(surveyor, client_of):
    client = client_of(surveyor)
    assert "Nhập tên để tìm" in search(client)
    assert "Không tìm thấy địa bàn nào" in search(client, q="không có nơi này")


def test_a_search_costs_the_same_for_many(
    surveyor, past, client_of, django_assert_max_num_queries
):
    for number in range(30):
        AreaFactory(name=f"Xã Đồi {number}", parent=past.parent)
    client = client_of(surveyor)
    with django_assert_max_num_queries(10):
        page = search(client, q="đồi")
    assert "1–25 trong 33 địa bàn" in page


@pytest.mark.parametrize(
    ("who", "parts"),
    [
        ("surveyor", ["Tra cứu địa bàn"]),
        ("commune_officer", ["Thôn, tổ dân phố", "Dân số", "Tra cứu địa bàn"]),
        ("leader", ["Nhật ký", "Tra cứu địa bàn"]),
        (
            "administrator",
            [
                "Cán bộ",
                "Ban Chỉ đạo",
                "Mã truy cập hệ thống",
                "Nhật ký",
                "Tra cứu địa bàn",
            ],
        ),
    ],
)
def test_each_role_sees_its_parts(who, parts, request, client_of):
    client = client_of(request.getfixturevalue(who))
    page = client.get(reverse("administration:home"))
    assert [part.label for part in page.context["sections"]] == parts
    in_navigation = "Quản trị" in [entry["label"] for entry in page.context["nav"]]
    assert in_navigation == (len(parts) > 1)
