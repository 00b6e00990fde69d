"""Answers as people type them: Vietnamese numbers, choices, yes and no."""

from decimal import Decimal

import pytest

from households.rules.form_2022 import (
    HOUSEHOLD_QUESTIONS,
    MEMBER_QUESTIONS,
    AnswerError,
    clean_answer,
    parse_number,
    show_answer,
)

AREA = HOUSEHOLD_QUESTIONS["floor_area"]
POINTS = HOUSEHOLD_QUESTIONS["b1_total"]
WATER = HOUSEHOLD_QUESTIONS["water"]
DEVICES = HOUSEHOLD_QUESTIONS["devices"]
AGRI = HOUSEHOLD_QUESTIONS["agri"]
PHONE = HOUSEHOLD_QUESTIONS["phone"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.500", "1500"),
        ("1,5", "1.5"),
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1234", "1234"),
        ("1.234.567", "1234567"),
        (" 45 ", "45"),
        ("-3", "-3"),
        ("0,25", "0.25"),
        ("1.500\u00a0", "1500"),
    ],
)
def test_numbers_are_vietnamese(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["1,234.5", "45.5", "1.5", "1.23", "12.34.567", "1,2,3", "abc", "1e3", "--1", "1."],
)
def test_ambiguous_or_foreign_numbers_are_refused(text):
    with pytest.raises(AnswerError, match="dấu phẩy"):
        parse_number(text)


@pytest.mark.parametrize(
    ("question", "raw", "value"),
    [
        (AREA, "45,5", "45.5"),
        (AREA, "45,25", "45.25"),
        (AREA, "1.500", "1500"),
        (AREA, "1,00", "1"),
        (AREA, "100", "100"),
        (AREA, 45.5, "45.5"),
        (AREA, 45, "45"),
        (AREA, "", None),
        (AREA, "  ", None),
        (AREA, None, None),
        (POINTS, "140", 140),
        (POINTS, 140, 140),
        (POINTS, 140.0, 140),
        (POINTS, "0", 0),
        (WATER, "piped", "piped"),
        (WATER, " piped ", "piped"),
        (DEVICES, ["phone", "tv"], ["tv", "phone"]),
        (DEVICES, ("tv",), ["tv"]),
        (DEVICES, "tv", ["tv"]),
        (DEVICES, ["tv", "tv"], ["tv"]),
        (DEVICES, ["none"], ["none"]),
        (DEVICES, [], None),
        (AGRI, True, True),
        (AGRI, False, False),
        (AGRI, "true", True),
        (AGRI, "yes", True),
        (AGRI, "false", False),
        (AGRI, "no", False),
        (PHONE, " 0912 ", "0912"),
        (PHONE, "a\u0306", "ă"),
    ],
)
def test_clean_answer(question, raw, value):
    cleaned = clean_answer(question, raw)
    assert cleaned == value
    assert type(cleaned) is type(value)


@pytest.mark.parametrize(
    ("question", "raw", "words"),
    [
        (AREA, "1,234.5", "không phải là số"),
        (AREA, "0", "từ 1 trở lên"),
        (AREA, "10.000", "không quá 9999"),
        (AREA, "45,555", "không quá 2 số lẻ"),
        (AREA, True, "không phải là số"),
        (AREA, float("nan"), "không phải là số"),
        (AREA, float("inf"), "không phải là số"),
        (POINTS, "140,5", "số nguyên"),
        (POINTS, "-1", "từ 0 trở lên"),
        (WATER, "sea", "chọn một trong các ý"),
        (WATER, ["piped"], "chọn một trong các ý"),
        (DEVICES, ["tv", "boat"], "chọn trong các ý"),
        (DEVICES, 3, "chọn trong các ý"),
        (DEVICES, ["tv", "none"], "“Không có” không đi cùng ý khác"),
        (AGRI, "maybe", "chọn có hoặc không"),
        (PHONE, "0" * 21, "không quá 20 ký tự"),
    ],
)
def test_answers_that_cannot_be_taken(question, raw, words):
    with pytest.raises(AnswerError, match=words):
        clean_answer(question, raw)


@pytest.mark.parametrize(
    ("question", "value", "shown"),
    [
        (AREA, "45.5", "45,5"),
        (POINTS, 140, "140"),
        (WATER, "piped", "Nước máy"),
        (WATER, "gone", ""),
        (DEVICES, ["tv", "phone"], "Tivi; Điện thoại"),
        (AGRI, True, "Có"),
        (AGRI, False, "Không"),
        (PHONE, "0912.345", "0912.345"),
        (MEMBER_QUESTIONS["height"], None, ""),
    ],
)
def test_show_answer(question, value, shown):
    assert show_answer(question, value) == shown


@pytest.mark.parametrize("typed", ["45,5", "1.500", "8"])
def test_a_shown_number_can_be_typed_again(typed):
    stored = clean_answer(AREA, typed)
    assert clean_answer(AREA, show_answer(AREA, stored)) == stored
