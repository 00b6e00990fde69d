"""Form fields: what people type, what comes out, what they are told."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError

from povertyportal.ui.fields import (
    ClockField,
    NormalizedCharField,
    PartialDate,
    PartialDateField,
    VietnameseDateField,
    VietnameseDecimalField,
    VietnameseIntegerField,
)


def refusal(field, text):
    with pytest.raises(ValidationError) as caught:
        field.clean(text)
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1,5", "1.5"),
        ("1.500", "1500"),
        ("1.234.567", "1234567"),
        ("0", "0"),
        ("0,25", "0.25"),
        ("1,234", "1.234"),
        (" 42 ", "42"),
        ("1 500", "1500"),
        ("1\u00a0500", "1500"),
        ("-3,5", "-3.5"),
        ("−3,5", "-3.5"),
    ],
)
def test_decimal_is_read_the_vietnamese_way(text, value):
    assert VietnameseDecimalField().clean(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1,234.5", "1.5", "1.2345", "0.500", "1,2,3", "1.23.456", "12.", ",5", "."]
)
def test_two_readings_are_refused_with_the_way_out(text):
    message = refusal(VietnameseDecimalField(), text)
    assert text in message
    assert "1.500" in message
    assert "1,5" in message


@pytest.mark.parametrize("text", ["abc", "12a", "-", "1e5", "NaN", "١٢"])
def test_words_are_not_numbers(text):
    assert "không phải là số" in refusal(VietnameseDecimalField(), text)


def test_integer_takes_groups_and_refuses_fractions():
    field = VietnameseIntegerField()
    assert field.clean("1.500.000") == 1500000
    assert field.clean("7,0") == 7
    assert "số nguyên" in refusal(field, "2,5")


def test_limits_still_hold():
    assert VietnameseIntegerField(min_value=1, max_value=20).clean("20") == 20
    with pytest.raises(ValidationError):
        VietnameseIntegerField(max_value=20).clean("21")
    with pytest.raises(ValidationError):
        VietnameseDecimalField(max_digits=6, decimal_places=2).clean("1,234")


@pytest.mark.parametrize(
    "field", [VietnameseDecimalField, VietnameseIntegerField, VietnameseDateField]
)
@pytest.mark.parametrize("text", ["", None, "   "])
def test_empty_is_none_or_asked_for(field, text):
    if text != "   " or field is not VietnameseDateField:
        assert field(required=False).clean(text) is None
        assert "Chưa nhập" in refusal(field(), text)


@pytest.mark.parametrize(
    "text", ["5/2/1980", "05/02/1980", "5-2-1980", "5.2.1980", "05021980", "1980-02-05"]
)
def test_dates(text):
    assert VietnameseDateField().clean(text) == dt.date(1980, 2, 5)
    assert PartialDateField().clean(text) == PartialDate(1980, 2, 5)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("31/2/1980", "Tháng 2/1980 không có ngày 31"),
        ("29/2/2023", "Tháng 2/2023 không có ngày 29"),
        ("2/13/1980", "Không có tháng 13"),
        ("5/2/80", "thiếu năm"),
        ("5/2/0980", "Năm 0980"),
        ("hôm qua", "không phải là ngày"),
    ],
)
def test_wrong_dates_say_what_is_wrong(text, part):
    for field in (VietnameseDateField(), PartialDateField()):
        message = refusal(field, text)
        assert part in message
        assert text in message


@pytest.mark.parametrize("text", ["", "hôm qua", "5/2/26", "2/13/2026"])
def test_the_example_of_a_day_is_of_this_year_and_of_a_birth_is_not(text):
    with time_machine.travel("2027-03-01 08:00 +0700"):
        assert "5/2/2027" in refusal(VietnameseDateField(), text)
        assert "1980" in refusal(PartialDateField(), text)


@pytest.mark.parametrize(
    "text", ["8:00", "08:00", "8h", "8h00", "8 giờ", "8 giờ 00", "8g00", "8", "8 h "]
)
def test_hours_as_they_are_said(text):
    assert ClockField().clean(text) == dt.time(8)
    assert "8:30" in refusal(ClockField(), "25h")


def test_a_leap_day_is_a_date():
    assert VietnameseDateField().clean("29/2/2024") == dt.date(2024, 2, 29)


def test_a_full_date_field_refuses_a_year_alone():
    assert "không phải là ngày" in refusal(VietnameseDateField(), "1980")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1980", PartialDate(1980)),
        ("2/1980", PartialDate(1980, 2)),
        ("02/1980", PartialDate(1980, 2)),
        ("021980", PartialDate(1980, 2)),
    ],
)
def test_partly_known_dates(text, value):
    assert PartialDateField().clean(text) == value


def test_partly_known_date_out_of_reason_is_refused():
    assert "1900" in refusal(PartialDateField(), "1780")
    assert "Không có tháng 13" in refusal(PartialDateField(), "13/1980")
    assert "chỉ biết năm" in refusal(PartialDateField(), "năm 80")


class Sheet(forms.Form):
    area = VietnameseDecimalField()
    people = VietnameseIntegerField()
    day = VietnameseDateField()
    born = PartialDateField()


def test_stored_values_are_shown_as_people_write_them():
    initial = {
        "area": Decimal("1234.50"),
        "people": 1500,
        "day": dt.date(1980, 2, 5),
        "born": (1980, 2, None),
    }
    shown = {name: Sheet(initial=initial)[name].value() for name in initial}
    assert shown == {
        "area": "1.234,5",
        "people": "1.500",
        "day": "05/02/1980",
        "born": "02/1980",
    }


def test_what_is_shown_can_be_sent_back_unchanged():
    initial = {
        "area": Decimal("1234.5"),
        "people": 1500,
        "day": dt.date(1980, 2, 5),
        "born": PartialDate(1980, None, None),
    }
    shown = {name: Sheet(initial=initial)[name].value() for name in initial}
    form = Sheet(shown, initial=initial)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == initial
    assert not form.has_changed()


def test_what_was_typed_wrong_is_shown_again_as_typed():
    form = Sheet({"area": "1,234.5"})
    assert not form.is_valid()
    assert 'value="1,234.5"' in str(form["area"])


def test_text_is_nfc_without_invisible_characters():
    field = NormalizedCharField()
    assert (
        field.clean("Nguye\u0302\u0303n\u200b  Va\u0306n\u00a0An ") == "Nguyễn Văn An"
    )
    assert "trống" in refusal(field, " \u200b ".strip())


def test_notes_keep_their_lines():
    field = NormalizedCharField(multiline=True)
    assert field.clean("a  b\r\n\r\n c ") == "a b\n\nc"


def test_a_name_of_invisible_characters_only_is_empty():
    assert "trống" in refusal(NormalizedCharField(), "\u200b\u200b")


def test_our_words_for_what_is_too_long_or_short():
    too_long = "Viết nhiều nhất 1.000 ký tự (đang có 6.000): hãy viết ngắn lại."
    assert refusal(NormalizedCharField(max_length=1_000), "a" * 6_000) == too_long
    plain = forms.CharField(min_length=3, max_length=5)
    assert "nhiều nhất 5 ký tự (đang có 6)" in refusal(plain, "a" * 6)
    assert "ít nhất 3 ký tự (đang có 2)" in refusal(plain, "aa")


def test_our_words_for_what_is_left_empty():
    class Choices(forms.Form):
        water = forms.ChoiceField(choices=[("y", "Có")])
        goods = forms.MultipleChoiceField(choices=[("1", "Ti vi")])
        sure = forms.BooleanField()
        name = forms.CharField()

    errors = Choices({}).errors
    assert errors["water"] == ["Chưa chọn. Chọn một ý rồi lưu lại."]
    assert errors["goods"] == ["Chưa chọn. Chọn ít nhất một ý rồi lưu lại."]
    assert errors["sure"] == ["Chưa đánh dấu. Đánh dấu ô này rồi lưu lại."]
    assert errors["name"] == ["Ô này còn trống. Điền vào rồi lưu lại."]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (VietnameseIntegerField(min_value=0), "-1", "Nhập số từ 0 trở lên."),
        (
            VietnameseDecimalField(min_value=Decimal("0.01"), max_value=1000),
            "0",
            "Nhập số từ 0,01 đến 1.000.",
        ),
        (
            VietnameseIntegerField(max_value=10_000),
            "10.001",
            "Nhập số không quá 10.000.",
        ),
        (
            VietnameseDecimalField(max_digits=5, decimal_places=2),
            "1,234",
            "Viết nhiều nhất 2 chữ số sau dấu phẩy.",
        ),
        (
            VietnameseIntegerField(min_value=1, error_messages={"min_value": "Riêng."}),
            "0",
            "Riêng.",
        ),
    ],
)
def test_limits_are_told_in_the_portals_words(field, typed, said):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [said]
