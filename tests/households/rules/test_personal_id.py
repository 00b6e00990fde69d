"""Personal identification numbers: Nghị định 137/2015/NĐ-CP, Điều 13."""

import pytest

from households.rules.personal_id import OLD_PROVINCES, IdKind, check, masked


@pytest.mark.parametrize(
    ("number", "sex", "year"),
    [
        ("001080001234", "male", 1980),
        ("001180001234", "female", 1980),
        ("079205001234", "male", 2005),
        ("002305001234", "female", 2005),
        ("001000001234", "male", 1900),
        ("001599001234", "female", 2199),
        ("001999001234", "female", 2399),
        ("001080001234", None, None),
    ],
)
def test_numbers_that_fit(number, sex, year):
    result = check(number, sex, year)
    assert result.kind is IdKind.PERSONAL
    assert result.warnings == ()


@pytest.mark.parametrize(
    ("number", "sex", "year", "words"),
    [
        ("001080001234", "female", 1980, "của nam, không khớp với giới tính"),
        ("001180001234", "male", 1980, "của nữ, không khớp với giới tính"),
        ("001080001234", "male", 1981, "năm sinh 1980, không khớp với 1981"),
        ("001080001234", "male", 2080, "năm sinh 1980, không khớp với 2080"),
        ("003080001234", "male", 1980, "Ba số đầu 003"),
        ("101080001234", "male", 1980, "khai sinh ở nước ngoài"),
        ("097080001234", "male", 1980, "Ba số đầu 097"),
    ],
)
def test_a_mismatch_warns(number, sex, year, words):
    result = check(number, sex, year)
    assert result.kind is IdKind.PERSONAL
    assert len(result.warnings) == 1
    assert words in result.warnings[0]


def test_all_mismatches_at_once():
    assert len(check("999080001234", "female", 1999).warnings) == 3


def test_nine_digits_are_a_legacy_number():
    result = check("012345678", "male", 1980)
    assert result.kind is IdKind.LEGACY
    assert "chứng minh nhân dân" in result.warnings[0]


@pytest.mark.parametrize(
    "number", ["", "12345678901", "1234567890123", "00108000123a", "٠٠١٠٨٠٠٠١٢٣٤"]
)
def test_anything_else_is_invalid(number):
    result = check(number, "male", 1980)
    assert result.kind is IdKind.INVALID
    assert "12 chữ số" in result.warnings[0]


def test_the_63_old_provinces():
    assert len(OLD_PROVINCES) == 63
    assert {"001", "002", "015", "079", "096"} <= OLD_PROVINCES
    assert OLD_PROVINCES.isdisjoint({"000", "003", "097", "100"})


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("001080001234", "0010********34"),
        ("012345678", "********78"),
        ("12345", "********"),
        ("", ""),
    ],
)
def test_masked(number, shown):
    assert masked(number) == shown
