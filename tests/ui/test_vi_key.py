"""Vietnamese order: names and places sort as people expect."""

import random
import unicodedata

import pytest

from povertyportal.ui.vi_key import given_name_key, vi_key


@pytest.mark.parametrize(
    "ordered",
    [
        [*"aăâbcdđeêghiklmnoôơpqrstuưvxy"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "man"],
        [
            "An",
            "Ân",
            "Bảo",
            "Cường",
            "Dung",
            "Đạt",
            "Em",
            "Êm",
            "Oanh",
            "Ô",
            "Ơn",
            "Uyên",
        ],
        ["Thôn 1", "Thôn 2", "Thôn Đông", "Thôn Tây"],
        ["Ea H'Leo", "Ea Hiao"],
        ["Gia Lai", "Già Lai", "Gia Lâm", "Gia Viễn"],
        ["hoa", "Hoa", "hòa", "Hòa"],
        ["An Giang", "Ang"],
        ["Dung", "Đung"],
    ],
)
def test_dictionary_order(ordered):
    shuffled = random.Random(7).sample(ordered, len(ordered))
    assert sorted(shuffled, key=vi_key) == ordered


def test_tones_decide_only_between_words_with_the_same_letters():
    assert vi_key("Hạ An") < vi_key("Hà Bình")


def test_the_key_is_ascii_and_blind_to_unicode_form_and_spaces():
    key = vi_key("Nguyễn Thị  Hướng")
    assert key.isascii()
    assert key == vi_key(unicodedata.normalize("NFD", "Nguyễn Thị Hướng"))


def test_keys_of_different_names_differ():
    names = ["Hoa", "hoa", "Hóa", "Hoá", "Hoà", "Đạt", "Dạt", "Đat"]
    assert len({vi_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    "odd", ["", " ", "\u0301", "①", "李", "A\u0323\u0302", "½", "😀"]
)
def test_odd_text_still_gives_a_key(odd):
    assert vi_key(odd).isascii()
    assert given_name_key(odd).isascii()


def test_people_sort_by_given_name_then_family_name():
    ordered = [
        "Bùi Thị An",
        "Nguyễn Văn An",
        "Đỗ Văn Ân",
        "Y Ban",
        "Lê Văn Đạt",
        "Rơ Châm H'Bliu",
        "Vũ Thị Hà",
        "Đinh Văn Hạ",
        "Lò Thị Ơn",
        "A Phủ",
        "Sùng",
    ]
    shuffled = random.Random(3).sample(ordered, len(ordered))
    assert sorted(shuffled, key=given_name_key) == ordered


def test_the_given_name_decides_before_any_family_name():
    assert given_name_key("Vũ Thị Hà") < given_name_key("Bùi Thị Hạ")


def test_capitals_decide_only_between_otherwise_equal_names():
    assert given_name_key("NGUYỄN VĂN AN") < given_name_key("Nguyễn Văn Bảo")
    assert given_name_key("BÙI VĂN AN") < given_name_key("Nguyễn Văn An")
    assert given_name_key("Nguyễn Văn An") < given_name_key("NGUYỄN VĂN AN")
