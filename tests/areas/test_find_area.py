"""Finding a unit by name: without accents, with either era's name."""

import datetime as dt

import pytest

from povertyportal.areas.finding import describe
from povertyportal.areas.models import Area, Level
from povertyportal.areas.names import plain, read_name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]

BEFORE, SINCE = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


def names(text, day=None, count=3):
    return [area.name for area in Area.objects.named(text, day)[:count]]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("gia vien", "Phường Gia Viên"),
        ("xã Gia Viễn", "Xã Gia Viễn"),
        ("XA GIA VIEN", "Xã Gia Viễn"),
        ("huyện Gia Viễn", "Huyện Gia Viễn"),
        ("huyen  gia  vien", "Huyện Gia Viễn"),
        ("Quán Thánh", "Phường Quán Thánh"),
        ("tp. Ho Chi Minh", "Thành phố Hồ Chí Minh"),
        ("Tỉnh Đồng Nai", "Thành phố Đồng Nai"),
        ("tinh lao cai", "Tỉnh Lào Cai"),
        ("đak lak", "Tỉnh Đắk Lắk"),
    ],
)
def test_the_unit_meant_comes_first(asked, first):
    assert names(asked)[0] == first


def test_decomposed_letters_are_the_same_letters():
    assert names("Hiê\u0323p \u0110u\u031b\u0301c") == names("Hiệp Đức")


def test_the_type_word_orders_but_does_not_exclude():
    found = names("huyện Gia Viễn", count=10)
    assert found[0] == "Huyện Gia Viễn"
    assert "Xã Gia Viễn" in found


def test_names_of_a_day_are_of_that_day():
    assert names("gia vien", SINCE) == ["Phường Gia Viên", "Xã Gia Viễn"]
    assert "Huyện Gia Viễn" in names("gia vien", BEFORE)
    tinh = "tỉnh đồng nai"
    assert Area.objects.named(tinh, dt.date(2026, 4, 29)).first().code == "75"
    assert Area.objects.named(tinh, dt.date(2026, 4, 30)).first().fit < 6


@pytest.mark.parametrize("asked", ["", "   ", "%", "_", "không có nơi này", "\x1f"])
def test_nothing_is_found_by_nothing(asked):
    assert names(asked) == []


def test_a_word_in_the_middle_is_found_but_not_half_a_word():
    assert "Phường Xuân Hương - Đà Lạt" in names("da lat", count=20)
    assert names("ien hoa bac") == []


def test_plain_letters_are_those_of_the_database(db):
    every = Area.objects.order_by("sort_key", "id").values_list("name", flat=True)
    odd = [name for name in every if not name.replace(" ", "").isalnum()]
    for name in [*every[::40], *odd]:
        assert Area.objects.filter(versions__name_key=plain(name)).exists()


def test_short_type_words_are_read():
    assert read_name("TX. Quảng Yên").bare == "quang yen"
    assert read_name("TT Me").whole == "thi tran me"
    assert read_name("Xã").bare == "xa"


def test_what_a_district_became(django_assert_num_queries):
    district = Area.objects.coded(Level.DISTRICT, "373", BEFORE).get()
    (found,) = describe([district])
    assert district.name == "Huyện Gia Viễn"
    assert [area.name for area in found.chain] == ["Tỉnh Ninh Bình"]
    assert sorted(area.code for area in found.successors) == [
        *("14464", "14482", "14488", "14494", "14500", "14524"),
        "14533",  # one commune and part of another went over to it
    ]
    everything = list(Area.objects.named("gia vien"))
    with django_assert_num_queries(6):
        assert len(describe(everything)) == len(everything)


def test_what_a_commune_became_and_came_from():
    old = Area.objects.coded(Level.COMMUNE, "00007", BEFORE).get()
    (found,) = describe([old])
    assert len(found.became) > 1
    assert not any(whole for _, whole in found.became)
    new = Area.objects.coded(Level.COMMUNE, "14464", SINCE).get()
    (found,) = describe([new])
    assert {unit.parent.name for unit, _ in found.came_from} == {"Huyện Gia Viễn"}
